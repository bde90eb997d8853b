/* The blast radius: what the basket would touch, counted. No curses, no I/O. */
#ifndef MKOZ_TUI_RADIUS_H
#define MKOZ_TUI_RADIUS_H

#include <stddef.h>

#include "mkoz/base/error.h"
#include "model.h"
#include "tally.h"

#define RADIUS_PLACES 5 /* that are put in order */

struct radius {
	size_t total, approved, requested, released, held, cancellations;
	size_t kinds[KIND_COUNT];
	/* Most changes first; "" stands for those of which none is known. Of the tabs only that of cancellations is
	 * counted. */
	struct tally boxes, cities;
	size_t shared_boxes; /* boxes in which several clients are cancelled */
};

/* Counts the changes of the model's basket. Frees with radius_free; names are those of the changes. */
int radius_count(struct radius *out, const struct model *model, struct error *error);
void radius_free(struct radius *radius);

#endif
