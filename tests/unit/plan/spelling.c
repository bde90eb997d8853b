/* Comparing text at its edges: zip codes, ordinals, marks, signs of numbers, words too long to be abbreviations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "mkoz/plan/compare.h"

static void keys(void **state)
{
	static const struct {
		const char *string, *key;
	} cases[] = {
	    {"88010-400", "88010400"},
	    {"a 88010-400 b", "a 88010400 b"},
	    {"98019-499", "98019499"},
	    {"88010/400", "88010 400"},
	    {"a8010-400", "a8010 400"},
	    {"x88010-400", "x88010 400"},
	    {"az-zA9", "az za9"},
	    {"x\xC2\xB2 \xC2\xBD y", "x\xC2\xB2 \xC2\xBD y"},
	    {"188010-400", "188010 400"}, /* six digits are no zip */
	    {"a88010-400", "a88010 400"},
	    {"8801-400", "8801 400"},
	    {"88010-40", "88010 40"},
	    {"88010-4x0", "88010 4x0"},
	    {"88010-4000", "88010 4000"},
	    {"8801a-400", "8801a 400"},
	    {"1-2", "1 2"},
	    {"1ª travessa", "1a travessa"},
	    {"2º", "2"},
	    {"o", "o"},
	    {"x2º", "x2o"},
	    {"cep", ""},
	    {"s", "s"},
	    {"s 5", "s 5"},
	    {"s joao", "sao joao"},
	    {"sem n 5", "sn 5"},
	    {"sem teto", "sem teto"},
	    {"n senhora", "nossa senhora"},
	    {"n sra", "nossa senhora"},
	    {"n dores", "n dores"},
	    {"no 5", "5"},
	    {"no meio", "no meio"},
	    {"x\xCC\x81\xE2\x83\x9Dy", "xy"}, /* marks stand for nothing, even one that encloses */
	    {"x\xC2\xA0y\tz\nw", "x y z w"},
	    {"x\xD9\xA3y", "x\xD9\xA3y"}, /* a digit of another script is a word's */
	    {"x\xE2\x80\x94y", "x y"},
	    {"[a] `b` {c} @d", "a b c d"},
	    {"palavracompridademaisparaserumaabreviaturadequalquercoisanestemundo",
	     "palavracompridademaisparaserumaabreviaturadequalquercoisanestemundo"},
	};
	struct arena arena = {0};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *key = compare_key(&arena, cases[i].string);
		if (strcmp(key, cases[i].key) != 0)
			fail_msg("'%s': '%s', wanted '%s'", cases[i].string, key, cases[i].key);
	}
	arena_free(&arena);
}

static void houses(void **state)
{
	(void)state;
	assert_false(compare_is_moved("Rua A, 1", NULL, NULL));
	assert_false(compare_is_moved("Rua A, 1", "", ""));
	assert_true(compare_is_moved("Rua A, 1", NULL, "1"));
	assert_false(compare_is_moved("Rua A, 1", "Rua A, 1", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys),
	    cmocka_unit_test(houses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
