/* What was removed, as OZmap showed it whole right before: `ozmap_side` holds it as "whole" (spec §8). */
#ifndef MKOZ_PLAN_REMOVED_H
#define MKOZ_PLAN_REMOVED_H

#include <jansson.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/text.h"
#include "mkoz/domain/plant.h"

/* What the plan saw gives way to what stood there when it was removed: address, observation, power, place. Strings go
 * into the arena. -1 when memory ran out. */
int removed_overlay(const json_t *whole, struct arena *arena, struct client *client, struct property *property);
/* Appends the members that only the whole knows, each after a comma: certified, cpe, tags. */
void removed_add_client(struct text *body, const json_t *whole);
/* Appends the property's pole and tags, which OZmap takes once it is there again, each as a member of the body. */
void removed_add_extras(struct text *body, const json_t *whole);
/* Appends the members of `onu` as they were; false where there is nothing to append. */
bool removed_add_onu(struct text *body, const json_t *whole);

#endif
