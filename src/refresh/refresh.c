/* Refresh: reads both sides, decides, writes the plan; the last good one stays whatever goes wrong. */
#include "mkoz/refresh/refresh.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "facts.h"
#include "lock.h"
#include "mkoz/base/i18n.h"
#include "mkoz/mk/mk.h"
#include "mkoz/plan/decide.h"
#include "mkoz/plan/guards.h"
#include "mkoz/store/journal.h"

/* One refresh on its way. */
struct refresh {
	struct store *store;
	const struct config *config;
	const struct actor *actor;
	bool moved; /* a supervisor says so */
	long long read_after; /* the journal's last entry when reading began */
	struct sides sides;
	struct plan plan;
	struct plan_facts facts;
	const char **down_codes;
	size_t down_count;
	unsigned held; /* bits 1 << guard */
	struct arena arena; /* of what the store remembers */
};

/* What the store remembers of codes and power changes, in the form that deciding takes. */
static int remember(struct refresh *refresh, struct decide_options *options, struct error *error)
{
	const char *const *pairs, *const *triples;
	struct decide_known *known;
	struct decide_standing *standing;

	if (store_known_properties(refresh->store, &refresh->arena, &pairs, &options->known_count, error) < 0 ||
	    store_standing_power(refresh->store, &refresh->arena, &triples, &options->standing_count, error) < 0)
		return -1;
	known = arena_take(&refresh->arena, (options->known_count + 1) * sizeof *known);
	standing = arena_take(&refresh->arena, (options->standing_count + 1) * sizeof *standing);
	if (known == NULL || standing == NULL)
		return error_memory(error);
	for (size_t i = 0; i < options->known_count; i++)
		known[i] = (struct decide_known){pairs[2 * i], pairs[2 * i + 1]};
	for (size_t i = 0; i < options->standing_count; i++)
		standing[i] = (struct decide_standing){triples[3 * i], triples[3 * i + 1], triples[3 * i + 2]};
	options->known = known;
	options->standing = standing;
	return 0;
}

static int decide(struct refresh *refresh, struct error *error)
{
	const struct config_sync *sync = &refresh->config->sync;
	struct decide_options options = {
	    .fields = sync->fields,
	    .ignore_cosmetic = sync->cosmetic == CONFIG_COSMETIC_IGNORE,
	    .power_tolerance = sync->power_tolerance,
	    .delete_client = sync->delete_client,
	    .remove_property = sync->remove_property,
	    .ozloc_url = refresh->config->ozmap.ozloc_url,
	    .ozmap_url = refresh->config->ozmap.url,
	};

	if (remember(refresh, &options, error) < 0)
		return -1;
	return plan_decide(&refresh->plan, &refresh->sides.subscribers, &refresh->sides.plant, &options, error);
}

static int judge(struct refresh *refresh, struct error *error)
{
	struct baseline baseline = {0};
	struct guard guards[GUARD_COUNT];

	if (store_baseline(refresh->store, &refresh->arena, &baseline.down_codes, &baseline.down_count,
			   &baseline.has_down, &baseline.active, &baseline.has_active, error) < 0 ||
	    facts_count(&refresh->facts, &refresh->config->guard, &refresh->sides, &baseline, &refresh->down_codes,
			&refresh->down_count, error) < 0)
		return -1;
	guards_judge(guards, &refresh->config->guard, &refresh->facts);
	for (int guard = 0; guard < GUARD_COUNT; guard++)
		if (guards[guard].holds)
			refresh->held |= 1u << guard;
	return 0;
}

static int compare_subscribers(const void *code, const void *subscriber)
{
	return strcmp(code, (*(const struct subscriber *const *)subscriber)->code);
}

static int compare_by_code(const void *one, const void *other)
{
	return strcmp((*(const struct subscriber *const *)one)->code, (*(const struct subscriber *const *)other)->code);
}

/* Keeps the reading of each code with a power change, once a code, for its trend. */
static int keep_readings(struct refresh *refresh, struct error *error)
{
	const struct subscribers *subscribers = &refresh->sides.subscribers;
	const struct subscriber **sorted = calloc(subscribers->count + 1, sizeof *sorted), **found;
	int result = 0;

	if (sorted == NULL)
		return error_memory(error);
	for (size_t i = 0; i < subscribers->count; i++)
		sorted[i] = &subscribers->items[i];
	qsort(sorted, subscribers->count, sizeof *sorted, compare_by_code);
	for (size_t i = 0; i < refresh->plan.count && result == 0; i++) {
		const struct change *change = &refresh->plan.items[i];

		if (change->kind != KIND_POWER || change->code == NULL)
			continue;
		found = bsearch(change->code, sorted, subscribers->count, sizeof *sorted, compare_subscribers);
		if (found != NULL && (*found)->has_power)
			result = store_add_reading(refresh->store, change->code,
						   (*found)->power_at == MOMENT_NONE ? subscribers->read_at
										     : (*found)->power_at,
						   (*found)->power, error);
	}
	free(sorted);
	return result;
}

/* Whose plan the store holds: ours, or nobody's yet (faults 11). */
static int bind(struct refresh *refresh, struct error *error)
{
	char mk[512];

	mk_address(refresh->config, mk, sizeof mk);
	return store_bind(refresh->store, refresh->config->ozmap.url, mk, refresh->moved, refresh->actor, error);
}

/* The same before anything is read; it is written only together with a plan, so that a wrong address that never gave
 * one binds nothing. */
static int check_bound(struct refresh *refresh, struct error *error)
{
	int result;

	if (store_begin(refresh->store, error) < 0)
		return -1;
	result = bind(refresh, error);
	store_rollback(refresh->store);
	return result;
}

static int begin_reading(struct refresh *refresh, struct error *error)
{
	char hash[65];

	if (store_refresh_note(refresh->store, getpid(), NULL, error) < 0)
		return -1;
	return journal_head(refresh->store, &refresh->read_after, hash, error);
}

/* The plan, its readings and the erasing of old personal data are one transaction. */
static int save(struct refresh *refresh, struct error *error)
{
	size_t erased;

	plant_free(&refresh->sides.plant);
	refresh->plan.read_after = refresh->read_after;
	refresh->plan.timezone = refresh->config->mk.timezone;
	if (store_begin(refresh->store, error) < 0)
		return -1;
	if (bind(refresh, error) < 0 ||
	    store_save_plan(refresh->store, &refresh->plan, &refresh->facts, refresh->held, refresh->down_codes,
			    refresh->down_count, refresh->actor, error) < 0 ||
	    keep_readings(refresh, error) < 0 ||
	    journal_erase(refresh->store, refresh->config->keep_personal_data, &erased, error) < 0) {
		store_rollback(refresh->store);
		return -1;
	}
	return store_commit(refresh->store, error);
}

static void free_refresh(struct refresh *refresh)
{
	sides_free(&refresh->sides);
	plan_free(&refresh->plan);
	free(refresh->down_codes);
	arena_free(&refresh->arena);
	malloc_trim(0); /* a worker stays for weeks and needs this again only for the next one */
}

static int run(struct store *store, const struct config *config, const struct actor *actor,
	       const struct refresh_options *options, struct error *error)
{
	struct refresh refresh = {.store = store, .config = config, .actor = actor, .moved = options->moved};
	int result = -1;

	if (config_require(config, "mk", error) == 0 && config_require(config, "ozmap", error) == 0 &&
	    check_bound(&refresh, error) == 0 && begin_reading(&refresh, error) == 0 &&
	    sides_read(&refresh.sides, config, options->quiet, error) == 0 && decide(&refresh, error) == 0 &&
	    judge(&refresh, error) == 0)
		result = save(&refresh, error);
	if (result == 0 && options->log != NULL)
		log_detail(options->log, _("plan %lld: %zu changes and findings"), refresh.plan.id, refresh.plan.count);
	free_refresh(&refresh);
	return result;
}

int refresh_run(struct store *store, const struct config *config, const struct actor *actor,
		const struct refresh_options *options, struct error *error)
{
	int lock = lock_enter(store, options->log, error);
	struct error failure = {0};
	int result;

	if (lock < 0)
		return -1;
	result = run(store, config, actor, options, &failure);
	/* a store that refuses this too has said why already */
	store_refresh_note(store, 0, result < 0 ? failure.text : NULL, NULL);
	lock_leave(lock);
	if (result < 0)
		return error_set(error, failure.status, "%s", failure.text);
	return 0;
}
