#!/usr/bin/env bash
# What is printed: the plan as JSON with its exact keys and order, the summary, guards, CSV, tables on narrow and wide
# terminals, hostile text, states over refreshes (spec §5, faults 28, 33).
. "$(dirname "$0")/../tools/world.sh"

fields='["id","kind","state","code","name","city","box","property_id","client_id","field","before","after","cosmetic","moved","row","decided_by","reason"]'
header='id,kind,state,code,name,city,box,property_id,client_id,field,before,after,cosmetic,moved,row,decided_by,reason'
kinds='["activate","address","cancel-detach","cancel-remove","conflict","missing-in-mk","missing-in-ozmap","name","no-code","power","reason-not-listed","recode","revert-activate","revert-address","revert-cancel-detach","revert-cancel-remove","revert-name","revert-power","revert-recode","revert-status","status","transfer"]'

change() { plan_query -c --arg kind "$1" --arg code "$2" ".changes[] | select(.kind == \$kind and .code == \$code) | $3"; }
finding() { plan_query -c --arg kind "$1" --arg code "$2" ".findings[] | select(.kind == \$kind and .code == \$code) | $3"; }

full_world()
{
	local code
	world_start
	world_set ozmap.ozloc_url https://acme.ozmap.com.br:9443
	world_set guard.max_active_drop_percent 100
	world_set guard.max_status_percent 100
	for code in $(seq 1001 1012); do world_pair code="$code"; done
	world_client code=1001 implanted=false
	world_client code=1002 implanted=none
	world_client code=1003 name='  Outro   Nome '
	world_client code=1004 address='R DAS FLORES, 10' power=-25.25
	world_client code=1005 power=
	world_subscriber code=1006 session=down since=2h
	world_subscriber code=1007 state=cancelled
	world_subscriber code=1008 state=cancelled
	world_client code=1008 implanted=false
	world_subscriber code=1009 state=neither reason=3
	world_client code=1010 box=
	world_subscriber code=1010 name='Ana'
	world_subscriber code=1011 city= name='Bia'
	world_subscriber code=2001 name='Rui & Cia' street='Rua Nova' number=5
	world_client code=3001 name='Só no mapa'
	world_client code= id=9 name='Sem código'
	expect_status 0 mkoz refresh
}

the_document()
{
	full_world
	expect_status 0 mkoz plan --no-refresh --format json
	expect_equal "$ERR" "" "nothing else"
	expect_equal "$(jq -c keys_unsorted <<<"$OUT")" '["plan","guards","summary","changes","findings"]' "the document"
	expect_equal "$(jq -c '.plan | keys_unsorted' <<<"$OUT")" '["id","created_at","mk","ozmap"]' "plan"
	expect_equal "$(jq -c '.plan | [.id, .mk, .ozmap]' <<<"$OUT")" \
		'[1,{"clients":13,"active":10,"cancelled":2},{"properties":14,"clients":14}]' "its counts, in order"
	expect_match "$(jq -r .plan.created_at <<<"$OUT")" '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$' "in UTC"
	expect_equal "$(jq -c '.summary | keys' <<<"$OUT")" "$kinds" "every kind of change and finding"
	expect_equal "$(jq -c '[.changes[] | keys_unsorted] | unique' <<<"$OUT")" "[$fields]" "the fields of changes"
	expect_equal "$(jq -c '[.findings[] | keys_unsorted] | unique' <<<"$OUT")" \
		'[["id","kind","why","state","code","name","link"]]' "the fields of findings"
	expect_equal "$(jq -c '. as $d | [.changes[], .findings[]] | group_by(.kind) | map({key: .[0].kind, value: length}) | from_entries
		| . == ($d.summary | with_entries(select(.value > 0)))' <<<"$OUT")" true "the summary counts what is there"
	expect_equal "$(jq -c '[.changes[], .findings[]] | map(.id | test("^[0-9a-f]{16}$")) | unique' <<<"$OUT")" '[true]' "ids"
	expect_equal "$(jq -c '[.changes[], .findings[]] | map(.id) | length == (unique | length)' <<<"$OUT")" true "each once"
}

the_values()
{
	expect_equal "$(change activate 1001 '[.state, .field, .before, .after, .row, .cosmetic, .moved, .decided_by, .reason]')" \
		'["pending","implanted",false,true,5,false,false,null,null]' "activate"
	expect_equal "$(change activate 1002 '[.before, .after]')" '[false,true]' "a missing implanted is false"
	expect_equal "$(change activate 1001 '[.name, .city, .box, .property_id, .client_id]')" \
		"[\"Assinante 1001\",\"Florianópolis\",\"CTO-001\",\"$(property_id 1001)\",\"$(client_id 1001)\"]" "where it is"
	expect_equal "$(change name 1003 '[.field, .before, .after, .row]')" '["name","  Outro   Nome ","Assinante 1003",10]' "exactly as read"
	expect_equal "$(change address 1004 '[.before, .after, .moved]')" \
		'["R DAS FLORES, 10","Rua das Flores, 10 - Centro, Florianópolis - SC, 88010-000",false]' "address"
	expect_equal "$(change power 1004 '[.field, .before, .after]')" '["power",-25.25,-20.5]' "numbers"
	expect_equal "$(change power 1005 '[.before, .after]')" '[null,-20.5]' "no power in OZmap"
	expect_equal "$(change status 1006 '[.field, .before, .after]')" '["status","OK","ERROR"]' "words"
	expect_equal "$(change cancel-detach 1007 '[.field, .before, .after, .row]')" '["client","1007",null,7]' "cancel-detach"
	expect_equal "$(change cancel-remove 1008 '[.field, .before, .after, .row]')" '["client","1008",null,6]' "cancel-remove"
	expect_equal "$(change name 1011 .city)" null "no city"
	expect_equal "$(finding missing-in-ozmap 2001 '[.why, .state, .name]')" '[null,"open","Rui & Cia"]' "missing-in-ozmap"
	expect_match "$(finding missing-in-ozmap 2001 .link)" \
		'https://acme\.ozmap\.com\.br:9443\?cod_cli=2001&client_name=Rui%20%26%20Cia&address=Rua%20Nova' "the link, percent-encoded"
	expect_equal "$(finding missing-in-mk 3001 '[.why, .name, .link]')" '[null,"Só no mapa",null]' "OZmap's name where MK has none"
	expect_equal "$(plan_query -c '.findings[] | select(.kind == "no-code") | [.code, .name]')" '[null,"Sem código"]' "no-code"
	expect_equal "$(finding reason-not-listed 1009 .why)" 3 "the reason"
	expect_status 0 mkoz reject "$(change_id name 1003)" --reason 'não'
	expect_equal "$(change name 1003 '[.state, .decided_by, .reason]')" "[\"rejected\",\"$(id -un)\",\"não\"]" "who and why"
}

guards_in_it()
{
	local code
	expect_equal "$(plan_query -c .guards)" '[]' "nothing is held"
	for code in 1001 1002 1003 1004; do world_subscriber code=$code state=cancelled; done
	world_set guard.canary_codes '1012, 9999'
	expect_status 0 mkoz refresh
	expect_equal "$(plan_query -c '[.guards[] | keys_unsorted] | unique')" '[["name","limit","count","holds"]]' "fields"
	expect_equal "$(plan_query -c '.guards[] | select(.name == "cancellation-limit") | [.limit, .count, .holds]')" \
		'[3,6,["cancel-remove","cancel-detach"]]' "the limit"
	expect_equal "$(plan_query -c '.guards[] | select(.name == "canary") | .holds')" '["cancel-remove","cancel-detach"]' "the canary"
}

as_csv()
{
	expect_status 0 mkoz plan --no-refresh --format csv
	expect_equal "$(mkoz history --format json | jq -c 'last | [.event, .change_id, .code]')" '["exported",null,null]' \
		"the journal says who took the list"
	expect_status 0 mkoz --read-only plan --no-refresh --format csv
	expect_equal "$(mkoz history --format json | jq '[.[] | select(.event == "exported")] | length')" 1 "read-only writes nothing"
	expect_equal "$(head -1 <<<"$OUT")" "$header" "the header"
	expect_equal "$(wc -l <<<"$OUT")" "$(($(change_count) + 1))" "one line a change, no finding"
	printf '%s\n' "$OUT" >"$WORLD/plan.csv"
	# a parser of CSV finds the same fields; what begins like a formula is disarmed
	plan_json >"$WORLD/plan.json"
	expect python3 - "$WORLD/plan.csv" "$WORLD/plan.json" <<-'END'
		import csv, json, sys
		rows = list(csv.DictReader(open(sys.argv[1], newline="")))
		changes = json.load(open(sys.argv[2]))["changes"]
		def cell(value):
		    text = {None: "", True: "true", False: "false"}.get(value) if value is None or value is True or value is False else str(value)
		    return "'" + text if text[:1] in "=+-@" and text else text
		assert len(rows) == len(changes)
		for row, change in zip(rows, changes):
		    for key, value in change.items():
		        assert row[key] == cell(value) or (isinstance(value, float) and float(row[key].strip("'")) == value), (key, row[key], value)
	END
	expect_status 0 mkoz history --format csv
	expect_equal "$(head -1 <<<"$OUT")" "seq,at,actor,event,change_id,kind,code,detail,prev,hash" "history's header"
	expect_equal "$(wc -l <<<"$OUT")" "$(($(journal length) + 1))" "one line an entry"
	expect_equal "$(journal -c '[.[] | keys_unsorted] | unique')" \
		'[["seq","at","actor","event","change_id","kind","code","detail","prev","hash"]]' "history's fields"
}

# Everything hostile, in names, addresses, boxes and codes, in every output (faults 28, 33).
hostile_text()
{
	local n=0 name wanted
	local evil=($'\033[2J\033]0;x\007' $'a\xc2\x9b31mb' $'r\u202etl\u2066' $'z\u200bw\ufeff' "e$(printf '\u0301%.0s' $(seq 100))" \
		$'cr\r\nlf' $'ta\tb' $'\u2028ls' $'tag\U000e0041' '=1+1' '+1' '-1' '@x' $'\t=1' $'\r=1' '＝1' '"q",;x' "'x")
	world_start
	for name in "${evil[@]}"; do
		n=$((n + 1))
		world_subscriber code=$((1000 + n))
		world_client code=$((1000 + n)) name="$name" address="$name" box="$name"
	done
	world_client code=$'x\033[2J\u202e' id=99 name=x
	expect_status 0 mkoz refresh
	n=$(plan_query '(.changes | length) + 1')
	expect_equal "$((n > 2 * ${#evil[@]}))" 1 "names and addresses differ: $n"
	for wanted in table csv json; do
		expect_status 0 mkoz plan --no-refresh --format $wanted
		expect python3 - "$wanted" "$world_scratch/out" <<-'END'
			import json, re, sys, unicodedata
			text = open(sys.argv[2], newline="").read()
			bad = [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cn", "Co")]
			assert not bad, bad[:9]
			if sys.argv[1] == "json":
			    assert any("\x1b" in str(c["before"]) for c in json.loads(text)["changes"]), "JSON holds it exactly"
			else:
			    assert not re.search("\u0301{9}", text), "a hundred marks"
			    assert "^[[2J" in text and "<U+202E>" in text, "shown as text"
			if sys.argv[1] == "csv":
			    import csv
			    for row in csv.reader(text.splitlines()):
			        assert not any(c[:1] in ("=", "+", "-", "@", "\t", "\r", "＝") for c in row if c), row
		END
	done
	expect_status 0 mkoz plan --no-refresh --format csv
	expect_equal "$(wc -l <<<"$OUT")" "$n" "one line a change, whatever stands in it"
	# error lines, the log, the journal
	expect_status 1 mkoz approve $'\033[2J\u202e\n'
	expect_equal "$(wc -l <<<"$ERR")${ERR//[$'\033\u202e']/}" "1$ERR" "one harmless line"
	expect_status 64 mkoz $'\033[2Jx\n'
	expect_equal "$(wc -l <<<"$ERR")${ERR//[$'\033']/}" "1$ERR" "one harmless line"
	expect_status 0 mkoz reject "$(change_id name 1001)" --reason $'\033[2J\u202ewhy\n'
	expect_status 0 mkoz history
	expect_equal "${OUT//[$'\033\u202e']/}" "$OUT" "harmless"
	expect_status 0 mkoz history --format csv
	expect_equal "${OUT//[$'\033\u202e']/}" "$OUT" "harmless"
	expect_status 0 mkoz history --format json
	expect_equal "${OUT//[$'\033\u202e']/}" "$OUT" "escaped"
	sim_fault '{"match": {"method": "P*", "times": 0}, "do": "status", "status": 422, "body": {"message": "no\u001b[2J\u202e\nway"}}'
	expect_status 0 mkoz approve "$(change_id name 1010)"
	expect_status 3 mkoz apply --verbose
	expect_equal "${ERR//[$'\033\u202e']/}" "$ERR" "OZmap's words are harmless too: $ERR"
	expect_contains "$(journal '.[] | select(.event == "failed") | .detail | tostring')" 'way' "and told"
}

# COLUMNS COMMAND...: on a terminal of that width
on_terminal()
{
	local columns=$1
	shift
	LC_ALL=C.UTF-8 TERM=xterm-256color HOME=$WORLD/home MKOZ_CONFIG=$MKOZ_CONFIG \
		script -qec "stty cols $columns rows 24; '$BUILD/mkoz' $*" /dev/null </dev/null | tr -d '\r'
}
tables_on_terminals()
{
	local columns shown command
	[ -x "$(command -v script)" ] || return 0
	world_start
	world_pair code=1001 name="$(printf 'Nome %.0s' $(seq 19))"
	world_client code=1001 name="$(printf 'Outro %.0s' $(seq 40))" address="$(printf 'Rua %.0s' $(seq 50))"
	world_client code=1002 name='Só no mapa'
	expect_status 0 mkoz refresh
	for columns in 80 100 132 250; do
		for command in 'plan --no-refresh' history; do
			shown=$(on_terminal $columns --no-color $command)
			expect [ "$(LC_ALL=C.UTF-8 wc -L <<<"$shown")" -le $columns ]
			expect_equal "$(grep -c $'\033' <<<"$shown")" 0 "no colours where they are not wanted"
		done
		expect_contains "$(on_terminal $columns plan --no-refresh --no-color)" "$(change_id name 1001)" "ids are whole"
	done
	expect_contains "$(on_terminal 80 plan --no-refresh)" $'\033[1m' "the titles stand out"
	expect_equal "$(NO_COLOR=1 on_terminal 80 plan --no-refresh | grep -c $'\033')" 0 "NO_COLOR"
	expect_equal "$(mkoz plan --no-refresh | grep -c '…')" 0 "nothing is cut in a file"
	expect_equal "$(mkoz plan --no-refresh | grep -c ' $')" 0 "no blanks at the ends of lines"
}

the_document
the_values
guards_in_it
as_csv
hostile_text
tables_on_terminals
passed
