#!/usr/bin/env bash
# Hostile text in every field on every screen of the console: no byte of it gets at the terminal, and columns stay straight.
. "$(dirname "$0")/../golden/alone.sh"

# The bar between list and panel is in the same column of every row, as the terminal counts columns.
straight()
{
	terminal_screen | python3 -B -c '
import sys, unicodedata
width = lambda c: 0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
bars = [sum(map(width, line[:line.index("│")])) for line in sys.stdin if "│" in line]
sys.exit(0 if len(bars) > 25 and len(set(bars)) == 1 else f"bars at {bars}")' || fail "columns are not straight:
$(terminal_screen)"
}

mkdir -m 700 "$scratch/store" "$scratch/home"
"$BUILD/tests/tools/console-seed" "$scratch/store/store.db" hostile || fail "the store is not made"
(
	umask 077
	printf '%s\n' '[ozmap]' 'url = https://127.0.0.1:1/api/v2' '[store]' "url = sqlite:$scratch/store/store.db" '[roles]' \
		'supervisors = ana' >"$scratch/mkoz.conf"
)
export SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home MKOZ_CONFIG=$scratch/mkoz.conf
python3 -B "$top/tests/tools/console-hostile.py" "$BUILD/mkoz" || fail "hostile bytes"
terminal_open 120 36 "env LC_ALL=C.UTF-8 $BUILD/mkoz"
terminal_see 'mkoz'
terminal_keys Escape U F
for tab in 1 2 3 4 5; do
	terminal_keys "$tab"
	terminal_see PWNED
	straight
done
terminal_keys Q
echo "ok   console-hostile"
