/* Sendings: which requests one round sends: a batch for many clients with one wish, else one a unit. */
#ifndef MKOZ_WORKER_SENDING_H
#define MKOZ_WORKER_SENDING_H

#include "mkoz/ozmap/write.h"
#include "worker/unit.h"

#define BATCH_MAX 100 /* explicit ids, spec §8 */

struct sending {
	struct write_request request;
	struct write_result result;
	const char *wish; /* of a batch: the JSON of its update */
	struct unit **units; /* `count` of them */
	size_t count;
};

struct sendings {
	struct sending *items;
	size_t count;
	struct unit **units; /* what items point into */
};

/* The requests of all open units. Strings in the units' arena; freed with sendings_free. */
int sendings_make(struct job *job, struct units *units, struct sendings *out, struct error *error);
void sendings_free(struct sendings *sendings);

#endif
