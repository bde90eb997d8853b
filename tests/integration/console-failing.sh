#!/usr/bin/env bash
# Some allocations, writes and reads of the console fail: it ends or goes on, says why, and the terminal is as it was.
for kind in "memory ${STEP:-1500}" "disk ${STEP:-20}" "read ${STEP:-24}"; do
	# shellcheck disable=SC2086 # two words
	bash "$(dirname "$0")/../soak/console.sh" $kind || exit
done
