# A real terminal (tmux) for tests of the console, to be sourced after world.sh or golden's runner.
#
#   terminal_open 80 24 COMMAND...     the command, quoted as the shell needs it, in a new terminal of that size
#   terminal_keys a Enter C-a          keys as tmux names them, one after the other, each after the screen is still
#   terminal_type 'text'               text, at once
#   terminal_see REGEX [WHAT]          waits until the screen shows it; else the test fails
#   terminal_screen                    what it shows
#   terminal_size 20 5, terminal_paste TEXT, terminal_close
# The command's exit status is shown as `ended N` once it ends.

unset LC_ALL LANGUAGE
export LANG=C.UTF-8 # the patterns of terminal_see are UTF-8, whatever the caller's locale
TERMINAL_SOCKET=mkoz-test-$$-0

terminal()
{
	tmux -L "$TERMINAL_SOCKET" -f /dev/null "$@"
}

terminal_open()
{
	local columns=$1 rows=$2
	shift 2
	terminal_close
	# a server of its own each time: one that is just ending takes no session
	TERMINAL_SOCKET=${TERMINAL_SOCKET%-*}-$((${TERMINAL_SOCKET##*-} + 1))
	LC_ALL=C.UTF-8 terminal new-session -d -s t -x "$columns" -y "$rows" "$* ; echo ended \$?; sleep 1000" ||
		fail "tmux does not start"
	terminal set-option -g status off >/dev/null
	terminal resize-window -t t -x "$columns" -y "$rows"
}

terminal_close()
{
	terminal kill-server 2>/dev/null || true
}

terminal_screen()
{
	terminal capture-pane -p -t t
}

# Waits until two looks at the screen are alike.
terminal_still()
{
	local before after try
	before=$(terminal_screen)
	for try in $(seq 40); do
		sleep 0.06
		after=$(terminal_screen)
		[ "$before" != "$after" ] || return 0
		before=$after
	done
}

terminal_keys()
{
	local key
	for key in "$@"; do
		terminal send-keys -t t "$key"
		terminal_still
	done
}

terminal_type()
{
	terminal send-keys -t t -l "$1"
	terminal_still
}

terminal_paste()
{
	terminal set-buffer "$1"
	terminal paste-buffer -p -t t
	terminal_still
}

terminal_size()
{
	terminal resize-window -t t -x "$1" -y "$2"
	terminal_still
}

terminal_see()
{
	local try
	for try in $(seq 200); do
		! terminal_screen | grep -Eq -- "$1" || { world_checks=$((${world_checks:-0} + 1)); return 0; }
		sleep 0.1
	done
	fail "${2:-the screen does not show} ($1):
$(terminal_screen)"
}

terminal_see_not()
{
	! terminal_screen | grep -Eq -- "$1" || fail "${2:-the screen shows} ($1):
$(terminal_screen)"
	world_checks=$((${world_checks:-0} + 1))
}
