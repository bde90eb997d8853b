#!/usr/bin/env bash
# The ozmap room against the simulator: every form it answers in, and every fault that belongs to reading and writing.
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-$PWD/build}
SIM=$BUILD/tests/sim/ozmap-sim PROBE=$BUILD/tests/tools/ozmap-probe
TOKEN=token-4f1d9a7c2be8 PASSWORD=password-83ac01d5
work=$(mktemp -d)
started=()
trap 'kill "${started[@]}" 2>/dev/null; rm -rf "$work"' EXIT
failures=0 checks=0
ROWS=230
sanitized=no
case $BUILD in *sanitized*) sanitized=yes ;; esac

# --- helpers ---
ok() { checks=$((checks + 1)); }
bad() {
	checks=$((checks + 1)) failures=$((failures + 1))
	printf 'FAILED: %s\n' "$1"
	[ -s "$work/out" ] && head -c 600 "$work/out"
	[ -s "$work/err" ] && head -c 600 "$work/err"
}
check() { if [ "$2" = "$3" ]; then ok; else bad "$1: \"$2\" where \"$3\" belongs"; fi; }
# starts a simulator; its address in $address
start_sim() {
	local name=$1
	shift
	"$SIM" --port 0 --log "$work/$name.log" "$@" >"$work/$name.out" 2>"$work/$name.err" &
	started+=($!)
	for _ in $(seq 100); do
		grep -q listening "$work/$name.out" && break
		sleep 0.05
	done
	address=$(sed -n 's/^listening //p' "$work/$name.out")
	[ -n "$address" ] || { cat "$work/$name.err"; exit 1; }
}
# writes a configuration: url, then further lines of [ozmap]; without token_file or login among them the key is used
configure() {
	local file=$1 url=$2
	shift 2
	{
		printf '[ozmap]\nurl = %s/api/v2\npage_size = 50\n' "$url"
		case "$*" in *timeout*) ;; *) echo 'timeout = 5 s' ;; esac
		case "$*" in *max_requests*) ;; *) echo 'max_requests_per_second = 1000' ;; esac
		case "$*" in *token_file*|*login*) ;; *) printf 'token_file = %s/key\n' "$work" ;; esac
		printf '%s\n' "$@"
	} >"$work/$file"
	chmod 600 "$work/$file"
}
probe() {
	"$PROBE" "$work/$conf" "$@" >"$work/out" 2>"$work/err"
	status=$?
	cat "$work/out" "$work/err" >>"$work/all"
	grep -qs 'Sanitizer\|runtime error' "$work/err" && bad "a sanitizer spoke at: $*"
}
control() { curl -fsS --noproxy '*' -d "$2" "$sim/_sim/$1" >/dev/null || bad "the simulator refuses $1 $2"; }
fault() { control fault "$1"; }
calm() { control reset-faults '{}'; control reset-stats '{}'; }
# how many requests the simulator logged since `mark`
mark() { marked=$(wc -l <"$work/sim.log"); }
since() { tail -n "+$((marked + 1))" "$work/sim.log"; }
requests() { since | jq -r "select($1) | .n" | wc -l; }

whole="{\"clients\":$ROWS,\"properties\":$ROWS}"
expect_whole() {
	probe counts
	check "$1: exit" "$status" 0
	check "$1" "$(jq -c 'del(.bytes)' "$work/out")" "$whole"
}
expect_refused() { # what, words that the error must hold
	probe counts
	check "$1: exit" "$status" 1
	check "$1: nothing printed" "$(cat "$work/out")" ""
	check "$1: one line" "$(wc -l <"$work/err")" 1
	if grep -q -- "$2" "$work/err"; then ok; else bad "$1: the error does not say \"$2\""; fi
}
expect_whole_or_refused() {
	probe counts
	if [ "$status" = 1 ]; then
		check "$1" "$(cat "$work/out")" ""
	else
		check "$1" "$(jq -c 'del(.bytes)' "$work/out")" "$whole"
	fi
}
answer() { jq -r '.answer' "$work/out"; }

# --- a world ---
python3 - "$ROWS" "$work/state.json" <<'PY'
import json, sys
rows, path = int(sys.argv[1]), sys.argv[2]
clients, properties = [], []
for i in range(rows):
    clients.append({"id": "c%023x" % i, "code": "%d|%d" % (1000 + i, i), "name": "  José %d " % i, "implanted": i % 3 != 0,
                    "status": i % 2, "observation": "", "onu": {"user_PPPoE": "user%d" % i, "serial_number": "ZTEG%d" % i}})
    properties.append({"id": "d%023x" % i, "address": "Rua A, %d" % i, "box": "b%023x" % (i // 16), "client": "c%023x" % i,
                       "potencyRead": -20.25 - i / 64, "coords": [-49.25, -16.5], "connections": [{"port": i % 16}],
                       "history": {"clients": [{"code": "9%d" % i}]}})
boxes = [{"id": "b%023x" % i, "name": "CTO %d" % i} for i in range(rows // 16 + 1)]
json.dump({"clients": clients, "properties": properties, "boxes": boxes}, open(path, "w"))
PY
client0=c$(printf '%023x' 0) property0=d$(printf '%023x' 0) client1=c$(printf '%023x' 1)
client() { printf 'c%023x' "$1"; }
printf '%s\n' "$TOKEN" >"$work/key"
printf '%s\n' "$PASSWORD" >"$work/password"
chmod 600 "$work/key" "$work/password"
start_sim other --key "$TOKEN" --state "$work/state.json"
other=$address
start_sim sim --key "$TOKEN" --state "$work/state.json" --login mkoz --password "$PASSWORD"
sim=$address
configure plain.conf "$sim"
conf=plain.conf

# --- every form of answer (spec §3, ozmap-api.md) ---
control options '{"client": "object", "status": "numbers", "id": "id", "box": "object", "paging": "new"}'
probe read
sort "$work/out" >"$work/reference"
check "rows" "$(wc -l <"$work/reference")" $((2 * ROWS + 1))
for options in '{"client": "id"}' '{"client": "mixed"}' '{"status": "words"}' '{"id": "_id"}' '{"id": "both"}' \
	'{"paging": "old"}' '{"paging": "old", "page_limit": 7}' '{"paging": "new", "page_limit": 7}' '{"page_limit": 10000}'; do
	control options "$options"
	probe read
	check "the same rows with $options" "$(sort "$work/out" | cmp -s - "$work/reference" && echo same)" same
done
control options '{"paging": "new", "page_limit": 500, "id": "id", "status": "numbers", "client": "object"}'
check "a client" "$(jq -c 'select(.client.client.id == "'"$client1"'") | .client.client | [.code, .name, .implanted]' "$work/reference")" \
	'["1001|1","  José 1 ",true]'

# --- pages: never half of them (faults 5 to 7) ---
for paging in new old; do
	control options "{\"paging\": \"$paging\"}"
	for kind in wrong-total repeat-page next-loop has-next-without-url shuffle smaller-limit empty; do
		calm
		fault "{\"match\": {\"path\": \"/properties\", \"nth\": 3}, \"do\": \"$kind\"}"
		expect_whole "$paging paging, $kind once"
	done
	for kind in repeat-page next-loop has-next-without-url shuffle smaller-limit ignore-filter; do
		calm
		fault "{\"match\": {\"path\": \"/ftth-clients\", \"times\": 0}, \"do\": \"$kind\"}"
		expect_whole_or_refused "$paging paging, $kind always"
	done
	calm
	mark
	fault '{"match": {"path": "/properties", "times": 0}, "do": "wrong-total", "by": 1}'
	expect_refused "$paging paging, wrong total always" "$ROWS different rows came where $((ROWS + 1)) were announced"
	check "read three times" "$(requests '.path == "/api/v2/properties" and (.query | contains("page=1"))')" 3
	calm
	fault '{"match": {"path": "/properties", "times": 0}, "do": "empty"}'
	probe counts
	check "$paging paging, no properties: exit" "$status" 1
	calm
	fault '{"match": {"path": "/properties", "nth": 3, "times": 0}, "do": "truncate", "as": "close"}'
	expect_refused "$paging paging, a body ends early without a length" "not usable JSON"
done
calm
control options '{"paging": "old"}'
fault '{"match": {"path": "/ftth-clients", "nth": 2}, "do": "wait", "wait_before": 700}'
(sleep 0.3; control mutate "{\"what\": \"client\", \"id\": \"$(client 3)\", \"delete\": true}") &
probe counts
wait $!
check "a row goes while paging: exit" "$status" 0
check "a row goes while paging" "$(jq -c .clients "$work/out")" $((ROWS - 1))
control mutate '{"what": "client", "add": '"$(jq -c ".clients[3]" "$work/state.json")"'}'
control mutate '{"what": "property", "id": "d'"$(printf '%023x' 3)"'", "set": {"client": "'"$(client 3)"'"}}'
control options '{"paging": "new"}'
calm
expect_whole "put back"

# --- a hostile next page (faults 24) ---
for next in "$other/api/v2/properties?page=2" "//$(echo "$other" | cut -d/ -f3)/x" 'https://127.0.0.1/x' '/a/../../x' 'page=2'; do
	calm
	fault "$(jq -nc --arg next "$next" '{match: {path: "/properties"}, do: "raw",
		body: ({total: 3, count: 1, start: 0, limit: 1, rows: [{id: "a1"}], hasNextPage: true, nextUrl: $next} | tojson)}')"
	expect_refused "nextUrl $next" "not on the configured host"
done

# --- strict JSON (faults 31) and answers that are something else (faults 19) ---
for kind in duplicate-keys deep-nesting invalid-utf8 big-number; do
	calm
	fault "{\"match\": {\"path\": \"/properties\", \"nth\": 2}, \"do\": \"$kind\"}"
	expect_refused "$kind" "OZmap, /properties, page 2: not usable JSON"
done
for number in 9223372036854775808 -1e999; do
	calm
	fault "{\"match\": {\"path\": \"/properties\"}, \"do\": \"big-number\", \"number\": \"$number\"}"
	expect_refused "the number $number" "not usable JSON"
done
raw() { jq -nc --arg body "$1" '{match: {path: "/properties"}, do: "raw", body: $body}'; }
calm; fault "$(raw '{"total":1,"rows":[{"id":"a\u0000b"}]}')"; expect_refused "a NUL" "not usable JSON"
calm; fault "$(raw '{"total":1,"rows":[{"id":"../users"}]}')"; expect_refused "an id that climbs" "page 1, row 1"
calm; fault "$(raw '{"total":2,"rows":[{"id":"a1"},[]]}')"; expect_refused "a row that is none" "page 1, row 2"
calm; fault "$(raw '{"rows":[]}')"; expect_refused "no total" "total"
calm; fault "$(raw '')"; expect_refused "an empty body" "not JSON"
calm; fault '{"match": {"path": "/properties"}, "do": "array-instead-of-object"}'; expect_refused "a list for a page" "a list came"
calm; fault '{"match": {"path": "/properties"}, "do": "html"}'; expect_refused "HTML with 200" 'text/html.*Bad gateway'
calm; fault '{"match": {"path": "/properties"}, "do": "html", "headers": {"Content-Type": "application/json"}}'
expect_refused "HTML that says it is JSON" "not usable JSON"

# --- what passes is asked again, five times at most (spec §8) ---
calm; mark
fault '{"match": {"path": "/properties", "times": 4}, "do": "status", "status": 503}'
expect_whole "503 four times"
check "503 four times: sends" "$(requests '.status == 503')" 4
calm; mark
fault '{"match": {"path": "/properties", "times": 0}, "do": "status", "status": 500, "body": {"message": "out of order"}}'
expect_refused "500 always" "HTTP 500, out of order"
check "500 always: sends" "$(requests '.status == 500')" 5
for cut in '"do": "drop-before"' '"do": "truncate", "as": "length"' '"do": "truncate", "as": "chunked"'; do
	calm
	fault "{\"match\": {\"path\": \"/properties\", \"nth\": 2}, $cut}"
	expect_whole "once $cut"
done
calm; mark
fault '{"match": {"path": "/properties", "times": 0}, "do": "truncate", "as": "length"}'
expect_refused "cut off always" "no usable answer"
calm; mark
fault '{"match": {"path": "/ftth-clients", "times": 0}, "do": "status", "status": 403, "body": {"message": "no right"}}'
expect_refused "403" "HTTP 403, no right"
check "403: sends" "$(requests '.status == 403')" 1

# --- 429 (faults 18) ---
in_past=$(LC_ALL=C date -u -d '-1 hour' '+%a, %d %b %Y %H:%M:%S GMT') soon=$(LC_ALL=C date -u -d '+4 seconds' '+%a, %d %b %Y %H:%M:%S GMT')
while IFS='|' read -r value least most; do
	calm
	fault "{\"match\": {\"path\": \"/properties\"}, \"do\": \"status\", \"status\": 429, \"headers\": {\"Retry-After\": \"$value\"}}"
	begun=$(date +%s%N)
	expect_whole "429 with $value"
	took=$((($(date +%s%N) - begun) / 1000000))
	if [ "$took" -ge "$least" ] && [ "$took" -le "$most" ]; then ok; else bad "429 with $value took $took ms"; fi
done <<EOF
2|2000|4000
$soon|1000|7000
$in_past|1000|3000
soon|1000|3000
-7|1000|3000
EOF
calm
fault '{"match": {"path": "/properties"}, "do": "status", "status": 429, "headers": {"Retry-After": "99999999999999"}}'
"$PROBE" "$work/$conf" counts >"$work/out" 2>"$work/err" &
waiting=$!
sleep 1.5
if kill -0 $waiting 2>/dev/null; then ok; else bad "429 with a huge wait: it did not wait"; fi
begun=$SECONDS
kill -INT $waiting
wait $waiting
check "a signal ends a long wait: exit" $? 1
if [ $((SECONDS - begun)) -le 2 ] && grep -q interrupted "$work/err"; then ok; else bad "a signal ends a long wait"; fi

# --- limits on time and bytes (faults 26) ---
configure short.conf "$sim" 'timeout = 1 s'
conf=short.conf
calm; fault '{"match": {"path": "/properties", "times": 0}, "do": "slow", "rate": 1}'
begun=$SECONDS
expect_refused "one byte a second" "no usable answer"
if [ $((SECONDS - begun)) -le 15 ]; then ok; else bad "one byte a second took $((SECONDS - begun)) s"; fi
conf=plain.conf
for kind in '"endless"' '"gzip-bomb", "mib": 2048'; do
	calm; mark
	fault "{\"match\": {\"path\": \"/properties\", \"times\": 0}, \"do\": $kind}"
	if [ $sanitized = no ]; then
		(ulimit -v 700000; exec "$PROBE" "$work/$conf" counts) >"$work/out" 2>"$work/err"
	else
		"$PROBE" "$work/$conf" counts >"$work/out" 2>"$work/err"
	fi
	check "$kind: exit" $? 1
	if grep -q 'longer than any such answer' "$work/err"; then ok; else bad "$kind: the error"; fi
	check "$kind: sends" "$(requests '.path == "/api/v2/properties"')" 1
done

# --- the key leaves for nobody else (faults 24) ---
for code in 301 302 303 307 308; do
	calm
	fault "{\"match\": {\"path\": \"/properties\", \"times\": 0}, \"do\": \"redirect\", \"status\": $code, \"location\": \"$other/api/v2/properties\"}"
	expect_refused "redirect $code" "HTTP $code: a redirect from $sim/api/v2/properties to $other/api/v2/properties"
	fault "{\"match\": {\"method\": \"PATCH\", \"times\": 0}, \"do\": \"redirect\", \"status\": $code, \"location\": \"$other/x\"}"
	probe write PATCH "/ftth-clients/$client0" '{"status":1}'
	check "write, redirect $code" "$(answer)" unknown
done
calm
http_proxy=$other HTTP_PROXY=$other all_proxy=$other ALL_PROXY=$other https_proxy=$other expect_whole "a proxy in the environment"
printf 'default login thief password netrc-word\n' >"$work/.netrc"
chmod 600 "$work/.netrc"
mark
HOME=$work NETRC=$work/.netrc expect_whole "a netrc"
check "a netrc: the key was sent" "$(requests '.key_ok | not')" 0
check "nobody else was asked" "$(wc -l <"$work/other.log")" 0

# --- TLS (faults 25) ---
certificate() { # name, days (negative: expired), subject alternative name, [ca]
	openssl req -newkey rsa:2048 -nodes -keyout "$work/$1.key" -out "$work/$1.csr" -subj "/CN=$1" 2>/dev/null
	printf 'subjectAltName=%s\n' "$3" >"$work/$1.ext"
	local span=(-days 10)
	[ "$2" -lt 0 ] && span=(-not_before 20200101000000Z -not_after 20200201000000Z)
	openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial "${span[@]}" \
		-extfile "$work/$1.ext" -out "$work/$1.pem" 2>/dev/null ||
		faked "$1"
}
# older OpenSSL cannot date a certificate back: its `ca` command can
faked() {
	mkdir -p "$work/ca.d"
	: >"$work/ca.d/index"
	printf '[ca]\ndefault_ca=c\n[c]\ndatabase=%s/ca.d/index\nserial=%s/ca.d/serial\nnew_certs_dir=%s/ca.d\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' \
		"$work" "$work" "$work" >"$work/ca.cnf"
	openssl ca -batch -config "$work/ca.cnf" -create_serial -cert "$work/ca.pem" -keyfile "$work/ca.key" -in "$work/$1.csr" \
		-startdate 20200101000000Z -enddate 20200201000000Z -extfile "$work/$1.ext" -notext -out "$work/$1.pem" 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -days 10 -keyout "$work/ca.key" -out "$work/ca.pem" -subj /CN=ca 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 10 -keyout "$work/self.key" -out "$work/self.pem" -subj /CN=self \
	-addext subjectAltName=IP:127.0.0.1 2>/dev/null
certificate good 10 IP:127.0.0.1
certificate expired -1 IP:127.0.0.1
certificate elsewhere 10 DNS:other.example
for name in good expired elsewhere self; do
	start_sim "$name" --key "$TOKEN" --state "$work/state.json" --tls "$work/$name.pem" "$work/$name.key"
	configure "$name.conf" "$address" "ca_file = $work/ca.pem"
done
conf=good.conf
expect_whole "TLS with our own CA"
for name in expired elsewhere self; do
	conf=$name.conf
	expect_refused "TLS: $name" "no usable answer.*certificate"
	check "TLS, $name: nothing was asked" "$(wc -l <"$work/$name.log")" 0
	probe write PATCH "/ftth-clients/$client0" '{"status":1}'
	check "TLS, $name: a write" "$(answer)" unknown
done
configure strange.conf "$(tail -1 "$work/good.out" | sed 's/listening //')"
conf=strange.conf
expect_refused "TLS: a CA that we do not know" "no usable answer.*certificate"
conf=plain.conf

# --- one row, many rows, a code ---
calm
probe client "$client1"
check "a client" "$(jq -r 'select(.row) | .row.client.code' "$work/out")" '1001|1'
check "a client, whole" "$(jq -r 'select(.whole) | .whole.onu.serial_number' "$work/out")" ZTEG1
probe client ffffffffffffffffffffffff
check "no such client" "$(cat "$work/out")$status" '{"row":null}0'
for form in object id; do
	control options "{\"client\": \"$form\"}"
	probe property "$property0"
	check "a property, client as $form" "$(jq -c 'select(.row) | [.row.client.code, .row.property.address, .row.property.power]' "$work/out")" \
		'["1000|0","Rua A, 0",-20.25]'
done
probe many "$client0,$property0" "$client1" ffffffffffffffffffffffff
check "many rows" "$(jq -c '[.row.client.code, .row.property.address]' "$work/out" | tr '\n' ' ')" \
	'["1000|0","Rua A, 0"] ["1001|1",null] [null,null] '
mark
probe many "$client0" '../users' "$client1"
check "many rows, one that is no id: exit" "$status" 1
check "many rows, one that is no id" "$(requests '.path | contains("users")')" 0
ids=()
for i in $(seq 0 149); do ids+=("$(client "$i")"); done
mark
probe clients "${ids[@]}" ffffffffffffffffffffffff
check "150 clients" "$(jq -c 'select(.clients) | .clients' "$work/out")" 150
check "150 clients: requests" "$(requests true)" 3
for kind in ignore-filter '"status", "status": 400' html smaller-limit; do
	calm
	case $kind in \"*) ;; *) kind="\"$kind\"" ;; esac
	fault "{\"match\": {\"path\": \"/ftth-clients\", \"times\": 0}, \"do\": $kind}"
	probe clients "${ids[@]:100:20}"
	check "20 clients, $kind" "$(jq -c 'select(.clients) | .clients' "$work/out")" 20
	check "20 clients, $kind, the right ones" "$(jq -r '.client.client.id // empty' "$work/out" | sort | tr '\n' ' ')" \
		"$(printf '%s\n' "${ids[@]:100:20}" | sort | tr '\n' ' ')"
done
control mutate '{"what": "client", "id": "'"$client0"'", "set": {"code": "a/b ?#%é"}}'
for unknown in empty 404; do
	calm
	control options "{\"unknown_code\": \"$unknown\"}"
	for code in '1001|1' 'a/b ?#%é'; do
		probe code "$code"
		check "code $code" "$(jq -c 'select(.clients) | [.clients, .properties]' "$work/out")" '[1,1]'
	done
	for code in 'no such code' '..' '.'; do
		probe code "$code"
		check "unknown code $code, $unknown" "$(jq -c 'select(.clients != null) | [.clients, .properties]' "$work/out")" '[0,0]'
	done
	fault '{"match": {"path": "/ftth-clients", "times": 0}, "do": "ignore-filter"}'
	probe code '1002|2'
	check "a code, the filter ignored" "$(jq -c 'select(.clients) | [.clients, .properties]' "$work/out")" '[1,1]'
done
probe code ''
check "no code: exit" "$status" 1

# --- login ---
configure login.conf "$sim" 'login = mkoz' "password_file = $work/password"
conf=login.conf
calm; mark
expect_whole "a login"
check "one login" "$(requests '.path | endswith("/users/login")')" 1
calm; mark
fault '{"match": {"path": "/properties", "nth": 2}, "do": "status", "status": 401}'
expect_whole "401 midway, with a login"
check "401 midway: logins" "$(requests '.path | endswith("/users/login")')" 2
calm; mark
fault '{"match": {"path": "/properties", "times": 0}, "do": "status", "status": 401}'
expect_refused "401 always, with a login" "HTTP 401"
check "401 always: logins" "$(requests '.path | endswith("/users/login")')" 2
calm; mark
fault '{"match": {"path": "/users/login", "times": 0}, "do": "status", "status": 401, "body": {"message": "wrong password"}}'
expect_refused "a login refused" "logging in: HTTP 401, wrong password"
check "a login refused: sends" "$(requests true)" 1
calm
fault "$(jq -nc '{match: {path: "/users/login"}, do: "raw", body: "{\"authorization\":\"a\\r\\nX: y\"}"}')"
expect_refused "a login answered with CR LF" "no usable key"
calm; mark
fault '{"match": {"method": "PATCH"}, "do": "status", "status": 401}'
probe write PATCH "/ftth-clients/$client1" '{"status":1}'
check "a write after 401 and a login" "$(answer)" done
check "a write after 401: sends" "$(requests '.method == "PATCH"')" 2
calm; mark
fault '{"match": {"method": "PATCH", "times": 0}, "do": "status", "status": 401}'
probe write PATCH "/ftth-clients/$client1" '{"status":1}'
check "a write, 401 always" "$(answer)" unauthorised
check "a write, 401 always: sends" "$(requests '.method == "PATCH"')" 2
conf=plain.conf
calm; mark
fault '{"match": {"times": 0}, "do": "status", "status": 401, "body": {"message": "bad key '"$TOKEN"'"}}'
expect_refused "401 without a login" "HTTP 401, bad key \*\*\*: give a valid key"
check "401 without a login: no login is tried" "$(requests '.path | endswith("/users/login")')" 0

# --- writes: once, classified (faults 14 to 18) ---
write_case() { # what, fault, answer, how many were sent, how many took effect
	calm; mark
	[ -n "$2" ] && fault "{\"match\": {\"method\": \"PATCH\", \"times\": 0}, $2}"
	probe write PATCH "/ftth-clients/$client1" "{\"name\":\"$1\"}"
	check "write, $1" "$(answer)" "$3"
	check "write, $1: sends" "$(requests '.method == "PATCH"')" "$4"
	check "write, $1: took effect" "$(requests '.applied')" "$5"
}
write_case plain '' done 1 1
write_case drop-before '"do": "drop-before"' unknown 1 0
write_case drop-after '"do": "drop-after"' unknown 1 1
write_case status-after '"do": "status-after", "status": 500' unknown 1 1
write_case html '"do": "html"' unknown 1 0
write_case not-json '"do": "raw", "body": "{", "status": 200' unknown 1 0
write_case cut-off '"do": "raw", "body": "x", "status": 200, "headers": {"Content-Length": "5"}' unknown 1 0
write_case refused '"do": "status", "status": 422, "body": {"message": "name\u001b[2J\nis taken"}' refused 1 0
check "OZmap's words, harmless" "$(jq -r .message "$work/out" | tr -d '\n' | grep -c "$(printf '\033')")" 0
if grep -q 'HTTP 422: name.*is taken' "$work/out"; then ok; else bad "OZmap's words"; fi
write_case refused-html '"do": "html", "status": 403' refused 1 0
write_case gone '"do": "status", "status": 404' gone 1 0
write_case teapot '"do": "status", "status": 408' unknown 1 0
write_case unauthorised '"do": "status", "status": 401' unauthorised 1 0
while IFS='|' read -r value wait; do
	write_case "429 $value" "\"do\": \"status\", \"status\": 429, \"headers\": {\"Retry-After\": \"$value\"}" too-many 1 0
	check "429 $value: wait" "$(jq .wait "$work/out")" "$wait"
done <<EOF
7|7
0|1
-7|1
nonsense|1
301|300
99999999999999999999|300
$in_past|1
EOF
calm; mark
probe late PATCH "/ftth-clients/$client1" '{"status":1}'
check "too late to leave" "$(jq -c '[.answer, .unsent]' "$work/out") $(requests true)" '["unknown",true] 0'
conf=short.conf
write_case silence '"do": "wait", "wait_after": 2500' unknown 1 1
sleep 2
conf=plain.conf
calm
probe write POST /properties '{"address":"Rua Nova, 1","project":"f1","coords":[1,2],"client":{"code":"new","name":"New","implanted":false}}'
check "a create" "$(answer) $(jq -r '.id | length' "$work/out")" 'done 24'
probe code new
check "a create, looked up" "$(jq -c 'select(.clients) | [.clients, .properties]' "$work/out")" '[1,1]'
created=$(jq -r '.property.property.id // empty' "$work/out")
probe write DELETE "properties/$created"
check "a removal" "$(answer)" done
probe write DELETE "/properties/$created"
check "a removal of what is gone" "$(answer)" gone

# what must never leave
mark
for path in '/../users' '/ftth-clients/../users' '/ftth-clients/a?b=c' 'http://127.0.0.1/x' $'/a\r\nX: y' '//x' '/'; do
	probe write PATCH "$path" '{}'
	check "path $path: exit" "$status" 1
done
probe write GET "/ftth-clients/$client1"
check "a write by GET: exit" "$status" 1
probe write POST /ftth-clients/batch-update '{"update":{"status":1},"filter":[]}'
check "a batch without ids: exit" "$status" 1
probe write POST /properties/batch-update '{"update":{"potencyRead":1},"filter":[{"property":"id","operator":"in","value":[]}]}'
check "a batch of power without ids: exit" "$status" 1
probe batch status 1
check "an empty batch: exit" "$status" 1
probe batch status 1 '../x'
check "a batch of what is no id: exit" "$status" 1
probe batch name '"x"' "$client1"
check "a batch of names: exit" "$status" 1
probe client '../users'
check "an id that climbs: exit" "$status" 1
printf 'a\r\nX: y\n' >"$work/bad-key"
chmod 600 "$work/bad-key"
configure bad-key.conf "$sim" "token_file = $work/bad-key"
conf=bad-key.conf
probe counts
check "CR LF in the key: exit" "$status" 1
conf=plain.conf
check "none of it left" "$(requests true)" 0
probe batch status 1 "${ids[@]:0:100}"
check "a batch of 100" "$(answer) $(requests '.applied')" 'done 1'
calm
fault '{"match": {"path": "/ftth-clients/batch-update"}, "do": "half-batch"}'
probe batch status 0 "${ids[@]:0:100}"
check "half of a batch" "$(answer)" unknown

# many writes at once, each on a connection of its own (faults 15)
paths=()
for i in $(seq 10 29); do paths+=("/ftth-clients/$(client "$i")"); done
calm; mark
control latency '{"ms": 100}'
probe writes PATCH '{"status":1}' "${paths[@]}"
control latency '{"ms": 0}'
check "20 writes" "$(jq -r .answer "$work/out" | sort | uniq -c | tr -s ' ')" ' 20 done'
most=$(curl -s --noproxy '*' "$sim/_sim/stats" | jq .max_in_flight)
# the simulator may still count a request whose answer has arrived already
if [ "$most" -ge 2 ] && [ "$most" -le 8 ]; then ok; else bad "20 writes: $most in flight"; fi
configure one.conf "$sim" 'concurrency = 1'
conf=one.conf
for kind in drop-before drop-after; do
	calm; mark
	fault "{\"match\": {\"method\": \"PATCH\", \"nth\": 3}, \"do\": \"$kind\"}"
	probe writes PATCH '{"status":0}' "${paths[@]}"
	check "20 writes, $kind once: answers" "$(jq -r .answer "$work/out" | sort | uniq -c | tr -s ' \n' ' ')" ' 19 done 1 unknown '
	check "20 writes, $kind once: sends" "$(requests '.method == "PATCH"')" 20
done
calm; mark
fault '{"match": {"method": "PATCH", "nth": 3, "times": 0}, "do": "status", "status": 429, "headers": {"Retry-After": "9"}}'
probe writes PATCH '{"status":1}' "${paths[@]}"
check "429 among many: answers" "$(jq -c '[.answer, .wait, .unsent]' "$work/out" | sort | uniq -c | tr -s ' \n' ' ')" \
	' 2 ["done",1,false] 1 ["too-many",9,false] 17 ["too-many",9,true] '
check "429 among many: the rest was not sent" "$(requests '.method == "PATCH"')" 3

# --- politeness ---
configure polite.conf "$sim" 'max_requests_per_second = 5' 'concurrency = 4'
conf=polite.conf
calm; mark
expect_whole "5 a second"
check "5 a second" "$(since | jq -s '[.[].at] | sort as $at | [range($at | length) as $i | [$at[] | select(. >= $at[$i] and . < $at[$i] + 1000)] | length] | max')" 5
conf=plain.conf

# --- doctor ---
calm
probe doctor
check "doctor: exit" "$status" 0
if grep -q '^ok: key, properties: 230 rows, in pages of 50' "$work/out" && grep -q '^ok: filter' "$work/out" && grep -q '^ok: clock' "$work/out"; then ok; else bad doctor; fi
control options '{"clock_skew": 900, "page_limit": 20}'
fault '{"match": {"path": "/ftth-clients", "query": "*filter*"}, "do": "ignore-filter"}'
probe doctor
if grep -q '^warning: clock' "$work/out" && grep -q 'page_size = 20' "$work/out" && grep -q '^warning: filter' "$work/out"; then ok; else bad "doctor, warnings"; fi
calm
fault '{"match": {"times": 0}, "do": "status", "status": 401}'
probe doctor
check "doctor, a bad key: exit" "$status" 1
if grep -q '^failure: key.*HTTP 401' "$work/out"; then ok; else bad "doctor, a bad key"; fi

# --- secrets show nowhere (faults 32) ---
check "the key and the password show nowhere" "$(grep -c "$TOKEN\|$PASSWORD" "$work/all")" 0

printf 'ozmap: %s checks, %s failed\n' "$checks" "$failures"
[ "$failures" = 0 ]
