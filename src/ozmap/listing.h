/* A whole list, page by page, several pages in flight: complete, or an error (faults 5 to 7). */
#ifndef MKOZ_OZMAP_LISTING_H
#define MKOZ_OZMAP_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/json.h"
#include "mkoz/domain/plant.h"
#include "ozmap/ids.h"
#include "ozmap/internal.h"

#define LISTING_ATTEMPTS 3

/* What to read, set by the caller; the rest starts zeroed. */
struct listing {
	const char *route; /* "/properties" or "/ftth-clients" */
	const char *filter; /* JSON, or NULL: all */
	size_t page_size; /* to ask for */
	struct plant *plant; /* where the rows go */
	bool clients; /* they are clients, not properties */
	/* its own */
	struct ids ids;
	size_t kept; /* rows that the plant held before */
	size_t total, asked, pages, next_page, in_flight;
	char *peeked; /* the next page that was asked for before this one was parsed; or NULL */
	bool followed; /* nextUrl leads; else pages are asked for by number */
	bool known; /* the first page came */
	bool moved; /* rows moved while paging: this attempt cannot add up */
	bool done;
	unsigned attempt;
};

/* Reads the lists, all at once. progress may be NULL. 0 only when every list's unique rows add up to its total. */
int listing_read(struct ozmap *ozmap, struct listing *const *listings, size_t count, ozmap_progress progress,
		 void *context, struct error *error);
void listing_free(struct listing *listing);

#endif
