/* What a plan's guards are judged by: counted at refresh and completed by the store with what was decided since. */
#ifndef MKOZ_DOMAIN_FACTS_H
#define MKOZ_DOMAIN_FACTS_H

#include <stdbool.h>
#include <stddef.h>

struct plan_facts {
	size_t ozmap_clients;
	size_t active; /* MK's active subscribers now */
	size_t active_baseline; /* in the last plan in which active-drop did not hold; with has_active_baseline */
	size_t sessions_known;
	size_t newly_down; /* down now and not down in the last plan in which status-storm did not hold */
	size_t canaries_missing; /* canary codes not found on both sides */
	size_t
	    cancellations_used; /* approved still, or applied, within 24 hours, without an override; the store counts */
	size_t cancellations_open; /* pending or requested in the newest plan; the store counts */
	bool has_active_baseline, has_down_baseline;
};

#endif
