#!/usr/bin/env bash
# The whole way: what is approved and released is applied once, read back, and nothing else is touched (spec §8; faults
# 10 and 13 to 19).
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../soak/prepared.sh"

client_of() { sim_state | jq -c --arg code "$1" '.clients[] | select(.code == $code)'; }
property_of() { sim_state | jq -c --arg id "$1" '.properties[] | select(.id == $id)'; }
states() { plan_query '[.changes[].state] | unique | join(",")'; }
requests_of() { sim_requests | jq -c --arg method "$1" 'select(.method == $method)' | wc -l; }

# Both sides empty, no store: quicker than another world.
anew()
{
	sim_reset
	sim_options '{"latency": 0}'
	sim_empty
	mk_sql 'TRUNCATE mk_contratos, mk_conexoes, mk_pessoas CASCADE'
	rm -rf "$WORLD/state"
	mkdir -m 0700 "$WORLD/state"
	: >"$WORLD/sim.log"
	world_default_config
	world_set ozmap.max_requests_per_second 1000
	world_set guard.max_status_percent 100
	world_pair code=1001
}

# Subscribers FROM to TO as the words say, and clients like 1001.
many_subscribers()
{
	local words
	words=$(world_words "${@:3}")
	mk_sql '' -v words="$words" <<<"SELECT fixture.subscriber(jsonb_build_object('code', n::text) || :'words')
		FROM generate_series($1, $2) n" >/dev/null
	sim_mutate "$(sim_state | jq -c --argjson from "$1" --argjson to "$2" '. as $state | [range($from; $to + 1) | tostring
		| ("0" * (23 - length) + .) as $id | . as $code
		| ($state.clients[] | select(.code == "1001") | {what: "client", add: (. + {id: ("c" + $id), code: $code,
			name: ("Assinante " + $code)})}),
		  ($state.properties[0] | {what: "property", add: (. + {id: ("b" + $id), client: ("c" + $id)})})]')"
}

approved()
{
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve --filter state:pending --expect "$(change_count)"
}

one_name()
{
	anew
	world_subscriber code=1006 name='José Ávila'
	world_client code=1006 name='Outro Nome'
	approved
}

# So many clients whose name differs, copies of 1001.
many_names()
{
	many_subscribers 3001 $((3000 + $1)) "name=Nome Novo"
	approved
}

# Every kind, and the revert of every kind: what was removed is back with its power and its observation.
every_kind_and_every_revert()
{
	prepared_world
	export WORLD BUILD SIM_URL MKOZ_CONFIG
	expect python3 "$world_top/tests/soak/kills.py" 0
	expect_equal "$(plan_query '[.changes[] | select(.code | startswith("13")) | .state] | unique | join(",")')" applied "13.."
	expect_equal "$(mkoz history --format json | jq -r 'last(.[] | select(.kind == "revert-cancel-remove" and
		.event == "applied")).detail | tostring | test("port")')" true "it says what cannot come back"
	expect_status 0 mkoz refresh
	expect_equal "$(plan_query '[.changes[] | select(.code | test("^1[23]")) | select(.code != "1208")] | length')" 0 \
		"nothing is left to do"
	expect_equal "$(plan_query '[.changes[] | select(.code | startswith("110")) | select(.code != "1108") | .state] | unique | join(",")')" \
		rejected "what was reverted is rejected"
	expect_status 0 mkoz verify
}

fields_of_one_client_are_one_request()
{
	anew
	world_subscriber code=1010 name='Maria Clara' session=down since=2h
	world_client code=1010 name='Maria' status=0
	approved
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 1 "one PATCH for both"
	# shellcheck disable=SC2046 # one word an id
	expect_status 0 mkoz revert $(plan_query '.changes[].id')
	approved
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 2 "and one for both reverts"
	expect_equal "$(client_of 1010 | jq -c '[.name, .status]')" '["Maria",0]' "both are back"
}

many_of_one_wish_go_by_batch()
{
	anew
	many_subscribers 2001 2012 session=down since=2h
	approved
	sim_fault '{"match":{"method":"POST","path":"*/batch-update","times":1},"do":"half-batch"}'
	expect_status 0 mkoz apply
	expect_equal "$(sim_state | jq '[.clients[] | select(.status == 1)] | length')" 12 "all are down"
	expect_equal "$(sim_writes | jq -s '[.[].changes[] | select(.field == "status")] | length')" 12 "each once, after half a batch"
	expect_equal "$(sim_writes | jq -rs 'map(select(.path | endswith("/batch-update"))) | length')" 2 \
		"the first ever alone, then a batch of which half took effect, then its rest"
}

# The trial: the first ever on an OZmap alone, then `trial` of each kind, then the rest.
a_trial_goes_first_and_its_failure_pauses()
{
	anew
	many_names 6
	sim_fault '{"match":{"method":"PATCH","times":0},"do":"wrong-value"}'
	expect_status 3 mkoz apply
	expect_contains "$ERR" trial "why it paused"
	expect_equal "$(requests_of PATCH)" 5 "one client, five sends"
	expect_equal "$(states)" failed,released "the others wait"
	sim_reset
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 5 "the rest is done"
}

a_fault_on_one_write()
{
	local fault=$1 status=$2 writes=$3 sent=$4
	one_name
	sim_fault "$fault"
	expect_status "$status" mkoz apply
	expect_equal "$(sim_write_count)" "$writes" "writes that took effect under $fault"
	expect_equal "$(requests_of PATCH)" "$sent" "requests under $fault: nothing is sent again by itself"
	[ "$status" != 0 ] || expect_equal "$(client_of 1006 | jq -r .name)" "José Ávila" "the name under $fault"
	expect_status 0 mkoz verify
}

what_goes_wrong_on_the_way_is_read_before_it_is_repeated()
{
	local match='"match":{"method":"PATCH","path":"*/ftth-clients/*","times":1}'
	a_fault_on_one_write "{$match,\"do\":\"drop-after\"}" 0 1 1
	a_fault_on_one_write "{$match,\"do\":\"drop-before\"}" 0 1 2
	a_fault_on_one_write "{$match,\"do\":\"status-after\",\"status\":500}" 0 1 1
	a_fault_on_one_write "{$match,\"do\":\"status\",\"status\":503}" 0 1 2
	a_fault_on_one_write "{$match,\"do\":\"wrong-value\"}" 0 1 2
	a_fault_on_one_write "{$match,\"do\":\"html\"}" 0 1 2
	a_fault_on_one_write "{$match,\"do\":\"status\",\"status\":422,\"body\":\"{\\\"message\\\":\\\"no such thing\\\"}\"}" 3 0 1
	expect_contains "$(mkoz history --format json)" "no such thing" "OZmap's words are kept"
	match='"match":{"method":"GET","path":"*/ftth-clients/*","times":1}'
	a_fault_on_one_write "{$match,\"do\":\"array-instead-of-object\"}" 1 0 0
	expect_status 0 mkoz apply
	match='"match":{"method":"GET","path":"*/ftth-clients/*","nth":2,"times":1}'
	a_fault_on_one_write "{$match,\"do\":\"html\"}" 1 1 1
	expect_status 0 mkoz apply
	expect_equal "$(requests_of PATCH)" 1 "the next run finds it done"
}

# Retry-After as seconds, as nonsense, below zero: nothing is sent before it is over.
too_many_requests_wait_as_told()
{
	local told
	for told in 2 soon -5; do
		one_name
		sim_fault "{\"match\":{\"method\":\"PATCH\"},\"do\":\"status\",\"status\":429,\"headers\":{\"Retry-After\":\"$told\"}}"
		expect_status 0 mkoz apply
		expect_equal "$(sim_requests | jq -s --argjson least "$([ "$told" = 2 ] && echo 2000 || echo 1000)" '
			(map(.status == 429) | index(true)) as $at | .[$at + 1].at - .[$at].at
			| . >= $least and . < $least + 1500')" true "the pause after 429 with $told"
		expect_equal "$(sim_write_count)" 1 "written once"
	done
}

# After a 429 to one, the others of the round wait too. What left before it was seen is on its way: four at a time, and on a
# busy machine four more.
too_many_requests_hold_the_others()
{
	anew
	many_names 30
	sim_fault '{"match":{"method":"PATCH","nth":9},"do":"status","status":429,"headers":{"Retry-After":"1"}}'
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 30 "each once"
	expect_equal "$(sim_requests | jq -s '(map(.status == 429) | index(true)) as $at | .[$at].at as $from
		| [.[$at + 1:][] | select(.method == "PATCH" and .at - $from < 1000)] | length < 8')" true \
		"only what was on its way"
}

what_changed_since_is_stale()
{
	local code
	anew
	for code in 1003 1004 1005 1007 1008; do
		world_subscriber code=$code state=cancelled
		world_client code=$code implanted=true
	done
	world_subscriber code=1006 name='José Ávila'
	world_client code=1006 name='Outro Nome'
	world_subscriber code=1009 name='José Ávila'
	world_client code=1009 name='Outro Nome'
	world_set guard.max_cancellations_percent 100
	approved
	world_subscriber code=1003 state=active
	world_client code=1004 implanted=false
	sim_mutate "$(printf '[{"what":"client","add":{"id":"c00000000000000000009999","code":"9999","name":"Outro"}},
		{"what":"property","id":"%s","set":{"client":"c00000000000000000009999"}}]' "$(property_id 1005)")"
	sim_mutate "$(printf '{"what":"client","id":"%s","set":{"code":"7777"}}' "$(client_id 1007)")"
	world_ozmap_remove 1008
	world_client code=1006 name='Terceiro Nome'
	world_client code=1009 name='José Ávila'
	expect_status 3 mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing is written"
	expect_equal "$(change_state "$(change_id name 1009)")" applied "what is as wanted already counts as applied"
	expect_equal "$(plan_query '[.changes[] | select(.code != "1009") | .state] | unique | join(",")')" stale "the others are stale"
}

# A guard that came to hold since the approval, and an override that lets it through.
guards_are_asked_again_before_the_write()
{
	anew
	world_set guard.canary_codes 1001
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=false
	world_subscriber code=1006 name='José Ávila'
	world_client code=1006 name='Outro Nome'
	approved
	world_client code=1001 code=5555 id=1001
	expect_status 0 mkoz refresh
	expect_status 4 mkoz apply
	expect_equal "$(client_of 1006 | jq -r .name)" "José Ávila" "what no guard holds is applied"
	expect_equal "$(client_of 1003 | jq -r .code)" 1003 "what it holds is not"
	expect_equal "$(change_state "$(change_id cancel-remove 1003)")" approved "it stays approved"
	expect_status 0 mkoz approve "$(change_id cancel-remove 1003)" --override-guard --expect 1 --reason 'the canary moved'
	expect_status 0 mkoz apply
	expect_equal "$(client_of 1003)" "" "an override lets it through"
}

# A cancellation that was begun, and answered by nothing: while a guard holds it, it is not sent again.
guards_hold_what_was_begun_too()
{
	anew
	world_set guard.canary_codes 1001
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=false
	approved
	sim_fault '{"match":{"method":"DELETE"},"do":"status","status":401}'
	expect_status 1 mkoz apply
	expect_equal "$(states)" applying "it was begun"
	world_client code=1001 code=5555 id=1001
	expect_status 0 mkoz refresh
	expect_status 4 mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing is written"
	expect_equal "$(change_state "$(change_id cancel-remove 1003)")" approved "it waits for the guard"
}

a_refused_key_pauses()
{
	one_name
	sim_fault '{"match":{"method":"PATCH","path":"*"},"do":"status","status":401}'
	expect_status 1 mkoz apply
	expect_equal "$(requests_of PATCH)" 1 "sent once"
	expect_equal "$(states)" released "it waits"
	expect_status 0 mkoz apply
	expect_equal "$(client_of 1006 | jq -r .name)" "José Ávila" "the next apply does it"
}

ten_failures_in_a_row_pause()
{
	anew
	many_names 40
	sim_fault '{"match":{"method":"PATCH","times":0},"do":"status","status":422,"body":"{\"message\":\"no\"}"}'
	expect_status 3 mkoz apply
	expect_contains "$ERR" "10 changes in a row failed" "why it paused"
	expect_equal "$([ "$(requests_of PATCH)" -lt 28 ] && echo yes)" yes "$(requests_of PATCH) were sent"
	expect_equal "$(states)" failed,released "the others wait"
}

removing_what_is_gone_is_done()
{
	local fault
	for fault in '"do":"status-after","status":500' '"do":"status-after","status":404' '"do":"drop-after"'; do
		anew
		world_subscriber code=1003 state=cancelled
		world_client code=1003 implanted=false
		world_subscriber code=1004 state=cancelled
		world_client code=1004 implanted=true
		approved
		sim_fault "{\"match\":{\"method\":\"DELETE\",\"path\":\"*\",\"times\":0},$fault}"
		expect_status 0 mkoz apply
		expect_equal "$(client_of 1003)$(client_of 1004)" "" "they are gone"
		expect_equal "$(requests_of DELETE)" 2 "one DELETE each"
	done
}

every_kind_and_every_revert
fields_of_one_client_are_one_request
many_of_one_wish_go_by_batch
a_trial_goes_first_and_its_failure_pauses
what_goes_wrong_on_the_way_is_read_before_it_is_repeated
too_many_requests_wait_as_told
too_many_requests_hold_the_others
what_changed_since_is_stale
guards_are_asked_again_before_the_write
guards_hold_what_was_begun_too
a_refused_key_pauses
ten_failures_in_a_row_pause
removing_what_is_gone_is_done
passed
