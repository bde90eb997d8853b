#!/usr/bin/env bash
# The whole way: what is approved and released is applied once, read back, and nothing else is touched (spec §8).
. "$(dirname "$0")/../tools/world.sh"

client_of() { sim_state | jq -c --arg code "$1" '.clients[] | select(.code == $code)'; }
property_of() { sim_state | jq -c --arg id "$1" '.properties[] | select(.id == $id)'; }
approve_all() { expect_status 0 mkoz approve --filter "${1:-state:pending}" --expect "$(change_count)"; }
one_plan() { expect_status 0 mkoz refresh; approve_all; }
events_of() { mkoz history --format json | jq -r --arg id "$1" '[.[] | select(.change_id == $id) | .event] | join(" ")'; }

every_kind_reaches_ozmap_and_nothing_else_is_touched()
{
	world_start
	world_pair code=1001
	world_subscriber code=1002
	world_client code=1002 implanted=false
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=true observation='portão azul'
	world_subscriber code=1004 state=cancelled
	world_client code=1004 implanted=false
	world_subscriber code=1005 state=cancelled
	world_client code=1005 property=no
	world_subscriber code=1006 name='José Ávila'
	world_client code=1006 name='Outro Nome'
	world_subscriber code=1008 session=down since=2h
	world_client code=1008 status=0
	world_subscriber code=1009 power=-25.5 power_age=1h
	world_client code=1009 power=-20
	world_subscriber code=1010 name='Maria Clara' session=down since=2h power=-24.25 power_age=1h
	world_client code=1010 name='Maria' status=0 power=-19
	local untouched
	untouched=$(client_of 1001)$(property_of "$(property_id 1001)")
	expect_status 0 mkoz refresh
	expect_equal "$(plan_json | jq -r '[.changes[] | "\(.code) \(.kind)"] | sort | join(",")')" \
		"1002 activate,1003 cancel-detach,1004 cancel-remove,1005 cancel-remove,1006 name,1008 status,1009 power,1010 name,1010 power,1010 status" \
		"the plan"
	approve_all
	expect_status 0 mkoz apply
	expect_equal "$(client_of 1001)$(property_of "$(property_id 1001)")" "$untouched" "1001 was touched"
	expect_equal "$(client_of 1002 | jq .implanted)" true "1002 is implanted"
	expect_equal "$(client_of 1003)$(client_of 1004)$(client_of 1005)" "" "the cancelled clients are gone"
	expect_equal "$(property_of "$(property_id 1003)" | jq -r .observation)" \
		"portão azul
Última conexão: código 1003, removido em $(TZ=America/Sao_Paulo date +%F)" "the property stays, with a line added"
	expect_equal "$(property_of "$(property_id 1004)")" "" "the property of 1004 is gone"
	expect_equal "$(client_of 1006 | jq -r .name)" "José Ávila" "1006 has its name"
	expect_equal "$(client_of 1008 | jq .status)" 1 "1008 is down"
	expect_equal "$(property_of "$(property_id 1009)" | jq .potencyRead)" -25.5 "1009 has its power"
	expect_equal "$(client_of 1010 | jq -c '[.name, .status]')" '["Maria Clara",1]' "1010 has name and status"
	expect_status 0 mkoz plan --detailed-exitcode --filter 'state:pending'
	expect_equal "$(change_count)" 0 "a second plan is empty"
	expect_status 0 mkoz verify
}

fields_of_one_client_are_one_request()
{
	world_start
	world_subscriber code=1010 name='Maria Clara' session=down since=2h
	world_client code=1010 name='Maria' status=0
	one_plan
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 1 "one PATCH for both"
}

many_of_one_wish_go_by_batch()
{
	world_start
	local code
	for code in $(seq 2001 2030); do
		world_subscriber code="$code" session=down since=2h
		world_client code="$code" status=0
	done
	world_set guard.max_status_percent 100
	one_plan
	expect_status 0 mkoz apply
	expect_equal "$(sim_state | jq '[.clients[] | select(.status == 1)] | length')" 30 "all are down"
	# the first ever on an OZmap is one alone, the rest go together
	expect_equal "$(sim_writes | jq -rs 'map(.path) | unique | length > 1')" true "one alone, then a batch"
	expect_equal "$(sim_write_count)" 2 "two requests"
}

a_fault_on_one_write()
{
	local fault=$1 status=$2 writes=$3
	world_start
	world_pair code=1001
	world_subscriber code=1006 name='José Ávila'
	world_client code=1006 name='Outro Nome'
	one_plan
	sim_fault "$fault"
	expect_status "$status" mkoz apply
	expect_equal "$(sim_write_count)" "$writes" "writes that took effect under $fault"
	[ "$status" != 0 ] || expect_equal "$(client_of 1006 | jq -r .name)" "José Ávila" "the name under $fault"
	expect_status 0 mkoz verify
}

what_goes_wrong_on_the_way_is_read_before_it_is_repeated()
{
	local match='"match":{"method":"PATCH","path":"*/ftth-clients/*","times":1}'
	a_fault_on_one_write "{$match,\"do\":\"drop-after\"}" 0 1
	a_fault_on_one_write "{$match,\"do\":\"drop-before\"}" 0 1
	a_fault_on_one_write "{$match,\"do\":\"status-after\",\"status\":500}" 0 1
	a_fault_on_one_write "{$match,\"do\":\"status\",\"status\":503}" 0 1
	a_fault_on_one_write "{$match,\"do\":\"wrong-value\"}" 0 1
	a_fault_on_one_write "{$match,\"do\":\"status\",\"status\":429,\"headers\":{\"Retry-After\":\"1\"}}" 0 1
	a_fault_on_one_write "{$match,\"do\":\"status\",\"status\":422,\"body\":\"{\\\"message\\\":\\\"no such thing\\\"}\"}" 3 0
	expect_contains "$(mkoz history --format json)" "no such thing" "OZmap's words are kept"
}

what_changed_since_is_stale()
{
	world_start
	world_subscriber code=1006 name='José Ávila'
	world_client code=1006 name='Outro Nome'
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=true
	world_pair code=1001
	one_plan
	world_client code=1006 name='Terceiro Nome'
	world_subscriber code=1003 state=active
	expect_status 3 mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing is written"
	expect_equal "$(plan_json | jq -r '[.changes[].state] | unique | join(",")')" stale "both are stale"
}

a_redirect_or_a_refused_key_pauses()
{
	world_start
	world_pair code=1001
	world_subscriber code=1006 name='José Ávila'
	world_client code=1006 name='Outro Nome'
	one_plan
	sim_fault '{"match":{"method":"PATCH","path":"*"},"do":"status","status":401}'
	expect_status 1 mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing is written"
	sim_reset
	expect_status 0 mkoz apply
	expect_equal "$(client_of 1006 | jq -r .name)" "José Ávila" "the next apply does it"
}

a_batch_of_which_half_took_effect()
{
	world_start
	local code
	for code in $(seq 2001 2010); do
		world_subscriber code="$code" session=down since=2h
		world_client code="$code" status=0
	done
	world_set guard.max_status_percent 100
	one_plan
	sim_fault '{"match":{"method":"POST","path":"*/batch-update","times":1},"do":"half-batch"}'
	expect_status 0 mkoz apply
	expect_equal "$(sim_state | jq '[.clients[] | select(.status == 1)] | length')" 10 "all are down in the end"
	expect_equal "$(sim_writes | jq -s '[.[].changes[] | select(.field == "status")] | length')" 10 "each was changed once"
}

a_delete_that_answers_404_is_done()
{
	world_start
	world_pair code=1001
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=false
	one_plan
	sim_fault '{"match":{"method":"DELETE","path":"*","times":1},"do":"status-after","status":500}'
	expect_status 0 mkoz apply
	expect_equal "$(client_of 1003)" "" "it is gone"
	expect_equal "$(sim_write_count)" 1 "deleted once"
}

every_kind_reaches_ozmap_and_nothing_else_is_touched
fields_of_one_client_are_one_request
many_of_one_wish_go_by_batch
what_goes_wrong_on_the_way_is_read_before_it_is_repeated
what_changed_since_is_stale
a_redirect_or_a_refused_key_pauses
a_batch_of_which_half_took_effect
a_delete_that_answers_404_is_done
passed
