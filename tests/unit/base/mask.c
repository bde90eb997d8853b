/* Personal data shortened (spec §2, mask_personal_data). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mkoz/base/mask.h"

static void check(void (*mask)(struct text *out, const char *string), const char *string, const char *shown)
{
	struct text text = {0};

	mask(&text, string);
	assert_string_equal(text_string(&text), shown);
	text_free(&text);
}

static void names_become_initials(void **state)
{
	(void)state;
	check(mask_words, "Ana Lúcia Prado", "A. L. P.");
	check(mask_words, "Évora-Dias", "É.-D.");
	check(mask_words, "", "");
}

static void no_number_of_an_address_is_left(void **state)
{
	(void)state;
	check(mask_words, "R. das Flores, 12", "R. d. F., …");
	check(mask_words, "88010-000", "…-…");
}

static void links_lose_what_they_fill_in(void **state)
{
	(void)state;
	check(mask_link, "https://x:9443?client_name=Ana", "https://x:9443");
	check(mask_link, "https://x:9443/#Ana", "https://x:9443/");
	check(mask_link, "https://x:9443", "https://x:9443");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_become_initials),
	    cmocka_unit_test(no_number_of_an_address_is_left),
	    cmocka_unit_test(links_lose_what_they_fill_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
