# What a console test without a world begins with: the build, a folder of its own, a terminal; to be sourced.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=${BUILD:-$top/build}
BUILD=$(cd "$BUILD" && pwd)
. "$top/tests/golden/terminal.sh"
scratch=$(mktemp -d)
trap 'terminal_close; rm -rf "$scratch"' EXIT

fail()
{
	echo "FAIL $(basename "$0" .sh): $1" >&2
	exit 1
}
