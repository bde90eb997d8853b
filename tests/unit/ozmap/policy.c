/* When to send again, and how long to wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ozmap/ids.h"
#include "ozmap/policy.h"

#define NOW ((moment)784111777) /* Sun, 06 Nov 1994 08:49:37 GMT */

static void test_retry_after(void **state)
{
	static const struct {
		const char *value;
		int wanted;
	} cases[] = {
	    {"7", 7},
	    {" 7 ", 7},
	    {"0", 1},
	    {"-5", 1},
	    {"300", 300},
	    {"301", 300},
	    {"99999999999999999999999", 300},
	    {"soon", 1},
	    {"", 1},
	    {NULL, 1},
	    {"Sun, 06 Nov 1994 08:50:07 GMT", 30},
	    {"Sun, 06 Nov 1994 08:49:00 GMT", 1},
	    {"Sun, 06 Nov 2094 08:49:00 GMT", 300},
	    {"Sunday, 06-Nov-94 08:49:47 GMT", 10},
	    {"7 apples and a pear", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(policy_retry_after(cases[i].value, NOW), cases[i].wanted);
}

static void test_backoff(void **state)
{
	static const int64_t middles[] = {250, 500, 1000, 2000};
	bool varies = false;

	(void)state;
	for (int sends = 1; sends <= 4; sends++) {
		int64_t first = policy_backoff(sends);

		for (int i = 0; i < 200; i++) {
			int64_t wait = policy_backoff(sends);

			assert_in_range(wait, middles[sends - 1] * 7 / 10, middles[sends - 1] * 13 / 10);
			varies = varies || wait != first;
		}
	}
	assert_true(varies);
}

static void test_passing(void **state)
{
	(void)state;
	assert_true(policy_is_passing(500));
	assert_true(policy_is_passing(503));
	assert_true(policy_is_passing(408));
	assert_false(policy_is_passing(200));
	assert_false(policy_is_passing(301));
	assert_false(policy_is_passing(404));
	assert_false(policy_is_passing(429));
}

static void test_pace(void **state)
{
	struct pace pace = {0};

	(void)state;
	assert_int_equal(pace_start(&pace, 3, NULL), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(pace_wait(&pace, 1000), 0);
		pace_note(&pace, 1000);
	}
	assert_true(pace_wait(&pace, 1000) >= 1000);
	assert_true(pace_wait(&pace, 1900) >= 100);
	assert_int_equal(pace_wait(&pace, 2100), 0);
	pace_note(&pace, 2100);
	pace_note(&pace, 2100);
	pace_note(&pace, 2100);
	assert_true(pace_wait(&pace, 2200) > 0);
	pace_free(&pace);
	assert_int_equal(pace_start(&pace, -4, NULL), 0);
	assert_int_equal(pace.rate, 1);
	pace_free(&pace);
}

static void test_ids(void **state)
{
	static char names[5000][16];
	struct ids ids = {0};

	(void)state;
	assert_false(ids_has(&ids, "x"));
	for (int i = 0; i < 5000; i++) {
		snprintf(names[i], sizeof names[i], "%d", i);
		assert_int_equal(ids_add(&ids, names[i], NULL), 1);
	}
	for (int i = 0; i < 5000; i++)
		assert_int_equal(ids_add(&ids, names[i], NULL), 0);
	assert_int_equal(ids.count, 5000);
	assert_true(ids_has(&ids, "4999"));
	assert_false(ids_has(&ids, "5000"));
	ids_reset(&ids);
	assert_false(ids_has(&ids, "4999"));
	assert_int_equal(ids.count, 0);
	ids_free(&ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_retry_after), cmocka_unit_test(test_backoff), cmocka_unit_test(test_passing),
	    cmocka_unit_test(test_pace),	cmocka_unit_test(test_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
