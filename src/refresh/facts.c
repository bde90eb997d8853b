/* What the guards are judged by (spec §7), counted from both sides; pure. */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

static int compare_codes(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static bool is_known(const struct baseline *baseline, const char *code)
{
	return baseline->down_count > 0 && bsearch(&code, baseline->down_codes, baseline->down_count,
						   sizeof *baseline->down_codes, compare_codes) != NULL;
}

static bool mk_has(const struct subscribers *subscribers, const char *code)
{
	for (size_t i = 0; i < subscribers->count; i++)
		if (strcmp(subscribers->items[i].code, code) == 0)
			return true;
	return false;
}

static bool ozmap_has(const struct plant *plant, const char *code)
{
	for (size_t i = 0; i < plant->client_count; i++)
		if (plant->clients[i].code != NULL && strcmp(plant->clients[i].code, code) == 0)
			return true;
	return false;
}

/* The sessions of active subscribers: those whose status may change. */
static void count_sessions(struct plan_facts *facts, const struct subscribers *subscribers,
			   const struct baseline *baseline, const char **down_codes, size_t *down_count)
{
	for (size_t i = 0; i < subscribers->count; i++) {
		const struct subscriber *subscriber = &subscribers->items[i];

		facts->active += subscriber->life == LIFE_ACTIVE || subscriber->life == LIFE_BOTH;
		if (subscriber->life != LIFE_ACTIVE || subscriber->session == SESSION_UNKNOWN)
			continue;
		facts->sessions_known++;
		if (subscriber->session != SESSION_DOWN)
			continue;
		down_codes[(*down_count)++] = subscriber->code;
		facts->newly_down += baseline->has_down && !is_known(baseline, subscriber->code);
	}
}

int facts_count(struct plan_facts *facts, const struct config_guard *config, const struct sides *sides,
		const struct baseline *baseline, const char ***down_codes, size_t *down_count, struct error *error)
{
	*facts = (struct plan_facts){
	    .ozmap_clients = sides->plant.client_count,
	    .active_baseline = baseline->active,
	    .has_active_baseline = baseline->has_active,
	    .has_down_baseline = baseline->has_down,
	};
	*down_count = 0;
	*down_codes = calloc(sides->subscribers.count + 1, sizeof **down_codes);
	if (*down_codes == NULL)
		return error_memory(error);
	count_sessions(facts, &sides->subscribers, baseline, *down_codes, down_count);
	for (size_t i = 0; config->canary_codes[i] != NULL; i++)
		facts->canaries_missing += !mk_has(&sides->subscribers, config->canary_codes[i]) ||
					   !ozmap_has(&sides->plant, config->canary_codes[i]);
	return 0;
}
