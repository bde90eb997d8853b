#!/usr/bin/env bash
# A disk that is really full, and a limit on the size of files: nothing is sent that is not in the journal, the error says
# what to do, and with room again the next run does the rest, each change once (faults 21).
. "$(dirname "$0")/../tools/world.sh"

names_approved()
{
	local code
	for code in $(seq 1001 1012); do
		world_pair code="$code"
		world_client code="$code" name='Outro Nome'
	done
	world_set ozmap.max_requests_per_second 1000
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve --filter kind:name --expect 12
}

# Whatever took effect has its intent in the journal.
all_is_in_the_journal()
{
	local written intended
	written=$(sim_writes | jq -r '.path | split("/") | last' | sort -u)
	intended=$(sqlite3 "$1" "SELECT DISTINCT client_id FROM journal JOIN item ON change_id = item.id WHERE event = 'intent'" | sort)
	expect_equal "$(comm -23 <(printf '%s' "$written") <(printf '%s\n' "$intended"))" "" "each write had its intent"
	expect_match "$ERR" '^mkoz: [^'$'\n'']+: [^'$'\n'']+$' "one line"
}

the_rest_is_done()
{
	expect_status 0 mkoz apply
	expect_equal "$(sim_writes | jq -s 'length == 12 and (map(.path) | unique | length == 12)')" true "each was written once"
	expect_equal "$(plan_query '[.changes[].state] | unique | join(" ")')" applied "and recorded"
	expect_status 0 mkoz verify
}

limited() # BLOCKS: of 1 KiB, a file
{
	(ulimit -f "$1" && mkoz --quiet apply)
}

files_may_not_grow()
{
	local size
	world_start
	names_approved
	sqlite3 "$WORLD/state/store.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	# less than the log needs for a start, for some changes, for most of them
	for size in 4 60 120; do
		expect_status 1 limited $size
		expect_match "$ERR" 'full|limits' "what to look at, with $size KiB"
		all_is_in_the_journal "$WORLD/state/store.db"
		sqlite3 "$WORLD/state/store.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	done
	the_rest_is_done
}

# In a file system of its own, where this may be had.
the_disk_is_full()
{
	local disk=$world_scratch/disk
	mkdir -m 700 "$disk"
	mount -t tmpfs -o size=1m,mode=700 none "$disk" 2>/dev/null || return 0
	trap 'umount -l "$world_scratch/disk"; world_exit' EXIT
	world_start
	world_set store.url "sqlite:$disk/store.db"
	names_approved
	dd if=/dev/zero of="$disk/fill" bs=1k 2>/dev/null
	expect_status 1 mkoz refresh
	expect_match "$ERR" 'full|No space' "refresh says so"
	expect_status 1 mkoz reject "$(change_id name 1001)" --reason x
	expect_match "$ERR" 'full|No space' "a decision says so"
	expect_status 1 mkoz apply
	expect_match "$ERR" 'full|No space' "apply says so"
	expect_equal "$(sim_write_count)" 0 "nothing was written"
	truncate -s -120k "$disk/fill" # room for some of it
	mkoz --quiet apply >/dev/null 2>"$WORLD/err" || ERR=$(cat "$WORLD/err")
	all_is_in_the_journal "$disk/store.db"
	rm "$disk/fill"
	the_rest_is_done
}

files_may_not_grow
the_disk_is_full
passed
