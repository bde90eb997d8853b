/* A store with one plan in it, and the people who decide on it, for the tests of review. */
#ifndef TESTS_UNIT_REVIEW_DESK_H
#define TESTS_UNIT_REVIEW_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mkoz/review/review.h"
#include "mkoz/store/journal.h"

#define IDS_MAX 40

struct desk {
	char folder[128];
	char url[160];
	struct store *store;
	struct config config;
	struct plan_facts facts;
	struct plan plan;
	const char *ids[IDS_MAX]; /* of the plan's items, in the order in which they were put there */
	char id_texts[IDS_MAX][CHANGE_ID_MAX];
	struct review_result result;
	struct error error;
};

static const struct reviewer technician
    __attribute__((unused)) = {{.name = "tom", .host = "h"}, ROLE_TECHNICIAN, false};
static const struct reviewer supervisor
    __attribute__((unused)) = {{.name = "sue", .host = "h"}, ROLE_SUPERVISOR, false};
static const struct reviewer other_supervisor
    __attribute__((unused)) = {{.name = "sam", .host = "h"}, ROLE_SUPERVISOR, false};
static const struct reviewer viewer __attribute__((unused)) = {{.name = "vic", .host = "h"}, ROLE_VIEWER, false};

static inline void desk_open(struct desk *desk)
{
	const char *place = getenv("TMPDIR");
	*desk = (struct desk){.store = NULL};
	(void)snprintf(desk->folder, sizeof desk->folder, "%s/mkoz-review-XXXXXX", place != NULL ? place : "/tmp");
	assert_non_null(mkdtemp(desk->folder));
	snprintf(desk->url, sizeof desk->url, "sqlite:%s/store.db", desk->folder);
	int result = store_open(&desk->store, desk->url, STORE_WRITE, &desk->error);
	assert_string_equal(desk->error.text, "");
	assert_int_equal(result, 0);
	desk->config.guard = (struct config_guard){
	    .max_cancellations = 50,
	    .max_cancellations_percent = 1,
	    .max_active_drop_percent = 5,
	    .max_status_percent = 15,
	    .bulk_limit = 5,
	    .bulk_limit_telemetry = 8,
	};
	desk->config.mk.timezone = "America/Sao_Paulo";
	desk->config.roles = (struct config_roles){true, "tom", "sue"};
	desk->facts = (struct plan_facts){.ozmap_clients = 100, .active = 90};
}

static inline void desk_close(struct desk *desk)
{
	char command[160];
	plan_free(&desk->plan);
	store_close(desk->store);
	snprintf(command, sizeof command, "rm -rf '%s'", desk->folder);
	assert_int_equal(system(command), 0);
}

/* A change or finding more in the plan that will be saved. */
static inline struct change *desk_put(struct desk *desk, enum kind kind, const char *code)
{
	struct change *change = plan_add(&desk->plan, &desk->error);
	size_t place = desk->plan.count - 1;
	assert_non_null(change);
	assert_true(place < IDS_MAX);
	change->kind = kind;
	change->field = kind_field(kind);
	change->code = arena_string(&desk->plan.arena, code);
	change->client_id = arena_format(&desk->plan.arena, "c%s", code);
	change->property_id = arena_format(&desk->plan.arena, "p%s", code);
	if (!kind_is_finding(kind)) {
		change->before = "\"a\"";
		change->after = "\"b\"";
	}
	assert_int_equal(change_make_id(change), 0);
	memcpy(desk->id_texts[place], change->id, sizeof change->id);
	desk->ids[place] = desk->id_texts[place];
	return change;
}

static inline void desk_put_many(struct desk *desk, enum kind kind, int count)
{
	for (int i = 0; i < count; i++) {
		char code[16];
		snprintf(code, sizeof code, "%d", 1000 + (int)desk->plan.count);
		desk_put(desk, kind, code);
	}
}

/* Saves what was put as the newest plan; `held` are guards that hold in it. */
static inline void desk_save(struct desk *desk, unsigned held)
{
	static const struct actor refresher = {.name = "cron", .host = "h"};
	error_clear(&desk->error);
	desk->plan.created_at = moment_now();
	int result = store_save_plan(desk->store, &desk->plan, &desk->facts, held, NULL, 0, &refresher, &desk->error);
	assert_string_equal(desk->error.text, "");
	assert_int_equal(result, 0);
}

/* One more plan, held back by nothing before it: a baseline for the guards that compare. */
static inline void desk_save_baseline(struct desk *desk, size_t active)
{
	struct plan plan = desk->plan;
	struct plan_facts facts = desk->facts;
	desk->plan = (struct plan){0};
	desk->facts = (struct plan_facts){.ozmap_clients = 100, .active = active};
	desk_save(desk, 0);
	desk->plan = plan;
	desk->facts = facts;
}

static inline int desk_order(struct desk *desk, const struct reviewer *reviewer, const struct review_order *order)
{
	error_clear(&desk->error);
	return review_do(desk->store, &desk->config, reviewer, order, &desk->result, &desk->error);
}

/* The action on items from `first` on; 0, or the error's status. */
static inline int desk_act(struct desk *desk, const struct reviewer *reviewer, enum review_action action, size_t first,
			   size_t count)
{
	struct review_order order = {
	    .action = action,
	    .ids = desk->ids + first,
	    .count = count,
	    .reason = action == REVIEW_REJECT ? "no" : NULL,
	    .wait = action == REVIEW_DEFER ? "online" : NULL,
	};
	return desk_order(desk, reviewer, &order) < 0 ? (int)desk->error.status : 0;
}

static inline int desk_override(struct desk *desk, const struct reviewer *reviewer, size_t first, size_t count)
{
	struct review_order order = {
	    .action = REVIEW_APPROVE,
	    .ids = desk->ids + first,
	    .count = count,
	    .reason = "we merged two branches",
	    .override_guard = true,
	    .has_expect = true,
	    .expect = count,
	};
	return desk_order(desk, reviewer, &order) < 0 ? (int)desk->error.status : 0;
}

static inline struct change desk_load(struct desk *desk, size_t place)
{
	struct change change;
	int result = store_load_change(desk->store, desk->ids[place], &change, &desk->plan.arena, &desk->error);
	assert_int_equal(result, 0);
	return change;
}

static inline enum state desk_state(struct desk *desk, size_t place)
{
	return desk_load(desk, place).state;
}

static inline void desk_expect_states(struct desk *desk, size_t first, size_t count, enum state state)
{
	for (size_t i = first; i < first + count; i++)
		assert_string_equal(state_name(desk_state(desk, i)), state_name(state));
}

struct desk_event {
	const char *event, *change_id;
	size_t count;
	char actor[64];
};

static inline int desk_count_entry(void *context, const struct journal_entry *entry)
{
	struct desk_event *wanted = context;
	if (strcmp(entry->event, wanted->event) != 0 ||
	    (wanted->change_id && (!entry->change_id || strcmp(entry->change_id, wanted->change_id) != 0)))
		return 0;
	wanted->count++;
	snprintf(wanted->actor, sizeof wanted->actor, "%s", entry->actor);
	return 0;
}

/* How often the journal holds the event, about one item or (IDS_MAX) any. */
static inline size_t desk_events(struct desk *desk, const char *event, size_t place)
{
	struct journal_query query = {.since = MOMENT_NONE};
	struct desk_event wanted = {.event = event, .change_id = place < IDS_MAX ? desk->ids[place] : NULL};
	assert_int_equal(journal_visit(desk->store, &query, desk_count_entry, &wanted, &desk->error), 0);
	return wanted.count;
}

/* Applies what is released, as a worker would. */
static inline void desk_apply(struct desk *desk)
{
	static const struct actor worker_actor = {.name = "cron", .host = "h"};
	struct store_worker worker;
	struct plan claimed = {0};
	bool others;
	assert_int_equal(store_worker_enter(desk->store, &worker, 30, &desk->error), 0);
	while (store_claim(desk->store, &worker, 100, &claimed, &others, &desk->error) == 0 && claimed.count) {
		for (size_t i = 0; i < claimed.count; i++) {
			assert_int_equal(store_intent(desk->store, &worker, &claimed.items[i], "{}", NULL,
						      &worker_actor, &desk->error),
					 0);
			assert_int_equal(store_settle(desk->store, &worker, &claimed.items[i], STATE_APPLIED, NULL,
						      &worker_actor, &desk->error),
					 0);
		}
		plan_free(&claimed);
	}
	plan_free(&claimed);
	assert_int_equal(store_worker_leave(desk->store, &worker, &desk->error), 0);
}

#endif
