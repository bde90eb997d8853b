/* Filters as long as they may be: with memory they match what they say, and without it they end cleanly. */
#include "chaos.h"

#include <stdio.h>
#include <string.h>

#include "mkoz/domain/filter.h"

#define LONGEST 4096

static const char *const pieces[] = {
    "jose ",	"!jose ",  "(jose) ", "code:1 ",      "name:jose ", "kind:power ", "cosmetic:false ",
    "power<1 ", "age>1d ", "jose|",   "\"jose da\" ", "name:jo* ",  "delta=3dB ",
};
#define PIECES (sizeof pieces / sizeof *pieces)

/* The piece as often as it fits. */
static void repeat(char expression[LONGEST], const char *piece)
{
	size_t length = strlen(piece), used = 0;
	for (; used + length + 8 < LONGEST; used += length)
		memcpy(expression + used, piece, length);
	memcpy(expression + used, "jose", 5);
}

static int parse(void *context, struct error *error)
{
	struct filter *filter;
	size_t at;
	int result = filter_parse(&filter, context, &at, error);
	filter_free(filter);
	return result;
}

static void long_filters(void **state)
{
	char expression[LONGEST];
	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		repeat(expression, pieces[i]);
		chaos_exhaust(parse, expression, true);
	}
}

static void mistakes(void **state)
{
	static char *const wrong[] = {"power<2x", "power<1dBx",	    "power<1e999", "age<1y",
				      "delta>3*", "cosmetic:maybe", "a (b"};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		chaos_exhaust(parse, wrong[i], false);
}

/* The caret's line begins with a whole character, wherever the cut before the mistake falls. */
static void the_cut_before_a_mistake(void **state)
{
	char expression[256];
	(void)state;
	for (int blanks = 0; blanks < 4; blanks++) {
		struct error error = {0};
		struct filter *filter;
		(void)snprintf(expression, sizeof expression, "%*s%s x:y", blanks, "",
			       "ãããããããããããããããããããããããããããããããããããããããããããããããããããããããããããããã");
		assert_int_equal(filter_parse(&filter, expression, NULL, &error), -1);
		assert_null(strstr(error.text, "<"));
		assert_non_null(strstr(error.text, "x:y"));
	}
}

/* Without memory nothing is found: a filter never picks more than it says. */
static void matching_without_memory(void **state)
{
	static const struct change change = {.kind = KIND_POWER,
					     .code = "1",
					     .name = "José da Silva",
					     .first_seen = MOMENT_NONE,
					     .mk_power = -20,
					     .has_mk_power = true};
	static const char *const words[] = {"jose", "name:jose", "name:jo*"};
	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct filter *filter;
		assert_int_equal(filter_parse(&filter, words[i], NULL, NULL), 0);
		assert_true(filter_matches(filter, &change, 0));
		for (chaos.fail_at = 0; CHAOS_POSSIBLE; chaos.fail_at++) {
			chaos.calls = 0;
			chaos.counting = true;
			bool found = filter_matches(filter, &change, 0);
			chaos.counting = false;
			if (chaos.calls <= chaos.fail_at)
				break;
			assert_false(found);
		}
		filter_free(filter);
	}
}

static void numbers_compare_as_their_sign_says(void **state)
{
	static const struct {
		const char *filter;
		bool found;
	} cases[] = {
	    {"power<-20", false}, {"power<=-20", true}, {"power>-20", false},  {"power>=-20", true},
	    {"power=-20", true},  {"power=-21", false}, {"power>-21", true},   {"power<-19", true},
	    {"delta>1", false},	  {"age>1d", false},	{"power=-20dB", true}, {"power=-20dBm", true},
	};
	static const struct change change = {.first_seen = MOMENT_NONE, .mk_power = -20, .has_mk_power = true};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct filter *filter;
		assert_int_equal(filter_parse(&filter, cases[i].filter, NULL, NULL), 0);
		assert_int_equal(filter_matches(filter, &change, 0), cases[i].found);
		filter_free(filter);
	}
}

static void completes_behind_quotes_and_no_further_than_asked(void **state)
{
	const char *words[2];
	size_t prefix;
	(void)state;
	assert_int_equal(filter_complete("\"a ki", 5, words, 2, &prefix), 0);
	assert_int_equal(filter_complete("\"a b\" ki", 8, words, 2, &prefix), 1);
	assert_int_equal(prefix, 2);
	assert_int_equal(filter_complete("kind:", 5, words, 2, &prefix), 2);
	assert_int_equal(filter_complete("odd:", 4, words, 2, &prefix), 0);
	assert_int_equal(filter_complete("code:", 5, words, 2, &prefix), 0);
	assert_int_equal(filter_complete("(cosmetic:t", 99, words, 2, &prefix), 1);
	assert_string_equal(words[0], "true");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(long_filters),
	    cmocka_unit_test(mistakes),
	    cmocka_unit_test(the_cut_before_a_mistake),
	    cmocka_unit_test(matching_without_memory),
	    cmocka_unit_test(numbers_compare_as_their_sign_says),
	    cmocka_unit_test(completes_behind_quotes_and_no_further_than_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
