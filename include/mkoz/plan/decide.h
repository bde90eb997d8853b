/* Deciding: the numbered table of spec §4 as a pure function from both sides to a plan. */
#ifndef MKOZ_PLAN_DECIDE_H
#define MKOZ_PLAN_DECIDE_H

#include <stdbool.h>

#include "mkoz/base/error.h"
#include "mkoz/domain/change.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

/* A code that the journal knows as having had a property, for `reactivated`; and a power change that stands, whose
 * proposed value is kept while the reading stays within tolerance of it. Sorted by code (strcmp), respectively by
 * property. */
struct decide_known {
	const char *code, *property_id;
};
struct decide_standing {
	const char *property_id, *before, *after; /* JSON numbers, before may be null */
};

/* From [sync], and what the store remembers. Power in dB. */
struct decide_options {
	unsigned fields; /* enum config_field */
	bool ignore_cosmetic;
	double power_tolerance;
	bool delete_client, remove_property;
	const char *ozloc_url; /* of missing-in-ozmap links; NULL: made from the host of ozmap_url, port 9443 */
	const char *ozmap_url;
	const struct decide_known *known;
	size_t known_count;
	const struct decide_standing *standing;
	size_t standing_count;
};

/* Makes the plan: changes in order of execution, then findings, each by code; ids, rows, cosmetic, moved, alone, and
 * for each change its two sides as JSON. The plan owns all its strings. created_at is the older of the two readings'
 * times. */
int plan_decide(struct plan *out, const struct subscribers *subscribers, const struct plant *plant,
		const struct decide_options *options, struct error *error);
/* The change `recode` that a `transfer` finding offers, in the plan's arena: the cancelled client gets the new code and
 * name, implanted as it is. `cancellation` is the change of the old code in the same plan. */
int plan_recode(struct change *out, struct plan *plan, const struct change *transfer, struct error *error);
/* The change that brings back an applied one (spec §1 revert): the kind reverted, before and after exchanged. In the
 * arena. */
int plan_revert(struct change *out, struct arena *arena, const struct change *applied, struct error *error);

#endif
