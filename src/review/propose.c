/* Proposing what no plan finds by itself: the revert of an applied change, the recode of a transfer. */
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/plan/decide.h"
#include "review/decide.h"

/* The side with "whole" in it. In the arena; NULL when memory ran out. */
static const char *side_with_whole(struct arena *arena, const char *side, const char *whole)
{
	json_t *json = json_parse(side, strlen(side), "ozmap_side", NULL);
	json_t *removed = json_parse(whole, strlen(whole), "whole", NULL);
	struct text text = {0};
	const char *kept = NULL;
	if (json_is_object(json) && removed && json_object_set(json, "whole", removed) == 0) {
		json_add_value(&text, json);
		kept = text_check(&text, NULL) == 0 ? arena_string(arena, text_string(&text)) : NULL;
	}
	text_free(&text);
	json_decref(json);
	json_decref(removed);
	return kept;
}

/* What was removed is put back as it stood right before, not as the plan saw it. */
static int add_removed(struct review *review, const struct change *applied, struct change *revert, struct error *error)
{
	struct arena *arena = &review->chosen.arena;
	const char *values, *whole = NULL;
	moment at;
	if (!kind_is_cancellation(applied->kind) || !revert->ozmap_side)
		return 0;
	if (store_last_intent(review->store, applied->id, arena, &values, &whole, &at, error) < 0)
		return -1;
	if (!whole)
		return 0;
	revert->ozmap_side = side_with_whole(arena, revert->ozmap_side, whole);
	return revert->ozmap_side ? 0 : error_memory(error);
}

static int propose_reverts(struct review *review, struct error *error)
{
	for (size_t i = 0; i < review->chosen.count; i++) {
		const struct change *applied = &review->chosen.items[i];
		struct change revert;
		if (plan_revert(&revert, &review->chosen.arena, applied, error) < 0 ||
		    add_removed(review, applied, &revert, error) < 0 ||
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
		return error_fail(error,
				  _("%s: the newest plan does not find this transfer any more: look at mkoz plan"),
				  transfer->id);
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
