/* The worker: claims what is released, reads again, writes once, reads back, records (spec §8). */
#ifndef MKOZ_WORKER_WORKER_H
#define MKOZ_WORKER_WORKER_H

#include "mkoz/base/actor.h"
#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/base/log.h"
#include "mkoz/store/store.h"

struct worker_options {
	bool quiet; /* no progress bar */
	const struct log *log;
};

/* How a run ended. */
struct worker_result {
	size_t applied, failed, stale;
	size_t held; /* released or approved, but a guard holds them */
	bool paused; /* ten failures in a row, a failed trial, 401, or a person's wish */
	char message[256]; /* why it paused */
};

/* That the store's plan is of the OZmap and the MK that are configured; ERROR_REFUSED when it is another's (faults 11).
 */
int worker_check(struct store *store, const struct config *config, struct error *error);

/* Settles open intents, then applies all that is released, until nothing claimable is left (waiting for what other
 * workers hold), somebody asked to end, or it pauses. 0 even when single changes failed: *result tells. Nothing at all
 * where worker_check refuses. */
int worker_run(struct store *store, const struct config *config, const struct actor *actor,
	       const struct worker_options *options, struct worker_result *result, struct error *error);

#endif
