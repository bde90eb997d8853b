/* Sorting by bytes gives strcmp's order, and equal strings in their own: short, long, deep in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/sort.h"

#define COUNT 600
#define LONGEST 120

static char strings[COUNT][LONGEST];

/* A small generator of its own, so that a failure comes again. */
static unsigned next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static void check(size_t count)
{
	const char *list[COUNT] = {0};
	struct sort_entry entries[COUNT];
	for (size_t i = 0; i < count; i++)
		list[i] = strings[i];
	assert_int_equal(sort_strings(entries, list, count, NULL), 0);
	for (size_t i = 1; i < count; i++) {
		const char *one = list[entries[i - 1].index], *other = list[entries[i].index];
		int order = strcmp(one, other);
		assert_true(order < 0 || (order == 0 && entries[i - 1].index < entries[i].index));
		int compared = sort_compare(&entries[i - 1], one, &entries[i], other);
		assert_int_equal(compared > 0, 0);
		assert_int_equal(compared == 0, order == 0);
		assert_true(sort_compare(&entries[i], other, &entries[i - 1], one) >= 0);
	}
}

/* `prefix` bytes in common, then up to `rest` letters of a few. */
static void fill(size_t count, size_t prefix, unsigned rest, unsigned seed)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = prefix + next(&seed) % (rest + 1);
		memset(strings[i], 'x', prefix);
		for (size_t at = prefix; at < length; at++)
			strings[i][at] = (char)("ab\xC3\x7F"[next(&seed) % 4]);
		strings[i][length] = '\0';
	}
}

static void like_strcmp(void **state)
{
	static const size_t counts[] = {0, 1, 2, 47, 48, 49, COUNT};
	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		for (size_t prefix = 0; prefix <= 80; prefix += 8)
			for (unsigned rest = 0; rest <= 20; rest += 5) {
				fill(counts[i], prefix, rest, (unsigned)(i + prefix + rest));
				check(counts[i]);
			}
}

/* Beyond where bytes are distributed: several equal ones among them. */
static void deep_in_common(void **state)
{
	(void)state;
	fill(COUNT, 100, 2, 7);
	check(COUNT);
	fill(COUNT, 63, 1, 7);
	check(COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(like_strcmp),
	    cmocka_unit_test(deep_in_common),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
