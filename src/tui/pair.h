/* A field of the two sides, beside each other, each value whole over as many lines as it takes. */
#ifndef MKOZ_TUI_PAIR_H
#define MKOZ_TUI_PAIR_H

#include "page.h"
#include "sides.h"

struct pair_shape {
	int columns; /* of both sides together */
	int labels; /* columns of a label */
	const char *unlike; /* the sign between values that differ; borrowed until the page is drawn */
};

/* Adds the lines; the difference inside the text is marked. `left_side` and `right_side`: their labels are shown. */
void pair_add(struct page *page, const struct side_pair *pair, bool left_side, bool right_side,
	      struct pair_shape shape);

/* Adds a value to the page's line, cut to the width; what differs, its bytes from `from` to before `to`, stands out. */
void pair_mark(struct page *page, int column, int width, const char *text, size_t from, size_t to);

#endif
