/* The proleptic Gregorian calendar as arithmetic on days and seconds since 1970. */
#ifndef MKOZ_BASE_CALENDAR_H
#define MKOZ_BASE_CALENDAR_H

#include <stdint.h>

struct calendar {
	int64_t year;
	int month, day, hour, minute, second;
};

/* Days from 1970-01-01 to that date. */
int64_t calendar_days(int64_t year, int month, int day);
int calendar_month_days(int64_t year, int month);
int64_t calendar_seconds(const struct calendar *date);
void calendar_from_seconds(int64_t seconds, struct calendar *date);

#endif
