/* What may be typed at the cursor of a filter: the language's own words, and the cities, districts and boxes of the
 * plan. No curses. */
#ifndef MKOZ_TUI_COMPLETE_H
#define MKOZ_TUI_COMPLETE_H

#include "line.h"
#include "mkoz/base/arena.h"
#include "model.h"

#define OFFERS_MAX 40

struct offer {
	const char *text; /* as it is inserted */
	size_t count; /* how many rows of the tab have it; 0: not counted */
};

struct offers {
	struct offer items[OFFERS_MAX];
	size_t count;
	size_t typed; /* bytes before the cursor that an offer takes the place of */
	struct arena arena; /* of the texts; freed by the caller */
};

/* The most frequent first where they are counted, else in the language's order. */
void complete_offers(struct offers *out, const struct line *line, const struct model *model, enum tab tab);
/* Puts into the line what all offers agree on; true when one alone was put in. */
bool complete_line(struct line *line, const struct offers *offers);

#endif
