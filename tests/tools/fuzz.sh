#!/usr/bin/env bash
# Runs fuzzers, $FUZZ_JOBS at a time (2 where there are two processors), $FUZZ_SECONDS in all by the clock, each from its
# corpus in tests/fuzz/corpus/NAME and with the words in tests/fuzz/NAME.dict; fails at a finding. What they find on the
# way stays out of the repository.
set -u
cd "$(dirname "$0")/../.."
jobs=${FUZZ_JOBS:-$(($(nproc) > 1 ? 2 : 1))}
rounds=$((($# + jobs - 1) / jobs))
export each=$(((${FUZZ_SECONDS:-60} + rounds - 1) / rounds))
folder=$(mktemp -d)
export folder
trap 'rm -rf "$folder"' EXIT
run_one() {
	name=$(basename "$1")
	scratch=$folder/$name
	words=tests/fuzz/$name.dict
	mkdir "$scratch"
	if TMPDIR=$scratch "$1" -max_total_time="$each" -timeout=20 -rss_limit_mb=2048 -max_len=8192 -verbosity=0 \
		-print_final_stats=1 $([ ! -e "$words" ] || echo "-dict=$words") -artifact_prefix="$folder/$name." \
		"$scratch" "tests/fuzz/corpus/$name" >"$scratch.out" 2>&1; then
		echo "fuzz: $name: $(sed -n 's/stat::number_of_executed_units: *//p' "$scratch.out") inputs in $each s, no finding"
		: >"$scratch.ok"
		return
	fi
	echo "fuzz: $name: a finding:"
	grep -v '^Dictionary' "$scratch.out" | tail -40
	for input in "$scratch".crash-* "$scratch".timeout-* "$scratch".oom-* "$scratch".leak-*; do
		[ ! -e "$input" ] || { echo "the input, in base64:" && base64 "$input"; }
	done
}
export -f run_one
printf '%s\n' "$@" | xargs -P "$jobs" -I{} bash -c 'run_one "$1"' _ {}
failed=0
for fuzzer in "$@"; do
	[ -e "$folder/$(basename "$fuzzer").ok" ] || failed=$((failed + 1))
done
echo "fuzz: $(($# - failed)) passed, $failed failed"
[ "$failed" = 0 ]
