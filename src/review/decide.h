/* One decision under way: who asks for what, and the changes it is about, in one transaction. */
#ifndef MKOZ_REVIEW_DECIDE_H
#define MKOZ_REVIEW_DECIDE_H

#include "mkoz/review/review.h"

struct review {
	struct store *store;
	const struct config *config;
	const struct reviewer *reviewer;
	const struct review_order *order;
	struct review_result *result;
	struct plan chosen; /* the changes, each once, with their states as they stand now */
	struct plan_facts facts; /* of the newest plan */
};

/* ERROR_REFUSED unless a supervisor asks. */
int review_may_override(const struct reviewer *reviewer, struct error *error);
/* NULL, or nothing but blanks. */
bool review_is_blank(const char *string);
/* Refuses viewers and --read-only. */
int review_may_decide(const struct reviewer *reviewer, struct error *error);
/* Loads each of the ids once; an unknown one is an error. */
int review_load(struct review *review, const char *const *ids, size_t count, struct error *error);
/* The facts of the newest plan; a store without one is an error. */
int review_load_facts(struct review *review, struct error *error);
/* Writes one decision on the change. */
int review_write(const struct review *review, const struct change *change, const struct store_decision *decision,
		 struct error *error);
/* Ends the transaction: commits what went well, takes back what did not. Gives `result` on. */
int review_end(struct review *review, int result, struct error *error);

/* Bits 1 << guard of all guards that hold a change of the kind, if `cancellations` more were approved. */
unsigned review_holding(const struct config_guard *config, const struct plan_facts *facts, enum kind kind,
			size_t cancellations);
/* The guards' names, comma separated, into the buffer; returns it. */
#define GUARD_NAMES_MAX 128
const char *review_guard_names(unsigned guards, char out[GUARD_NAMES_MAX]);
/* ERROR_REFUSED: which guard holds it, its limit and count, and what to do. Always -1. */
int review_refuse(const struct review *review, unsigned guards, size_t cancellations, struct error *error);

/* The approving and the releasing of the chosen changes. */
int review_approve(struct review *review, struct error *error);
int review_release(struct review *review, struct error *error);

#endif
