#!/usr/bin/env bash
# The long work: kills anywhere, memory and disk failing at every point, eight workers, the console shaken; hours. Shorter
# with SOAK_KILLS, STEP (every how many points), CHANGES and SHAKES. Two at a time; what each said is printed when it ends.
set -u
cd "$(dirname "$0")" || exit 1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then
	export TMPDIR=/dev/shm # every sync to a disk is waited for, a million times
fi
kills=${SOAK_KILLS:-20000}
step=${STEP:-1}
run()
{
	local name=$1
	shift
	if bash "$@" >"$folder/$name" 2>&1; then
		echo "ok: $name"
	else
		echo "FAILED: $name"
		: >"$folder/failed"
	fi
	tail -n "${SOAK_LINES:-60}" "$folder/$name"
}
{
	run kills-1 ./kills.sh $((kills / 2))
	run disk ./failing.sh disk "$step"
	run frozen ./frozen.sh "$step"
	SHAKES=${SHAKES:-10000} run shake ../integration/console-shake.sh
} &
{
	run kills-2 ./kills.sh $((kills - kills / 2))
	CHANGES=${CHANGES:-100000} WORKERS=${WORKERS:-8} run workers ./workers.sh
	run memory ./failing.sh memory "$step"
	run read ./failing.sh read "$step"
	run console-memory ./console.sh memory "$step"
	run console-disk ./console.sh disk "$step"
	run console-read ./console.sh read "$step"
} &
wait
[ ! -e "$folder/failed" ]
