#!/usr/bin/env bash
# A team on one host: a user owns store and secrets, people come through sudo; and what leaks of the secrets: nothing
# (spec §2, §8, faults 32).
. "$(dirname "$0")/../tools/world.sh"
[ "$(id -u)" = 0 ] && [ -x "$(command -v setpriv)" ] || skip "it needs root, to become other users"

owner=daemon # who owns the store, as the user mkoz does
# through OWNER-OR-OTHER CALLER COMMAND...: what sudo -u OWNER mkoz COMMAND makes of it
through()
{
	local user=$1 caller=$2
	shift 2
	env -i PATH="$PATH" LC_ALL=C.UTF-8 HOME="$WORLD/team" SUDO_USER="$caller" SUDO_UID=4711 MKOZ_CONFIG="$MKOZ_CONFIG" \
		SSH_CLIENT='198.51.100.7 50000 22' setpriv --reuid="$user" --regid="$(id -gn "$user")" --clear-groups "$BUILD/mkoz" "$@"
}
team_start()
{
	local code
	world_start
	for code in 1001 1002 1003; do
		world_pair code=$code
		world_client code=$code name=Other
	done
	install -d -m 0700 -o "$owner" -g "$owner" "$WORLD/team"
	world_unset store.url
	world_set roles.supervisors susan
	world_set roles.technicians 'tina, @games'
	chown root "$MKOZ_CONFIG"
	chmod 0644 "$MKOZ_CONFIG"
	chown "$owner" "$WORLD/mk-password" "$WORLD/ozmap-token"
}
actors() { through "$owner" susan history --format json | jq -r '[.[].actor] | unique | join(" ")'; }
pending() { through "$owner" susan plan --no-refresh --format json | jq -r '.changes[0].id'; }

people_come_through_sudo()
{
	local id store
	team_start
	expect_status 0 through "$owner" susan refresh
	store=$(echo "$WORLD"/team/.local/state/mkoz/mkoz.db)
	expect_equal "$(stat -c '%a %U' "$store")" "600 $owner" "the store is its owner's alone"
	expect_equal "$(stat -c '%a %U' "$(dirname "$store")")" "700 $owner" "and its folder"
	expect_equal "$(find "$(dirname "$store")" -type f -perm /077 | wc -l)" 0 "nothing beside it is open to others"
	id=$(pending)
	expect_status 0 through "$owner" tina approve "$id"
	expect_status 0 through "$owner" games undo "$id"
	expect_status 4 through "$owner" vera approve "$id"
	expect_match "$ERR" '^mkoz: vera is a viewer: [^:]+: [^:]+$'
	expect_status 0 through "$owner" vera plan --no-refresh
	expect_status 4 through "$owner" vera plan # which would refresh
	expect_equal "$(actors)" "games@$(hostname) from 198.51.100.7 susan@$(hostname) from 198.51.100.7 tina@$(hostname) from 198.51.100.7" \
		"the people, not the store's owner"
	# the owner itself, as cron and a service run it: it works, but decides nothing
	expect_status 0 through "$owner" '' worker --once
	expect_status 4 through "$owner" '' approve "$id"
	expect_equal "$(actors | grep -c "\b$owner@")" 1 "under its own name"
}

only_the_owner_is_believed()
{
	local id
	team_start
	expect_status 0 through "$owner" susan refresh
	id=$(pending)
	# another user neither reads nor writes it, whatever sudo's variables say
	expect_status 1 through nobody susan approve "$id"
	expect_match "$ERR" '^mkoz: [^:]+: Permission denied: [^:]+$'
	expect_status 1 through nobody susan plan --no-refresh
	# root is not the owner: it is root, and no supervisor
	expect_status 4 through root susan approve "$id"
	expect_contains "$ERR" "root is a viewer"
	for caller in $'su\nsan' 'su san' $'s\e[2J' 'a,b' '@wheel' "$(printf 'x%.0s' $(seq 300))"; do
		expect_status 1 through "$owner" "$caller" approve "$id"
		expect_match "$ERR" '^mkoz: SUDO_USER: [^:]+: [^:]+$' "no user's name"
	done
	# what others may write is refused
	chmod 0777 "$WORLD/team/.local/state/mkoz"
	expect_status 4 through "$owner" susan approve "$id"
	expect_match "$ERR" '^mkoz: [^:]+: [^:]+: [^:]+$'
	chmod 0700 "$WORLD/team/.local/state/mkoz"
	chmod 0666 "$WORLD/team/.local/state/mkoz/mkoz.db"
	expect_status 4 through "$owner" susan approve "$id"
	expect_match "$ERR" '^mkoz: [^:]+: [^:]+: [^:]+$'
	chmod 0600 "$WORLD/team/.local/state/mkoz/mkoz.db"
	expect_status 0 through "$owner" susan approve "$id"
	# a secret of somebody else, the root's too
	chown root "$WORLD/ozmap-token"
	expect_status 1 through "$owner" susan refresh
	expect_equal "$OUT$(grep -c "$SIM_KEY" <<<"$ERR")" 0 "refused without its text"
}

# Everything that a run leaves behind or shows while it runs, without the two secrets.
secrets_leak_nowhere()
{
	local process try
	world_start
	world_pair code=1001
	world_client code=1001 name=Other
	world_set mk.database postgres # no table of MK: an error on MK's side
	{
		mkoz --verbose refresh
		world_set mk.database mkData3.0
		mkoz --verbose refresh
		sim_fault '{"match": {"method": "GET", "times": 1}, "do": "status", "status": 401, "body": {"message": "no"}}'
		mkoz --verbose refresh
		sim_reset
		mkoz --verbose approve "$(change_id name 1001)"
		mkoz --verbose apply
		mkoz doctor --verbose
		mkoz history
		mkoz plan --format json
	} >"$WORLD/said" 2>&1
	expect_equal "$(sim_write_count)" 1 "it was applied"
	expect_equal "$(grep -c 'failure\|FAIL' "$WORLD/said")" 0 "all went well: $(cat "$WORLD/said")"
	expect_equal "$(grep -rla "$SIM_KEY\|mkoz_reader-secret" "$WORLD/said" "$WORLD/state" "$WORLD/home" "$MKOZ_CONFIG" | wc -l)" 0 \
		"in no output, no store, no journal"
	# from the environment, while a worker stays
	world_unset mk.password_file
	world_unset ozmap.token_file
	env HOME="$WORLD/home" MKOZ_CONFIG="$MKOZ_CONFIG" MKOZ_MK_PASSWORD=mkoz_reader-secret MKOZ_OZMAP_TOKEN="$SIM_KEY" \
		"$BUILD/mkoz" worker 2>"$WORLD/worker" &
	process=$!
	for try in $(seq 100); do
		[ "$(plan_query .plan.id)" -lt 3 ] || break
		sleep 0.1
	done
	expect_equal "$(plan_query .plan.id)" 3 "the worker refreshed ($try): $(cat "$WORLD/worker")"
	expect_equal "$(tr '\0' '\n' <"/proc/$process/environ" | grep -c "$SIM_KEY\|reader-secret")" 0 "wiped from its environment"
	expect_equal "$(tr '\0' '\n' <"/proc/$process/cmdline" | grep -c "$SIM_KEY\|reader-secret")" 0 "not in its arguments"
	expect_match "$(grep 'Max core' "/proc/$process/limits")" '^Max core file size +0 +0 '
	kill -TERM "$process"
	expect wait "$process"
	expect_equal "$(grep -c "$SIM_KEY\|reader-secret" "$WORLD/worker")" 0 "nor in what it said"
}

people_come_through_sudo
only_the_owner_is_believed
secrets_leak_nowhere
passed
