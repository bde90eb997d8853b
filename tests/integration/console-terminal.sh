#!/usr/bin/env bash
# The console on real terminals: mouse, clipboard, title, keys, colours of every depth, stopped and killed
# (console-terminal.py reads the bytes); and in tmux what a person sees: too small, without Unicode, wide characters.
. "$(dirname "$0")/../golden/alone.sh"
world_checks=0

expect()
{
	world_checks=$((world_checks + 1))
	"$@" || fail "not so: $*
$(terminal_screen)"
}

# Terminals that not every host describes.
describe_terminals()
{
	tic -x -o "$scratch/terminfo" - <<'TERMINALS' || fail "no descriptions of terminals"
xterm-16color|xterm with 16 colors,
	colors#16, pairs#256,
	setab=\E[%?%p1%{8}%<%t%p1%{40}%+%e%p1%{92}%+%;%dm,
	setaf=\E[%?%p1%{8}%<%t%p1%{30}%+%e%p1%{82}%+%;%dm, use=xterm,
xterm-direct|xterm with direct colors,
	RGB, colors#0x1000000, pairs#0x7FFF, initc@, ccc@, op=\E[39;49m,
	setab=\E[%?%p1%{8}%<%t4%p1%d%e48\:2\:\:%p1%{65536}%/%d\:%p1%{256}%/%{255}%&%d\:%p1%{255}%&%d%;m,
	setaf=\E[%?%p1%{8}%<%t3%p1%d%e38\:2\:\:%p1%{65536}%/%d\:%p1%{256}%/%{255}%&%d\:%p1%{255}%&%d%;m,
	setb@, setf@, use=xterm-256color,
TERMINALS
}

# NAME SEED [LINE...]: a store of its own and its configuration.
seed()
{
	mkdir -p "$scratch/$1" "$scratch/home" && chmod 700 "$scratch/$1" "$scratch/home"
	"$BUILD/tests/tools/console-seed" "$scratch/$1/store.db" "$2" || fail "the store is not made"
	(
		umask 077
		printf '%s\n' '[ozmap]' 'url = https://127.0.0.1:1/api/v2' '[store]' "url = sqlite:$scratch/$1/store.db" \
			'[roles]' 'supervisors = ana' "${@:3}" >"$scratch/$1.conf"
	)
}

# STORE COLUMNS ROWS [VARIABLE=VALUE...]
console()
{
	terminal_open "$2" "$3" "env SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home LC_ALL=C.UTF-8 LANGUAGE= \
TERMINFO=$scratch/terminfo MKOZ_CONFIG=$scratch/$1.conf ${*:4} $BUILD/mkoz"
	terminal_see 'plan [0-9]'
	terminal_keys Escape 3 Home
	terminal_see '[>▸] +[^ ]* *[0-9]+'
}

decided()
{
	SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home LC_ALL=C.UTF-8 MKOZ_CONFIG=$scratch/store.conf \
		"$BUILD/mkoz" history --format json | jq '[.[] | select(.event != "refreshed")] | length'
}

too_small_it_says_so_and_decides_nothing_unseen()
{
	local size
	console store 80 24
	for size in '19 24' '80 4' '19 4' '10 3'; do
		terminal_size ${size% *} ${size#* }
		terminal_see '20×5 is|20×5'
		terminal_see_not '▸' "a list that is cut to nothing"
		terminal_keys a Space r x Enter
	done
	terminal_size 1 1
	terminal_keys a Enter
	terminal_size 20 5
	terminal_see '▸' "it comes back at 20×5"
	terminal_size 80 24
	terminal_see '▸ +10004' "and with all of it"
	terminal_see_not 'marked'
	expect [ "$(decided)" = 0 ]
	terminal_size 12 3
	terminal_see '20×5'
	terminal_keys Q
	terminal_size 80 24
	terminal_see 'ended 0' "Q quits at any size"
}

a_question_outlives_every_size()
{
	local size
	console store 80 24
	terminal_keys r
	terminal_see reason
	terminal_type 'not here'
	for size in '40 12' '120 36' '20 5' '15 3' '200 50' '80 24'; do
		terminal_size ${size% *} ${size#* }
		[ "$size" = '15 3' ] || terminal_see 'not here' "what was typed is kept at $size"
	done
	terminal_see reason
	terminal_keys Escape
	terminal_see '▸ +10004'
	terminal_keys :
	terminal_type sus
	terminal_size 60 15
	terminal_see suspend
	terminal_keys Escape
	expect [ "$(decided)" = 0 ]
	terminal_keys Q
	terminal_see 'ended 0'
}

# LANGUAGE WORD: every screen is ASCII, with as many columns as ever.
only_ascii()
{
	local key word=$2
	seed "ascii-$1" 140 '[ui]' "language = $1"
	terminal_open 120 30 "env SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home LC_ALL=C LANGUAGE= LANG=C \
MKOZ_CONFIG=$scratch/ascii-$1.conf $BUILD/mkoz"
	terminal_see "$word"
	for key in Escape 1 2 3 4 Enter Escape d Escape '?' Escape r Escape 5 6 7; do
		terminal_keys "$key"
		terminal_see_not '[^ -~]' "not ASCII after $key, $1"
	done
	terminal_keys 4
	terminal_see '^> +[0-9]+ '
	terminal_see '\|-- MK -+ OZmap -+'
	terminal_keys 3
	terminal_see ' -> '
	expect_straight '|' 20
	terminal_keys Q
	terminal_see 'ended 0'
}

# SIGN LEAST: the sign between list and panel is in one column, in so many rows.
expect_straight()
{
	terminal_screen | python3 -B "$top/tests/tools/straight.py" bar "$1" "$2" || fail "columns are not straight:
$(terminal_screen)"
	world_checks=$((world_checks + 1))
}

# The two sides begin where they begin, whatever stands in them.
wide_and_combining_characters_keep_columns_straight()
{
	local tab
	console hostile 80 24
	for tab in 1 2 3 4; do
		terminal_keys "$tab" Home
		terminal_see PWNED
		for _ in 1 2 3 4 5 6; do
			terminal_screen | python3 -B "$top/tests/tools/straight.py" sides || fail "the sides are not straight:
$(terminal_screen)"
			world_checks=$((world_checks + 1))
			terminal_keys j
		done
	done
	terminal_size 120 36
	terminal_see '│'
	expect_straight '│' 25
	terminal_keys Q
	terminal_see 'ended 0'
}

# With a background of its own a theme leaves no hole in it.
a_background_is_everywhere()
{
	seed contrast 140 '[ui]' 'theme = high-contrast'
	console contrast 100 30 TERM=tmux-256color
	for key in f Escape Enter Escape '?' Escape 6 1 7; do
		terminal_keys "$key"
		terminal capture-pane -p -e -N -t t | python3 -B "$top/tests/tools/straight.py" background 100 ||
			fail "cells without a background after $key:
$(terminal_screen)"
		world_checks=$((world_checks + 1))
	done
	terminal_keys Q
	terminal_see 'ended 0'
}

describe_terminals
seed store 280
seed hostile hostile
python3 -B "$top/tests/tools/console-terminal.py" "$BUILD/mkoz" "$scratch" || fail "bytes"
too_small_it_says_so_and_decides_nothing_unseen
a_question_outlives_every_size
only_ascii en Status
only_ascii pt_BR Sinal
wide_and_combining_characters_keep_columns_straight
a_background_is_everywhere
terminal_close
echo "ok   console-terminal: $world_checks checks"
