/* Changes and findings as rows: written, found, read. For this room only. */
#ifndef MKOZ_STORE_ITEMS_H
#define MKOZ_STORE_ITEMS_H

#include "connection.h"

/* What a plan needs to know of a row that it finds again. */
struct item_found {
	int64_t num;
	enum state state;
	int64_t content, side_content;
};

/* What ties a proposal to others; both NULL for what a plan found. */
struct item_ties {
	const char *undoes, *stands_on;
};

/* Not decided: open for a finding, pending for a change. */
enum state item_fresh_state(enum kind kind);
/* 1 when there is no row. */
int item_find(struct store *store, const char *id, struct item_found *found, struct error *error);
/* A new row with its sides. Gives its number. */
int item_insert(struct store *store, const struct change *change, enum state state, moment now,
		const struct item_ties *ties, int64_t *num, struct error *error);
/* Writes what describes the change where it differs from the row. */
int item_describe(struct store *store, const struct change *change, const struct item_found *found,
		  struct error *error);
/* No decision and no outcome any more; first_seen MOMENT_NONE keeps the old one. */
int item_anew(struct store *store, int64_t num, enum kind kind, moment first_seen, struct error *error);
/* Adds it to what the console lists. */
int item_make_current(struct store *store, int64_t num, struct error *error);
/* Reads a row of the columns that statements.c lists, strings in the arena. -1 when memory ran out or the row is
 * nonsense. */
int item_read(struct store *store, sqlite3_stmt *row, bool with_sides, struct arena *arena, struct change *change,
	      struct error *error);

#endif
