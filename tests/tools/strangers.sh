# Strangers that listen, and certificates of every wrong kind, to be sourced after world.sh and secrets.sh.
#
#   hunted_world            a world with a key and a password like no others, and three changes
#   stranger KIND NAME      one that listens (strangers.py); its port in $STRANGER, what it heard in $WORLD/NAME
#   no_secret_was_heard NAME...
#   refused WHAT REGEX COMMAND...  it fails, says why in one line, and the plan is the one before
#   certificates            good expired early elsewhere nameless client self leaf, by `ours`, and strange, by `theirs`

STRANGER=
STRANGERS=()
strangers_exit()
{
	local status=$?
	[ ${#STRANGERS[@]} = 0 ] || kill "${STRANGERS[@]}" 2>/dev/null
	(exit "$status")
	world_exit
}
trap strangers_exit EXIT

stranger()
{
	: >"$WORLD/$2"
	python3 -B "$world_tools/strangers.py" "$1" "$WORLD/$2" >"$WORLD/$2.port" 2>/dev/null &
	STRANGERS+=($!)
	while [ ! -s "$WORLD/$2.port" ]; do sleep 0.02; done
	STRANGER=$(cat "$WORLD/$2.port")
}

# A world whose key and password are like no others; one name differs, one customer is cancelled, one is not implanted.
hunted_world()
{
	secrets_make
	SIM_KEY=$KEY_TOKEN
	world_start
	mk_sql "ALTER ROLE mkoz_reader PASSWORD '$PASSWORD_TOKEN'" >/dev/null
	(umask 077 && printf '%s\n' "$PASSWORD_TOKEN" >"$WORLD/mk-password")
	world_set guard.max_active_drop_percent 100
	world_set ozmap.max_requests_per_second 1000
	world_pair code=1001
	world_subscriber code=1002 name='José Ávila'
	world_client code=1002 name='Outro Nome'
	world_subscriber code=1003 state=cancelled
	world_client code=1003 implanted=true
	world_subscriber code=1004
	world_client code=1004 implanted=false
}

# What the plan holds, without what was decided; there may be none yet.
planned()
{
	mkoz plan --no-refresh --format json >"$WORLD/planned" 2>"$WORLD/unplanned" ||
		grep -qE 'there is none yet|there is no store yet|nothing in it yet' "$WORLD/unplanned" || fail "$(cat "$WORLD/unplanned")"
	jq -c 'del(.changes[].state, .changes[].decided_by)' "$WORLD/planned"
}

refused()
{
	local what=$1 says=$2 before
	shift 2
	before=$(planned)
	expect_status 1 "$@"
	expect_match "$ERR" '^mkoz: [^'$'\n'']+: [^'$'\n'']+$' "$what: one line"
	expect_match "$ERR" "$says" "$what: why"
	expect_equal "$OUT" "" "$what: nothing is printed"
	expect_equal "$(planned)" "$before" "$what: the plan stays"
}

no_secret_was_heard()
{
	local name
	for name; do
		expect_equal "$(grep -c -a -F -f "$world_scratch/tokens" "$WORLD/$name")" 0 "no secret was told to $name"
	done
}

# authority NAME; certificate NAME AUTHORITY SUBJECT-ALTERNATIVE-NAME [OPTION...]: one of its own where AUTHORITY is -
authority()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" -keyout "$WORLD/$1.key" \
		-out "$WORLD/$1.pem" 2>/dev/null || fail "no authority $1"
}
certificate()
{
	local name=$1 by=$2 names=$3 section=(-x509)
	shift 3
	printf '[req]\ndistinguished_name = d\n[d]\n[x]\nbasicConstraints = CA:FALSE\n%s\n' "$names" >"$WORLD/$name.cnf"
	[ "$by" = - ] || section+=(-CA "$WORLD/$by.pem" -CAkey "$WORLD/$by.key")
	openssl req "${section[@]}" -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$name" \
		-config "$WORLD/$name.cnf" -extensions x -keyout "$WORLD/$name.key" -out "$WORLD/$name.pem" "$@" 2>/dev/null ||
		fail "no certificate $name"
}

certificates()
{
	authority ours
	authority theirs
	certificate good ours 'subjectAltName = IP:127.0.0.1,DNS:localhost' -days 2
	certificate elsewhere ours 'subjectAltName = DNS:other.example,IP:127.0.0.2' -days 2
	certificate nameless ours 'keyUsage = digitalSignature' -days 2
	certificate client ours $'subjectAltName = IP:127.0.0.1\nextendedKeyUsage = clientAuth' -days 2
	certificate strange theirs 'subjectAltName = IP:127.0.0.1' -days 2
	certificate self - 'subjectAltName = IP:127.0.0.1' -days 2
	dated expired 20200101000000Z 20200201000000Z
	dated early 20400101000000Z 20400201000000Z
	# one that was issued by one who may not issue
	certificate leaf good 'subjectAltName = IP:127.0.0.1' -days 2
	cat "$WORLD/leaf.pem" "$WORLD/good.pem" >"$WORLD/leaf.chain" && mv "$WORLD/leaf.chain" "$WORLD/leaf.pem"
}

# With a beginning and an end, as only `openssl ca` can in all versions.
dated()
{
	local name=$1
	mkdir -p "$WORLD/issued"
	: >"$WORLD/issued/index"
	printf '%s\n' '[ca]' 'default_ca = c' '[c]' "database = $WORLD/issued/index" "serial = $WORLD/issued/serial" \
		"new_certs_dir = $WORLD/issued" 'default_md = sha256' 'policy = p' '[p]' 'commonName = supplied' >"$WORLD/ca.cnf"
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$name" -keyout "$WORLD/$name.key" \
		-out "$WORLD/$name.csr" 2>/dev/null
	openssl ca -batch -config "$WORLD/ca.cnf" -create_serial -cert "$WORLD/ours.pem" -keyfile "$WORLD/ours.key" \
		-in "$WORLD/$name.csr" -startdate "$2" -enddate "$3" -notext -out "$WORLD/$name.pem" \
		-extfile <(echo 'subjectAltName = IP:127.0.0.1') 2>/dev/null || fail "no certificate $name"
}
