#!/usr/bin/env bash
# The worker that stays: rounds, rules, plans of the right age, several at once, SIGTERM (spec §7, §8; faults 20).
. "$(dirname "$0")/../tools/world.sh"

# 0 while there is no store to ask
refreshes() { mkoz history --format json 2>/dev/null | jq -s '[.[][] | select(.event == "refreshed")] | length'; }
fields() { sim_writes | jq -rs '[.[].changes[].field] | sort | join(" ")'; }
start_worker()
{
	HOME=$WORLD/home XDG_STATE_HOME=$WORLD/home/state LC_ALL=C.UTF-8 MKOZ_CONFIG=$MKOZ_CONFIG "$BUILD/mkoz" worker \
		>"$WORLD/worker.out" 2>"$WORLD/worker.err" &
	WORKER=$!
}
end_worker() # SIGNAL
{
	kill -s "$1" "$WORKER"
	wait "$WORKER"
	expect_equal "$?" 0 "the worker ends with 0 on $1: $(cat "$WORLD/worker.err")"
	expect_equal "$(cat "$WORLD/worker.out")" "" "nothing on standard output"
}
eventually() # WHAT COMMAND...
{
	local try what=$1
	shift
	for try in $(seq 200); do
		"$@" && return
		sleep 0.1
	done
	fail "never: $what (try $try): $(cat "$WORLD/worker.err")"
}
wrote() { [ "$(fields)" = "$1" ]; }
more_refreshes_than() { [ "$(refreshes)" -gt "$1" ]; }

rounds_and_rules()
{
	world_start
	world_set auto.approve 'activate, status'
	world_set auto.interval '2 s'
	local code
	for code in 1000 1003 1004 1005 1006 1007 1008 1009; do world_pair code=$code; done
	start_worker
	eventually "a first plan" more_refreshes_than 0
	world_pair code=1001
	world_client code=1001 implanted=false
	eventually "an activation" wrote implanted
	world_subscriber code=1000 session=down since=2h
	eventually "a status" wrote "implanted status"
	expect_equal "$(journal '[.[] | select(.event == "applied") | .actor | split("@")[0]] | unique | join(" ")')" "$(id -un)" \
		"the worker's own name stands where it writes"
	world_subscriber code=1000 name='Nome Novo'
	local seen
	seen=$(refreshes)
	eventually "two more rounds" more_refreshes_than $((seen + 1))
	expect_equal "$(fields)" "implanted status" "what no rule names waits"
	expect_status 0 mkoz approve "$(change_id name 1000)"
	seen=$(refreshes)
	eventually "two more rounds" more_refreshes_than $((seen + 1))
	expect_equal "$(fields)" "implanted status" "approved is not released"
	expect_status 0 mkoz apply # beside the worker
	expect_equal "$(fields)" "implanted name status" "once"
	# a side goes away, and comes back
	sim_stop
	eventually "a complaint" grep -q OZmap "$WORLD/worker.err"
	sim_start
	seen=$(refreshes)
	eventually "a round after that" more_refreshes_than "$seen"
	end_worker TERM
	expect_status 0 mkoz verify
	start_worker
	eventually "a round" more_refreshes_than $((seen + 1))
	end_worker INT
}

a_plan_that_is_too_old_is_made_anew()
{
	world_start
	world_pair code=1001
	world_client code=1001 implanted=false
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve "$(change_id activate 1001)"
	world_subscriber code=1001 state=neither
	expect_status 0 mkoz apply
	expect_equal "$(fields) $(refreshes)" "implanted 1" "a fresh plan is taken as it is"
	world_subscriber code=1001 state=active
	world_client code=1001 implanted=false
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve "$(change_id activate 1001)"
	world_subscriber code=1001 state=neither
	sqlite3 "$WORLD/state/store.db" "UPDATE plan SET created_at = created_at - 1860"
	expect_status 0 mkoz apply
	expect_equal "$(fields) $(refreshes)" "implanted 3" "an old one is made anew: nothing is active any more"
	expect_equal "$(change_count activate)" 0 "withdrawn"
}

many_at_once_do_it_once()
{
	local code number processes=()
	world_start
	world_set ozmap.max_requests_per_second 200
	for code in $(seq 1001 1040); do
		world_subscriber code=$code name="Nome $code"
		world_client code=$code name="Outro $code"
	done
	for code in 1041 1042; do
		world_subscriber code=$code state=cancelled
		world_client code=$code implanted=true
	done
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve --filter state:pending --expect 42
	for number in 1 2 3 4; do
		mkoz apply --quiet & processes+=($!)
	done
	for number in "${processes[@]}"; do
		wait "$number"
		expect_equal "$?" 0 "each ends well"
	done
	expect_equal "$(sim_writes | jq -s '[.[].changes[] | select(.field == "name")] | length, (map(.id) | unique | length)' | xargs)" \
		"40 40" "each name once"
	expect_equal "$(sim_write_count '.method == "DELETE"')" 2 "each client removed once"
	expect_equal "$(journal '[.[] | select(.event == "applied")] | length, (map(.change_id) | unique | length)' | xargs)" "42 42" \
		"each told once"
	expect_equal "$(sim_writes | jq -rs '[.[] | .changes[].field] as $all | ($all | rindex("deleted")) < ($all | index("name"))')" \
		true "cancellations first"
	expect_status 0 mkoz verify
}

rounds_and_rules
a_plan_that_is_too_old_is_made_anew
many_at_once_do_it_once
passed
