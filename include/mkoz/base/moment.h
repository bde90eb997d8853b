/* Time: moments in whole seconds since 1970 UTC, waits in milliseconds on a clock that never jumps, durations as
 * written. */
#ifndef MKOZ_BASE_MOMENT_H
#define MKOZ_BASE_MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/error.h"

/* Seconds since 1970-01-01T00:00:00Z; MOMENT_NONE is "not known". */
typedef int64_t moment;
#define MOMENT_NONE INT64_MIN
#define MOMENT_LAST INT64_C(253402300799) /* the last second of the year 9999 */
#define MOMENT_TEXT_MAX 32

/* The wall clock. */
moment moment_now(void);
/* Milliseconds since the host started, sleep counted: for waits, and for how long a lease may be relied on. Unmoved by
 * a clock that is set. */
int64_t moment_ticks(void);
/* Writes YYYY-MM-DDTHH:MM:SSZ into `out`; "" for MOMENT_NONE. Returns out. */
const char *moment_format(moment at, char out[MOMENT_TEXT_MAX]);
/* Writes the day in the time zone, as YYYY-MM-DD (spec §4, the added observation). */
const char *moment_day(moment at, const char *timezone, char out[MOMENT_TEXT_MAX]);
/* Writes YYYY-MM-DD HH:MM in the time zone (NULL: the process's own). */
const char *moment_local(moment at, const char *timezone, char out[MOMENT_TEXT_MAX]);
/* Reads YYYY-MM-DD or YYYY-MM-DD[T ]HH:MM[:SS][.fraction][Z|±HH[:MM]]; without a zone it is taken in `timezone`. */
int moment_parse(const char *string, const char *timezone, moment *out, struct error *error);
/* The time zone's name is known on this machine. */
bool moment_timezone_known(const char *timezone);
/* Reads a duration such as `30 s`, `15 min`, `2 h`, `7 d`, into seconds (spec §2). */
int duration_parse(const char *string, int64_t *seconds, struct error *error);
/* Sleeps; returns early, with -1, when a signal came. */
int moment_sleep(int64_t milliseconds);

#endif
