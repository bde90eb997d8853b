# A command in a real terminal of 100×30; to be sourced. Needs tmux.
#
#   screen_start COMMAND...   runs it there
#   screen_shows REGEX        waits up to 20 s until a line matches; prints the screen, false where none did
#   screen_press KEY...       as tmux names keys: Escape Enter C-a x
#   screen_stop               ends it

SCREEN=

screen_tmux()
{
	env -u TMUX LC_ALL=C.UTF-8 tmux -f /dev/null -S "$SCREEN/tmux" "$@" 2>/dev/null
}

screen_start()
{
	SCREEN=$(mktemp -d "${TMPDIR:-/tmp}/mkoz-screen-XXXXXX") || return 1
	screen_tmux new-session -d -x 100 -y 30 "$(printf '%q ' "$@") 2>&1; sleep 20" # what it says at its end stays
}

screen_shows()
{
	local text= try
	for try in $(seq 200); do
		text=$(screen_tmux capture-pane -p) || break
		if grep -qE "$1" <<<"$text"; then
			printf '%s\n' "$text"
			return 0
		fi
		sleep 0.1
	done
	printf '%s\n(no %s after %s looks)\n' "$text" "$1" "$try"
	return 1
}

screen_press()
{
	screen_tmux send-keys "$@"
}

screen_stop()
{
	[ -n "$SCREEN" ] || return 0
	screen_tmux kill-server
	rm -rf "$SCREEN"
	SCREEN=
}
