/* OZmap's JSON rows as the domain's client and property, every form they are known in (ozmap-api.md). */
#ifndef MKOZ_OZMAP_ROWS_H
#define MKOZ_OZMAP_ROWS_H

#include "mkoz/base/arena.h"
#include "mkoz/base/error.h"
#include "mkoz/base/json.h"
#include "mkoz/domain/plant.h"

/* The row's identifier, `id` or `_id` (borrowed); NULL when the row is no object or has no usable one. */
const char *row_id(const json_t *row);
/* Reads a row; strings go to the arena. 0, or -1 when it is no object, has no id, or memory ran out; whoever calls puts
 * the row's place before the error. */
int row_client(const json_t *row, struct arena *arena, struct client *out, struct error *error);
int row_property(const json_t *row, struct arena *arena, struct property *out, struct error *error);
/* The client inside a property's row when it is there with all that is compared (borrowed); NULL when it must be read
 * by itself, or there is none. */
const json_t *row_embedded_client(const json_t *property);

#endif
