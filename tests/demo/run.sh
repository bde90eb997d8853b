#!/usr/bin/env bash
# `make demo`: a scratch MK (a real PostgreSQL) and a scratch OZmap (the simulator) with the data of a believable provider,
# a first plan, and the console on it. Everything stands in one temporary folder and goes away at the end.
#
#   SIZE=400           subscribers
#   CMD='mkoz plan'    run this instead of the console (mkoz is in PATH, the configuration in MKOZ_CONFIG)
#   SEED=1             another number, another provider
set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=${BUILD:-$top/build}
SIZE=${SIZE:-400}
. "$here/../tools/scratch-postgres.sh"
. "$here/../tools/leftovers.sh"

folder=
simulator=

say()
{
	printf 'demo: %s\n' "$1" >&2
}

fail()
{
	say "$1"
	exit 1
}

clean_up()
{
	local status=$?
	trap '' INT TERM HUP
	trap - EXIT
	[ -z "$simulator" ] || kill "$simulator" 2>/dev/null
	if [ -n "$folder" ]; then
		leftovers_end "$folder" # the console may have started a refresh or a worker
		scratch_postgres_stop "$folder/mk" immediate
		rm -rf "$folder"
	fi
	exit "$status"
}

start_simulator()
{
	local key=$1 try
	# a session of its own: Ctrl-C at the terminal is for the console
	setsid "$BUILD/tests/sim/ozmap-sim" --port 0 --state "$folder/ozmap.json" --key "$key" --log "$folder/sim.log" \
		>"$folder/sim.out" 2>"$folder/sim.err" &
	simulator=$!
	for try in $(seq 1500); do
		url=$(sed -n 's/^listening //p' "$folder/sim.out")
		[ -z "$url" ] || return 0
		kill -0 "$simulator" 2>/dev/null || break
		sleep 0.02
	done
	fail "the simulator does not start (try $try): $(cat "$folder/sim.err")"
}

# A contract with reason 8 whose `cancelado` says N is active by this provider's own definition: spec §4's row 3.
write_active_sql()
{
	cat >"$folder/active.sql" <<-'SQL'
		SELECT codcontrato AS code FROM mk_contratos
		WHERE data_hora_ativacao IS NOT NULL AND (motivo_cancelamento_2 IS NULL OR cancelado = 'N' AND motivo_cancelamento_2 = 8)
	SQL
}

write_configuration()
{
	umask 077
	printf '%s\n' mkoz_reader-secret >"$folder/mk-password"
	printf '%s\n' "$1" >"$folder/ozmap-key"
	write_active_sql
	cat >"$folder/mkoz.conf" <<-CONF
		[mk]
		host = 127.0.0.1
		port = $SCRATCH_POSTGRES_PORT
		user = mkoz_reader
		password_file = $folder/mk-password
		database = mkData3.0
		sslmode = disable
		active_sql = $folder/active.sql

		[ozmap]
		url = $url/api/v2
		token_file = $folder/ozmap-key
		ozloc_url = https://demo.ozmap.example:9443

		[guard]
		max_cancellations_percent = 3

		[store]
		url = sqlite:$folder/state/store.db
	CONF
}

main()
{
	local key
	for program in mkoz tests/demo/generate tests/sim/ozmap-sim; do
		[ -x "$BUILD/$program" ] || fail "$BUILD/$program is not built: run \`make programs\`, or \`make demo\`"
	done
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	folder=$(mktemp -d "${TMPDIR:-/tmp}/mkoz-demo-XXXXXX") || fail "no temporary folder"
	chmod 0711 "$folder" # the database's user has to reach its own folder; what is secret is 0600
	mkdir -m 0700 "$folder/state" "$folder/home"
	key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

	say "making $SIZE subscribers"
	"$BUILD/tests/demo/generate" --size "$SIZE" --seed "${SEED:-1}" --sql "$folder/mk.sql" --ozmap "$folder/ozmap.json" ||
		fail "the generator failed"
	say "starting PostgreSQL and the OZmap simulator"
	scratch_postgres_start "$folder/mk" || fail "PostgreSQL does not start"
	scratch_postgres_sql "$folder/mk" -f "$folder/mk.sql" >/dev/null || fail "MK's data does not load"
	rm -f "$folder/mk.sql"
	start_simulator "$key"
	write_configuration "$key"

	export MKOZ_CONFIG=$folder/mkoz.conf XDG_STATE_HOME=$folder/home PATH=$BUILD:$PATH
	say "first plan"
	mkoz --quiet refresh || fail "the first refresh failed"
	if [ -n "${CMD:-}" ]; then
		bash -c "$CMD"
	else
		mkoz
	fi
}

main
