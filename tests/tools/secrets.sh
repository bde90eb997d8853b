# Hunting secrets, to be sourced after world.sh: unique tokens, and a look at every place where one could be left.
#
#   secrets_make            sets KEY_TOKEN, PASSWORD_TOKEN, LOGIN_TOKEN; before world_start, for SIM_KEY is one of them
#   secrets_watch           from now on looks at the arguments and environment of every process of this mkoz
#   secrets_expect_none     ends the watch; none of the tokens in what was seen, nor in any file of the world but those
#                           that hold them rightly: the secrets' own files, MK's data and the simulator's log

secrets_make()
{
	KEY_TOKEN=key-$(od -An -N12 -tx1 /dev/urandom | tr -d ' ')
	PASSWORD_TOKEN=word-$(od -An -N12 -tx1 /dev/urandom | tr -d ' ')
	LOGIN_TOKEN=login-$(od -An -N12 -tx1 /dev/urandom | tr -d ' ')
	SECRETS_SEEN=$world_scratch/seen
	printf '%s\n' "$KEY_TOKEN" "$PASSWORD_TOKEN" "$LOGIN_TOKEN" >"$world_scratch/tokens"
	: >"$SECRETS_SEEN"
	SECRETS_WATCH=
}

# The process is one of this mkoz, by the program that it runs.
secrets_is_mkoz()
{
	[ "$(readlink "/proc/$1/exe" 2>/dev/null)" = "$BUILD/mkoz" ]
}

secrets_look()
{
	local process
	for process in $(pgrep -x mkoz); do
		secrets_is_mkoz "$process" || continue
		tr '\0' '\n' <"/proc/$process/cmdline" >>"$SECRETS_SEEN"
		tr '\0' '\n' <"/proc/$process/environ" >>"$SECRETS_SEEN"
		echo "looked at $process" >>"$SECRETS_SEEN"
	done 2>/dev/null
}

secrets_watch()
{
	(
		trap 'exit 0' TERM
		trap - EXIT
		while kill -0 "$$" 2>/dev/null; do
			secrets_look
			sleep 0.01
		done
	) &
	SECRETS_WATCH=$!
}

secrets_expect_none()
{
	[ -z "$SECRETS_WATCH" ] || kill "$SECRETS_WATCH"
	SECRETS_WATCH=
	local found
	expect grep -q '^looked at' "$SECRETS_SEEN"
	found=$(grep -F -n -f "$world_scratch/tokens" "$SECRETS_SEEN" | head -3)
	expect_equal "$found" "" "in arguments or environment"
	# the hunt itself can find: the key's own file holds it
	expect grep -q -a -F -f "$world_scratch/tokens" "$WORLD/ozmap-token"
	found=$(find "$WORLD" -type f ! -path "$MK/*" ! -name 'sim.*' ! -name ozmap-token ! -name mk-password ! -name login-password \
		-exec grep -l -a -F -f "$world_scratch/tokens" {} +)
	expect_equal "$found" "" "in a file"
	found=$(find /tmp "${TMPDIR:-/tmp}" -maxdepth 1 -user "$(id -u)" -newer "$world_scratch/tokens" -type f \
		-exec grep -l -a -F -f "$world_scratch/tokens" {} + 2>/dev/null)
	expect_equal "$found" "" "in a temporary file"
}
