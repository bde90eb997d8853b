/* Time zone files (RFC 8536) and the rule at their end. */
#include "zone.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calendar.h"

#define HEADER_SIZE 44
#define DAY 86400

static uint32_t number_at(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t long_at(const unsigned char *at)
{
	return (int64_t)((uint64_t)number_at(at) << 32 | number_at(at + 4));
}

/* The six counts of a header, and the bytes that follow it; false when the file is none. */
static bool read_header(const struct zone *zone, size_t at, size_t time_size, uint32_t counts[6], size_t *body)
{
	const unsigned char *header = zone->data + at;

	if (at + HEADER_SIZE > zone->length || memcmp(header, "TZif", 4) != 0)
		return false;
	for (size_t i = 0; i < 6; i++) {
		counts[i] = number_at(header + 20 + 4 * i);
		if (counts[i] > ZONE_FILE_MAX)
			return false;
	}
	/* isut, isstd, leap, time, type, char */
	*body = counts[0] + counts[1] + counts[2] * (time_size + 4) + counts[3] * (time_size + 1) + counts[4] * 6 +
		counts[5];
	return at + HEADER_SIZE + *body <= zone->length;
}

static bool parse(struct zone *zone)
{
	uint32_t counts[6];
	size_t body, at, length;

	if (!read_header(zone, 0, 4, counts, &body) || zone->data[4] < '2')
		return false;
	at = HEADER_SIZE + body;
	if (!read_header(zone, at, 8, counts, &body) || counts[4] == 0)
		return false;
	zone->time_count = counts[3];
	zone->type_count = counts[4];
	zone->times = zone->data + at + HEADER_SIZE;
	zone->types = zone->times + zone->time_count * 8;
	zone->infos = zone->types + zone->time_count;
	at += HEADER_SIZE + body + 1;
	if (at < zone->length) {
		const unsigned char *rule = zone->data + at, *end = memchr(rule, '\n', zone->length - at);

		length = end == NULL ? 0 : (size_t)(end - rule);
		if (length < sizeof zone->rule)
			memcpy(zone->rule, rule, length);
	}
	return true;
}

bool zone_read(struct zone *zone, const char *name)
{
	const char *folder = getenv("TZDIR");
	char path[512];
	ssize_t got;
	int file;

	if (*name == '\0' || *name == '/' || strstr(name, "..") != NULL || strlen(name) > 128)
		return false;
	snprintf(path, sizeof path, "%.300s/%s", folder != NULL ? folder : "/usr/share/zoneinfo", name);
	file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (file < 0)
		return false;
	memset(zone->rule, 0, sizeof zone->rule);
	got = read(file, zone->data, sizeof zone->data);
	close(file);
	zone->length = got > 0 ? (size_t)got : 0;
	return parse(zone);
}

/* `[+-]h[h][:mm[:ss]]` in seconds. */
static int64_t rule_time(const char **at)
{
	int64_t sign = **at == '-' ? -1 : 1, seconds = 0, unit = 3600;

	if (**at == '-' || **at == '+')
		(*at)++;
	for (; unit > 0; unit = unit > 1 ? unit / 60 : 0) {
		seconds += strtol(*at, (char **)(uintptr_t)at, 10) * unit;
		if (**at != ':')
			break;
		(*at)++;
	}
	return sign * seconds;
}

static void rule_name(const char **at)
{
	if (**at == '<') {
		*at += strcspn(*at, ">");
		*at += **at == '>';
		return;
	}
	while (isalpha((unsigned char)**at))
		(*at)++;
}

/* Seconds after 1 January of `,Mm.w.d[/time]`, without regard to an offset; -1 for another form. */
static int64_t rule_date(const char **at, int64_t year)
{
	int month, week, day, used, first, date;
	int64_t time = 7200;

	if (sscanf(*at, ",M%d.%d.%d%n", &month, &week, &day, &used) != 3 || month < 1 || month > 12)
		return -1;
	*at += used;
	if (**at == '/') {
		(*at)++;
		time = rule_time(at);
	}
	first = (int)((calendar_days(year, month, 1) % 7 + 11) % 7); /* weekday, 0 Sunday */
	date = 1 + (day - first + 7) % 7 + (week - 1) * 7;
	while (date > calendar_month_days(year, month))
		date -= 7;
	return (calendar_days(year, month, date) - calendar_days(year, 1, 1)) * DAY + time;
}

static int64_t rule_offset(const char *rule, int64_t moment)
{
	int64_t standard, summer, year, start, end, second;
	struct calendar date;

	rule_name(&rule);
	standard = -rule_time(&rule);
	if (*rule == '\0')
		return standard;
	rule_name(&rule);
	summer = *rule == ',' ? standard + 3600 : -rule_time(&rule);
	calendar_from_seconds(moment + standard, &date);
	year = date.year;
	start = rule_date(&rule, year);
	end = rule_date(&rule, year);
	if (start < 0 || end < 0)
		return standard;
	second = moment - calendar_days(year, 1, 1) * DAY;
	start -= standard;
	end -= summer;
	if (start < end)
		return second >= start && second < end ? summer : standard;
	return second >= start || second < end ? summer : standard;
}

static int64_t info_offset(const struct zone *zone, size_t type)
{
	return (int32_t)number_at(zone->infos + 6 * (type < zone->type_count ? type : 0));
}

int64_t zone_offset(const struct zone *zone, int64_t at)
{
	size_t low = 0, high = zone->time_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (long_at(zone->times + 8 * middle) <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->time_count && zone->rule[0] != '\0')
		return rule_offset(zone->rule, at);
	return low == 0 ? info_offset(zone, 0) : info_offset(zone, zone->types[low - 1]);
}
