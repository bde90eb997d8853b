#!/usr/bin/env bash
# The analysers, each file on its own, two at a time: gcc with -Werror and -fanalyzer, clang-tidy, cppcheck, translations.
set -eu
cd "$(dirname "$0")/../.."
: "${BUILD:=$PWD/build}"
flags="-std=gnu17 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DMKOZ_VERSION=\"lint\" -Iinclude -Isrc -I$BUILD/gen -Itests/unit
$(pkg-config --cflags libpq libcurl jansson sqlite3 libutf8proc inih libcrypto ncursesw panelw libmicrohttpd)"
warnings="-Wall -Wextra -Wformat=2 -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror"
mapfile -t sources < <(git ls-files 'src/*.c')
mapfile -t others < <(git ls-files 'tests/*.c' | grep -v '^tests/fuzz/')
export flags warnings BUILD
gcc_one() {
	extra=""
	case "$1" in
	src/*) extra="-fanalyzer" ;;
	tests/sim/*) extra="-Itests/sim" ;;
	tests/demo/*) extra="-Itests/demo" ;;
	tests/soak/*) extra="-U_FILE_OFFSET_BITS" ;; # it stands before both forms of a call
	esac
	# shellcheck disable=SC2086
	gcc -O2 -D_FORTIFY_SOURCE=2 $flags $warnings $extra -c "$1" -o /dev/null
}
tidy_one() {
	# shellcheck disable=SC2086
	clang-tidy --quiet "$1" -- $flags 2>/dev/null >"$2" || { cat "$2"; false; }
}
export -f gcc_one tidy_one
echo "gcc, warnings as errors, -fanalyzer"
printf '%s\n' "${sources[@]}" "${others[@]}" | xargs -P 2 -I{} bash -c 'gcc_one "$1"' _ {}
echo "clang-tidy"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf '%s\n' "${sources[@]}" | xargs -P 2 -I{} bash -c 'tidy_one "$1" "$2/$(echo "$1" | tr / _)"' _ {} "$scratch"
echo "cppcheck"
cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability --inline-suppr \
	--suppress=missingIncludeSystem --suppress=unknownMacro -j 2 -Iinclude -Isrc -I"$BUILD/gen" src
echo "lint: clean"
