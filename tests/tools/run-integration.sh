#!/usr/bin/env bash
# Runs the integration tests, a few at a time; prints what failed and a closing count. Names as arguments choose.
set -u
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
chmod 0755 "$folder"
trap 'rm -rf "$folder"' EXIT
if [ $# -gt 0 ]; then scripts=("$@"); else scripts=(tests/integration/*.sh); fi
run_one() {
	name=$(basename "$1")
	start=$SECONDS
	timeout "${TEST_TIMEOUT:-900}" bash "$1" >"$2/$name.out" 2>&1 </dev/null
	case $? in
	0) how=ok ;;
	77) how=skipped ;; # it cannot be tried in this build
	*) how=FAILED ;;
	esac
	echo "$how" >"$2/$name.how"
	printf '%s: %s in %s s\n' "$name" "$how" "$((SECONDS - start))"
}
export -f run_one
printf '%s\n' "${scripts[@]}" | xargs -P "${TEST_JOBS:-3}" -I{} bash -c 'run_one "$1" "$2"' _ {} "$folder"
passed=0 failed=0 skipped=0
for script in "${scripts[@]}"; do
	name=$(basename "$script")
	case $(cat "$folder/$name.how" 2>/dev/null) in
	ok) passed=$((passed + 1)) ;;
	skipped)
		skipped=$((skipped + 1))
		tail -1 "$folder/$name.out"
		;;
	*)
		failed=$((failed + 1))
		echo "FAILED: $script"
		tail -80 "$folder/$name.out"
		;;
	esac
done
echo "integration: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
