/* Reading OZmap: its REST API as plant (ozmap-api.md). Writing is in ozmap/write.h, which only the worker includes. */
#ifndef MKOZ_OZMAP_OZMAP_H
#define MKOZ_OZMAP_OZMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/domain/plant.h"

struct ozmap;

/* Told how many rows of how many have come; a non-zero answer ends the reading. */
typedef int (*ozmap_progress)(void *context, size_t done, size_t total);

/* Prepares the transport (no request yet): key or login from the configuration's secrets, limits on time, size and
 * rate. The configuration must outlive it; the caller closes it. Not for several threads. */
int ozmap_open(struct ozmap **out, const struct config *config, struct error *error);
void ozmap_close(struct ozmap *ozmap);
/* All properties and clients, several pages in flight; unique rows must add up to `total`, else it is read again, at
 * most 3 times (faults 5 to 7). Ends with an error when either is empty. */
int ozmap_read(struct ozmap *ozmap, struct plant *out, ozmap_progress progress, void *context, struct error *error);

/* One row as it stands now. Strings in the arena. whole: the row's JSON text (may be NULL to not want it). Returns 1
 * when it is not there (404). A wish to end does not break it off: it belongs to a change that was begun (spec §8). The
 * property's client comes from the property's row where that holds it whole, else it is read too. */
int ozmap_read_client(struct ozmap *ozmap, const char *id, struct arena *arena, struct client *out, const char **whole,
		      struct error *error);
int ozmap_read_property(struct ozmap *ozmap, const char *id, struct arena *arena, struct property *out,
			struct client *client, bool *has_client, const char **whole, struct error *error);
/* Many clients by id, a hundred in one request (a filter `id in`), for reading back a batch; added to the plant in any
 * order. What the filter does not bring is asked for one by one, so that what is missing is really gone. */
int ozmap_read_clients(struct ozmap *ozmap, const char *const *ids, size_t count, struct plant *out,
		       struct error *error);
/* Properties and clients that have the code now: what a create is looked up by. */
int ozmap_find_code(struct ozmap *ozmap, const char *code, struct plant *out, struct error *error);

enum ozmap_check_level { OZMAP_CHECK_OK, OZMAP_CHECK_WARNING, OZMAP_CHECK_FAILURE };
typedef void (*ozmap_check_report)(void *context, enum ozmap_check_level level, const char *what, const char *detail);
/* Reachable, key accepted, what it may read, the clock (Date header), the page size granted. -1 when OZmap cannot be
 * read: the reports tell why. */
int ozmap_doctor(struct ozmap *ozmap, ozmap_check_report report, void *context, struct error *error);

#endif
