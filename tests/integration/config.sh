#!/usr/bin/env bash
# The configuration from outside: where it is found, every key and unit, what an error names, secrets and their files,
# who may own and write it, transport, profiles (spec §2, faults 24, 25, 27, 32).
. "$(dirname "$0")/../tools/world.sh"

file=
# conf TEXT: a configuration of its own, with \n and so on
conf()
{
	file=$WORLD/own.conf
	printf '%b' "$1" >"$file"
	chmod 0600 "$file"
}
accepted()
{
	conf "$1"
	expect_status 1 mkoz plan --no-refresh --config "$file" # there is no store yet
	expect_contains "$ERR" "no store yet" "accepted: $1"
}
# refused WORDS TEXT: one line that names the file and says these words, and what to do
refused()
{
	conf "$2"
	expect_status 1 mkoz plan --no-refresh --config "$file"
	expect_equal "$OUT" "" "nothing on standard output"
	expect_match "$ERR" "^mkoz: $file: [^"$'\n'"]+: [^"$'\n'"]+$" "one line, what: why: what to do"
	expect_contains "$ERR" "$1" "what it says of $2"
}

found_in_its_places()
{
	local home=$WORLD/home
	printf '[mk]\ncolour = 1\n' >"$WORLD/1.conf"
	printf '\n[mk]\ncolour = 1\n' >"$WORLD/2.conf"
	mkdir -p "$home/config/mkoz" "$home/.config/mkoz"
	printf '\n\n[mk]\ncolour = 1\n' >"$home/config/mkoz/mkoz.conf"
	printf '\n\n\n[mk]\ncolour = 1\n' >"$home/.config/mkoz/mkoz.conf"
	at() { # LINE COMMAND...
		local line=$1
		shift
		expect_status 1 "$@"
		expect_contains "$ERR" ": line $line: [mk] colour: unknown key" "which file was read"
	}
	at 2 env MKOZ_CONFIG="$WORLD/2.conf" "$BUILD/mkoz" plan --config "$WORLD/1.conf"
	at 3 env MKOZ_CONFIG="$WORLD/2.conf" XDG_CONFIG_HOME="$home/config" "$BUILD/mkoz" plan
	at 4 env -u MKOZ_CONFIG XDG_CONFIG_HOME="$home/config" HOME="$home" "$BUILD/mkoz" plan
	at 5 env -u MKOZ_CONFIG -u XDG_CONFIG_HOME HOME="$home" "$BUILD/mkoz" plan
	[ ! -e /etc/mkoz/mkoz.conf ] || return 0
	expect_status 1 env -u MKOZ_CONFIG XDG_CONFIG_HOME="$WORLD/nothing" "$BUILD/mkoz" plan
	expect_contains "$ERR" "run mkoz init" "none anywhere"
}

every_key_is_known()
{
	local text
	# what init writes, with every default taken at its word
	expect_status 0 mkoz init --config "$WORLD/init.conf"
	text=$(sed -E 's/^#([][a-z_]+( = .*)?)$/\1/; s/^(host|user|password_file|sslrootcert|active_sql|cancelled_sql|clients_sql) = .*/\1 =/
		s/^(token_file|login|ca_file|ozloc_url|language|technicians|supervisors|canary_codes|approve) = ?$/\1 =/' "$WORLD/init.conf")
	expect_equal "$(grep -c '^[a-z_]* =' <<<"$text")" 58 "every key of the specification, and one of [keys]"
	accepted "${text//\\/\\\\}"
	accepted '[mk]\nhost=127.0.0.1\n[ozmap]\nurl=https://acme.ozmap.com.br:9994/api/v2\n'
	accepted '\xef\xbb\xbf; a comment\r\n# another\r\n\r\n[mk]\r\n  port : 5433  \r\n'
}

values_and_units()
{
	local key value
	for value in '30 s' '30s' '15 min' '2 h' '7 d'; do accepted "[guard]\nmax_plan_age = $value\n"; done
	for value in 30 '30 x' '7 days' '1.5 h' '-3 s' '0 s' '99999999999 d' '15 Min' 's' ''; do
		refused 'line 2: [guard] max_plan_age' "[guard]\nmax_plan_age = $value\n"
	done
	for value in '0.5 dB' '0.5' '0.5dB' '3'; do accepted "[sync]\npower_tolerance = $value\n"; done
	for value in '0,5 dB' '-1' nan inf 0x1 '1 dBm' '' 101; do
		refused 'line 2: [sync] power_tolerance' "[sync]\npower_tolerance = $value\n"
	done
	for value in 'name' 'status,power' 'name, address ,status' ''; do accepted "[sync]\nfields = $value\n"; done
	refused 'line 3: [sync] fields: unknown word: write one of name address status power' '[sync]\n\nfields = name colour\n'
	for key in 'mk] link = contrato' 'mk] status_source = radius' 'mk] sslmode = verify' 'sync] cosmetic = yes' \
		'mk] allow_insecure = true' 'sync] delete_client = 1' 'sync] remove_property = YES' 'ui] mouse = on' \
		'mk] port = 0' 'mk] port = 65536' 'mk] port = 5432a' 'ozmap] page_size = 0' 'ozmap] concurrency = -1' \
		'ozmap] max_requests_per_second = 1.5' 'guard] max_cancellations = -1' 'guard] max_cancellations_percent = 101' \
		'guard] bulk_limit = 99999999999999999999' 'apply] trial = x' 'mk] timezone = Mars/Base' 'mk] timezone = ../x' \
		'sync] address_format = {street} {colour}' 'sync] address_format = {street' 'sync] address_format =' \
		'sync] observation_format = {address}' 'ozmap] url = ftp://x' 'ozmap] url = acme.ozmap.com.br' \
		'ozmap] url = https://me:pw@x/' 'ozmap] url = https://x/y?z' 'store] url = sqlite:here' 'store] url = mysql://x' \
		'auto] approve = nonsense' 'auto] approve = cancel-remove' 'auto] approve = no-code' 'auto] approve = revert-name' \
		'store] keep_personal_data = 0 d' 'mk] password_files = x'; do
		refused "line 2: [${key%% =*}" "[${key%%]*}]\n${key#*] }\n"
	done
	accepted '[auto]\napprove = activate, name, address, status, power\n'
	accepted '[auto]\napprove = cancel-remove, cancel-detach\nauto_cancellations = yes\n'
}

the_file_is_an_ini_file()
{
	refused 'line 1: [colours]: unknown section' '[colours]\nx = y\n'
	refused 'line 3: [west:colours]: unknown section' '[mk]\nport = 1\n[west:colours]\n'
	refused 'line 2: [west:mk] hots: unknown key' '[west:mk]\nhots = x\n'
	refused 'line 3: [mk] host: stands there twice, first in line 2' '[mk]\nhost = a\nhost = b\n'
	refused 'line 1: it stands before the first [section]' 'host = x\n'
	refused 'line 1: neither' '[mk\nhost = x\n'
	refused 'line 2: neither' '[mk]\nhost\n'
	refused 'line 1: something stands behind' '[mk] host = x\n'
	refused 'UTF-8' '[mk]\nhost = \xff\n'
	refused 'UTF-8' '[mk]\nhost = a\0b\n'
	refused 'line 2: too long' "[mk]\nhost = $(printf 'x%.0s' $(seq 5000))\n"
	refused 'line 2: [mk] ^[[2Jhots' '[mk]\n\x1b[2Jhots = x\n'
	refused 'line 1: [^[[2J^G<U+202E>]' '[\x1b[2J\x07\xe2\x80\xae]\n'
}

no_secret_stands_in_it()
{
	local line
	for line in mk:password ozmap:token ozmap:password store:password west:mk:password ozmap:api_key roles:token; do
		refused "line 2: [${line%:*}] ${line##*:}: no secret may stand in this file" "[${line%:*}]\n${line##*:} = unique-77e1\n"
		expect_match "$ERR" 'password_file|token_file' "where it belongs"
		expect_equal "${ERR/unique-77e1/}" "$ERR" "it is not repeated"
	done
	for line in 'postgresql://u:unique-77e1@h/db' 'postgresql://h/db?password=unique-77e1' 'postgresql://h?user=u&password=unique-77e1'; do
		refused "line 2: [store] url: no password" "[store]\nurl = $line\n"
		expect_equal "${ERR/unique-77e1/}" "$ERR" "it is not repeated"
	done
}

transport_is_proven()
{
	local host
	for host in mk.example.net 10.0.0.1 localhost.example.net 127.0.0.1.example.net 0.0.0.0 '127.0.0.1,10.0.0.1' ::2; do
		refused 'line 3: [mk] sslmode' "[mk]\nhost = $host\nsslmode = require\n"
		expect_contains "$ERR" 'allow_insecure = yes' "what to do"
		accepted "[mk]\nhost = $host\nsslmode = disable\nallow_insecure = yes\n"
		accepted "[mk]\nhost = $host\nsslmode = verify-ca\n"
		accepted "[mk]\nhost = $host\n"
	done
	for host in 127.0.0.1 127.9.9.9 ::1 localhost /run/postgresql; do accepted "[mk]\nhost = $host\nsslmode = disable\n"; done
	for host in acme.example.net localhost.example.net 127.0.0.1.example.net '[::2]:80' 0.0.0.0; do
		refused 'line 2: [ozmap] url: the key would travel in the clear' "[ozmap]\nurl = http://$host/api/v2\n"
		accepted "[ozmap]\nurl = http://$host/api/v2\nallow_insecure = yes\n"
		refused 'line 3: [ozmap] ozloc_url' "[ozmap]\nurl = https://x\nozloc_url = http://$host\n"
	done
	for host in 127.0.0.1:80 '[::1]:80' localhost; do accepted "[ozmap]\nurl = http://$host/api/v2\n"; done
}

the_file_is_nobody_elses()
{
	local mode program
	for mode in 0620 0602 0666 0777; do
		conf '[mk]\n'
		chmod $mode "$file"
		expect_status 1 mkoz plan --no-refresh --config "$file"
		expect_match "$ERR" "^mkoz: $file: others may write to it \(mode $mode\): run chmod go-w on it$"
	done
	for mode in 0600 0400 0644 0640; do
		conf '[mk]\n'
		chmod $mode "$file"
		expect_status 1 mkoz plan --no-refresh --config "$file"
		expect_contains "$ERR" "no store yet" "mode $mode"
	done
	for file in "$WORLD" /dev/null "$WORLD/none"; do
		expect_status 1 mkoz plan --no-refresh --config "$file"
		expect_match "$ERR" "^mkoz: $file: [^:]+: [^:]+$"
	done
	[ "$(id -u)" = 0 ] && [ -x "$(command -v setpriv)" ] || return 0
	conf '[mk]\n'
	chmod 0644 "$file"
	program=$WORLD/mkoz # nobody may not look into everybody's checkout
	install -m 0755 "$BUILD/mkoz" "$program"
	expect_status 1 setpriv --reuid=nobody --clear-groups env HOME=/nonexistent "$program" plan --no-refresh --config "$file"
	expect_contains "$ERR" "no store yet" "root's is good for anybody"
	chown daemon "$file"
	expect_status 1 setpriv --reuid=nobody --clear-groups "$program" plan --no-refresh --config "$file"
	expect_contains "$ERR" "belongs to somebody else" "another's is not"
	expect_status 1 mkoz plan --no-refresh --config "$file"
	expect_contains "$ERR" "belongs to somebody else" "not even for root"
}

# secret KEY FILE: what is said of the file
secret_fails()
{
	expect_status 1 mkoz refresh
	expect_match "$ERR" "^mkoz: [^:]*${1##*.}: .*: " "which key"
	expect_contains "$ERR" "$2" "why"
	expect_equal "$OUT$(grep -c "$SIM_KEY\|reader-secret" <<<"$ERR")" 0 "and no secret"
}
secrets_are_files_of_ones_own()
{
	local key good mode
	world_start
	world_pair code=1001
	for key in mk.password_file ozmap.token_file; do
		good=${world_config[$key]}
		for mode in 0640 0604 0660 0700 0644 1600; do
			chmod $mode "$good"
			secret_fails $key 'chmod 600'
		done
		chmod 0400 "$good"
		expect_status 0 mkoz refresh
		chmod 0600 "$good"
		expect_status 0 mkoz refresh
		ln -sf "$good" "$WORLD/link"
		world_set $key "$WORLD/link"
		secret_fails $key 'symbolic link'
		world_set $key "$WORLD"
		secret_fails $key 'not a regular file'
		[ -p "$WORLD/pipe" ] || mkfifo -m 0600 "$WORLD/pipe"
		world_set $key "$WORLD/pipe"
		secret_fails $key 'not a regular file'
		world_set $key "$WORLD/nothing"
		secret_fails $key 'No such file'
		for mode in '' '\n' 'a\rX-Evil: 1\n' 'a\nb\n' 'a\0b' 'a\x1bb' "$(printf 'x%.0s' $(seq 9000))"; do
			(umask 077 && printf "$mode" >"$WORLD/bad")
			world_set $key "$WORLD/bad"
			secret_fails $key "$WORLD/bad"
		done
		world_set $key "$good"
		[ "$(id -u)" != 0 ] || {
			chown daemon "$good"
			secret_fails $key 'belongs to somebody else'
			chown root "$good"
		}
	done
	expect_status 0 mkoz refresh
	# a key with a line end in the variable
	world_unset ozmap.token_file
	MKOZ_OZMAP_TOKEN=$'a\r\nX-Evil: 1' expect_status 1 mkoz refresh
	expect_match "$ERR" 'control character'
	MKOZ_OZMAP_TOKEN=$SIM_KEY expect_status 0 mkoz refresh
	expect_status 1 mkoz refresh
	expect_match "$ERR" '^mkoz: .*token_file.*MKOZ_OZMAP_TOKEN' "where it belongs"
	world_set ozmap.token_file "$WORLD/ozmap-token"
	# the file comes first
	MKOZ_OZMAP_TOKEN=wrong MKOZ_MK_PASSWORD=wrong expect_status 0 mkoz refresh
	expect_equal "$(sim_requests | grep -ci 'x-evil')" 0 "no header of its own got out"
}

profiles()
{
	world_start
	world_pair code=1001
	world_set west:mk.host 127.0.0.1
	world_set west:mk.user nobody
	world_set east:mk.cancel_reasons 3
	expect_status 0 mkoz refresh
	expect_status 0 mkoz --profile east refresh
	expect_status 1 mkoz refresh --profile west
	expect_contains "$ERR" nobody "the profile's own user"
	expect_status 1 mkoz refresh --profile=north
	expect_contains "$ERR" "no section of profile north" "a profile that is nowhere"
	expect_status 64 mkoz refresh --profile ''
	expect_status 64 mkoz refresh --profile a --profile b
	# without a url each profile has a store of its own
	world_unset store.url
	expect_status 0 mkoz --profile east refresh
	expect_status 1 mkoz plan --no-refresh
	expect_status 0 mkoz plan --no-refresh --profile east
	expect_equal "$(ls "$WORLD/home/state/mkoz/"*.db | wc -l)" 1 "one store so far"
	expect_equal "$(stat -c %a "$WORLD/home/state/mkoz" "$WORLD/home/state/mkoz/"*.db | paste -sd' ')" "700 600" "for its owner alone"
}

# another tenant: the store remembers whose plan it holds (faults 11); its key and user may change
the_store_remembers_whose_it_is()
{
	world_start
	world_pair code=1001 name='Nome Novo'
	world_client code=1001 name='Nome Velho'
	expect_status 0 mkoz refresh
	local before
	before=$(plan_json)
	world_set ozmap.url "${SIM_URL/127.0.0.1/localhost}/api/v2"
	expect_status 4 mkoz refresh
	expect_match "$ERR" '^mkoz: [^'$'\n'']+: [^'$'\n'']+: [^'$'\n'']+$' "what: why: what to do"
	expect_equal "$(plan_json)" "$before" "the plan stays"
	expect_status 0 mkoz approve "$(change_id name 1001)"
	expect_status 4 mkoz apply
	expect_equal "$(change_state "$(change_id name 1001)")" approved "nothing is released"
	expect_status 4 mkoz worker --once
	expect_status 1 mkoz doctor
	expect_contains "$OUT" "failure  store: it holds the plan of the OZmap at" "doctor tells"
	world_set ozmap.url "$SIM_URL/api/v2/"
	expect_status 0 mkoz refresh
	world_set mk.database postgres
	expect_status 4 mkoz refresh
	expect_status 4 mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing was written"
	world_unset mk.database
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 1 "to whom it belongs"
}

world_start
found_in_its_places
every_key_is_known
values_and_units
the_file_is_an_ini_file
no_secret_stands_in_it
transport_is_proven
the_file_is_nobody_elses
secrets_are_files_of_ones_own
profiles
the_store_remembers_whose_it_is
passed
