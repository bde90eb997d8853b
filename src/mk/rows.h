/* Rows as they stream in, one at a time, from COPY or from a query; inside the room only. */
#ifndef MK_ROWS_H
#define MK_ROWS_H

#include "mk/session.h"

/* The bytes of one value, ending in NUL beyond `length`; bytes NULL is SQL's NULL. Valid until the next row. */
struct mk_field {
	const char *bytes;
	size_t length;
};

struct mk_rows {
	struct mk *mk;
	struct mk_field *fields;
	size_t count; /* fields in a row */
	char *line; /* of a COPY */
	PGresult *row; /* of a query */
	bool copies;
};

/* Starts `COPY (sql) TO STDOUT`, whose rows have `count` fields. The caller ends it, and this does not need text from
 * outside in `sql`. */
int mk_rows_copy(struct mk_rows *rows, struct mk *mk, const char *sql, size_t count, struct error *error);
/* Starts a query with text parameters, whose rows have `count` fields. */
int mk_rows_query(struct mk_rows *rows, struct mk *mk, const char *sql, int parameters, const char *const *values,
		  size_t count, struct error *error);
/* Starts the prepared statement, without parameters when `values` is NULL, with one otherwise. */
int mk_rows_prepared(struct mk_rows *rows, struct mk *mk, const char *const *values, size_t count, struct error *error);
/* The next row is in fields: 1. No more, and the server says so: 0. Otherwise -1. */
int mk_rows_next(struct mk_rows *rows, struct error *error);
void mk_rows_end(struct mk_rows *rows);

/* Splits one line of COPY's text form, which it overwrites, into `count` fields; -1 when it has another number. */
int mk_rows_split(char *line, size_t length, struct mk_field *fields, size_t count);

#endif
