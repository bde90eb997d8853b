/* Time zones read from the machine's zone files, without touching the process's own zone. */
#ifndef MKOZ_BASE_ZONE_H
#define MKOZ_BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZONE_FILE_MAX 65536

/* A zone file in memory. */
struct zone {
	unsigned char data[ZONE_FILE_MAX];
	size_t length;
	const unsigned char *times, *types, *infos; /* of its 64-bit part */
	size_t time_count, type_count;
	char rule[128]; /* what holds after the last time, as in TZ; "" unknown */
};

/* Reads the zone of that name; false when the machine does not know it. */
bool zone_read(struct zone *zone, const char *name);
/* Seconds east of UTC at that moment. */
int64_t zone_offset(const struct zone *zone, int64_t at);

#endif
