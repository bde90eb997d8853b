#!/usr/bin/env bash
# No secret is ever left where it does not belong: logs, store, journal, outputs, arguments, environments, temporary files,
# core files (faults 32).
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../tools/secrets.sh"

# Runs mkoz as verbosely as it can; what it says is kept in the world, to be searched.
said()
{
	local number
	number=$(find "$WORLD/said" -type f | wc -l)
	TMPDIR=$WORLD/tmp mkoz --verbose "$@" >"$WORLD/said/$number.out" 2>"$WORLD/said/$number.err"
}

hunted_world()
{
	secrets_make
	SIM_KEY=$KEY_TOKEN
	world_start
	mkdir "$WORLD/said" "$WORLD/tmp"
	mk_sql "ALTER ROLE mkoz_reader PASSWORD '$PASSWORD_TOKEN'"
	(umask 077 && printf '%s\n' "$PASSWORD_TOKEN" >"$WORLD/mk-password")
	sim_options '{"latency": 60}' # so long that the watch sees each process
	world_pair code=1001
	world_subscriber code=1002 name='José Ávila'
	world_client code=1002 name='Outro Nome'
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=true
	world_subscriber code=1004
	world_client code=1004 implanted=false
}

a_whole_run_leaves_none()
{
	hunted_world
	secrets_watch
	expect said refresh
	expect said plan --format json
	expect said plan --no-refresh --format csv
	expect said approve --filter state:pending --expect 3
	expect said apply
	said doctor
	expect said history --format json
	expect said history --format csv
	expect said revert "$(mkoz history --format json | jq -r 'first(.[] | select(.event == "applied")).change_id')"
	expect said worker --once
	expect said verify
	secrets_expect_none
}

# An answer, a redirect and a server's error that repeat the key and the password to us.
errors_leave_none()
{
	hunted_world
	secrets_watch
	local echo
	echo="{\"do\":\"status\",\"status\":401,\"body\":\"{\\\"message\\\":\\\"bad key $KEY_TOKEN\\\"}\",\"match\":{\"times\":0}}"
	sim_fault "$echo"
	expect_status 1 said refresh
	said doctor
	sim_reset
	sim_fault "{\"do\":\"redirect\",\"location\":\"http://127.0.0.1:1/$KEY_TOKEN\",\"match\":{\"times\":0}}"
	expect_status 1 said refresh
	sim_reset
	expect said refresh
	expect said approve --filter state:pending --expect 3
	sim_fault "{\"do\":\"status\",\"status\":422,\"body\":\"{\\\"message\\\":\\\"no: $KEY_TOKEN\\\"}\",
		\"match\":{\"method\":\"PATCH\",\"times\":0}}"
	expect_status 3 said apply
	sim_reset
	mk_sql "ALTER ROLE mkoz_reader PASSWORD 'another'"
	expect_status 1 said refresh
	said doctor
	world_set mk.port 1
	expect_status 4 said refresh
	expect said history --format json
	secrets_expect_none
	expect grep -q -r 'HTTP 4' "$WORLD/said"
}

a_login_leaves_none()
{
	hunted_world
	sim_kill
	"$BUILD/tests/sim/ozmap-sim" --port 0 --state "$WORLD/ozmap.json" --key '' --login api-user --password "$LOGIN_TOKEN" \
		--latency 60 --log "$WORLD/sim.log" >"$WORLD/sim.out" 2>"$WORLD/sim.err" &
	SIM_PID=$!
	while ! SIM_URL=$(sed -n 's/^listening //p' "$WORLD/sim.out") || [ -z "$SIM_URL" ]; do sleep 0.02; done
	world_client code=1001
	(umask 077 && printf '%s\n' "$LOGIN_TOKEN" >"$WORLD/login-password")
	world_unset ozmap.token_file
	world_set ozmap.url "$SIM_URL/api/v2"
	world_set ozmap.login api-user
	world_set ozmap.password_file "$WORLD/login-password"
	secrets_watch
	expect said refresh
	said doctor
	sim_control POST keys --data-binary '{"revoke": true}' >/dev/null
	expect said plan --format json
	expect_equal "$(sim_requests | jq -s '[.[] | select(.path | endswith("/users/login"))] | length >= 2')" true "it logged in"
	secrets_expect_none
}

# Secrets from the environment are wiped where they stood; no core file is written.
the_environment_is_wiped()
{
	hunted_world
	world_unset ozmap.token_file
	world_unset mk.password_file
	sim_fault '{"do":"wait","wait_before":3000,"match":{"method":"GET"}}'
	HOME=$WORLD/home MKOZ_CONFIG=$MKOZ_CONFIG MKOZ_OZMAP_TOKEN=$KEY_TOKEN MKOZ_MK_PASSWORD=$PASSWORD_TOKEN LC_ALL=C.UTF-8 \
		"$BUILD/mkoz" --verbose refresh >"$WORLD/said/refresh" 2>&1 &
	local process=$! try
	for try in $(seq 200); do
		[ "$(sim_stats | jq .in_flight)" = 0 ] || break
		sleep 0.02
	done
	secrets_look
	expect grep -q "^looked at $process\$" "$SECRETS_SEEN"
	expect_match "$(cat "/proc/$process/limits")" 'Max core file size +0 +0' "no core file"
	kill -SEGV "$process"
	wait "$process"
	expect_equal "$(find "$WORLD/home" . -maxdepth 1 -name 'core*' -newer "$world_scratch/tokens")" "" "a core file"
	secrets_expect_none
}

a_whole_run_leaves_none
errors_leave_none
a_login_leaves_none
the_environment_is_wiped
passed
