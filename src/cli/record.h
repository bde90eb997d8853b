/* Records printed as JSON objects and as CSV lines by one table of fields, so that both have the same in the same
 * order. */
#ifndef MKOZ_CLI_RECORD_H
#define MKOZ_CLI_RECORD_H

#include <stdio.h>

#include "mkoz/base/error.h"
#include "mkoz/base/text.h"

/* How records are shown. */
struct view {
	bool masked; /* [ui] mask_personal_data */
};

struct field_writer {
	const char *name;
	/* appends the value as JSON */
	void (*add)(struct text *out, const void *record, const struct view *view);
};

/* Prints {"name": value, …}, without a line end. */
int record_json(FILE *out, const struct field_writer *fields, size_t count, const void *record, const struct view *view,
		struct error *error);
/* Prints the names as a line. */
int record_csv_header(FILE *out, const struct field_writer *fields, size_t count, struct error *error);
/* Prints one line: the values as text, null as nothing. */
int record_csv(FILE *out, const struct field_writer *fields, size_t count, const void *record, const struct view *view,
	       struct error *error);

#endif
