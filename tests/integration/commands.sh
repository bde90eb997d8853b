#!/usr/bin/env bash
# The commands from outside: usage, exit statuses, formats, roles, and that standard output carries only what was asked
# for (spec §1, §5, §6, §7).
. "$(dirname "$0")/../tools/world.sh"

one_line() { expect_match "$ERR" '^mkoz: [^'$'\n'']+$' "one line of stderr, beginning with mkoz:"; }
refused() { # STATUS WORDS COMMAND...
	local status=$1 words=$2
	shift 2
	expect_status "$status" "$@"
	expect_equal "$OUT" "" "nothing on standard output"
	one_line
	expect_contains "$ERR" "$words" "what the error says"
}
as() { # USER COMMAND...: who called sudo
	local user=$1
	shift
	SUDO_USER=$user "$@"
}
fields_written() { sim_writes | jq -s '[.[] | select(.applied) | .changes[]] | length'; }
# three activations, a name, a finding
small_world()
{
	local code
	world_start
	for code in 1001 1002 1003; do
		world_pair code=$code
		world_client code=$code implanted=false
	done
	world_subscriber code=1004 name='Ana Prado'
	world_client code=1004 name='Outra Pessoa'
	world_subscriber code=1005 name='Rui Novo'
	expect_status 0 mkoz refresh
	expect_equal "$OUT$ERR" "" "refresh prints nothing where stderr is no terminal"
}

usage_is_checked()
{
	local line
	expect_status 0 mkoz --help
	expect_contains "$OUT" refresh "help lists the commands"
	expect_status 0 mkoz approve --help
	expect_contains "$OUT" --override-guard "help lists the options"
	expect_status 0 mkoz --version
	expect_match "$OUT" '^mkoz [0-9]' "the version"
	while read -r line; do
		# shellcheck disable=SC2086
		refused 64 '' mkoz $line
	done <<-END
		nonsense
		plan --nonsense
		plan --format xml
		plan --format
		plan extra
		approve
		approve --filter kind:activate 0123456789abcdef
		approve --expect many 0123456789abcdef
		approve --override-guard 0123456789abcdef
		approve --override-guard --expect 1 0123456789abcdef
		approve --override-guard --reason because 0123456789abcdef
		reject 0123456789abcdef
		defer 0123456789abcdef
		defer 0123456789abcdef --until someday
		defer 0123456789abcdef --until 2026-02-31
		revert
		history --since yesterday
		verify --head 5
		refresh --once
		apply --filter a
	END
	expect_status 64 mkoz plan --no-refresh --filter 'city:x colour:red'
	expect_equal "$ERR" "mkoz: filter: unknown key: correct it at the caret
  city:x colour:red
         ^" "a mistake is pointed at"
}

configuration_errors_name_the_place()
{
	refused 1 'mkoz init' mkoz plan --config "$WORLD/none.conf"
	printf '[mk]\nhost = /run\npasword_file = x\n' >"$WORLD/bad.conf"
	refused 1 "$WORLD/bad.conf: line 3: [mk] pasword_file" mkoz --config "$WORLD/bad.conf" refresh
	printf '[ozmap]\ntoken = unique-5d1e\n' >"$WORLD/bad.conf"
	refused 1 token_file mkoz refresh --config="$WORLD/bad.conf"
	expect_equal "${ERR/unique-5d1e/}" "$ERR" "the secret is not repeated"
	printf '[auto]\napprove = cancel-remove\n' >"$WORLD/bad.conf"
	refused 1 auto_cancellations mkoz worker --once --config "$WORLD/bad.conf"
	printf '[auto]\napprove = transfer\n' >"$WORLD/bad.conf"
	refused 1 transfer mkoz worker --once --config "$WORLD/bad.conf"
	chmod 0666 "$WORLD/bad.conf"
	refused 1 'chmod go-w' mkoz refresh --config "$WORLD/bad.conf"
	refused 1 west mkoz refresh --profile west
	world_set north:ozmap.url http://127.0.0.1:1/
	refused 1 '' mkoz refresh --profile north
	world_unset north:ozmap.url
}

init_writes_once()
{
	local file=$WORLD/new/folder/mkoz.conf
	expect_status 0 mkoz init --config "$file"
	expect_equal "$OUT" "" "init prints nothing on standard output"
	expect_equal "$(stat -c %a "$file")" 600 "its mode"
	expect_contains "$(cat "$file")" '#cancel_reasons = 8' "commented"
	refused 1 'is there already' mkoz init --config "$file"
	MKOZ_CONFIG='' expect_status 0 mkoz init
	expect test -f "$WORLD/home/config/mkoz/mkoz.conf"
	refused 1 '[mk] host is missing' mkoz refresh --config "$file"
	refused 4 read-only mkoz init --read-only --config "$WORLD/other.conf"
	expect test ! -e "$WORLD/other.conf"
}

the_plan_is_printed()
{
	refused 1 'mkoz refresh' mkoz plan --no-refresh
	small_world
	expect_status 0 mkoz plan --no-refresh
	expect_contains "$OUT" "changes: 4, findings: 1" "the table counts"
	expect_equal "${OUT//$'\033'/}" "$OUT" "no colours where it is no terminal"
	expect_status 0 mkoz plan --format json
	expect_equal "$ERR" "" "only what was asked for"
	expect_equal "$(jq -c 'keys_unsorted' <<<"$OUT")" '["plan","guards","summary","changes","findings"]' "the document"
	expect_equal "$(jq -c '.plan | keys_unsorted' <<<"$OUT")" '["id","created_at","mk","ozmap"]' "plan"
	expect_equal "$(jq -c '.plan | [.id, .mk, .ozmap]' <<<"$OUT")" \
		'[2,{"clients":5,"active":5,"cancelled":0},{"properties":4,"clients":4}]' "its counts"
	expect_match "$(jq -r .plan.created_at <<<"$OUT")" '^20[0-9-]+T[0-9:]+Z$' "created_at"
	expect_equal "$(jq -c '.changes[0] | keys_unsorted' <<<"$OUT")" \
		'["id","kind","state","code","name","city","box","property_id","client_id","field","before","after","cosmetic","moved","row","decided_by","reason"]' \
		"the fields of a change"
	expect_equal "$(jq -c '.findings[0] | keys_unsorted' <<<"$OUT")" '["id","kind","why","state","code","name","link"]' \
		"the fields of a finding"
	expect_equal "$(jq -c '[.summary["activate", "name", "missing-in-ozmap", "transfer", "revert-status"]]' <<<"$OUT")" \
		'[3,1,1,0,0]' "the summary counts every kind, 0 too"
	expect_equal "$(jq '.summary | length' <<<"$OUT")" 22 "all kinds"
	expect_equal "$(jq -c '.changes[] | select(.code == "1001") | [.kind, .state, .field, .before, .after, .row, .moved,
		.decided_by]' <<<"$OUT")" '["activate","pending","implanted",false,true,5,false,null]' "an activation"
	expect_equal "$(plan_json 'kind:name' | jq -c '[(.changes | length), (.findings | length), .summary.activate]')" \
		'[1,0,3]' "the filter chooses, the summary does not change"
	expect_status 2 mkoz plan --no-refresh --detailed-exitcode
	expect_status 0 mkoz plan --no-refresh --detailed-exitcode --filter kind:status
	expect_status 0 mkoz plan --no-refresh --format csv
	expect_equal "$(head -1 <<<"$OUT")" \
		"id,kind,state,code,name,city,box,property_id,client_id,field,before,after,cosmetic,moved,row,decided_by,reason" \
		"the header of CSV"
	expect_equal "$(wc -l <<<"$OUT")" 5 "one line a change"
}

hostile_text_is_shown_as_text()
{
	world_start
	world_pair code=1001
	world_subscriber code=1001 name='=cmd|calc'
	world_client code=1001 name=$'\033[2Jevil\u202e\u200b\nline'
	expect_status 0 mkoz refresh
	expect_status 0 mkoz plan --no-refresh
	expect_equal "$(grep -c evil <<<"$OUT")" 1 "one line of the table"
	expect_contains "$OUT" '^[[2Jevil<U+202E><U+200B>\nline' "shown, not obeyed"
	expect_status 0 mkoz plan --no-refresh --format csv
	expect_contains "$OUT" "\"'=cmd|calc\"" "disarmed"
	expect_equal "$(wc -l <<<"$OUT")" 2 "one line a change"
	expect_equal "${OUT//[$'\033\u202e\u200b']/}" "$OUT" "nothing that a terminal obeys in CSV"
	expect_equal "$(plan_json | jq -r '.changes[0].before')" $'\033[2Jevil\u202e\u200b\nline' "JSON has it exactly"
	expect_equal "$(plan_json | tr -d '\n' | grep -c $'[\033\u202e]')" 0 "escaped in JSON"
	refused 1 '^[' mkoz approve $'\033]0;x\007'
}

deciding_by_id_and_by_filter()
{
	small_world
	local one two finding
	one=$(change_id activate 1001)
	two=$(change_id activate 1002)
	finding=$(finding_id missing-in-ozmap 1005)
	refused 1 0123456789abcdef mkoz approve 0123456789abcdef
	refused 1 0123456789abcdef mkoz approve "$one" 0123456789abcdef --expect 2
	expect_equal "$(change_state "$one")" pending "all or nothing"
	refused 64 'give --expect 2' mkoz approve "$one" "$two"
	refused 1 'not 3' mkoz approve "$one" "$two" --expect 3
	refused 64 'give --expect 3' mkoz approve --filter kind:activate
	refused 1 'not 2' mkoz approve --filter kind:activate --expect 2
	refused 1 'finds nothing' mkoz approve --filter name:nobody
	refused 1 'finds nothing' mkoz approve --filter kind:missing-in-ozmap --expect 1
	refused 64 '' mkoz approve --filter ''
	refused 1 '' mkoz approve "$finding"
	expect_equal "$(plan_query '[.changes[] | select(.state != "pending")] | length')" 0 "nothing was decided so far"
	expect_status 0 mkoz approve "$one" "$one"
	expect_equal "$(change_state "$one")" approved "one id, said twice, is one"
	expect_status 0 mkoz approve "$one"
	expect_equal "$(journal '[.[] | select(.event == "approved")] | length')" 1 "approving again changes nothing"
	expect_status 0 mkoz --quiet approve --filter 'kind:activate' --expect 3
	expect_equal "$OUT$ERR" "" "quiet"
	expect_status 0 mkoz reject "$finding" --reason 'is radio'
	expect_equal "$(plan_query '.findings[0].state')" rejected "a finding can be rejected"
	expect_status 0 mkoz undo "$finding"
	expect_status 0 mkoz defer "$finding" --until 2099-12-31
	expect_equal "$(plan_query '.findings[0].state')" deferred "and deferred"
	expect_status 0 mkoz reject "$one" --reason 'not yet'
	expect_equal "$(plan_query --arg id "$one" '.changes[] | select(.id == $id) | "\(.state) \(.decided_by) \(.reason)"')" \
		"rejected $(id -un) not yet" "who and why"
	expect_status 0 mkoz refresh
	expect_equal "$(change_state "$one") $(change_state "$two")" "rejected approved" "decisions outlive a refresh"
	expect_status 0 mkoz undo --filter 'state:approved | state:rejected' --expect 3
	expect_equal "$(plan_query '[.changes[] | select(.state == "pending")] | length')" 4 "all pending again"
}

roles_are_kept()
{
	small_world
	local one
	one=$(change_id activate 1001)
	world_set roles.technicians 'tec, tom'
	world_set roles.supervisors 'sup'
	world_set guard.bulk_limit 2
	refused 4 viewer as visitor mkoz approve "$one"
	refused 4 viewer as visitor mkoz refresh
	refused 4 viewer as visitor mkoz apply
	refused 4 viewer as visitor mkoz worker --once
	refused 4 viewer as visitor mkoz revert "$one"
	expect_status 0 as visitor mkoz plan --no-refresh
	expect_status 0 as visitor mkoz history
	refused 4 read-only as sup mkoz --read-only approve "$one"
	refused 4 read-only as sup mkoz refresh --read-only
	refused 4 read-only as sup mkoz apply --read-only
	expect_status 0 as sup mkoz plan --read-only --no-refresh
	expect_status 0 as tec mkoz approve --filter kind:activate --expect 3
	expect_equal "$(change_state "$one")" requested "more than the bulk limit is only requested"
	refused 4 '' as tec mkoz approve --filter kind:activate --expect 3 --override-guard --reason hurry
	expect_status 0 as sup mkoz approve --filter kind:activate --expect 3
	expect_equal "$(change_state "$one")" approved "a supervisor grants it"
	expect_equal "$(journal '[.[] | select(.event == "requested" or .event == "approved") | .actor | split("@")[0]]
		| unique | join(" ")')" "sup tec" "all names stay in the journal"
	refused 4 supervisor as tec mkoz refresh --moved
	world_unset roles.technicians
	world_unset roles.supervisors
	refused 4 viewer as visitor mkoz approve "$one"
	expect_status 0 mkoz refresh
}

guards_hold_and_are_overridden()
{
	local code
	world_start
	for code in $(seq 1001 1012); do
		world_pair code="$code"
	done
	expect_status 0 mkoz refresh
	for code in 1001 1002 1003 1004; do
		world_subscriber code=$code state=cancelled
	done
	world_set guard.max_active_drop_percent 100
	expect_status 0 mkoz refresh
	expect_equal "$(plan_query -c '.guards')" \
		'[{"name":"cancellation-limit","limit":3,"count":4,"holds":["cancel-remove","cancel-detach"]}]' "the guard"
	refused 4 cancellation-limit mkoz approve --filter kind:cancel-detach --expect 4
	refused 64 '' mkoz approve --override-guard --filter kind:cancel-detach --expect 4 --reason ''
	refused 1 'not 3' mkoz approve --override-guard --filter kind:cancel-detach --expect 3 --reason 'mass move'
	expect_status 0 mkoz approve --filter 'kind:cancel-detach code:1001'
	world_set guard.canary_codes 9999
	expect_status 0 mkoz refresh
	expect_contains "$(plan_query -c '.guards')" '{"name":"canary","limit":0,"count":1' "the canary is missing"
	refused 4 held mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing was written"
	world_unset guard.canary_codes
	expect_status 0 mkoz refresh
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count '.method == "DELETE"')" 1 "one client is gone"
	expect_status 0 mkoz approve --override-guard --filter 'kind:cancel-detach state:pending' --expect 3 --reason 'mass move'
	expect_equal "$(journal '[.[] | select(.event == "overridden")] | length > 0')" true "the override is told"
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count '.method == "DELETE"')" 4 "all of them are gone"
}

applying_ends_as_it_went()
{
	small_world
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 0 "nothing was approved, nothing is written"
	expect_status 0 mkoz approve "$(change_id activate 1001)"
	sim_fault '{"match": {"method": "P[AO]*", "times": 0}, "do": "status", "status": 422, "body": {"message": "no such box"}}'
	refused 3 '1 failed' mkoz apply
	expect_contains "$(journal '.[] | select(.event == "failed") | .detail | tostring')" "no such box" "OZmap's words"
	sim_control POST reset-faults >/dev/null
	expect_status 0 mkoz undo --filter state:failed
	expect_status 0 mkoz approve "$(change_id activate 1001)" 
	world_client code=1001 implanted=true
	expect_status 0 mkoz apply
	expect_equal "$(sim_write_count)" 0 "already as wanted: nothing is written"
	expect_status 0 mkoz approve "$(change_id name 1004)"
	world_client code=1004 name='Somebody Else'
	refused 3 '1 went stale' mkoz apply
	expect_equal "$(sim_write_count)" 0 "stale: nothing is written"
	# a plan that is too old is made anew first
	world_set guard.max_plan_age '1 s'
	expect_status 0 mkoz approve "$(change_id activate 1002)"
	sleep 2.1
	local before
	before=$(journal '[.[] | select(.event == "refreshed")] | length')
	expect_status 0 mkoz apply
	expect_equal "$(journal '[.[] | select(.event == "refreshed")] | length')" "$((before + 1))" "refreshed first"
	expect_equal "$(sim_write_count)" 1 "and applied"
}

history_and_verify()
{
	small_world
	expect_status 0 mkoz approve "$(change_id activate 1001)"
	expect_status 0 mkoz apply
	expect_status 0 mkoz history --format json
	expect_equal "$(jq -r 'type' <<<"$OUT")" array "an array"
	expect_equal "$(jq -c '.[0] | keys_unsorted' <<<"$OUT")" \
		'["seq","at","actor","event","change_id","kind","code","detail","prev","hash"]' "the fields in order"
	expect_equal "$(jq -c '[.[].seq] == [range(1; length + 1)]' <<<"$OUT")" true "every entry in order"
	expect_equal "$(jq -r 'all(.[]; .detail | type == "object")' <<<"$OUT")" true "detail is an object"
	expect_equal "$(jq -r '[.[] | select(.code == "1001") | .event] | join(" ")' <<<"$OUT")" \
		"approved released claimed intent applied" "the way of a change"
	expect_equal "$(mkoz history --code 1001 --format json | jq length)" 5 "of one code"
	expect_equal "$(mkoz history --since 2099-01-01 --format json | jq -c .)" '[]' "nothing from then on"
	expect_status 0 mkoz history --format csv
	expect_equal "$(head -1 <<<"$OUT")" "seq,at,actor,event,change_id,kind,code,detail,prev,hash" "the header"
	expect_status 0 mkoz history
	expect_equal "$(wc -l <<<"$OUT")" 7 "titles and six entries"
	expect_status 0 mkoz verify
	expect_match "$OUT" '^6 entries, head 6:[0-9a-f]{64}$' "what verify tells"
	local head=${OUT##* }
	expect_equal "$head" "6:$(journal '.[5].hash')" "the head"
	expect_status 0 mkoz verify --head "$head"
	expect_status 0 mkoz verify --head "1:$(journal '.[0].hash')"
	refused 1 '' mkoz verify --head "6:$(printf '0%.0s' $(seq 64))"
	refused 1 '' mkoz verify --head "60:${head#*:}"
}

reverting_goes_the_same_way()
{
	small_world
	local id revert
	id=$(change_id activate 1001)
	refused 1 '' mkoz revert "$id"
	expect_status 0 mkoz approve "$id"
	expect_status 0 mkoz apply
	expect_status 0 mkoz revert "$id"
	revert=$(change_id revert-activate 1001)
	expect_match "$revert" '^[0-9a-f]{16}$' "the opposite is proposed"
	expect_equal "$(plan_query '.summary["revert-activate"]')" 1 "and counted"
	expect_status 0 mkoz refresh
	expect_equal "$(change_state "$revert")" pending "it outlives a refresh"
	expect_status 0 mkoz approve "$revert"
	expect_status 0 mkoz apply
	expect_equal "$(sim_state | jq '.clients[] | select(.code == "1001") | .implanted')" false "as it was"
	expect_status 0 mkoz refresh
	expect_equal "$(plan_query --arg id "$id" '.changes[] | select(.id == $id) | "\(.state) \(.reason)"')" \
		"rejected reverted" "the difference that it brought back"
}

the_worker_works()
{
	small_world
	world_set auto.approve 'activate'
	expect_status 0 mkoz worker --once
	expect_equal "$(fields_written)" 3 "three activations"
	expect_equal "$(journal '[.[] | select(.event == "approved") | .actor | split("@")[0]] | unique | join(" ")')" auto \
		"approved as auto"
	expect_equal "$(plan_json state:pending | jq -r '[.changes[].kind] | join(" ")')" name "the name still waits"
	# staying: what is released meanwhile is applied at once, and SIGTERM ends it cleanly
	world_set auto.interval '1 h'
	expect_status 0 mkoz refresh
	mkoz worker >"$WORLD/worker.out" 2>"$WORLD/worker.err" &
	local worker=$! try
	expect_status 0 mkoz approve "$(change_id name 1004)"
	(sleep 1.5; mkoz apply --quiet) 2>/dev/null
	for try in $(seq 100); do
		[ "$(fields_written)" -lt 4 ] || break
		sleep 0.1
	done
	expect_equal "$(fields_written)" 4 "the name is written once (try $try)"
	kill -TERM "$(pgrep -P "$worker" || echo "$worker")"
	wait "$worker"
	expect_equal "$?" 0 "the worker ends with 0: $(cat "$WORLD/worker.err")"
	sim_stop
	refused 1 '' mkoz worker --once --config "$MKOZ_CONFIG"
	sim_start
}

personal_data_is_masked()
{
	small_world
	world_set ui.mask_personal_data yes
	local format
	for format in table json csv; do
		expect_status 0 mkoz plan --no-refresh --format $format
		expect_equal "${OUT/Prado/}${OUT/Rui/}" "$OUT$OUT" "no name in $format"
	done
	expect_contains "$OUT" "A. P." "initials"
}

the_doctor_looks_at_everything()
{
	small_world
	expect_status 0 mkoz doctor
	expect_equal "$(grep -cvE '^(ok|warning|failure) +[^ ]' <<<"$OUT")" 0 "one line each"
	expect_contains "$OUT" "MK sees us come from 127.0.0.1" "our address"
	expect_contains "$OUT" "chain is whole" "the journal"
	world_set ozmap.url http://127.0.0.1:1/api/v2
	refused_doctor=$(mkoz doctor 2>&1 >/dev/null)
	expect_contains "$refused_doctor" "mkoz: doctor: " "an error line"
	expect_status 1 mkoz doctor
	expect_contains "$OUT" "failure  OZmap" "what is wrong"
	expect_contains "$OUT" "chain is whole" "and the rest all the same"
	world_set keys.approve r
	expect_status 1 mkoz doctor
	expect_contains "$OUT" "failure  configuration" "a key that two commands would share"
	expect_status 0 mkoz plan --no-refresh
	world_unset keys.approve
}

nothing_secret_is_told()
{
	small_world
	expect_status 0 mkoz --verbose worker --once
	expect_equal "$(grep -cE "$SIM_KEY|mkoz_reader-secret" <<<"$OUT$ERR")" 0 "no secret is printed"
	expect_equal "$(grep -rlE "$SIM_KEY|mkoz_reader-secret" "$WORLD/state" | wc -l)" 0 "no secret in the store"
}

world_start
usage_is_checked
configuration_errors_name_the_place
init_writes_once
the_plan_is_printed
hostile_text_is_shown_as_text
deciding_by_id_and_by_filter
roles_are_kept
guards_hold_and_are_overridden
applying_ends_as_it_went
history_and_verify
reverting_goes_the_same_way
the_worker_works
personal_data_is_masked
the_doctor_looks_at_everything
nothing_secret_is_told
passed
