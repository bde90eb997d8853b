/* Tests of moments and durations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/base/moment.h"

static moment parse(const char *string, const char *timezone)
{
	struct error error = {0};
	moment at = 0;

	if (moment_parse(string, timezone, &at, &error) < 0)
		return MOMENT_NONE;
	assert_int_equal(error.status, ERROR_NONE);
	return at;
}

static void writes_utc(void **state)
{
	char out[MOMENT_TEXT_MAX];

	(void)state;
	assert_string_equal(moment_format(0, out), "1970-01-01T00:00:00Z");
	assert_string_equal(moment_format(1795464000, out), "2026-11-23T20:00:00Z");
	assert_string_equal(moment_format(-1, out), "1969-12-31T23:59:59Z");
	assert_string_equal(moment_format(951782400, out), "2000-02-29T00:00:00Z");
	assert_string_equal(moment_format(MOMENT_NONE, out), "");
	assert_string_equal(moment_format(INT64_MAX, out), "");
}

static void reads_dates(void **state)
{
	(void)state;
	assert_int_equal(parse("2000-02-29", "UTC"), 951782400);
	assert_int_equal(parse("2000-02-29T00:00:00Z", "America/Sao_Paulo"), 951782400);
	assert_int_equal(parse("2000-02-29 00:00:00+00", NULL), 951782400);
	assert_int_equal(parse("2000-02-28 21:00:00.123456-03", NULL), 951782400);
	assert_int_equal(parse("2000-02-28T21:00-03:00", NULL), 951782400);
	assert_int_equal(parse("2000-02-28T21:00-0300", NULL), 951782400);
	assert_int_equal(parse("2026-11-23 20:00", "America/Sao_Paulo"), parse("2026-11-23T23:00:00Z", NULL));
	/* summer time, when it was there */
	assert_int_equal(parse("2015-01-10 12:00", "America/Sao_Paulo"), parse("2015-01-10T14:00:00Z", NULL));
	/* beyond the table of a zone file its rule holds */
	assert_int_equal(parse("2060-07-01 12:00", "America/New_York"), parse("2060-07-01T16:00:00Z", NULL));
	assert_int_equal(parse("2060-01-01 12:00", "America/New_York"), parse("2060-01-01T17:00:00Z", NULL));
	assert_int_equal(parse("2060-01-01 12:00", "Australia/Sydney"), parse("2060-01-01T01:00:00Z", NULL));
	assert_int_equal(parse("2060-07-01 12:00", "Australia/Sydney"), parse("2060-07-01T02:00:00Z", NULL));
}

static void refuses_nonsense(void **state)
{
	static const char *const cases[] = {"",
					    "today",
					    "2026-13-01",
					    "2026-02-30",
					    "2026-2-3",
					    "2026-01-01T24:00",
					    "2026-01-01T12:00:00Zx",
					    "2026-01-01T12:60",
					    "2026-01-01T12:00:00.",
					    "2026-01-01T12:00+99",
					    "20260101",
					    "2026-01-01; DROP TABLE"};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error = {0};
		moment at;

		assert_int_equal(moment_parse(cases[i], "UTC", &at, &error), -1);
		assert_int_equal(error.status, ERROR_FAILED);
	}
}

static void writes_days(void **state)
{
	char out[MOMENT_TEXT_MAX];

	(void)state;
	assert_string_equal(moment_day(parse("2026-11-24T02:59:59Z", NULL), "America/Sao_Paulo", out), "2026-11-23");
	assert_string_equal(moment_day(parse("2026-11-24T03:00:00Z", NULL), "America/Sao_Paulo", out), "2026-11-24");
	assert_string_equal(moment_local(parse("2026-11-24T03:05:00Z", NULL), "America/Sao_Paulo", out),
			    "2026-11-24 00:05");
	assert_string_equal(moment_day(MOMENT_NONE, "UTC", out), "");
}

static void knows_zones(void **state)
{
	(void)state;
	assert_true(moment_timezone_known("America/Sao_Paulo"));
	assert_true(moment_timezone_known("UTC"));
	assert_false(moment_timezone_known("America/Nowhere"));
	assert_false(moment_timezone_known(""));
	assert_false(moment_timezone_known("../../../etc/passwd"));
	assert_false(moment_timezone_known("/etc/passwd"));
	assert_false(moment_timezone_known("America"));
	assert_false(moment_timezone_known("tzdata.zi"));
}

static void reads_durations(void **state)
{
	static const struct {
		const char *string;
		int64_t seconds;
	} good[] = {{"30 s", 30},   {"15 min", 900}, {"7 d", 604800}, {"2 h", 7200},
		    {"15min", 900}, {" 1 s ", 1},    {"0 s", 0},      {"9999999999 d", 9999999999 * 86400}};
	static const char *const bad[] = {"",	     "30",  "s",	 "-5 s",	  "1.5 h",
					  "5 weeks", "5 m", "5 minutes", "99999999999 s", "5 s s"};
	struct error error = {0};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(duration_parse(good[i].string, &seconds, &error), 0);
		assert_int_equal(seconds, good[i].seconds);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		error_clear(&error);
		assert_int_equal(duration_parse(bad[i], &seconds, &error), -1);
		assert_non_null(strstr(error.text, "not a time"));
	}
}

static void waits_monotonic(void **state)
{
	int64_t before = moment_ticks();

	(void)state;
	assert_int_equal(moment_sleep(30), 0);
	assert_true(moment_ticks() - before >= 29);
	assert_int_equal(moment_sleep(-5), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_utc),      cmocka_unit_test(reads_dates), cmocka_unit_test(refuses_nonsense),
	    cmocka_unit_test(writes_days),     cmocka_unit_test(knows_zones), cmocka_unit_test(reads_durations),
	    cmocka_unit_test(waits_monotonic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
