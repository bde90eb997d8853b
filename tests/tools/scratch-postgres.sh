#!/usr/bin/env bash
# A throw-away PostgreSQL that holds an MK database; to be sourced, or run as a command.
#
#   scratch_postgres_start DIR [UTF8|LATIN1|SQL_ASCII]   makes DIR and starts the server; sets SCRATCH_POSTGRES_PORT
#   scratch_postgres_stop DIR                            stops it; DIR stays, for the caller to remove
#   scratch_postgres_restart DIR                         stops it hard and starts it on the same port
#   scratch_postgres_tls DIR CERT KEY                    turns TLS on, with copies of these files
#   scratch_postgres_set DIR NAME VALUE                  ALTER SYSTEM, and reload
#   scratch_postgres_sql DIR [PSQL OPTION...]            psql as the owner, on the MK database
#
# As a command: scratch-postgres.sh start|stop|restart|tls|set|sql DIR …
#
# It listens on a free port of 127.0.0.1, with a password (SCRAM), and on a unix socket in DIR, without one. DIR then holds
# `port`, `owner` (the operating system's user that runs the server), `log`, `data` and the socket. The database
# `mkData3.0` has the tables of tests/fixtures/mk-schema.sql, and these roles, each with its name and `-secret` as password:
#
#   postgres     the owner
#   mkoz_reader  may read, as the role of a real installation
#   mkoz_writer  may write too: the role that mkoz has to warn of
#   mkoz_store   owns the empty database `mkoz_store`, for a store on PostgreSQL
#
# PostgreSQL refuses to run as root: root steps down to `postgres` or `nobody`, so DIR has to be reachable for that user.
# The server's own time zone is UTC, unlike MK's; what is there once is kept in a cache, so that a start takes under 1 s.

scratch_postgres_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch_postgres_fixtures=$scratch_postgres_here/../fixtures

scratch_postgres_fail()
{
	printf 'scratch-postgres: %s\n' "$1" >&2
	return 1
}

# The newest folder that holds initdb.
scratch_postgres_bin()
{
	local found
	found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
	[ -x "$found" ] || found=$(command -v initdb)
	[ -x "$found" ] || scratch_postgres_fail "initdb is not here: run tests/tools/packages.sh" || return
	dirname "$found"
}

# The operating system's user that runs the server.
scratch_postgres_user()
{
	if [ "$(id -u)" -ne 0 ]; then
		id -un
	elif id -u postgres >/dev/null 2>&1; then
		echo postgres
	else
		echo nobody
	fi
}

# Runs a command of PostgreSQL in DIR as the user that may.
scratch_postgres_run()
{
	local dir=$1 user bin
	shift
	user=$(scratch_postgres_user)
	bin=$(scratch_postgres_bin) || return
	if [ "$(id -u)" -eq 0 ]; then
		(cd "$dir" && exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups \
			env -i PATH="$bin:$PATH" LC_ALL=C "$bin/$1" "${@:2}")
	else
		(cd "$dir" && exec env -u PGOPTIONS LC_ALL=C "$bin/$1" "${@:2}")
	fi
}

scratch_postgres_own()
{
	[ "$(id -u)" -ne 0 ] || chown -R "$(scratch_postgres_user):" "$@"
}

scratch_postgres_launch()
{
	scratch_postgres_run "$1" pg_ctl -D "$1/data" -l "$1/log" -w -t 30 -o "-p $2 -k $1" "$3" >/dev/null 2>&1
}

# A port that nobody listens on; below those that the system gives away by itself.
scratch_postgres_free_port()
{
	local port
	while :; do
		port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
		(: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

# Starts the server of DIR on a free port; another process may take the port meanwhile, so it is tried a few times.
scratch_postgres_launch_free()
{
	local dir=$1 try port
	for try in 1 2 3 4 5; do
		port=$(scratch_postgres_free_port)
		if scratch_postgres_launch "$dir" "$port" start; then
			echo "$port" >"$dir/port"
			return
		fi
		grep -q 'Address already in use' "$dir/log" || break
	done
	scratch_postgres_fail "the server does not start (try $try): $(tail -n 3 "$dir/log")"
}

scratch_postgres_configure()
{
	cat >>"$1/data/postgresql.conf" <<-CONF
		listen_addresses = '127.0.0.1'
		fsync = off
		synchronous_commit = off
		full_page_writes = off
		autovacuum = off
		shared_buffers = 32MB
		max_wal_size = 1GB
		max_connections = 60
		timezone = 'UTC'
		log_timezone = 'UTC'
		lc_messages = 'C'
	CONF
	cat >"$1/data/pg_hba.conf" <<-HBA
		local all all trust
		host all all 127.0.0.1/32 scram-sha-256
	HBA
}

scratch_postgres_fill()
{
	local dir=$1
	scratch_postgres_psql "$dir" postgres -c 'CREATE DATABASE "mkData3.0"' || return
	scratch_postgres_sql "$dir" -f "$scratch_postgres_fixtures/mk-schema.sql" || return
	scratch_postgres_sql "$dir" -f "$scratch_postgres_fixtures/mk-roles.sql" || return
	scratch_postgres_sql "$dir" -f "$scratch_postgres_fixtures/world.sql" || return
	scratch_postgres_psql "$dir" postgres -c 'CREATE DATABASE mkoz_store OWNER mkoz_store'
}

scratch_postgres_psql()
{
	local dir=$1 database=$2 bin
	shift 2
	bin=$(scratch_postgres_bin) || return
	PGOPTIONS='-c client_min_messages=warning' PGCLIENTENCODING=${PGCLIENTENCODING:-UTF8} "$bin/psql" -X -q -A -t \
		-v ON_ERROR_STOP=1 -h "$dir" -p "$(cat "$dir/port")" -U postgres -d "$database" "$@"
}

# Makes a data folder from nothing: initdb, roles, schema; then stops the server. Takes DIR and the encoding.
scratch_postgres_build()
{
	local dir=$1 encoding=$2
	scratch_postgres_own "$dir"
	scratch_postgres_run "$dir" initdb -D "$dir/data" -U postgres -E "$encoding" --locale=C -A trust --no-sync \
		--wal-segsize=1 >"$dir/initdb.log" 2>&1 ||
		scratch_postgres_fail "initdb: $(tail -n 3 "$dir/initdb.log")" || return
	rm -f "$dir/initdb.log"
	scratch_postgres_configure "$dir"
	scratch_postgres_launch_free "$dir" && scratch_postgres_fill "$dir" >/dev/null && scratch_postgres_stop "$dir"
}

# Where made data folders are kept: in $BUILD where that is ours, else in a folder of our own under the temporary ones.
scratch_postgres_cache()
{
	local cache
	for cache in ${BUILD:+"$BUILD/tests/scratch-postgres"} "${TMPDIR:-/tmp}/mkoz-scratch-postgres-$(id -u)"; do
		mkdir -p -m 0700 "$cache" 2>/dev/null
		if [ -d "$cache" ] && [ -O "$cache" ] && [ ! -L "$cache" ]; then
			(cd "$cache" && pwd)
			return
		fi
	done
	scratch_postgres_fail "$cache is not ours: remove it, or set TMPDIR"
}

# Prints the cached data folder for an encoding; made when it is not there, by one of those that want it.
scratch_postgres_template()
{
	local encoding=$1 cache key
	cache=$(scratch_postgres_cache) || return
	key=$(cat "$scratch_postgres_fixtures"/{mk-schema,mk-roles,world}.sql "$scratch_postgres_here/scratch-postgres.sh" \
		<(scratch_postgres_bin) | sha256sum | cut -c 1-16)
	key=$cache/$encoding-$key
	(
		flock 9
		[ -d "$key" ] || scratch_postgres_make_template "$encoding" "$key"
	) 9>"$cache/lock" || return
	echo "$key"
}

scratch_postgres_make_template()
{
	local encoding=$1 key=$2 made
	made=$(mktemp -d "${TMPDIR:-/tmp}/mkoz-pg-XXXXXX") && chmod 0711 "$made" || return
	find "$(dirname "$key")" -mindepth 1 -maxdepth 1 -name "$encoding-*" -mmin +60 -exec rm -rf {} +
	if scratch_postgres_build "$made" "$encoding" 9>&-; then
		cp -a "$made/data" "$key.new" && mv -T "$key.new" "$key"
	else
		false
	fi
	local status=$?
	rm -rf "$made"
	return $status
}

scratch_postgres_start()
{
	local dir=$1 encoding=${2:-UTF8} template
	mkdir -p "$dir" && dir=$(cd "$dir" && pwd) || return
	[ ! -e "$dir/data" ] || scratch_postgres_fail "$dir/data is there already" || return
	template=$(scratch_postgres_template "$encoding") || return
	cp -a --reflink=auto "$template" "$dir/data" && chmod 0700 "$dir/data" && chmod 0711 "$dir" || return
	scratch_postgres_own "$dir"
	scratch_postgres_user >"$dir/owner"
	scratch_postgres_launch_free "$dir" || return
	SCRATCH_POSTGRES_PORT=$(cat "$dir/port")
}

scratch_postgres_stop()
{
	[ -e "$1/data/postmaster.pid" ] || return 0
	scratch_postgres_run "$1" pg_ctl -D "$1/data" -m "${2:-fast}" -w -t 20 stop >/dev/null 2>&1
}

scratch_postgres_restart()
{
	scratch_postgres_stop "$1" immediate
	scratch_postgres_launch "$1" "$(cat "$1/port")" start || scratch_postgres_fail "$(tail -n 3 "$1/log")"
}

scratch_postgres_sql()
{
	local dir=$1
	shift
	scratch_postgres_psql "$dir" mkData3.0 "$@"
}

scratch_postgres_set()
{
	scratch_postgres_sql "$1" -c "ALTER SYSTEM SET $2 = '$3'" -c 'SELECT pg_reload_conf()' >/dev/null
}

scratch_postgres_tls()
{
	cp "$2" "$1/data/server.crt" && cp "$3" "$1/data/server.key" && chmod 0600 "$1/data/server.key" || return
	scratch_postgres_own "$1/data/server.crt" "$1/data/server.key"
	scratch_postgres_set "$1" ssl on
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
	case ${1:-} in
	start | stop | restart | tls | set | sql) "scratch_postgres_$1" "${@:2}" ;;
	*)
		echo "usage: scratch-postgres.sh start|stop|restart|tls|set|sql DIR …" >&2
		exit 64
		;;
	esac
fi
