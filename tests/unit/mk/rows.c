/* Tests of COPY's text form taken apart, and of words kept once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mk/intern.h"
#include "mk/rows.h"

/* A copy of exactly the line's bytes, so that a sanitizer sees a step beyond them; COPY's lines end in LF and NUL. */
static int split(const char *line, char **kept, struct mk_field *fields, size_t count)
{
	*kept = strdup(line);
	return mk_rows_split(*kept, strlen(line), fields, count);
}

static void splits_fields_and_nulls(void **state)
{
	struct mk_field fields[4];
	char *line;

	(void)state;
	assert_int_equal(split("12\t\\N\t\tab\n", &line, fields, 4), 0);
	assert_string_equal(fields[0].bytes, "12");
	assert_int_equal(fields[0].length, 2);
	assert_null(fields[1].bytes);
	assert_non_null(fields[2].bytes);
	assert_int_equal(fields[2].length, 0);
	assert_string_equal(fields[3].bytes, "ab");
	free(line);
}

static void undoes_escapes(void **state)
{
	struct mk_field fields[3];
	char *line;

	(void)state;
	assert_int_equal(split("a\\tb\\nc\\\\d\\re\t\\\\N\t\\b\\f\\v\\x\n", &line, fields, 3), 0);
	assert_string_equal(fields[0].bytes, "a\tb\nc\\d\re");
	assert_string_equal(fields[1].bytes, "\\N");
	assert_string_equal(fields[2].bytes, "\b\f\vx");
	assert_int_equal(fields[2].length, 4);
	free(line);
}

static void refuses_another_number_of_fields(void **state)
{
	static const char *const lines[] = {"1\t2\n", "1\t2\t3\t4\n", "\n", ""};
	struct mk_field fields[3];
	char *line;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_int_equal(split(lines[i], &line, fields, 3), -1);
		free(line);
	}
	assert_int_equal(split("\t\t\n", &line, fields, 3), 0);
	free(line);
}

static void keeps_a_backslash_at_the_end(void **state)
{
	struct mk_field fields[1];
	char *line;

	(void)state;
	assert_int_equal(split("ab\\", &line, fields, 1), 0);
	assert_string_equal(fields[0].bytes, "ab\\");
	free(line);
}

static void keeps_a_word_once(void **state)
{
	struct mk_intern words = {0};
	struct arena arena = {0};
	const char *first = mk_intern(&words, &arena, "  Rua  das Flores ", 18);
	char name[32];

	(void)state;
	assert_string_equal(first, "Rua das Flores");
	assert_string_equal(mk_intern(&words, &arena, "S\xE3o Jo\xE3o", 8), "São João");
	assert_string_equal(mk_intern(&words, &arena, "   ", 3), "");
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "street %d", i);
		assert_string_equal(mk_intern(&words, &arena, name, strlen(name)), name);
	}
	assert_ptr_equal(mk_intern(&words, &arena, "  Rua  das Flores ", 18), first);
	assert_int_equal(words.count, 5003);
	mk_intern_free(&words);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(splits_fields_and_nulls),
	    cmocka_unit_test(undoes_escapes),
	    cmocka_unit_test(refuses_another_number_of_fields),
	    cmocka_unit_test(keeps_a_backslash_at_the_end),
	    cmocka_unit_test(keeps_a_word_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
