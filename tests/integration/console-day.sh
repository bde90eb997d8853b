#!/usr/bin/env bash
# A technician's day: 25 activations, 20 cancellations, 1,200 status and 60 data differences cleared at 80x24 in at most 80
# key presses, every cancellation seen (console.md).
. "$(dirname "$0")/../golden/alone.sh"
pressed=0
seen=$scratch/seen

# Presses keys, counts them, and keeps what the screen shows after each.
press()
{
	local key
	for key in "$@"; do
		terminal_keys "$key"
		pressed=$((pressed + 1))
		terminal_screen >>"$seen"
	done
}

states()
{
	MKOZ_CONFIG=$scratch/mkoz.conf "$BUILD/mkoz" plan --no-refresh --format json |
		jq -r '[.changes[] | "\(.kind) \(.state)"] | group_by(.) | map("\(length) \(.[0])") | join(", ")'
}

mkdir -m 700 "$scratch/store" "$scratch/home"
"$BUILD/tests/tools/console-seed" "$scratch/store/store.db" day || fail "the store is not made"
(
	umask 077
	printf '%s\n' '[ozmap]' 'url = https://t.example/api/v2' '[store]' "url = sqlite:$scratch/store/store.db" '[roles]' \
		'technicians = ana' 'supervisors = rui' >"$scratch/mkoz.conf"
)
: >"$seen"
export SUDO_USER=ana
terminal_open 80 24 "env SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home LC_ALL=C.UTF-8 \
MKOZ_CONFIG=$scratch/mkoz.conf $BUILD/mkoz"
terminal_see 'The plan at a glance'
press Enter
terminal_see '1 Activate 25 .*Cancel 20 .*Status 1200 .*Data 60'

# the activations, the cancellations and the status: marked all, looked at to the end, approved
for tab in 1 2 3; do
	press $tab C-a a
	terminal_see 'Look before you approve'
	for page in 1 2 3 4; do
		! terminal_screen | grep -q 'This is the end' || break
		press PgDn
	done
	press Enter
	terminal_see '\[ No \]'
	press Right Enter
	terminal_see 'approved: [0-9]'
done
# the data in pieces that a technician may approve alone
press 4
for piece in 1 2 3; do
	press v PgDn PgDn C-d v a
	terminal_see 'Look before you approve|approve [0-9]+ changes'
	! terminal_screen | grep -q 'Look before' || press PgDn Enter
	press Right Enter j
done
terminal_see 'Data 0'
press 6 A
terminal_see '1305 changes will be written'
press 1 3 0 5 Enter
terminal_see 'Applying|released'
for try in $(seq 50); do
	[ "$(states | grep -c approved)" = 0 ] && break
	sleep 0.1
done
[ "$(states | grep -cE 'approved|pending')" = 0 ] || fail "not everything was released: $(states)"
for number in $(seq 10026 10045); do
	grep -q "$number" "$seen" || fail "the cancellation of $number was never on the screen"
done
[ "$pressed" -le 80 ] || fail "$pressed key presses"
terminal_close
echo "ok   console-day: $pressed key presses"
