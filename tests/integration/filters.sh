#!/usr/bin/env bash
# The filter language in --filter: every key, operators, mistakes with their carets, and --expect (spec §6).
. "$(dirname "$0")/../tools/world.sh"

filtered_world()
{
	local code
	world_start
	for code in 1001 1002 1003 1004 1005; do world_pair code=$code; done
	world_subscriber code=1001 name='Ana Lúcia PRADO' login=ana.lucia onu=ZTEG0001 district='São Bento'
	world_client code=1001 box='CTO Norte 7'
	world_client code=1002 implanted=false
	world_subscriber code=1003 session=down since=2h
	world_subscriber code=1004 power=-28.5 city='Palhoça'
	world_client code=1004 power=-20
	world_client code=1005 name='ASSINANTE 1005.' power= address='Rua Velha, 1'
	world_subscriber code=2001 name='Rui Novo'
	world_client code=3001 name='Só no mapa'
	expect_status 0 mkoz refresh
}
# finds FILTER CODE KIND...: exactly these, of changes and findings
found() { plan_json "$1" | jq -r '[.changes[], .findings[]] | map("\(.code) \(.kind)") | sort | join(", ")'; }
finds() { expect_equal "$(found "$1")" "$2" "what $1 finds"; }

every_key_and_operator()
{
	local expression wanted
	filtered_world
	while IFS='~' read -r expression wanted; do
		finds "$expression" "$wanted"
	done <<-'END'
		kind:activate~1002 activate
		kind:nam*~1001 name, 1005 name
		kind:missing*~2001 missing-in-ozmap, 3001 missing-in-mk
		state:open~2001 missing-in-ozmap, 3001 missing-in-mk
		state:approved~
		code:1003~1003 status
		code:100~
		code:200*~2001 missing-in-ozmap
		cosmetic:true~1005 name
		moved:true~1005 address
		field:implanted~1002 activate
		field:power~1004 power, 1005 power
		name:lucia~1001 address, 1001 name
		name:"lucia prado"~1001 address, 1001 name
		name:ana*~1001 address, 1001 name
		name:prado*~
		address:"sao bento"~1001 address, 1001 name
		city:palhoca~1004 address, 1004 power
		city:PAL*~1004 address, 1004 power
		district:bento~1001 address, 1001 name
		box:norte~1001 address, 1001 name
		login:LUCIA~1001 address, 1001 name
		onu:zteg0001~1001 address, 1001 name
		power<-27~1004 address, 1004 power
		power>-28 field:power~1005 power
		power<=-28.5 field:power~1004 power
		power=-28.5dBm field:power~1004 power
		delta>3~1004 address, 1004 power
		delta<3 kind:activate~1002 activate
		delta>3 code:1005~
		age>7d~
		age<1h kind:activate~1002 activate
		age>=0s field:implanted~1002 activate
		novo~2001 missing-in-ozmap
		NOVO~2001 missing-in-ozmap
		mapa~3001 missing-in-mk
		"CTO Norte"~1001 address, 1001 name
		lucia bento~1001 address, 1001 name
		lucia palhoca~
		novo | mapa~2001 missing-in-ozmap, 3001 missing-in-mk
		kind:name | kind:power 1004~1001 name, 1004 power, 1005 name
		(kind:name | kind:power) 1005~1005 name, 1005 power
		kind:name !1001~1005 name
		kind:name !(1001 | 1005)~
		!!kind:activate~1002 activate
		! kind:name ! kind:power ! kind:address ! state:open~1002 activate, 1003 status
		kind:name|kind:activate~1001 name, 1002 activate, 1005 name
		((((kind:activate))))~1002 activate
		nada~
	END
	expect_status 0 mkoz reject --filter 'field:implanted' --reason 'Não é nosso'
	finds 'reason:"nao e"' '1002 activate'
	finds "by:$(id -un)" '1002 activate'
	finds 'state:rejected' '1002 activate'
	finds 'id:'"$(change_id status 1003)" '1003 status'
	finds 'id:'"$(change_id status 1003 | cut -c1-8)*" '1003 status'
	expect_status 0 mkoz reject --filter 'kind:missing-in-ozmap' --reason radio
	finds 'state:rejected radio | reason:radio' '2001 missing-in-ozmap'
	finds '' "$(plan_query '[.changes[], .findings[]] | map("\(.code) \(.kind)") | sort | join(", ")')"
	# the summary is of the whole plan, and so are the guards
	expect_equal "$(plan_json nada | jq -cS '[.summary, .guards, .plan]')" "$(plan_json | jq -cS '[.summary, .guards, .plan]')" "the whole plan"
	expect_status 0 mkoz plan --no-refresh --filter kind:name --format csv
	expect_equal "$(wc -l <<<"$OUT")" 3 "CSV is filtered too"
	expect_status 0 mkoz plan --no-refresh --filter kind:name
	expect_contains "$OUT" "changes: 2, findings: 0" "and the table"
}

# caret EXPRESSION COLUMN WORDS: what the mistake is, the expression, the caret under it
caret()
{
	expect_status 64 mkoz plan --no-refresh --filter "$1"
	expect_equal "$OUT" "" "nothing on standard output"
	expect_match "${ERR%%$'\n'*}" "^mkoz: filter: [^"$'\n'"]*$3[^"$'\n'"]*: correct it at the caret$"
	expect_equal "$(sed -n 2p <<<"$ERR")" "  $1" "the expression"
	expect_equal "$(sed -n 3p <<<"$ERR")" "  $(printf '%*s' "$2" '')^" "where"
	expect_equal "$(wc -l <<<"$ERR")" 3 "no more"
}
mistakes_are_pointed_at()
{
	caret 'colour:red' 0 'unknown key'
	caret 'city:x colour:red' 7 'unknown key'
	caret 'São colour:red' 4 'unknown key'
	caret 'kind:nonsense' 5 'not one of cancel-remove'
	caret 'state:nonsense' 6 'not one of pending'
	caret 'moved:yes' 6 'not one of true, false'
	caret 'field:colour' 6 'not one of'
	caret 'kind:' 5 'a word is missing'
	caret 'power<x' 6 'not a number'
	caret 'power<-2,5' 6 'not a number'
	caret 'power:-20' 5 'compared with'
	caret 'power < -20' 6 'a key must stand right before it'
	caret 'delta>' 6 'a word is missing'
	caret 'age>7' 4 'not a time'
	caret 'name<3' 4 'followed by a colon'
	caret ':x' 0 'a key must stand'
	caret '(a' 0 'not closed'
	caret 'a (b | (c)' 2 'not closed'
	caret 'a)' 1 'no parenthesis'
	caret '()' 1 'a word is missing'
	caret 'a |' 3 'a word is missing'
	caret '| a' 0 'a word is missing'
	caret 'a !' 3 'a word is missing'
	caret 'name:"x' 5 'the quote is not closed'
	caret '""' 1 'a word is missing'
	caret 'x"y' 1 'a quote may not stand'
	expect_status 64 mkoz plan --no-refresh --filter "$(printf '(%.0s' $(seq 200))"
	expect_status 64 mkoz plan --no-refresh --filter "$(printf 'x%.0s' $(seq 5000))"
	expect_status 64 mkoz plan --no-refresh --filter $'a \xff b'
	# hostile text in it is shown, not obeyed
	expect_status 64 mkoz plan --no-refresh --filter $'\033[2Jx \u202e colour:x'
	expect_equal "${ERR//[$'\033\u202e']/}" "$ERR" "harmless"
	expect_status 0 mkoz plan --no-refresh --filter $'\033[2J'
	for command in approve reject defer undo; do
		expect_status 64 mkoz $command --filter 'colour:x' --reason x
		expect_status 64 mkoz $command --filter ''
	done
}

expectations()
{
	filtered_world
	local command
	for command in 'approve' 'reject --reason x' 'defer --until changed'; do
		# shellcheck disable=SC2086
		{
			expect_status 64 mkoz $command --filter kind:name
			expect_contains "$ERR" "give --expect 2" "how many there are"
			expect_status 1 mkoz $command --filter kind:name --expect 3
			expect_match "$ERR" '^mkoz: [a-z]+: 2 are found, not 3: [^:]+$'
			expect_status 1 mkoz $command --filter kind:name --expect 1
			expect_status 1 mkoz $command --filter nada
			expect_status 1 mkoz $command --filter nada --expect 1
			expect_status 64 mkoz $command --filter kind:name --expect 0
			expect_status 64 mkoz $command --filter kind:name --expect -1
			expect_status 64 mkoz $command --filter kind:name --expect 1.5
			expect_status 64 mkoz $command --filter kind:name --expect ''
			expect_status 1 mkoz $command "$(change_id name 1001)" --expect 2
		}
	done
	expect_equal "$(plan_query '[.changes[], .findings[]] | map(select(.state != "pending" and .state != "open")) | length')" 0 \
		"nothing was decided"
	# a filter looks at what the command can act on
	expect_status 1 mkoz undo --filter kind:name --expect 2
	expect_status 0 mkoz approve --filter kind:name --expect 2
	expect_status 0 mkoz approve --filter kind:name --expect 2
	expect_equal "$(journal '[.[] | select(.event == "approved")] | length')" 2 "approving again changes nothing"
	expect_status 0 mkoz undo --filter kind:name --expect 2
	expect_status 0 mkoz approve --filter '1001 kind:name' # one needs no --expect
	expect_status 0 mkoz undo --filter 'kind:name' --expect 1
	# findings count for reject and defer, and never for approve
	expect_status 1 mkoz approve --filter state:open
	expect_status 0 mkoz defer --filter state:open --until 2099-01-01 --expect 2
	expect_status 0 mkoz undo --filter state:deferred --expect 2
	# an address that moved is picked by no filter, only by its id
	expect_status 1 mkoz approve --filter moved:true
	expect_status 1 mkoz approve --filter 'code:1005 kind:address' --expect 1
	expect_status 0 mkoz approve "$(change_id address 1005)"
	expect_status 0 mkoz reject --filter moved:true --reason 'não mudou'
}

every_key_and_operator
mistakes_are_pointed_at
expectations
passed
