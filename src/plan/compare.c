/* Comparing text as people write it: two keys, one with punctuation as a blank, one without it at all. */
#include "mkoz/plan/compare.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "mkoz/base/text.h"

#define TOKEN_MAX 24

struct abbreviation {
	const char *brief, *word;
};

/* The usual abbreviations of Brazilian addresses, folded; sorted by `brief`. */
static const struct abbreviation abbreviations[] = {
    {"acs", "acesso"},	      {"al", "alameda"},	{"alm", "almirante"},	 {"ap", "apartamento"},
    {"apart", "apartamento"}, {"apt", "apartamento"},	{"apto", "apartamento"}, {"av", "avenida"},
    {"ave", "avenida"},	      {"avn", "avenida"},	{"bc", "beco"},		 {"bl", "bloco"},
    {"blc", "bloco"},	      {"bloc", "bloco"},	{"brig", "brigadeiro"},	 {"cap", "capitao"},
    {"cel", "coronel"},	      {"chac", "chacara"},	{"cj", "conjunto"},	 {"cjto", "conjunto"},
    {"com", "comendador"},    {"cond", "condominio"},	{"conj", "conjunto"},	 {"cs", "casa"},
    {"dep", "deputado"},      {"des", "desembargador"}, {"dr", "doutor"},	 {"dra", "doutora"},
    {"ed", "edificio"},	      {"edf", "edificio"},	{"edif", "edificio"},	 {"eng", "engenheiro"},
    {"est", "estrada"},	      {"estr", "estrada"},	{"faz", "fazenda"},	 {"fds", "fundos"},
    {"gal", "general"},	      {"gen", "general"},	{"gov", "governador"},	 {"jard", "jardim"},
    {"jd", "jardim"},	      {"jdm", "jardim"},	{"lad", "ladeira"},	 {"lg", "largo"},
    {"lgo", "largo"},	      {"lj", "loja"},		{"lot", "loteamento"},	 {"lotm", "loteamento"},
    {"lt", "lote"},	      {"lte", "lote"},		{"maj", "major"},	 {"mal", "marechal"},
    {"min", "ministro"},      {"mons", "monsenhor"},	{"nsa", "nossa"},	 {"pc", "praca"},
    {"pca", "praca"},	      {"pe", "padre"},		{"pq", "parque"},	 {"pque", "parque"},
    {"pref", "prefeito"},     {"pres", "presidente"},	{"prof", "professor"},	 {"profa", "professora"},
    {"q", "quadra"},	      {"qd", "quadra"},		{"qdra", "quadra"},	 {"r", "rua"},
    {"res", "residencial"},   {"resid", "residencial"}, {"rod", "rodovia"},	 {"rv", "rodovia"},
    {"sen", "senador"},	      {"sgt", "sargento"},	{"sit", "sitio"},	 {"sl", "sala"},
    {"sr", "senhor"},	      {"sra", "senhora"},	{"sta", "santa"},	 {"sto", "santo"},
    {"ten", "tenente"},	      {"tr", "travessa"},	{"trav", "travessa"},	 {"trv", "travessa"},
    {"tv", "travessa"},	      {"ver", "vereador"},	{"vig", "vigario"},	 {"visc", "visconde"},
    {"vl", "vila"},
};

/* Whether punctuation parts words (`Flores,12`) or stands for nothing (`S.A.`, `D'Ávila`). */
enum punctuation { PUNCTUATION_PARTS, PUNCTUATION_VANISHES };

static bool is_digit(int byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_word(int point)
{
	if (point < 0x80)
		return is_digit(point) || (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
	utf8proc_category_t category = utf8proc_category(point);
	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
	       (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

static bool is_mark(int point)
{
	if (point < 0x80)
		return false;
	utf8proc_category_t category = utf8proc_category(point);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

static bool is_blank(int point)
{
	return point == ' ' || point == '\t' || point == '\n' || point == 0xA0;
}

/* The dash of 12345-678: a zip is the same with and without it. */
static bool is_zip_dash(const struct text *out, const char *at, int point)
{
	if (point != '-' || out->length < 5 || !is_digit(at[0]) || !is_digit(at[1]) || !is_digit(at[2]) ||
	    is_digit(at[3]))
		return false;
	const char *end = out->data + out->length;
	for (int back = 1; back <= 5; back++)
		if (!is_digit(end[-back]))
			return false;
	return out->length == 5 || end[-6] == ' ';
}

static void add_point(struct text *out, const char *from, const char *to, int point)
{
	if (point == 0xBA)
		text_add_char(out, 'o');
	else if (point == 0xAA)
		text_add_char(out, 'a');
	else
		text_add_bytes(out, from, (size_t)(to - from));
}

/* Words of the folded string, one blank between them. */
static void add_words(struct text *out, const char *folded, enum punctuation punctuation)
{
	bool parted = false;
	for (const char *at = folded, *from = at;; from = at) {
		int point = text_next(&at);
		if (point == 0)
			break;
		if (is_word(point)) {
			if (parted && out->length)
				text_add_char(out, ' ');
			parted = false;
			add_point(out, from, at, point);
		} else if (is_blank(point) || (punctuation == PUNCTUATION_PARTS && !is_mark(point))) {
			parted = parted || !is_zip_dash(out, at, point);
		}
	}
}

struct token {
	const char *start;
	size_t length;
};

static struct token next_token(const char **at)
{
	while (**at == ' ')
		++*at;
	struct token token = {.start = *at, .length = strcspn(*at, " ")};
	*at += token.length;
	return token;
}

static bool token_is(struct token token, const char *word)
{
	return strlen(word) == token.length && memcmp(token.start, word, token.length) == 0;
}

static int compare_abbreviation(const void *key, const void *entry)
{
	return strcmp(key, ((const struct abbreviation *)entry)->brief);
}

static const char *written_out(struct token token)
{
	char brief[TOKEN_MAX];
	if (token.length >= sizeof brief)
		return NULL;
	memcpy(brief, token.start, token.length);
	brief[token.length] = '\0';
	const struct abbreviation *found = bsearch(brief, abbreviations, sizeof abbreviations / sizeof *abbreviations,
						   sizeof *abbreviations, compare_abbreviation);
	return found ? found->word : NULL;
}

/* `n`, `no`, `nr`, `numero`: before a number they say nothing. */
static bool is_number_sign(struct token token)
{
	static const char *const signs[] = {"n", "no", "nr", "nro", "num", "numero"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (token_is(token, signs[i]))
			return true;
	return false;
}

/* 1º is 1. */
static bool is_ordinal(struct token token)
{
	if (token.length < 2 || token.start[token.length - 1] != 'o')
		return false;
	for (size_t i = 0; i + 1 < token.length; i++)
		if (!is_digit(token.start[i]))
			return false;
	return true;
}

static void add_token(struct text *out, const char *start, size_t length)
{
	if (out->length)
		text_add_char(out, ' ');
	text_add_bytes(out, start, length);
}

/* What one word becomes, in sight of the next; true when the next is used up too. */
static bool add_written_out(struct text *out, struct token token, struct token next)
{
	bool without = (token_is(token, "s") || token_is(token, "sem")) && is_number_sign(next);
	bool before_number = next.length && is_digit(*next.start);
	const char *word = written_out(token);
	if (without)
		add_token(out, "sn", 2);
	else if ((before_number && is_number_sign(token)) || token_is(token, "cep"))
		return false;
	else if (token_is(token, "s") && next.length && !before_number)
		add_token(out, "sao", 3);
	else if (token_is(token, "n") && (token_is(next, "sra") || token_is(next, "senhora")))
		add_token(out, "nossa", 5);
	else if (is_ordinal(token))
		add_token(out, token.start, token.length - 1);
	else
		add_token(out, word ? word : token.start, word ? strlen(word) : token.length);
	return without;
}

static const char *make_key(struct arena *arena, const char *string, enum punctuation punctuation)
{
	struct text words = {0};
	struct text key = {0};
	const char *out = NULL;
	const char *folded = text_fold(arena, string ? string : "");
	if (!folded)
		goto out;
	add_words(&words, folded, punctuation);
	const char *at = text_string(&words);
	struct token token = next_token(&at);
	while (token.length) {
		struct token next = next_token(&at);
		token = add_written_out(&key, token, next) ? next_token(&at) : next;
	}
	if (text_check(&words, NULL) == 0 && text_check(&key, NULL) == 0)
		out = arena_string(arena, text_string(&key));
out:
	text_free(&words);
	text_free(&key);
	return out;
}

const char *compare_key(struct arena *arena, const char *string)
{
	return make_key(arena, string, PUNCTUATION_PARTS);
}

/* `whole` begins with `start`, and there a word of it ends; `entire`: and so does all of it. */
static bool begins(const char *whole, const char *start, bool entire)
{
	size_t length = strlen(start);
	if (strncmp(whole, start, length) != 0)
		return false;
	return whole[length] == '\0' || (!entire && (whole[length] == ' ' || length == 0));
}

/* By either key; -1 when memory ran out. */
static int keys_begin(struct arena *arena, const char *whole, const char *start, bool entire)
{
	for (int punctuation = PUNCTUATION_PARTS; punctuation <= PUNCTUATION_VANISHES; punctuation++) {
		const char *whole_key = make_key(arena, whole, (enum punctuation)punctuation);
		const char *start_key = make_key(arena, start, (enum punctuation)punctuation);
		if (!whole_key || !start_key)
			return -1;
		if (begins(whole_key, start_key, entire))
			return 1;
	}
	return 0;
}

int compare_text(const char *one, const char *other)
{
	one = one ? one : "";
	other = other ? other : "";
	if (strcmp(one, other) == 0)
		return COMPARE_SAME;
	struct arena arena = {0};
	int result = -1;
	const char *normal_one = text_normalise(&arena, one);
	const char *normal_other = text_normalise(&arena, other);
	if (normal_one && normal_other) {
		int same = keys_begin(&arena, normal_one, normal_other, true);
		if (strcmp(normal_one, normal_other) == 0)
			result = COMPARE_SAME;
		else if (same >= 0)
			result = same ? COMPARE_COSMETIC : COMPARE_DIFFERENT;
	}
	arena_free(&arena);
	return result;
}

bool compare_is_moved(const char *ozmap_address, const char *street, const char *number)
{
	struct arena arena = {0};
	const char *normal = text_normalise(&arena, ozmap_address ? ozmap_address : "");
	const char *start = arena_format(&arena, "%s, %s", street ? street : "", number ? number : "");
	/* without memory nothing can be said for sure: then only a person may pick it */
	bool moved = !normal || !start || (*normal && keys_begin(&arena, normal, start, false) != 1);
	arena_free(&arena);
	return moved;
}
