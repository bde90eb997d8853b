#!/usr/bin/env bash
# Lets memory, writes or reads fail at points of the console: console.sh memory|disk|read [STEP].
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=${BUILD:-$top/build}
BUILD=$(cd "$BUILD" && pwd)
if ldd "$BUILD/mkoz" | grep -q 'lib[at]san'; then
	echo "skip console: a sanitizer's library has to come first"
	exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/store" "$scratch/home"
export STORE=$scratch/store
"$BUILD/tests/tools/console-seed" "$STORE/store.db" 60 || exit 1
cp -a "$STORE" "$STORE-kept"
(
	umask 077
	printf '%s\n' '[ozmap]' 'url = https://127.0.0.1:1/api/v2' '[store]' "url = sqlite:$STORE/store.db" '[roles]' \
		'supervisors = ana' >"$scratch/mkoz.conf"
)
export SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home MKOZ_CONFIG=$scratch/mkoz.conf
python3 -B "$here/console.py" "$1" "${2:-1}" "$BUILD/mkoz" "$BUILD/tests/soak/shim.so" || exit 1
echo "ok   console, $1"
