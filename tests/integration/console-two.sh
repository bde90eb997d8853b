#!/usr/bin/env bash
# Two consoles at once, and a plan that is replaced under the cursor: what one decides the other sees; the cursor stays on
# its change, marks go with theirs and are dropped, which is said, when it is gone.
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../golden/terminal.sh"
trap 'status=$?; terminal_close; TERMINAL_SOCKET=$first; terminal_close; (exit "$status"); world_exit' EXIT
first=mkoz-test-$$-first-0

# NAME: a console of its own home, so that neither restores what the other keeps.
console()
{
	terminal_open 80 24 "env HOME=$WORLD/home XDG_STATE_HOME=$WORLD/home/$1 LC_ALL=C.UTF-8 LANGUAGE= MKOZ_CONFIG=$MKOZ_CONFIG $BUILD/mkoz"
}

# Which of both the terminal's functions speak of.
turn_to()
{
	TERMINAL_SOCKET=$1
}

a_world()
{
	local code
	world_start
	for code in 1001 1002 1003 1004 1005 1006; do
		world_subscriber code=$code session=down since=2h
		world_client code=$code status=0
	done
	expect_status 0 mkoz refresh
}

both_show_the_same()
{
	turn_to "$first"
	console one
	first=$TERMINAL_SOCKET
	terminal_see 'By city'
	terminal_keys Enter 3
	terminal_see '6 changes'
	turn_to "mkoz-test-$$-second-0"
	console two
	second=$TERMINAL_SOCKET
	terminal_see 'By city'
	terminal_keys Enter 3
	terminal_see '6 changes'
}

what_one_decides_the_other_sees()
{
	turn_to "$first"
	terminal_keys Space Space j j
	terminal_see '▸ +1005' "two marks, and the cursor further down"
	terminal_see '6 changes, 2 marked'
	turn_to "$second"
	terminal_keys j j a
	terminal_see 'approved: 1003'
	terminal_see '6 Basket 1'
	turn_to "$first"
	terminal_see '6 Basket 1' "the other one has seen it"
	terminal_see '✓ 1003 .*approved'
	terminal_see '●+ +1001' "its marks are where they were"
	terminal_see '▸ +1005' "and so is its cursor"
}

what_was_decided_meanwhile_is_no_error()
{
	local id
	id=$(change_id status 1005)
	turn_to "$second"
	terminal_keys End k
	terminal_see '▸ +1005'
	terminal_keys r
	terminal_type 'seen by phone'
	terminal_keys Enter
	terminal_see 'rejected: 1005'
	turn_to "$first"
	terminal_see '5 changes'
	terminal_see_not '  1005 '
	terminal_see '▸ +1006' "the cursor is on the row that came in its place"
	expect_equal "$(change_state "$id")" rejected "it stays rejected"
}

a_plan_replaced_under_the_cursor_keeps_it()
{
	turn_to "$first"
	terminal_keys End
	terminal_see '▸ +1006'
	world_subscriber code=1001 session=up
	turn_to "$second"
	terminal_keys R
	terminal_see 'plan 2, '
	turn_to "$first"
	terminal_see 'plan 2, '
	terminal_see '1 mark dropped: its change is gone'
	terminal_see '▸ +1006' "the cursor is on its change"
	terminal_see_not ' 1001 '
	terminal_see ', 1 marked'
	terminal_keys a
	terminal_see 'approved: 1002' "and what is left of the marks is acted on"
}

a_world
both_show_the_same
what_one_decides_the_other_sees
what_was_decided_meanwhile_is_no_error
a_plan_replaced_under_the_cursor_keeps_it
passed
