#!/usr/bin/env bash
# Checks that no room includes one to its right: each argument is "room: rooms to its left".
set -euo pipefail
cd "$(dirname "$0")/../.."
wrong=0
for rule in "$@"; do
	room=${rule%%:*}
	allowed=" $room ${rule#*:} "
	while IFS=: read -r file line text; do
		included=$(sed -E 's#.*"mkoz/([a-z]+)/.*#\1#' <<<"$text")
		if [[ $allowed != *" $included "* ]]; then
			echo "$file:$line: $room may not include $included" >&2
			wrong=1
		fi
	done < <(grep -rnE '#include "mkoz/' "src/$room" "include/mkoz/$room" 2>/dev/null || true)
	if grep -rnE '#include "(\.\./|[a-z]+/)' "src/$room" 2>/dev/null | grep -vE "\"(mkoz|$room)/" >&2; then
		wrong=1
	fi
done
if grep -rln 'mkoz/ozmap/write.h' src include | grep -vE '^src/(ozmap|worker)/|^include/mkoz/ozmap/' >&2; then
	echo "only worker may include ozmap/write.h" >&2
	wrong=1
fi
if grep -rlE '#include <(curses|ncurses|panel)' src include | grep -v '^src/tui/draw' >&2; then
	echo "only src/tui/draw*.c may include curses" >&2
	wrong=1
fi
[ "$wrong" = 0 ] && echo "layers: every room includes only rooms to its left"
exit "$wrong"
