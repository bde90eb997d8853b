/* Judging: from a change and what OZmap and MK say right now to what may still be done; pure, asked before and after
 * every request (spec §8). */
#ifndef MKOZ_WORKER_JUDGE_H
#define MKOZ_WORKER_JUDGE_H

#include <stdbool.h>

#include "mkoz/domain/change.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

/* What was read again. client and property are NULL when gone; found_… are who has the code now, only where looked_up.
 */
struct fresh {
	const struct client *client;
	const struct property *property;
	const struct client *found_client;
	const struct property *found_property;
	size_t code_clients, code_properties;
	bool looked_up;
	enum life life; /* MK's, only with asked_mk */
	bool asked_mk;
};

enum verdict {
	VERDICT_SEND, /* what was approved still holds: send request number `step` */
	VERDICT_DONE, /* OZmap is as wanted already */
	VERDICT_STALE, /* what was approved no longer holds; `why` in words */
	VERDICT_UNKNOWN, /* memory ran out: nothing is said */
};

struct judgement {
	enum verdict verdict;
	unsigned step;
	const char *why;
};

/* `begun`: an intent of this change stands, so that the state between two of its requests is ours. A step that
 * request_build does not give (a client kept on detaching) means done. */
struct judgement judge_change(const struct change *change, const struct fresh *fresh, bool begun);

#endif
