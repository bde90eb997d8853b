#!/usr/bin/env bash
# OZmap's official SDK against the simulator: does the simulator answer as OZmap's own client expects? Needs node and npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
sim=${SIM:-${BUILD:-build}/tests/sim/ozmap-sim}

fail()
{
	echo "contract: $1" >&2
	exit 1
}

command -v node >/dev/null || fail "node is not installed: apt-get install nodejs npm"
command -v npm >/dev/null || fail "npm is not installed: apt-get install npm"
[ -x "$sim" ] || fail "$sim is not there: make programs builds it"

export OZLOGGER_HTTP=false OZLOGGER_LEVEL=quiet # the SDK would print every request and listen on a port
folder=$(mktemp -d)
sims=()
cleanup()
{
	[ "${#sims[@]}" -eq 0 ] || kill "${sims[@]}" 2>/dev/null || true
	wait
	rm -rf "$folder"
}
trap cleanup EXIT

cp tests/contract/package.json tests/contract/contract.mjs "$folder/"
(cd "$folder" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error >npm.log 2>&1) ||
	{ cat "$folder/npm.log" >&2; fail "the SDK could not be installed"; }
node "$folder/contract.mjs" state >"$folder/state.json"

# Starts a simulator with the options given and sets `url`.
start()
{
	local name=$1
	shift
	"$sim" --port 0 --state "$folder/state.json" --log "$folder/$name.log" "$@" >"$folder/$name.out" &
	sims+=($!)
	for _ in $(seq 100); do
		url=$(sed -n 's/^listening //p' "$folder/$name.out")
		[ -n "$url" ] && return
		sleep 0.1
	done
	fail "the simulator did not start"
}

start new --paging new --page-limit 40 --login maria --password segredo
new=$url
start old --paging old --page-limit 40
old=$url
node "$folder/contract.mjs" run "$new" "$old"
