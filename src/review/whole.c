/* What concerns a whole plan: releasing all that is approved, and approving by rule. */
#include <stdio.h>

#include "mkoz/base/i18n.h"
#include "review/decide.h"

/* The chosen changes become those of the newest plan that `wanted` picks. */
static int choose(struct review *review, bool (*wanted)(const struct review *review, const struct change *change),
		  struct error *error)
{
	size_t kept = 0;
	int result = review_load_facts(review, error);
	if (result == 0)
		result = store_load_plan(review->store, &review->chosen, error);
	for (size_t i = 0; result == 0 && i < review->chosen.count; i++)
		if (wanted(review, &review->chosen.items[i]))
			review->chosen.items[kept++] = review->chosen.items[i];
	review->chosen.count = kept;
	return result;
}

static bool is_approved(const struct review *review, const struct change *change)
{
	(void)review;
	return change->state == STATE_APPROVED;
}

int review_release_all(struct store *store, const struct config *config, const struct reviewer *reviewer,
		       struct review_result *result, struct error *error)
{
	static const struct review_order order = {.action = REVIEW_RELEASE};
	struct review review = {
	    .store = store, .config = config, .reviewer = reviewer, .order = &order, .result = result};
	*result = (struct review_result){0};
	if (review_may_decide(reviewer, error) < 0 || store_begin(store, error) < 0)
		return -1;
	int done = choose(&review, is_approved, error);
	if (done == 0)
		done = review_release(&review, error);
	return review_end(&review, done, error);
}

/* --- by rule ------------------------------------------------------------------------------------------------------ */

/* [auto] approve names kinds of §4 that change something; cancellations only where they were allowed. */
static int check_kinds(const struct config_auto *automatic, struct error *error)
{
	for (const char **name = automatic->approve; name && *name; name++) {
		enum kind kind = kind_parse(*name);
		if (kind == KIND_NONE || kind_is_finding(kind) || kind_is_revert(kind) || kind == KIND_RECODE)
			return error_fail(error, _("[auto] approve: `%s` is no kind of change that needs no person"),
					  *name);
		if (kind_is_cancellation(kind) && !automatic->auto_cancellations)
			return error_set(error, ERROR_REFUSED,
					 _("[auto] approve: %s: cancellations need auto_cancellations = yes"), *name);
	}
	return 0;
}

static bool is_automatic(const struct review *review, const struct change *change)
{
	if (change->state != STATE_PENDING || change->alone)
		return false;
	for (const char **name = review->config->automatic.approve; name && *name; name++)
		if (kind_parse(*name) == change->kind)
			return true;
	return false;
}

static int approve_and_release(const struct review *review, struct change *change, struct error *error)
{
	const struct store_decision approved = {.event = "approved", .state = STATE_APPROVED};
	const struct store_decision released = {.event = "released", .state = STATE_RELEASED};
	if (review_write(review, change, &approved, error) < 0)
		return -1;
	change->state = STATE_APPROVED;
	if (review_write(review, change, &released, error) < 0)
		return -1;
	review->result->done++;
	return 0;
}

/* What a guard holds stays for a person; of cancellations either all fit into the limit or none goes. */
static int decide_by_rule(struct review *review, struct error *error)
{
	size_t cancellations = 0;
	for (size_t i = 0; i < review->chosen.count; i++)
		cancellations += kind_is_cancellation(review->chosen.items[i].kind);
	for (size_t i = 0; i < review->chosen.count; i++) {
		struct change *change = &review->chosen.items[i];
		if (review_holding(&review->config->guard, &review->facts, change->kind, cancellations))
			continue;
		if (approve_and_release(review, change, error) < 0)
			return -1;
	}
	return 0;
}

int review_auto(struct store *store, const struct config *config, size_t *count, struct error *error)
{
	static const struct review_order order = {.action = REVIEW_APPROVE, .by_filter = true};
	struct reviewer reviewer = {.role = ROLE_TECHNICIAN};
	struct review_result result = {0};
	struct review review = {
	    .store = store, .config = config, .reviewer = &reviewer, .order = &order, .result = &result};
	*count = 0;
	if (!config->automatic.approve || !config->automatic.approve[0])
		return 0;
	if (check_kinds(&config->automatic, error) < 0 || actor_find(&reviewer.actor, store_owner(store), error) < 0 ||
	    store_begin(store, error) < 0)
		return -1;
	snprintf(reviewer.actor.name, sizeof reviewer.actor.name, "auto");
	reviewer.actor.client[0] = '\0';
	int done = choose(&review, is_automatic, error);
	if (done == 0)
		done = decide_by_rule(&review, error);
	done = review_end(&review, done, error);
	*count = result.done;
	return done;
}
