/* What hangs together across codes: transfers, and subscribers who come back (spec §4). */
#ifndef MKOZ_PLAN_LINK_H
#define MKOZ_PLAN_LINK_H

#include "plan/draft.h"

/* A code that row 4, 6 or 7 decided, and the change that came of it (its place in the plan; NO_CHANGE for none). */
#define NO_CHANGE ((size_t)-1)
struct linked {
	const struct match *match;
	size_t change;
};
struct linked_list {
	struct linked *items;
	size_t count, capacity;
};

int linked_add(struct linked_list *list, const struct match *match, size_t change, struct error *error);

/* A finding `transfer` for each pair of an active code missing in OZmap and a cancelled code there that belong
 * together; the cancellation of the latter is `alone` from then on. Both lists are sorted by code. */
int transfers_find(struct draft *draft, const struct linked_list *missing, const struct linked_list *cancelled,
		   struct error *error);
/* Findings `missing-in-ozmap` of fiber subscribers: their link, `reactivated` and the property where one knows the
 * code. */
int missing_report(struct draft *draft, const struct linked_list *missing, const struct plant *plant,
		   struct error *error);

#endif
