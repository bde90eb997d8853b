/* A host that slept: leases are over by its clock since the start, and what relies on them must see that too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "mkoz/base/moment.h"

/* It ran for a minute and slept for an hour. */
int clock_gettime(clockid_t which, struct timespec *now)
{
	*now = (struct timespec){.tv_sec = which == CLOCK_BOOTTIME ? 3660 : 60};
	return 0;
}

static void sleep_is_counted(void **state)
{
	(void)state;
	assert_int_equal(moment_ticks(), 3660000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sleep_is_counted)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
