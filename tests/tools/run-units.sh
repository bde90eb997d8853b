#!/usr/bin/env bash
# Runs unit test programs, a few at a time; prints what failed and a closing count.
set -u
export CMOCKA_MESSAGE_OUTPUT=stdout
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run_one() {
	timeout 300 "$1" >"$2/$(echo "$1" | tr / _).out" 2>&1 && : >"$2/$(echo "$1" | tr / _).ok"
}
export -f run_one
printf '%s\n' "$@" | xargs -P 2 -I{} bash -c 'run_one "$1" "$2"' _ {} "$folder"
passed=0 failed=0
for program in "$@"; do
	name=$(echo "$program" | tr / _)
	passed=$((passed + $(grep -c '^\[       OK' "$folder/$name.out" || true)))
	if [ ! -e "$folder/$name.ok" ]; then
		failed=$((failed + 1))
		echo "FAILED: $program"
		tail -60 "$folder/$name.out"
	fi
done
echo "unit tests: $passed passed in $# programs, $failed programs failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
