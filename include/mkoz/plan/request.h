/* What a change would send to OZmap: a pure function, used by the worker and shown by the console. */
#ifndef MKOZ_PLAN_REQUEST_H
#define MKOZ_PLAN_REQUEST_H

#include "mkoz/base/arena.h"
#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/domain/change.h"
#include "mkoz/domain/plant.h"

#define REQUEST_MAX 3

/* One request: path is relative to the base, body NULL where there is none. In the arena given. */
struct request {
	const char *method, *path, *body;
};
struct requests {
	struct request items[REQUEST_MAX];
	size_t count;
};

/* The requests of one change applied alone, in order. For the revert of a removal `property` is the one created, once
 * there is one. `property` and `client` are OZmap's side as last read; where one
 * is NULL the change's own ozmap_side stands for it. What a revert puts back is always taken from ozmap_side: a client
 * that is there still is put on its property again, one that is gone is created. Removals: the property first, then the
 * client, which mostly went with it. `today` is the day for the added observation. 1 where there is no request for this
 * change, which the error explains: an id that is not one, or a side that is needed and not known. -1 when memory ran
 * out. */
int request_build(struct requests *out, struct arena *arena, const struct change *change, const struct client *client,
		  const struct property *property, const struct config_sync *sync, const char *today,
		  struct error *error);
/* The observation with the line of observation_format added (spec §4); `old` itself where it holds that line already.
 */
const char *request_observation(struct arena *arena, const char *old, const char *format, const char *code,
				const char *name, const char *day);

#endif
