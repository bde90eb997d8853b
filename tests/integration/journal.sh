#!/usr/bin/env bash
# The journal from outside: what it tells of each event, that tampering shows, that people can be forgotten, and that its
# head leaves the host (spec §9).
. "$(dirname "$0")/../tools/world.sh"

refresh() { expect_status 0 mkoz refresh; }
store() { sqlite3 "$WORLD/state/store.db" "$@"; }
entry() { journal -c --arg event "$1" --arg code "${2:-}" 'last(.[] | select(.event == $event and ($code == "" or .code == $code)))'; }
detail() { entry "$1" "${2:-}" | jq -c ".detail | $3"; }

# A store with every event that commands write.
everything()
{
	local code
	world_start
	world_set guard.max_active_drop_percent 100
	for code in $(seq 1001 1008); do world_pair code=$code; done
	world_subscriber code=1001 name='Fulano Peregrino'
	world_client code=1002 implanted=false
	world_subscriber code=1003 state=cancelled
	world_subscriber code=1004 power=-25 power_age=1h
	world_subscriber code=1005 street='Rua Secreta'
	world_subscriber code=1006 session=down since=2h
	refresh
	expect_status 0 mkoz approve "$(change_id name 1001)" --reason 'conferido'
	expect_status 0 mkoz approve "$(change_id activate 1002)"
	expect_status 0 mkoz approve "$(change_id cancel-detach 1003)"
	expect_status 0 mkoz approve "$(change_id power 1004)"
	expect_status 0 mkoz reject "$(change_id address 1005)" --reason 'endereço certo'
	expect_status 0 mkoz defer "$(change_id status 1006)" --until 2099-12-31 --reason 'férias'
	world_client code=1002 name='Somebody' # does not matter to the activation
	world_client code=1004 power=-30
	expect_status 3 mkoz apply
}

each_event_says_who_when_what_why()
{
	local before now
	before=$(date -u +%FT%TZ)
	everything
	now=$(date -u +%FT%TZ)
	expect_equal "$(journal --arg from "$before" --arg to "$now" 'all(.[]; .at >= $from and .at <= $to)')" true "when"
	expect_equal "$(journal '[.[].actor] | unique | join(" ")')" "$(id -un)@$(hostname)" "who and where"
	expect_equal "$(detail refreshed '' '[.plan, .changes, .withdrawn]')" '[1,6,0]' "refreshed"
	expect_equal "$(detail approved 1002 '[.from, .before, .after]')" '["pending",false,true]' "approved: what"
	expect_equal "$(detail approved 1001 .reason)" '"conferido"' "approved: why"
	expect_equal "$(detail approved 1003 '[.before, .after]')" '["1003",null]' "a cancellation"
	expect_equal "$(detail approved 1004 '[.before, .after]')" '[-20.5,-25]' "numbers"
	expect_equal "$(detail rejected 1005 '[.from, .reason]')" '["pending","endereço certo"]' "rejected"
	expect_equal "$(detail deferred 1006 '[.wait, .reason]')" '["2099-12-31","férias"]' "deferred"
	expect_match "$(detail stale 1004 .outcome)" 'no longer' "stale: why"
	expect_equal "$(journal '[.[] | select(.code == "1003") | .event] | unique | join(" ")')" \
		"applied approved claimed intent released" "a cancellation's way"
	expect_equal "$(journal -c '[.[] | select(.code == "1003" and .event == "intent") | .detail | has("values"), has("whole")] | unique')" \
		'[true]' "an intent holds the hashes of its values and of what is removed"
	local hash
	hash=$(entry intent 1003 | jq -r .detail.whole)
	expect_equal "$(store "SELECT content FROM snapshots WHERE hash = '$hash'" | jq -c '[.client.code, .property.id, (.client.onu | type)]')" \
		"[\"1003\",\"$(property_id 1003)\",\"object\"]" "the whole of both is kept"
	hash=$(entry intent 1001 | jq -r .detail.values)
	expect_equal "$(store "SELECT content FROM snapshots WHERE hash = '$hash'" | jq -c .body)" '{"name":"Fulano Peregrino"}' \
		"all values to be written"
	expect_equal "$(journal 'tostring' | grep -cE 'Fulano|Peregrino|Assinante|Secreta|Flores|Somebody')" 0 "no name, no address"
	expect_equal "$(journal -c '[.[] | select(.event == "intent") | .seq] as $intents
		| [.[] | select(.event == "applied" and .detail.written) | .change_id] as $applied
		| [.[] | select(.event == "intent") | .change_id] | unique - ($applied | unique)')" '[]' "each intent has its outcome"
	expect_status 0 mkoz undo "$(change_id address 1005)"
	expect_equal "$(detail undone 1005 .from)" '"rejected"' "undone"
	world_subscriber code=1006 session=up
	refresh
	expect_equal "$(detail withdrawn 1006 '[.was, .by]')" "[\"deferred\",\"$(id -un)\"]" "withdrawn"
	sim_fault '{"match": {"method": "PATCH", "times": 0}, "do": "status", "status": 401}'
	expect_status 0 mkoz approve "$(change_id address 1005)"
	expect_status 1 mkoz apply
	expect_match "$(detail paused '' tostring)" 'key' "paused: why"
	sim_reset
	expect_status 0 mkoz verify
}

tampers() # WHAT SQL
{
	cp "$WORLD/state/store.db" "$WORLD/good.db"
	store "DROP TRIGGER IF EXISTS journal_keeps_entries; DROP TRIGGER IF EXISTS journal_keeps_words; $2" || fail "$1: the SQL fails"
	expect_status 1 mkoz verify
	expect_match "$ERR" '^mkoz: [^'$'\n'']+$' "$1: one line"
	rm -f "$WORLD"/state/store.db-wal "$WORLD"/state/store.db-shm
	cp "$WORLD/good.db" "$WORLD/state/store.db"
	expect_status 0 mkoz verify
}

tampering_shows()
{
	local column head hash
	everything
	store 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	expect_status 0 mkoz verify
	head=${OUT##* }
	expect_contains "$(store "UPDATE journal SET actor = 'x' WHERE seq = 2" 2>&1)" append-only "an entry cannot be changed"
	expect_contains "$(store "DELETE FROM journal WHERE seq = 2" 2>&1)" append-only "an entry cannot be deleted"
	for column in at actor event change_id kind code detail prev hash; do
		tampers "$column" "UPDATE journal SET $column = CASE typeof($column) WHEN 'integer' THEN $column + 1 ELSE replace($column || 'x', 'approved', 'rejected') END WHERE seq = 3"
	done
	tampers "a NULL" "UPDATE journal SET code = '' WHERE seq = 1"
	tampers "a middle entry taken out" "DELETE FROM journal WHERE seq = 4"
	tampers "numbers closed up" "DELETE FROM journal WHERE seq = 4; UPDATE journal SET seq = seq - 1 WHERE seq > 4"
	tampers "the first entry taken out" "DELETE FROM journal WHERE seq = 1"
	tampers "the tail cut" "DELETE FROM journal WHERE seq > 5"
	tampers "all of it cut" "DELETE FROM journal"
	tampers "the tail cut, the head in the store too" "DELETE FROM journal WHERE seq > 5;
		UPDATE head SET seq = 5, hash = (SELECT hash FROM journal WHERE seq = 5)"
	tampers "two swapped" "UPDATE journal SET seq = -3 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = -3"
	tampers "one added" "INSERT INTO journal SELECT seq + 1, at, actor, event, change_id, kind, code, detail, hash, prev FROM journal ORDER BY seq DESC LIMIT 1"
	hash=$(store "SELECT hash FROM snapshots WHERE content IS NOT NULL LIMIT 1")
	tampers "a snapshot's words" "UPDATE snapshots SET content = replace(content, '1', '2') WHERE hash = '$hash'"
	tampers "the head" "UPDATE head SET hash = prev FROM (SELECT prev FROM journal ORDER BY seq DESC LIMIT 1)"
	expect_status 0 mkoz verify --head "$head"
	refresh
	expect_status 0 mkoz verify --head "$head"
	expect_status 1 mkoz verify --head "${head%%:*}:$(printf 'a%.0s' $(seq 64))"
	expect_status 1 mkoz verify --head "9999:${head#*:}"
}

# verify_says STATUS REGEX [OPTION...]
verify_says()
{
	expect_status "$1" mkoz verify "${@:3}"
	expect_match "$OUT$ERR" "$2"
}

# In the place of the store: an older copy of itself, with and without its head; another store; itself without its log.
a_copy_in_its_place_shows()
{
	local head file=$WORLD/state/store.db
	world_start
	file=$WORLD/state/store.db
	world_pair code=1001
	world_client code=1001 name='Outro'
	refresh
	store 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	mkdir "$WORLD/old" "$WORLD/new" "$WORLD/other"
	cp "$file" "$file.head" "$WORLD/old"
	expect_status 0 mkoz approve "$(change_id name 1001)"
	expect_status 0 mkoz apply
	store 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	cp "$file" "$file.head" "$WORLD/new"
	verify_says 0 ':[0-9a-f]{64}'
	head=${OUT##* }
	verify_says 0 . --head "$head"
	rm -f "$file"* && cp "$WORLD/old/store.db" "$WORLD/new/store.db.head" "$WORLD/state"
	verify_says 1 'its tail was cut: it ends at entry 1, the head kept apart is [0-9]+: restore it from a backup'
	rm -f "$file"* && cp "$WORLD/old"/* "$WORLD/state"
	verify_says 0 . # it is whole, but an older one: that only what was kept elsewhere can tell
	verify_says 1 'its tail was cut' --head "$head"
	# what goes on from there is another journal, however long
	world_client code=1001 name='Outro'
	refresh
	refresh
	expect_status 0 mkoz reject "$(change_id name 1001)" --reason 'nicht'
	refresh
	refresh
	refresh
	verify_says 0 .
	verify_says 1 'another hash than the one given: the journal was rewritten' --head "$head"
	# another store altogether
	world_set store.url "sqlite:$WORLD/other/store.db"
	refresh
	for _ in 1 2 3 4 5 6; do refresh; done
	sqlite3 "$WORLD/other/store.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	world_set store.url "sqlite:$file"
	rm -f "$file"* && cp "$WORLD/other/store.db" "$WORLD/state" && cp "$WORLD/new/store.db.head" "$WORLD/state"
	verify_says 1 'belongs to another store'
	rm -f "$file"* && cp "$WORLD/other"/store.db* "$WORLD/state"
	verify_says 1 'another hash than the one given' --head "$head"
	# a worker was killed, and the log that it left was removed
	rm -f "$file"* && cp "$WORLD/new"/* "$WORLD/state"
	world_client code=1001 name='Mais um'
	sqlite3 "$file" 'PRAGMA wal_autocheckpoint = 0' >/dev/null
	sim_fault '{"do": "wait", "wait_before": 5000, "match": {"method": "PATCH"}}'
	refresh
	expect_status 0 mkoz approve "$(change_id name 1001)"
	mkoz apply >/dev/null 2>&1 &
	while [ "$(sim_stats | jq .in_flight)" = 0 ]; do sleep 0.05; done
	kill -KILL $(leftovers_of "$WORLD")
	wait $! 2>/dev/null
	expect test -s "$file-wal"
	verify_says 0 .
	rm -f "$file-wal" "$file-shm"
	verify_says 1 'its tail was cut'
	sim_reset
}

everybody_can_be_forgotten()
{
	everything
	refresh
	world_remove 1005 # not in any plan from now on
	world_ozmap_remove 1005
	refresh
	local before
	before=$(journal -c 'map(.hash)')
	expect_status 0 mkoz history --code 1001
	expect_contains "$OUT" "Assinante 1001 → Fulano Peregrino, conferido" "what a name was and became"
	world_set ui.mask_personal_data yes
	expect_status 0 mkoz history --code 1001
	expect_contains "$OUT" "A. … → F. P., conferido" "masked"
	world_unset ui.mask_personal_data
	expect_equal "$([ "$(store .dump | grep -cE 'Fulano|Secreta|Assinante 1003')" -gt 0 ] && echo there)" there "names are in the store"
	world_set store.keep_personal_data '1 s'
	sleep 2.1
	expect_status 0 mkoz worker --once
	sleep 1.1
	expect_status 0 mkoz worker --once
	store .dump >"$WORLD/dump" || fail "the store cannot be read"
	expect_equal "$(grep -oE 'Fulano Peregrino|Rua Secreta|Assinante 1003|Assinante 1005' "$WORLD/dump" | sort | uniq -c)" "" "no name is in the store"
	expect_equal "$(cat "$WORLD"/state/store.db* | grep -caE 'Fulano Peregrino|Rua Secreta|Assinante 1003')" 0 "nor in a free page, nor in the log"
	expect_status 0 mkoz verify
	expect_status 0 mkoz history --code 1001
	expect_contains "$OUT" " conferido" "history goes on without"
	expect_equal "$(journal -c --argjson before "$before" 'map(.hash)[:($before | length)] == $before')" true "the journal stands as it was"
	local kind
	for kind in cancel-detach name; do
		expect_status 1 mkoz revert "$(journal --arg kind $kind 'first(.[] | select(.event == "applied" and .kind == $kind) | .change_id)')"
		expect_match "$ERR" erased "what was erased cannot be put back, and that is said"
	done
}

# A listener in the place of syslog; only where there is none.
the_head_leaves_the_host()
{
	local listener
	[ ! -e /dev/log ] && [ -w /dev ] || return 0
	world_start
	world_pair code=1001
	world_client code=1001 implanted=false
	refresh
	expect_status 0 mkoz approve "$(change_id activate 1001)"
	python3 -c '
import os, signal, socket, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("/dev/log")
listener.settimeout(20)
print("ready", flush=True)
try: # others on this machine may speak too
    while True:
        print(listener.recv(4096).decode(errors="replace"), flush=True)
finally:
    os.unlink("/dev/log")' >"$WORLD/syslog" &
	listener=$!
	while ! grep -qs ready "$WORLD/syslog"; do sleep 0.05; done
	expect_status 0 mkoz apply
	sleep 0.5
	kill "$listener"
	wait "$listener"
	expect_match "$(cat "$WORLD/syslog")" "mkoz\[[0-9]+\]: $(journal 'last | "\(.seq):\(.hash)"')" "seq:hash of the last entry"
}

each_event_says_who_when_what_why
tampering_shows
a_copy_in_its_place_shows
everybody_can_be_forgotten
the_head_leaves_the_host
passed
