#!/usr/bin/env bash
# The console's screens, kept as text: keys in, screen out, at four sizes and in three languages; and without colours, with
# their attributes: there everything has to be told apart by signs.
#
#   UPDATE=1 tests/integration/console-golden.sh     writes the screens anew; look at the difference before committing it
. "$(dirname "$0")/../golden/alone.sh"

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

# LANGUAGE COLUMNS ROWS [THEME [NO_COLOR]]
start()
{
	local language=$1 columns=$2 rows=$3
	rm -rf "$scratch/store" "$scratch/home"
	mkdir -m 700 "$scratch/store" "$scratch/home"
	"$BUILD/tests/tools/console-seed" "$scratch/store/store.db" 140 || fail "the store is not made"
	(
		umask 077
		printf '%s\n' '[ozmap]' 'url = https://t.example/api/v2' '[store]' "url = sqlite:$scratch/store/store.db" \
			'[roles]' 'supervisors = ana' '[ui]' "language = $language" \
			"theme = ${4:-dark}" >"$scratch/mkoz.conf"
	)
	terminal_open "$columns" "$rows" "env SUDO_USER=ana HOME=$scratch/home XDG_STATE_HOME=$scratch/home LC_ALL=C.UTF-8 \
NO_COLOR=${5:-} MKOZ_CONFIG=$scratch/mkoz.conf $BUILD/mkoz"
	terminal_see 'ana, supervisor|\[?No|mkoz'
	terminal_see '[0-9] min'
	terminal_still
}

# With attributes: «1;7» is bold and reverse, «0» neither. Each line for itself, told only where text follows: when a terminal
# is told of an attribute depends on what stood there before, and not every tmux shows blanks at a line's end.
attributed()
{
	terminal capture-pane -p -e -t t | sed -E 's/\x1b\[([0-9;:]*)m/«\1»/g' | awk '
		function emit(text)
		{
			if (text == "")
				return
			if (state != shown)
				out = out "«" (state == "" ? "0" : state) "»"
			shown = state
			out = out text
		}
		{
			out = shown = ""
			rest = $0
			while (match(rest, /«[0-9;:]*»/)) {
				emit(substr(rest, 1, RSTART - 1))
				code = substr(rest, RSTART, RLENGTH)
				rest = substr(rest, RSTART + RLENGTH)
				gsub(/«|»/, "", code)
				if (code ~ /^0?;/)
					state = substr(code, index(code, ";") + 1)
				else if (code == "0" || code == "")
					state = ""
				else if (code != "39" && code != "49")
					state = state == "" ? code : state ";" code
			}
			emit(rest)
			sub(/(«[0-9;]*»| )*$/, "", out)
			print out
		}'
}

# What differs from day to day: ages, clock times, days. Their width stays.
normalised()
{
	${SHOW:-terminal_screen} | sed -E 's/[0-9]+ (min|s)\b/N \1/g; s/20[0-9]{2}-[0-9]{2}-[0-9]{2}/YYYY-MM-DD/g; s|[0-9]{2}/[0-9]{2}/20[0-9]{2}|DD/MM/YYYY|g; s/[0-9]{2}:[0-9]{2}/HH:MM/g;
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
	echo "$1 $2 $name" >>"$scratch/checked"
	# a busy machine may take its time over a screen, but it has to come to this one
	for try in $(seq 30); do
		normalised >"$scratch/screen"
		diff -u "$folder/$name.txt" "$scratch/screen" >"$scratch/difference" && return
		sleep 0.1
	done
	echo "$1 $2 $name:" >>"$scratch/different"
	cat "$scratch/difference" >>"$scratch/different"
}

# LANGUAGE FOLDER [THEME [NO_COLOR]]: all cases, in a terminal of the folder's size.
walk()
{
	local size=${2#mono-} name keys
	start "$1" "${size%x*}" "${size#*x}" "${@:3}"
	while read -r name keys; do
		# shellcheck disable=SC2086
		[ -z "$keys" ] || terminal_keys $keys
		take "$1" "$2" "$name"
	done < <(cases)
	terminal_close
}

in_language()
{
	local size
	for size in 80x24 120x36 40x12 200x60; do
		walk "$1" "$size"
	done
}

# The theme mono and NO_COLOR come to the same, and neither knows a colour.
in_mono()
{
	SHOW=attributed
	walk en mono-80x24 mono
	UPDATE='' walk en mono-80x24 dark 1
	! grep -rEq '«([0-9]+;)*(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;|»)' "$top/tests/golden/en/mono-80x24" ||
		fail "a colour in mono"
}

# Each in a terminal and a folder of its own, at the same time: they mostly wait.
whole=$scratch
for part in 'in_language en' 'in_language pt_BR' 'in_language es' in_mono; do
	(
		scratch=$whole/${part// /-}
		TERMINAL_SOCKET=mkoz-test-$BASHPID-0
		trap terminal_close EXIT
		mkdir "$scratch"
		$part || exit
		: >"$scratch/walked"
	) &
done
wait
[ "$(find "$whole" -name walked | wc -l)" = 4 ] || fail "not all was walked"
checked=$(cat "$whole"/*/checked 2>/dev/null | wc -l)
[ -n "${UPDATE:-}" ] || [ "$checked" -gt 200 ] || fail "only $checked screens were looked at"
cat "$whole"/*/different >"$whole/differences" 2>/dev/null
if [ -s "$whole/differences" ]; then
	cat "$whole/differences"
	fail "$(grep -cE '^[a-z_A-Z]+ [^ ]*[0-9]+x[0-9]+ [^ ]+:$' "$whole/differences") of $checked screens differ"
fi
echo "ok   console-golden: $checked screens"
