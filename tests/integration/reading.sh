#!/usr/bin/env bash
# What a plan makes of MK: addresses and their format, several connections, sessions and readings at their edges, fiber,
# codes, encodings, and queries of one's own, clean and hostile (spec §3, faults 1, 4, 28 to 30). Value by value it is
# in mk.sh; here it goes through the whole program.
. "$(dirname "$0")/../tools/world.sh"

# fresh JQ...: a new plan, asked
fresh()
{
	expect_status 0 mkoz plan --format json
	jq -r "$@" <<<"$OUT"
}
address_of() { fresh ".changes[] | select(.kind == \"address\" and .code == \"$1\") | .after"; }
# changed CODE KIND...: exactly these kinds of change are there for the code
changed()
{
	local code=$1
	shift
	expect_equal "$(plan_query --arg code "$code" '[.changes[] | select(.code == $code) | .kind] | sort | join(" ")')" "$*" \
		"what changes of $code"
}

addresses()
{
	local format wanted
	world_start
	world_subscriber code=1001 complement= district= city= uf= zip= street="Rua A" number=0
	world_subscriber code=1002 complement=fundos street="Rua B" number=7
	world_client code=1001 address=X name="Assinante 1001"
	world_client code=1002 address=X name="Assinante 1002"
	expect_equal "$(address_of 1001)" "Rua A" "nothing but a street"
	expect_equal "$(address_of 1002)" "Rua B, 7 fundos - Centro, Florianópolis - SC, 88010-000" "all of it"
	while IFS='|' read -r format one two; do
		world_set sync.address_format "$format"
		expect_equal "$(address_of 1001)|$(address_of 1002)" "$one|$two" "by $format"
	done <<-'END'
		{street} {number}|Rua A|Rua B 7
		{number} {street}|Rua A|7 Rua B
		{zip} - {city}, {street}|Rua A|88010-000 - Florianópolis, Rua B
		{district} – {street}|Rua A|Centro – Rua B
		{complement} · {street}|Rua A|fundos · Rua B
		({complement}) {street}|Rua A|(fundos) Rua B
		Rua: {street}   ({number}|Rua: Rua A|Rua: Rua B (7
		{street}, nº {number}.|Rua A.|Rua B, nº 7.
		{street}{number}{complement}|Rua A|Rua B7fundos
	END
	world_unset sync.address_format
	for wanted in 88010-00 'a b'; do
		world_subscriber code=1002 zip="$wanted"
		expect_equal "$(address_of 1002)" "Rua B, 7 fundos - Centro, Florianópolis - SC, $wanted" "no zip of 8 digits"
	done
	world_subscriber code=1002 zip=01310100 number=0
	expect_equal "$(address_of 1002)" "Rua B fundos - Centro, Florianópolis - SC, 01310-100" "a zip with a 0, no number"
	world_subscriber code=1002 same=yes person_street="Rua P" person_number=5 person_complement= person_district=Velho \
		person_city=Cidade person_uf=PR person_zip=80000000
	expect_equal "$(address_of 1002)" "Rua P, 5 - Velho, Cidade - PR, 80000-000" "the person's, all of it"
	expect_equal "$(plan_query '.changes[] | select(.code == "1002" and .kind == "address") | .city')" Cidade "and its city"
	world_subscriber code=1002 same=no street_code=987654
	expect_equal "$(address_of 1002)" "Rua P, 5 - Velho, Cidade - PR, 80000-000" "a street code without a row"
	mk_sql "UPDATE mk_conexoes SET logradouro = NULL WHERE contrato = 1002" \
		-c "UPDATE mk_pessoas SET codlogradouro = 987654 WHERE codpessoa = 1002" >/dev/null
	expect_equal "$(address_of 1002)" "" "without a street the address is unknown"
	changed 1002
}

# the lowest connection speaks, the others add: session, reading, fiber
several_connections()
{
	local code
	world_start
	for code in 1001 1002 1003 1004; do
		world_subscriber code=$code connection=$((code * 10 + 5)) session=down since=2h power=-19 power_age=1d fiber=no
		world_client code=$code
	done
	# up if any is up, although it is the higher one; the latest usable reading
	world_connection code=1001 connection=10019 session=up power=-25 power_age=1h street="Rua Outra" login=other
	# down if all that are known are down; the later reading is 0
	world_connection code=1002 connection=20000 session=unknown power=0 power_age=1min
	# unknown while one has not been down long enough? all that are known are down
	world_connection code=1003 connection=20001 session=down since=10min power=-24 power_age=8d
	# a lower number: login, ONU and address are its
	world_connection code=1004 connection=9 session=down since=3h street="Rua Menor" power=-22 power_age=1d
	fresh . >/dev/null
	changed 1001 power
	changed 1002 power status
	changed 1003 power status
	changed 1004 address power status
	expect_equal "$(plan_query -c '[.changes[] | select(.kind == "power") | [.code, .after]] | sort')" \
		'[["1001",-25],["1002",-19],["1003",-19],["1004",-22]]' "the readings"
	# fiber on any of them: a new subscriber is found missing
	for code in 1011 1012 1013 1014 1015; do world_subscriber code=$code fiber=no onu= port=; done
	mk_sql "UPDATE mk_conexoes SET onu_serial = NULL, id_porta_splitter = NULL, tecnologia = 'W' WHERE contrato > 1010" >/dev/null
	world_connection code=1012 connection=30012 fiber=no
	mk_sql "UPDATE mk_conexoes SET tecnologia = 'F', onu_serial = NULL, id_porta_splitter = NULL WHERE codconexao = 30012" >/dev/null
	mk_sql "UPDATE mk_conexoes SET onu_serial = 'ABCD1' WHERE contrato = 1013" \
		-c "UPDATE mk_conexoes SET onu_serial = '  ' WHERE contrato = 1014" \
		-c "UPDATE mk_conexoes SET id_porta_splitter = 5 WHERE contrato = 1015" >/dev/null
	expect_equal "$(fresh '[.findings[] | select(.kind == "missing-in-ozmap") | .code] | sort | join(" ")')" "1012 1013 1015" "fiber"
}

sessions_and_readings_at_their_edges()
{
	local hour
	world_start
	world_set sync.status_after "2 h"
	world_pair code=1001 session=down since=1h
	world_pair code=1002 session=down since=3h
	world_pair code=1003 session=down since=none # no time is given: down
	world_pair code=1004 session=down since=3h blocked=yes
	world_pair code=1005 session=down since=3h suspended=yes
	world_pair code=1006 session=up suspended=yes blocked=yes
	world_client code=1006 status=1
	world_pair code=1007 power=-20.6
	world_client code=1007 power=-20.1 # within 0.5 dB exactly
	world_pair code=1008 power=-20.61
	world_client code=1008 power=-20.1
	world_pair code=1009
	world_client code=1009 power=
	fresh . >/dev/null
	changed 1001
	changed 1002 status
	changed 1003 status
	changed 1004
	changed 1005
	changed 1006 status
	changed 1007
	changed 1008 power
	changed 1009 power
	# what stands for an hour, and what does not: midnight
	mk_sql "UPDATE mk_conexoes SET data_login_enc = (now() AT TIME ZONE 'America/Sao_Paulo')::date - 1" >/dev/null
	for hour in "'23:59:59'" "'99:99:99'" NULL; do
		mk_sql "UPDATE mk_conexoes SET hora_login_enc = $hour WHERE contrato = 1002" >/dev/null
		fresh . >/dev/null
		[ "$hour" = "'23:59:59'" ] && [ "$(TZ=America/Sao_Paulo date +%H)" -lt 3 ] || changed 1002 status
	done
	mk_sql "UPDATE mk_conexoes SET data_login_enc = (now() AT TIME ZONE 'America/Sao_Paulo')::date + 1 WHERE contrato = 1002" >/dev/null
	fresh . >/dev/null
	changed 1002 # it ends tomorrow: not lasted yet
	world_set mk.status_source none
	fresh . >/dev/null
	changed 1002
	changed 1006
}

codes_are_trimmed()
{
	world_start
	world_pair code=1001 name='Ana'
	world_client code=1001 name='Bia'
	sim_mutate "[{\"what\": \"client\", \"id\": \"$(client_id 1001)\", \"set\": {\"code\": \"  1001 \"}}]"
	fresh . >/dev/null
	changed 1001 name
	# of connections: their own numbers
	world_set mk.link connection
	world_set store.url "sqlite:$WORLD/state/other.db"
	world_client code=51001 id=51001 name='Bia'
	world_connection connection=60000 name='Sem contrato'
	expect_equal "$(fresh -c '[.plan.mk.clients, .plan.mk.active] | tostring')" "[2,1]" "a connection without a contract is neither"
	changed 51001 name
}

bytes_of_any_encoding()
{
	for WORLD_ENCODING in LATIN1 SQL_ASCII; do
		world_start
		world_pair code=1001
		world_pair code=1002
		mk_sql "UPDATE mk_pessoas SET nome_razaosocial = convert_from('\\xd5')" >/dev/null 2>&1
		if [ $WORLD_ENCODING = LATIN1 ]; then
			world_subscriber code=1001 name="JOSÉ §"
			expect_equal "$(fresh '.changes[] | select(.code == "1001" and .kind == "name") | .after')" "JOSÉ §" "LATIN1"
		else
			mk_sql '' <<<"UPDATE mk_pessoas SET nome_razaosocial = E'JOS\\xC9 \\x80 \\x81' WHERE codpessoa = 1001;
				UPDATE mk_pessoas SET nome_razaosocial = E'JOS\\xC3\\x89' WHERE codpessoa = 1002" >/dev/null
			expect_equal "$(fresh '.changes[] | select(.code == "1001" and .kind == "name") | .after')" $'JOSÉ € \xC2\x81' \
				"Windows-1252, and LATIN1 where that leaves a byte undefined"
			expect_equal "$(plan_query '.changes[] | select(.code == "1002" and .kind == "name") | .after')" "JOSÉ" "UTF-8 beside it"
			expect_status 0 mkoz plan --no-refresh
			expect_contains "$OUT" 'JOSÉ € <U+0081>' "harmless in the table"
		fi
	done
	unset WORLD_ENCODING
}

own() { # KEY QUERY
	printf '%s\n' "$2" >"$WORLD/$1.sql"
	world_set "mk.$1" "$WORLD/$1.sql"
}
queries_of_ones_own()
{
	local code
	world_start
	for code in 1001 1002 1003 1004; do world_pair code=$code session=down since=2h; done
	world_subscriber code=1001 state=cancelled
	world_set guard.max_active_drop_percent 100
	own active_sql "SELECT '1001 ' AS code"
	expect_equal "$(fresh -c '.plan.mk | [.clients, .active, .cancelled] | tostring')" "[4,1,1]" "active_sql alone decides who is active"
	expect_equal "$(plan_query -r '.findings[] | "\(.kind) \(.why) \(.code)"')" "conflict active-and-cancelled 1001"
	own cancelled_sql "WITH gone AS (SELECT 1002 AS code) SELECT code FROM gone; -- that is all"
	fresh . >/dev/null
	changed 1001 status
	changed 1002 cancel-detach
	world_unset mk.active_sql
	world_unset mk.cancelled_sql
	# columns that are missing are not compared
	own clients_sql "SELECT codcontrato AS code, now() AS activated_at FROM mk_contratos"
	expect_equal "$(fresh '.changes | length')" 0 "code and activated_at"
	own clients_sql "SELECT * FROM (VALUES ('1001', ' Ana  B. ', 'Rua A', 0, '12345678', true, '-27,5', now(), now()),
		('1002', NULL, NULL, 7, NULL, false, '-27.5', now() - interval '8 d', now()), ('1003', '', '', 7, '', NULL, NULL, NULL, now()),
		('1004', 'D', 'Rua D', 9, '9', NULL, '0', now(), now()))
		x (code, name, street, number, zip, online, power, power_at, activated_at)"
	fresh . >/dev/null
	expect_equal "$(plan_query -c '[.changes[] | [.code, .kind, .after]] | sort')" \
		'[["1001","address","Rua A, 12345-678"],["1001","name","Ana B."],["1001","power",-27.5],["1002","status","ERROR"],["1004","address","Rua D, 9, 9"],["1004","name","D"]]' \
		"each value by the rules"
	own clients_sql "SELECT '1001' AS code, now() AS activated_at UNION ALL SELECT ' 1001', now()"
	expect_equal "$(fresh '[.findings[] | select(.code == "1001")] | map(.kind) | join(" ")')" conflict "a code that comes twice is a conflict"
	changed 1001
}

# hostile_query KEY QUERY: refused, in one line that names the key
hostile_query()
{
	own "$1" "$2"
	expect_status 1 mkoz refresh
	expect_match "$ERR" "^mkoz: ([^"$'\n'"]*)$1[^"$'\n'"]*: [^"$'\n'"]+$" "for $2"
	world_unset "mk.$1"
}
hostile_queries()
{
	local before query keys=(clients_sql active_sql cancelled_sql) turn=0
	world_start
	world_pair code=1001 name='Ana'
	world_client code=1001 name='Bia'
	expect_status 0 mkoz refresh
	before=$(plan_json)$(mk_sql "SELECT count(*), sum(codcontrato) FROM mk_contratos")
	# a role that may write, as a careless administrator gives one
	world_set mk.user postgres
	printf 'postgres-secret\n' >"$WORLD/mk-password"
	while IFS= read -r query; do
		hostile_query "${keys[turn++ % 3]}" "$query"
	done <<-'END'
		DELETE FROM mk_contratos
		SELECT 1 AS code; COMMIT; DELETE FROM mk_contratos
		COMMIT
		WITH gone AS (DELETE FROM mk_contratos RETURNING codcontrato AS code) SELECT code FROM gone
		SELECT codcontrato AS code INTO stolen FROM mk_contratos
		SELECT codcontrato AS code FROM mk_contratos FOR UPDATE
		SELECT set_config('transaction_read_only', 'off', false) AS code
		SELECT "set_config"('transaction_read_only', 'off', false) AS code
		SELECT lo_create(4711) AS code
		SELECT pg_terminate_backend(pg_backend_pid()) AS code
		SELECT $1 AS code
		SELECT 'open AS code
		SELECT 1 AS code /* open
		SELECT 1 AS code)) TO PROGRAM 'true' --
		COPY mk_contratos TO STDOUT
		DO $$ BEGIN DELETE FROM mk_contratos; END $$
		SELECT 1 AS kode
		SELECT nosuch AS code FROM mk_contratos
	END
	for query in "${keys[@]}"; do
		hostile_query "$query" ''
		hostile_query "$query" 'SELECT 1 AS code; DELETE FROM mk_contratos'
	done
	own active_sql "SELECT 1 AS code, 2 AS other"
	expect_status 1 mkoz refresh
	own active_sql "SELECT query_to_xml('DELETE FROM mk_contratos', true, false, '')::text AS code"
	expect_status 1 mkoz refresh
	own active_sql "SELECT NULL AS code"
	expect_status 1 mkoz refresh
	world_set mk.active_sql "$WORLD/nothing.sql"
	expect_status 1 mkoz refresh
	expect_match "$ERR" '^mkoz: active_sql: .*nothing.sql: No such file'
	world_set mk.active_sql /dev/zero
	expect_status 1 mkoz refresh
	own active_sql "SELECT pg_sleep(60)::text AS code"
	world_set mk.statement_timeout "1 s"
	expect_status 1 mkoz refresh
	expect_contains "$ERR" "raise statement_timeout"
	world_unset mk.active_sql
	expect_equal "$(plan_json)$(mk_sql "SELECT count(*), sum(codcontrato) FROM mk_contratos")" "$before" "nothing was planned or written"
	expect_equal "$(mk_sql 'SELECT count(*) FROM pg_largeobject_metadata')" 0 "no large object either"
	expect_status 0 mkoz refresh
}

# SQL in names and codes is text (faults 29)
sql_is_text()
{
	local evil="'); DROP TABLE mk_contratos; --"
	world_start
	world_pair code=1001 name="x"
	world_client code=1001 name="$evil"
	world_client code="$evil" id=7
	world_client code="' OR '1'='1" id=8
	expect_equal "$(fresh '[.findings[] | select(.kind == "missing-in-mk")] | length')" 2 "two codes that MK does not have"
	expect_status 0 mkoz history --code "$evil"
	expect_status 0 mkoz plan --no-refresh --filter "name:\"$evil\""
	expect_status 1 mkoz approve "$evil"
	expect_status 0 mkoz reject --filter "code:\"$evil\"" --reason "$evil"
	expect_equal "$(plan_query --arg evil "$evil" '.findings[] | select(.code == $evil) | .state')" rejected "decided"
	expect_status 0 mkoz verify
	expect_equal "$(mk_sql 'SELECT count(*) FROM mk_contratos')" 1 "the table is there"
}

# OZmap by halves, by mistake or by malice: the same plan, or none and one line (faults 1, 5 to 7, 19, 24, 26, 31)
ozmap_by_halves()
{
	local code fault times before number
	world_start
	for code in $(seq 1001 1012); do world_pair code="$code"; done
	world_client code=1001 name=Other
	world_set ozmap.page_size 5
	world_set ozmap.timeout "3 s"
	expect_status 0 mkoz refresh
	before=$(plan_query -cS '[.plan.mk, .plan.ozmap, .summary, .changes, .findings]')
	for fault in '"do": "wrong-total"' '"do": "repeat-page"' '"do": "has-next-without-url"' '"do": "next-loop"' '"do": "smaller-limit"' \
		'"do": "ignore-filter"' '"do": "shuffle"' '"do": "empty"' '"do": "duplicate-keys"' '"do": "deep-nesting"' '"do": "invalid-utf8"' \
		'"do": "big-number"' '"do": "big-number", "number": "9223372036854775808"' '"do": "truncate", "as": "close"' \
		'"do": "truncate", "as": "length"' '"do": "truncate", "as": "chunked"' '"do": "html"' '"do": "raw", "body": "[]"' \
		'"do": "raw", "body": ""' '"do": "raw", "body": "{}"' '"do": "raw", "body": "null"' '"do": "redirect", "location": "http://192.0.2.1/"' \
		'"do": "redirect", "location": "/api/v2/properties"' '"do": "status", "status": 401' '"do": "status", "status": 403' \
		'"do": "drop-after"' '"do": "status"'; do
		for times in 1 0; do
			[ "$times" = 1 ] || [[ ! $fault =~ drop|\"status\"$ ]] || continue # these wait between their tries
			number=$(plan_query .plan.id)
			sim_fault "{\"match\": {\"method\": \"GET\", \"path\": \"/properties*\", \"nth\": 2, \"times\": $times}, $fault}"
			world_checks=$((world_checks + 1))
			if mkoz refresh 2>"$WORLD/err"; then
				expect_equal "$(plan_query -cS '[.plan.mk, .plan.ozmap, .summary, .changes, .findings]')" "$before" "the whole plan in spite of $fault"
			else
				expect_match "$(cat "$WORLD/err")" '^mkoz: [^'$'\n'']+: [^'$'\n'']+: [^'$'\n'']+$' "one line, with what to do, for $fault"
				expect_equal "$(plan_query .plan.id)" "$number" "no plan of $fault"
			fi
			sim_reset
		done
	done
	expect_equal "$(sim_write_count)" 0 "nothing was written"
}

ozmap_by_halves
addresses
several_connections
sessions_and_readings_at_their_edges
codes_are_trimmed
bytes_of_any_encoding
queries_of_ones_own
hostile_queries
sql_is_text
passed
