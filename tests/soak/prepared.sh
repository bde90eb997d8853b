# A world with some changes of every kind approved, reverts too, to be sourced after tests/tools/world.sh.
#
#   prepared_world          makes it: $WORLD/prepared is the state folder, $WORLD/prepared.json OZmap's state
#   prepared_wanted         prints what OZmap must hold when all is applied, by code: the state with the approved changes
#                           done by jq, independently of mkoz
#
#   needs_shim              skips where shim.so cannot be put in front
#
# Codes: 10.. in sync or not approved, never to be touched; 11.. applied once, their reverts approved; 12.. approved.

needs_shim()
{
	if ldd "$BUILD/mkoz" | grep -q 'lib[at]san'; then
		skip "a sanitizer's library has to come first"
	fi
	expect test -r "$BUILD/tests/soak/shim.so"
}

propose_recode()
{
	"$BUILD/tests/tools/recode" "$MKOZ_CONFIG" "$@" || fail "no recode of $*"
}

prepared_untouched()
{
	world_pair code=1001 observation='portão azul'
	world_pair code=1002 session=up
	world_subscriber code=1011 name='Nunca Aprovado'
	world_client code=1011 name='Nome de Antes'
	world_subscriber code=1012 state=cancelled
	world_client code=1012 implanted=true observation='cão bravo'
	world_client code=1013 name='Só no OZmap'
	world_subscriber code=1014
	world_client code=1014 implanted=false
}

# A customer of each kind under the numbers N1 to N8.
prepared_kinds()
{
	world_subscriber code="$1"1 state=cancelled
	world_client code="$1"1 implanted=false login=pppoe"$1"1 onu=ONU"$1"1 power=-19.25 observation='casa verde'
	world_subscriber code="$1"2 state=cancelled
	world_client code="$1"2 implanted=true login=pppoe"$1"2 observation='fundos'
	world_subscriber code="$1"3 name="José Ávila $1"
	world_client code="$1"3 name='Outro Nome'
	world_subscriber code="$1"4 district=Trindade
	world_client code="$1"4
	world_subscriber code="$1"5
	world_client code="$1"5 implanted=false
	world_subscriber code="$1"6 session=down since=2h
	world_client code="$1"6 status=0
	world_subscriber code="$1"7 power=-25.5 power_age=1h
	world_client code="$1"7 power=-20
	world_subscriber code="$1"8 state=cancelled onu=ONU"$1"8
	world_client code="$1"8 name='Dona Antiga' onu=ONU"$1"8
	world_subscriber code="$1"9 name='Dona Nova' onu=ONU"$1"8
}

prepared_more()
{
	local code
	world_subscriber code=1301 state=cancelled
	world_client code=1301 property=no
	world_subscriber code=1302 name='Maria Clara' session=down since=2h power=-24.25 power_age=1h
	world_client code=1302 name='Maria' status=0 power=-19
	for code in 1303 1304 1305; do
		world_subscriber code=$code
		world_client code=$code implanted=false
		world_subscriber code=1${code#1}6 session=down since=2h
		world_client code=1${code#1}6 status=0
	done
}

prepared_config()
{
	world_set ozmap.max_requests_per_second 10000
	world_set ozmap.timeout '1 s'
	world_set guard.max_plan_age '3650 d'
	world_set guard.max_cancellations_percent 100
	world_set guard.max_status_percent 100
	world_set guard.bulk_limit 1000
	world_set apply.trial 2
}

prepared_approve()
{
	local filter=$1
	expect_status 0 mkoz approve --filter "$filter" --expect "$(plan_json "$filter" | jq '.changes | length')"
}

# A recode comes instead of the cancellation of the code that it leaves.
prepared_phase()
{
	local kinds=$1 transfer
	transfer=$(plan_query --arg code "$kinds"9 '.findings[] | select(.kind == "transfer" and
		(.code == $code or .why == $code)) | .id')
	propose_recode "$transfer"
	prepared_approve "code:$kinds* !code:${kinds}8 !kind:recode"
	prepared_approve "code:$kinds* kind:recode"
}

prepared_world()
{
	world_start
	prepared_config
	prepared_untouched
	prepared_kinds 110
	prepared_kinds 120
	prepared_more
	expect_status 0 mkoz refresh
	expect_status 0 mkoz reject "$(change_id cancel-detach 1012)" --reason 'pays again'
	prepared_phase 110
	expect_status 0 mkoz apply
	local reverts
	sim_state >"$WORLD/applied.json"
	mapfile -t reverts < <(mkoz history --format json | jq -r '.[] | select(.event == "applied") | .change_id')
	expect_equal "${#reverts[@]}" 8 "one applied of each kind"
	expect_status 0 mkoz revert "${reverts[@]}"
	prepared_approve 'kind:revert-* | (kind:revert-cancel-remove | kind:revert-recode)'
	prepared_phase 120
	prepared_approve 'code:13*'
	sim_state >"$WORLD/prepared.json"
	cp -a "$WORLD/state" "$WORLD/prepared"
	plan_json >"$WORLD/prepared-plan.json"
}
