/* Matching: MK's subscribers and OZmap's clients and properties brought together by code, one entry a code (spec §4).
 */
#ifndef MKOZ_PLAN_MATCH_H
#define MKOZ_PLAN_MATCH_H

#include "mkoz/base/error.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

/* One code and what both sides know of it. Everything is borrowed from the two sides. */
struct match {
	const char *code;
	const struct subscriber *subscriber; /* NULL: not in MK */
	const struct client *client; /* of several with the code the one with the lowest id; NULL: not in OZmap */
	const struct property *property; /* the client's, of several the one with the lowest id; NULL: none */
	unsigned subscribers; /* how many rows MK has for the code; more than one cannot be decided */
	unsigned clients, properties; /* how many have the code in OZmap */
};

/* Zeroed it is empty. `no_code` are the clients without a code, one entry each, by id. */
struct matches {
	struct match *items;
	size_t count;
	struct match *no_code;
	size_t no_code_count;
};

/* Brings both sides together; sorted by code. A million by a million in well under a second a core. */
int match_sides(struct matches *out, const struct subscribers *subscribers, const struct plant *plant,
		struct error *error);
void matches_free(struct matches *matches);

#endif
