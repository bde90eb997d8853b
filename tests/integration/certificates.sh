#!/usr/bin/env bash
# Certificates of every wrong kind, of OZmap and of MK, and strangers in MK's place. Nothing is planned, nothing is written,
# and no byte of a key or a password reaches them (faults 25).
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../tools/secrets.sh"
. "$(dirname "$0")/../tools/strangers.sh"

# The simulator with that certificate, in the place where it was; SECURE is its port.
secure_with()
{
	sim_stop
	: >"$WORLD/secure.out"
	"$BUILD/tests/sim/ozmap-sim" --port "${SECURE:-0}" --state "$WORLD/ozmap.json" --key "$SIM_KEY" --log "$WORLD/$1.log" \
		--save "$WORLD/ozmap.json" --tls "$WORLD/$1.pem" "$WORLD/$1.key" >"$WORLD/secure.out" 2>"$WORLD/secure.err" &
	SIM_PID=$!
	while ! grep -q listening "$WORLD/secure.out"; do
		kill -0 $SIM_PID 2>/dev/null || fail "the simulator does not start with $1: $(cat "$WORLD/secure.err")"
		sleep 0.02
	done
	SIM_URL=$(sed -n 's/^listening //p' "$WORLD/secure.out")
	SECURE=${SIM_URL##*:}
}
# it saves what it holds; its control interface is not asked over TLS
sim_stop()
{
	sim_kill
}
requests() { [ ! -s "$WORLD/$1.log" ] || cat "$WORLD/$1.log"; }

no_wrong_certificate()
{
	local kind
	hunted_world
	sim_state >"$WORLD/ozmap.json"
	certificates
	SECURE=
	secure_with good
	world_set ozmap.url "$SIM_URL/api/v2"
	refused "an authority that this host does not know" certificate mkoz refresh
	cat "$WORLD/ours.pem" "$WORLD/theirs.pem" >"$WORLD/authorities.pem"
	world_set ozmap.ca_file "$WORLD/authorities.pem"
	secure_with strange
	expect_status 0 mkoz refresh
	expect_equal "$(change_count)" 3 "the plan, over TLS, of an authority that is trusted"
	expect_status 0 mkoz approve --filter state:pending --expect 3
	cp "$WORLD/ours.pem" "$WORLD/authorities.pem" # and no longer
	: >"$WORLD/strange.log"
	for kind in strange expired early elsewhere nameless client self leaf; do
		secure_with $kind
		refused "$kind: refresh" 'certificate|no alternative' mkoz refresh
		refused "$kind: apply" 'certificate|no alternative' mkoz apply --quiet
		expect_equal "$(requests $kind)" "" "$kind: nothing was asked, so no key came"
		expect_equal "$(plan_query '[.changes[].state] | unique | join(" ")')" released "$kind: all of it waits"
		expect_status 1 mkoz doctor
		expect_match "$OUT" 'failure +key, [^'$'\n'']*(certificate|no alternative)' "$kind: doctor says so"
		expect_equal "$(requests $kind)" "" "$kind: nor did doctor ask"
	done
	expect_equal "$(journal '[.[] | select(.event == "intent")] | length')" 0 "nothing was begun"
	# a host that only speaks in the clear, and one that says nothing
	stranger bytes plain
	world_set ozmap.url "https://127.0.0.1:$STRANGER/api/v2"
	expect_status 4 mkoz refresh # another one's plan is here
	mv "$WORLD/state" "$WORLD/state-kept" && mkdir -m 700 "$WORLD/state"
	world_set ozmap.timeout '1 s'
	refused "a host without TLS" 'no usable answer' mkoz refresh
	expect grep -q connection "$WORLD/plain"
	rm -r "$WORLD/state" && mv "$WORLD/state-kept" "$WORLD/state"
	world_unset ozmap.timeout
	world_set ozmap.url "https://127.0.0.1:$SECURE/api/v2"
	secure_with good
	expect_status 0 mkoz apply
	expect_equal "$(plan_query '[.changes[].state] | unique | join(" ")')" applied "with the right one it goes on"
	expect_equal "$(requests good | jq -s '[.[] | select(.applied)] | length')" 4 "each written once: a name, implanted, off, gone"
	no_secret_was_heard plain
}

# The certificate changes between what was read and what would be written.
no_certificate_that_changes_midway()
{
	hunted_world
	sim_state >"$WORLD/ozmap.json"
	certificates
	SECURE=
	secure_with good
	world_set ozmap.ca_file "$WORLD/ours.pem"
	world_set ozmap.url "$SIM_URL/api/v2"
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve "$(change_id name 1002)"
	curl -fsS --noproxy '*' --cacert "$WORLD/ours.pem" -d '{"do": "wait", "wait_before": 1500, "match": {"method": "GET"}}' \
		"$SIM_URL/_sim/fault" >/dev/null || fail "no fault"
	mkoz apply --quiet 2>"$WORLD/midway" &
	local apply=$! try
	for try in $(seq 100); do
		[ "$(curl -fsS --noproxy '*' --cacert "$WORLD/ours.pem" "$SIM_URL/_sim/stats" | jq .in_flight)" = 0 ] || break
		sleep 0.02
	done
	sleep 0.2
	secure_with expired # ends the one that is asked
	expect_status 1 wait "$apply"
	expect_match "$(cat "$WORLD/midway")" certificate "it says so ($try)"
	expect_equal "$(requests expired)" "" "and nothing was asked of the stranger"
	secure_with good
	expect_status 0 mkoz apply
	expect_equal "$(requests good | jq -s '[.[] | select(.applied)] | length')" 1 "the next one writes it, once"
}

# --- MK ------------------------------------------------------------------------------------------------------------------

no_password_for_a_stranger()
{
	local kind mode
	hunted_world
	certificates
	expect_status 0 mkoz refresh
	for kind in postgres greedy bytes http; do
		for mode in verify-full verify-ca require; do
			case $kind-$mode in bytes-[!r]* | http-[!r]*) continue ;; esac
			stranger $kind "mk-$kind-$mode"
			world_set mk.sslmode $mode
			world_set mk.sslrootcert "$WORLD/ours.pem"
			world_set mk.port "$STRANGER"
			mv "$WORLD/state" "$WORLD/state-kept" && mkdir -m 700 "$WORLD/state" # it is another MK
			refused "$kind, $mode" '^mkoz: MK: ' mkoz refresh
			rm -r "$WORLD/state" && mv "$WORLD/state-kept" "$WORLD/state"
			no_secret_was_heard "mk-$kind-$mode"
			# a mark, and the eight bytes that ask for TLS
			expect_equal "$(wc -c <"$WORLD/mk-$kind-$mode")" 21 "$kind, $mode: no word but the question for TLS"
		done
	done
	world_set mk.port "$MK_PORT"
	world_set mk.sslmode verify-full
	refused "PostgreSQL without TLS" 'SSL' mkoz refresh
	for kind in expired early elsewhere nameless strange self leaf good; do
		scratch_postgres_tls "$MK" "$WORLD/$kind.pem" "$WORLD/$kind.key"
		world_set mk.sslmode verify-full
		postgres_shows "$kind"
		if [ $kind = good ]; then
			expect_status 0 mkoz refresh
		else
			refused "PostgreSQL, $kind" 'MK: .*(certificate|does not match)' mkoz refresh
		fi
	done
	expect_equal "$(plan_query .plan.id)" 2 "two plans in all"
}

# Waits until the server shows that certificate.
postgres_shows()
{
	local try wanted shown
	wanted=$(openssl x509 -in "$WORLD/$1.pem" -noout -fingerprint)
	for try in $(seq 100); do
		shown=$(openssl s_client -starttls postgres -connect "127.0.0.1:$MK_PORT" </dev/null 2>/dev/null |
			openssl x509 -noout -fingerprint 2>/dev/null)
		[ "$shown" != "$wanted" ] || return 0
		sleep 0.05
	done
	fail "PostgreSQL does not show $1 (try $try)"
}

no_wrong_certificate
no_certificate_that_changes_midway
no_password_for_a_stranger
passed
