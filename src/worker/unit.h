/* A unit: the changes of one client that are applied together, and what OZmap and MK say of it now. */
#ifndef MKOZ_WORKER_UNIT_H
#define MKOZ_WORKER_UNIT_H

#include "mkoz/plan/request.h"
#include "worker/job.h"
#include "worker/judge.h"

#define UNIT_CHANGES_MAX 8 /* one of each field at most, and reverts of them */

struct unit {
	const struct change *changes[UNIT_CHANGES_MAX];
	enum verdict verdicts[UNIT_CHANGES_MAX]; /* as last judged; anything but SEND is settled */
	unsigned steps[UNIT_CHANGES_MAX];
	bool asked[UNIT_CHANGES_MAX]; /* is in the last request */
	unsigned sent_step; /* of the first of them: whether it got further */
	size_t count;
	const char *held[UNIT_CHANGES_MAX]; /* the guard that holds it now: nothing new is sent; or NULL */
	bool begun; /* an intent stands */
	bool touched; /* a request of it may have left */
	int64_t intended_at; /* ticks of the last intent */
	int64_t late_until; /* ticks: until then what another worker sent for it may arrive; zero where there is none */
	bool alone; /* a batch with it was refused: it goes one by one */
	bool flock; /* one implanted or status change: read and written with others of its kind */
	unsigned sends; /* of the request that it is at */
	const char *path; /* that request's path; in the arena */
	const char *whole; /* JSON of what is about to be removed, as first read */
	/* read again */
	struct client client;
	struct property property;
	bool has_client, has_property;
	const char *client_whole, *property_whole;
	struct fresh fresh;
	struct client found_client;
	struct property found_property;
};

/* Zeroed it is empty. Strings that are read again live in the arena. */
struct units {
	struct unit *items;
	size_t count;
	struct arena arena;
};

/* Brings the claimed changes together by client; borrowed from `claimed`. */
int units_make(struct units *out, const struct plan *claimed, struct error *error);
void units_free(struct units *units);
/* Something of the unit is still to be sent. */
bool unit_is_open(const struct unit *unit);
/* Its change creates something: a repeated request would create it twice. */
bool unit_creates(const struct unit *unit);
/* It may be half done: it takes more than one request, or creates something. */
bool unit_has_steps(const struct unit *unit);
/* Taken over from a worker that wrote an intent at that moment: what it sent may still be on its way. */
void unit_may_be_late(const struct job *job, struct unit *unit, moment intent);
/* Milliseconds until that is over; 0 when it is. */
int64_t unit_late(const struct unit *unit);
/* Reads OZmap (and, for cancellations, MK) again for all open units; -1 when it could not be read. */
int units_read(struct job *job, struct units *units, struct error *error);
/* Judges the open changes by what was read, and settles what is done or stale; while the unit is late, only what is
 * done.
 */
int unit_judge(struct job *job, struct units *units, struct unit *unit, struct error *error);
/* The request of the unit's next step: bodies of its changes merged, in the arena. Changes for which there is no
 * request are settled as failed; 1 when nothing is left to send. */
int unit_request(struct job *job, struct units *units, struct unit *unit, struct request *out, struct error *error);

#endif
