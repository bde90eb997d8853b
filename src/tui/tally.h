/* How often each text is there: cities, boxes. No curses. */
#ifndef MKOZ_TUI_TALLY_H
#define MKOZ_TUI_TALLY_H

#include "model.h"

struct tally_place {
	const char *text; /* borrowed; NULL: the place is free */
	size_t hash; /* of the text */
	size_t count, tabs[TAB_BASKET]; /* in all, and of each tab's kinds */
};
/* Zeroed it is empty. */
struct tally {
	struct tally_place *places; /* a hash table: those without a text are free */
	size_t size, used;
};

void tally_free(struct tally *tally);
/* Counts the text once more, for a kind of that tab. -1 without memory. */
int tally_add(struct tally *tally, const char *text, enum tab tab);
/* Moves what is in the table to its beginning, first the `most` (at least 1) most frequent in order, likes by their
 * text; the others follow in any order. Nothing can be added afterwards. */
void tally_top(struct tally *tally, size_t most);

#endif
