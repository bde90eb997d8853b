/* Proposing what no plan finds by itself: the revert of an applied change, the recode of a transfer. */
#include "mkoz/base/i18n.h"
#include "mkoz/plan/decide.h"
#include "review/decide.h"

static int propose_reverts(struct review *review, struct error *error)
{
	for (size_t i = 0; i < review->chosen.count; i++) {
		const struct change *applied = &review->chosen.items[i];
		struct change revert;
		if (plan_revert(&revert, &review->chosen.arena, applied, error) < 0 ||
		    store_propose(review->store, &revert, applied, &review->reviewer->actor, error) < 0)
			return -1;
		review->result->done++;
	}
	return 0;
}

static int propose_recode(struct review *review, struct error *error)
{
	const struct change *transfer = &review->chosen.items[0];
	struct change recode;
	if (transfer->state == STATE_WITHDRAWN)
		return error_fail(error, _("%s: the newest plan does not find this transfer any more"), transfer->id);
	if (plan_recode(&recode, &review->chosen, transfer, error) < 0 ||
	    store_propose(review->store, &recode, transfer, &review->reviewer->actor, error) < 0)
		return -1;
	review->result->done++;
	return 0;
}

static int propose(struct store *store, const struct config *config, const struct reviewer *reviewer,
		   const char *const *ids, size_t count,
		   int (*propose_chosen)(struct review *review, struct error *error), struct error *error)
{
	struct review_result result = {0};
	struct review review = {.store = store, .config = config, .reviewer = reviewer, .result = &result};
	if (review_may_decide(reviewer, error) < 0 || store_begin(store, error) < 0)
		return -1;
	int done = review_load(&review, ids, count, error);
	if (done == 0)
		done = propose_chosen(&review, error);
	return review_end(&review, done, error);
}

int review_revert(struct store *store, const struct config *config, const struct reviewer *reviewer,
		  const char *const *ids, size_t count, struct error *error)
{
	return propose(store, config, reviewer, ids, count, propose_reverts, error);
}

int review_recode(struct store *store, const struct config *config, const struct reviewer *reviewer,
		  const char *transfer_id, struct error *error)
{
	return propose(store, config, reviewer, &transfer_id, 1, propose_recode, error);
}
