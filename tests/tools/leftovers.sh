# Ends the refreshes and workers that a console or a test left running; to be sourced.
#
#   leftovers_end FOLDER   ends the mkoz processes whose configuration is FOLDER/mkoz.conf; by force after a second
#
# mkoz makes itself undumpable, so that only root can read its environment; for others its arguments have to tell.

leftovers_of()
{
	local folder=$1 process
	for process in /proc/[0-9]*; do
		[ "$process" != "/proc/$$" ] && [ -O "$process" ] || [ "$(id -u)" -eq 0 ] || continue
		if grep -qz "^[^ ]*mkoz\$" "$process/cmdline" && {
			grep -qzF "$folder/" "$process/cmdline" || grep -qzxF "MKOZ_CONFIG=$folder/mkoz.conf" "$process/environ"
		}; then
			echo "${process#/proc/}"
		fi
	done 2>/dev/null
}

leftovers_end()
{
	local left
	left=$(leftovers_of "$1")
	[ -n "$left" ] || return 0
	# shellcheck disable=SC2086 # several processes
	kill $left 2>/dev/null
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 $left 2>/dev/null || return 0
		sleep 0.1
	done
	kill -KILL $left 2>/dev/null
}
