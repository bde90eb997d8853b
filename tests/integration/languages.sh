#!/usr/bin/env bash
# Translations: complete, of the same form as the source, and shown by the program; what machines read stays as it is.
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/../tools/screen.sh"
export LC_ALL=C.UTF-8
po=$world_top/src/share/po
scratch=$world_scratch
languages="pt_BR es"

make_locales()
{
	local name
	for name in pt_BR es_ES; do
		localedef --no-archive -i "$name" -f UTF-8 "$scratch/$name.UTF-8" >/dev/null 2>&1
		[ -d "$scratch/$name.UTF-8" ] || fail "localedef cannot make $name.UTF-8: is the package locales installed?"
	done
	export LOCPATH=$scratch
	# glibc's setlocale itself loses a few bytes where LOCPATH is set
	echo 'leak:argz_add_sep' >"$scratch/suppressions"
	export LSAN_OPTIONS="suppressions=$scratch/suppressions:print_suppressions=0"
}

# in LOCALE COMMAND...
in_locale()
{
	local locale=$1
	shift
	env -u LANGUAGE LC_ALL="$locale" "$@"
}

the_template_holds_what_the_source_says()
{
	expect env -u MAKEFLAGS make -s -C "$world_top" TEMPLATE="$scratch/mkoz.pot" template
	expect_equal "$(diff "$po/mkoz.pot" "$scratch/mkoz.pot")" "" "src/share/po/mkoz.pot is up to date (make merge)"
	expect_match "$(grep -c '^msgid ' "$po/mkoz.pot")" '^[0-9]{3,}$' "hundreds of strings"
}

# What a person has to type, printf's conversions in their order, and the blanks at the ends must be the same in every
# language. Run for each message, its translation on standard input.
export same_words='
words_of()
{
	local rest=$1
	words=
	while [[ $rest =~ --[a-z][a-z-]+|MKOZ_[A-Z_]+|$sections|mkoz\ ($commands)\>|%[.*0-9]*[a-z]+|%% ]]; do
		words+="${BASH_REMATCH[0]} "
		rest=${rest#*"${BASH_REMATCH[0]}"}
	done
}
IFS= read -r -d "" text
words_of "$text" && theirs=$words
words_of "$MSGEXEC_MSGID"
[[ $words == "$theirs" ]] || echo "$MSGEXEC_MSGID: has $words, not $theirs"
[[ "${MSGEXEC_MSGID:0:1}${text:0:1}" != [\ ][^\ ] ]] || echo "$MSGEXEC_MSGID: begins with a blank"
[[ "${MSGEXEC_MSGID: -1}${text: -1}" != [\ ][^\ ] ]] || echo "$MSGEXEC_MSGID: ends with a blank"
true'
export sections='\[(mk|ozmap|sync|guard|roles|auto|apply|store|ui|keys)\]'
commands=$(env -u LANGUAGE "$BUILD/mkoz" --help | sed -nE '/^commands:/,/^$/s/^  ([a-z]+) .*/\1/p' | paste -sd '|')
export commands

every_string_is_translated()
{
	local language
	for language in $languages; do
		expect_status 0 msgfmt --check-format --check-domain -o /dev/null "$po/$language.po"
		expect_status 0 msgcmp "$po/$language.po" "$po/mkoz.pot"
		expect_equal "$(msgattrib --untranslated --no-obsolete "$po/$language.po")" "" "nothing empty in $language"
		expect_equal "$(msgattrib --only-fuzzy --no-obsolete "$po/$language.po")" "" "nothing fuzzy in $language"
		expect_equal "$(msgattrib --only-obsolete "$po/$language.po")" "" "nothing left over in $language"
		expect_equal "$(msgattrib --no-wrap "$po/$language.po" | msgexec -i - bash -c "$same_words")" "" \
			"what is to be typed is the same in $language"
	done
}

# The checks above can fail.
a_missing_string_is_noticed()
{
	sed '0,/^msgid "reject"$/s//msgid "reject it"/' "$po/es.po" >"$scratch/less.po"
	expect_status 1 msgcmp "$scratch/less.po" "$po/mkoz.pot"
	sed 's/^msgstr "%s: falta %s: /msgstr "%s: falta %d: /' "$po/es.po" >"$scratch/wrong.po"
	expect_status 1 msgfmt --check-format -o /dev/null "$scratch/wrong.po"
}

the_program_speaks()
{
	local options="--config $scratch/none.conf"
	expect_contains "$(in_locale pt_BR.UTF-8 "$BUILD/mkoz" --help)" "opções, antes ou depois do comando:"
	expect_contains "$(in_locale es_ES.UTF-8 "$BUILD/mkoz" --help)" "opciones, antes o después del comando:"
	expect_contains "$(in_locale C "$BUILD/mkoz" --help)" "options, before or after the command:"
	expect_contains "$(env LC_ALL=pt_BR.UTF-8 LANGUAGE=es "$BUILD/mkoz" --help)" "opciones, antes" "LANGUAGE goes first"
	expect_status 64 in_locale pt_BR.UTF-8 "$BUILD/mkoz" plan --bogus
	expect_equal "$ERR" "mkoz: --bogus: opção desconhecida: veja mkoz --help"
	# shellcheck disable=SC2086
	expect_status 1 in_locale es_ES.UTF-8 "$BUILD/mkoz" plan $options
	expect_match "$ERR" '^mkoz: .*: ejecute mkoz init para escribir una configuración$'
}

# Somebody comes over SSH with a locale that this host lacks; a language is asked for in the configuration.
it_speaks_without_the_locale()
{
	expect_contains "$(in_locale pt_BR.UTF-8 env -u LOCPATH LOCPATH=/nonexistent "$BUILD/mkoz" --help)" "opções, antes"
	expect_contains "$(in_locale es_MX.UTF-8 "$BUILD/mkoz" --help)" "opciones, antes"
	expect_contains "$(in_locale xx_XX.UTF-8 "$BUILD/mkoz" --help)" "options, before"
	(umask 077 && printf '[ui]\nlanguage = es\n[store]\nurl = sqlite:%s/none/store.db\n' "$scratch" >"$scratch/es.conf")
	expect_status 1 in_locale C "$BUILD/mkoz" verify --config "$scratch/es.conf"
	expect_match "$ERR" 'mkoz refresh' "the error of a store that is not there"
	expect_contains "$ERR" "ejecute" "in the language of the configuration"
}

machines_read_the_same_in_every_language()
{
	local english
	world_start
	world_pair code=1001 power=-25.5 power_age=1h
	world_client code=1001 power=-20.25 name='Outro Nome'
	expect_status 0 mkoz refresh
	english=$(plan_json)
	WORLD_LOCALE=pt_BR.UTF-8
	expect_equal "$(plan_json)" "$english" "the plan's JSON is the same in Portuguese"
	expect_equal "$(plan_query '.changes[] | select(.kind == "power") | .before')" -20.25 "with a point"
	expect_contains "$(mkoz plan --no-refresh --format csv)" "-20.25"
	expect_match "$(mkoz plan --no-refresh)" 'potência|código' "the table is for people"
}

# speaks LOCALE OVERVIEW TABS: the console's first screen, and the tabs behind it
speaks()
{
	screen_start env HOME="$WORLD/home" LC_ALL="$1" LOCPATH="$LOCPATH" TERM=xterm-256color MKOZ_CONFIG="$MKOZ_CONFIG" \
		"$BUILD/mkoz"
	expect_match "$(screen_shows "$2")" "$2" "the overview"
	screen_press Escape
	expect_match "$(screen_shows "$3")" "$3" "the tabs"
	screen_stop
}

the_console_speaks()
{
	speaks pt_BR.UTF-8 'O plano num relance' 'Ativar .*Cancelar .*Sinal .*Cadastro .*Achados .*Lote .*Histórico'
	speaks es_ES.UTF-8 'El plan de un vistazo' 'Activar .*Cancelar .*Señal .*Datos .*Hallazgos .*Lote .*Historial'
}

the_template_holds_what_the_source_says
every_string_is_translated
a_missing_string_is_noticed
make_locales
the_program_speaks
it_speaks_without_the_locale
machines_read_the_same_in_every_language
the_console_speaks
passed
