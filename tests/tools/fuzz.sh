#!/usr/bin/env bash
# Runs fuzzers one after the other, $FUZZ_SECONDS in all, each from its corpus in tests/fuzz/corpus/NAME; fails at a finding.
set -u
cd "$(dirname "$0")/../.."
each=$((${FUZZ_SECONDS:-60} / $# + 1))
failed=0
for fuzzer in "$@"; do
	name=$(basename "$fuzzer")
	scratch=$(mktemp -d)
	mkdir -p "tests/fuzz/corpus/$name"
	if ! "$fuzzer" -max_total_time="$each" -timeout=10 -rss_limit_mb=2048 -max_len=8192 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix="$scratch/" "$scratch" "tests/fuzz/corpus/$name" >"$scratch/out.txt" 2>&1; then
		echo "fuzz: $name: a finding:"
		tail -40 "$scratch/out.txt"
		for input in "$scratch"/crash-* "$scratch"/timeout-* "$scratch"/oom-*; do
			[ -e "$input" ] && base64 "$input"
		done
		failed=$((failed + 1))
	else
		echo "fuzz: $name: $(sed -n 's/stat::number_of_executed_units: *//p' "$scratch/out.txt") inputs in $each s, no finding"
	fi
	rm -rf "$scratch"
done
echo "fuzz: $(($# - failed)) passed, $failed failed"
[ "$failed" = 0 ]
