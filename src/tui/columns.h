/* How wide the columns of a table are, in terminal columns. No curses. */
#ifndef MKOZ_TUI_COLUMNS_H
#define MKOZ_TUI_COLUMNS_H

#include <stddef.h>

#define COLUMNS_MAX 8

/* What a column wants. Columns are dropped from the highest `drop` on until the rest fits; what is left over is shared
 * by weight, up to `most`. */
struct column {
	int least, most;
	int weight;
	int drop; /* 0: never dropped */
};

/* Writes each column's start and width into the arrays, width 0 for one that was dropped, with a gap of `gap` between
 * columns. Columns that may never be dropped are cut, the last ones first, where even they don't fit. */
void columns_place(const struct column *columns, size_t count, int width, int gap, int start[], int size[]);

#endif
