#!/usr/bin/env bash
# Reading MK on a real PostgreSQL: every rule of spec §3, all encodings, queries of one's own, TLS, and a server that
# breaks off, hangs or is hostile.
. "$(dirname "$0")/../tools/world.sh"

mk_read()
{
	"$BUILD/tests/tools/mk-read" "$MKOZ_CONFIG" "$@"
}

# What all subscribers are, as JSON lines, kept for `about`.
read_all()
{
	expect_status 0 mk_read
	printf '%s\n' "$OUT" >"$WORLD/subscribers"
}

# about CODE JQ: one value of one subscriber.
about()
{
	jq -r --arg code "$1" "select(.code == \$code) | $2" "$WORLD/subscribers"
}

# is CODE JQ WANTED
is()
{
	expect_equal "$(about "$1" "$2")" "$3" "$2 of $1"
}

fails_with()
{
	expect_status 1 mk_read
	expect_match "$ERR" "$1"
	expect_equal "$OUT" "" "nothing is printed of a reading that failed"
}

# --- life, names, addresses ----------------------------------------------------------------------------------------------
world_start
fails_with "no subscribers"
world_subscriber code=1001 name="  ANA   MARIA " complement="ap 3"
world_subscriber code=1002 state=cancelled
world_subscriber code=1003 state=cancelled reason=3
world_subscriber code=1004 state=neither
world_subscriber code=1005 state=neither cancelado=S
world_subscriber code=1006 connection=none
world_subscriber code=1007 same=yes street="Rua da Conexão" person_street="Rua da Pessoa" person_number=77
world_subscriber code=1008 street_code=999999 person_street="Rua da Pessoa"
world_subscriber code=1009 street="" person_street="Rua da Pessoa"
world_subscriber code=1010 street="" number=0 zip=123
world_subscriber code=1011 number=0 zip=123 linked=1001
read_all
is 1001 .life active
is 1001 .name "ANA MARIA"
is 1001 .address "Rua das Flores, 10 ap 3 - Centro, Florianópolis - SC, 88010-000"
is 1001 .contract 1001
is 1001 .login login51001
is 1001 .fiber true
is 1001 .power -20.5
is 1001 .session up
is 1002 '.life, .reason' $'cancelled\n8'
is 1003 '.life, .reason' $'neither\n3'
is 1004 '.life, .reason' $'neither\nnull'
is 1005 '.life, .reason' $'neither\nS'
is 1006 '.life, .address' $'active\nRua das Flores, 10 - Centro, Florianópolis - SC, 88010-000'
is 1006 '.login, .session, .fiber' $'null\nunknown\nfalse'
is 1007 '.street, .number' $'Rua da Pessoa\n77'
is 1008 .street "Rua da Pessoa"
is 1009 .street "Rua da Pessoa"
is 1010 '.street, .address' $'null\nnull'
is 1011 .address "Rua das Flores - Centro, Florianópolis - SC, 123"
is 1011 .linked 1001
expect_equal "$(wc -l <"$WORLD/subscribers")" 11 "one subscriber for each contract"
world_set mk.cancel_reasons "3, 8"
read_all
is 1003 .life cancelled
world_unset mk.cancel_reasons

# --- that code alone ---------------------------------------------------------------------------------------------------
for code in 1001 1003 1007; do
	expect_status 0 mk_read code "$code"
	expect_equal "$(jq -cS 'del(.reason, .life)' <<<"$OUT")" "$(about "$code" 'del(.reason, .life)' | jq -cS .)" "the same alone"
done
expect_equal "$(jq -r .life <<<"$OUT")" active "life alone"
for code in 4711 0 -1 01001 99999999999999999999 "1001 OR 1=1" "1001;DROP TABLE mk_contratos" "' OR ''='" "é" ""; do
	expect_status 2 mk_read code "$code"
done

# --- sessions and power --------------------------------------------------------------------------------------------------
world_start
world_subscriber code=1 session=up
world_subscriber code=2 session=down since=2h
world_subscriber code=3 session=down since=10min
world_subscriber code=4 session=unknown
world_subscriber code=5 session=down since=2h blocked=yes
world_subscriber code=6 session=down since=2h suspended=yes
world_subscriber code=7 session=up blocked=yes
world_subscriber code=8 session=down since=3d hour=none
world_subscriber code=9 session=down since=none
world_subscriber code=11 session=down since=2h connection=900
world_connection code=11 connection=901 session=up power=-22 power_age=10min login=other
world_subscriber code=12 session=down since=2h connection=910 power=-20
world_connection code=12 connection=911 session=down since=3h power=-21 power_age=1h
world_subscriber code=13 session=down since=2h connection=920 fiber=no
world_connection code=13 connection=921 session=unknown power=none fiber=yes
world_subscriber code=21 power=none
world_subscriber code=22 power=0
world_subscriber code=23 power_age=8d
world_subscriber code=24 power_age=none
world_subscriber code=25 power=-27.25 power_age=6d
mk_sql "UPDATE mk_conexoes SET ultima_atualizacao_sinal = (SELECT ultima_atualizacao_sinal FROM mk_conexoes WHERE
	codconexao = 910) WHERE codconexao = 911" >/dev/null
read_all
is 1 .session up
is 2 .session down
is 3 .session unknown
is 4 .session unknown
is 5 .session unknown
is 6 .session unknown
is 7 .session up
is 8 .session down
is 9 .session down
is 11 '.session, .login, .power' $'up\nlogin900\n-22'
is 12 '.session, .power' $'down\n-20'
is 13 '.session, .fiber' $'down\ntrue'
for code in 21 22 23 24; do is $code .power null; done
is 25 .power -27.25
expect_match "$(about 2 "$(date +%s) - .session_since")" '^7[12][0-9]{2}$' "MK's times are in its zone"
for zone in Asia/Tokyo UTC; do
	mk_sql "ALTER ROLE mkoz_reader SET timezone = '$zone'" >/dev/null
	read_all
	is 3 .session unknown
	is 2 .session down
done
world_set sync.status_after "3 h"
read_all
is 2 .session unknown
is 8 .session down
world_set sync.status_after "0 s"
world_set sync.power_max_age "30 d"
read_all
is 3 .session down
is 23 .power -20.5
is 24 .power null
world_unset sync.status_after
world_set mk.status_source none
read_all
is 1 .session unknown
is 2 .session unknown
world_set mk.status_source radacct
read_all
is 1 .session up
is 2 .session down
is 3 .session unknown
is 4 .session unknown
is 5 .session unknown
is 11 .session up
expect_status 0 mk_read code 1
mk_sql "INSERT INTO radius.radacct (username, acctstarttime, acctstoptime) SELECT 'login50002', now() - interval '9 d', now() -
	interval '8 d'" >/dev/null
read_all
expect_match "$(about 2 "$(date +%s) - .session_since")" '^7[12][0-9]{2}$' "down since the last session ended"
mk_sql 'DROP SCHEMA radius CASCADE' >/dev/null
fails_with "radius.radacct"
world_set mk.status_source login
read_all

# --- link = connection ---------------------------------------------------------------------------------------------------
world_start
world_set mk.link connection
world_subscriber code=1001 connection=51 session=up name="Dono do contrato"
world_connection code=1001 connection=52 session=down since=2h person=77 name="Outra pessoa"
world_connection connection=53 name="Sem contrato"
world_subscriber code=1002 connection=54 state=cancelled
mk_sql "UPDATE mk_conexoes SET contrato = 987654 WHERE codconexao = 53" >/dev/null
read_all
expect_equal "$(jq -r .code "$WORLD/subscribers" | paste -sd,)" 51,52,53,54 "a subscriber for each connection"
is 51 '.session, .life, .contract, .name' $'up\nactive\n1001\nDono do contrato'
is 52 '.session, .life, .name' $'down\nactive\nOutra pessoa'
is 53 '.life, .name' $'neither\nSem contrato'
is 54 .life cancelled
expect_status 0 mk_read code 52
expect_equal "$(jq -r .name <<<"$OUT")" "Outra pessoa"
expect_status 2 mk_read code 1001

# --- encodings -----------------------------------------------------------------------------------------------------------
for WORLD_ENCODING in UTF8 LATIN1 SQL_ASCII; do
	world_start
	world_subscriber code=1001 name="JOSÉ DA CONCEIÇÃO" street="Rua São João"
	read_all
	is 1001 '.name, .street, .address' $'JOSÉ DA CONCEIÇÃO\nRua São João\nRua São João, 10 - Centro, Florianópolis - SC, 88010-000'
	printf "SELECT codcontrato AS code FROM mk_contratos JOIN mk_pessoas ON codpessoa = cliente WHERE nome_razaosocial = 'JOSÉ DA CONCEIÇÃO'\n" \
		>"$WORLD/active.sql"
	world_set mk.active_sql "$WORLD/active.sql"
	world_subscriber code=1002
	read_all
	is 1001 .life active
	is 1002 .life neither
done
# bytes of both encodings, of none, and of every kind of control, in one column
mk_sql '' <<'SQL' >/dev/null
UPDATE mk_pessoas SET nome_razaosocial = E'JOS\xC9 \xC3\x89 \x93x\x94 \x81' WHERE codpessoa = 1001;
UPDATE mk_conexoes SET complemento = E'a\tb\\c\nd\\N', username = E'\xFF\xFE' WHERE contrato = 1001;
SQL
read_all
is 1001 .name 'JOSÉ Ã‰ “x” '$'\xC2\x81'
is 1001 .complement 'a b\c d\N'
is 1001 .login 'ÿþ'
unset WORLD_ENCODING

# --- queries of one's own --------------------------------------------------------------------------------------------------
world_start
for code in 1 2 3 4; do world_subscriber code=$code; done
own()
{
	cat >"$WORLD/$1.sql"
	world_set "mk.$1" "$WORLD/$1.sql"
}
own active_sql <<<"SELECT ' 2 '::char(9) AS code UNION ALL SELECT '3' UNION ALL SELECT '77'; -- end"
own cancelled_sql <<<"WITH x AS (SELECT 3.0::numeric(4, 0) AS code) SELECT code FROM x"
read_all
is 1 .life neither
is 2 .life active
is 3 .life active-and-cancelled
is 77 .life active
expect_status 0 mk_read code 3
expect_equal "$(jq -r .life <<<"$OUT")" active-and-cancelled
expect_status 0 mk_read code 77
expect_status 2 mk_read code 78
own active_sql <<<"SELECT contrato AS code FROM mk_conexoes UNION ALL SELECT NULL"
fails_with "active.*a row without a code"
own active_sql <<<"SELECT 1 AS codcontrato"
fails_with "no column is named code"
own active_sql <<<"SELECT 1 AS code, 2 AS x"
fails_with "2 columns"
world_unset mk.active_sql
world_unset mk.cancelled_sql
own clients_sql <<-SQL
	SELECT 'A' || codcontrato AS code, 'José' AS name, 'Rua A' AS street, 10 AS number, true AS online, -20.25 AS power,
		now() - interval '1 h' AS power_at, data_hora_ativacao AS activated_at, 'x' AS ignored
	FROM mk_contratos WHERE codcontrato < 4 UNION ALL SELECT 'A1', 'again', NULL, NULL, NULL, NULL, NULL, NULL, NULL
SQL
read_all
is A2 '.name, .address, .session, .power, .life' $'José\nRua A, 10\nup\n-20.25\nactive'
expect_equal "$(jq -r .code "$WORLD/subscribers" | sort | paste -sd,)" A1,A1,A2,A3 "rows as the query gives them"
expect_status 0 mk_read code A1
expect_equal "$(wc -l <<<"$OUT")" 2 "both rows of a code that comes twice"
for code in "A1' OR '1'='1" "A1 " "A%" "é"; do expect_status 2 mk_read code "$code"; done
own clients_sql <<<"SELECT codcontrato AS code FROM mk_contratos"
read_all
is 1 '.life, .name' $'neither\nnull'
own clients_sql <<<"SELECT 'é' AS code, true AS fiber"
expect_status 0 mk_read code é
own clients_sql <<<"SELECT NULL::text AS code"
fails_with "clients_sql.*a row without a code"
own clients_sql <<<"SELECT 1 AS code, 2 AS code"
fails_with "two columns are named code"
own clients_sql <<<"SELECT 1 AS name"
fails_with "no column is named code"
own clients_sql <<<"SELECT nosuch AS code FROM mk_contratos"
fails_with "clients_sql.*nosuch"
own clients_sql <<<"SELECT 1 AS code WHERE false"
fails_with "no subscribers"
before=$(mk_sql 'SELECT count(*) FROM mk_contratos')
hostile=(
	"DELETE FROM mk_contratos" "COMMIT" "SELECT 1 AS code; DELETE FROM mk_contratos" "SELECT 1 AS code; COMMIT; SELECT 1"
	"WITH x AS (DELETE FROM mk_contratos RETURNING codcontrato) SELECT codcontrato AS code FROM x"
	"SELECT 1 AS code INTO stolen" "SELECT codcontrato AS code FROM mk_contratos FOR UPDATE"
	"SELECT 1 AS code) TO PROGRAM 'touch $WORLD/hacked' --" "SELECT 1 AS code FROM set_config('transaction_read_only', 'off', true)"
	"SELECT \$1::text AS code" "SELECT 'x AS code" "COPY mk_contratos TO STDOUT" ""
)
for user in mkoz_reader postgres; do
	world_set mk.user $user
	printf '%s-secret\n' "$user" >"$WORLD/mk-password"
	[ $user = mkoz_reader ] || world_set mk.user postgres
	for query in "${hostile[@]}"; do
		own clients_sql <<<"$query"
		expect_status 1 mk_read
		expect_match "$ERR" '^mk-read: .*: .*: '
	done
	# what the words cannot tell is refused by the read-only transaction
	mk_sql "CREATE OR REPLACE FUNCTION wicked() RETURNS integer LANGUAGE sql AS 'DELETE FROM mk_contratos; SELECT 1'" >/dev/null
	own clients_sql <<<"SELECT wicked() AS code"
	fails_with "read-only transaction"
	mk_sql "CREATE OR REPLACE FUNCTION sly() RETURNS text LANGUAGE sql AS \$\$ SELECT set_config('transaction_read_only', 'off',
		false) \$\$" >/dev/null
	own clients_sql <<<"SELECT sly() AS code"
	fails_with "must be set before any query"
done
expect_equal "$(mk_sql 'SELECT count(*) FROM mk_contratos')" "$before" "nothing was written"
expect [ ! -e "$WORLD/hacked" ]

# --- a server that breaks off, hangs, refuses --------------------------------------------------------------------------------
world_start
for code in 1 2 3; do world_subscriber code=$code; done
mk_sql "INSERT INTO mk_contratos (codcontrato, cliente, adesao, plano_acesso) SELECT i, 1, '2020-01-02', 1
	FROM generate_series(100, 60000) i" >/dev/null
# a view in the place of a table ends the reading after rows were delivered
mk_sql "ALTER TABLE mk_contratos RENAME TO real_contratos" \
	-c "CREATE FUNCTION breaks(code integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS \$\$ BEGIN
		IF code = 50000 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN code; END \$\$" \
	-c "CREATE VIEW mk_contratos AS SELECT cancelado, cliente, codcontrato, dt_cancelamento, motivo_cancelamento_2, suspenso,
		CASE WHEN breaks(codcontrato) > 0 THEN data_hora_ativacao END AS data_hora_ativacao, cd_contrato_vinculado
		FROM real_contratos" -c "GRANT SELECT ON mk_contratos TO mkoz_reader" \
	-c "ALTER FUNCTION breaks(integer) SECURITY DEFINER" >/dev/null
fails_with "terminat"
mk_sql "CREATE OR REPLACE FUNCTION breaks(code integer) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS \$\$ BEGIN
	IF code = 50000 THEN RAISE EXCEPTION 'half way'; END IF; RETURN code; END \$\$" >/dev/null
fails_with "half way"
mk_sql "CREATE OR REPLACE FUNCTION breaks(code integer) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS \$\$ BEGIN
	IF code = 50000 THEN PERFORM pg_sleep(60); END IF; RETURN code; END \$\$" >/dev/null
world_set mk.statement_timeout "1 s"
fails_with "statement timeout.*raise statement_timeout"
world_unset mk.statement_timeout
mk_sql "DROP VIEW mk_contratos" -c "ALTER TABLE real_contratos RENAME TO mk_contratos" >/dev/null
read_all
expect_equal "$(wc -l <"$WORLD/subscribers")" 59904 "all are read when nothing breaks off"
mk_sql "REVOKE SELECT ON mk_pessoas FROM mkoz_reader" >/dev/null
fails_with "permission denied.*grant SELECT"
expect_status 0 mk_read doctor
expect_match "$OUT" 'failure: columns of MK: mk_pessoas.cep may not be read'
mk_sql "GRANT SELECT ON mk_pessoas TO mkoz_reader" -c "ALTER TABLE mk_conexoes RENAME onu_serial TO onu" >/dev/null
fails_with 'onu_serial.*run mkoz doctor'
expect_status 0 mk_read doctor
expect_match "$OUT" 'failure: columns of MK: mk_conexoes.onu_serial is not there'
mk_sql "ALTER TABLE mk_conexoes RENAME onu TO onu_serial" >/dev/null
printf 'wrong-secret\n' >"$WORLD/mk-password"
fails_with "password authentication failed"
expect [ "${ERR/wrong-secret/}" = "$ERR" ]

# --- secrets and the environment ------------------------------------------------------------------------------------------
printf 'mkoz_reader-secret\n' >"$WORLD/mk-password"
expect_status 0 env PGHOST=192.0.2.1 PGPORT=1 PGUSER=nobody PGDATABASE=nothing PGSERVICE=none PGOPTIONS='-c search_path=x' \
	PGSSLMODE=verify-full PGCLIENTENCODING=EUC_JP PGTZ=Asia/Tokyo PGDATESTYLE=German PGHOSTADDR=192.0.2.1 PGPASSWORD=x \
	PGTARGETSESSIONATTRS=standby PGREQUIREPEER=x "$BUILD/tests/tools/mk-read" "$MKOZ_CONFIG" time
world_unset mk.password_file
expect_status 0 env MKOZ_MK_PASSWORD=mkoz_reader-secret "$BUILD/tests/tools/mk-read" "$MKOZ_CONFIG" time
expect_status 1 env -u MKOZ_MK_PASSWORD HOME="$WORLD" PGPASSWORD=mkoz_reader-secret "$BUILD/tests/tools/mk-read" "$MKOZ_CONFIG" time
echo '*:*:*:*:mkoz_reader-secret' >"$WORLD/.pgpass" && chmod 600 "$WORLD/.pgpass"
expect_status 0 env HOME="$WORLD" PGPASSFILE="$WORLD/.pgpass" "$BUILD/tests/tools/mk-read" "$MKOZ_CONFIG" time

# --- doctor ------------------------------------------------------------------------------------------------------------------
world_set mk.password_file "$WORLD/mk-password"
expect_status 0 mk_read doctor
expect_match "$OUT" 'ok: role in MK: mkoz_reader can only read'
expect_match "$OUT" 'ok: our address: MK sees us come from 127.0.0.1'
expect_match "$OUT" 'cancel reason: 8 Cancelado / Inativo: 0 contracts, cancelled'
expect_match "$OUT" 'warning: cancel reasons'
expect_match "$OUT" 'sessions: 3 up, 0 down'
world_set mk.user mkoz_writer
printf 'mkoz_writer-secret\n' >"$WORLD/mk-password"
expect_status 0 mk_read doctor
expect_match "$OUT" 'warning: role in MK: mkoz_writer can write [0-9]+ tables'
world_set mk.user mkoz_reader
printf 'mkoz_reader-secret\n' >"$WORLD/mk-password"

# --- TLS ---------------------------------------------------------------------------------------------------------------------
certificate()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$2" -addext "subjectAltName=$3" \
		-keyout "$WORLD/$1.key" -out "$WORLD/$1.crt" 2>/dev/null
}
certificate right localhost DNS:localhost,IP:127.0.0.1
certificate other elsewhere DNS:elsewhere
world_set mk.sslmode verify-full
world_set mk.sslrootcert "$WORLD/right.crt"
fails_with "does not support SSL"
scratch_postgres_tls "$MK" "$WORLD/right.crt" "$WORLD/right.key"
world_set mk.sslmode verify-full
for try in $(seq 50); do mk_read time >/dev/null 2>&1 && break || sleep 0.1; done
read_all
expect_status 0 mk_read doctor
expect_match "$OUT" 'ok: TLS to MK: TLSv1'
world_set mk.sslrootcert "$WORLD/other.crt"
fails_with "certificate verify failed"
scratch_postgres_tls "$MK" "$WORLD/other.crt" "$WORLD/other.key"
for try in $(seq 50); do mk_read time 2>&1 | grep -q "does not match host name" && break || sleep 0.1; done
fails_with "does not match host name"
world_set mk.sslmode verify-ca
read_all
world_set mk.sslrootcert "$WORLD/missing.crt"
fails_with "does not exist"
world_unset mk.sslrootcert
world_set mk.sslmode require
read_all

passed
