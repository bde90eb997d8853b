/* The proleptic Gregorian calendar as arithmetic: no zone, no locale. */
#include "calendar.h"

#define DAY 86400
#define DAYS_IN_400_YEARS 146097
#define DAYS_TO_1970 719468 /* from 0000-03-01 */

/* Years begin in March, so that the leap day comes last. */
int64_t calendar_days(int64_t year, int month, int day)
{
	int64_t era, year_of_era, day_of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * DAYS_IN_400_YEARS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
	       DAYS_TO_1970;
}

int calendar_month_days(int64_t year, int month)
{
	int64_t next_year = month == 12 ? year + 1 : year;

	return (int)(calendar_days(next_year, month == 12 ? 1 : month + 1, 1) - calendar_days(year, month, 1));
}

int64_t calendar_seconds(const struct calendar *date)
{
	return calendar_days(date->year, date->month, date->day) * DAY + date->hour * 3600 + date->minute * 60 +
	       date->second;
}

void calendar_from_seconds(int64_t seconds, struct calendar *date)
{
	int64_t days = (seconds >= 0 ? seconds : seconds - (DAY - 1)) / DAY, era, day_of_era, year_of_era, day_of_year;
	int64_t month;
	int rest = (int)(seconds - days * DAY);

	days += DAYS_TO_1970;
	era = (days >= 0 ? days : days - (DAYS_IN_400_YEARS - 1)) / DAYS_IN_400_YEARS;
	day_of_era = days - era * DAYS_IN_400_YEARS;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * day_of_year + 2) / 153;
	date->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	date->month = (int)(month < 10 ? month + 3 : month - 9);
	date->year = year_of_era + era * 400 + (date->month <= 2);
	date->hour = rest / 3600;
	date->minute = rest / 60 % 60;
	date->second = rest % 60;
}
