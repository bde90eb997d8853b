#!/usr/bin/env bash
# Reverts of every kind, end to end: OZmap is as it was, and the difference that comes back is not approved again by
# anybody's rule (spec §1 revert, §8, §9).
. "$(dirname "$0")/../tools/world.sh"

refresh() { expect_status 0 mkoz refresh; }
apply_all() { expect_status 0 mkoz approve --filter state:pending --expect "$(plan_json state:pending | jq '.changes | length')"; expect_status 0 mkoz apply; }
change_of() { plan_query -c --arg kind "$1" --arg code "$2" '.changes[] | select(.kind == $kind and .code == $code) | [.state, .reason]'; }
# What is in OZmap, without what it counts by itself.
without_times() { sim_state | jq -cS '(.properties, .clients) |= map(del(.updatedAt, .createdAt, .history))'; }

client_without_times() { client_of "$1" | jq -cS 'del(.id, .updatedAt, .createdAt) | .onu |= ((. // {}) | with_entries(select(.value)))'; }

# reverts KIND CODE: proposes and applies the opposite of the applied change.
reverts()
{
	local id revert
	id=$(change_id "$1" "$2")
	expect_status 0 mkoz revert "$id"
	revert=$(change_id "revert-$1" "$2")
	expect_match "$revert" '^[0-9a-f]{16}$' "revert-$1 is proposed"
	expect_equal "$(change_state "$revert")" pending "and needs approval"
	expect_equal "$(journal --arg id "$revert" 'last(.[] | select(.event == "reverted")) | .change_id == $id')" true "it is told"
	expect_status 0 mkoz approve "$revert"
	expect_status 0 mkoz apply
}

fields_go_back()
{
	local before kind
	world_start
	world_pair code=1000
	world_subscriber code=1001 name='José Ávila' street='Rua Nova' number=5 session=down since=2h power=-25 power_age=1h
	world_client code=1001 name='jose   avila ' implanted=false status=0 power=-20
	before=$(without_times)
	refresh
	for kind in activate name address status power; do expect_status 0 mkoz approve "$(change_id $kind 1001)"; done
	expect_status 0 mkoz apply
	for kind in activate name address status power; do reverts $kind 1001; done
	expect_equal "$(without_times)" "$before" "OZmap is as it was, byte by byte"
	for kind in activate name address status power; do
		expect_equal "$(change_of $kind 1001)" '["rejected","reverted"]' "$kind, before the next plan"
	done
	refresh
	refresh
	expect_equal "$(plan_query -c '[.changes[] | [.kind, .state, .reason]] | sort')" \
		'[["activate","rejected","reverted"],["address","rejected","reverted"],["name","rejected","reverted"],["power","rejected","reverted"],["status","rejected","reverted"]]' \
		"and after two; the reverts are settled"
	world_set auto.approve 'activate, name, address, status, power'
	expect_status 0 mkoz worker --once
	expect_equal "$(without_times)" "$before" "no rule approves what was reverted"
	world_subscriber code=1001 name='José d Ávila' session=up
	refresh
	expect_equal "$(change_of name 1001)" '["pending",null]' "another value is another change"
	expect_equal "$(change_of status 1001)" "" "absent"
	world_subscriber code=1001 session=down since=3h
	refresh
	expect_equal "$(change_of status 1001)" '["pending",null]' "absent once: the rejection is over"
	expect_equal "$(change_of activate 1001)" '["rejected","reverted"]' "not so the others"
	expect_status 0 mkoz verify
}

a_power_and_a_name_that_were_not_there_go_back_to_nothing()
{
	local before
	world_start
	world_pair code=1000
	world_pair code=1001
	world_client code=1001 power=
	before=$(property_of 1001)
	refresh
	expect_equal "$(plan_query -c '[.changes[] | [.kind, .before, .after]]')" '[["power",null,-20.5]]' "no power before"
	apply_all
	reverts power 1001
	expect_equal "$(property_of 1001 | jq -c '.potencyRead // null')" null "no power again"
}

a_detached_client_goes_back()
{
	local delete=$1 before
	world_start
	world_set sync.delete_client "$delete"
	world_pair code=1000
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=true observation='portão azul' name='Ana Prado' status=1 client_observation='não ligar' login=ana3
	refresh
	world_client code=1003 client_observation='não ligar de manhã' observation='portão verde' # after the plan
	sim_mutate "{\"what\": \"client\", \"code\": \"1003\", \"set\": {\"certified\": true, \"tags\": [\"aa01\"]}}"
	before=$(client_without_times 1003)
	apply_all
	[ "$delete" = no ] || expect_equal "$(client_of 1003)" "" "the client is gone"
	expect_equal "$(property_of 1003 | jq .client)" null "it is off its property"
	reverts cancel-detach 1003
	expect_equal "$(client_without_times 1003)" "$before" "the client is as it was when it was removed"
	expect_equal "$(property_of 1003 | jq -r '.client.id? // .client')" "$(client_of 1003 | jq -r .id)" "on its property"
	expect_equal "$(property_of 1003 | jq -r .observation)" "portão verde" "the added line is taken away"
	refresh
	expect_equal "$(change_of cancel-detach 1003)" '["rejected","reverted"]' "its cancellation is not proposed anew"
	expect_equal "$(change_count)" 1 "and nothing else"
	refresh
	expect_equal "$(change_of cancel-detach 1003)" '["rejected","reverted"]' "nor by the next plan"
	expect_status 0 mkoz verify
}

# The worker is killed between taking the client off and removing it: what was kept is from before the first of both.
a_removal_that_was_interrupted_goes_back_whole()
{
	local before apply
	world_start
	world_pair code=1000
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=true observation='portão azul'
	before=$(client_without_times 1003)$(property_of 1003 | jq -c '[.address, .observation]')
	refresh
	expect_status 0 mkoz approve "$(change_id cancel-detach 1003)"
	sim_fault '{"match": {"method": "DELETE"}, "do": "drop-before", "wait_before": 20000}'
	mkoz apply >/dev/null 2>&1 &
	apply=$!
	while [ "$(sim_write_count)" = 0 ]; do sleep 0.05; done
	sleep 0.3
	kill -KILL $(pgrep -P "$apply") "$apply" 2>/dev/null
	wait "$apply" 2>/dev/null
	sim_reset
	expect_match "$(client_of 1003)" 1003 "half of it is done"
	expect_status 0 mkoz apply
	expect_equal "$(client_of 1003)" "" "and now all of it"
	reverts cancel-detach 1003
	expect_equal "$(client_without_times 1003)$(property_of 1003 | jq -c '[.address, .observation]')" "$before" "as it was"
	expect_status 0 mkoz verify
}

a_removed_property_comes_back()
{
	local before client kept='[.address, .coords, .project, .observation, .potencyRead, .box, .pole, .tags]'
	world_start
	world_set ozmap.timeout '1 s'
	world_pair code=1000
	world_subscriber code=1004 state=cancelled
	world_client code=1004 implanted=false observation='portão azul' name='Ana Prado' port=3 drop=d100 power="$1" \
		client_observation='não ligar' login=ana4 onu=ONU4 status=1
	sim_mutate "$(jq -nc --arg id "$(property_id 1004)" '[{what: "client", code: "1004", set: {certified: true, cpe: "cpe-1",
		tags: ["aa0000000000000000000001"]}},
		{what: "property", id: $id, set: {tags: ["bb0000000000000000000001"], pole: "ee0000000000000000000009"}}]')"
	before=$(property_of 1004 | jq -cS "$kept")
	client=$(client_without_times 1004)
	refresh
	apply_all
	expect_equal "$(property_of 1004)$(client_of 1004)" "" "both are gone"
	reverts cancel-remove 1004
	expect_equal "$(client_without_times 1004)" "$client" "the client is back, with all that it had"
	expect_equal "$(sim_state | jq -cS --arg id "$(client_of 1004 | jq -r .id)" '.properties[]
		| select((.client.id? // .client) == $id)' | jq -cS "$kept")" "$before" "the property is back, with all that it may have"
	expect_contains "$(journal '.[] | select(.event == "applied" and .kind == "revert-cancel-remove") | .detail | tostring')" \
		"drop" "what cannot be restored is said"
	refresh
	expect_equal "$(change_of cancel-remove 1004)" '["rejected","reverted"]' "its cancellation is not proposed anew"
	world_set auto.approve cancel-remove
	world_set auto.auto_cancellations yes
	expect_status 0 mkoz worker --once
	expect_match "$(client_of 1004)" 1004 "nor by a rule"
	expect_status 0 mkoz verify
}

a_revert_waits_and_can_be_refused()
{
	local id revert
	world_start
	world_pair code=1000
	world_subscriber code=1001 name='Nome Novo'
	world_client code=1001 name='Nome Velho'
	refresh
	id=$(change_id name 1001)
	expect_status 1 mkoz revert "$id"
	apply_all
	refresh # the applied change is not in this plan
	expect_status 0 mkoz revert "$id"
	revert=$(change_id revert-name 1001)
	expect_equal "$(plan_query -c '.changes[] | [.before, .after, .field]')" '["Nome Novo","Nome Velho","name"]' "the opposite"
	expect_status 1 mkoz revert "$id"
	refresh
	expect_equal "$(change_state "$revert")" pending "it outlives a refresh"
	expect_status 0 mkoz reject "$revert" --reason 'doch nicht'
	refresh
	expect_equal "$(change_count)" 0 "rejected: settled"
	expect_status 0 mkoz revert "$id"
	expect_status 0 mkoz approve "$revert"
	world_client code=1001 name='Terceiro Nome'
	expect_status 3 mkoz apply
	expect_equal "$(change_state "$revert")" stale "somebody wrote another name"
	expect_equal "$(sim_write_count)" 1 "only the first change was written"
	expect_status 0 mkoz undo "$revert"
	expect_equal "$(change_state "$revert")" pending "undone"
}

fields_go_back
a_power_and_a_name_that_were_not_there_go_back_to_nothing
a_detached_client_goes_back yes
a_detached_client_goes_back no
a_removal_that_was_interrupted_goes_back_whole
a_removed_property_comes_back -21.5
a_removed_property_comes_back ''
a_revert_waits_and_can_be_refused
passed
