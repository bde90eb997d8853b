/* Every reader of the store, and what goes on with it: for stores that are not as mkoz writes them. */
#ifndef TESTS_FUZZ_READERS_H
#define TESTS_FUZZ_READERS_H

#include <stdint.h>

#include "mkoz/base/json.h"
#include "mkoz/domain/filter.h"
#include "mkoz/plan/request.h"
#include "mkoz/review/review.h"
#include "rich.h"

/* --- the journal -------------------------------------------------------------------------------------------------- */

static inline int readers_entry(void *context, const struct journal_entry *entry)
{
	(void)journal_detail_words(context, entry->detail, NULL, NULL);
	/* what every reader takes for granted */
	return strlen(entry->actor) + strlen(entry->event) > SIZE_MAX / 2;
}

static inline int readers_journal(struct rich *rich, struct arena *arena, struct error *error)
{
	const struct journal_query all = {.since = MOMENT_NONE},
				   some = {.code = "1006", .since = 1, .newest_first = true, .limit = 3};
	const char *content;

	return journal_visit(rich->store, &all, readers_entry, arena, error) < 0 ||
		       journal_visit(rich->store, &some, readers_entry, arena, error) < 0 ||
		       journal_snapshot_read(rich->store, rich->snapshot, arena, &content, error) < 0
		   ? -1
		   : 0;
}

/* --- the plan ----------------------------------------------------------------------------------------------------- */

/* What goes to OZmap is JSON, to a path, and of a kind that writes one field that field alone. */
static inline void readers_check_requests(const struct requests *requests, size_t members)
{
	for (size_t i = 0; i < requests->count; i++) {
		const struct request *request = &requests->items[i];
		struct error error = {0};

		if (request->path[0] != '/' || strpbrk(request->path, "?#%. \\"))
			abort();
		json_t *body = request->body ? json_parse(request->body, strlen(request->body), "", &error) : NULL;
		if (request->body && (!json_is_object(body) || json_object_size(body) > members))
			abort();
		json_decref(body);
	}
}

static inline size_t readers_members_of(enum kind kind)
{
	if (kind_is_cancellation(kind) || kind_is_cancellation(kind_undone(kind)))
		return SIZE_MAX;
	return kind_field(kind) == FIELD_CODE ? 2 : 1;
}

static inline int readers_change(struct rich *rich, const char *id, struct arena *arena, struct error *error)
{
	const struct config_sync sync = {.delete_client = true, .observation_format = "{code} {name} {date}"};
	struct requests requests;
	struct error none = {0};
	struct change change;
	const char *values, *whole;
	moment at;
	int result = store_load_change(rich->store, id, &change, arena, error);

	if (result != 0)
		return result < 0 ? -1 : 0;
	if (request_build(&requests, arena, &change, NULL, NULL, &sync, "2026-11-23", &none) == 0)
		readers_check_requests(&requests, readers_members_of(change.kind));
	return store_last_intent(rich->store, id, arena, &values, &whole, &at, error) < 0 ? -1 : 0;
}

static inline int readers_plan(struct rich *rich, struct arena *arena, struct error *error)
{
	static const char *const reasons[] = {NULL};
	const struct config config = {.guard = {.max_cancellations = 50, .canary_codes = (const char **)reasons}};
	struct filter *filter = NULL;
	struct guard guards[GUARD_COUNT];
	struct plan plan;
	int result = store_load_plan(rich->store, &plan, error);

	if (result != 0)
		return result < 0 ? -1 : 0;
	rich_must(rich,
		  filter_parse(&filter, "avila age>1d city:x|delta>3|power<-3|why:1|state:open", NULL, &rich->error));
	result = review_guards(rich->store, &config, guards, &plan, error);
	for (size_t i = 0; i < plan.count && result >= 0; i++) {
		struct change *change = &plan.items[i];

		if (!kind_name(change->kind) || !state_name(change->state))
			abort();
		(void)filter_matches(filter, change, moment_now());
		(void)change_value_text(arena, change->before);
		(void)change_value_same(change->before, change->after);
		result = readers_change(rich, change->id, arena, error);
	}
	filter_free(filter);
	plan_free(&plan);
	return result < 0 ? -1 : 0;
}

static inline int readers_rest(struct rich *rich, struct arena *arena, struct error *error)
{
	const char *const *list;
	size_t count, active;
	bool has_down, has_active;
	moment at[4];
	double dbm[4];
	struct store_run run;
	enum store_wish wish;
	char failure[ERROR_TEXT_MAX];
	pid_t pid;

	return store_baseline(rich->store, arena, &list, &count, &has_down, &active, &has_active, error) < 0 ||
		       store_known_properties(rich->store, arena, &list, &count, error) < 0 ||
		       store_standing_power(rich->store, arena, &list, &count, error) < 0 ||
		       store_readings(rich->store, "1007", at, dbm, 4, &count, error) < 0 ||
		       store_run_read(rich->store, &run, error) < 0 || store_wish_read(rich->store, &wish, error) < 0 ||
		       store_refresh_read(rich->store, &pid, failure, &at[0], error) < 0
		   ? -1
		   : 0;
}

/* --- going on with it ----------------------------------------------------------------------------------------------
 */

/* The next refresh, and a worker that takes what it finds. */
static inline int readers_go_on(struct rich *rich, struct arena *arena, struct error *error)
{
	struct store_worker worker;
	struct plan claimed = {0};
	bool others;
	int result = -1;

	(void)arena;
	if (rich_save(rich, error) == 0 && store_worker_enter(rich->store, &worker, 30, error) == 0 &&
	    store_claim_open(rich->store, &worker, 4, &claimed, error) >= 0 &&
	    store_claim(rich->store, &worker, 4, &claimed, &others, error) >= 0)
		result = 0;
	for (size_t i = 0; i < claimed.count && result >= 0; i++)
		result = store_settle(rich->store, &worker, &claimed.items[i], STATE_STALE, "s", &rich_actor, error);
	plan_free(&claimed);
	return result < 0 ? -1 : 0;
}

/* Each ends well, or says why not. */
static inline void readers_read_all(struct rich *rich)
{
	static int (*const readers[])(struct rich * rich, struct arena * arena, struct error * error) = {
	    readers_journal, readers_plan, readers_rest, readers_go_on};

	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		struct arena arena = {0};
		struct error error = {0};

		if (readers[i](rich, &arena, &error) < 0 && error.status == ERROR_NONE)
			abort();
		arena_free(&arena);
	}
}

#endif
