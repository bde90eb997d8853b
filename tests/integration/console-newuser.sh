#!/usr/bin/env bash
# Somebody who sees the console for the first time, on the demo's data: finds the five differences in status of one city,
# approves four, rejects one with a reason, applies, and looks at the journal. Only keys that README's first screen or the
# screen itself names are pressed (console.md: within a minute one knows what would change, why, and what it touches).
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../golden/terminal.sh"
trap 'status=$?; terminal_close; (exit "$status"); world_exit' EXIT
pressed=0
begun=

# The screen must name the key: `a approve` is on it, or README's first minute has it in backquotes.
named()
{
	terminal_screen | grep -qE -- "(^|[ (])$2( |\)|:|\$)" || sed -n '/^## The first minute/,/^## /p' "$world_top/README.md" | grep -qF -- "\`$2\`" ||
		fail "nothing says what $1 does"
}

# KEY [AS-WRITTEN]: presses it, once it is known from somewhere.
press()
{
	named "$1" "${2:-$1}"
	terminal_keys "$1"
	pressed=$((pressed + 1))
}

typed()
{
	terminal_type "$1"
	pressed=$((pressed + ${#1}))
}

the_city_is_found_at_a_glance()
{
	terminal_see 'By city +Activate +Cancel +Status +Data +Found'
	terminal_see 'Biguaçu +[0-9]+ +[0-9]+ +5 ' "the city with five differences in status"
	press Enter
	terminal_see '3 Status [0-9]+'
	press 3
}

its_five_are_filtered()
{
	press f
	typed 'city:b'
	press Tab
	terminal_see 'filter city:Biguaçu'
	terminal_see '5 of [0-9]+'
	press Enter
	terminal_see '▸ .*OK → ERROR|▸ .*ERROR → OK'
}

four_are_approved_and_one_rejected()
{
	local row
	for row in 1 2 3 4; do
		press a
		terminal_see 'approved: 1[0-9]+'
		press j
	done
	press r
	terminal_see 'Why reject 1 change'
	press Enter
	terminal_see 'Why reject 1 change' "a reason is needed"
	typed 'visit first'
	press Enter
	terminal_see 'rejected: 1[0-9]+'
	terminal_see '6 Basket 4'
}

the_basket_is_applied()
{
	press b
	terminal_see '4 approved'
	press A
	terminal_see '4 changes will be written to OZmap \(no cancellation\)'
	typed 4
	press Enter
	terminal_see 'done 4 of 4'
	expect [ "$(sim_write_count)" -gt 0 ]
}

the_journal_tells_of_it()
{
	press 7
	terminal_see 'applied +status'
	press f
	typed visit
	press Enter
	terminal_see '1 of [0-9]+ entries'
	terminal_see 'rejected +status .*visit first'
	press Enter
	press PgDn
	terminal_see 'decided by +[^ ]+, .* ago: visit first'
	press q
	press q
	terminal_see 'Q leaves the console'
	press Q
	terminal_see 'ended 0'
}

world_start 400
expect_status 0 mkoz refresh
begun=$SECONDS
terminal_open 80 24 "env HOME=$WORLD/home XDG_STATE_HOME=$WORLD/home/state LC_ALL=C.UTF-8 LANGUAGE= MKOZ_CONFIG=$MKOZ_CONFIG $BUILD/mkoz"
the_city_is_found_at_a_glance
its_five_are_filtered
four_are_approved_and_one_rejected
the_basket_is_applied
the_journal_tells_of_it
expect_equal "$(mkoz history --format json | jq '[.[] | select(.event == "applied")] | length')" 4 "four are applied"
expect [ "$pressed" -le 70 ]
printf '     console-newuser: %d key presses, %d s\n' "$pressed" $((SECONDS - begun))
passed
