/* When to send, when to send again, and how long to wait. */
#include "ozmap/policy.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define RATE_MAX 10000
/* A little over a second: what leaves evenly may arrive a little less evenly. */
#define WINDOW 1020

static int clamp(int64_t seconds)
{
	if (seconds < 1)
		return 1;
	return seconds > POLICY_WAIT_MAX ? POLICY_WAIT_MAX : (int)seconds;
}

int policy_retry_after(const char *value, moment now)
{
	char *end;
	long long seconds;
	time_t date;

	if (value == NULL || *value == '\0')
		return 1;
	seconds = strtoll(value, &end, 10);
	if (end != value && end[strspn(end, " \t")] == '\0')
		return clamp(seconds);
	date = curl_getdate(value, NULL);
	return date == (time_t)-1 ? 1 : clamp((int64_t)date - now);
}

int64_t policy_backoff(int sends)
{
	static const int64_t waits[] = {250, 500, 1000, 2000};
	int64_t wait = waits[sends < 1 ? 0 : sends > 4 ? 3 : sends - 1];
	uint16_t chance = 0;

	if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) != (ssize_t)sizeof chance)
		chance = UINT16_MAX / 2;
	return wait * 7 / 10 + wait * 6 / 10 * chance / UINT16_MAX;
}

bool policy_is_passing(int status)
{
	return status >= 500 || status == 408;
}

int pace_start(struct pace *pace, int64_t rate, struct error *error)
{
	pace->rate = rate < 1 ? 1 : rate > RATE_MAX ? RATE_MAX : (size_t)rate;
	pace->next = 0;
	pace->sent = malloc(pace->rate * sizeof *pace->sent);
	if (pace->sent == NULL)
		return error_memory(error);
	for (size_t i = 0; i < pace->rate; i++)
		pace->sent[i] = INT64_MIN / 2;
	return 0;
}

void pace_free(struct pace *pace)
{
	free(pace->sent);
	pace->sent = NULL;
}

int64_t pace_wait(const struct pace *pace, int64_t now)
{
	int64_t free_at = pace->sent[pace->next] + WINDOW;

	return free_at > now ? free_at - now : 0;
}

void pace_note(struct pace *pace, int64_t now)
{
	pace->sent[pace->next] = now;
	pace->next = (pace->next + 1) % pace->rate;
}
