#!/usr/bin/env bash
# Runs unit test programs under valgrind, two at a time: no bad access, nothing lost. Programs that have an allocator, a
# clock or statements of their own (chaos.h, steps.h) are left out: valgrind has its own.
set -u
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run_one() {
	valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --track-fds=no \
		--trace-children=no "$1" >"$2/$(echo "$1" | tr / _).out" 2>&1 && : >"$2/$(echo "$1" | tr / _).ok"
}
export -f run_one
export CMOCKA_MESSAGE_OUTPUT=stdout
printf '%s\n' "$@" | xargs -P 2 -I{} bash -c 'run_one "$1" "$2"' _ {} "$folder"
failed=0
for program in "$@"; do
	name=$(echo "$program" | tr / _)
	if [ ! -e "$folder/$name.ok" ]; then
		failed=$((failed + 1))
		echo "FAILED: $program"
		grep -E '==|FAILED|ERROR| --- ' "$folder/$name.out" | head -40
	fi
done
echo "valgrind: $(($# - failed)) programs clean, $failed not"
[ "$failed" = 0 ]
