/* The guards of spec §7, as pure functions of counted facts. */
#ifndef MKOZ_PLAN_GUARDS_H
#define MKOZ_PLAN_GUARDS_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/config.h"
#include "mkoz/domain/change.h"
#include "mkoz/domain/facts.h"

enum guard_kind { GUARD_CANCELLATION_LIMIT, GUARD_ACTIVE_DROP, GUARD_CANARY, GUARD_STATUS_STORM, GUARD_COUNT };

/* One guard as it stands. limit and count as spec §5 prints them: cancellations; active subscribers lost; canaries
 * missing; sessions newly down. */
struct guard {
	enum guard_kind kind;
	long long limit, count;
	bool holds;
};

const char *guard_name(enum guard_kind kind);
/* -1 for an unknown name. */
int guard_parse(const char *name);
/* The guard looks at this kind of change. */
bool guard_covers(enum guard_kind guard, enum kind kind);
/* L of spec §7: the smaller of the two limits, but at least 3. */
long long guard_cancellation_limit(const struct config_guard *config, size_t ozmap_clients);
/* Fills all GUARD_COUNT guards from the facts. cancellation-limit counts what was approved or applied in 24 hours and
 * what stands undecided in the plan: it holds when all of it together would exceed the limit. */
void guards_judge(struct guard out[GUARD_COUNT], const struct config_guard *config, const struct plan_facts *facts);
/* The guard that refuses `cancellations` more cancellations, or changes of the kind, now; -1 when none does. Guards in
 * `overridden` (bits 1 << guard_kind) are passed over. */
int guards_refuse(const struct config_guard *config, const struct plan_facts *facts, enum kind kind,
		  size_t cancellations, unsigned overridden);

#endif
