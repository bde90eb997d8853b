/* Writing to OZmap: each call is one request, sent at most once, on a connection of its own. Only the worker includes
 * this. */
#ifndef MKOZ_OZMAP_WRITE_H
#define MKOZ_OZMAP_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/error.h"
#include "mkoz/ozmap/ozmap.h"

/* How a write was answered. Only the first is an answer that it was done; all but refused must be read before any next
 * send. */
enum write_answer {
	WRITE_DONE, /* 2xx */
	WRITE_REFUSED, /* another 4xx: message holds OZmap's words */
	WRITE_GONE, /* 404 */
	WRITE_UNKNOWN, /* no answer, a broken connection, 5xx, an answer that makes no sense */
	WRITE_TOO_MANY, /* 429: wait `wait` seconds (1 to 300) */
	WRITE_UNAUTHORISED, /* 401 after one new login */
};
struct write_result {
	enum write_answer answer;
	int status; /* HTTP status, 0 when none came */
	int wait; /* seconds */
	bool unsent; /* it never left: the answer is that of another request */
	char message[256]; /* harmless text */
	char id[64]; /* of a created row */
};

/* Sends one request of plan/request.h: method PATCH, POST or DELETE, path relative to the base, body JSON or NULL.
 * Fills *result; -1 only when nothing was sent (bad argument, out of memory). FRESH_CONNECT and FORBID_REUSE: libcurl
 * never repeats it (faults 15). */
int ozmap_write(struct ozmap *ozmap, const char *method, const char *path, const char *body,
		struct write_result *result, struct error *error);

/* No write leaves after this moment of moment_ticks (0: no such moment): who froze meanwhile wakes up too late. What it
 * stops is `unsent`. */
void ozmap_write_until(struct ozmap *ozmap, int64_t ticks);

/* Several requests at once, at most [ozmap] concurrency in flight. results[i] answers requests[i]. */
struct write_request {
	const char *method, *path, *body;
};
int ozmap_write_many(struct ozmap *ozmap, const struct write_request *requests, size_t count,
		     struct write_result *results, struct error *error);
/* The body of a batch-update of clients: `field` is implanted or status, value JSON; refuses an empty list, more than
 * 100, and an id that is not one (faults 8, 27). In the arena. */
const char *ozmap_batch_body(struct arena *arena, const char *field, const char *value, const char *const *ids,
			     size_t count, struct error *error);

/* Several rows read at once, at most [ozmap] concurrency in flight: each id a client (or property) as ozmap_read_client
 * would give it. -1 when any could not be read: `failed` tells which, the error the first cause, and the others are
 * filled all the same. */
struct read_request {
	const char *client_id, *property_id; /* what to read; either may be NULL */
	struct client client;
	struct property property;
	bool has_client, has_property; /* found */
	const char *client_whole, *property_whole; /* JSON as read */
	bool failed; /* could not be read: error tells the first */
};
int ozmap_read_many(struct ozmap *ozmap, struct read_request *requests, size_t count, struct arena *arena,
		    struct error *error);

#endif
