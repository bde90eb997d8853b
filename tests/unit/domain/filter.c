/* Tests of the filter language: what matches, what is a mistake and where, how quick it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/domain/filter.h"

#define NOW 1800000000

static struct change sample(void)
{
	return (struct change){
	    .id = "0123456789abcdef",
	    .kind = KIND_STATUS,
	    .state = STATE_PENDING,
	    .field = FIELD_STATUS,
	    .code = "10231",
	    .name = "Ana Lúcia Prado",
	    .address = "Rua das Flores, 12",
	    .city = "Florianópolis",
	    .district = "Centro",
	    .box = "CTO-07",
	    .login = "ana.prado@isp",
	    .onu = "ALCL12345678",
	    .why = NULL,
	    .decided_by = "Rui",
	    .reason = "Visita marcada",
	    .has_mk_power = true,
	    .mk_power = -27.5,
	    .has_power_delta = true,
	    .power_delta = 3.2,
	    .first_seen = NOW - 8 * 86400,
	    .moved = true,
	};
}

static bool asks(const char *expression, const struct change *change)
{
	struct error error = {0};
	struct filter *filter;
	bool matches;

	if (filter_parse(&filter, expression, NULL, &error) < 0)
		fail_msg("%s: %s", expression, error.text);
	matches = filter_matches(filter, change, NOW);
	filter_free(filter);
	return matches;
}

static const char *const holding[] = {
    "",
    "   ",
    "ana",
    "LUCIA",
    "lúcia",
    "flori",
    "FLORIANÓPOLIS",
    "flores",
    "cto-07",
    "1023",
    "\"lucia prado\"",
    "\"das flores, 12\"",
    "ana prado",
    "kind:status",
    "kind:stat*",
    "state:pending",
    "field:status",
    "code:10231",
    "code:102*",
    "id:0123456789abcdef",
    "id:0123*",
    "cosmetic:false",
    "moved:true",
    "name:prado",
    "name:\"ana luc\"*",
    "name:ana*",
    "address:flores",
    "city:sopolis | city:polis",
    "district:CENT",
    "box:07",
    "login:prado@",
    "onu:alcl",
    "reason:visita",
    "by:rui",
    "power<-27",
    "power<=-27.5",
    "power=-27.5",
    "power>-28",
    "power>=-27.5dBm",
    "delta>3",
    "delta<4dB",
    "age>7d",
    "age<9d",
    "age>100h",
    "age>=8d",
    "!kind:name",
    "!(kind:name | kind:power)",
    "! nobody",
    "!!ana",
    "nobody | ana",
    "(nobody | ana) flores",
    "nobody nothing | ana flores",
    "ana(flores)",
    "ana|nobody",
    "102*",
    "*",
    "name:*",
};

static const char *const lacking[] = {
    "nobody",	  "\"prado ana\"", "centro", /* a bare word does not look at the district */
    "alcl", /* nor at the ONU */
    "rui",	  "kind:name",	   "code:1023", /* exact */
    "code:0231*", "id:0123",	   "cosmetic:true", "moved:false", "name:prado*",
    "why:x",	  "why:*",	   "power>-27",	    "power<-27.5", "delta>3.2",
    "age>8d",	  "!ana",	   "ana nobody",    "ana !flores", "state:approved",
};

static void matches_what_it_says(void **state)
{
	struct change change = sample();

	(void)state;
	for (size_t i = 0; i < sizeof holding / sizeof *holding; i++)
		if (!asks(holding[i], &change))
			fail_msg("should match: %s", holding[i]);
	for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
		if (asks(lacking[i], &change))
			fail_msg("should not match: %s", lacking[i]);
	assert_true(asks(NULL, &change));
}

/* folded beforehand or not, the answer is the same */
static void folding_changes_nothing(void **state)
{
	struct plan plan = {0};

	(void)state;
	*plan_add(&plan, NULL) = sample();
	assert_int_equal(plan_fold(&plan, NULL), 0);
	for (size_t i = 0; i < sizeof holding / sizeof *holding; i++)
		if (!asks(holding[i], &plan.items[0]))
			fail_msg("should match: %s", holding[i]);
	for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
		if (asks(lacking[i], &plan.items[0]))
			fail_msg("should not match: %s", lacking[i]);
	plan_free(&plan);
}

static void unknown_never_matches(void **state)
{
	struct change empty = {.kind = KIND_CONFLICT, .state = STATE_OPEN, .first_seen = MOMENT_NONE};
	static const char *const never[] = {"name:a",  "name:*", "code:*", "power<0", "power>0",
					    "delta>0", "age>0s", "age<9d", "by:x",    "a"};

	(void)state;
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (asks(never[i], &empty))
			fail_msg("should not match: %s", never[i]);
	assert_true(asks("kind:conflict state:open !name:*", &empty));
}

static void points_at_mistakes(void **state)
{
	static const struct {
		const char *expression;
		size_t at;
	} cases[] = {
	    {"colour:red", 0}, {"ana colour:red", 4}, {"kind:activat", 5}, {"kind:", 5},
	    {"state:done", 6}, {"field:x", 6},	      {"cosmetic:yes", 9}, {"kind:zz*", 5},
	    {"power:-27", 5},  {"name<5", 4},	      {"foo<5", 0},	   {"power<abc", 6},
	    {"power<", 6},     {"power<0x10", 6},     {"power<5*", 6},	   {"age>7", 4},
	    {"age>7 d", 4},    {"(ana", 0},	      {"ana)", 3},	   {"()", 1},
	    {"ana |", 5},      {"| ana", 0},	      {"ana || rui", 5},   {"!", 1},
	    {"! | a", 2},      {"power < -27", 6},    {":x", 0},	   {"\"ana", 0},
	    {"\"\"", 1},       {"\"a\"b", 3},	      {"a\"b\"", 1},	   {"name:\"x", 5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error = {0};
		struct filter *filter;
		size_t at = 99;
		const char *caret;

		if (filter_parse(&filter, cases[i].expression, &at, &error) == 0)
			fail_msg("no mistake in %s", cases[i].expression);
		assert_null(filter);
		if (at != cases[i].at)
			fail_msg("%s: at %zu, not %zu", cases[i].expression, at, cases[i].at);
		assert_int_equal(error.status, ERROR_USAGE);
		assert_non_null(strstr(error.text, cases[i].expression));
		caret = strrchr(error.text, '\n');
		assert_non_null(caret);
		assert_int_equal(strspn(caret + 1, " "), 2 + at);
		assert_string_equal(caret + 1 + 2 + at, "^");
	}
}

static void the_caret_stands_under_wide_text(void **state)
{
	struct error error = {0};
	struct filter *filter;

	(void)state;
	assert_int_equal(filter_parse(&filter, "日本 ã x:y", NULL, &error), -1);
	assert_string_equal(strrchr(error.text, '\n'), "\n         ^");
	error_clear(&error);
	assert_int_equal(filter_parse(&filter, "\x1B[2J x:y", NULL, &error), -1);
	assert_null(strchr(error.text, '\x1B'));
}

static void is_bounded(void **state)
{
	struct error error = {0};
	struct filter *filter;
	char *long_one = malloc(9000);

	(void)state;
	memset(long_one, '(', 8999);
	long_one[8999] = '\0';
	assert_int_equal(filter_parse(&filter, long_one, NULL, &error), -1);
	long_one[4000] = '\0';
	error_clear(&error);
	assert_int_equal(filter_parse(&filter, long_one, NULL, &error), -1);
	assert_non_null(strstr(error.text, "nested"));
	memset(long_one, '!', 4000);
	error_clear(&error);
	assert_int_equal(filter_parse(&filter, long_one, NULL, &error), -1);
	assert_non_null(strstr(error.text, "nested"));
	/* 64 levels are allowed */
	memset(long_one, '!', 64);
	strcpy(long_one + 64, "a");
	assert_int_equal(filter_parse(&filter, long_one, NULL, NULL), 0);
	filter_free(filter);
	/* and thousands of words side by side */
	for (size_t i = 0; i < 4000; i++)
		long_one[i] = i % 2 ? '|' : 'a';
	long_one[3999] = '\0';
	assert_int_equal(filter_parse(&filter, long_one, NULL, NULL), 0);
	filter_free(filter);
	error_clear(&error);
	assert_int_equal(filter_parse(&filter, "a\xFF", NULL, &error), -1);
	assert_int_equal(error.status, ERROR_USAGE);
	free(long_one);
}

static void takes_any_bytes(void **state)
{
	static const char bytes[] = "()|!\":*<>= abkindpower-27";
	struct change change = sample();
	unsigned seed = 11;

	(void)state;
	for (int round = 0; round < 50000; round++) {
		char expression[24];
		struct filter *filter;
		size_t at = 0;

		for (size_t i = 0; i + 1 < sizeof expression; i++) {
			seed = seed * 1103515245 + 12345;
			expression[i] = bytes[(seed >> 16) % (sizeof bytes - 1)];
		}
		expression[(seed >> 20) % sizeof expression] = '\0';
		expression[sizeof expression - 1] = '\0';
		if (filter_parse(&filter, expression, &at, NULL) == 0)
			filter_matches(filter, &change, NOW);
		assert_true(at <= strlen(expression));
		filter_free(filter);
	}
}

static void knows_when_it_is_empty(void **state)
{
	struct filter *filter;

	(void)state;
	assert_int_equal(filter_parse(&filter, "  ", NULL, NULL), 0);
	assert_true(filter_is_empty(filter));
	filter_free(filter);
	assert_int_equal(filter_parse(&filter, "a", NULL, NULL), 0);
	assert_false(filter_is_empty(filter));
	filter_free(filter);
	assert_true(filter_is_empty(NULL));
}

static void completes(void **state)
{
	const char *words[40];
	size_t prefix;

	(void)state;
	assert_int_equal(filter_complete("ana ki", 6, words, 40, &prefix), 1);
	assert_string_equal(words[0], "kind:");
	assert_int_equal(prefix, 2);
	assert_int_equal(filter_complete("kind:cancel", 11, words, 40, &prefix), 2);
	assert_string_equal(words[0], "cancel-remove");
	assert_int_equal(prefix, 6);
	assert_int_equal(filter_complete("(cosmetic:", 10, words, 40, &prefix), 2);
	assert_int_equal(prefix, 0);
	assert_int_equal(filter_complete("name:", 5, words, 40, &prefix), 0);
	assert_int_equal(filter_complete("", 0, words, 3, &prefix), 3);
	assert_int_equal(filter_complete("state:", 500, words, 40, &prefix), STATE_COUNT);
	for (const char *const *pair = filter_help(); *pair != NULL; pair += 2)
		assert_true(pair[1] != NULL && *pair[1] != '\0');
}

/* 100,000 changes while a filter is typed (console.md: 16 ms a key press); generous, for a busy machine */
static void is_quick(void **state)
{
	enum { CHANGES = 100000, LIMIT = 200 };
	struct plan plan = {0};
	struct filter *filter;
	size_t found = 0;
	int64_t start;

	(void)state;
	for (int i = 0; i < CHANGES; i++)
		*plan_add(&plan, NULL) = sample();
	assert_int_equal(plan_fold(&plan, NULL), 0);
	assert_int_equal(filter_parse(&filter, "flori \"lucia prado\" kind:status !code:1", NULL, NULL), 0);
	start = moment_ticks();
	for (size_t i = 0; i < plan.count; i++)
		found += filter_matches(filter, &plan.items[i], NOW);
	print_message("filtering %d changes: %lld ms\n", CHANGES, (long long)(moment_ticks() - start));
	assert_int_equal(found, CHANGES);
	assert_true(moment_ticks() - start < LIMIT);
	filter_free(filter);
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(matches_what_it_says),
	    cmocka_unit_test(folding_changes_nothing),
	    cmocka_unit_test(unknown_never_matches),
	    cmocka_unit_test(points_at_mistakes),
	    cmocka_unit_test(the_caret_stands_under_wide_text),
	    cmocka_unit_test(is_bounded),
	    cmocka_unit_test(takes_any_bytes),
	    cmocka_unit_test(knows_when_it_is_empty),
	    cmocka_unit_test(completes),
	    cmocka_unit_test(is_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
