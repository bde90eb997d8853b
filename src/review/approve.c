/* Approving and releasing: what each role may do alone, what guards hold, who lets it through. */
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/store/journal.h"
#include "review/decide.h"

/* What approving the chosen changes would mean. */
struct approval {
	size_t fresh; /* undecided still */
	size_t cancellations; /* of those that are not counted as approved yet */
	bool telemetry; /* the fresh ones are all status or power */
	bool too_many; /* for a technician alone */
	bool needs_two; /* an override is for two supervisors */
};

static bool is_undecided(const struct change *change)
{
	return change->state == STATE_PENDING || change->state == STATE_REQUESTED;
}

static bool is_mine(const struct review *review, const struct change *change)
{
	return change->decided_by && strcmp(change->decided_by, review->reviewer->actor.name) == 0;
}

static int refuse_alone(const struct change *change, struct error *error)
{
	return error_set(error, ERROR_REFUSED,
			 _("%s (code %s) %s: no filter or range approves it: decide on it by its id or on its own row"),
			 change->id, change->code ? change->code : "-",
			 change->moved ? _("moves to another house") : _("belongs to a transfer"));
}

static int weigh(const struct review *review, struct approval *approval, struct error *error)
{
	const struct config *config = review->config;
	*approval = (struct approval){.telemetry = true};
	for (size_t i = 0; i < review->chosen.count; i++) {
		const struct change *change = &review->chosen.items[i];
		if (!is_undecided(change))
			continue;
		if (change->alone && review->order->by_filter)
			return refuse_alone(change, error);
		approval->cancellations += kind_is_cancellation(change->kind);
		if (change->state != STATE_PENDING)
			continue;
		approval->fresh++;
		approval->telemetry = approval->telemetry && kind_is_telemetry(change->kind);
	}
	int64_t limit = approval->telemetry ? config->guard.bulk_limit_telemetry : config->guard.bulk_limit;
	approval->too_many = review->reviewer->role < ROLE_SUPERVISOR && (int64_t)approval->fresh > limit;
	approval->needs_two = config->roles.configured && actor_count_listed(config->roles.supervisors) > 1;
	return 0;
}

static int write_counted(const struct review *review, const struct change *change,
			 const struct store_decision *decision, struct error *error)
{
	if (review_write(review, change, decision, error) < 0)
		return -1;
	if (decision->state == STATE_REQUESTED)
		review->result->requested++;
	else
		review->result->done++;
	return 0;
}

/* --- overriding --------------------------------------------------------------------------------------------------- */

static int journal_override(const struct review *review, const struct change *change, const char *guards,
			    struct error *error)
{
	struct text detail = {0};
	text_add(&detail, "{\"guard\":");
	json_add_string(&detail, guards);
	text_format(&detail, ",\"count\":%zu,\"reason\":", review->chosen.count);
	json_add_string(&detail, review->order->reason);
	text_add_char(&detail, '}');
	int result = text_check(&detail, error);
	if (result == 0)
		result = journal_append(review->store, &review->reviewer->actor, "overridden", change,
					text_string(&detail), error);
	text_free(&detail);
	return result;
}

/* Somebody else (approve has seen to that) asked to let it through the same guards. 1 yes, 0 no. */
static int is_seconded(const struct review *review, const struct change *change, unsigned guards, struct error *error)
{
	unsigned asked;
	if (change->state != STATE_REQUESTED)
		return 0;
	if (store_overrides(review->store, change->id, &asked, error) < 0)
		return -1;
	return (asked & guards) == guards;
}

static int override(const struct review *review, const struct change *change, unsigned guards, bool needs_two,
		    struct error *error)
{
	char names[GUARD_NAMES_MAX];
	struct store_decision decision = {
	    .event = "approved",
	    .state = STATE_APPROVED,
	    .reason = review->order->reason,
	    .guard = review_guard_names(guards, names),
	    .detail = review->order->detail,
	};
	int seconded = needs_two ? is_seconded(review, change, guards, error) : 1;
	if (seconded < 0 || journal_override(review, change, names, error) < 0)
		return -1;
	if (!seconded) {
		decision.event = "requested";
		decision.state = STATE_REQUESTED;
	}
	return write_counted(review, change, &decision, error);
}

/* What guards compare with moves to the newest plan, for those guards that were overridden for good. */
static int accept_baselines(const struct review *review, unsigned guards, struct error *error)
{
	static const enum guard_kind compared[] = {GUARD_ACTIVE_DROP, GUARD_STATUS_STORM};
	for (size_t i = 0; i < sizeof compared / sizeof *compared; i++)
		if (guards & 1U << compared[i] && store_accept_baseline(review->store, compared[i], error) < 0)
			return -1;
	return 0;
}

/* --- approving ---------------------------------------------------------------------------------------------------- */

static int refuse_own_request(const struct change *change, struct error *error)
{
	return error_set(error, ERROR_REFUSED, _("%s: you requested it yourself: another supervisor must grant it"),
			 change->id);
}

static int write_approval(const struct review *review, const struct change *change, bool requested, struct error *error)
{
	const struct store_decision decision = {
	    .event = requested ? "requested" : "approved",
	    .state = requested ? STATE_REQUESTED : STATE_APPROVED,
	    .reason = review->order->reason,
	    .detail = review->order->detail,
	};
	return write_counted(review, change, &decision, error);
}

/* The guards that hold the change and were not overridden for it yet. */
static int holding(const struct review *review, const struct change *change, size_t cancellations, unsigned *guards,
		   struct error *error)
{
	unsigned overrides = 0;
	*guards = review_holding(&review->config->guard, &review->facts, change->kind, cancellations);
	if (*guards && change->state == STATE_APPROVED &&
	    store_overrides(review->store, change->id, &overrides, error) < 0)
		return -1;
	*guards &= ~overrides;
	return 0;
}

static int approve(const struct review *review, const struct change *change, const struct approval *approval,
		   unsigned *overridden, struct error *error)
{
	unsigned guards;
	if (holding(review, change, approval->cancellations, &guards, error) < 0)
		return -1;
	if (change->state == STATE_APPROVED && !(guards && review->order->override_guard)) {
		review->result->unchanged++;
		return 0;
	}
	if (guards && !review->order->override_guard)
		return review_refuse(review, guards, approval->cancellations, error);
	if (change->state == STATE_REQUESTED && review->reviewer->role < ROLE_SUPERVISOR) {
		review->result->requested++; /* and stays so */
		return 0;
	}
	if (change->state == STATE_REQUESTED && is_mine(review, change))
		return refuse_own_request(change, error);
	if (!guards)
		return write_approval(review, change, approval->too_many && change->state == STATE_PENDING, error);
	size_t before = review->result->done;
	if (override(review, change, guards, approval->needs_two, error) < 0)
		return -1;
	if (review->result->done > before)
		*overridden |= guards;
	return 0;
}

int review_approve(struct review *review, struct error *error)
{
	struct approval approval;
	unsigned overridden = 0;
	if (weigh(review, &approval, error) < 0)
		return -1;
	for (size_t i = 0; i < review->chosen.count; i++)
		if (approve(review, &review->chosen.items[i], &approval, &overridden, error) < 0)
			return -1;
	return accept_baselines(review, overridden, error);
}

/* --- releasing ---------------------------------------------------------------------------------------------------- */

int review_release(struct review *review, struct error *error)
{
	const struct store_decision decision = {
	    .event = "released",
	    .state = STATE_RELEASED,
	    .detail = review->order->detail,
	};
	for (size_t i = 0; i < review->chosen.count; i++) {
		const struct change *change = &review->chosen.items[i];
		unsigned guards;
		if (holding(review, change, 0, &guards, error) < 0)
			return -1;
		if (guards) {
			review->result->released_guard_held++;
			continue;
		}
		if (review_write(review, change, &decision, error) < 0)
			return -1;
		review->result->done++;
	}
	return 0;
}
