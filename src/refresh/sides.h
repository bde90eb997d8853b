/* Both sides, read at the same time; inside the room only. */
#ifndef REFRESH_SIDES_H
#define REFRESH_SIDES_H

#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

/* Zeroed it is empty; sides_free frees it. */
struct sides {
	struct subscribers subscribers;
	struct plant plant;
};

/* Reads MK in a thread of its own and OZmap in this one; when one fails, the other is ended and neither is kept. A wish
 * to end (signals_asked) ends both. Draws progress unless `quiet`. */
int sides_read(struct sides *sides, const struct config *config, bool quiet, struct error *error);
void sides_free(struct sides *sides);

#endif
