/* Guards as the reviewer meets them: what they hold, and what to say about it. */
#include <stdio.h>

#include "mkoz/base/i18n.h"
#include "review/decide.h"

#define OVERRIDE N_("or let a supervisor approve with --override-guard")

static const struct {
	const char *count, *advice;
} words[GUARD_COUNT] = {
    [GUARD_CANCELLATION_LIMIT] = {N_("cancellations within 24 hours"), N_("approve fewer of them")},
    [GUARD_ACTIVE_DROP] = {N_("active subscribers gone from MK"), N_("look whether MK was read right")},
    [GUARD_CANARY] = {N_("canary codes missing"), N_("look where they went")},
    [GUARD_STATUS_STORM] = {N_("sessions newly down"), N_("look whether the session source is up")},
};

unsigned review_holding(const struct config_guard *config, const struct plan_facts *facts, enum kind kind,
			size_t cancellations)
{
	unsigned holding = 0;
	int guard;
	while ((guard = guards_refuse(config, facts, kind, cancellations, holding)) >= 0)
		holding |= 1U << guard;
	return holding;
}

const char *review_guard_names(unsigned guards, char out[GUARD_NAMES_MAX])
{
	size_t used = 0;
	out[0] = '\0';
	for (int guard = 0; guard < GUARD_COUNT; guard++)
		if (guards & 1U << guard)
			used += (size_t)snprintf(out + used, GUARD_NAMES_MAX - used, "%s%s", used ? "," : "",
						 guard_name((enum guard_kind)guard));
	return out;
}

int review_refuse(const struct review *review, unsigned guards, size_t cancellations, struct error *error)
{
	struct plan_facts asked = review->facts;
	struct guard judged[GUARD_COUNT];
	int first = 0;
	while (first < GUARD_COUNT - 1 && !(guards & 1U << first))
		first++;
	asked.cancellations_open = cancellations;
	guards_judge(judged, &review->config->guard, &asked);
	return error_set(error, ERROR_REFUSED, _("the guard %s holds it: %s: %lld, limit %lld: %s, %s"),
			 guard_name((enum guard_kind)first), _(words[first].count), judged[first].count,
			 judged[first].limit, _(words[first].advice), _(OVERRIDE));
}

/* --- the guards as they stand ------------------------------------------------------------------------------------- */

/* A decision could still send it, or has. */
static bool may_be_sent(enum state state)
{
	return state == STATE_PENDING || state == STATE_REQUESTED || state == STATE_APPROVED || state == STATE_RELEASED;
}

/* What stands approved is counted already, and may have been let through. */
static int holding_approved(struct store *store, const struct config_guard *config, const struct plan_facts *facts,
			    const struct change *change, unsigned *holding, struct error *error)
{
	unsigned overrides;
	*holding = review_holding(config, facts, change->kind, 0);
	if (!*holding)
		return 0;
	if (store_overrides(store, change->id, &overrides, error) < 0)
		return -1;
	*holding &= ~overrides;
	return 0;
}

static int name_guard(struct store *store, const struct config *config, const struct plan_facts *facts,
		      struct change *change, unsigned *holding, struct error *error)
{
	bool approved = change->state == STATE_APPROVED || change->state == STATE_RELEASED;
	change->guard = NULL;
	*holding = 0;
	if (!may_be_sent(change->state) || kind_is_finding(change->kind))
		return 0;
	if (!approved)
		*holding = review_holding(&config->guard, facts, change->kind, facts->cancellations_open);
	else if (holding_approved(store, &config->guard, facts, change, holding, error) < 0)
		return -1;
	for (int guard = GUARD_COUNT - 1; guard >= 0; guard--)
		if (*holding & 1U << guard)
			change->guard = guard_name((enum guard_kind)guard);
	return 0;
}

int review_guards(struct store *store, const struct config *config, struct guard out[GUARD_COUNT], struct plan *plan,
		  struct error *error)
{
	struct plan_facts facts;
	unsigned holding = 0;
	int result = store_facts(store, &facts, error);
	if (result != 0)
		return result;
	guards_judge(out, &config->guard, &facts);
	for (size_t i = 0; plan && i < plan->count; i++) {
		unsigned here;
		if (name_guard(store, config, &facts, &plan->items[i], &here, error) < 0)
			return -1;
		holding |= here;
	}
	for (int guard = 0; plan && guard < GUARD_COUNT; guard++)
		out[guard].holds = holding & 1U << guard;
	return 0;
}
