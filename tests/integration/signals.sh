#!/usr/bin/env bash
# A wish to end, by signal or from the console: what was begun is finished, nothing new is taken (spec §8; faults 18).
. "$(dirname "$0")/../tools/world.sh"

states() { plan_query '[.changes[].state] | unique | join(",")'; }
wish() { sqlite3 -cmd '.timeout 5000' "$WORLD/state/store.db" "INSERT OR REPLACE INTO meta VALUES ('wish', '$1')"; }
patches() { sim_requests | grep -c '"method":"PATCH"'; }

# COUNT clients whose names differ, approved; each answer of OZmap takes 40 ms.
names_approved()
{
	local count=$1
	world_start
	world_pair code=1001
	mk_sql "SELECT fixture.subscriber(jsonb_build_object('code', n::text, 'name', 'Nome Novo'))
		FROM generate_series(2001, 2000 + $count) n" >/dev/null
	sim_mutate "$(sim_state | jq -c --argjson count "$count" '. as $state | [range(2001; 2001 + $count) | tostring | . as $code
		| ("0" * 19 + .) as $id
		| ($state.clients[0] | {what: "client", add: (. + {id: ("c" + $id), code: $code})}),
		  ($state.properties[0] | {what: "property", add: (. + {id: ("b" + $id), client: ("c" + $id)})})]')"
	world_set ozmap.max_requests_per_second 1000
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve --filter kind:name --expect "$count"
	sim_options '{"latency": 40}'
}

apply_behind()
{
	HOME=$WORLD/home MKOZ_CONFIG=$MKOZ_CONFIG LC_ALL=C.UTF-8 "$BUILD/mkoz" "${@:-apply}" >"$WORLD/apply.out" 2>"$WORLD/apply.err" &
	APPLY=$!
}

wait_for_patches()
{
	local try
	for try in $(seq 400); do
		[ "$(patches)" -lt "$1" ] || return 0
		sleep 0.02
	done
	fail "no $1 writes come (try $try): $(cat "$WORLD/apply.err")"
}

# Ends within SECONDS with this status.
expect_end()
{
	local wanted=$1 seconds=$2 began=$SECONDS status
	wait "$APPLY"
	status=$?
	expect_equal "$status" "$wanted" "how it ended: $(cat "$WORLD/apply.err")"
	expect_equal "$([ $((SECONDS - began)) -le "$seconds" ] && echo soon)" soon "it ended after $((SECONDS - began)) s"
}

nothing_is_half_done()
{
	local written
	written=$(sim_write_count)
	expect_equal "$([ "$written" -gt 0 ] && [ "$written" -lt "$1" ] && echo some)" some "$written were written"
	expect_equal "$(plan_query '[.changes[] | select(.state == "applied")] | length')" "$written" "what was written is recorded"
	expect_equal "$(states)" applied,released "nothing is open"
}

the_next_run_does_the_rest()
{
	sim_options '{"latency": 0}'
	expect_status 0 mkoz apply
	expect_equal "$(states)" applied "all is applied"
	expect_equal "$(sim_writes | jq -s "length == $1 and (map(.path) | unique | length == $1)")" true "each was written once"
	expect_status 0 mkoz verify
}

a_signal_ends_what_is_new()
{
	local signal
	for signal in TERM INT HUP; do
		names_approved 60
		apply_behind
		wait_for_patches 8
		kill -s "$signal" "$APPLY"
		expect_end 1 3
		expect_contains "$(cat "$WORLD/apply.err")" "interrupted" "it says so"
		nothing_is_half_done 60
		the_next_run_does_the_rest 60
	done
}

a_long_wait_is_given_up()
{
	names_approved 6
	sim_fault '{"match":{"method":"PATCH","nth":2},"do":"status","status":429,"headers":{"Retry-After":"99999999"}}'
	apply_behind
	wait_for_patches 2
	sleep 0.5
	kill -TERM "$APPLY"
	expect_end 1 2
	the_next_run_does_the_rest 6
}

a_wish_to_stop_ends_it()
{
	names_approved 60
	apply_behind
	wait_for_patches 8
	wish stop
	wait "$APPLY"
	nothing_is_half_done 60
	the_next_run_does_the_rest 60
}

a_wish_to_pause_is_waited_out()
{
	local before
	names_approved 60
	apply_behind
	wait_for_patches 8
	wish pause
	sleep 1.2
	before=$(patches)
	sleep 0.8
	expect_equal "$(patches)" "$before" "nothing is sent while it pauses"
	expect kill -0 "$APPLY"
	wish none
	expect_end 0 10
	the_next_run_does_the_rest 60
}

# A detach of which the first request is done: the client goes too, though somebody wishes us to end.
what_was_begun_is_finished()
{
	world_start
	world_pair code=1001
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=true
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve --filter kind:cancel-detach --expect 1
	sim_fault '{"match":{"method":"PATCH"},"do":"wait","wait_after":700}'
	apply_behind
	wait_for_patches 1
	kill -TERM "$APPLY"
	expect_end 1 4
	expect_equal "$(sim_state | jq -c '[.clients[] | select(.code == "1003")]')" "[]" "the client is gone"
	expect_equal "$(states)" applied "it is recorded"
}

# The same, but the second request is refused a key: it stays open, and the next run knows that it was begun.
what_was_begun_stays_ours()
{
	world_start
	world_pair code=1001
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=true
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve --filter kind:cancel-detach --expect 1
	sim_fault '{"match":{"method":"DELETE"},"do":"status","status":401}'
	expect_status 1 mkoz apply
	expect_equal "$(states)" applying "half done, and open"
	expect_status 0 mkoz apply
	expect_equal "$(sim_state | jq -c '[.clients[] | select(.code == "1003")]')" "[]" "the client is gone"
	expect_equal "$(states)" applied "it is recorded"
}

a_signal_ends_what_is_new
a_long_wait_is_given_up
a_wish_to_stop_ends_it
a_wish_to_pause_is_waited_out
what_was_begun_is_finished
what_was_begun_stays_ours
passed
