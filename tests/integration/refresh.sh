#!/usr/bin/env bash
# Refresh: a plan of both sides read at the same time, or none; what guards compare with; one refresh at a time.
. "$(dirname "$0")/../tools/world.sh"

plan_number() { plan_query .plan.id; }
guards() { plan_query '[.guards[].name] | sort | join(",")'; }

# refuses REGEX: a refresh fails, says why in one line, and the last plan stays.
refuses()
{
	local before
	before=$(plan_json)
	expect_status 1 mkoz refresh
	expect_match "$ERR" '^mkoz: [^:]+: .+: .+' "what, why, what to do"
	expect_match "$ERR" "$1"
	expect_equal "$(wc -l <<<"$ERR")" 1 "one line on stderr"
	expect_equal "$OUT" "" "nothing on standard output"
	expect_equal "$(plan_json)" "$before" "the last plan stays"
}

counts_and_finds_again()
{
	world_start
	world_pair code=1001
	world_pair code=1002 session=down since=2h
	world_subscriber code=1003 state=cancelled
	expect_status 0 mkoz refresh
	expect_equal "$OUT$ERR" "" "nothing is said when all went well"
	expect_equal "$(plan_query -c '.plan.mk, .plan.ozmap')" '{"clients":3,"active":2,"cancelled":1}
{"properties":2,"clients":2}' "the sides are counted"
	expect_equal "$(change_count)" 1 "one change"
	local id
	id=$(change_id status 1002)
	expect_status 0 mkoz approve "$id"
	expect_status 0 mkoz refresh
	expect_equal "$(plan_number)" 2 "a second plan"
	expect_equal "$(change_id status 1002)" "$id" "the same difference has the same id"
	expect_equal "$(change_state "$id")" approved "and keeps its decision"
	world_subscriber code=1002 session=up
	expect_status 0 mkoz refresh
	expect_equal "$(change_count)" 0 "what is absent is withdrawn"
	expect_equal "$(mkoz history --format json | jq -r '[.[].event] | join(" ")')" \
		"refreshed approved refreshed withdrawn refreshed" "the journal"
	expect_status 0 mkoz verify
}

nothing_is_planned_of_half()
{
	world_start
	expect_status 1 mkoz refresh
	expect_match "$ERR" 'no subscribers|OZmap has no'
	world_subscriber code=1001
	expect_status 1 mkoz refresh
	expect_match "$ERR" 'OZmap has no'
	world_client code=1001 name=Other
	expect_status 0 mkoz refresh
	mk_sql 'UPDATE mk_contratos SET codcontrato = codcontrato + 5000' >/dev/null # would be missing-in-mk
	sim_stop
	refuses 'OZmap'
	sim_start
	mk_sql 'ALTER TABLE mk_pessoas RENAME TO gone' >/dev/null
	refuses 'mk_pessoas'
	mk_sql 'ALTER TABLE gone RENAME TO mk_pessoas' -c CHECKPOINT >/dev/null
	scratch_postgres_stop "$MK" immediate
	refuses 'MK'
	scratch_postgres_restart "$MK"
	mk_sql 'TRUNCATE mk_contratos' >/dev/null
	refuses 'no subscribers'
	world_subscriber code=1001
	expect_status 0 mkoz refresh
	expect_equal "$(plan_number)" 2 "what failed made no plan"
}

# Both sides break off midway, after rows were delivered: what was read is thrown away (faults 4 to 7).
what_breaks_off_midway_is_thrown_away()
{
	local fault
	world_start
	world_pair code=1001
	world_pair code=1002
	expect_status 0 mkoz refresh
	world_subscriber code=1001 name='Would Be A Change'
	for fault in '"truncate", "as": "close"' '"wrong-total"' '"wrong-total", "total": 0' '"has-next-without-url"' '"next-loop"' \
		'"ignore-filter"' '"array-instead-of-object"' '"duplicate-keys"' '"empty"'; do
		sim_fault "{\"match\": {\"path\": \"/ftth-clients\", \"times\": 0}, \"do\": $fault}"
		case $fault in
		*ignore-filter* | *has-next* | *next-loop*) # followed, or read again by page
			mkoz refresh 2>/dev/null || true
			expect_equal "$(plan_query '.plan.ozmap | "\(.clients) \(.properties)"')" "2 2" "$fault: all or nothing"
			;;
		*) refuses 'OZmap' ;;
		esac
		sim_reset
	done
	mk_sql "ALTER TABLE mk_contratos RENAME TO real_contratos" \
		-c "INSERT INTO real_contratos (codcontrato, cliente, adesao, plano_acesso) SELECT i, 1, '2020-01-02', 1
			FROM generate_series(5000, 9000) i" \
		-c "CREATE FUNCTION breaks(code integer) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS \$\$ BEGIN
			IF code = 8999 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN code; END \$\$" \
		-c "CREATE VIEW mk_contratos AS SELECT cancelado, cliente, codcontrato, dt_cancelamento, motivo_cancelamento_2, suspenso,
			CASE WHEN breaks(codcontrato) > 0 THEN data_hora_ativacao END AS data_hora_ativacao, cd_contrato_vinculado
			FROM real_contratos" -c "GRANT SELECT ON mk_contratos TO mkoz_reader" >/dev/null
	refuses 'MK: .*terminat'
	expect_equal "$(sim_write_count)" 0 "nothing was written"
}

guards_compare_with_the_last_good_plan()
{
	local code
	world_start
	for code in $(seq 1001 1020); do world_pair code=$code; done
	world_pair code=2001 state=cancelled # what active-drop and canary may hold
	world_set guard.canary_codes "1001, 1020"
	expect_status 0 mkoz refresh
	expect_equal "$(guards)" "" "nothing holds"
	world_remove 1001
	world_remove 1002
	expect_status 0 mkoz refresh
	expect_equal "$(guards)" "active-drop,canary" "two of twenty are gone, one a canary"
	expect_status 0 mkoz refresh
	expect_equal "$(guards)" "active-drop,canary" "a shrink seen twice is held still"
	world_subscriber code=1001
	world_subscriber code=1002
	expect_status 0 mkoz refresh
	expect_equal "$(guards)" "" "and no longer when it is over"
	for code in 1003 1004 1005 1006; do world_subscriber code=$code session=down since=2h; done
	expect_status 0 mkoz refresh
	expect_equal "$(guards)" "status-storm" "4 of 20 are newly down"
	expect_status 0 mkoz refresh
	expect_equal "$(guards)" "status-storm" "and still against the last good plan"
	for code in 1003 1004; do world_subscriber code=$code session=up; done
	expect_status 0 mkoz refresh
	expect_equal "$(guards)" "" "2 of 20 are no storm"
	for code in 1005 1006 1007; do world_subscriber code=$code session=down since=2h; done
	expect_status 0 mkoz refresh
	expect_equal "$(guards)" "" "one more is none either"
}

power_stands_while_it_only_wavers()
{
	world_start
	world_subscriber code=1001 power=-25 power_age=1h
	world_client code=1001 power=-20
	expect_status 0 mkoz refresh
	local id
	id=$(change_id power 1001)
	expect_status 0 mkoz approve "$id"
	world_subscriber code=1001 power=-25.4 power_age=10min
	expect_status 0 mkoz refresh
	expect_equal "$(change_state "$id")" approved "within tolerance of what was proposed"
	world_subscriber code=1001 power=-25.6 power_age=5min
	expect_status 0 mkoz refresh
	expect_equal "$(plan_query -c '[.changes[] | [.after, .state]]')" '[[-25.6,"pending"]]' "beyond it is another change"
}

one_store_holds_one_plan()
{
	world_start
	world_pair code=1001
	world_set ozmap.url "$SIM_URL/api/nowhere"
	expect_status 1 mkoz refresh
	world_set ozmap.url "$SIM_URL/api/v2"
	expect_status 0 mkoz refresh
	world_set ozmap.url "${SIM_URL/127.0.0.1/localhost}/api/v2"
	expect_status 4 mkoz refresh
	expect_contains "$ERR" "store"
	world_set ozmap.url "$SIM_URL/api/v2"
	world_set mk.host localhost
	expect_status 4 mkoz refresh
	world_set mk.host 127.0.0.1
	expect_status 0 mkoz refresh
	expect_equal "$(plan_number)" 2 "two plans"
}

one_refresh_at_a_time()
{
	local first second third
	world_start
	world_pair code=1001
	mkoz refresh & first=$!
	mkoz refresh & second=$!
	mkoz refresh & third=$!
	expect wait "$first"
	expect wait "$second"
	expect wait "$third"
	expect_equal "$(plan_number)" 3 "each made a plan, one after another"
	expect_status 0 mkoz verify
}

a_signal_ends_it()
{
	local process
	world_start
	world_pair code=1001
	expect_status 0 mkoz refresh
	world_subscriber code=1001 name=Other
	# a lock keeps MK's side waiting
	mk_sql 'BEGIN; LOCK TABLE mk_pessoas; SELECT pg_sleep(5); COMMIT' >/dev/null &
	local locker=$!
	sleep 0.5
	mkoz refresh 2>"$WORLD/ended" & process=$!
	sleep 1
	kill -TERM "$(pgrep -P "$process" || echo "$process")"
	expect_status 1 wait "$process"
	expect_contains "$(cat "$WORLD/ended")" "asked to end"
	expect_equal "$(change_count)" 0 "the last plan stays"
	wait "$locker"
	expect_status 0 mkoz refresh
	expect_equal "$(change_count)" 1 "and the next one makes one"
}

# A refresh, and then MK again for the cancellation's code: both in one process.
secrets_of_the_environment_last()
{
	world_start
	world_pair code=1001
	world_pair code=1002
	world_subscriber code=1002 state=cancelled
	world_set guard.max_plan_age "1 s"
	world_unset mk.password_file
	world_unset ozmap.token_file
	export MKOZ_MK_PASSWORD=mkoz_reader-secret MKOZ_OZMAP_TOKEN=$SIM_KEY
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve "$(change_id cancel-detach 1002)"
	sleep 1.5
	expect_status 0 mkoz apply
	expect_equal "$(sim_state | jq '.clients | length')" 1 "the cancelled one is gone"
	unset MKOZ_MK_PASSWORD MKOZ_OZMAP_TOKEN
	expect_status 1 mkoz refresh
	expect_match "$ERR" 'password|token_file'
}

counts_and_finds_again
secrets_of_the_environment_last
nothing_is_planned_of_half
what_breaks_off_midway_is_thrown_away
guards_compare_with_the_last_good_plan
power_stands_while_it_only_wavers
one_store_holds_one_plan
one_refresh_at_a_time
a_signal_ends_it
passed
