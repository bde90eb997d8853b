#!/usr/bin/env bash
# The console's screens, kept as text: keys in, screen out, at three sizes and in three languages.
#
#   UPDATE=1 tests/integration/console-golden.sh     writes the screens anew; look at the difference before committing it
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
BUILD=${BUILD:-$top/build}
BUILD=$(cd "$BUILD" && pwd)
. "$here/../golden/terminal.sh"
scratch=$(mktemp -d)
trap 'terminal_close; rm -rf "$scratch"' EXIT
checked=0 different=0

fail()
{
	echo "FAIL console-golden: $1" >&2
	exit 1
}

# NAME KEYS...: what is pressed before the screen NAME is taken; each goes on from the one before.
cases()
{
	cat <<-'CASES'
		first
		status Enter 3
		cancel 2 j
		data 4 j j
		cosmetic t
		difference d
		detail Escape Enter
		detail-end End
		basket Escape 1 a 6
		question A
		help Escape ?
		palette Escape : o v e
		filter Escape 3 f j o a o
		mistake C-u k i n d : x
		wide-characters Escape 4 f C-u 日 Enter
		empty F f x x x x Enter
		reject F 3 r
		log Escape 7
	CASES
}

start()
{
	local language=$1 columns=$2 rows=$3
	rm -rf "$scratch/store" "$scratch/home"
	mkdir -m 700 "$scratch/store" "$scratch/home"
	"$BUILD/tests/tools/console-seed" "$scratch/store/store.db" 140 || fail "the store is not made"
	(
		umask 077
		printf '%s\n' '[ozmap]' 'url = https://t.example/api/v2' '[store]' "url = sqlite:$scratch/store/store.db" \
			'[roles]' 'supervisors = ana' '[ui]' "language = $language" >"$scratch/mkoz.conf"
	)
	terminal_open "$columns" "$rows" "env SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home LC_ALL=C.UTF-8 \
MKOZ_CONFIG=$scratch/mkoz.conf $BUILD/mkoz"
	terminal_see 'ana, supervisor|\[?No|mkoz'
	terminal_see '[0-9] min'
	terminal_still
}

# What differs from day to day: ages, clock times, days. Their width stays.
normalised()
{
	terminal_screen | sed -E 's/[0-9]+ (min|s)\b/N \1/g; s/20[0-9]{2}-[0-9]{2}-[0-9]{2}/YYYY-MM-DD/g; s|[0-9]{2}/[0-9]{2}/20[0-9]{2}|DD/MM/YYYY|g; s/[0-9]{2}:[0-9]{2}/HH:MM/g;
		s/(who|quem|quién)( +)ana@[^ ]*/\1\2ana@host/; s/(root|seed|ana)@[^ ]+/\1@host/; s/[0-9a-f]{16}/ID/'
}

take()
{
	local folder=$top/tests/golden/$1/$2 name=$3 try
	if [ -n "${UPDATE:-}" ]; then
		sleep 0.3
		mkdir -p "$folder"
		normalised >"$folder/$name.txt"
		return
	fi
	checked=$((checked + 1))
	# a busy machine may take its time over a screen, but it has to come to this one
	for try in $(seq 30); do
		normalised >"$scratch/screen"
		diff -u "$folder/$name.txt" "$scratch/screen" >"$scratch/difference" && return
		sleep 0.1
	done
	different=$((different + 1))
	echo "$1 $2 $name:"
	cat "$scratch/difference"
}

for language in en pt_BR es; do
	for size in 80x24 120x36 40x12; do
		start "$language" "${size%x*}" "${size#*x}"
		while read -r name keys; do
			# shellcheck disable=SC2086
			[ -z "$keys" ] || terminal_keys $keys
			take "$language" "$size" "$name"
		done < <(cases)
		terminal_close
	done
done
[ -n "${UPDATE:-}" ] || [ "$checked" -gt 100 ] || fail "only $checked screens were looked at"
[ "$different" = 0 ] || fail "$different of $checked screens differ"
echo "ok   console-golden: $checked screens"
