/* Drafting: what every change and finding of one match has in common, written once into the plan's arena. */
#ifndef MKOZ_PLAN_DRAFT_H
#define MKOZ_PLAN_DRAFT_H

#include "mkoz/base/text.h"
#include "mkoz/plan/decide.h"
#include "mkoz/plan/match.h"

/* Zeroed but for plan and options; draft_free frees what it holds itself. `common` is valid for `match`. */
struct draft {
	struct plan *plan;
	const struct decide_options *options;
	struct match match;
	struct change common;
	bool is_ready;
	struct text scratch;
};

/* A change or finding more in the plan, with all that the match says; NULL when memory ran out. Valid until the next.
 */
struct change *draft_add(struct draft *draft, const struct match *match, enum kind kind, int row, struct error *error);
void draft_free(struct draft *draft);
/* A JSON string of the text (null for NULL), in the plan's arena; NULL when memory ran out. */
const char *draft_string(struct draft *draft, const char *string, struct error *error);
/* A JSON number, likewise. */
const char *draft_number(struct draft *draft, double number, struct error *error);

#endif
