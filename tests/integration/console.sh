#!/usr/bin/env bash
# The console in a real terminal, over a real MK and the OZmap simulator: what a person does there, and what comes of it.
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../golden/terminal.sh"
console_exit()
{
	local status=$?
	terminal_close
	(exit "$status")
	world_exit
}
trap console_exit EXIT

# The console as the world's person would start it.
console()
{
	local columns=$1 rows=$2
	shift 2
	terminal_open "$columns" "$rows" "env HOME=$WORLD/home XDG_STATE_HOME=$WORLD/home/state XDG_CONFIG_HOME=$WORLD/home/config \
LC_ALL=${WORLD_LOCALE:-C.UTF-8} LANGUAGE= MKOZ_CONFIG=$MKOZ_CONFIG ${CONSOLE_ENV:-} $BUILD/mkoz $*"
}

decided()
{
	mkoz history --format json | jq '[.[] | select(.event != "refreshed")] | length'
}

a_world()
{
	world_start
	world_pair code=1001
	world_subscriber code=1002 name='Ana Lúcia Prado'
	world_client code=1002 name='Ana Lúcia Prado' implanted=false
	world_subscriber code=1003 state=cancelled name='Padaria Central'
	world_client code=1003 implanted=true name='Padaria Central'
	world_subscriber code=1004 session=down since=2h name='José Dias'
	world_client code=1004 status=0 name='José Dias'
	world_subscriber code=1005 session=down since=3h name='Íris Souza'
	world_client code=1005 status=0 name='Íris Souza'
	world_subscriber code=1006 name='Maria Clara' power=-27.8 power_age=1h
	world_client code=1006 name='Maria' power=-19.2
}

the_first_plan_is_made_from_the_console()
{
	a_world
	console 80 24
	terminal_see 'no plan yet' "a console without a plan says so"
	terminal_see 'R reads MK and OZmap'
	terminal_keys R
	terminal_see 'The plan at a glance' "the first plan opens with its counts"
	terminal_see 'Activate +1 +activation.1'
	terminal_keys Enter
	terminal_see '1 Activate 1 .*2 Cancel 1 .*3 Status 3 .*4 Data 1'
	terminal_see '1002 +Ana Lúcia Prado'
	terminal_see 'implanted +no'
	expect_equal "$(decided)" 0 "looking decides nothing"
}

one_row_is_decided_at_once_and_can_be_undone()
{
	local id
	id=$(change_id activate 1002)
	terminal_keys a
	terminal_see 'approved: 1002'
	expect_equal "$(change_state "$id")" approved "a approves"
	terminal_keys u
	terminal_see 'undone: 1002'
	expect_equal "$(change_state "$id")" pending "u undoes"
	terminal_keys C-r
	terminal_see 'approved: 1002'
	expect_equal "$(change_state "$id")" approved "^R approves again"
	terminal_keys u r
	terminal_see 'reason'
	terminal_keys Enter
	terminal_see 'reason'
	expect_equal "$(change_state "$id")" pending "no rejection without a reason"
	terminal_type 'not in our area'
	terminal_keys Enter
	terminal_see 'rejected: 1002'
	expect_equal "$(change_state "$id")" rejected "r rejects"
	expect_equal "$(mkoz history --format json | jq -r 'map(select(.event == "rejected"))[0].detail | tostring' |
		grep -c 'not in our area')" 1 "the reason is in the journal"
	terminal_keys u w
	terminal_type online
	terminal_keys Enter
	terminal_see 'waiting: 1002'
	expect_equal "$(change_state "$id")" deferred "w lets it wait"
	terminal_keys u
	terminal_see 'undone: 1002'
	expect_equal "$(change_state "$id")" pending "and u ends that"
}

what_is_typed_ahead_or_pasted_answers_no_question()
{
	local id before
	id=$(change_id cancel-detach 1003)
	before=$(decided)
	terminal_keys 2
	terminal send-keys -t t -l 'rx' && terminal send-keys -t t Enter
	terminal_still
	terminal_see 'reason'
	expect_equal "$(change_state "$id")" pending "what was typed ahead is thrown away"
	terminal_paste 'pasted reason
'
	terminal_still
	expect_equal "$(change_state "$id")" pending "a paste is no answer"
	terminal_keys Escape
	terminal_paste 'aaaa'
	expect_equal "$(decided)" "$before" "a paste gives no commands"
}

only_what_is_seen_is_acted_on()
{
	local seen hidden
	seen=$(change_id status 1004)
	hidden=$(change_id status 1005)
	terminal_keys 3 C-a
	terminal_see '3 marked'
	terminal_keys f
	terminal_type dias
	terminal_see '1 of 3'
	terminal_keys Enter a
	terminal_see '3 marked, 2 hidden'
	terminal_see '\[ No \]' "the focus is on no"
	terminal_keys Enter
	expect_equal "$(change_state "$seen")" pending "Enter on No does nothing"
	terminal_keys a Right Enter
	terminal_see 'approved: 1004'
	expect_equal "$(change_state "$seen")" approved "what is seen is approved"
	expect_equal "$(change_state "$hidden")" pending "what is hidden is not"
	terminal_keys F U
	terminal_see_not marked
}

a_filter_is_completed_and_its_mistakes_shown()
{
	terminal_keys f
	terminal_type 'kind:sta'
	terminal_keys Tab
	terminal_see 'filter kind:status'
	terminal_keys C-u
	terminal_type 'colour:red'
	terminal_see '\^ .*'
	terminal_keys Escape
	terminal_see '10(04|05|06)'
	terminal_keys /
	terminal_type clara
	terminal_keys Enter
	terminal_see '▸ +[^ ]* *1006' "search puts the cursor there"
}

the_basket_is_released_by_its_number_and_applied()
{
	local before
	terminal_keys 2 a 6
	terminal_see '2 approved, 0 requested'
	terminal_see '1 of 3 +cancellations within 24 hours'
	before=$(decided)
	terminal send-keys -t t -l 'A2' && terminal send-keys -t t Enter
	terminal_see 'number of changes'
	terminal_still
	expect_equal "$(decided)" "$before" "a number that was typed ahead releases nothing"
	terminal_keys Escape Q
	terminal_see '2 changes that you approved lie in the basket'
	terminal_see '\[ No \]'
	terminal_keys Enter
	terminal_see 'What it affects' "and the console stays"
	terminal_keys A
	terminal_see '2 changes will be written'
	before=$(sim_write_count)
	terminal_type 3
	terminal_keys Enter
	terminal_see 'another number'
	expect_equal "$(sim_write_count)" "$before" "another number releases nothing"
	terminal_type 2
	terminal_keys Enter
	terminal_see 'Applying'
	terminal_see 'done 2 of 2'
	terminal_see 'applied +1003'
	expect_equal "$(sim_state | jq '[.clients[] | select(.code == "1003")] | length')" 0 "1003 is gone from OZmap"
	expect_equal "$(sim_state | jq '.clients[] | select(.code == "1004") | .status')" 1 "1004 is red"
	expect_equal "$(sim_state | jq '.clients[] | select(.code == "1005") | .status')" 0 "1005 is as it was"
	terminal_keys Escape
}

an_applied_change_is_reverted_from_the_log()
{
	terminal_keys 7
	terminal_see 'released'
	terminal_keys f
	terminal_type 'applied 1004'
	terminal_keys Enter
	terminal_see '1 of [0-9]+ entries'
	terminal_keys Enter
	terminal_see 'Detail +1004'
	terminal_keys Escape x
	terminal_see 'opposite'
	terminal_keys Right Enter
	terminal_see 'proposed'
	expect_equal "$(change_count revert-status)" 1 "the revert is proposed"
	terminal_keys F
}

detail_shows_what_would_be_sent()
{
	terminal_keys 3 f
	terminal_type 'kind:power'
	terminal_keys Enter Enter
	terminal_see 'row 10'
	terminal_keys PgDn
	terminal_see 'PATCH +http'
	terminal_see 'potencyRead":-27.8'
	terminal_see 'Authorization: \*\*\*'
	terminal_see_not "$SIM_KEY" "the key is on the screen"
	terminal_keys Escape d
	terminal_see 'Difference'
	terminal_see '\^\^'
	terminal_keys Escape F
}

help_and_palette_are_made_from_the_table()
{
	terminal_keys '?'
	terminal_see 'approve the marks or the row'
	terminal_type 'journal'
	terminal_see 'tab: the journal'
	terminal_keys Escape :
	terminal_type 'pau'
	terminal_see 'pause'
	terminal_see 'not on this screen'
	terminal_keys C-u
	terminal_type 'since'
	terminal_keys Enter
	terminal_see 'Handing over'
	terminal_keys Escape
}

a_key_that_does_nothing_says_why()
{
	terminal_keys 3 p
	terminal_see 'pause: not on this screen'
	terminal_keys O
	terminal_see_not 'does nothing here'
	terminal_keys Escape 7 x
	terminal_see 'offers: only an applied change can be reverted'
	terminal_keys z
	terminal_see 'z does nothing here; \? shows what the keys do'
	terminal_keys 3
}

any_size_is_survived()
{
	local size
	for size in '20 5' '1 1' '3 40' '200 3' '120 36' '100 24' '20 5'; do
		terminal_size ${size% *} ${size#* }
	done
	terminal_see '▸'
	terminal_size 120 36
	terminal_see '── MK ─+ OZmap ─'
	terminal_size 80 24
	terminal_see '▸ +[^ ]* *100'
}

the_console_keeps_what_is_ones_own()
{
	terminal_keys 4 Q
	terminal_see 'ended 0'
	console 80 24
	terminal_see '4 Data'
	terminal_see 'name'
	expect test -s "$WORLD/home/state/mkoz/console.json"
	expect_equal "$(stat -c %a "$WORLD/home/state/mkoz/console.json")" 600 "and for nobody else"
}

read_only_decides_nothing()
{
	local before
	before=$(decided)
	terminal_keys % a r u
	terminal_see 'read-only'
	terminal_keys Q
	console 80 24 --read-only
	terminal_see 'read-only · '
	terminal_keys 3 a R
	terminal_see 'this console is read-only'
	terminal_keys Q
	terminal_see 'ended 0'
	expect_equal "$(decided)" "$before" "nothing was decided"
}

a_closed_terminal_ends_it()
{
	local pid before
	before=$(decided)
	console 80 24
	terminal_see 'plan [0-9]'
	pid=$(pgrep -f "^$BUILD/mkoz" -n)
	terminal_keys 2
	terminal_close
	for try in $(seq 50); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	expect_equal "$(kill -0 "$pid" 2>&1 | grep -c 'No such process')" 1 "the console ends with its terminal"
	expect_equal "$(decided)" "$before" "and decides nothing"
}

# The terminal goes while a worker applies: all of it is done, once.
a_worker_goes_on_without_the_console()
{
	local code before try
	for code in $(seq 1021 1029); do
		world_pair code=$code
		world_client code=$code name='Outro Nome'
	done
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve --filter 'name:assinante kind:name state:pending' --expect 9
	before=$(sim_write_count)
	sim_options '{"latency": 300}'
	console 80 24
	terminal_keys 6 A
	terminal_see 'will be written'
	terminal_type 9
	terminal_keys Enter
	terminal_see 'Applying'
	for try in $(seq 200); do
		[ "$(sim_write_count)" -le "$before" ] || break
		sleep 0.05
	done
	terminal_close
	expect_equal "$(($(sim_write_count) < before + 9))" 1 "it went midway ($try)"
	for try in $(seq 300); do
		[ "$(plan_query '[.changes[] | select(.name | startswith("Assinante 102")) | .state] | unique | join(" ")')" != applied ] || break
		sleep 0.1
	done
	expect_equal "$(($(sim_write_count) - before))" 9 "all were written, each once ($try)"
	expect_equal "$(plan_query '[.changes[] | select(.name | startswith("Assinante 102")) | .state] | unique | join(" ")')" applied \
		"and recorded"
	sim_options '{"latency": 0}'
}

unfit_terminals_are_told()
{
	CONSOLE_ENV='TERM=dumb' console 80 24
	terminal_see 'cannot place the cursor'
	terminal_see 'ended 1'
	CONSOLE_ENV='TERM=no-such-terminal' console 80 24
	terminal_see 'unknown here'
	terminal_see 'ended 1'
	CONSOLE_ENV='TERM=' console 80 24
	terminal_see 'TERM is not set'
	expect_status 1 mkoz
	expect_match "$ERR" 'not a terminal' "not a terminal"
	WORLD_LOCALE=C console 80 24
	terminal_see 'mkoz - plan'
	terminal_see '^-- MK -'
	terminal_see_not '[^ -~]' "only ASCII"
	terminal_keys Q
}

hostile_text_is_shown_not_obeyed()
{
	world_subscriber code=1010 name=$'Eve \e[2J\u202Eolleh\u200B' session=down since=2h
	world_client code=1010 name=$'Eve \e[2J\u202Eolleh\u200B' status=0
	expect_status 0 mkoz refresh
	console 160 36
	terminal_keys 3 F
	terminal_see 'Eve \^\[\[2J<U\+202E'
	terminal_see '── MK ─'
	terminal_keys Q
}

keys_and_themes_that_are_wrong_are_told()
{
	world_set keys.approve r
	console 80 24
	terminal_see 'the key r is both reject and'
	terminal_keys j
	terminal_see 'a approve  r reject'
	terminal_keys Q
	world_set keys.approve F2
	console 80 24
	terminal_see 'F2 approve'
	terminal_keys Q
	world_unset keys.approve
	printf 'text = 7\ncursor = blurple\n' >"$WORLD/home/bad.ini"
	world_set ui.theme "$WORLD/home/bad.ini"
	console 80 24
	terminal_see 'bad.ini, line 2'
	world_set ui.theme colour-blind
	console 80 24
	terminal_see '4 Data'
	terminal_see_not 'theme'
	terminal_keys Q
	world_unset ui.theme
}

personal_data_is_masked_until_it_is_revealed()
{
	world_set ui.mask_personal_data yes
	console 80 24
	terminal_keys 3 f
	terminal_type 'code:1005'
	terminal_keys Enter
	terminal_see 'Í\. S\.'
	terminal_see_not 'Souza'
	terminal_keys m
	terminal_see 'Íris Souza'
	expect_equal "$(mkoz history --code 1005 --format json | jq '[.[] | select(.event == "revealed")] | length')" 1 \
		"the journal says so"
	terminal_keys F Q
	world_unset ui.mask_personal_data
}

# The old differences of a first plan: rejected as they were found, by their exact number, once a supervisor says so.
a_first_plan_is_set_aside()
{
	local all
	a_world
	expect_status 0 mkoz refresh
	all=$(plan_query '[.changes[], .findings[]] | length')
	console 80 24
	terminal_see 'S set aside'
	terminal_keys S
	terminal_see "$all differences will be rejected as found"
	terminal_type $((all + 1))
	terminal_keys Enter
	terminal_see 'another number'
	expect_equal "$(decided)" 0 "another number sets nothing aside"
	terminal_type "$all"
	terminal_keys Enter
	terminal_see "$all differences set aside as found"
	terminal_see '1 Activate 0 .*2 Cancel 0 .*3 Status 0 .*4 Data 0'
	expect_equal "$(plan_query '[.changes[], .findings[] | .state] | unique | join(" ")')" rejected
	expect_equal "$(mkoz history --format json | jq '[.[] | select(.event == "rejected" and .detail.reason == "as found")] | length')" \
		"$all" "the journal says why"
	terminal_keys Q
	terminal_see 'ended 0'
}

the_first_plan_is_made_from_the_console
one_row_is_decided_at_once_and_can_be_undone
what_is_typed_ahead_or_pasted_answers_no_question
only_what_is_seen_is_acted_on
a_filter_is_completed_and_its_mistakes_shown
the_basket_is_released_by_its_number_and_applied
an_applied_change_is_reverted_from_the_log
detail_shows_what_would_be_sent
help_and_palette_are_made_from_the_table
a_key_that_does_nothing_says_why
any_size_is_survived
the_console_keeps_what_is_ones_own
read_only_decides_nothing
a_closed_terminal_ends_it
unfit_terminals_are_told
hostile_text_is_shown_not_obeyed
keys_and_themes_that_are_wrong_are_told
personal_data_is_masked_until_it_is_revealed
a_worker_goes_on_without_the_console
a_first_plan_is_set_aside
terminal_close
passed
