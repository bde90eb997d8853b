#!/usr/bin/env bash
# What is made from the program's tables is up to date; an installation is whole and finds what belongs to it; bash
# completes commands, options and filters.
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../tools/screen.sh"
export LC_ALL=C.UTF-8
scratch=$world_scratch
root=$scratch/root

make_here()
{
	# what is built is installed as it is, whatever changes meanwhile
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -o all -C "$world_top" BUILD="$BUILD" "$@"
}

documents_are_up_to_date()
{
	local document
	for document in README.md src/share/mkoz.1 src/share/completions/mkoz; do
		expect_status 0 "$BUILD/docs" "$world_top/$document"
		printf '%s\n' "$OUT" >"$scratch/document"
		expect_equal "$(diff "$world_top/$document" "$scratch/document")" "" "$document is as make docs writes it"
	done
	expect_contains "$(cat "$world_top/README.md")" '| `a` | approve | ' "README has the keys"
	expect_contains "$(cat "$world_top/src/share/mkoz.1")" '.SS "mkoz plan' "the man page has the commands"
}

# Every role that a theme can set is explained.
the_themes_are_explained()
{
	local role
	for role in $(sed -nE 's/^([a-z-]+) = .*/\1/p' "$world_top/themes/dark.ini"); do
		expect_contains "$(cat "$world_top/themes/README.md")" "\`$role\`" "themes/README.md has $role"
	done
}

# The check of documents can fail, and no document can be cut by a mark that is missing.
a_changed_document_is_noticed()
{
	sed 's/^| `a` | approve |.*/| `z` | approve | wrong |/' "$world_top/README.md" >"$scratch/README.md"
	expect_status 0 "$BUILD/docs" "$scratch/README.md"
	expect_equal "$OUT" "$(cat "$world_top/README.md")" "it is made anew"
	sed '/<!-- .keys -->/d' "$world_top/README.md" >"$scratch/README.md"
	expect_status 1 "$BUILD/docs" "$scratch/README.md"
	expect_contains "$ERR" "does not end"
}

the_man_page_is_well_formed()
{
	command -v groff >/dev/null || return 0
	expect_equal "$(groff -K utf8 -man -ww -Tutf8 "$world_top/src/share/mkoz.1" 2>&1 >"$scratch/man")" "" "no warnings"
	expect grep -q 'is everything around as it should be' "$scratch/man"
}

an_installation_is_whole()
{
	local theme wanted
	expect make_here DESTDIR="$root" PREFIX=/opt/mkoz install
	wanted=$(
		printf '%s\n' bin/mkoz lib/systemd/system/mkoz.service share/bash-completion/completions/mkoz \
			share/locale/es/LC_MESSAGES/mkoz.mo share/locale/pt_BR/LC_MESSAGES/mkoz.mo share/man/man1/mkoz.1
		for theme in dark light mono high-contrast colour-blind; do echo "share/mkoz/themes/$theme.ini"; done
	)
	expect_equal "$(cd "$root/opt/mkoz" && find . -type f | sed 's|^\./||' | sort)" "$(sort <<<"$wanted")" "all is there"
	expect_equal "$(grep ^ExecStart= "$root/opt/mkoz/lib/systemd/system/mkoz.service")" "ExecStart=/opt/mkoz/bin/mkoz worker"
	expect_equal "$(find "$root" -perm /022 ! -type l)" "" "nothing that others may write to"
}

it_finds_its_catalogues()
{
	expect_contains "$(env LC_ALL=C.UTF-8 LANGUAGE=pt_BR "$root/opt/mkoz/bin/mkoz" --help)" "opções, antes"
	expect_contains "$(env LC_ALL=C.UTF-8 LANGUAGE=es "$root/opt/mkoz/bin/mkoz" --help)" "opciones, antes"
}

console()
{
	screen_start env HOME="$WORLD/home" XDG_CONFIG_HOME="$WORLD/home/config" TERM=xterm-256color LANGUAGE= \
		MKOZ_CONFIG="$MKOZ_CONFIG" "$1"
	screen_shows "$2" >/dev/null
	sleep 0.5 # whatever else it has to say
	screen_shows .
	screen_stop
}

# Only dark and mono are built in: another theme has to be found.
it_finds_its_themes()
{
	local shown
	world_start
	world_pair code=1001
	expect_status 0 mkoz refresh
	world_set ui.theme high-contrast
	shown=$(console "$root/opt/mkoz/bin/mkoz" 'plan 1')
	expect_match "$shown" 'mkoz.*plan 1' "the console opens"
	expect_equal "$(grep 'no such theme' <<<"$shown")" "" "with the theme"
	mkdir "$scratch/alone"
	cp "$root/opt/mkoz/bin/mkoz" "$scratch/alone/mkoz"
	if [ ! -e /usr/local/share/mkoz/themes/high-contrast.ini ]; then
		expect_match "$(console "$scratch/alone/mkoz" 'there is no such theme')" 'there is no such theme'
	fi
	world_stop
}

it_goes_away_again()
{
	expect make_here DESTDIR="$root" PREFIX=/opt/mkoz uninstall
	expect_equal "$(find "$root" -type f)" "" "nothing is left"
}

# completes LINE WANTED...: what is offered at the end of the line, its words parted as bash parts them.
completes()
{
	local line=$1 wanted=$2
	mapfile -t COMP_WORDS < <(grep -oE "'[^']*|[:=]|[^ :='\"]+| \$" <<<"$line" | sed 's/^ $//')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	COMPREPLY=()
	_mkoz
	expect_equal "${COMPREPLY[*]}" "$wanted" "after \"$line\""
}

bash_completes()
{
	# shellcheck source=/dev/null
	. "$world_top/src/share/completions/mkoz"
	expect_match "$(complete -p mkoz)" '-F _mkoz mkoz'
	completes "mkoz pl" "plan"
	completes "mkoz re" "refresh reject revert"
	completes "mkoz --config a/file.conf wor" "worker"
	completes "mkoz --config=a/file.conf wor" "worker"
	completes "mkoz plan --f" "--format --filter"
	completes "mkoz plan --over" ""
	completes "mkoz approve --over" "--override-guard"
	completes "mkoz plan --format " "table json csv"
	completes "mkoz plan --format=j" "json"
	completes "mkoz plan --filter sta" "state:"
	completes "mkoz plan --filter kind:act" "activate"
	completes "mkoz plan --filter=kind:act" "activate"
	completes "mkoz plan --filter state:re" "requested released rejected"
	completes "mkoz plan --filter 'kind:status sta" "kind:status state:"
	completes "mkoz plan --filter 'kind:status (state:pen" "kind:status (state:pending"
	completes "mkoz defer --until o" "online"
	completes "mkoz plan --reason on" ""
	completes "mkoz verify --he" "--head --help"
}

documents_are_up_to_date
the_themes_are_explained
a_changed_document_is_noticed
the_man_page_is_well_formed
an_installation_is_whole
it_finds_its_catalogues
it_finds_its_themes
it_goes_away_again
bash_completes
passed
