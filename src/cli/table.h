/* A table on standard output: columns aligned by what they take on a terminal; and CSV cells. */
#ifndef MKOZ_CLI_TABLE_H
#define MKOZ_CLI_TABLE_H

#include <stdio.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/error.h"
#include "mkoz/base/text.h"

#define TABLE_COLUMNS_MAX 10

/* How the output is drawn. */
struct style {
	bool color;
	size_t columns; /* of the terminal; 0: nothing is cut */
};

/* Zeroed but for titles it is empty. */
struct table {
	const char *titles[TABLE_COLUMNS_MAX]; /* NULL after the last */
	unsigned whole; /* bits of the columns that are never cut: people copy from them */
	/* SGR parameters for a cell, such as "31", or NULL; may be NULL */
	const char *(*color)(size_t column, const char *cell);
	const char **cells; /* row by row */
	size_t count, capacity; /* cells */
	struct arena arena;
};

/* Colours only on a terminal, without NO_COLOR, --no-color and TERM=dumb. */
struct style style_find(FILE *out, bool no_color);
/* Adds a row; cells are made harmless and copied; NULL is empty. */
int table_add(struct table *table, const char *const *cells, struct error *error);
/* Prints the titles and the rows; on a terminal the widest columns are cut until a row fits. */
void table_print(const struct table *table, FILE *out, const struct style *style);
void table_free(struct table *table);

/* Appends a cell of CSV: harmless, quoted where needed, and disarmed where a spreadsheet would run it as a formula
 * (faults 33). NULL is empty. */
void csv_add(struct text *line, const char *cell);

#endif
