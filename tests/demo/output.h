/* What the generator writes: MK's tables as SQL, a day's changes as SQL, OZmap's state as JSON, the cases as a list. */
#ifndef MKOZ_DEMO_OUTPUT_H
#define MKOZ_DEMO_OUTPUT_H

#include <stdio.h>

#include "subject.h"

/* COPY blocks for all tables, in one transaction that empties them first. */
void output_sql(FILE *file, const struct world *world);
/* UPDATEs that make a day's differences out of what was in sync; day is 1 or 2. */
void output_day(FILE *file, const struct world *world, unsigned day);
/* {"properties": [], "clients": [], "boxes": []} in the shape of OZmap's API. */
void output_ozmap(FILE *file, const struct world *world);
/* One line for each special subscriber: case, code, note; separated by tabs. */
void output_cases(FILE *file, const struct world *world);

/* 2026-11-23, 20:14:00, both, both with the zone, and as JSON has it. */
enum time_style { TIME_DATE, TIME_HOUR, TIME_STAMP, TIME_ZONED, TIME_ISO };
/* MK's local time `ago` seconds before the world's now. */
void output_time(char *out, size_t size, const struct world *world, int64_t ago, enum time_style style);
/* `SET client_encoding` for what follows. */
void output_encoding(FILE *file, const struct world *world);
/* The text in the encoding that the world's database gets it in. */
void output_text(FILE *file, const struct world *world, const char *text, const char *(*escape)(unsigned char byte));

#endif
