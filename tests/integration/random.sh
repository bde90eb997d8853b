#!/usr/bin/env bash
# Random worlds: the plan is the one that an independent oracle reads out of the specification; applying it, also when it
# is killed on the way, makes OZmap what the plan says and touches nothing else. SEED and WORLDS choose the worlds.
. "$(dirname "$0")/../tools/world.sh"

SEED=${SEED:-1}
WORLDS=${WORLDS:-5}
SIZE=${SIZE:-120}

oracle() { python3 "$world_tools/oracle.py" "$@" || fail "the oracle failed: $*"; }
nothing() { expect_equal "$1" "" "world $seed: $2"; }

# The world of the seed: MK, OZmap, settings; $WORLD/oracle is what the oracle reads.
start_world()
{
	local line value
	mkdir -p "$world_scratch/made"
	python3 "$world_tools/random-world.py" "$seed" "$SIZE" "$world_scratch/made" || fail "no world of seed $seed"
	world_start "$world_scratch/made/mk.sql" "$world_scratch/made/ozmap.json"
	mkdir "$WORLD/oracle"
	install -m 0600 "$world_scratch/made/cancelled.sql" "$WORLD/cancelled.sql"
	cp "$world_scratch/made/settings" "$WORLD/oracle/settings"
	while read -r line; do
		value=${line#*=}
		world_config[${line%%=*}]=${value/#@/$WORLD/}
	done <"$WORLD/oracle/settings"
	world_write_config
}

mk_rows()
{
	local table parts=
	for table in mk_pessoas mk_contratos mk_conexoes mk_logradouros mk_bairros mk_cidades mk_estados radius.radacct; do
		parts+="'${table#radius.}', (SELECT coalesce(json_agg(t), '[]') FROM $table t), "
	done
	mk_sql '' -At <<<"SET timezone = 'UTC'; SELECT json_build_object($parts 'now', now(), 'cancelled',
		(SELECT json_agg(code) FROM ($(tr -d ';' <"$WORLD/cancelled.sql")) own))" | sed -n '/^{/,$p'
}

# All that may be approved by a filter is, the rest by its ids; the count is the oracle's.
approve_all()
{
	local alone
	mapfile -t alone < <(oracle alone "$WORLD/oracle" "$WORLD/plan.json" | sed '/^$/d')
	local count=$(($(jq '.changes | length' "$WORLD/plan.json") - ${#alone[@]}))
	expect_status 0 mkoz approve --filter 'state:pending' --expect "$count"
	[ ${#alone[@]} = 0 ] || expect_status 0 mkoz approve "${alone[@]}" --expect ${#alone[@]}
	expect_equal "$(plan_query '[.changes[].state] | unique | join(" ")')" approved "all are approved"
}

# Kills `mkoz apply` at a random moment, some times, then lets it finish.
apply_killed()
{
	local try process
	for try in 1 2 3; do
		mkoz apply --quiet >/dev/null 2>&1 &
		process=$!
		sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
		kill -KILL $(pgrep -P "$process") "$process" 2>/dev/null
		wait "$process" 2>/dev/null
	done
	expect_status 0 mkoz apply
}

one_world()
{
	local seed=$1 day
	RANDOM=$seed
	start_world
	sim_state >"$WORLD/oracle/ozmap.json"
	expect_status 0 mkoz refresh
	mk_rows >"$WORLD/oracle/mk.json"
	plan_json >"$WORLD/plan.json"
	nothing "$(oracle compare "$WORLD/oracle" "$WORLD/plan.json")" "the plan is not the oracle's"
	expect [ "$(jq '.changes | length' "$WORLD/plan.json")" -gt $((SIZE / 4)) ]
	expect_equal "$(sim_write_count)" 0 "planning writes nothing"
	approve_all
	day=$(TZ=America/Sao_Paulo date +%F)
	if [ $((seed % 2)) = 0 ]; then apply_killed; else expect_status 0 mkoz apply; fi
	sim_state >"$WORLD/after.json"
	nothing "$(oracle state "$WORLD/oracle" "$WORLD/plan.json" "$WORLD/after.json" "$day")" "OZmap is not as wanted"
	nothing "$(oracle writes "$WORLD/sim.log")" "something was written twice"
	expect_status 0 mkoz plan --detailed-exitcode --format json
	expect_equal "$(change_count)" 0 "world $seed: a second plan finds nothing to change"
	expect_status 0 mkoz verify
}

for number in $(seq "$WORLDS"); do one_world $((SEED + number - 1)); done
passed
