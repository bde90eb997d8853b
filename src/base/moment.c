/* Time: reading, writing, waiting. */
#include "mkoz/base/moment.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calendar.h"
#include "mkoz/base/i18n.h"
#include "zone.h"

#define YEAR_MAX 9999

moment moment_now(void)
{
	return time(NULL);
}

int64_t moment_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_writable(moment at)
{
	return at >= calendar_days(0, 1, 1) * 86400 && at < calendar_days(YEAR_MAX + 1, 1, 1) * 86400;
}

const char *moment_format(moment at, char out[MOMENT_TEXT_MAX])
{
	struct calendar date;

	out[0] = '\0';
	if (!is_writable(at))
		return out;
	calendar_from_seconds(at, &date);
	snprintf(out, MOMENT_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)date.year, date.month, date.day,
		 date.hour, date.minute, date.second);
	return out;
}

/* Seconds east of UTC, of the named zone or the process's own. */
static int64_t offset_at(moment at, const char *timezone)
{
	struct tm here;
	time_t seconds = at;
	struct zone *zone;
	int64_t offset = 0;

	if (timezone == NULL || *timezone == '\0')
		return localtime_r(&seconds, &here) == NULL ? 0 : here.tm_gmtoff;
	zone = malloc(sizeof *zone);
	if (zone != NULL && zone_read(zone, timezone))
		offset = zone_offset(zone, at);
	free(zone);
	return offset;
}

const char *moment_day(moment at, const char *timezone, char out[MOMENT_TEXT_MAX])
{
	out[0] = '\0';
	if (!is_writable(at))
		return out;
	moment_format(at + offset_at(at, timezone), out);
	out[out[0] == '\0' ? 0 : 10] = '\0';
	return out;
}

const char *moment_local(moment at, const char *timezone, char out[MOMENT_TEXT_MAX])
{
	out[0] = '\0';
	if (!is_writable(at))
		return out;
	moment_format(at + offset_at(at, timezone), out);
	if (out[0] == '\0')
		return out;
	out[10] = ' ';
	out[16] = '\0';
	return out;
}

/* Exactly `digits` digits as a number from `low` to `high`. */
static bool take_number(const char **at, int digits, int low, int high, int *out)
{
	int number = 0;

	for (int i = 0; i < digits; i++) {
		if (!isdigit((unsigned char)(*at)[i]))
			return false;
		number = number * 10 + ((*at)[i] - '0');
	}
	*at += digits;
	*out = number;
	return number >= low && number <= high;
}

static bool take_char(const char **at, const char *allowed)
{
	if (**at == '\0' || strchr(allowed, **at) == NULL)
		return false;
	(*at)++;
	return true;
}

static bool take_date(const char **at, struct calendar *date)
{
	int year;

	if (!take_number(at, 4, 0, YEAR_MAX, &year) || !take_char(at, "-") ||
	    !take_number(at, 2, 1, 12, &date->month) || !take_char(at, "-"))
		return false;
	date->year = year;
	return take_number(at, 2, 1, calendar_month_days(year, date->month), &date->day);
}

static bool take_time(const char **at, struct calendar *date)
{
	if (!take_number(at, 2, 0, 23, &date->hour) || !take_char(at, ":") || !take_number(at, 2, 0, 59, &date->minute))
		return false;
	if (!take_char(at, ":"))
		return true;
	if (!take_number(at, 2, 0, 60, &date->second))
		return false;
	if (take_char(at, ".,")) {
		if (!isdigit((unsigned char)**at))
			return false;
		*at += strspn(*at, "0123456789");
	}
	return true;
}

/* `Z` or `±HH[:MM]`; *given is false where there is neither. */
static bool take_offset(const char **at, int64_t *offset, bool *given)
{
	int hours, minutes = 0, sign = **at == '-' ? -1 : 1;

	*offset = 0;
	*given = take_char(at, "Zz");
	if (*given || !take_char(at, "+-"))
		return true;
	*given = true;
	if (!take_number(at, 2, 0, 15, &hours))
		return false;
	if ((take_char(at, ":") || isdigit((unsigned char)**at)) && !take_number(at, 2, 0, 59, &minutes))
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

int moment_parse(const char *string, const char *timezone, moment *out, struct error *error)
{
	struct calendar date = {0};
	const char *at = string + strspn(string, " ");
	int64_t offset = 0;
	bool given = false, good = take_date(&at, &date);

	if (good && take_char(&at, "T "))
		good = take_time(&at, &date) && take_offset(&at, &offset, &given);
	if (!good || at[strspn(at, " ")] != '\0')
		return error_fail(error, _("%.40s: not a date: write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS"), string);
	*out = calendar_seconds(&date);
	if (!given) {
		offset = offset_at(*out, timezone);
		offset = offset_at(*out - offset, timezone); /* as it is there and then */
	}
	*out -= offset;
	return 0;
}

bool moment_timezone_known(const char *timezone)
{
	struct zone *zone = malloc(sizeof *zone);
	bool known = zone != NULL && zone_read(zone, timezone);

	free(zone);
	return known;
}

int duration_parse(const char *string, int64_t *seconds, struct error *error)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
	const char *at = string + strspn(string, " ");
	int64_t number = 0;
	int digits = 0;

	for (; isdigit((unsigned char)*at) && digits < 10; at++, digits++)
		number = number * 10 + (*at - '0');
	at += strspn(at, " ");
	for (size_t i = 0; digits > 0 && i < sizeof units / sizeof *units; i++) {
		size_t length = strlen(units[i].unit);

		if (strncmp(at, units[i].unit, length) != 0 || at[length + strspn(at + length, " ")] != '\0')
			continue;
		*seconds = number * units[i].seconds;
		return 0;
	}
	return error_fail(error, _("%.40s: not a time: write it as 30 s, 15 min, 2 h or 7 d"), string);
}

int moment_sleep(int64_t milliseconds)
{
	struct timespec time = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000};

	if (milliseconds <= 0)
		return 0;
	return clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL) == 0 ? 0 : -1;
}
