/* Fuzzes what is made of a `Retry-After`: always 1 to 300 seconds, and those that a plain number or a date tells. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ozmap/policy.h"

#define NOW 1700000000 /* 2023-11-14T22:13:20Z */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static int wait_of(const char *value)
{
	int wait = policy_retry_after(value, NOW);

	if (wait < 1 || wait > POLICY_WAIT_MAX)
		abort();
	return wait;
}

static int within(long long seconds)
{
	return seconds < 1 ? 1 : seconds > POLICY_WAIT_MAX ? POLICY_WAIT_MAX : (int)seconds;
}

/* The bytes as a number: told in seconds, and as the date so far away, in each of HTTP's three forms. */
static void check_told(long long seconds)
{
	static const char *const forms[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
					    "%a %b %e %H:%M:%S %Y"};
	char value[64];
	time_t at = (time_t)(NOW + seconds);
	struct tm parts;

	(void)snprintf(value, sizeof value, "%lld", seconds);
	if (wait_of(value) != within(seconds))
		abort();
	for (size_t i = 0; i < sizeof forms / sizeof *forms && gmtime_r(&at, &parts); i++)
		if (strftime(value, sizeof value, forms[i], &parts) > 0 && wait_of(value) != within(seconds))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *value = strndup((const char *)bytes, length);
	int16_t seconds = 0;

	(void)wait_of(value);
	(void)wait_of(NULL);
	memcpy(&seconds, bytes, length < sizeof seconds ? length : sizeof seconds);
	check_told(seconds);
	free(value);
	return 0;
}
