/* What the simulator was told to be: the command line, and what may be changed while it runs. */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct option_rule {
	const char *name, *argument;
	size_t string_at; /* offset of a char *, when `words` is NULL and it is not a number */
	size_t number_at;
	const char *const *words; /* the words of an enumeration, in its order */
	bool is_number, at_runtime;
};

static const char *const client_words[] = {"object", "id", "mixed", NULL};
static const char *const status_words[] = {"numbers", "words", NULL};
static const char *const paging_words[] = {"new", "old", NULL};
static const char *const id_words[] = {"id", "_id", "both", NULL};
static const char *const box_words[] = {"object", "id", NULL};
static const char *const unknown_words[] = {"empty", "404", NULL};

#define STRING(field) .string_at = offsetof(struct options, field)
#define NUMBER(field) .number_at = offsetof(struct options, field), .is_number = true
#define WORDS(field, list) .number_at = offsetof(struct options, field), .words = (list), .at_runtime = true
static const struct option_rule rules[] = {
    {"port", "N", NUMBER(port)},
    {"state", "FILE", STRING(state_file)},
    {"save", "FILE", STRING(save_file)},
    {"log", "FILE", STRING(log_file)},
    {"key", "KEY", STRING(key)},
    {"login", "USER", STRING(login)},
    {"password", "PASSWORD", STRING(password)},
    {"page-limit", "N", NUMBER(page_limit), .at_runtime = true},
    {"latency", "MS", NUMBER(latency), .at_runtime = true},
    {"threads", "N", NUMBER(threads)},
    {"clock-skew", "SECONDS", NUMBER(clock_skew), .at_runtime = true},
    {"paging", "new|old", WORDS(paging, paging_words)},
    {"client", "object|id|mixed", WORDS(client, client_words)},
    {"status", "numbers|words", WORDS(status, status_words)},
    {"id", "id|_id|both", WORDS(id, id_words)},
    {"box", "object|id", WORDS(box, box_words)},
    {"unknown-code", "empty|404", WORDS(unknown_code, unknown_words)},
};
enum { RULE_COUNT = sizeof(rules) / sizeof(rules[0]) };

/* In JSON an underline may stand for the dash. */
static const struct option_rule *rule_named(const char *name)
{
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const char *a = rules[i].name, *b = name;
		while (*a != '\0' && (*a == *b || (*a == '-' && *b == '_')))
			a++, b++;
		if (*a == '\0' && *b == '\0')
			return &rules[i];
	}
	return NULL;
}

static int word_number(const char *const *words, const char *value, int *out)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], value) == 0) {
			*out = i;
			return 0;
		}
	}
	return -1;
}

static int rule_apply(struct options *options, const struct option_rule *rule, const char *value)
{
	int *number = (int *)(void *)((char *)options + rule->number_at);
	if (rule->words != NULL)
		return word_number(rule->words, value, number);
	if (rule->is_number) {
		char *end = NULL;
		long parsed = strtol(value, &end, 10);
		if (*value == '\0' || *end != '\0' || parsed < -1000000000L || parsed > 1000000000L)
			return -1;
		*number = (int)parsed;
		return 0;
	}
	*(const char **)(void *)((char *)options + rule->string_at) = value;
	return 0;
}

static int wrong(const char *argument, const char *why)
{
	fprintf(stderr, "ozmap-sim: %s: %s: see --help\n", argument, why);
	return -1;
}

int options_read(struct options *options, int count, char **arguments)
{
	*options = (struct options){.key = "test-key", .page_limit = 500, .threads = 256};
	for (int i = 1; i < count; i++) {
		const char *argument = arguments[i];
		if (strcmp(argument, "--help") == 0) {
			options->help = true;
			return 0;
		}
		if (strcmp(argument, "--tls") == 0 && i + 2 < count) {
			options->certificate = arguments[++i];
			options->certificate_key = arguments[++i];
			continue;
		}
		const struct option_rule *rule = strncmp(argument, "--", 2) == 0 ? rule_named(argument + 2) : NULL;
		if (rule == NULL || i + 1 >= count)
			return wrong(argument, rule == NULL ? "unknown option" : "needs a value");
		if (rule_apply(options, rule, arguments[++i]) != 0)
			return wrong(argument, "value not understood");
	}
	if (options->port < 0 || options->port > 65535 || options->page_limit < 1 || options->threads < 1)
		return wrong("--port, --page-limit, --threads", "out of range");
	return 0;
}

static int change_one(struct options *options, const char *name, const json_t *value)
{
	const struct option_rule *rule = rule_named(name);
	if (rule == NULL || !rule->at_runtime)
		return -1;
	char digits[32];
	if (json_is_integer(value)) {
		snprintf(digits, sizeof(digits), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		return rule_apply(options, rule, digits);
	}
	return json_is_string(value) ? rule_apply(options, rule, json_string_value(value)) : -1;
}

int options_change(struct options *options, const json_t *changes, const char **bad)
{
	struct options changed = *options;
	const char *name = NULL;
	json_t *value = NULL;
	*bad = "(not an object)";
	if (!json_is_object(changes))
		return -1;
	json_object_foreach((json_t *)changes, name, value)
	{
		*bad = name;
		if (change_one(&changed, name, value) != 0 || changed.page_limit < 1)
			return -1;
	}
	*options = changed;
	return 0;
}

void options_usage(void)
{
	puts("ozmap-sim: a simulator of OZmap's API on 127.0.0.1; tests/sim/README.md tells the rest\n"
	     "  --tls CERTIFICATE KEY");
	for (size_t i = 0; i < RULE_COUNT; i++)
		printf("  --%s %s\n", rules[i].name, rules[i].argument);
}
