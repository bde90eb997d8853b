#!/usr/bin/env bash
# Redirects of every status, to every kind of place, of reads, writes and a login; proxies, netrc and other ways to lead a
# client elsewhere. Nothing is planned, nothing is written, and nobody else ever hears from us (faults 24).
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../tools/secrets.sh"
. "$(dirname "$0")/../tools/strangers.sh"

redirected() # STATUS PLACE
{
	sim_reset
	sim_fault "{\"match\": {\"path\": \"$([ "$1" = 302 ] && echo /ftth-clients || echo /properties)\", \"times\": 0},
		\"do\": \"redirect\", \"status\": $1, \"location\": \"$2\"}"
	refused "redirect $1 to $2" "HTTP $1.*never followed" mkoz refresh
}

no_redirect_is_followed()
{
	local status place here=${SIM_URL#http://}
	stranger http elsewhere
	expect_status 0 mkoz refresh
	for place in "http://127.0.0.1:$STRANGER/api/v2/x" "http://localhost:$STRANGER/" "https://127.0.0.1:$STRANGER/x" \
		"//127.0.0.1:$STRANGER/x" "ftp://127.0.0.1:$STRANGER/x" "http://u:p@127.0.0.1:$STRANGER/x" \
		"http://$here@127.0.0.1:$STRANGER/" "/api/v2/elsewhere" "file:///etc/passwd"; do
		for status in 302 307; do redirected "$status" "$place"; done
	done
	for status in 300 301 303 304 305 306 308; do redirected "$status" "http://127.0.0.1:$STRANGER/api/v2/x"; done
	# what leads elsewhere without being a redirect
	sim_reset
	sim_fault "{\"match\": {\"times\": 0}, \"do\": \"wait\", \"headers\": {\"Location\": \"http://127.0.0.1:$STRANGER/x\",
		\"Refresh\": \"0; url=http://127.0.0.1:$STRANGER/x\", \"Alt-Svc\": \"http/1.1=\\\"127.0.0.1:$STRANGER\\\"; ma=99\",
		\"Link\": \"<http://127.0.0.1:$STRANGER/x>; rel=next\", \"Set-Cookie\": \"a=b; Domain=localhost\"}}"
	expect_status 0 mkoz refresh
	expect_equal "$(sim_requests | jq -s '[.[] | select((.path | contains("elsewhere")) or (.key_ok | not))] | length')" 0 \
		"nothing else was asked here"
	sim_reset
	for status in 401 407; do
		sim_fault "{\"match\": {\"path\": \"/properties\"}, \"do\": \"status\", \"status\": $status, \"headers\": {
			\"WWW-Authenticate\": \"Basic realm=x\", \"Proxy-Authenticate\": \"Basic realm=x\"}}"
		refused "HTTP $status that asks for more" "HTTP $status" mkoz refresh
		sim_reset
	done
}

no_redirect_of_a_write()
{
	local sent
	expect_status 0 mkoz approve --filter state:pending --expect 3
	sim_fault "{\"match\": {\"method\": \"PATCH\", \"times\": 0}, \"do\": \"redirect\", \"status\": 307,
		\"location\": \"http://127.0.0.1:$STRANGER/x\"}"
	sim_fault "{\"match\": {\"method\": \"DELETE\", \"times\": 0}, \"do\": \"redirect\", \"status\": 308,
		\"location\": \"http://localhost:$STRANGER/x\"}"
	expect_status 3 mkoz apply --quiet
	sent=$(sim_requests | jq -s '[.[] | select(.method != "GET")] | length')
	expect_equal "$((sent >= 5 && sent <= 15)) $(sim_write_count)" '1 0' "$sent were sent, none took effect"
	expect_contains "$(journal 'last(.[] | select(.event == "failed")) | .detail | tostring')" "never followed" "why"
	sim_reset
}

no_redirect_of_a_login()
{
	local status
	sim_stop_saving
	"$BUILD/tests/sim/ozmap-sim" --port "$SIM_URL_PORT" --state "$WORLD/ozmap.json" --key '' --login api --password "$LOGIN_TOKEN" \
		--log "$WORLD/sim.log" >"$WORLD/sim.out" 2>"$WORLD/sim.err" &
	SIM_PID=$!
	while ! grep -q listening "$WORLD/sim.out"; do sleep 0.02; done
	(umask 077 && printf '%s\n' "$LOGIN_TOKEN" >"$WORLD/login-password")
	world_unset ozmap.token_file
	world_set ozmap.login api
	world_set ozmap.password_file "$WORLD/login-password"
	for status in 301 302 303 307 308; do
		sim_fault "{\"match\": {\"path\": \"/users/login\"}, \"do\": \"redirect\", \"status\": $status,
			\"location\": \"http://127.0.0.1:$STRANGER/api/v2/users/login\"}"
		refused "login, redirect $status" "logging in: HTTP $status.*never followed" mkoz refresh
		sim_reset
	done
	expect_status 0 mkoz refresh
}
sim_stop_saving()
{
	sim_state >"$WORLD/ozmap.json"
	local port=$SIM_URL_PORT
	sim_kill
	SIM_URL_PORT=$port
}

redirects()
{
	hunted_world
	no_redirect_is_followed
	no_redirect_of_a_write
	no_redirect_of_a_login
	printf 'default login thief password %s\n' netrc-word >"$WORLD/home/.netrc"
	printf 'proxy = "http://127.0.0.1:%s"\n' "$STRANGER" >"$WORLD/home/.curlrc"
	local -x http_proxy=http://127.0.0.1:$STRANGER HTTP_PROXY=http://127.0.0.1:$STRANGER \
		https_proxy=http://127.0.0.1:$STRANGER all_proxy=http://127.0.0.1:$STRANGER ALL_PROXY=http://127.0.0.1:$STRANGER \
		CURL_HOME=$WORLD/home NETRC=$WORLD/home/.netrc
	expect_status 0 mkoz refresh
	expect_equal "$(cat "$WORLD/elsewhere")" "" "nobody ever called there"
	# it would have been heard
	curl -s "http://127.0.0.1:$STRANGER/" -H "Authorization: $KEY_TOKEN" --noproxy '*' >/dev/null
	expect grep -q -F "$KEY_TOKEN" "$WORLD/elsewhere"
}

redirects
passed
