#!/usr/bin/env bash
# The console shaken: random sizes, down to 1x1, and random keys. SHAKES=800 SEED=1; the long form is part of `make soak`.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=${BUILD:-$top/build}
BUILD=$(cd "$BUILD" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/store" "$scratch/home"
store=$scratch/store/store.db
"$BUILD/tests/tools/console-seed" "$store" 280 || exit 1
(
	umask 077
	# nothing is there that could be reached: what is released or refreshed by chance ends at once
	printf '%s\n' '[ozmap]' 'url = https://127.0.0.1:1/api/v2' '[store]' "url = sqlite:$store" '[roles]' \
		'supervisors = ana' >"$scratch/mkoz.conf"
)
export SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home MKOZ_CONFIG=$scratch/mkoz.conf
python3 -B "$top/tests/tools/console-shake.py" "$BUILD/mkoz" "$store" "${SHAKES:-800}" "${SEED:-1}" || exit 1
"$BUILD/mkoz" verify >"$scratch/verify" 2>&1 || {
	cat "$scratch/verify"
	exit 1
}
[ "$(sqlite3 "$store" 'PRAGMA integrity_check')" = ok ] || exit 1
echo "ok   console-shake: ${SHAKES:-800} shakes"
