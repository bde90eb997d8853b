/* The filter language of spec §6: from an expression to a tree. */
#include "mkoz/domain/filter.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "filter_tree.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define EXPRESSION_MAX 4096
#define LEVEL_MAX 64
#define SHOWN_BEFORE 60 /* bytes of the expression shown before the caret */
#define SHOWN_MAX 100

struct parser {
	const char *expression, *at;
	struct filter *filter;
	int level;
	size_t mistake; /* where */
	struct error *error;
};

static struct filter_node *parse_or(struct parser *parser);

/* Says what is wrong, shows the expression and, under it, a caret at the mistake. */
static struct filter_node *mistake(struct parser *parser, const char *at, const char *what)
{
	size_t place = (size_t)(at - parser->expression), first = place > SHOWN_BEFORE ? place - SHOWN_BEFORE : 0;
	struct text before = {0}, after = {0};
	char *start;

	while (first < place && (parser->expression[first] & 0xC0) == 0x80)
		first++;
	parser->mistake = place;
	start = strndup(parser->expression + first, place - first);
	if (start == NULL) {
		error_memory(parser->error);
		return NULL;
	}
	text_add_harmless(&before, start);
	text_add_harmless(&after, at);
	error_set(parser->error, ERROR_USAGE, _("filter: %s: correct it at the caret\n  %s%.*s\n  %*s^"), what,
		  text_string(&before), (int)text_fit(text_string(&after), SHOWN_MAX), text_string(&after),
		  (int)text_width(text_string(&before)), "");
	text_free(&before);
	text_free(&after);
	free(start);
	return NULL;
}

static struct filter_node *new_node(struct parser *parser, enum filter_type type)
{
	struct filter_node *node = arena_take(&parser->filter->arena, sizeof *node);

	if (node == NULL)
		error_memory(parser->error);
	else
		node->type = type;
	return node;
}

static void skip_blanks(struct parser *parser)
{
	parser->at += strspn(parser->at, " \t");
}

static bool ends_word(char byte)
{
	return byte == '\0' || strchr(" \t()|\"", byte) != NULL;
}

/* Reads a word or "…", and the * after it, into needle, length and prefix; false on a mistake. */
static bool read_value(struct parser *parser, struct filter_node *node)
{
	const char *start = parser->at, *end;

	if (*start == '"') {
		start++;
		end = strchr(start, '"');
		if (end == NULL)
			return mistake(parser, parser->at, _("the quote is not closed")) != NULL;
		parser->at = end + 1;
		if (*parser->at == '*') {
			node->prefix = true;
			parser->at++;
		}
		if (!ends_word(*parser->at) || *parser->at == '"')
			return mistake(parser, parser->at, _("a blank must follow the quote")) != NULL;
	} else {
		for (end = start; !ends_word(*end); end++)
			;
		if (*end == '"')
			return mistake(parser, end, _("a quote may not stand inside a word")) != NULL;
		parser->at = end;
		node->prefix = end > start && end[-1] == '*';
		end -= node->prefix;
	}
	if (end == start && !node->prefix)
		return mistake(parser, start, _("a word is missing")) != NULL;
	node->needle = arena_bytes(&parser->filter->arena, start, (size_t)(end - start));
	if (node->needle == NULL)
		return error_memory(parser->error) == 0;
	return true;
}

static bool fold_needle(struct parser *parser, struct filter_node *node)
{
	node->needle = text_fold(&parser->filter->arena, node->needle);
	if (node->needle == NULL)
		return error_memory(parser->error) == 0;
	node->length = strlen(node->needle);
	return true;
}

static void mistake_words(struct parser *parser, const char *at, const char *words)
{
	struct text what = {0};

	text_format(&what, _("not one of %s"), words);
	mistake(parser, at, text_string(&what));
	text_free(&what);
}

/* The value must be a word that the key knows. */
static bool check_word(struct parser *parser, struct filter_node *node, const char *start)
{
	const char *word;
	struct text words = {0};

	for (int i = 0; (word = filter_key_word(node->key, i)) != NULL; i++) {
		if (node->prefix ? strncmp(word, node->needle, node->length) == 0 : strcmp(word, node->needle) == 0) {
			node->truth = i == 0;
			text_free(&words);
			return true;
		}
		text_format(&words, i > 0 ? ", %s" : "%s", word);
	}
	mistake_words(parser, start, text_string(&words));
	text_free(&words);
	return false;
}

static struct filter_node *parse_key(struct parser *parser, const struct filter_key *key)
{
	struct filter_node *node = new_node(parser, FILTER_KEY);
	const char *start = parser->at;

	if (node == NULL || !read_value(parser, node))
		return NULL;
	node->key = key;
	node->length = strlen(node->needle);
	if (key->test == FILTER_WITHIN)
		return fold_needle(parser, node) ? node : NULL;
	if (key->test == FILTER_EXACT)
		return node;
	return check_word(parser, node, start) ? node : NULL;
}

/* `7d`, `30min`: in seconds. */
static bool read_age(const char *word, double *seconds)
{
	struct error none = {0};
	int64_t whole;

	if (duration_parse(word, &whole, &none) < 0)
		return false;
	*seconds = (double)whole;
	return true;
}

/* `-27`, `3.5`, `3dB`, `-27dBm`. */
static bool read_decibel(const char *word, double *number)
{
	char *end;

	if (!isdigit((unsigned char)word[strspn(word, "-+")]) || strpbrk(word, "xX") != NULL)
		return false;
	*number = strtod(word, &end);
	return isfinite(*number) && (*end == '\0' || strcmp(end, "dB") == 0 || strcmp(end, "dBm") == 0);
}

static struct filter_node *parse_comparison(struct parser *parser, const struct filter_key *key)
{
	static const struct {
		const char *sign;
		unsigned bits;
	} signs[] = {{"<=", FILTER_LESS | FILTER_EQUAL},
		     {">=", FILTER_MORE | FILTER_EQUAL},
		     {"<", FILTER_LESS},
		     {">", FILTER_MORE},
		     {"=", FILTER_EQUAL}};
	struct filter_node *node = new_node(parser, FILTER_KEY);
	const char *start;
	bool good;

	if (node == NULL)
		return NULL;
	node->key = key;
	for (size_t i = 0; node->signs == 0 && i < sizeof signs / sizeof *signs; i++)
		if (strncmp(parser->at, signs[i].sign, strlen(signs[i].sign)) == 0) {
			node->signs = signs[i].bits;
			parser->at += strlen(signs[i].sign);
		}
	start = parser->at;
	if (!read_value(parser, node))
		return NULL;
	good =
	    key->test == FILTER_AGE ? read_age(node->needle, &node->number) : read_decibel(node->needle, &node->number);
	if (!good || node->prefix)
		return mistake(parser, start,
			       key->test == FILTER_AGE ? _("not a time such as 30min, 2h or 7d") : _("not a number"));
	return node;
}

/* `key:value`, `key<number`, or a bare word. */
static struct filter_node *parse_word(struct parser *parser)
{
	const char *start = parser->at, *end = start;
	const struct filter_key *key;
	struct filter_node *node;

	while (isalpha((unsigned char)*end))
		end++;
	if (end > start && *end != '\0' && strchr(":<>=", *end) != NULL) {
		key = filter_key_find(start, (size_t)(end - start));
		if (key == NULL)
			return mistake(parser, start, _("unknown key"));
		if (filter_key_is_number(key) == (*end == ':'))
			return mistake(parser, end,
				       *end == ':' ? _("this key is compared with <, > or =")
						   : _("this key is followed by a colon"));
		parser->at = *end == ':' ? end + 1 : end;
		return *end == ':' ? parse_key(parser, key) : parse_comparison(parser, key);
	}
	if (*start != '\0' && strchr(":<>=", *start) != NULL)
		return mistake(parser, start, _("a key must stand right before it"));
	node = new_node(parser, FILTER_WORD);
	if (node == NULL || !read_value(parser, node))
		return NULL;
	return fold_needle(parser, node) ? node : NULL;
}

static struct filter_node *parse_term(struct parser *parser)
{
	const char *start = parser->at;
	struct filter_node *node;

	if (*start != '!' && *start != '(')
		return parse_word(parser);
	if (++parser->level > LEVEL_MAX)
		return mistake(parser, start, _("nested too deep"));
	parser->at++;
	skip_blanks(parser);
	if (*start == '!') {
		node = new_node(parser, FILTER_NOT);
		if (*parser->at == '\0' || *parser->at == '|' || *parser->at == ')')
			return mistake(parser, parser->at, _("a word is missing"));
		if (node != NULL && (node->child = parse_term(parser)) == NULL)
			node = NULL;
	} else {
		node = parse_or(parser);
		if (node != NULL && *parser->at != ')')
			return mistake(parser, start, _("the parenthesis is not closed"));
		parser->at += node != NULL;
	}
	parser->level--;
	return node;
}

/* One or more terms, all of which must hold. */
static struct filter_node *parse_and(struct parser *parser)
{
	struct filter_node *node = new_node(parser, FILTER_AND), **last;

	if (node == NULL)
		return NULL;
	last = &node->child;
	for (skip_blanks(parser); *parser->at != '\0' && *parser->at != '|' && *parser->at != ')';
	     skip_blanks(parser)) {
		*last = parse_term(parser);
		if (*last == NULL)
			return NULL;
		last = &(*last)->next;
	}
	if (node->child == NULL)
		return mistake(parser, parser->at, _("a word is missing"));
	return node->child->next == NULL ? node->child : node;
}

static struct filter_node *parse_or(struct parser *parser)
{
	struct filter_node *node = new_node(parser, FILTER_OR), **last;

	if (node == NULL)
		return NULL;
	last = &node->child;
	while (true) {
		*last = parse_and(parser);
		if (*last == NULL)
			return NULL;
		if (*parser->at != '|')
			break;
		parser->at++;
		last = &(*last)->next;
	}
	return node->child->next == NULL ? node->child : node;
}

static const struct filter_node *parse_whole(struct parser *parser)
{
	size_t length = strlen(parser->expression);
	const struct filter_node *node;

	if (length > EXPRESSION_MAX) {
		error_set(parser->error, ERROR_USAGE, _("filter: longer than %d bytes: make it shorter"),
			  EXPRESSION_MAX);
		return NULL;
	}
	if (!text_is_utf8(parser->expression, length)) {
		error_set(parser->error, ERROR_USAGE, "%s", _("filter: not UTF-8 text: correct it"));
		return NULL;
	}
	node = parse_or(parser);
	if (node != NULL && *parser->at == ')')
		return mistake(parser, parser->at, _("no parenthesis was opened"));
	return node;
}

int filter_parse(struct filter **out, const char *expression, size_t *at, struct error *error)
{
	struct error cause = {0};
	struct parser parser = {.expression = expression, .at = expression, .error = &cause};

	*out = NULL;
	parser.filter = calloc(1, sizeof *parser.filter);
	if (parser.filter == NULL)
		return error_memory(error);
	if (expression != NULL && expression[strspn(expression, " \t")] != '\0')
		parser.filter->root = parse_whole(&parser);
	if (at != NULL)
		*at = parser.mistake;
	if (cause.status != ERROR_NONE) {
		filter_free(parser.filter);
		return error_set(error, cause.status, "%s", cause.text);
	}
	*out = parser.filter;
	return 0;
}

void filter_free(struct filter *filter)
{
	if (filter == NULL)
		return;
	arena_free(&filter->arena);
	free(filter);
}

bool filter_is_empty(const struct filter *filter)
{
	return filter == NULL || filter->root == NULL;
}
