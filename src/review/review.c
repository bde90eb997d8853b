/* Reviewing: an order is checked, its changes are loaded, and all of it is written or nothing. */
#include "mkoz/review/review.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "review/decide.h"

/* --- what can be done to what ------------------------------------------------------------------------------------- */

#define STATES(a) (1U << STATE_##a)

static const struct action {
	const char *name; /* of the command */
	unsigned states; /* it acts on */
	bool on_findings;
} actions[] = {
    [REVIEW_APPROVE] = {"approve", STATES(PENDING) | STATES(REQUESTED) | STATES(APPROVED), false},
    [REVIEW_REJECT] = {"reject",
		       STATES(PENDING) | STATES(REQUESTED) | STATES(APPROVED) | STATES(RELEASED) | STATES(REJECTED) |
			   STATES(DEFERRED) | STATES(FAILED) | STATES(STALE) | STATES(OPEN),
		       true},
    [REVIEW_DEFER] = {"defer",
		      STATES(PENDING) | STATES(REQUESTED) | STATES(APPROVED) | STATES(RELEASED) | STATES(REJECTED) |
			  STATES(DEFERRED) | STATES(FAILED) | STATES(STALE) | STATES(OPEN),
		      true},
    [REVIEW_UNDO] = {"undo",
		     STATES(REQUESTED) | STATES(APPROVED) | STATES(RELEASED) | STATES(REJECTED) | STATES(DEFERRED) |
			 STATES(FAILED) | STATES(STALE),
		     true},
    [REVIEW_RELEASE] = {"release", STATES(APPROVED), false},
};

/* Why a state stands in the way, where there is more to say than its name. */
static const char *const obstacles[STATE_COUNT] = {
    [STATE_PENDING] = N_("nothing was decided about it: there is nothing to undo"),
    [STATE_OPEN] = N_("nothing was decided about it: there is nothing to undo"),
    [STATE_REQUESTED] = N_("a supervisor must grant it first"),
    [STATE_APPROVED] = N_("it is approved"),
    [STATE_RELEASED] = N_("it is released already: undo that first"),
    [STATE_APPLYING] = N_("a worker has claimed it: wait for what becomes of it"),
    [STATE_APPLIED] = N_("it was applied: revert it"),
    [STATE_FAILED] = N_("it failed: undo that first"),
    [STATE_STALE] = N_("it went stale: undo that first"),
    [STATE_REJECTED] = N_("it was rejected: undo that first"),
    [STATE_DEFERRED] = N_("it is deferred: undo that first"),
    [STATE_WITHDRAWN] = N_("the newest plan does not find it any more: nothing is to be done"),
};

bool review_can(enum review_action action, const struct change *change, const char **why)
{
	const char *reason = NULL;
	if (kind_is_finding(change->kind) && !actions[action].on_findings)
		reason = _("it is a finding: it can only be rejected or deferred");
	else if (change->state < 0 || !(actions[action].states & 1U << change->state))
		reason = change->state < 0 ? "" : _(obstacles[change->state]);
	if (why)
		*why = reason;
	return !reason;
}

/* --- loading and writing ------------------------------------------------------------------------------------------ */

static int compare_ids(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static int load_one(struct review *review, const char *id, struct error *error)
{
	struct change *change = plan_add(&review->chosen, error);
	if (!change)
		return -1;
	int result = store_load_change(review->store, id, change, &review->chosen.arena, error);
	if (result == 1)
		return error_fail(error, _("%s: no change or finding has this id: look at `mkoz plan`"), id);
	return result;
}

int review_load(struct review *review, const char *const *ids, size_t count, struct error *error)
{
	const char **sorted = calloc(count + 1, sizeof *sorted);
	int result = 0;
	if (!sorted)
		return error_memory(error);
	if (count)
		memcpy(sorted, ids, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, compare_ids);
	for (size_t i = 0; i < count && result == 0; i++)
		if (i == 0 || strcmp(sorted[i], sorted[i - 1]) != 0)
			result = load_one(review, sorted[i], error);
	free(sorted);
	return result;
}

int review_load_facts(struct review *review, struct error *error)
{
	int result = store_facts(review->store, &review->facts, error);
	if (result == 1)
		return error_fail(error, "%s", _("there is no plan yet: run `mkoz refresh`"));
	return result;
}

int review_write(const struct review *review, const struct change *change, const struct store_decision *decision,
		 struct error *error)
{
	int result = store_decide(review->store, change, change->state, decision, &review->reviewer->actor, error);
	if (result == 1)
		return error_fail(error, _("%s: somebody else decided on it just now: look again"), change->id);
	return result;
}

int review_end(struct review *review, int result, struct error *error)
{
	if (result == 0)
		result = store_commit(review->store, error);
	if (result < 0) {
		store_rollback(review->store);
		*review->result = (struct review_result){0};
	}
	plan_free(&review->chosen);
	return result;
}

/* --- checking an order -------------------------------------------------------------------------------------------- */

bool review_is_blank(const char *string)
{
	return !string || !string[strspn(string, " \t\r\n")];
}

static bool is_day(const char *wait)
{
	static const char form[] = "dddd-dd-dd";
	if (strlen(wait) != sizeof form - 1)
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? wait[i] < '0' || wait[i] > '9' : wait[i] != form[i])
			return false;
	return true;
}

static int check_wait(const char *wait, const struct config *config, struct error *error)
{
	moment day;
	char today[MOMENT_TEXT_MAX];
	if (review_is_blank(wait))
		return error_set(error, ERROR_USAGE, "%s",
				 _("defer: until when: give a date (YYYY-MM-DD), `online` or `changed`"));
	if (strcmp(wait, "online") == 0 || strcmp(wait, "changed") == 0)
		return 0;
	if (!is_day(wait) || moment_parse(wait, config->mk.timezone, &day, NULL) < 0)
		return error_set(error, ERROR_USAGE,
				 _("defer: `%s` is no date: give YYYY-MM-DD, `online` or `changed`"), wait);
	if (strcmp(wait, moment_day(moment_now(), config->mk.timezone, today)) <= 0)
		return error_set(error, ERROR_USAGE, _("defer: %s is past: give a day to come"), wait);
	return 0;
}

int review_may_override(const struct reviewer *reviewer, struct error *error)
{
	if (reviewer->role == ROLE_SUPERVISOR)
		return 0;
	return error_set(error, ERROR_REFUSED, _("%s is a %s: only a supervisor may override a guard: ask one of them"),
			 reviewer->actor.name, _(role_name(reviewer->role)));
}

static int check_override(const struct review_order *order, const struct reviewer *reviewer, struct error *error)
{
	if (review_may_override(reviewer, error) < 0)
		return -1;
	if (order->action != REVIEW_APPROVE)
		return error_set(error, ERROR_USAGE, "%s", _("--override-guard: it belongs to approve: leave it out"));
	if (review_is_blank(order->reason))
		return error_set(error, ERROR_USAGE, "%s",
				 _("--override-guard: it needs a reason: say why with --reason TEXT"));
	if (!order->has_expect)
		return error_set(error, ERROR_USAGE, "%s",
				 _("--override-guard: it needs the exact count: give it with --expect N"));
	return 0;
}

static int check_order(const struct review_order *order, const struct reviewer *reviewer, const struct config *config,
		       struct error *error)
{
	if (review_may_decide(reviewer, error) < 0)
		return -1;
	if (order->action == REVIEW_REJECT && review_is_blank(order->reason))
		return error_set(error, ERROR_USAGE, "%s", _("reject: a rejection needs a reason: --reason TEXT"));
	if (order->action == REVIEW_DEFER && check_wait(order->wait, config, error) < 0)
		return -1;
	return order->override_guard ? check_override(order, reviewer, error) : 0;
}

static int check_chosen(const struct review *review, struct error *error)
{
	const struct review_order *order = review->order;
	const char *why;
	if (order->has_expect && order->expect != review->chosen.count)
		return error_fail(error, _("%s: %zu were expected, but these are %zu: look again"),
				  actions[order->action].name, order->expect, review->chosen.count);
	for (size_t i = 0; i < review->chosen.count; i++)
		if (!review_can(order->action, &review->chosen.items[i], &why))
			return error_fail(error, "%s: %s: %s", actions[order->action].name, review->chosen.items[i].id,
					  why);
	return 0;
}

/* --- the plain decisions ------------------------------------------------------------------------------------------ */

/* reject, defer, undo: the same on every change. */
static int decide_plainly(struct review *review, struct error *error)
{
	static const struct {
		const char *event;
		enum state state;
	} outcomes[] = {
	    [REVIEW_REJECT] = {"rejected", STATE_REJECTED},
	    [REVIEW_DEFER] = {"deferred", STATE_DEFERRED},
	    [REVIEW_UNDO] = {"undone", STATE_PENDING},
	};
	const struct review_order *order = review->order;
	const struct store_decision decision = {
	    .event = outcomes[order->action].event,
	    .state = outcomes[order->action].state,
	    .reason = order->reason,
	    .wait = order->action == REVIEW_DEFER ? order->wait : NULL,
	    .detail = order->detail,
	};
	for (size_t i = 0; i < review->chosen.count; i++) {
		if (review_write(review, &review->chosen.items[i], &decision, error) < 0)
			return -1;
		review->result->done++;
	}
	return 0;
}

static int carry_out(struct review *review, struct error *error)
{
	switch (review->order->action) {
	case REVIEW_APPROVE:
		return review_approve(review, error);
	case REVIEW_RELEASE:
		return review_release(review, error);
	default:
		return decide_plainly(review, error);
	}
}

int review_do(struct store *store, const struct config *config, const struct reviewer *reviewer,
	      const struct review_order *order, struct review_result *result, struct error *error)
{
	struct review review = {
	    .store = store, .config = config, .reviewer = reviewer, .order = order, .result = result};
	*result = (struct review_result){0};
	if (check_order(order, reviewer, config, error) < 0 || store_begin(store, error) < 0)
		return -1;
	int done = review_load_facts(&review, error);
	if (done == 0)
		done = review_load(&review, order->ids, order->count, error);
	if (done == 0)
		done = check_chosen(&review, error);
	if (done == 0)
		done = carry_out(&review, error);
	return review_end(&review, done, error);
}
