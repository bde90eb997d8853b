/* Deciding: the rows of spec §4, each with what fits it and what comes of it; the first that fits holds. */
#include "mkoz/plan/decide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/config.h"
#include "mkoz/base/json.h"
#include "mkoz/plan/compare.h"
#include "plan/link.h"

/* Decimal fractions are not exact in binary: a difference of just the tolerance is within it. */
#define ROUNDING 1e-6
#define AHEAD 16
#define CACHE_LINE 64

struct decision {
	struct draft draft;
	struct linked_list missing, cancelled;
};

static bool is_active(const struct match *match)
{
	return match->subscriber && match->subscriber->life == LIFE_ACTIVE;
}

static bool is_cancelled(const struct match *match)
{
	return match->subscriber && match->subscriber->life == LIFE_CANCELLED;
}

/* --- row 10: the fields ------------------------------------------------------------------------------------------- */

/* Adds the change; a NULL value stands for memory that ran out. */
static struct change *add_change(struct decision *decision, const struct match *match, enum kind kind, int row,
				 const char *before, const char *after, struct error *error)
{
	if (!before || !after)
		return NULL;
	struct change *change = draft_add(&decision->draft, match, kind, row, error);
	if (change) {
		change->before = before;
		change->after = after;
	}
	return change;
}

static int decide_name(struct decision *decision, const struct match *match, struct error *error)
{
	const char *wanted = match->subscriber->name;
	const char *had = match->client->name;
	if (!wanted || !*wanted)
		return 0;
	int compared = compare_text(wanted, had);
	if (compared < 0)
		return error_memory(error);
	if (compared == COMPARE_SAME || (compared == COMPARE_COSMETIC && decision->draft.options->ignore_cosmetic))
		return 0;
	struct change *change = add_change(decision, match, KIND_NAME, 10, draft_string(&decision->draft, had, error),
					   draft_string(&decision->draft, wanted, error), error);
	if (!change)
		return -1;
	change->cosmetic = compared == COMPARE_COSMETIC;
	return 0;
}

static int decide_address(struct decision *decision, const struct match *match, struct error *error)
{
	const char *wanted = match->subscriber->address;
	if (!wanted || !*wanted || !match->property)
		return 0;
	const char *had = match->property->address;
	int compared = compare_text(wanted, had);
	if (compared < 0)
		return error_memory(error);
	if (compared == COMPARE_SAME || (compared == COMPARE_COSMETIC && decision->draft.options->ignore_cosmetic))
		return 0;
	struct change *change =
	    add_change(decision, match, KIND_ADDRESS, 10, draft_string(&decision->draft, had, error),
		       draft_string(&decision->draft, wanted, error), error);
	if (!change)
		return -1;
	change->cosmetic = compared == COMPARE_COSMETIC;
	change->moved = compared == COMPARE_DIFFERENT &&
			compare_is_moved(had, match->subscriber->street, match->subscriber->number);
	change->alone = change->moved;
	return 0;
}

static int decide_status(struct decision *decision, const struct match *match, struct error *error)
{
	if (!is_active(match) || match->subscriber->session == SESSION_UNKNOWN)
		return 0;
	enum client_status wanted = match->subscriber->session == SESSION_UP ? CLIENT_STATUS_OK : CLIENT_STATUS_ERROR;
	enum client_status had = match->client->status;
	if (had == wanted)
		return 0;
	const char *before = draft_string(&decision->draft, client_status_name(had), error);
	const char *after = draft_string(&decision->draft, client_status_name(wanted), error);
	return add_change(decision, match, KIND_STATUS, 10, before, after, error) ? 0 : -1;
}

static int compare_standing(const void *one, const void *other)
{
	return strcmp(((const struct decide_standing *)one)->property_id,
		      ((const struct decide_standing *)other)->property_id);
}

/* The proposal that stands for the property, where the reading is still within tolerance of it. */
static const struct decide_standing *find_standing(const struct decide_options *options, const char *property_id,
						   double reading)
{
	struct decide_standing wanted = {.property_id = property_id};
	double proposed;
	if (!options->standing_count)
		return NULL;
	const struct decide_standing *found =
	    bsearch(&wanted, options->standing, options->standing_count, sizeof wanted, compare_standing);
	if (!found || !change_value_number(found->after, &proposed) ||
	    fabs(proposed - reading) > options->power_tolerance + ROUNDING)
		return NULL;
	return found;
}

static int keep_standing(struct decision *decision, const struct match *match, struct change *change,
			 struct error *error)
{
	const struct decide_standing *standing =
	    find_standing(decision->draft.options, match->property->id, match->subscriber->power);
	if (!standing || !change_value_same(standing->before, change->before))
		return 0;
	struct arena *arena = &decision->draft.plan->arena;
	change->before = arena_string(arena, standing->before ? standing->before : "null");
	change->after = arena_string(arena, standing->after);
	return change->before && change->after ? 0 : error_memory(error);
}

static int decide_power(struct decision *decision, const struct match *match, struct error *error)
{
	const struct property *property = match->property;
	const struct subscriber *subscriber = match->subscriber;
	if (!is_active(match) || !subscriber->has_power || !property)
		return 0;
	if (property->has_power &&
	    fabs(property->power - subscriber->power) <= decision->draft.options->power_tolerance + ROUNDING)
		return 0;
	const char *before = property->has_power ? draft_number(&decision->draft, property->power, error) : "null";
	const char *after = draft_number(&decision->draft, subscriber->power, error);
	struct change *change = add_change(decision, match, KIND_POWER, 10, before, after, error);
	return change ? keep_standing(decision, match, change, error) : -1;
}

/* --- the rows ----------------------------------------------------------------------------------------------------- */

struct row {
	int number;
	const char *why; /* of a conflict */
	bool (*fits)(const struct match *match);
	int (*decide)(struct decision *decision, const struct match *match, const struct row *row, struct error *error);
};

static bool is_twice_in_ozmap(const struct match *match)
{
	return match->clients > 1 || match->properties > 1;
}

static bool is_blank_in_mk(const struct match *match)
{
	return match->subscriber && !*match->code;
}

static bool is_twice_in_mk(const struct match *match)
{
	return match->subscribers > 1;
}

static bool is_active_and_cancelled(const struct match *match)
{
	return match->subscriber && match->subscriber->life == LIFE_BOTH;
}

static bool is_missing(const struct match *match)
{
	return is_active(match) && !match->client;
}

static bool is_to_activate(const struct match *match)
{
	return is_active(match) && match->client && !match->client->implanted;
}

static bool is_to_remove(const struct match *match)
{
	return is_cancelled(match) && match->client && (!match->client->implanted || !match->property);
}

static bool is_to_detach(const struct match *match)
{
	return is_cancelled(match) && match->client && match->client->implanted && match->property;
}

static bool is_unknown_to_mk(const struct match *match)
{
	return !match->subscriber;
}

static bool has_other_reason(const struct match *match)
{
	const struct subscriber *subscriber = match->subscriber;
	return subscriber && subscriber->life == LIFE_NEITHER && match->client && subscriber->reason &&
	       *subscriber->reason;
}

static bool is_to_compare(const struct match *match)
{
	return match->subscriber && match->client && !is_cancelled(match);
}

static int add_finding(struct decision *decision, const struct match *match, enum kind kind, int row, const char *why,
		       struct error *error)
{
	struct change *finding = draft_add(&decision->draft, match, kind, row, error);
	if (!finding)
		return -1;
	finding->why = arena_string(&decision->draft.plan->arena, why);
	return why && !finding->why ? error_memory(error) : 0;
}

static int decide_conflict(struct decision *decision, const struct match *match, const struct row *row,
			   struct error *error)
{
	return add_finding(decision, match, KIND_CONFLICT, row->number, row->why, error);
}

static int decide_missing(struct decision *decision, const struct match *match, const struct row *row,
			  struct error *error)
{
	(void)row;
	return linked_add(&decision->missing, match, NO_CHANGE, error);
}

static int decide_fields(struct decision *decision, const struct match *match, const struct row *row,
			 struct error *error)
{
	static const struct {
		unsigned field;
		int (*decide)(struct decision *decision, const struct match *match, struct error *error);
	} fields[] = {
	    {CONFIG_NAME, decide_name},
	    {CONFIG_ADDRESS, decide_address},
	    {CONFIG_STATUS, decide_status},
	    {CONFIG_POWER, decide_power},
	};
	(void)row;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (decision->draft.options->fields & fields[i].field && fields[i].decide(decision, match, error) < 0)
			return -1;
	return 0;
}

static int decide_activation(struct decision *decision, const struct match *match, const struct row *row,
			     struct error *error)
{
	if (!add_change(decision, match, KIND_ACTIVATE, row->number, "false", "true", error))
		return -1;
	return decide_fields(decision, match, row, error);
}

static int add_cancellation(struct decision *decision, const struct match *match, enum kind kind, int row,
			    struct error *error)
{
	size_t place = decision->draft.plan->count;
	if (!add_change(decision, match, kind, row, draft_string(&decision->draft, match->code, error), "null", error))
		return -1;
	return linked_add(&decision->cancelled, match, place, error);
}

static int decide_removal(struct decision *decision, const struct match *match, const struct row *row,
			  struct error *error)
{
	if (!match->property && !decision->draft.options->delete_client)
		return linked_add(&decision->cancelled, match, NO_CHANGE, error);
	return add_cancellation(decision, match, KIND_CANCEL_REMOVE, row->number, error);
}

static int decide_detachment(struct decision *decision, const struct match *match, const struct row *row,
			     struct error *error)
{
	enum kind kind = decision->draft.options->remove_property ? KIND_CANCEL_REMOVE : KIND_CANCEL_DETACH;
	return add_cancellation(decision, match, kind, row->number, error);
}

static int decide_unknown(struct decision *decision, const struct match *match, const struct row *row,
			  struct error *error)
{
	return add_finding(decision, match, KIND_MISSING_IN_MK, row->number, NULL, error);
}

static int decide_reason(struct decision *decision, const struct match *match, const struct row *row,
			 struct error *error)
{
	if (add_finding(decision, match, KIND_REASON_NOT_LISTED, row->number, match->subscriber->reason, error) < 0)
		return -1;
	return decide_fields(decision, match, row, error);
}

/* Row 1, clients without a code, has no match to fit: see decide_all. What is twice or blank in MK cannot be decided
 * either. */
static const struct row rows[] = {
    {2, "duplicate-in-ozmap", is_twice_in_ozmap, decide_conflict},
    {2, "blank-in-mk", is_blank_in_mk, decide_conflict},
    {2, "duplicate-in-mk", is_twice_in_mk, decide_conflict},
    {3, "active-and-cancelled", is_active_and_cancelled, decide_conflict},
    {4, NULL, is_missing, decide_missing},
    {5, NULL, is_to_activate, decide_activation},
    {6, NULL, is_to_remove, decide_removal},
    {7, NULL, is_to_detach, decide_detachment},
    {8, NULL, is_unknown_to_mk, decide_unknown},
    {9, NULL, has_other_reason, decide_reason},
    {10, NULL, is_to_compare, decide_fields},
};

static int decide_match(struct decision *decision, const struct match *match, struct error *error)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].fits(match))
			return rows[i].decide(decision, match, &rows[i], error);
	return 0;
}

/* Matches come by code, both sides as they were read: memory is told ahead where the next ones stand. */
static void prefetch(const struct matches *matches, size_t at)
{
	size_t near = at + AHEAD / 2;
	size_t far = at + AHEAD;
	if (far >= matches->count)
		return;
	__builtin_prefetch(matches->items[far].subscriber);
	__builtin_prefetch((const char *)matches->items[far].subscriber + CACHE_LINE);
	__builtin_prefetch((const char *)matches->items[far].subscriber + 2 * CACHE_LINE);
	__builtin_prefetch(matches->items[far].client);
	__builtin_prefetch(matches->items[far].property);
	const struct match *match = &matches->items[near];
	if (match->subscriber && match->client && match->property) {
		__builtin_prefetch(match->subscriber->name);
		__builtin_prefetch(match->subscriber->address);
		__builtin_prefetch(match->client->name);
		__builtin_prefetch(match->property->address);
	}
}

static int decide_all(struct decision *decision, const struct matches *matches, const struct plant *plant,
		      struct error *error)
{
	for (size_t i = 0; i < matches->no_code_count; i++)
		if (add_finding(decision, &matches->no_code[i], KIND_NO_CODE, 1, NULL, error) < 0)
			return -1;
	for (size_t i = 0; i < matches->count; i++) {
		prefetch(matches, i);
		if (decide_match(decision, &matches->items[i], error) < 0)
			return -1;
	}
	if (missing_report(&decision->draft, &decision->missing, plant, error) < 0)
		return -1;
	return transfers_find(&decision->draft, &decision->missing, &decision->cancelled, error);
}

/* --- the plan ----------------------------------------------------------------------------------------------------- */

static void count_sides(struct plan_counts *counts, const struct subscribers *subscribers, const struct plant *plant)
{
	*counts = (struct plan_counts){
	    .mk_clients = subscribers->count,
	    .ozmap_properties = plant->property_count,
	    .ozmap_clients = plant->client_count,
	};
	for (size_t i = 0; i < subscribers->count; i++) {
		const struct subscriber *subscriber = &subscribers->items[i];
		counts->mk_active += subscriber->life == LIFE_ACTIVE || subscriber->life == LIFE_BOTH;
		counts->mk_cancelled += subscriber->life == LIFE_CANCELLED || subscriber->life == LIFE_BOTH;
		/* a guard on status looks at those whose status may change */
		counts->sessions_known += subscriber->life == LIFE_ACTIVE && subscriber->session != SESSION_UNKNOWN;
		counts->sessions_down += subscriber->life == LIFE_ACTIVE && subscriber->session == SESSION_DOWN;
	}
}

static moment older(moment one, moment other)
{
	if (one == MOMENT_NONE || other == MOMENT_NONE)
		return one == MOMENT_NONE ? other : one;
	return one < other ? one : other;
}

/* By kind, the order of execution; within a kind as they were found, by code. */
static int sort_by_kind(struct plan *plan, struct error *error)
{
	struct change *sorted = malloc((plan->count + 1) * sizeof *sorted);
	size_t starts[KIND_COUNT + 1] = {0};
	if (!sorted)
		return error_memory(error);
	for (size_t i = 0; i < plan->count; i++)
		starts[plan->items[i].kind + 1]++;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		starts[kind + 1] += starts[kind];
	for (size_t i = 0; i < plan->count; i++)
		sorted[starts[plan->items[i].kind]++] = plan->items[i];
	free(plan->items);
	plan->items = sorted;
	plan->capacity = plan->count + 1;
	return 0;
}

static int make_ids(struct plan *plan, struct error *error)
{
	for (size_t i = 0; i < plan->count; i++)
		if (change_make_id(&plan->items[i]) < 0)
			return error_memory(error);
	return 0;
}

int plan_decide(struct plan *out, const struct subscribers *subscribers, const struct plant *plant,
		const struct decide_options *options, struct error *error)
{
	struct matches matches = {0};
	struct decision decision = {.draft = {.plan = out, .options = options}};
	*out = (struct plan){.created_at = older(subscribers->read_at, plant->read_at)};
	count_sides(&out->counts, subscribers, plant);
	int result = match_sides(&matches, subscribers, plant, error);
	if (result == 0)
		result = decide_all(&decision, &matches, plant, error);
	if (result == 0)
		result = sort_by_kind(out, error);
	if (result == 0)
		result = make_ids(out, error);
	if (result < 0)
		plan_free(out);
	matches_free(&matches);
	draft_free(&decision.draft);
	free(decision.missing.items);
	free(decision.cancelled.items);
	return result;
}
