/* Refresh: reads both sides, decides, and writes a new plan to the store. No plan is ever made from an incomplete read.
 */
#ifndef MKOZ_REFRESH_REFRESH_H
#define MKOZ_REFRESH_REFRESH_H

#include "mkoz/base/actor.h"
#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/base/log.h"
#include "mkoz/store/store.h"

struct refresh_options {
	bool quiet; /* no progress bars */
	bool moved; /* a supervisor says that MK or OZmap only moved to a new address */
	const struct log *log;
};

/* Both sides are read at the same time. The last good plan stays when anything fails; the failure is noted in the
 * store. One at a time for a store: a second one waits. A wish to end (signals_asked) ends it. */
int refresh_run(struct store *store, const struct config *config, const struct actor *actor,
		const struct refresh_options *options, struct error *error);

#endif
