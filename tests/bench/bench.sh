#!/usr/bin/env bash
# `make bench`: speed and memory, each as a ratio against a peer that does the same work in the same run on this machine.
#
#   SIZE=100000       subscribers and clients of the refresh (1000000 takes some minutes and 10 GB of disk)
#   DECIDE=1000000    subscribers by clients of matching and deciding in memory
#   CHANGES=1000      single changes that are applied at 50 ms a request, 4 at once
#   KEYS="1000 100000 1000000"   changes in the console's plan
#   FILTER=1000000    changes in the tab that is filtered
#   PARTS="refresh decide apply keys filter"
#
# The peers: curl downloading the same pages, psql copying the same rows, PostgreSQL's FULL JOIN of the same rows, curl
# sending the same requests, fzf filtering the same lines. A console's keys have no peer: at 100,000 changes a key has to
# show within 16 ms. Times are the best of three where a part takes seconds.
. "$(dirname "$0")/../tools/world.sh"
SIZE=${SIZE:-100000}
DECIDE=${DECIDE:-1000000}
CHANGES=${CHANGES:-1000}
PARTS=${PARTS:-refresh decide apply keys filter}
KEYS=${KEYS:-1000 100000 1000000}
FILTER=${FILTER:-1000000}
LATENCY=50
AT_ONCE=4

# row WHAT MKOZ PEER UNIT PEER-NAME: one line of the table; a peer of 0 has no ratio.
row()
{
	awk -v what="$1" -v own="$2" -v peer="$3" -v unit="$4" -v name="$5" 'BEGIN {
		printf "%-44s %10.0f %-3s", what, own, unit
		if (peer > 0) printf " %10.0f %-3s %6.2f  %s", peer, unit, own / peer, name; else printf " %25s%s", "", name
		printf "\n" }'
}

# took COMMAND...: milliseconds on stdout; the command's own output is dropped.
took()
{
	local began
	began=$(date +%s%N)
	"$@" >/dev/null 2>&1 || fail "$*"
	echo $((($(date +%s%N) - began) / 1000000))
}

best()
{
	local try
	for try in 1 2 3; do took "$@"; done | sort -n | head -n 1
}

# peak_of COMMAND...: its largest resident size in kB.
peak_of()
{
	python3 - "$@" <<-'PYTHON'
		import os, resource, subprocess, sys
		subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	PYTHON
}

# --- refresh ---------------------------------------------------------------------------------------------------------------
curl_pages()
{
	local list
	for list in properties ftth-clients; do
		curl -fsS --noproxy '*' -H "Authorization: $SIM_KEY" -o /dev/null \
			"$SIM_URL/api/v2/$list?page=[1-$(((SIZE * 11 / 10 + 499) / 500))]&limit=500"
	done
}

# The rows that mkoz reads, by the very query: it is built from the same files.
mk_rows()
{
	cat "$WORLD/rows.sql"
}

psql_copy()
{
	PGPASSWORD=mkoz_reader-secret psql -X -q -h 127.0.0.1 -p "$MK_PORT" -U mkoz_reader -d mkData3.0 \
		-c "\\copy ($(mk_rows)) TO '/dev/null'"
}

rows_query()
{
	local sql=$world_top/src/mk/sql
	echo "SELECT ct.codcontrato," && grep -hv '^--' "$sql"/columns.sql "$sql"/session-login.sql "$sql"/contracts.sql \
		"$sql"/places.sql && echo "ORDER BY ct.codcontrato, cn.codconexao"
}

slower_of()
{
	[ "$1" -gt "$2" ] && echo "$1" || echo "$2"
}

# At a page's latency of $1 ms: 0 is a server on this machine, 10 one in the same country.
refresh_at()
{
	local own pages rows=$2
	sim_control POST latency -d "{\"ms\": $1}" >/dev/null
	pages=$(best curl_pages)
	own=$(best mkoz refresh)
	row "refresh of $SIZE by $SIZE, $1 ms a page" "$own" "$(slower_of "$pages" "$rows")" ms \
		"the slower of curl (all pages) and psql (all rows)"
}

bench_refresh()
{
	local rows reading latency
	"$BUILD/tests/demo/generate" --size "$SIZE" --plain 5 --sql "$bench/mk.sql" --ozmap "$bench/ozmap.json" || fail "no data"
	world_start "$bench/mk.sql" "$bench/ozmap.json"
	rm -f "$bench/mk.sql" "$bench/ozmap.json"
	mk_sql 'VACUUM ANALYZE' >/dev/null
	world_set ozmap.max_requests_per_second 100000
	rows_query | tr '\n\t' '  ' >"$WORLD/rows.sql"
	rows=$(best psql_copy)
	reading=$(best "$BUILD/tests/tools/mk-read" "$MKOZ_CONFIG" time)
	took mkoz refresh >/dev/null # the first one writes every difference anew
	for latency in 10 0; do refresh_at "$latency" "$rows"; done
	row "  its reading of MK" "$reading" "$rows" ms "psql copy of the same rows"
	export MKOZ_CONFIG
	row "  its peak of memory" $(($(HOME=$WORLD/home peak_of "$BUILD/mkoz" refresh --quiet) / 1024)) 0 MB ""
}

# --- match and decide ---------------------------------------------------------------------------------------------------------
full_join()
{
	mk_sql "SELECT count(*) FROM bench_mk mk FULL JOIN bench_oz oz USING (code) WHERE mk.code IS NULL OR oz.code IS NULL OR
		mk.name <> oz.name OR mk.address <> oz.address OR mk.up <> oz.up OR abs(mk.power - oz.power) > 0.5"
}

bench_decide()
{
	local numbers joined
	world_start
	mk_sql "CREATE UNLOGGED TABLE bench_mk AS SELECT (10000 + i)::text AS code, 'Assinante da Conceição ' || i AS name,
			'Rua das Flores, ' || i % 3000 || ' - Centro, Florianópolis - SC' AS address, i % 10 <> 3 AS up,
			-20 - (i % 50) / 10.0::float8 AS power FROM generate_series(0, $DECIDE - 1) i" \
		-c "CREATE UNLOGGED TABLE bench_oz AS SELECT code, name || CASE WHEN code::integer % 20 = 7 THEN ' Filho' ELSE '' END
			AS name, address, up, power FROM bench_mk ORDER BY md5(code)" -c 'ANALYZE' >/dev/null
	joined=$(best full_join)
	numbers=$(for try in 1 2 3; do "$BUILD/tests/tools/bench-decide" "$DECIDE" || fail "bench-decide"; done | sort -n -k 2 | head -n 1)
	row "match and decide $DECIDE by $DECIDE" "$(cut -d' ' -f2 <<<"$numbers")" "$joined" ms "FULL JOIN of the same rows"
}

# --- apply ---------------------------------------------------------------------------------------------------------------------
# What a change needs at least: read, write, read back.
curl_change()
{
	local url=$SIM_URL/api/v2/ftth-clients/$1
	curl -fsS --noproxy '*' -o /dev/null -H "Authorization: $SIM_KEY" "$url" \
		--next -fsS --noproxy '*' -o /dev/null -H "Authorization: $SIM_KEY" -H 'Content-Type: application/json' -X PATCH \
		-d '{"name": "By curl"}' "$url" \
		--next -fsS --noproxy '*' -o /dev/null -H "Authorization: $SIM_KEY" "$url"
}

curl_changes()
{
	export -f curl_change
	export SIM_URL SIM_KEY
	sim_state | jq -r --argjson n "$CHANGES" '.clients[:$n][].id' >"$WORLD/ids"
	xargs -P "$AT_ONCE" -I{} bash -c 'curl_change "$1"' _ {} <"$WORLD/ids"
}

# The longest time, in ms, from the last read of what was written to the write's arrival.
longest_window()
{
	python3 - "$WORLD/sim.log" <<-'PYTHON'
		import json, re, sys, urllib.parse
		last, longest, writes = {}, 0, 0
		for line in open(sys.argv[1]):
		    entry = json.loads(line)
		    ids = re.findall(r"[0-9a-f]{24}", entry["path"] + urllib.parse.unquote(entry["query"] or ""))
		    if entry["method"] == "GET":
		        last.update((i, entry["at"]) for i in ids)
		        continue
		    if not entry["applied"]:
		        continue
		    for i in {change["id"] for change in entry["changes"]} & set(last):
		        longest, writes = max(longest, entry["at"] - last[i]), writes + 1
		print(longest if writes else -1)
	PYTHON
}

bench_apply()
{
	local own peer
	"$BUILD/tests/demo/generate" --size $((CHANGES * 2)) --plain 0 --sql "$bench/mk.sql" --ozmap "$bench/ozmap.json" || fail "no data"
	world_start "$bench/mk.sql" "$bench/ozmap.json"
	world_set ozmap.max_requests_per_second 100000
	world_set ozmap.concurrency "$AT_ONCE"
	mk_sql "UPDATE mk_pessoas SET nome_razaosocial = nome_razaosocial || ' FILHO' WHERE codpessoa IN (SELECT cliente FROM mk_contratos
		WHERE data_hora_ativacao IS NOT NULL AND motivo_cancelamento_2 IS NULL ORDER BY codcontrato LIMIT $CHANGES)" >/dev/null
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve --filter kind:name --expect "$(change_count name)"
	sim_control POST latency -d "{\"ms\": $LATENCY}" >/dev/null
	own=$(took mkoz apply)
	row "apply $(change_count name) single changes at $LATENCY ms" "$own" "$(took curl_changes)" ms "curl: read, write, read back, $AT_ONCE at once"
	row "  longest time between last read and write" "$(longest_window)" 0 ms ""
}

# --- the console ---------------------------------------------------------------------------------------------------------------
# A store of so many changes (all of one kind: status), and what a console there needs in its environment.
console_store()
{
	rm -rf "$bench/console" && mkdir -m 700 "$bench/console"
	"$BUILD/tests/tools/console-seed" "$bench/console/store.db" "$@" || fail "no store"
	(
		umask 077
		printf '%s\n' '[ozmap]' 'url = https://127.0.0.1:1/api/v2' '[store]' "url = sqlite:$bench/console/store.db" '[roles]' \
			'supervisors = ana' >"$bench/console/mkoz.conf"
	)
}

console_run()
{
	env SUDO_USER=ana HOME="$bench/console" XDG_STATE_HOME="$bench/console" MKOZ_CONFIG="$bench/console/mkoz.conf" "$@"
}

# One line for each key out of files of NAME MEDIAN P95 LAST CPU; $1 is the column.
keys_table()
{
	local column=$1 budget=$2
	awk -v column="$column" -v budget="$budget" '
		FNR == 1 { files++ }
		!($1 in seen) { seen[$1] = 1; names[++count] = $1 }
		{ ms[$1, files] = $column }
		END {
			for (i = 1; i <= count; i++) {
				printf "  %-10s", names[i]
				for (f = 1; f <= files; f++)
					if (budget > 0 && names[i] != "start")
						printf " %8.1f %5.2f", ms[names[i], f], ms[names[i], f] / budget
					else
						printf " %8.1f %5s", ms[names[i], f], ""
				if (files > 1)
					printf " %8.1f", ms[names[i], files] / (ms[names[i], files - 1] > 0 ? ms[names[i], files - 1] : 0.1)
				printf "\n"
			}
		}' "${@:3}"
}

bench_keys()
{
	local count files=()
	for count in $KEYS; do
		console_store "$count"
		console_run python3 -B "$world_top/tests/bench/keys.py" "$BUILD/mkoz" >"$bench/keys.$count" || fail "keys"
		files+=("$bench/keys.$count")
	done
	printf 'a key in the console, ms to its frame, 95th percentile, with the part of 16 ms; growth from the last size but one\n'
	printf '  %-10s' "changes"
	printf ' %8s      ' $KEYS
	printf '\n'
	keys_table 3 16 "${files[@]}"
	printf 'the same, ms that the console itself computed, whatever else the machine does\n'
	keys_table 5 16 "${files[@]}"
}

fzf_lines()
{
	fzf --filter=florian --exact -i <"$bench/lines" >/dev/null
}

# mkoz holds the rows in memory, folded already, and is asked through a key press; fzf reads them first, which takes it
# about as long as finding nothing in them.
bench_filter()
{
	local own peer reading
	console_store "$FILTER" status
	own=$(console_run python3 -B "$world_top/tests/bench/keys.py" "$BUILD/mkoz" filter | awk '$1 == "filter" { print int($4 + 0.5) }')
	[ -n "$own" ] || fail "filter"
	if ! command -v fzf >/dev/null; then
		row "filter $FILTER rows, as typed" "$own" 0 ms "(fzf is not installed: tests/tools/packages.sh bench)"
		return
	fi
	sqlite3 -separator ' ' "$bench/console/store.db" "SELECT code, name, address, city, box FROM item" >"$bench/lines"
	reading=$(best bash -c "fzf --filter=qqqqqqqq --exact <$bench/lines; true")
	peer=$(best fzf_lines)
	row "filter $FILTER rows, as typed" "$own" "$peer" ms "fzf --filter of the same lines (its reading: about $reading ms)"
}

bench=$(mktemp -d)
trap 'rm -rf "$bench"; world_exit' EXIT
printf '%-44s %14s %14s %6s\n' "" mkoz peer ratio
for part in $PARTS; do "bench_$part"; done
world_finished=yes
