#!/usr/bin/env bash
# Guards from outside: what each holds, for how long, in approve and again in the worker, by rule too (spec §7).
. "$(dirname "$0")/../tools/world.sh"

refresh() { expect_status 0 mkoz refresh; }
guards() { plan_query -c '[.guards[] | [.name, .limit, .count]]'; }
clients() { sim_state | jq '.clients | length'; }
states() { plan_query '[.changes[] | .state] | group_by(.) | map("\(length) \(.[0])") | join(", ")'; }
pairs() { local code; for code in $(seq "$1" "$2"); do world_pair code="$code" "${@:3}"; done; }
cancel() { local code; for code; do world_subscriber code="$code" state=cancelled; done; }
approve() { expect_status "$1" mkoz approve "${@:2}"; }

thirty_small_runs_are_one_day()
{
	local run code refused=0
	world_start
	world_set guard.max_active_drop_percent 100
	pairs 1001 1012
	for run in $(seq 30); do
		code=$((1000 + run))
		if [ "$run" -le 10 ]; then
			cancel $code
			mkoz refresh || fail "refresh $run"
		fi
		local id
		id=$(plan_query '[.changes[] | select(.state == "pending" and (.kind | startswith("cancel")))][0].id // ""')
		[ -n "$id" ] || continue
		if mkoz approve "$id" 2>/dev/null; then mkoz apply --quiet || fail "apply $run"; else refused=$((refused + 1)); fi
	done
	expect_equal "$(clients)" 9 "three in 24 hours, however small the runs (refused $refused times)"
	expect_equal "$(sim_write_count '.method == "DELETE"')" 3 "three deletions"
	approve 4 --filter 'kind:cancel-detach code:1004'
	# a day later
	sqlite3 "$WORLD/state/store.db" "UPDATE cancelled SET boot = 'another', at = at - 86401"
	approve 0 --filter 'kind:cancel-detach code:1004'
	expect_status 0 mkoz apply
	expect_equal "$(clients)" 8 "and one more"
	expect_equal "$(guards)" '[["cancellation-limit",3,7]]' "six wait, one is used"
}

what_is_approved_counts_once_and_no_longer_when_undone()
{
	world_start
	world_set guard.max_active_drop_percent 100
	pairs 1001 1010
	cancel 1001 1002 1003 1004
	refresh
	approve 0 "$(change_id cancel-detach 1001)"
	approve 0 "$(change_id cancel-detach 1002)"
	approve 0 "$(change_id cancel-detach 1003)"
	approve 4 "$(change_id cancel-detach 1004)"
	expect_contains "$ERR" cancellation-limit "which guard"
	approve 0 "$(change_id cancel-detach 1003)" # again
	expect_status 0 mkoz undo "$(change_id cancel-detach 1001)"
	approve 0 "$(change_id cancel-detach 1004)"
	expect_status 0 mkoz reject "$(change_id cancel-detach 1002)" --reason 'fica'
	approve 0 "$(change_id cancel-detach 1001)"
	expect_status 0 mkoz apply
	expect_equal "$(clients)" 7 "three are gone"
}

limits_are_the_smaller_but_three()
{
	local setting
	world_start
	world_set guard.max_active_drop_percent 100
	pairs 1001 1040
	cancel $(seq 1001 1010)
	for setting in '50 10 4' '50 12.9 5' '4 50 4' '1 50 3' '50 0 3' '0 0 3' '5 100 5'; do
		set -- $setting
		world_set guard.max_cancellations "$1"
		world_set guard.max_cancellations_percent "$2"
		refresh
		expect_equal "$(guards)" "[[\"cancellation-limit\",$3,10]]" "max_cancellations $1, percent $2 of 40"
	done
}

an_override_does_not_use_the_limit_up()
{
	world_start
	world_set guard.max_active_drop_percent 100
	pairs 1001 1020
	cancel 1001 1002 1003 1004 1005
	refresh
	approve 0 --filter kind:cancel-detach --expect 5 --override-guard --reason 'prédio demolido'
	expect_status 0 mkoz apply
	expect_equal "$(clients)" 15 "five in one go"
	cancel 1006 1007 1008
	refresh
	expect_equal "$(guards)" '[]' "three are free"
	approve 0 --filter kind:cancel-detach --expect 3
	cancel 1009
	refresh
	approve 4 "$(change_id cancel-detach 1009)"
	expect_status 0 mkoz apply
	expect_equal "$(clients)" 12 "the override holds for those changes only"
}

a_shrink_seen_twice_is_held_still()
{
	world_start
	pairs 1001 1020
	world_pair code=2001
	refresh
	cancel 1001 1002 # 21 to 19: 9.5 %
	refresh
	expect_equal "$(guards)" '[["active-drop",1,2]]' "limit and count"
	expect_equal "$(plan_query -c '.guards[0].holds')" '["cancel-remove","cancel-detach"]' "what it holds"
	approve 4 "$(change_id cancel-detach 1001)"
	refresh
	approve 4 "$(change_id cancel-detach 1001)"
	refresh
	approve 4 "$(change_id cancel-detach 1001)"
	expect_equal "$(guards)" '[["active-drop",1,2]]' "against the last plan in which it did not hold"
	approve 0 "$(change_id cancel-detach 1001)" --override-guard --expect 1 --reason 'bairro vendido'
	approve 4 "$(change_id cancel-detach 1002)"
	expect_status 0 mkoz apply
	expect_equal "$(clients)" 20 "the overridden one alone"
	refresh
	expect_equal "$(guards)" '[]' "a supervisor accepted the fall"
	approve 0 "$(change_id cancel-detach 1002)"
	expect_status 0 mkoz apply
	cancel 1003 1004
	refresh
	expect_equal "$(guards)" '[["active-drop",0,2]]' "19 to 17"
}

a_missing_canary_holds_every_cancellation()
{
	world_start
	pairs 1001 1010
	world_set guard.max_active_drop_percent 100
	world_set guard.canary_codes '1010, 1009'
	cancel 1001
	refresh
	expect_equal "$(guards)" '[]' "both are there"
	world_ozmap_remove 1010
	refresh
	expect_equal "$(guards)" '[["canary",0,1]]' "missing in OZmap"
	approve 4 "$(change_id cancel-detach 1001)"
	expect_contains "$ERR" canary "which guard"
	world_remove 1009
	refresh
	expect_equal "$(guards)" '[["canary",0,2]]' "missing in MK"
	world_client code=1001 name='Outro' # others are not held
	refresh
	world_client code=1010
	world_subscriber code=1009
	refresh
	approve 0 "$(change_id cancel-detach 1001)"
}

a_status_storm_holds_every_status_change()
{
	local code
	world_start
	pairs 1001 1020
	world_subscriber code=1020 name='Nome Novo'
	refresh
	for code in 1001 1002 1003 1004; do world_subscriber code=$code session=down since=2h; done # 20 %
	refresh
	expect_equal "$(guards)" '[["status-storm",3,4]]' "limit and count"
	expect_equal "$(plan_query -c '.guards[0].holds')" '["status"]' "what it holds"
	approve 4 --filter kind:status --expect 4
	approve 4 "$(change_id status 1001)"
	approve 0 "$(change_id name 1020)"
	refresh
	approve 4 "$(change_id status 1001)"
	world_subscriber code=1001 session=up
	refresh
	expect_equal "$(guards)" '[]' "three of twenty are 15 %"
	approve 0 --filter kind:status --expect 3
	expect_status 0 mkoz apply
	# those that come up again are no storm
	for code in 1002 1003 1004; do world_subscriber code=$code session=up; done
	refresh
	approve 0 --filter kind:status --expect 3
	expect_status 0 mkoz apply
	expect_equal "$(sim_state | jq '[.clients[].status] | add')" 0 "all are up"
}

the_worker_looks_at_every_guard_again()
{
	local code ids
	world_start
	world_set guard.max_active_drop_percent 100
	pairs 1001 1020
	cancel 1001
	for code in 1002 1003; do world_subscriber code=$code session=down since=2h; done
	world_subscriber code=1004 name='Nome Novo'
	refresh
	approve 0 --filter state:pending --expect 4
	ids=$(states)
	# all of it is approved; then a guard begins to hold what was approved
	world_set guard.max_status_percent 5
	world_set guard.canary_codes 9999
	for code in 1005 1006; do world_subscriber code=$code session=down since=2h; done
	refresh
	expect_status 4 mkoz apply
	expect_equal "$(sim_writes | jq -r '.changes[].field' | sort -u)" name "only the name went out (was $ids)"
	expect_equal "$(plan_query '[.changes[] | select(.state == "approved") | .kind] | sort | join(" ")')" \
		"cancel-detach status status" "the rest stays approved"
	world_unset guard.canary_codes
	world_set guard.max_status_percent 100
	refresh
	expect_status 0 mkoz apply
	expect_equal "$(clients) $(sim_state | jq '[.clients[].status] | add')" "19 2" "and goes out when nothing holds it"
}

# What is released already, by somebody whose limits were other, is held by the worker itself.
released_is_held_too()
{
	world_start
	world_set guard.max_active_drop_percent 100
	world_set guard.max_cancellations_percent 100
	pairs 1001 1010
	cancel 1001 1002 1003 1004 1005
	refresh
	approve 0 --filter kind:cancel-detach --expect 5
	sim_fault '{"match": {"path": "*", "times": 0}, "do": "status", "status": 401}'
	expect_status 1 mkoz apply
	sim_reset
	expect_equal "$(states)" "5 released" "released, not sent"
	world_set guard.canary_codes 9999
	refresh
	expect_status 4 mkoz apply
	expect_equal "$(clients) $(states)" "10 5 approved" "held by the canary in the worker"
	world_unset guard.canary_codes
	refresh
	world_set guard.canary_codes 1010 # which the plan had no need to look for
	world_ozmap_remove 1010
	expect_status 4 mkoz apply
	expect_equal "$(clients) $(states)" "9 5 approved" "held by a canary that went after the plan"
	world_client code=1010
	world_unset guard.canary_codes
	world_set guard.max_cancellations_percent 1
	refresh
	expect_status 4 mkoz apply
	expect_equal "$(clients) $(states)" "10 5 approved" "five are above the limit of three"
}

by_rule_within_the_guards()
{
	local code
	world_start
	pairs 1001 1020
	world_set guard.max_active_drop_percent 100
	world_set auto.approve 'activate, status, cancel-detach'
	expect_status 1 mkoz worker --once
	expect_contains "$ERR" auto_cancellations "cancellations only where they were allowed"
	world_set auto.auto_cancellations yes
	expect_status 0 mkoz worker --once
	cancel 1001 1002 1003 1004
	world_client code=1005 implanted=false
	world_subscriber code=1006 name='Nome Novo'
	for code in 1007 1008 1009 1010; do world_subscriber code=$code session=down since=2h; done
	expect_status 0 mkoz worker --once
	expect_equal "$(sim_writes | jq -r '.changes[].field' | sort -u)" implanted "what a guard holds stays, what nobody named too"
	expect_equal "$(journal '[.[] | select(.event == "approved" or .event == "released") | .actor | split("@")[0]] | unique | join(" ")')" \
		auto "approved and released as auto"
	world_subscriber code=1004 state=active
	for code in 1009 1010; do world_subscriber code=$code session=up; done
	expect_status 0 mkoz worker --once
	expect_equal "$(clients) $(sim_state | jq '[.clients[].status] | add')" "17 2" "three cancellations and two status"
	cancel 1011
	expect_status 0 mkoz worker --once
	expect_equal "$(clients)" 17 "the fourth within 24 hours waits for a person"
	expect_equal "$(states)" "2 pending" "so does the name"
}

exit_statuses_of_apply()
{
	world_start
	pairs 1001 1010
	cancel 1001
	world_subscriber code=1002 name='Nome Novo'
	world_set guard.max_active_drop_percent 100
	refresh
	approve 0 --filter state:pending --expect 2
	world_set guard.canary_codes 9999
	refresh
	sim_fault '{"match": {"method": "PATCH"}, "do": "status", "status": 400, "body": {"message": "nein"}}'
	expect_status 3 mkoz apply
	sim_reset
	expect_status 0 mkoz undo --filter state:failed
	expect_status 4 mkoz apply
	world_unset guard.canary_codes
	refresh
	sim_stop
	expect_status 1 mkoz apply
	sim_start
	expect_status 0 mkoz apply
}

thirty_small_runs_are_one_day
what_is_approved_counts_once_and_no_longer_when_undone
limits_are_the_smaller_but_three
an_override_does_not_use_the_limit_up
a_shrink_seen_twice_is_held_still
a_missing_canary_holds_every_cancellation
a_status_storm_holds_every_status_change
the_worker_looks_at_every_guard_again
released_is_held_too
by_rule_within_the_guards
exit_statuses_of_apply
passed
