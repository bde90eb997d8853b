#!/usr/bin/env bash
# Refreshes with a mkoz that ThreadSanitizer watches ($THREADED): both sides at once, and one of them failing midway.
. "$(dirname "$0")/world.sh"

mkoz()
{
	TSAN_OPTIONS="exitcode=66 halt_on_error=1" HOME=$WORLD/home XDG_STATE_HOME=$WORLD/home/state \
		XDG_CONFIG_HOME=$WORLD/home/config LC_ALL=C.UTF-8 LANGUAGE= MKOZ_CONFIG=$MKOZ_CONFIG "$THREADED" "$@"
}

both_sides_at_once()
{
	world_start 300
	world_set ozmap.page_size 50
	world_set ozmap.concurrency 4
	expect_status 0 mkoz refresh
	expect_status 0 mkoz plan --format json
	expect_status 0 mkoz verify
}

one_side_fails_midway()
{
	world_start 300
	world_set ozmap.page_size 50
	expect_status 0 mkoz refresh
	mk_sql 'REVOKE SELECT ON mk_conexoes FROM mkoz_reader' >/dev/null
	expect_status 1 mkoz refresh
	mk_sql 'GRANT SELECT ON mk_conexoes TO mkoz_reader' >/dev/null
	sim_stop
	expect_status 1 mkoz refresh
}

both_sides_at_once
one_side_fails_midway
passed
