#!/usr/bin/env bash
# What hangs together across codes: transfers and recodes, who comes back, who moved; what no filter or rule picks for
# approval (spec §4).
. "$(dirname "$0")/../tools/world.sh"

refresh() { expect_status 0 mkoz refresh; }
recode() { "$BUILD/tests/tools/recode" "$MKOZ_CONFIG" "$@"; }
findings() { plan_query -c '[.findings[] | [.kind, .code, .why]] | sort'; }
without_times() { sim_state | jq -cS '(.properties, .clients) |= map(del(.updatedAt, .createdAt))'; }

# An old code 1001 in OZmap, cancelled in MK; a new one 2001, active, not in OZmap. Words of both are added.
transferred()
{
	world_start
	world_set guard.max_active_drop_percent 100
	local code
	for code in 1005 1006 1007 1008; do world_pair code=$code; done
	world_subscriber code=1001 state=cancelled name='Velho Dono' "${old[@]}"
	world_client code=1001 name='Velho Dono' implanted=true
	world_subscriber code=2001 name='Novo Dono' "${new[@]}"
	refresh
}

each_way_of_belonging_together()
{
	local way old new
	for way in 'linked=2001|' '|linked=1001' 'linked=9|linked=9' 'onu=ZTEG1|onu=ZTEG1' 'login=casa|login=casa' 'port=7|port=7'; do
		old=() new=()
		[ -z "${way%|*}" ] || old=("${way%|*}")
		[ -z "${way#*|}" ] || new=("${way#*|}")
		transferred
		expect_equal "$(findings)" '[["missing-in-ozmap","2001",null],["transfer","2001","1001"]]' "by $way"
		expect_status 1 mkoz approve --filter kind:cancel-detach
	done
	old=(onu=ZTEG1 login=a port=7) new=(onu=ZTEG2 login=b port=8)
	transferred
	expect_equal "$(findings)" '[["missing-in-ozmap","2001",null]]' "nothing in common"
	expect_status 0 mkoz approve --filter kind:cancel-detach
}

its_cancellation_only_by_id()
{
	local old=(onu=ZTEG1) new=(onu=ZTEG1) id
	transferred
	world_subscriber code=1005 state=cancelled
	refresh
	id=$(change_id cancel-detach 1001)
	expect_status 1 mkoz approve --filter kind:cancel-detach --expect 2
	expect_status 0 mkoz approve --filter kind:cancel-detach --expect 1
	expect_equal "$(change_state "$id") $(change_state "$(change_id cancel-detach 1005)")" "pending approved" "no filter picks it"
	expect_status 1 mkoz approve --filter "id:$id"
	world_set auto.approve 'cancel-detach'
	world_set auto.auto_cancellations yes
	expect_status 0 mkoz worker --once
	expect_equal "$(change_state "$id")" pending "no rule picks it"
	expect_status 0 mkoz reject --filter "id:$id" --reason 'a filter may reject it'
	expect_status 0 mkoz undo --filter "id:$id"
	expect_status 0 mkoz approve "$id"
	expect_status 0 mkoz apply
	expect_equal "$(client_of 1001)" "" "its id does"
}

recoding_instead()
{
	local old=(onu=ZTEG1) new=(onu=ZTEG1) transfer id before
	transferred
	before=$(without_times)
	transfer=$(finding_id transfer 2001)
	expect recode "$transfer"
	id=$(change_id recode 2001)
	expect_equal "$(plan_query -c '.changes[] | select(.kind == "recode") | [.state, .field, .before, .after, .row, .name, .client_id]')" \
		"[\"pending\",\"code\",\"1001\",\"2001\",4,\"Novo Dono\",\"$(client_id 1001)\"]" "the proposal"
	expect_equal "$(plan_query '.summary.recode')" 1 "it is counted"
	refresh
	expect_equal "$(change_state "$id")" pending "it outlives a refresh"
	expect_status 0 mkoz approve "$id"
	refresh
	expect_equal "$(change_state "$id")" approved "with its decision"
	expect_status 0 mkoz apply
	expect_equal "$(client_of 2001 | jq -c '[.id, .name, .implanted]')" "[\"$(client_id 1001)\",\"Novo Dono\",true]" "code and name"
	expect_equal "$(client_of 1001)" "" "the old code is gone"
	expect_equal "$(sim_write_count)" 1 "one request"
	refresh
	expect_equal "$(findings)$(change_count)" "[]0" "nothing is left"
	expect_status 0 mkoz revert "$id"
	expect_status 0 mkoz approve "$(change_id revert-recode 2001)"
	expect_status 0 mkoz apply
	expect_equal "$(without_times)" "$before" "as it was"
	refresh
	expect_equal "$(findings)" '[["missing-in-ozmap","2001","reactivated"],["transfer","2001","1001"]]' \
		"the transfer is there again, and our journal knows the new code"
	expect_equal "$(change_state "$(change_id cancel-detach 1001)")" pending "and the cancellation still waits for a person"
	expect_equal "$(plan_query -c '[.changes[] | select(.kind == "recode") | [.state, .reason]]')" '[["rejected","reverted"]]' \
		"the recode is rejected as reverted"
	expect_status 0 mkoz verify
}

a_recode_ends_with_its_transfer()
{
	local old=(onu=ZTEG1) new=(onu=ZTEG1)
	transferred
	expect recode "$(finding_id transfer 2001)"
	expect_status 0 mkoz approve "$(change_id recode 2001)"
	world_subscriber code=2001 onu=ZTEG2
	refresh
	expect_equal "$(plan_query '[.changes[].kind] | join(" ")')" cancel-detach "withdrawn"
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing is written"
}

a_recode_waits_for_a_free_code()
{
	local old=(onu=ZTEG1) new=(onu=ZTEG1)
	transferred
	expect recode "$(finding_id transfer 2001)"
	expect_status 0 mkoz approve "$(change_id recode 2001)"
	world_client code=2001 # somebody created it meanwhile
	expect_status 3 mkoz apply
	expect_equal "$(sim_write_count)" 0 "stale: nothing is written"
}

who_comes_back()
{
	world_start
	world_set guard.max_active_drop_percent 100
	local code
	for code in 1005 1006 1007; do world_pair code=$code; done
	world_subscriber code=1001 # OZmap's own history knows it
	world_client id=1 client=no history=1001,77
	world_pair code=1002
	world_pair code=1003
	world_subscriber code=1004 fiber=no
	world_subscriber code=1002 state=cancelled
	refresh
	expect_equal "$(findings)" '[["missing-in-ozmap","1001","reactivated"]]' "radio is none of OZmap's"
	expect_match "$(plan_query '.findings[0].link')" '^https?://.*cod_cli=1001&client_name=Assinante%201001&address=Rua' "OZloc"
	expect_status 0 mkoz approve "$(change_id cancel-detach 1002)"
	expect_status 0 mkoz apply
	sim_mutate "{\"what\": \"property\", \"id\": \"$(property_id 1002)\", \"set\": {\"history\": {\"clients\": []}}}"
	world_subscriber code=1002 state=active reason=
	refresh
	expect_equal "$(findings)" '[["missing-in-ozmap","1001","reactivated"],["missing-in-ozmap","1002","reactivated"]]' \
		"our journal knows the other"
}

who_moved_is_no_filters()
{
	local id
	world_start
	world_pair code=1000
	world_subscriber code=1001 street='Rua Nova' number=5
	world_client code=1001
	world_subscriber code=1002 complement='Fundos'
	world_client code=1002
	world_subscriber code=1003
	world_client code=1003 address='R. DAS FLORES 10 CENTRO FLORIANOPOLIS SC 88010000'
	world_subscriber code=1004
	world_client code=1004 address=
	world_subscriber code=1005 number=1
	world_client code=1005 # 10 does not begin with 1
	refresh
	expect_equal "$(plan_query -c '[.changes | sort_by(.code)[] | [.code, .cosmetic, .moved]]')" \
		'[["1001",false,true],["1002",false,false],["1003",true,false],["1004",false,false],["1005",false,true]]' "who moved"
	expect_status 1 mkoz approve --filter kind:address --expect 5
	expect_status 0 mkoz approve --filter kind:address --expect 3
	expect_status 1 mkoz approve --filter moved:true
	world_set auto.approve address
	expect_status 0 mkoz worker --once
	expect_equal "$(sim_write_count)" 0 "no rule picks them, or releases what a person approved"
	id=$(change_id address 1001)
	expect_status 0 mkoz approve "$id" "$(change_id address 1005)" --expect 2
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 5 "all of them went out"
	expect_equal "$(property_of 1001 | jq -r .address)" "Rua Nova, 5 - Centro, Florianópolis - SC, 88010-000" "its id does"
}

each_way_of_belonging_together
its_cancellation_only_by_id
recoding_instead
a_recode_ends_with_its_transfer
a_recode_waits_for_a_free_code
who_comes_back
who_moved_is_no_filters
passed
