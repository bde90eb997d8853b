#!/usr/bin/env bash
# Who may what: viewers, technicians, supervisors, groups; requests and who grants them; overrides by two (spec §7).
. "$(dirname "$0")/../tools/world.sh"

states() { plan_query '[.changes | sort_by(.code)[] | .state] | group_by(.) | map("\(length) \(.[0])") | join(", ")'; }
who() { journal --arg event "$1" '[.[] | select(.event == $event) | .actor | split("@")[0]] | unique | join(" ")'; }
refresh() { expect_status 0 mkoz refresh; }

# N clients with another name, from code 1001.
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

roles_by_name_and_by_group()
{
	local id
	names 3
	id=$(change_id name 1001)
	world_set roles.technicians 'tina, @daemon'
	world_set roles.supervisors 'susan,@bin'
	expect_status 4 as bob mkoz approve "$id"
	expect_match "$ERR" '^mkoz: bob is a viewer' "it says who"
	expect_status 4 as bob mkoz reject "$id" --reason nein
	expect_status 4 as bob mkoz defer "$id" --until changed
	expect_status 4 as bob mkoz undo "$id"
	expect_status 4 as bob mkoz apply
	expect_status 0 as bob mkoz plan --no-refresh
	expect_status 0 as bob mkoz verify
	expect_status 0 as daemon mkoz approve "$id" # in the group of technicians
	expect_status 4 as daemon mkoz approve "$id" --override-guard --expect 1 --reason x
	expect_status 0 as tina mkoz undo "$id"
	expect_status 0 as bin mkoz approve "$id" # in the group of supervisors
	expect_status 0 as bin mkoz undo "$id"
	# the store's owner is in neither list now
	expect_status 4 mkoz approve "$id"
	world_unset roles.technicians
	world_unset roles.supervisors
	expect_status 4 as tina mkoz approve "$id"
	expect_status 0 mkoz approve "$id"
	expect_equal "$(who approved)" "bin daemon $(id -un)" "the names in the journal"
}

a_crowd_is_requested_and_granted_by_another()
{
	names 30
	world_set roles.technicians tina
	world_set roles.supervisors 'susan, sam'
	expect_status 0 as tina mkoz approve --filter kind:name --expect 30
	expect_equal "$(states)" "30 requested" "more than 25"
	expect_equal "$(who requested)" tina "who asked"
	expect_status 0 as tina mkoz apply
	expect_equal "$(states) $(sim_write_count)" "30 requested 0" "nothing goes out on a request"
	expect_status 0 as tina mkoz approve --filter state:requested --expect 30
	expect_equal "$(states)" "30 requested" "asking twice grants nothing"
	expect_status 0 as tina mkoz approve "$(change_id name 1001)"
	expect_equal "$(change_state "$(change_id name 1001)")" requested "not one by one either"
	expect_status 0 as susan mkoz reject "$(change_id name 1001)" --reason 'nome certo'
	expect_status 0 as susan mkoz approve --filter state:requested --expect 29
	expect_equal "$(states)" "29 approved, 1 rejected" "another person grants and rejects"
	expect_equal "$(who approved) $(who rejected)" "susan susan" "who granted"
	expect_equal "$(plan_query '[.changes[].decided_by] | unique | join(" ")')" susan "decided by"
	expect_status 0 as tina mkoz apply
	expect_equal "$(sim_state | jq '[.clients[] | select(.name | startswith("Nome"))] | length')" 29 "released by a technician"
	expect_equal "$(who released)" tina "who released"
}

twenty_five_are_not_too_many()
{
	local code
	names 25
	world_set roles.technicians tina
	world_set roles.supervisors susan
	expect_status 0 as tina mkoz approve --filter kind:name --expect 25
	expect_equal "$(states)" "25 approved" "25 at once"
	for code in $(seq 1001 1025); do
		world_subscriber code=$code session=down since=2h
		world_client code=$code name="Nome $code"
	done
	world_subscriber code=1026 name=Extra
	world_client code=1026 name=Other
	world_pair code=1027 session=down since=2h
	world_set guard.max_status_percent 100
	refresh
	expect_equal "$(change_count status)" 26 "telemetry"
	expect_status 0 as tina mkoz approve --filter kind:status --expect 26
	expect_equal "$(states)" "26 approved, 1 pending" "status alone: up to bulk_limit_telemetry"
	expect_status 0 as tina mkoz undo --filter kind:status --expect 26
	expect_status 0 as tina mkoz approve --filter 'kind:status | kind:name' --expect 27
	expect_equal "$(states)" "27 requested" "mixed with others: no"
	expect_status 0 as susan mkoz undo --filter state:requested --expect 27
	world_set guard.bulk_limit_telemetry 20
	expect_status 0 as tina mkoz approve --filter kind:status --expect 26
	expect_equal "$(states)" "1 pending, 26 requested" "above bulk_limit_telemetry"
	expect_status 0 as susan mkoz undo --filter state:requested --expect 26
	expect_status 0 as susan mkoz approve --filter 'state:pending' --expect 27
	expect_equal "$(states)" "27 approved" "a supervisor needs nobody"
}

# Four cancellations where three are allowed.
four_cancellations()
{
	local code
	world_start
	world_set guard.max_active_drop_percent 100
	for code in $(seq 1001 1010); do world_pair code=$code; done
	for code in 1001 1002 1003 1004; do world_subscriber code=$code state=cancelled; done
	refresh
}

an_override_needs_two_where_there_are_two()
{
	four_cancellations
	world_set roles.technicians tina
	world_set roles.supervisors 'susan, sam, susan'
	local override=(mkoz approve --filter kind:cancel-detach --expect 4 --override-guard --reason 'prédio demolido')
	expect_status 4 as tina "${override[@]}"
	expect_status 4 as susan mkoz approve --filter kind:cancel-detach --expect 4
	expect_equal "$(states)" "4 pending" "all or nothing"
	expect_status 0 as susan "${override[@]}"
	expect_equal "$(states)" "4 requested" "one is not enough"
	expect_status 4 as susan "${override[@]}"
	expect_match "$ERR" another "by another supervisor"
	expect_status 4 as tina mkoz approve --filter kind:cancel-detach --expect 4
	expect_equal "$(states)" "4 requested" "a technician does not count"
	expect_status 0 as sam "${override[@]}"
	expect_equal "$(states)" "4 approved" "two of them"
	expect_equal "$(who overridden)" "sam susan" "both names"
	expect_equal "$(journal -c '[.[] | select(.event == "overridden") | .detail | [.guard, .count, .reason]] | unique')" \
		'[["cancellation-limit",4,"prédio demolido"]]' "guard, count and reason"
	expect_status 0 as tina mkoz apply
	expect_equal "$(sim_state | jq '.clients | length')" 6 "applied"
}

one_supervisor_is_enough_where_there_is_one()
{
	four_cancellations
	world_set roles.supervisors 'susan, susan'
	expect_status 0 as susan mkoz approve --filter kind:cancel-detach --expect 4 --override-guard --reason 'prédio demolido'
	expect_equal "$(states)" "4 approved" "there is no other"
	expect_status 0 as susan mkoz apply
}

only_the_owners_sudo_is_believed()
{
	local id
	names 2
	id=$(change_id name 1001)
	world_set roles.supervisors susan
	[ "$(id -u)" = 0 ] || return 0
	chown -R nobody "$WORLD/state" # its owner is somebody else now
	expect_status 4 as susan mkoz approve "$id"
	expect_match "$ERR" '^mkoz: root is a viewer' "who it is, whatever SUDO_USER says"
	expect_equal "$(change_state "$id")" pending "nothing is decided"
}

the_actor_has_host_and_client()
{
	names 2
	world_set roles.supervisors susan
	SSH_CLIENT='203.0.113.9 50000 22' expect_status 0 as susan mkoz approve "$(change_id name 1001)"
	expect_equal "$(journal 'last.actor')" "susan@$(hostname) from 203.0.113.9" "who, where, from where"
	SSH_CLIENT=$'203.0.113.9\e[2J x' expect_status 0 as susan mkoz undo "$(change_id name 1001)"
	expect_equal "$(journal 'last.actor')" "susan@$(hostname)" "nothing strange gets in"
}

roles_by_name_and_by_group
a_crowd_is_requested_and_granted_by_another
twenty_five_are_not_too_many
an_override_needs_two_where_there_are_two
one_supervisor_is_enough_where_there_is_one
only_the_owners_sudo_is_believed
the_actor_has_host_and_client
passed
