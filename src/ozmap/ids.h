/* A set of row identifiers: rows are counted once, however often a page repeats them. */
#ifndef MKOZ_OZMAP_IDS_H
#define MKOZ_OZMAP_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"

/* Zeroed it is empty. The strings are borrowed. */
struct ids {
	const char **slots;
	size_t capacity, count;
};

/* 1 when it is new, 0 when it was there already, -1 when memory ran out. */
int ids_add(struct ids *ids, const char *id, struct error *error);
bool ids_has(const struct ids *ids, const char *id);
/* Empties it and keeps its memory. */
void ids_reset(struct ids *ids);
void ids_free(struct ids *ids);

#endif
