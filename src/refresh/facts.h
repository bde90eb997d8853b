/* What the guards are judged by, counted from both sides; inside the room only. */
#ifndef REFRESH_FACTS_H
#define REFRESH_FACTS_H

#include "mkoz/base/config.h"
#include "mkoz/domain/facts.h"
#include "sides.h"

/* What the store remembers of the last plan in which a guard did not hold; down_codes sorted. */
struct baseline {
	const char *const *down_codes;
	size_t down_count, active;
	bool has_down, has_active;
};

/* Counts; *down_codes are the active subscribers' codes whose session is down, borrowed from the sides, an array that
 * the caller frees, of *down_count. */
int facts_count(struct plan_facts *facts, const struct config_guard *config, const struct sides *sides,
		const struct baseline *baseline, const char ***down_codes, size_t *down_count, struct error *error);

#endif
