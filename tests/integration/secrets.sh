#!/usr/bin/env bash
# No secret is ever left where it does not belong: logs, store, journal, outputs, arguments, environments, temporary files,
# core files (faults 32).
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../tools/secrets.sh"
. "$(dirname "$0")/../golden/terminal.sh"
secrets_exit()
{
	local status=$?
	terminal_close
	(exit "$status")
	world_exit
}
trap secrets_exit EXIT

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

# A login's answer that repeats the password, leads elsewhere, or holds a key in something that is no JSON.
what_a_login_is_answered_with_is_not_told()
{
	local answer before
	before=$(find "$WORLD/said" -type f | wc -l)
	for answer in "\"status\", \"status\": 401, \"body\": {\"message\": \"no $LOGIN_TOKEN\"}" \
		"\"status\", \"status\": 500, \"body\": \"oops $LOGIN_TOKEN\"" "\"html\", \"body\": \"$LOGIN_TOKEN $KEY_TOKEN\"" \
		"\"raw\", \"type\": \"text/html\", \"body\": \"{\\\"authorization\\\": \\\"$KEY_TOKEN\\\"}\"" \
		"\"redirect\", \"status\": 307, \"location\": \"http://127.0.0.1:1/$LOGIN_TOKEN\""; do
		sim_reset
		sim_fault "{\"match\": {\"path\": \"/users/login\", \"times\": 0}, \"do\": $answer}"
		expect_status 1 said refresh
	done
	sim_reset
	expect_equal "$(($(find "$WORLD/said" -type f | wc -l) - before))" 10 "all of it was said"
	expect_equal "$(grep -l 'logging in' "$WORLD"/said/*.err | wc -l)" 5 "and that it was the login"
}

a_login_leaves_none()
{
	hunted_world
	sim_kill
	: >"$WORLD/sim.out"
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
	what_a_login_is_answered_with_is_not_told
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

# A server in MK's place that takes the password and repeats it.
a_server_that_repeats_the_password()
{
	local server
	hunted_world
	python3 "$world_tools/strangers.py" postgres "$WORLD/stranger" >"$WORLD/stranger.port" 2>/dev/null &
	server=$!
	while [ ! -s "$WORLD/stranger.port" ]; do sleep 0.05; done
	world_set mk.port "$(cat "$WORLD/stranger.port")"
	secrets_watch
	expect_status 1 said refresh
	expect_match "$(cat "$WORLD/said/0.err")" 'MK: .*no \*\*\*' "its words, without the password"
	said doctor
	kill "$server" 2>/dev/null
	wait "$server" 2>/dev/null
	expect grep -q -a -F "$PASSWORD_TOKEN" "$WORLD/stranger"
	rm "$WORLD/stranger"
	secrets_expect_none
}

# The console gets them in its environment, and so does what it starts: neither shows them there.
the_console_shows_none()
{
	local try seen
	hunted_world
	world_unset ozmap.token_file
	world_unset mk.password_file
	rm "$WORLD/mk-password"
	mv "$WORLD/ozmap-token" "$WORLD/login-password" # who starts it has it from there
	printf '%s\n' "$PASSWORD_TOKEN" >"$WORLD/ozmap-token" # and this; both are left out of the hunt
	sim_fault '{"do": "wait", "wait_before": 1500, "match": {"method": "GET", "times": 2}}'
	terminal_open 100 30 "export MKOZ_OZMAP_TOKEN=\$(cat $WORLD/login-password) MKOZ_MK_PASSWORD=\$(cat $WORLD/ozmap-token) \
HOME=$WORLD/home XDG_STATE_HOME=$WORLD/home/state MKOZ_CONFIG=$MKOZ_CONFIG LC_ALL=C.UTF-8 TMPDIR=$WORLD/tmp; $BUILD/mkoz"
	terminal_see 'no plan yet'
	terminal_keys R
	for try in $(seq 200); do
		[ "$(sim_stats | jq .in_flight)" = 0 ] || break
		sleep 0.02
	done
	secrets_look
	seen=$(grep -c '^looked at' "$SECRETS_SEEN")
	expect_equal "$((seen >= 2))" 1 "the console and its refresh were seen: $seen ($try)"
	# others' programs may have been seen too: none may hold it, and these two had it
	seen=$(grep -c '^MKOZ_OZMAP_TOKEN=$' "$SECRETS_SEEN")
	expect_equal "$((seen >= 2))" 1 "both had it, and wiped it: $seen"
	terminal_see 'The plan at a glance'
	terminal_screen >"$WORLD/said/screen"
	terminal_keys Q
	terminal_close
	secrets_expect_none
}

a_whole_run_leaves_none
errors_leave_none
a_server_that_repeats_the_password
the_console_shows_none
a_login_leaves_none
the_environment_is_wiped
passed
