/* The blast radius: what the basket would touch, counted. No curses, no I/O. */
#ifndef MKOZ_TUI_RADIUS_H
#define MKOZ_TUI_RADIUS_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"
#include "mkoz/domain/change.h"

struct radius_place {
	const char *name; /* borrowed; NULL: none is known */
	size_t count, cancellations;
};
struct radius {
	size_t total, approved, requested, released, held, cancellations;
	size_t kinds[KIND_COUNT];
	struct radius_place *boxes, *cities; /* most changes first */
	size_t box_count, city_count;
	size_t shared_boxes; /* boxes in which several clients are cancelled */
};

/* Counts the changes of the basket among `count` items. Frees with radius_free; names are those of the changes. */
int radius_count(struct radius *out, const struct change *items, size_t count, struct error *error);
void radius_free(struct radius *radius);

#endif
