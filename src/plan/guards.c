/* The guards of spec §7: a table of what each looks at, and how each is counted. */
#include "mkoz/plan/guards.h"

#include <math.h>
#include <string.h>

/* Decimal fractions are not exact in binary: a limit must not move by that. */
#define ROUNDING 1e-9
#define LEAST_CANCELLATIONS 3

static const char *const names[GUARD_COUNT] = {
    [GUARD_CANCELLATION_LIMIT] = "cancellation-limit",
    [GUARD_ACTIVE_DROP] = "active-drop",
    [GUARD_CANARY] = "canary",
    [GUARD_STATUS_STORM] = "status-storm",
};

const char *guard_name(enum guard_kind kind)
{
	return names[kind];
}

int guard_parse(const char *name)
{
	for (int kind = 0; kind < GUARD_COUNT; kind++)
		if (name && strcmp(names[kind], name) == 0)
			return kind;
	return -1;
}

bool guard_covers(enum guard_kind guard, enum kind kind)
{
	return guard == GUARD_STATUS_STORM ? kind == KIND_STATUS : kind_is_cancellation(kind);
}

static long long percent_of(double percent, size_t whole)
{
	return (long long)floor(percent * (double)whole / 100 + ROUNDING);
}

static bool is_more_than(long long count, double percent, size_t whole)
{
	return (double)count * 100 > percent * (double)whole + ROUNDING;
}

long long guard_cancellation_limit(const struct config_guard *config, size_t ozmap_clients)
{
	long long limit = percent_of(config->max_cancellations_percent, ozmap_clients);
	if (limit > config->max_cancellations)
		limit = config->max_cancellations;
	return limit < LEAST_CANCELLATIONS ? LEAST_CANCELLATIONS : limit;
}

static void judge_cancellations(struct guard *guard, const struct config_guard *config, const struct plan_facts *facts)
{
	guard->limit = guard_cancellation_limit(config, facts->ozmap_clients);
	guard->count = (long long)(facts->cancellations_used + facts->cancellations_open);
	guard->holds = guard->count > guard->limit;
}

static void judge_active(struct guard *guard, const struct config_guard *config, const struct plan_facts *facts)
{
	if (!facts->has_active_baseline)
		return;
	guard->limit = percent_of(config->max_active_drop_percent, facts->active_baseline);
	if (facts->active < facts->active_baseline)
		guard->count = (long long)(facts->active_baseline - facts->active);
	guard->holds = is_more_than(guard->count, config->max_active_drop_percent, facts->active_baseline);
}

static void judge_canaries(struct guard *guard, const struct config_guard *config, const struct plan_facts *facts)
{
	(void)config;
	guard->count = (long long)facts->canaries_missing;
	guard->holds = guard->count > 0;
}

static void judge_status(struct guard *guard, const struct config_guard *config, const struct plan_facts *facts)
{
	guard->limit = percent_of(config->max_status_percent, facts->sessions_known);
	if (!facts->has_down_baseline)
		return;
	guard->count = (long long)facts->newly_down;
	guard->holds = is_more_than(guard->count, config->max_status_percent, facts->sessions_known);
}

typedef void (*judge)(struct guard *guard, const struct config_guard *config, const struct plan_facts *facts);

static const judge judges[GUARD_COUNT] = {
    [GUARD_CANCELLATION_LIMIT] = judge_cancellations,
    [GUARD_ACTIVE_DROP] = judge_active,
    [GUARD_CANARY] = judge_canaries,
    [GUARD_STATUS_STORM] = judge_status,
};

void guards_judge(struct guard out[GUARD_COUNT], const struct config_guard *config, const struct plan_facts *facts)
{
	for (int kind = 0; kind < GUARD_COUNT; kind++) {
		out[kind] = (struct guard){.kind = (enum guard_kind)kind};
		judges[kind](&out[kind], config, facts);
	}
}

int guards_refuse(const struct config_guard *config, const struct plan_facts *facts, enum kind kind,
		  size_t cancellations, unsigned overridden)
{
	/* here the limit is about what would be approved, not about what stands in the plan */
	struct plan_facts asked = *facts;
	asked.cancellations_open = cancellations;
	struct guard guards[GUARD_COUNT];
	guards_judge(guards, config, &asked);
	for (int guard = 0; guard < GUARD_COUNT; guard++)
		if (!(overridden & 1U << guard) && guard_covers((enum guard_kind)guard, kind) && guards[guard].holds)
			return guard;
	return -1;
}
