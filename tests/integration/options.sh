#!/usr/bin/env bash
# The command line: options before and after, usage, exit statuses, what each stream carries, doctor, init, verify; and
# that every error reads `mkoz: what: why: what to do` (spec §1).
. "$(dirname "$0")/../tools/world.sh"

commands=(refresh plan approve reject defer undo apply worker history revert verify doctor init)
# shaped STATUS COMMAND...: nothing on standard output, and one line of that shape
shaped()
{
	expect_status "$@"
	expect_equal "$OUT" "" "nothing on standard output: ${*:2}"
	expect_match "$ERR" '^mkoz: [^'$'\n'']+: [^'$'\n'']+: [^'$'\n'']+$' "what: why: what to do: ${*:2}"
}

help_needs_nothing()
{
	local command
	expect_status 0 env -i "$BUILD/mkoz" --help
	for command in "${commands[@]}"; do
		expect_contains "$OUT" "  $command " "$command is in the help"
	done
	for command in "${commands[@]}"; do
		expect_status 0 env -i "$BUILD/mkoz" "$command" --help
		expect_match "$OUT" "^usage: mkoz $command"
		expect_contains "$OUT" --profile "common options"
		expect_status 0 env -i "$BUILD/mkoz" --help "$command"
		expect_equal "$ERR" "" "nothing else"
	done
	expect_status 0 env -i "$BUILD/mkoz" --version
	expect_match "$OUT" '^mkoz [0-9]+\.[0-9]+\.[0-9]+$'
	expect_status 0 env -i "$BUILD/mkoz" plan --version
}

wrong_usage()
{
	local command
	for command in "${commands[@]}"; do
		shaped 64 mkoz $command --nonsense
		shaped 64 mkoz --nonsense $command
		shaped 64 mkoz $command --config
		shaped 64 mkoz $command --config ''
		shaped 64 mkoz $command --profile=
		shaped 64 mkoz $command --quiet=yes
		shaped 64 mkoz $command ''
		[[ $command =~ ^(approve|reject|defer|undo|revert)$ ]] || shaped 64 mkoz $command 0123456789abcdef
		[[ $command =~ ^(plan|approve|reject|defer|undo)$ ]] || shaped 64 mkoz $command --filter x
		[ $command = worker ] || shaped 64 mkoz $command --once
		[ $command = approve ] || shaped 64 mkoz $command --override-guard 0123456789abcdef
		[[ $command =~ ^(plan|history)$ ]] || shaped 64 mkoz $command --format json
	done
	shaped 64 mkoz nonsense
	shaped 64 mkoz -q
	shaped 64 mkoz plan --format xml
	shaped 64 mkoz plan --format ''
	shaped 64 mkoz plan --format json --format csv
	shaped 64 mkoz history --since yesterday
	shaped 64 mkoz history --since 2026-02-30
	shaped 64 mkoz verify --head 5
	shaped 64 mkoz verify --head 5:xyz
	shaped 64 mkoz approve
	shaped 64 mkoz reject 0123456789abcdef
	shaped 64 mkoz defer 0123456789abcdef
	shaped 64 mkoz defer 0123456789abcdef --until someday
	shaped 64 mkoz defer 0123456789abcdef --until ''
	shaped 64 mkoz approve --expect x 0123456789abcdef
	shaped 64 mkoz approve --override-guard 0123456789abcdef
	shaped 64 mkoz revert
}

options_anywhere()
{
	world_start
	world_pair code=1001
	world_client code=1001 name=Other
	local config=$MKOZ_CONFIG
	MKOZ_CONFIG=$WORLD/none
	expect_status 0 mkoz --config "$config" refresh --quiet
	expect_equal "$OUT$ERR" "" "quiet"
	expect_status 0 mkoz refresh --verbose --config="$config"
	expect_match "$ERR" '^mkoz: plan 2: '
	expect_equal "$OUT" "" "what is told goes to stderr"
	expect_status 0 mkoz --no-color --config "$config" plan --no-refresh --verbose --format=json
	expect_status 1 mkoz refresh
	MKOZ_CONFIG=$config
	expect_status 0 mkoz --read-only plan --no-refresh
	expect_status 0 mkoz plan --read-only --no-refresh
	shaped 4 mkoz plan --read-only
	shaped 4 mkoz --read-only approve "$(change_id name 1001)"
	expect_status 0 mkoz history --read-only
	expect_status 0 mkoz verify --read-only
	expect_status 0 mkoz doctor --read-only
}

statuses()
{
	local id
	world_start
	shaped 1 mkoz plan --no-refresh
	shaped 1 mkoz history
	shaped 1 mkoz verify
	world_pair code=1001
	expect_status 0 mkoz plan --detailed-exitcode
	world_client code=1001 name=Other
	expect_status 2 mkoz plan --detailed-exitcode
	expect_status 2 mkoz plan --detailed-exitcode --no-refresh --format json
	expect_status 0 mkoz plan --no-refresh
	id=$(change_id name 1001)
	expect_status 0 mkoz approve "$id"
	expect_equal "$OUT" "" "what is told goes to stderr"
	expect_match "$ERR" '^mkoz: 1 approved$'
	expect_status 2 mkoz plan --no-refresh --detailed-exitcode # it is still to be applied
	expect_status 0 mkoz apply
	expect_equal "$OUT" "" "apply has nothing for standard output"
	expect_status 0 mkoz plan --no-refresh --detailed-exitcode
	world_subscriber code=1002 # a finding is no change
	expect_status 0 mkoz plan --detailed-exitcode
	shaped 1 mkoz approve zzz
	shaped 1 mkoz revert zzz
	shaped 1 mkoz undo "$(finding_id missing-in-ozmap 1002)"
	shaped 1 mkoz approve "$(finding_id missing-in-ozmap 1002)"
	shaped 1 mkoz revert "$(finding_id missing-in-ozmap 1002)"
	shaped 1 mkoz approve --filter nothing
	world_client code=1001 name=Again
	sim_fault '{"match": {"method": "PATCH", "times": 0}, "do": "status", "status": 400, "body": {"message": "no"}}'
	expect_status 0 mkoz refresh
	expect_status 0 mkoz approve "$(change_id name 1001)"
	shaped 3 mkoz apply
	sim_reset
	world_set roles.technicians tina
	shaped 4 mkoz approve "$id"
	shaped 4 mkoz refresh --moved
	world_unset roles.technicians
	sim_stop
	shaped 1 mkoz refresh
	shaped 1 mkoz worker --once
	sim_start
	printf 'wrong\n' >"$WORLD/ozmap-token"
	shaped 1 mkoz refresh
	printf '%s\n' "$SIM_KEY" >"$WORLD/ozmap-token"
	printf 'wrong\n' >"$WORLD/mk-password"
	shaped 1 mkoz refresh
	# what cannot be written, or read to its end
	if [ -e /dev/full ]; then
		mkoz plan --no-refresh --format json >/dev/full 2>"$WORLD/err"
		expect_equal "$?" 1 "a full disk"
		expect_match "$(cat "$WORLD/err")" '^mkoz: standard output: [^:]+: [^:]+$'
	fi
	mkoz plan --no-refresh >&- 2>"$WORLD/err"
	expect_equal "$?" 1 "a closed standard output"
	expect_status 0 mkoz plan --no-refresh <&-
	mkoz plan --no-refresh 2>"$WORLD/err" | true
	expect_match "$(cat "$WORLD/err")" '^(mkoz: standard output: Broken pipe: [^:]+)?$' "its reader has ended"
	# the language of the configuration, in mistakes of usage too
	if [ -e "$BUILD/locale/pt_BR/LC_MESSAGES/mkoz.mo" ]; then
		world_set ui.language pt_BR
		expect_status 64 mkoz plan --no-refresh --filter colour:x
		expect_match "$ERR" '^mkoz: filtro: '
		expect_status 0 mkoz plan --help
		expect_match "$OUT" '^uso: mkoz plan'
		world_unset ui.language
	fi
}

the_console_needs_a_terminal()
{
	shaped 1 mkoz
	shaped 1 mkoz --read-only
	[ -x "$(command -v script)" ] || return 0
	local terminal
	for terminal in dumb unknown-terminal ''; do
		TERM=$terminal HOME=$WORLD/home MKOZ_CONFIG=$MKOZ_CONFIG timeout 20 script -qec "'$BUILD/mkoz'" /dev/null </dev/null >"$WORLD/out"
		expect_equal "$?" 1 "TERM=$terminal"
		expect_match "$(tr -d '\r' <"$WORLD/out")" '^mkoz: console: [^:]+: [^:]+$' "and it says so"
	done
}

the_doctor()
{
	world_start
	world_pair code=1001
	world_pair code=1002 session=down since=2h
	world_subscriber code=1003 state=cancelled
	world_subscriber code=1004 state=neither reason=3
	expect_status 0 mkoz doctor
	expect_equal "$(grep -cvE '^(ok|warning|failure) +[^:]+: .' <<<"$OUT")" 0 "one line each"
	expect_equal "$(grep -c '^failure' <<<"$OUT")$ERR" 0 "no failure"
	for line in 'ok +configuration: ' 'ok +our address: MK sees us come from 127\.0\.0\.1' 'ok +encoding of MK: UTF8' 'ok +clock of MK: ' \
		'ok +role in MK: mkoz_reader can only read' 'ok +columns of MK: ' 'ok +cancel reason: 8 [^:]+: 1 contracts, cancelled' \
		'ok +cancel reason: 3 [^:]+: 1 contracts, not in cancel_reasons' 'sessions: 3 up, 1 down \(75 % up\)' 'ok +key, properties: 2 rows' \
		'ok +clock: ' 'warning +store: .*does not exist yet'; do
		expect_match "$OUT" "$line"
	done
	expect test ! -e "$WORLD/state/store.db" # looking made none
	expect_status 0 mkoz refresh
	expect_status 0 mkoz doctor
	expect_match "$OUT" 'ok +journal: 1 entries'
	expect_match "$OUT" "ok +you are: $(id -un), supervisor"
	expect_match "$OUT" 'ok +plan: fresh'
	world_set mk.user mkoz_writer
	printf 'mkoz_writer-secret\n' >"$WORLD/mk-password"
	expect_status 0 mkoz doctor
	expect_match "$OUT" 'warning +role in MK: mkoz_writer can write [0-9]+ tables, [^:]+: use a role'
	printf 'wrong\n' >"$WORLD/mk-password"
	expect_status 1 mkoz doctor
	expect_match "$OUT" 'failure +MK: [^:]+.*: check host, port, user, password'
	expect_match "$OUT" 'ok +key, clients: ' # the rest is looked at all the same
	expect_match "$ERR" '^mkoz: doctor: 1 failures: each line above tells what to do$'
	printf 'wrong\n' >"$WORLD/ozmap-token"
	expect_status 1 mkoz doctor
	expect_match "$OUT" 'failure +[^'$'\n'']*401'
	sim_stop
	expect_status 1 mkoz doctor
	expect_match "$OUT" 'failure +OZmap'
	sim_start
	chmod 0644 "$WORLD/ozmap-token"
	expect_status 1 mkoz doctor
	expect_match "$OUT" 'failure +[^'$'\n'']*chmod 600'
	chmod 0600 "$WORLD/ozmap-token"
	expect_status 1 mkoz doctor --config "$WORLD/none"
	expect_match "$OUT" '^failure +configuration: .*No such file'
}

init_and_verify()
{
	local head
	expect_status 0 mkoz init --config "$WORLD/a/b/new.conf" --quiet
	expect_equal "$OUT$ERR$(stat -c %a "$WORLD/a/b/new.conf" "$WORLD/a")" $'600\n700' "quietly, for its owner alone"
	echo mine >"$WORLD/a/b/new.conf"
	shaped 1 mkoz init --config "$WORLD/a/b/new.conf"
	expect_equal "$(cat "$WORLD/a/b/new.conf")" mine "left as it is"
	ln -s nowhere "$WORLD/a/link.conf"
	shaped 1 mkoz init --config "$WORLD/a/link.conf"
	expect test ! -e "$WORLD/a/nowhere"
	shaped 1 mkoz init --config "$WORLD/a"
	shaped 1 mkoz init --config /proc/none/mkoz.conf
	shaped 4 mkoz init --read-only --config "$WORLD/b.conf"
	expect_status 0 mkoz verify
	expect_match "$OUT" '^1 entries, head 1:[0-9a-f]{64}$'
	head=${OUT#* head }
	expect_status 0 mkoz verify --head "$head"
	world_client code=1001 name=X
	printf '%s\n' "$SIM_KEY" >"$WORLD/ozmap-token"
	world_set mk.user mkoz_reader
	printf 'mkoz_reader-secret\n' >"$WORLD/mk-password"
	expect_status 0 mkoz refresh
	expect_status 0 mkoz verify --head "$head"
	shaped 1 mkoz verify --head "1:$(printf '0%.0s' $(seq 64))"
	shaped 1 mkoz verify --head "999${head#1}"
	expect_status 0 mkoz history --code 1001
	expect_equal "$(mkoz history --format json --since 2099-01-01 | jq -c .)" '[]' "an empty array"
	expect_equal "$(mkoz history --format json --since "$(date -u -d '1 hour ago' +%FT%TZ)" | jq length)" 2 "since an hour"
}

world_start
help_needs_nothing
wrong_usage
options_anywhere
statuses
the_console_needs_a_terminal
the_doctor
init_and_verify
passed
