#!/usr/bin/env bash
# What becomes of changes and findings from plan to plan: states, decisions kept and ended, deferrals (spec §4, §5).
. "$(dirname "$0")/../tools/world.sh"

events_of() { journal --arg id "$1" '[.[] | select(.change_id == $id) | .event] | join(" ")'; }
refresh() { expect_status 0 mkoz refresh; }
is() { expect_equal "$(change_state "$1")" "$2" "${3:-it is $2}"; } # ID STATE WHAT
finding_state() { plan_query --arg id "$1" '.findings[] | select(.id == $id) | .state'; }

# Names that differ: N of them, from code 1001.
names()
{
	local code
	world_start
	for code in $(seq 1001 $((1000 + $1))); do
		world_subscriber code=$code name="Nome $code"
		world_client code=$code name="Outro $code"
	done
	refresh
}

decisions_outlive_a_plan_and_end_with_the_difference()
{
	local code ids=()
	names 6
	for code in 1001 1002 1003 1004 1005 1006; do ids+=("$(change_id name $code)"); done
	world_set roles.technicians tina
	world_set roles.supervisors susan
	world_set guard.bulk_limit 1
	expect_status 0 as tina mkoz approve "${ids[0]}" "${ids[1]}" --expect 2
	expect_status 0 as tina mkoz approve "${ids[2]}"
	expect_status 0 as tina mkoz reject "${ids[3]}" --reason 'nome certo'
	expect_status 0 as tina mkoz defer "${ids[4]}" --until 2099-01-01 --reason 'depois'
	local wanted="requested requested approved rejected deferred pending"
	refresh
	expect_equal "$(plan_query '[.changes | sort_by(.code)[] | .state] | join(" ")')" "$wanted" "found again: kept"
	expect_equal "$(plan_query -c '[.changes | sort_by(.code)[] | [.decided_by, .reason]]')" \
		'[["tina",null],["tina",null],["tina",null],["tina","nome certo"],["tina","depois"],[null,null]]' "who and why"
	for code in 1001 1002 1003 1004 1005 1006; do world_client code=$code name="Nome $code"; done
	refresh
	expect_equal "$(change_count)" 0 "absent: not shown any more"
	expect_equal "$(journal '[.[] | select(.event == "withdrawn") | .code] | sort | join(" ")')" \
		"1001 1002 1003 1004 1005" "what was decided is told to be withdrawn"
	expect_status 1 as susan mkoz approve "${ids[2]}"
	for code in 1001 1002 1003 1004 1005 1006; do world_client code=$code name="Outro $code"; done
	refresh
	expect_equal "$(plan_query '[.changes[] | "\(.state) \(.decided_by)"] | unique | join(" ")')" "pending null" \
		"there again: the old decision is over"
	expect_equal "$(plan_query '[.changes | sort_by(.code)[] | .id] | join(" ")')" "${ids[*]}" "under the old ids"
}

what_was_released_stays_released()
{
	names 2
	local id
	id=$(change_id name 1001)
	expect_status 0 mkoz approve "$id"
	sim_fault '{"match": {"path": "*", "times": 0}, "do": "status", "status": 401}'
	expect_status 1 mkoz apply
	sim_reset
	is "$id" released
	refresh
	is "$id" released "found again"
	expect_status 0 mkoz undo "$id"
	is "$id" pending "no worker has claimed it"
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing was released"
}

what_failed_or_went_stale_is_pending_anew()
{
	names 4
	local failed stale undone applied
	failed=$(change_id name 1001) stale=$(change_id name 1002) undone=$(change_id name 1003) applied=$(change_id name 1004)
	expect_status 0 mkoz approve --filter kind:name --expect 4
	local match='"match": {"method": "PATCH", "path": "*'
	sim_fault "[{$match$(client_id 1001)\"}, \"do\": \"status\", \"status\": 400, \"body\": {\"message\": \"não\"}},
		{$match$(client_id 1003)\"}, \"do\": \"status\", \"status\": 404, \"body\": {\"message\": \"não\"}}]"
	world_client code=1002 name='Terceiro'
	expect_status 3 mkoz apply
	is "$failed" failed
	is "$stale" stale
	is "$undone" failed
	is "$applied" applied
	expect_status 0 mkoz undo "$undone"
	is "$undone" pending "undone"
	expect_status 1 mkoz undo "$applied"
	expect_status 1 mkoz approve "$failed"
	world_client code=1002 name='Outro 1002'
	world_client code=1004 name='Outro 1004'
	refresh
	expect_equal "$(plan_query '[.changes[] | .state] | unique | join(" ")')" pending "found again: pending anew"
	expect_equal "$(change_id name 1004)" "$applied" "the same difference, the same id"
	expect_equal "$(events_of "$applied")" "approved released claimed intent applied" "its way"
	expect_contains "$(journal '.[] | select(.event == "failed") | .detail | tostring')" "não" "OZmap's message"
}

# Drifts after the approval, each on a code of its own; none of them may be written.
what_no_longer_holds_is_stale()
{
	local code
	world_start
	world_set guard.max_cancellations_percent 100
	world_set guard.max_active_drop_percent 100
	for code in $(seq 1001 1005) 1020; do
		world_subscriber code=$code name="Nome $code" power=-25 power_age=1h
		world_client code=$code name="Outro $code" power=-20
	done
	world_subscriber code=1006 street='Rua das Flores' complement='Casa 2'
	world_client code=1006
	for code in $(seq 1007 1014); do
		world_subscriber code=$code state=cancelled
		world_client code=$code
	done
	world_client code=1014 property=no
	for code in 1015 1016; do
		world_pair code=$code
		world_client code=$code implanted=false
	done
	refresh
	expect_status 0 mkoz approve --filter state:pending --expect "$(change_count)"
	world_ozmap_remove 1001 # the client is gone
	sim_mutate "{\"what\": \"client\", \"code\": \"1002\", \"set\": {\"code\": \"9002\"}}" # it has another code
	world_client code=1003 name='Terceiro' power=-20.01 # other values than those approved
	world_client code=1004 name='outro 1004' power=-19.99 # even if only a little
	world_client code=1005 power= name=
	world_client code=7006 client=yes property=no id=7006 # another client on the property
	sim_mutate "{\"what\": \"property\", \"id\": \"$(property_id 1006)\", \"set\": {\"client\": \"$(client_id 7006)\"}}"
	world_subscriber code=1007 state=active reason= # MK does not say cancelled any more
	world_subscriber code=1008 reason=3 # for a reason that is none of ours
	world_remove 1009 # MK does not know it
	world_client code=1010 implanted=false # it is removed in another way now
	world_client code=1011 id=7011 property=no # the code is there twice
	world_client code=7012 client=yes property=no id=7012 # another client on the property
	sim_mutate "{\"what\": \"property\", \"id\": \"$(property_id 1012)\", \"set\": {\"client\": \"$(client_id 7012)\"}}"
	sim_mutate "{\"what\": \"property\", \"id\": \"$(property_id 1013)\", \"set\": {\"client\": null}}" # off it already
	world_client code=1014 property=yes # it has a property now
	sim_mutate "{\"what\": \"client\", \"code\": \"1015\", \"set\": {\"code\": \"9015\"}}"
	world_client code=1016 implanted=true # as wanted already
	world_client code=1020 power=-20.0000001 name='Nome 1020' # as good as approved; as wanted already
	expect_status 3 mkoz apply
	expect_equal "$(sim_writes | jq -c '.changes[] | [.field, .after]')" '["potencyRead",-25]' "only what still holds is written"
	expect_equal "$(plan_query '[.changes[] | select(.state == "applied") | "\(.code) \(.kind)"] | sort | join(", ")')" \
		"1016 activate, 1020 name, 1020 power" "what is so already is applied"
	expect_equal "$(plan_query '[.changes[].state] | unique | join(" ")')" "applied stale" "the rest is stale"
	expect_equal "$(journal '[.[] | select(.event == "stale") | select(.detail.outcome | length < 10)] | length')" 0 "each says why"
}

only_what_differs_changes_an_id()
{
	names 2
	local id other
	id=$(change_id name 1001) other=$(change_id name 1002)
	world_subscriber code=1001 number=12 session=down since=3h # other differences of the same client
	refresh
	expect_equal "$(change_id name 1001)" "$id" "another difference of the client is another change"
	expect_status 0 mkoz approve "$id" "$other" --expect 2
	world_client code=1001 name='Terceiro'
	world_subscriber code=1002 name='Novo Nome'
	refresh
	expect_equal "$(plan_query '[.changes[] | select(.kind == "name") | .state] | join(" ")')" "pending pending" \
		"another value is another change"
	[ "$(change_id name 1001)" != "$id" ] && [ "$(change_id name 1002)" != "$other" ] || fail "the ids stayed"
	expect_equal "$(events_of "$id")$(events_of "$other")" "approved withdrawnapproved withdrawn" "the old ones are over"
}

deferred_until_a_day()
{
	names 1
	local id
	id=$(change_id name 1001)
	expect_status 64 mkoz defer "$id" --until 2020-01-01
	expect_status 0 mkoz defer "$id" --until "$(date -d '+40 hours' +%F)"
	refresh
	is "$id" deferred "the day has not come"
	sqlite3 "$WORLD/state/store.db" "UPDATE item SET wait = date('now', '-1 day')"
	refresh
	is "$id" pending "the day has come"

	# the days are MK's, wherever mkoz runs; these two never have the same
	world_set mk.timezone Etc/GMT+12
	expect_status 0 mkoz defer "$id" --until "$(TZ=Pacific/Kiritimati date +%F)"
	refresh
	is "$id" deferred "the day has not come where MK is"
	world_set mk.timezone Pacific/Kiritimati
	refresh
	is "$id" pending "it has"
}

deferred_until_online()
{
	world_start
	world_pair code=1000
	world_subscriber code=1001 name='Nome 1001' session=down since=2h
	world_client code=1001 name='Outro' status=1
	refresh
	local id
	id=$(change_id name 1001)
	expect_status 0 mkoz defer "$id" --until online
	refresh
	is "$id" deferred "still down"
	world_subscriber code=1001 session=unknown
	refresh
	is "$id" deferred "unknown is not online"
	world_subscriber code=1001 session=up
	refresh
	is "$id" pending "up"
}

deferred_until_changed()
{
	world_start
	world_pair code=1000
	world_subscriber code=1001 name='Nome 1001'
	world_client code=1001 name='Outro'
	world_subscriber code=1002 # a finding: missing in OZmap
	refresh
	local id finding
	id=$(change_id name 1001) finding=$(finding_id missing-in-ozmap 1002)
	expect_status 0 mkoz defer "$id" "$finding" --until changed --expect 2
	world_subscriber code=1001 power=-21 power_age=10min session=down since=2h
	refresh
	is "$id" deferred "measurements are no change"
	world_subscriber code=1001 complement='Fundos'
	world_subscriber code=1002 number=77
	refresh
	is "$id" pending "MK's side changed"
	expect_equal "$(finding_state "$finding")" open "the finding's too"
}

findings_keep_their_decision()
{
	world_start
	world_pair code=1000
	world_subscriber code=1001
	world_client code=2002
	world_client code= id=3003
	world_subscriber code=1004 state=cancelled reason=3
	world_client code=1004
	refresh
	local missing
	missing=$(finding_id missing-in-ozmap 1001)
	expect_equal "$(plan_query -c '[.findings[] | [.kind, .why, .state]] | sort')" \
		'[["missing-in-mk",null,"open"],["missing-in-ozmap",null,"open"],["no-code",null,"open"],["reason-not-listed","3","open"]]' \
		"the findings"
	expect_equal "$(change_count)" 0 "and no change"
	expect_status 1 mkoz approve "$missing"
	expect_status 64 mkoz reject "$missing"
	expect_status 0 mkoz reject "$missing" --reason 'é rádio'
	refresh
	expect_equal "$(finding_state "$missing")" rejected "found again"
	world_subscriber code=1004 reason=5
	refresh
	expect_equal "$(plan_query '[.findings[] | select(.kind == "reason-not-listed") | .why] | join(" ")')" 5 "another reason"
	world_remove 1001
	refresh
	world_subscriber code=1001
	refresh
	expect_equal "$(finding_state "$missing")" open "there again"
}

an_undecided_plan_is_not_pending_by_findings()
{
	world_start
	world_pair code=1000
	world_subscriber code=1001
	refresh
	expect_status 0 mkoz plan --no-refresh --detailed-exitcode
}

decisions_outlive_a_plan_and_end_with_the_difference
what_was_released_stays_released
what_failed_or_went_stale_is_pending_anew
what_no_longer_holds_is_stale
only_what_differs_changes_an_id
deferred_until_a_day
deferred_until_online
deferred_until_changed
findings_keep_their_decision
an_undecided_plan_is_not_pending_by_findings
passed
