#!/usr/bin/env bash
# The simulator itself: reading, paging, filters, writing, every fault once, control and the log. Needs curl and jq.
set -u
cd "$(dirname "$0")/../.." || exit
sim=${SIM:-${BUILD:-build}/tests/sim/ozmap-sim}
folder=$(mktemp -d)
passed=0 failed=0
pids=()
trap '[ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null; wait; rm -rf "$folder"' EXIT

# is NAME WANTED GOT
is()
{
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s\n  wanted: %s\n  got:    %s\n' "$1" "$2" "${3:0:400}"
	fi
}

# start NAME OPTIONS…: sets url and pid
start()
{
	local name=$1
	shift
	"$sim" --port 0 --log "$folder/$name.log" "$@" >"$folder/$name.out" &
	pid=$!
	pids+=("$pid")
	url=
	for _ in $(seq 100); do
		url=$(sed -n 's/^listening //p' "$folder/$name.out")
		[ -n "$url" ] && return
		sleep 0.05
	done
	echo "sim.sh: $sim did not start"
	exit 1
}

api() { curl -s --max-time "${TIMEOUT:-5}" -H "Authorization: ${KEY-test-key}" "$@"; }
get() { api "$url/api/v2$1"; }
# The HTTP status, or curl's exit status as "curl 52".
status_of()
{
	local status
	status=$(api -o "$folder/body" -w '%{http_code}' "$@")
	local code=$?
	if [ $code -eq 0 ]; then echo "$status"; else echo "curl $code"; fi
}
get_status() { status_of "$url/api/v2$1"; }
# send METHOD PATH [JSON]: the status; the body is in $folder/body
send() { status_of -X "$1" -H 'Content-Type: application/json' ${3+-d "$3"} "$url/api/v2$2"; }
filtered() { api -G "$url/api/v2$1" --data-urlencode "filter=$2"; }
control() { curl -s -d "${2-}" "$url/_sim/$1"; }
look() { curl -s "$url/_sim/$1"; }
# fault DO [MATCH] [PARAMETERS]: sets one fault alone
fault()
{
	control reset-faults >/dev/null
	control fault "{\"match\":${2:-{\}},\"do\":\"$1\"${3:+,$3}}" >/dev/null
}
ids() { jq -c '[.rows[].id[-2:]]'; }
id() { printf '%s%022d' "$1" "$2"; }

# Five properties aa…01 to 05 with clients cc…01 to 05, and a free one, aa…06.
jq -n '
	def id(k; n): k + ("0000000000000000000000" + (n | tostring))[-22:];
	{boxes: [{id: id("bb"; 1), name: "CTO-01", coords: [-46.6, -23.5]}],
	 clients: [range(1; 6) | {id: id("cc"; .), code: (if . == 2 then "123|123" else "\(1000 + .)" end),
		name: "João \(.)", implanted: (. % 2 == 0), status: (if . == 3 then "ERROR" else 0 end)}],
	 properties: [range(1; 7) | {id: id("aa"; .), address: "Rua A, \(.)", box: id("bb"; 1), potencyRead: (-20 - .),
		coords: [-46.6, -23.5], createdAt: "2024-01-01T00:00:00.000Z", client: (if . == 6 then null else id("cc"; .) end)}]}
' >"$folder/state.json"
start main --state "$folder/state.json" --save "$folder/saved.json" --login maria --password segredo --page-limit 4

# --- keys
is "no key" 401 "$(KEY='' get_status /properties)"
is "Bearer is no key" 401 "$(KEY='Bearer test-key' get_status /properties)"
is "a key" 200 "$(get_status /properties)"
is "login with a wrong password" 401 "$(send POST '/users/login?type=API' '{"login":"maria","password":"x"}')"
is "login" 200 "$(send POST '/users/login?type=API' '{"login":"maria","password":"segredo"}')"
issued=$(jq -r .authorization "$folder/body")
is "the issued key" 200 "$(KEY=$issued get_status /properties)"
is "login with a key" 200 "$(send POST '/users/login?type=API' '{"apiKey":"test-key"}')"
control keys '{"revoke":true}' >/dev/null
is "keys revoked" 401 "$(KEY=$issued get_status /properties)"
control keys '{"key":"test-key"}' >/dev/null

# --- reading
is "a page" '{"total":6,"count":2,"start":2,"limit":2,"hasNextPage":true}' \
	"$(get '/properties?limit=2&page=2' | jq -c '{total,count,start,limit,hasNextPage}')"
is "a smaller limit granted" 4 "$(get '/properties?limit=500' | jq .limit)"
next=$(get '/properties?limit=4' | jq -r .nextUrl)
is "nextUrl has a cursor" 1 "$(grep -cE '^/api/v2/properties\?cursor=[0-9a-f]{32}&' <<<"$next")"
is "nextUrl leads on" '["05","06"]' "$(api "$url$next" | ids)"
is "the last page" '[false,false]' "$(api "$url$next" | jq -c '[.hasNextPage, has("nextUrl")]')"
is "a made-up cursor" 400 "$(get_status '/properties?cursor=00')"
is "one property" '["1001","CTO-01",-21]' \
	"$(get "/properties/$(id aa 1)" | jq -c '[.client.code, .box.name, .potencyRead]')"
is "an unknown property" 404 "$(get_status "/properties/$(id aa 99)")"
is "an error has a message" '"Property not found"' "$(jq .message "$folder/body")"
is "one client" '"João 3"' "$(get "/ftth-clients/$(id cc 3)" | jq .name)"
is "properties of a code" '["02"]' "$(get '/properties/client/123%7C123' | jq -c '[.[].id[-2:]]')"
is "properties of an unknown code" '[]' "$(get /properties/client/nobody)"
is "select" '["address","id"]' "$(get '/properties?limit=1&select=address' | jq -c '.rows[0] | keys')"
is "sort" '["06","05"]' "$(api -G "$url/api/v2/properties?limit=2" --data-urlencode 'sort={"property":"potencyRead","direction":1}' | ids)"
is "feasibility near" 1 "$(get '/ftth-viability/radius?lat=-23.5001&lng=-46.6&radius=50' | jq length)"
is "feasibility far" 0 "$(get '/ftth-viability/radius?lat=-23.51&lng=-46.6&radius=50' | jq length)"
is "another path" 404 "$(get_status /boxes)"

# --- filters: operator, property, value, ids found
while IFS='|' read -r path property operator value wanted; do
	is "filter $property $operator $value" "$wanted" \
		"$(filtered "$path" "[{\"property\":\"$property\",\"operator\":\"$operator\",\"value\":$value}]" | ids)"
done <<END
/ftth-clients|code|=|"1003"|["03"]
/ftth-clients|id|in|["$(id cc 4)","$(id cc 1)","$(id cc 77)"]|["04","01"]
/ftth-clients|implanted|!=|false|["02","04"]
/ftth-clients|name|like|"joão 5"|["05"]
/ftth-clients|code|notin|["1001","1003"]|["02","04","05"]
/ftth-clients|status|>=|1|["03"]
/ftth-clients|observation|exists|true|[]
/properties|potencyRead|<|-24|["05","06"]
/properties|potencyRead|<=|-25|["05","06"]
/properties|potencyRead|>|-22|["01"]
/properties|client.code|=|"1004"|["04"]
/properties|client|=|null|["06"]
END
is "two terms must both hold" '["04"]' "$(filtered /ftth-clients '[{"property":"implanted","operator":"=","value":true},{"property":"code","operator":"=","value":"1004"}]' | ids)"
is "a filter as the body of a GET" '["05"]' "$(api -X GET -H 'Content-Type: application/json' -d '{"filter":[{"property":"code","operator":"=","value":"1005"}]}' "$url/api/v2/ftth-clients" | ids)"
is "an unknown operator" 400 "$(status_of -G "$url/api/v2/properties" --data-urlencode 'filter=[{"property":"id","operator":"is","value":1}]')"

# --- forms
control options '{"paging":"old","client":"id","status":"words","id":"_id","box":"id","unknown_code":"404"}' >/dev/null
is "old paging" '[false,false]' "$(get '/properties?limit=1' | jq -c '[has("hasNextPage"), has("nextUrl")]')"
is "client as an id" "\"$(id cc 1)\"" "$(get '/properties?limit=1' | jq .rows[0].client)"
is "box as an id" "\"$(id bb 1)\"" "$(get '/properties?limit=1' | jq .rows[0].box)"
is "_id alone" '[true,false]' "$(get '/ftth-clients?limit=1' | jq -c '.rows[0] | [has("_id"), has("id")]')"
is "status as a word" '"ERROR"' "$(get "/ftth-clients/$(id cc 3)" | jq .status)"
is "an unknown code is 404" 404 "$(get_status /properties/client/nobody)"
is "an unknown option" 1 "$(control options '{"paging":"sideways"}' | grep -c message)"
control options '{"paging":"new","client":"object","status":"numbers","id":"both","box":"object","unknown_code":"empty"}' >/dev/null
is "both identifiers" '[true,true]' "$(get '/ftth-clients?limit=1' | jq -c '.rows[0] | [has("_id"), has("id")]')"
control options '{"id":"id"}' >/dev/null

# --- writing
before=$(get "/ftth-clients/$(id cc 1)" | jq -r .updatedAt)
is "PATCH a client" 204 "$(send PATCH "/ftth-clients/$(id cc 1)" '{"implanted":true,"name":"Outro"}')"
is "it is written" '[true,"Outro"]' "$(get "/ftth-clients/$(id cc 1)" | jq -c '[.implanted,.name]')"
is "updatedAt moves" yes "$([[ $(get "/ftth-clients/$(id cc 1)" | jq -r .updatedAt) > $before ]] && echo yes)"
is "external_id" 400 "$(send PATCH "/ftth-clients/$(id cc 1)" '{"external_id":"1"}')"
is "status as a word is refused" 400 "$(send PATCH "/ftth-clients/$(id cc 1)" '{"status":"OK"}')"
is "an unknown client" 404 "$(send PATCH "/ftth-clients/$(id cc 99)" '{"implanted":true}')"
is "no JSON" 400 "$(send PATCH "/ftth-clients/$(id cc 1)" '{')"
is "no content type" 400 "$(status_of -X PATCH -d '{"implanted":true}' "$url/api/v2/ftth-clients/$(id cc 1)")"
is "batch" 204 "$(send POST /ftth-clients/batch-update "{\"update\":{\"status\":1},\"filter\":[{\"property\":\"id\",\"operator\":\"in\",\"value\":[\"$(id cc 1)\",\"$(id cc 2)\"]}]}")"
is "the batch changed two" '[1,1,1,0]' "$(get '/ftth-clients?limit=4' | jq -c '[.rows[].status]')"
is "a batch takes only its fields" 400 "$(send POST /ftth-clients/batch-update '{"update":{"name":"x"},"filter":[]}')"
is "batch of properties" 204 "$(send POST /properties/batch-update "{\"update\":{\"potencyRead\":-19.5},\"filter\":[{\"property\":\"id\",\"operator\":\"=\",\"value\":\"$(id aa 2)\"}]}")"
is "its power" -19.5 "$(get "/properties/$(id aa 2)" | jq .potencyRead)"
is "PATCH a property" 204 "$(send PATCH "/properties/$(id aa 1)" '{"address":"Rua B","observation":"vizinho"}')"
is "take the client off" 204 "$(send PATCH "/properties/$(id aa 1)" '{"client":null}')"
is "history keeps it" '[null,"1001","2024-01-01T00:00:00.000Z"]' \
	"$(get "/properties/$(id aa 1)" | jq -c '[.client, .history.clients[0].code, .history.clients[0].enter_date]')"
is "the client is still there" 200 "$(get_status "/ftth-clients/$(id cc 1)")"
is "put it on another" 204 "$(send PATCH "/properties/$(id aa 6)" "{\"client\":\"$(id cc 1)\"}")"
is "found by its code there" '["06"]' "$(get /properties/client/1001 | jq -c '[.[].id[-2:]]')"
is "an unknown client id" 400 "$(send PATCH "/properties/$(id aa 6)" "{\"client\":\"$(id cc 99)\"}")"
is "create a client on it" 204 "$(send PATCH "/properties/$(id aa 1)" '{"client":{"code":"2001","name":"Nova","implanted":false}}')"
is "the new client" '"2001"' "$(get "/properties/$(id aa 1)" | jq .client.code)"
is "DELETE a client" 204 "$(send DELETE "/ftth-clients/$(id cc 2)")"
is "its property is free" '[null,"123|123"]' "$(get "/properties/$(id aa 2)" | jq -c '[.client, .history.clients[0].code]')"
is "DELETE it again" 404 "$(send DELETE "/ftth-clients/$(id cc 2)")"
is "DELETE a property" 204 "$(send DELETE "/properties/$(id aa 3)")"
is "its client went along" 404 "$(get_status "/ftth-clients/$(id cc 3)")"
is "POST a property" 201 "$(send POST /properties "{\"project\":\"p\",\"coords\":[-46,-23],\"address\":\"Rua N\",\"box\":\"$(id bb 1)\",\"client\":{\"code\":\"3001\",\"implanted\":false}}")"
is "it answers the row" '[24,"3001",-23,"CTO-01"]' "$(jq -c '[(.id|length), .client.code, .lat, .box.name]' "$folder/body")"
is "an empty filter changes everything" 204 "$(send POST /ftth-clients/batch-update '{"update":{"certified":true},"filter":[]}')"
is "everything" true "$(look state | jq -c '[.clients[].certified] | all')"

# --- what another person does
control mutate "[{\"what\":\"client\",\"code\":\"1005\",\"set\":{\"name\":\"Mudou\"}},{\"what\":\"property\",\"id\":\"$(id aa 4)\",\"delete\":true},
	{\"what\":\"client\",\"add\":{\"id\":\"$(id cc 8)\",\"code\":\"1005\",\"name\":\"Dupla\"}},{\"what\":\"property\",\"id\":\"$(id aa 2)\",\"set\":{\"client\":\"$(id cc 8)\"}}]" >"$folder/body"
is "mutate answers ids" 4 "$(jq '.ids | length' "$folder/body")"
is "two clients of one code" '["05","02"]' "$(get /properties/client/1005 | jq -c '[.[].id[-2:]]')"
is "a deleted property" 404 "$(get_status "/properties/$(id aa 4)")"
is "mutate nobody" 1 "$(control mutate '{"what":"client","id":"x","set":{}}' | grep -c 'no such')"
is "mutations are not writes" 0 "$(look writes | jq '[.[] | select(.changes[].after == "Mudou")] | length')"

# --- faults: those that answer, and whether the write took effect
patch() { send PATCH "/ftth-clients/$(id cc 5)" "{\"observation\":\"$1\"}"; }
observation() { look state | jq -r ".clients[] | select(.id == \"$(id cc 5)\") | .observation"; }
while IFS='|' read -r name parameters wanted_status effect; do
	control mutate "{\"what\":\"client\",\"id\":\"$(id cc 5)\",\"set\":{\"observation\":\"before\"}}" >/dev/null
	fault "$name" '{"method":"PATCH","path":"/ftth-clients/*"}' "$parameters"
	is "$name $parameters: status" "$wanted_status" "$(patch "after")"
	is "$name $parameters: effect" "$effect" "$(observation)"
	is "$name $parameters: once" 204 "$(patch "after")"
	is "$name $parameters: log" "\"$name\"" "$(tail -n 2 "$folder/main.log" | head -n 1 | jq .fault)"
done <<'END'
wait|"wait_before":30,"wait_after":30|204|after
status|"status":429,"headers":{"Retry-After":"2"}|429|before
status|"status":500,"body":{"message":"não"}|500|before
status|"apply":true|500|after
status-after|"status":502|502|after
redirect|"location":"http://127.0.0.1:1/","status":307|307|before
html|"status":200|200|before
raw|"body":"[1,","status":200|200|before
array-instead-of-object||200|after
drop-before||curl 52|before
drop-after||curl 52|after
wrong-value||204|before
END
# libcurl by itself sends a write again when a reused connection dies without an answer: the trap must be there.
control mutate "{\"what\":\"client\",\"add\":{\"id\":\"$(id cc 9)\",\"code\":\"1009\"}}" >/dev/null
fault drop-after '{"method":"DELETE"}'
api -o /dev/null "$url/api/v2/properties" --next -s -o /dev/null -H 'Authorization: test-key' -X DELETE "$url/api/v2/ftth-clients/$(id cc 9)"
is "a write on a reused connection comes twice" '[[0,true],[404,false]]' "$(tail -n 2 "$folder/main.log" | jq -sc 'map([.status,.applied])')"
fault status '{"method":"GET"}' '"status":429,"headers":{"Retry-After":"2"}'
is "headers of a fault" 2 "$(api -D - -o /dev/null "$url/api/v2/properties" | tr -d '\r' | sed -n 's/^Retry-After: //p')"
fault status '{"path":"/properties","nth":2,"times":2}' '"status":503'
is "nth and times" "200 503 503 200" "$(for _ in 1 2 3 4; do get_status /properties; done | xargs)"
is "faults are counted" '[4,2]' "$(look faults | jq -c '[.[0].matched, .[0].struck]')"
control reset-faults >/dev/null
control fault '{"match":{"query":"*page=2*"},"do":{"fault":"status","status":418}}' >/dev/null
is "a pattern of the query" "200 418" "$(for page in 1 2; do get_status "/properties?page=$page"; done | xargs)"
is "an unknown fault" 1 "$(control fault '{"do":"nonsense"}' | grep -c 'unknown fault')"
is "times outside of match" 1 "$(control fault '{"do":"html","times":0}' | grep -c 'times.*stand in')"
is "an unknown word in match" 1 "$(control fault '{"do":"html","match":{"times":1,"tims":0}}' | grep -c 'match.*stand in')"
is "a redirect says where" http://127.0.0.1:1/x "$(fault redirect '{}' '"location":"http://127.0.0.1:1/x"'; api -o /dev/null -w '%{redirect_url}' "$url/api/v2/properties")"
half="{\"update\":{\"implanted\":true},\"filter\":[{\"property\":\"id\",\"operator\":\"in\",\"value\":[\"$(id cc 5)\",\"$(id cc 8)\"]}]}"
fault half-batch
is "half-batch" 500 "$(send POST /ftth-clients/batch-update "$half")"
is "half of it" 'true null' "$(for n in 5 8; do get "/ftth-clients/$(id cc $n)" | jq .implanted; done | xargs)"
fault half-batch '{}' '"status":204'
is "half-batch that looks well" 204 "$(send POST /ftth-clients/batch-update "$half")"

# --- faults of pages
rows() { get "/properties?limit=2&page=$1" | ids; }
page_two=$(rows 2)
fault wrong-total '{}' '"by":3'
is "wrong-total" 3 "$(($(get /properties | jq .total) - $(get /properties | jq .total)))"
fault repeat-page
is "repeat-page" "$(rows 2)" "$(control reset-faults >/dev/null; rows 1)"
is "the page itself" "$page_two" "$(rows 2)"
fault has-next-without-url
is "has-next-without-url" '[true,false]' "$(get /properties | jq -c '[.hasNextPage, has("nextUrl")]')"
fault next-loop
next=$(get '/properties?limit=2' | jq -r .nextUrl)
is "next-loop" "$(rows 1)" "$(api "$url$next" | ids)"
fault ignore-filter
is "ignore-filter" true "$(filtered /properties '[{"property":"id","operator":"in","value":[]}]' | jq '.total > 0')"
fault smaller-limit '{}' '"limit":1'
is "smaller-limit" '[1,1]' "$(get '/properties?limit=4' | jq -c '[.limit,.count]')"
fault shuffle '{"times":0}'
is "shuffle" true "$(for _ in $(seq 12); do get '/properties?limit=4' | ids; done | sort -u | wc -l | jq '. > 1')"
fault empty
is "empty" '[0,[]]' "$(get /properties | jq -c '[.total,.rows]')"
fault array-instead-of-object
is "array-instead-of-object" '[]' "$(get /properties)"

# --- faults of bodies
fault duplicate-keys
is "duplicate-keys" 2 "$(get /properties | grep -o '"total":' | wc -l)"
fault deep-nesting '{}' '"depth":500'
is "deep-nesting" 1 "$(get /properties | grep -cE '\[{500}\]{500}')"
fault invalid-utf8
get /properties >"$folder/body"
is "invalid-utf8" 1 "$(iconv -f UTF-8 -t UTF-8 "$folder/body" >/dev/null 2>&1; echo $?)"
fault big-number
is "big-number" 1 "$(get "/properties/$(id aa 1)" | grep -c '"big":1e999,')"
fault raw '{}' '"hex":"00ff7b"'
is "raw bytes" 00ff7b "$(get /properties | od -An -tx1 | tr -d ' \n')"
fault html
is "html has its type" text/html "$(api -o /dev/null -w '%{content_type}' "$url/api/v2/properties" | cut -d';' -f1)"
whole=$(get /properties | wc -c)
fault truncate
is "truncate without a length looks whole" 200 "$(get_status /properties)"
is "but half is there" $((whole / 2)) "$(wc -c <"$folder/body")"
fault truncate '{}' '"as":"length","keep":10'
is "truncate with a length" "curl 18" "$(get_status /properties)"
fault truncate '{}' '"as":"chunked"'
is "truncate in chunks" "curl 18" "$(get_status /properties)"
fault slow '{}' '"rate":20'
is "slow" "curl 28" "$(TIMEOUT=1 get_status /properties)"
fault endless
api --max-time 1 "$url/api/v2/properties" | head -c 300000 | wc -c >"$folder/body"
is "endless" 300000 "$(cat "$folder/body")"
fault gzip-bomb '{}' '"mib":32'
get /properties >"$folder/bomb"
is "gzip-bomb is small" yes "$([ "$(wc -c <"$folder/bomb")" -lt 100000 ] && echo yes)"
is "gzip-bomb unpacks" $((32 << 20)) "$(gzip -dc "$folder/bomb" | wc -c)"
control reset-faults >/dev/null

# --- latency blocks nobody else; counts; the log
control latency '{"ms":300}' >/dev/null
control reset-stats >/dev/null
began=$(date +%s%N)
for _ in 1 2 3 4; do get_status /properties >/dev/null & waiting+=($!); done
wait "${waiting[@]}"
took=$((($(date +%s%N) - began) / 1000000))
is "four wait side by side" yes "$([ "$took" -ge 300 ] && [ "$took" -lt 1100 ] && echo yes)"
is "most in flight" 4 "$(look stats | jq .max_in_flight)"
is "requests counted" 4 "$(look stats | jq '.calls["GET properties"]')"
control latency '{"ms":0}' >/dev/null
send PATCH "/ftth-clients/$(id cc 5)" '{"implanted":false}' >/dev/null
is "the log's line" "{\"method\":\"PATCH\",\"path\":\"/api/v2/ftth-clients/$(id cc 5)\",\"body\":{\"implanted\":false},\"status\":204,\"key_ok\":true,\"applied\":true,\"fault\":null,\"changes\":[{\"what\":\"client\",\"id\":\"$(id cc 5)\",\"field\":\"implanted\",\"before\":true,\"after\":false}]}" \
	"$(tail -n 1 "$folder/main.log" | jq -c '{method,path,body,status,key_ok,applied,fault,changes}')"
is "writes" 1 "$(look writes | jq length)"
is "every line is JSON, with a number of its own" true "$(jq -s 'length > 100 and ([.[].n] | unique | length) == length' "$folder/main.log")"

# --- ending
kill -TERM "$pid"
wait "$pid"
is "it ends well" 0 $?
is "saved" 3001 "$(jq -r '.clients[] | select(.code == "3001") | .code' "$folder/saved.json")"
start again --state "$folder/saved.json" --clock-skew 86400
is "loaded again" '"2001"' "$(get "/properties/$(id aa 1)" | jq .client.code)"
skewed=$(date -d "$(api -D - -o /dev/null "$url/api/v2/properties" | tr -d '\r' | sed -n 's/^Date: //p')" +%s)
is "a clock a day ahead" yes "$([ $((skewed - $(date +%s))) -gt 86000 ] && echo yes)"
control delete-all '{"what":"property"}' >/dev/null
is "all properties deleted" '[0,true]' "$(look state | jq -c '[(.properties | length), (.clients | length > 0)]')"

openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost -days 1 \
	-keyout "$folder/key.pem" -out "$folder/cert.pem" 2>/dev/null
start tls --state "$folder/state.json" --tls "$folder/cert.pem" "$folder/key.pem"
is "https" 200 "$(status_of --cacert "$folder/cert.pem" "https://localhost:${url##*:}/api/v2/properties")"
is "https for another host" "curl 60" "$(status_of --cacert "$folder/cert.pem" "$url/api/v2/properties")"

echo '{"properties":[{"id":"a","client":"nobody"}]}' >"$folder/wrong.json"
is "a state that hangs together wrongly" 1 "$("$sim" --state "$folder/wrong.json" >/dev/null 2>&1; echo $?)"
echo '{"properties":[{"id":"a"}' >"$folder/wrong.json"
is "a state cut off" 1 "$("$sim" --state "$folder/wrong.json" >/dev/null 2>&1; echo $?)"
is "wrong usage" 64 "$("$sim" --nonsense 2>/dev/null; echo $?)"

echo "sim: $passed passed, $failed failed"
[ "$failed" = 0 ]
