# A small world for integration tests, to be sourced: a real PostgreSQL that is MK, the OZmap simulator, a configuration.
#
#   . "$(dirname "$0")/../tools/world.sh"
#   world_start                                   # an empty MK and an empty OZmap; or SIZE; or SQLFILE OZMAPFILE
#   world_pair code=1001                          # a subscriber and a client that are in sync
#   world_subscriber code=1001 session=down       # MK: makes it, or changes only what is named
#   world_client code=1001 implanted=false        # OZmap: likewise
#   expect_status 0 mkoz refresh
#   expect_equal "$(change_count status)" 1 "one status change"
#   passed
#
# World
#   WORLD             the temporary folder; removed when the script ends. Its store is $WORLD/state/store.db
#   MKOZ_CONFIG       the configuration in it; `world_set mk.link connection` and `world_unset mk.link` rewrite it
#   MK, MK_PORT       the server's folder (its unix socket's host too) and its TCP port on 127.0.0.1
#   SIM_URL, SIM_KEY  the simulator's origin, and the key it takes
#   world_start       may be called again: it begins a new world. world_stop ends it (also done at exit)
#   WORLD_ENCODING    UTF8 (default), LATIN1 or SQL_ASCII, to be set before world_start
#   mkoz ARG...       $BUILD/mkoz, with home and XDG folders in $WORLD, in English
#   mk_sql SQL [OPTION...]  psql as the owner of MK's database
#   sim_state         OZmap's state as JSON
#   sim_mutate JSON   changes it behind mkoz's back, sim_fault JSON arms a fault, sim_reset disarms all, sim_options JSON
#                     changes the simulator's manners, sim_empty removes all (see tests/sim/README.md)
#   sim_writes        the writes that took effect, one JSON object a line; sim_write_count [JQ] how many (of which JQ holds)
#   sim_requests      all requests, likewise; sim_stats counts of them
#   sim_stop, sim_start  OZmap goes away, and comes back as it was
#
# Subscribers: world_subscriber KEY=VALUE... with code (the contract) and
#   name, state=active|cancelled|neither|both, reason (8), cancelado=S|N, activated and cancelled (ages), linked
#   session=up|down|unknown, since (age; none), hour=none, blocked=yes|no, suspended=yes|no
#   power, power_age, fiber=yes|no, onu, port, login
#   street (empty: none), number, complement, district, city, uf, zip; the person's own with person_street and so on;
#   same=yes (end_igual_cadastro), street_code (a code as it stands, with or without a row)
#   person (its number), connection (its number, or none; code + 50000 where not said)
# An age is 30s, 15min, 2h, 7d, or a timestamp in MK's time zone. world_connection connection=N [code=N] KEY=VALUE... adds
# one more connection to a contract, or one without a contract. world_remove CODE takes a contract out of MK.
#
# Clients: world_client KEY=VALUE... with code (empty: none) and
#   name, implanted=true|false|none, status=0|1, property=yes|no, client=yes|no (no: a free property), id (of both, code
#   where not said: a number), login, onu, observation (the property's), client_observation, address, power, box, port,
#   drop, history=CODE,CODE, lat, lng
# Its ids are client_id ID and property_id ID. An empty value removes the field. world_ozmap_remove CODE takes both away.
#
# Checks (each counts; the first that fails ends the script)
#   expect_status N COMMAND...     its output is in $OUT and $ERR afterwards
#   expect_equal GOT WANTED WHAT, expect_match TEXT REGEX WHAT, expect_contains TEXT PART WHAT, expect COMMAND...
#   plan_json [FILTER]             the newest plan, which must be there; change_id KIND CODE, change_state ID, change_count [KIND],
#   finding_id KIND CODE, plan_query JQ; journal JQ...
#   client_of CODE, property_of CODE   OZmap's rows now (of property_of: with the number that world_client gave it)
#   as USER COMMAND...             as somebody who calls through sudo
#   fail WHAT, skip WHY (exit 77), passed (the last line: a script that ends without it has failed)

set -u
unset LC_ALL LANGUAGE
export LANG=C.UTF-8 # the shell's own texts and patterns are UTF-8, whatever the caller's locale
world_tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
world_top=$(cd "$world_tools/../.." && pwd)
BUILD=${BUILD:-$world_top/build}
BUILD=$(mkdir -p "$BUILD" && cd "$BUILD" && pwd)
. "$world_tools/scratch-postgres.sh"
. "$world_tools/leftovers.sh"

world_name=$(basename "$0" .sh)
world_checks=0
world_finished=no
world_scratch=$(mktemp -d "${TMPDIR:-/tmp}/mkoz-test-XXXXXX")
WORLD=
MK=
SIM_PID=
SIM_URL_PORT=
SIM_KEY=key-of-the-simulator-5f1d
OUT=
ERR=
declare -A world_config=()

# --- checks ----------------------------------------------------------------------------------------------------------

fail()
{
	local depth=0
	while [[ ${BASH_SOURCE[depth]} == "${BASH_SOURCE[0]}" && $depth -lt ${#FUNCNAME[@]} ]]; do
		depth=$((depth + 1))
	done
	printf 'FAIL %s:%s: %s\n' "$world_name" "${BASH_LINENO[depth - 1]}" "$1" >&2
	kill -s USR1 "$$" # ends the script from a subshell too
	exit 1
}

skip()
{
	world_finished=yes
	printf 'skip %s: %s\n' "$world_name" "$1"
	exit 77
}

passed()
{
	[ "$world_checks" -gt 0 ] || fail "nothing was checked"
	world_finished=yes
	printf 'ok   %s: %d checks\n' "$world_name" "$world_checks"
}

expect_status()
{
	local wanted=$1 got
	shift
	world_checks=$((world_checks + 1))
	"$@" >"$world_scratch/out" 2>"$world_scratch/err"
	got=$?
	OUT=$(cat "$world_scratch/out")
	ERR=$(cat "$world_scratch/err")
	[ "$got" -eq "$wanted" ] || fail "$* ended with $got, not $wanted
stdout: $(head -c 2000 "$world_scratch/out")
stderr: $(head -c 2000 "$world_scratch/err")"
}

expect()
{
	world_checks=$((world_checks + 1))
	"$@" || fail "not so: $*"
}

expect_equal()
{
	world_checks=$((world_checks + 1))
	[ "$1" = "$2" ] || fail "${3:-unequal}
got:    $1
wanted: $2"
}

expect_match()
{
	world_checks=$((world_checks + 1))
	[[ $1 =~ $2 ]] || fail "${3:-no match}
got:    $1
wanted: $2"
}

expect_contains()
{
	world_checks=$((world_checks + 1))
	[[ $1 == *"$2"* ]] || fail "${3:-not in it}
got:    $1
wanted: $2"
}

# --- the plan --------------------------------------------------------------------------------------------------------

# Where it cannot be read the script ends: nothing would else be equal to nothing.
plan_json()
{
	mkoz plan --no-refresh --format json ${1:+--filter "$1"} || fail "the plan cannot be read"
}

plan_query()
{
	plan_json | jq -r "$@" || fail "jq: $*"
}

change_id()
{
	plan_query --arg kind "$1" --arg code "$2" '.changes[] | select(.kind == $kind and .code == $code) | .id'
}

change_state()
{
	plan_query --arg id "$1" '.changes[] | select(.id == $id) | .state'
}

change_count()
{
	plan_query --arg kind "${1:-}" '[.changes[] | select($kind == "" or .kind == $kind)] | length'
}

finding_id()
{
	plan_query --arg kind "$1" --arg code "$2" '.findings[] | select(.kind == $kind and .code == $code) | .id'
}

journal()
{
	{ mkoz history --format json || fail "the journal cannot be read"; } | jq -r "$@" || fail "jq: $*"
}

client_of()
{
	sim_state | jq -cS --arg code "$1" '.clients[] | select(.code == $code)' || fail "jq: client_of $1"
}

property_of()
{
	sim_state | jq -cS --arg id "$(property_id "$1")" '.properties[] | select(.id == $id)'
}

as()
{
	local user=$1
	shift
	SUDO_USER=$user "$@"
}

# --- configuration and program -----------------------------------------------------------------------------------------

# Writes the configuration from world_config, whose keys are SECTION.KEY (a profile's section as NAME:SECTION.KEY).
world_write_config()
{
	local full section
	(
		umask 077
		for section in $(printf '%s\n' "${!world_config[@]}" | sed 's/\.[^.]*$//' | sort -u); do
			echo "[$section]"
			for full in "${!world_config[@]}"; do
				[ "${full%.*}" != "$section" ] || echo "${full##*.} = ${world_config[$full]}"
			done
		done
	) >"$MKOZ_CONFIG.new"
	chmod 0600 "$MKOZ_CONFIG.new" && mv "$MKOZ_CONFIG.new" "$MKOZ_CONFIG"
}

world_set()
{
	world_config[$1]=$2
	world_write_config
}

world_unset()
{
	unset "world_config[$1]"
	world_write_config
}

world_default_config()
{
	world_config=(
		[mk.host]=127.0.0.1 [mk.port]="$MK_PORT" [mk.user]=mkoz_reader [mk.database]=mkData3.0
		[mk.password_file]=$WORLD/mk-password [mk.sslmode]=disable
		[ozmap.url]="$SIM_URL/api/v2" [ozmap.token_file]=$WORLD/ozmap-token
		[store.url]=sqlite:$WORLD/state/store.db
	)
	(
		umask 077
		printf 'mkoz_reader-secret\n' >"$WORLD/mk-password"
		printf '%s\n' "$SIM_KEY" >"$WORLD/ozmap-token"
	)
	world_write_config
}

mkoz()
{
	HOME=$WORLD/home XDG_STATE_HOME=$WORLD/home/state XDG_CONFIG_HOME=$WORLD/home/config LC_ALL=${WORLD_LOCALE:-C.UTF-8} \
		LANGUAGE= MKOZ_CONFIG=$MKOZ_CONFIG "$BUILD/mkoz" "$@"
}

# --- both sides ------------------------------------------------------------------------------------------------------

world_start()
{
	world_stop
	WORLD=$(mktemp -d "${TMPDIR:-/tmp}/mkoz-world-XXXXXX") || fail "no temporary folder"
	chmod 0711 "$WORLD" # the server's user has to reach its folder; what is secret is 0600
	MKOZ_CONFIG=$WORLD/mkoz.conf
	mkdir -m 0700 "$WORLD/state" "$WORLD/home"
	world_sources "$@"
	MK=$WORLD/mk
	scratch_postgres_start "$MK" "${WORLD_ENCODING:-UTF8}" || fail "MK's database does not start"
	MK_PORT=$SCRATCH_POSTGRES_PORT
	[ ! -e "$WORLD/mk.sql" ] || mk_sql '' -f "$WORLD/mk.sql" >/dev/null || fail "MK's data does not load"
	sim_start
	world_default_config
}

# Leaves OZmap's state in $WORLD/ozmap.json and MK's data, if any, in $WORLD/mk.sql.
world_sources()
{
	case $# in
	0) echo '{"properties": [], "clients": [], "boxes": []}' >"$WORLD/ozmap.json" ;;
	1)
		local -A encodings=([UTF8]=utf8 [LATIN1]=latin1 [SQL_ASCII]=mixed)
		"$BUILD/tests/demo/generate" --size "$1" --sql "$WORLD/mk.sql" --ozmap "$WORLD/ozmap.json" \
			--encoding "${encodings[${WORLD_ENCODING:-UTF8}]}" || fail "the generator failed"
		;;
	*) cp "$1" "$WORLD/mk.sql" && cp "$2" "$WORLD/ozmap.json" || fail "no world from $1 and $2" ;;
	esac
}

world_stop()
{
	[ -n "$WORLD" ] || return 0
	leftovers_end "$WORLD"
	sim_kill
	[ -z "$MK" ] || scratch_postgres_stop "$MK" immediate
	MK=
	rm -rf "$WORLD"
	WORLD=
}

world_exit()
{
	local status=$?
	trap - EXIT
	world_stop
	rm -rf "$world_scratch"
	if [ "$status" -eq 0 ] && [ "$world_finished" = no ]; then
		printf 'FAIL %s: it ended before its last line\n' "$world_name" >&2
		status=1
	fi
	exit "$status"
}
trap world_exit EXIT
trap 'exit 1' USR1
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mk_sql()
{
	local sql=$1
	shift
	scratch_postgres_sql "$MK" ${sql:+-c "$sql"} "$@"
}

# --- the simulator: its control interface is known here only -----------------------------------------------------------

sim_start()
{
	local try
	: >"$WORLD/sim.out"
	"$BUILD/tests/sim/ozmap-sim" --port "${SIM_URL_PORT:-0}" --state "$WORLD/ozmap.json" --key "$SIM_KEY" \
		--log "$WORLD/sim.log" >"$WORLD/sim.out" 2>"$WORLD/sim.err" &
	SIM_PID=$!
	for try in $(seq 500); do
		SIM_URL=$(sed -n 's/^listening //p' "$WORLD/sim.out")
		[ -z "$SIM_URL" ] || break
		kill -0 "$SIM_PID" 2>/dev/null || break
		sleep 0.02
	done
	[ -n "$SIM_URL" ] || fail "the simulator does not start (try $try): $(cat "$WORLD/sim.err")"
	SIM_URL_PORT=${SIM_URL##*:}
}

sim_kill()
{
	[ -n "$SIM_PID" ] || return 0
	kill "$SIM_PID" 2>/dev/null
	wait "$SIM_PID" 2>/dev/null
	SIM_PID=
	SIM_URL_PORT=
}

sim_stop()
{
	local port=$SIM_URL_PORT
	sim_state >"$WORLD/ozmap.json"
	sim_kill
	SIM_URL_PORT=$port
}

sim_control()
{
	curl -fsS --noproxy '*' -X "$1" "$SIM_URL/_sim/$2" "${@:3}" || fail "the simulator refuses $1 $2 ${*:3}"
}

sim_state()
{
	sim_control GET state
}

sim_mutate()
{
	sim_control POST mutate --data-binary "$1" >/dev/null
}

sim_fault()
{
	sim_control POST fault --data-binary "$1" >/dev/null
}

sim_reset()
{
	sim_control POST reset-faults >/dev/null
}

sim_options()
{
	sim_control POST options --data-binary "$1" >/dev/null
}

sim_stats()
{
	sim_control GET stats
}

sim_empty()
{
	sim_control POST delete-all >/dev/null
}

# From the log, which outlives a restart of the simulator.
sim_requests()
{
	cat "$WORLD/sim.log"
}

sim_writes()
{
	sim_requests | jq -c 'select(.applied)'
}

sim_write_count()
{
	sim_writes | jq -s "map(select(${1:-true})) | length"
}

# --- what is in the world ------------------------------------------------------------------------------------------------

# KEY=VALUE... as one JSON object of strings.
world_words()
{
	jq -cn '[$ARGS.positional[] | index("=") as $at | {key: .[:$at], value: .[$at + 1:]}] | from_entries' --args "$@"
}

world_subscriber()
{
	mk_sql '' -v words="$(world_words "$@")" <<<"SELECT fixture.subscriber(:'words')" >/dev/null ||
		fail "MK does not take the subscriber $*"
}

world_connection()
{
	mk_sql '' -v words="$(world_words "$@")" <<<"SELECT fixture.connection(:'words')" >/dev/null ||
		fail "MK does not take the connection $*"
}

world_remove()
{
	mk_sql "DELETE FROM mk_conexoes WHERE contrato = $1; DELETE FROM mk_contratos WHERE codcontrato = $1" >/dev/null
}

client_id()
{
	printf 'c%023d\n' "$1"
}

property_id()
{
	printf 'b%023d\n' "$1"
}

# What to tell the simulator's /_sim/mutate, given its state, so that the client is as the words say.
world_client_filter='
def words: $ARGS.named.words;
def given($key): words | has($key);
def id($letter): (words.id // words.code) as $n | $letter + ("0" * (23 - ($n | length)) // "") + $n;
def set($path; $key; f): if given($key) then setpath($path; words[$key] | if . == "" then null else f end) else . end;
def box: {id: ("e" + (reduce explode[] as $c (7; (. * 131 + $c) % 1000000007) | tostring | "0" * (23 - length) + .)), name: .};
def stamp: "2024-03-01T12:00:00.000Z";
def new_client: {id: id("c"), code: words.code, name: ("Assinante " + words.code), observation: "", implanted: true,
	certified: false, status: 0, onu: {user_PPPoE: null, serial_number: null, mac_address: null}, tags: [],
	createdAt: stamp, updatedAt: stamp};
def new_property: {id: id("b"), kind: "Property",
	address: "Rua das Flores, 10 - Centro, Florianópolis - SC, 88010-000",
	box: ("CTO-001" | box), pole: null, drop: null, project: "d00000000000000000000001",
	coords: [-48.54, -27.59], lat: -27.59, lng: -48.54, observation: "", potencyRead: -20.5, tags: [], createdAt: stamp,
	updatedAt: stamp, connections: [], history: {clients: []}, client: (if words.client == "no" then null else id("c") end)};
def client_words: set(["code"]; "code"; .) | set(["name"]; "name"; .) | set(["status"]; "status"; tonumber)
	| set(["implanted"]; "implanted"; if . == "none" then null else . == "true" end)
	| set(["observation"]; "client_observation"; .) | set(["onu", "user_PPPoE"]; "login"; .)
	| set(["onu", "serial_number"]; "onu"; .) | if .implanted == null then del(.implanted) else . end;
def property_words: set(["address"]; "address"; .) | set(["potencyRead"]; "power"; tonumber)
	| set(["observation"]; "observation"; .) | set(["drop"]; "drop"; .) | set(["lat"]; "lat"; tonumber)
	| set(["lng"]; "lng"; tonumber) | if given("lat") or given("lng") then .coords = [.lng, .lat] else . end
	| set(["box"]; "box"; box)
	| set(["connections"]; "port"; [{id: "f00000000000000000000001", kind: "Splitter", name: "1x8", port: ., implanted: true,
		fiber: 1}])
	| set(["history", "clients"]; "history"; split(",") | map({id: "c99999999999999999999999", code: ., enter_date: stamp,
		exit_date: stamp}))
	| if words.property == "yes" then .client = id("c") else . end;
def operations($what; $old; $new; $wanted):
	if $wanted | not then if $old then {what: $what, id: $old.id, delete: true, with_client: false} else empty end
	elif $old then {what: $what, id: $old.id, unset: (($old | keys) - ($new | keys)),
		set: ($new | with_entries(select(.value != $old[.key])))}
	else {what: $what, add: $new} end;
first(.clients[] | select(.id == id("c"))) // null | . as $client | $state[0] |
[operations("client"; $client; $client // new_client | client_words; words.client != "no"),
 (first(.properties[] | select(.id == id("b"))) // null | . as $property
	| operations("property"; $property; $property // new_property | property_words; words.property != "no"))]
| map(select(.set != {} or .unset != []))'

world_client()
{
	local operations
	sim_state >"$WORLD/state.json"
	operations=$(jq -c --argjson words "$(world_words "$@")" --slurpfile state "$WORLD/state.json" "$world_client_filter" \
		"$WORLD/state.json") || fail "no client can be made of $*"
	[ "$operations" = "[]" ] || sim_mutate "$operations"
}

world_pair()
{
	world_subscriber "$@"
	world_client "$1"
}

world_ozmap_remove()
{
	sim_mutate "$(sim_state | jq -c --arg code "$1" '. as $state | [.clients[] | select(.code == $code) | .id as $id
		| first($state.properties[] | select((.client.id? // .client) == $id)
			| {what: "property", id, delete: true, with_client: true}) // {what: "client", id: $id, delete: true}]')"
}
