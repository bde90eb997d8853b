#!/usr/bin/env bash
# The clock of the wall jumps: waits and leases are those of a clock that never does (faults 22).
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../soak/prepared.sh"
needs_shim

# SHIM_...: `mkoz apply` with a clock that is wrong by that.
apply_with()
{
	expect_status 0 env "$@" LD_PRELOAD="$BUILD/tests/soak/shim.so" MKOZ_CONFIG="$MKOZ_CONFIG" HOME="$WORLD/home" \
		LC_ALL=C.UTF-8 timeout 20 "$BUILD/mkoz" --quiet apply
}

# It jumps a day while a 429 is waited for.
it_may_jump_while_it_waits()
{
	local code jump
	for jump in 86400 -86400; do
		world_start
		for code in $(seq 1001 1004); do
			world_subscriber code=$code name='Nome Novo'
			world_client code=$code
		done
		expect_status 0 mkoz refresh
		expect_status 0 mkoz approve --filter kind:name --expect 4
		sim_fault '{"match":{"method":"PATCH","nth":2},"do":"status","status":429,"headers":{"Retry-After":"1"}}'
		apply_with SHIM_JUMP=$jump SHIM_JUMP_AT=60
		expect_equal "$(sim_write_count)" 4 "each once, with a jump by $jump s"
		expect_equal "$(plan_query '[.changes[].state] | unique | join(",")')" applied "all is recorded"
	done
}

# A clock that was set back: the age of the plan is not known, so another one is made first.
a_plan_from_the_future_is_made_anew()
{
	apply_with SHIM_JUMP=-3600
	expect_equal "$(mkoz history --format json | jq '[.[] | select(.event == "refreshed")] | length')" 2 "it was refreshed"
}

it_may_jump_while_it_waits
a_plan_from_the_future_is_made_anew
passed
