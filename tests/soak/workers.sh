#!/usr/bin/env bash
# Several workers on one store, killed and frozen: each change is applied once. WORKERS=8 CHANGES=100000
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/prepared.sh"
needs_shim

# MK's side of many customers: copies of three that are written by the fixture.
many_subscribers()
{
	local count=$1
	world_subscriber code=99991 name='Assinante de Muitos' session=down since=2h
	world_subscriber code=99992 name='Assinante de Muitos' state=cancelled
	mk_sql "
		INSERT INTO mk_contratos SELECT (jsonb_populate_record(m, jsonb_build_object('codcontrato', 100000 + n))).*
			FROM generate_series(0, $count - 1) n
			JOIN mk_contratos m ON m.codcontrato = CASE WHEN n % 50 = 7 THEN 99992 ELSE 99991 END;
		INSERT INTO mk_conexoes SELECT (jsonb_populate_record(m, jsonb_build_object('codconexao', 200000 + n,
				'contrato', 100000 + n, 'username', 'many' || n))).*
			FROM generate_series(0, $count - 1) n
			JOIN mk_conexoes m ON m.contrato = CASE WHEN n % 50 = 7 THEN 99992 ELSE 99991 END"
	world_remove 99991
	world_remove 99992
	mk_sql 'ANALYZE'
}

many_config()
{
	world_set ozmap.max_requests_per_second 10000
	world_set guard.max_plan_age '3650 d'
	world_set guard.max_cancellations 1000000
	world_set guard.max_cancellations_percent 100
	world_set guard.max_status_percent 100
	world_set guard.bulk_limit 1000000
	world_set guard.bulk_limit_telemetry 1000000
}

world_start
export WORLD BUILD MKOZ_CONFIG
count=$(python3 "$world_top/tests/soak/workers.py" world "${CHANGES:-100000}") || fail "no world"
many_subscribers "$count"
sim_stop
cp "$WORLD/many.json" "$WORLD/ozmap.json"
sim_start
export SIM_URL
sim_options '{"latency": 4}'
many_config
expect_status 0 mkoz refresh
expect_status 0 mkoz approve --filter state:pending --expect "$(change_count)"
expect python3 "$world_top/tests/soak/workers.py" run "${WORKERS:-8}"
expect_equal "$(plan_query '[.changes[] | select(.state != "applied")] | length')" 0 "all are applied"
expect_equal "$(mkoz history --format json | jq '[.[] | select(.event == "applied")] | length == (map(.change_id) | unique | length)')" \
	true "each is recorded as applied once"
expect_status 0 mkoz verify
passed
