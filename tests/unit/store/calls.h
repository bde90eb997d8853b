/* Every call of the store, on a store with something of everything in it: for the tests in which calls fail. */
#ifndef TESTS_UNIT_STORE_CALLS_H
#define TESTS_UNIT_STORE_CALLS_H

#include "store/scratch.h"

/* with chaos.h what a test prepares never lacks memory */
#ifndef SPARED
#define SPARED (void)0
#endif

#define EACH(list, index) for (size_t index = 0; index < sizeof(list) / sizeof *(list); index++)

/* A store with something of everything in it, and what is asked about. */
struct rich {
	struct scratch *scratch;
	struct plan plan;
	struct change transfer, recode, applied, revert, failed;
	struct store_worker worker; /* holds `begun`, and `held` without an intent */
	const struct change *pending, *begun, *held, *released, *deferred;
	char snapshot[65];
	struct arena arena;
};

static const struct store_decision approve = {.event = "approved", .state = STATE_APPROVED};
static const struct store_decision wait_for_change = {
    .event = "deferred", .state = STATE_DEFERRED, .wait = "changed", .reason = "later"};
static const struct store_decision override = {.event = "overridden",
					       .state = STATE_APPROVED,
					       .reason = "r",
					       .guard = "cancellation-limit,canary",
					       .detail = "{\"n\":1}"};

static const char *const down[] = {"1", "2", "9"};

static int save(struct rich *rich, struct error *error)
{
	const struct plan_facts facts = {.ozmap_clients = 1000, .active = 900, .sessions_known = 10};
	rich->plan.created_at = moment_now();
	return store_save_plan(rich->scratch->store, &rich->plan, &facts, 0, down, 3, &ana, error);
}

static void fill_plan(struct rich *rich)
{
	static const char *const codes[] = {"1", "2", "3", "4", "5", "6"};
	struct plan *plan = &rich->plan;
	EACH(codes, i)
	plan_activate(plan, codes[i]);
	plan_cancel(plan, "7");
	plan_cancel(plan, "8");
	plan_change(plan, KIND_POWER, "9", "-20", "-25");
	struct change *transfer = plan_change(plan, KIND_TRANSFER, "20", NULL, NULL);
	transfer->why = transfer->other_code = "7";
	assert_int_equal(change_make_id(transfer), 0);
	plan_change(plan, KIND_MISSING_IN_MK, "30", NULL, NULL);
	rich->transfer = *transfer;
	rich->pending = &plan->items[0];
	rich->released = &plan->items[1];
	rich->begun = &plan->items[6];
	rich->held = &plan->items[7];
	rich->deferred = &plan->items[2];
}

static struct change proposal(struct arena *arena, enum kind kind, const struct change *of)
{
	struct change made = *of;
	made.kind = kind;
	made.state = STATE_PENDING;
	made.field = kind_field(kind);
	made.before = arena_string(arena, "\"7\"");
	made.after = arena_string(arena, "\"20\"");
	assert_int_equal(change_make_id(&made), 0);
	return made;
}

static void make_rich(struct rich *rich)
{
	struct scratch *scratch = rich->scratch = scratch_new();
	struct plan claimed = {0};
	bool others;
	scratch_open(scratch);
	fill_plan(rich);
	assert_good(scratch, store_bind(scratch->store, "https://oz/", "mk:5432/db", false, &ana, &scratch->error));
	assert_good(scratch, save(rich, &scratch->error));
	scratch_bring(scratch, &rich->plan.items[4], STATE_APPLIED);
	rich->applied = rich->plan.items[4];
	rich->applied.state = STATE_APPLIED;
	rich->revert = proposal(&rich->arena, KIND_REVERT_ACTIVATE, &rich->applied);
	rich->recode = proposal(&rich->arena, KIND_RECODE, &rich->transfer);
	scratch_decide(scratch, rich->deferred, STATE_DEFERRED);
	assert_good(scratch, store_decide(scratch->store, &rich->plan.items[3], STATE_PENDING, &wait_for_change, &ana,
					  &scratch->error));
	rich->failed = proposal(&rich->arena, KIND_REVERT_STATUS, &rich->applied);
	assert_good(scratch, store_propose(scratch->store, &rich->failed, &rich->applied, &ana, &scratch->error));
	scratch_release(scratch, rich->begun);
	scratch_release(scratch, rich->held);
	assert_good(scratch, store_worker_enter(scratch->store, &rich->worker, 1000, &scratch->error));
	assert_good(scratch, store_claim(scratch->store, &rich->worker, 2, &claimed, &others, &scratch->error));
	assert_int_equal(claimed.count, 2);
	assert_good(scratch,
		    store_intent(scratch->store, &rich->worker, rich->begun, "{}", "{\"a\":1}", &ana, &scratch->error));
	scratch_release(scratch, rich->released);
	assert_good(scratch, store_add_reading(scratch->store, "9", moment_now(), -20, &scratch->error));
	assert_good(scratch, journal_snapshot(scratch->store, "{\"before\":\"a\",\"after\":\"b\"}", rich->snapshot,
					      &scratch->error));
	plan_free(&claimed);
	scratch_close(scratch);
	scratch_sql(scratch, "UPDATE item SET state = 'failed' WHERE kind = 'revert-status'");
	scratch_sql(scratch, "PRAGMA wal_checkpoint(TRUNCATE)");
}

/* --- the calls ------------------------------------------------------------------------------------------------------
 */

static int load_plan(struct rich *rich, struct error *error)
{
	struct plan plan;
	int result = store_load_plan(rich->scratch->store, &plan, error);
	if (result == 0)
		plan_free(&plan);
	return result;
}

static int load_change(struct rich *rich, struct error *error)
{
	struct change change;
	struct arena arena = {0};
	int result = store_load_change(rich->scratch->store, rich->begun->id, &change, &arena, error);
	arena_free(&arena);
	return result;
}

static int read_facts(struct rich *rich, struct error *error)
{
	struct plan_facts facts;
	return store_facts(rich->scratch->store, &facts, error);
}

static int read_shared_ports(struct rich *rich, struct error *error)
{
	char first[STORE_PORT_MAX];
	size_t count;
	return store_shared_ports(rich->scratch->store, &count, first, error);
}

static int read_baseline(struct rich *rich, struct error *error)
{
	struct arena arena = {0};
	const char *const *codes;
	size_t count, active;
	bool has_down, has_active;
	int result =
	    store_baseline(rich->scratch->store, &arena, &codes, &count, &has_down, &active, &has_active, error);
	arena_free(&arena);
	return result;
}

static int accept_baseline(struct rich *rich, struct error *error)
{
	return store_accept_baseline(rich->scratch->store, 3, error);
}

static int known_properties(struct rich *rich, struct error *error)
{
	struct arena arena = {0};
	const char *const *pairs;
	size_t count;
	int result = store_known_properties(rich->scratch->store, &arena, &pairs, &count, error);
	arena_free(&arena);
	return result;
}

static int standing_power(struct rich *rich, struct error *error)
{
	struct arena arena = {0};
	const char *const *triples;
	size_t count;
	int result = store_standing_power(rich->scratch->store, &arena, &triples, &count, error);
	arena_free(&arena);
	return result;
}

static int add_reading(struct rich *rich, struct error *error)
{
	return store_add_reading(rich->scratch->store, "9", moment_now() + 5, -21, error);
}

static int read_readings(struct rich *rich, struct error *error)
{
	moment at[4];
	double dbm[4];
	size_t count;
	return store_readings(rich->scratch->store, "9", at, dbm, 4, &count, error);
}

static int decide_approve(struct rich *rich, struct error *error)
{
	return store_decide(rich->scratch->store, rich->pending, STATE_PENDING, &approve, &ana, error);
}

static int decide_wait(struct rich *rich, struct error *error)
{
	return store_decide(rich->scratch->store, rich->pending, STATE_PENDING, &wait_for_change, &ana, error);
}

static int decide_override(struct rich *rich, struct error *error)
{
	return store_decide(rich->scratch->store, rich->pending, STATE_PENDING, &override, &ana, error);
}

static int propose_recode(struct rich *rich, struct error *error)
{
	return store_propose(rich->scratch->store, &rich->recode, NULL, &ana, error);
}

static int propose_recode_of(struct rich *rich, struct error *error)
{
	return store_propose(rich->scratch->store, &rich->recode, &rich->transfer, &ana, error);
}

static int propose_revert(struct rich *rich, struct error *error)
{
	return store_propose(rich->scratch->store, &rich->revert, &rich->applied, &ana, error);
}

/* One that was settled before. */
static int propose_again(struct rich *rich, struct error *error)
{
	return store_propose(rich->scratch->store, &rich->failed, &rich->applied, &ana, error);
}

static int note(struct rich *rich, struct error *error)
{
	return store_note(rich->scratch->store, rich->pending->id, "call back", &ana, error);
}

static int read_overrides(struct rich *rich, struct error *error)
{
	unsigned guards;
	return store_overrides(rich->scratch->store, rich->pending->id, &guards, error);
}

static int enter(struct rich *rich, struct error *error)
{
	struct store_worker worker;
	return store_worker_enter(rich->scratch->store, &worker, 30, error);
}

static int renew(struct rich *rich, struct error *error)
{
	return store_worker_renew(rich->scratch->store, &rich->worker, error);
}

static int leave(struct rich *rich, struct error *error)
{
	return store_worker_leave(rich->scratch->store, &rich->worker, error);
}

static int claim(struct rich *rich, struct error *error)
{
	struct plan claimed = {0};
	bool others;
	int result = store_claim(rich->scratch->store, &rich->worker, 10, &claimed, &others, error);
	plan_free(&claimed);
	return result;
}

static int claim_open(struct rich *rich, struct error *error)
{
	struct plan claimed = {0};
	const struct store_worker other = {.fence = rich->worker.fence + 1, .lease = 30};
	int result = store_claim_open(rich->scratch->store, &other, 10, &claimed, error);
	plan_free(&claimed);
	return result;
}

static int ask_held(struct rich *rich, struct error *error)
{
	return store_held(rich->scratch->store, &rich->worker, rich->held->id, error);
}

static int intend(struct rich *rich, struct error *error)
{
	return store_intent(rich->scratch->store, &rich->worker, rich->held, "{\"b\":2}", "{\"whole\":1}", &ana, error);
}

static int last_intent(struct rich *rich, struct error *error)
{
	struct arena arena = {0};
	const char *values, *whole;
	moment at;
	int result = store_last_intent(rich->scratch->store, rich->begun->id, &arena, &values, &whole, &at, error);
	arena_free(&arena);
	return result;
}

static int names(struct rich *rich, struct error *error)
{
	char detail[96];
	const struct journal_entry entry = {.detail = detail};
	struct arena arena = {0};
	const char *before, *after;
	(void)snprintf(detail, sizeof detail, "{\"values\":\"%s\"}", rich->snapshot);
	int result = journal_names(rich->scratch->store, &entry, false, &arena, &before, &after, error);
	arena_free(&arena);
	return result;
}

static int settle_applied(struct rich *rich, struct error *error)
{
	return store_settle(rich->scratch->store, &rich->worker, rich->begun, STATE_APPLIED, "words", &ana, error);
}

static int settle_released(struct rich *rich, struct error *error)
{
	return store_settle(rich->scratch->store, &rich->worker, rich->held, STATE_RELEASED, NULL, &ana, error);
}

static int was_tried(struct rich *rich, struct error *error)
{
	bool any, ever;
	return store_kind_was_tried(rich->scratch->store, KIND_ACTIVATE, &any, &ever, error);
}

static int write_run(struct rich *rich, struct error *error)
{
	const struct store_run run = {.fence = rich->worker.fence, .pid = getpid(), .ended_at = MOMENT_NONE};
	return store_run_write(rich->scratch->store, &run, error);
}

static int read_run(struct rich *rich, struct error *error)
{
	struct store_run run;
	return store_run_read(rich->scratch->store, &run, error) < 0 ? -1 : 0;
}

static int set_wish(struct rich *rich, struct error *error)
{
	return store_wish_set(rich->scratch->store, WISH_PAUSE, error);
}

static int read_wish(struct rich *rich, struct error *error)
{
	enum store_wish wish;
	return store_wish_read(rich->scratch->store, &wish, error);
}

static int note_refresh(struct rich *rich, struct error *error)
{
	return store_refresh_note(rich->scratch->store, getpid(), NULL, error);
}

static int note_failure(struct rich *rich, struct error *error)
{
	return store_refresh_note(rich->scratch->store, 0, "no", error);
}

static int read_refresh(struct rich *rich, struct error *error)
{
	char failure[ERROR_TEXT_MAX];
	pid_t running;
	moment at;
	return store_refresh_read(rich->scratch->store, &running, failure, &at, error) < 0 ? -1 : 0;
}

static int bind_again(struct rich *rich, struct error *error)
{
	return store_bind(rich->scratch->store, "https://oz/", "mk:5432/db", false, &ana, error);
}

static int bind_moved(struct rich *rich, struct error *error)
{
	return store_bind(rich->scratch->store, "https://new/", "new:5432/db", true, &ana, error);
}

static int read_version(struct rich *rich, struct error *error)
{
	int64_t version;
	return store_version(rich->scratch->store, &version, error);
}

static int append(struct rich *rich, struct error *error)
{
	return journal_append(rich->scratch->store, &ana, "paused", rich->pending, NULL, error);
}

static int snapshot(struct rich *rich, struct error *error)
{
	char hash[65];
	return journal_snapshot(rich->scratch->store, "content", hash, error);
}

static int read_snapshot(struct rich *rich, struct error *error)
{
	struct arena arena = {0};
	const char *content;
	int result = journal_snapshot_read(rich->scratch->store, rich->snapshot, &arena, &content, error);
	arena_free(&arena);
	return result;
}

static int count_entry(void *context, const struct journal_entry *entry)
{
	size_t *count = context;
	(void)entry;
	return ++*count > 3;
}

static int visit(struct rich *rich, struct error *error)
{
	const struct journal_query queries[] = {
	    {.code = "7", .change_id = rich->begun->id, .since = 1, .newest_first = true, .limit = 9},
	    {.since = MOMENT_NONE},
	};
	int result = 0;
	EACH(queries, i)
	{
		size_t count = 0;
		if (result == 0)
			result = journal_visit(rich->scratch->store, &queries[i], count_entry, &count, error);
	}
	return result;
}

static int verify(struct rich *rich, struct error *error)
{
	size_t entries;
	long long seq;
	char hash[65];
	return journal_verify(rich->scratch->store, 0, NULL, &entries, &seq, hash, error);
}

static int read_head(struct rich *rich, struct error *error)
{
	long long seq;
	char hash[65];
	return journal_head(rich->scratch->store, &seq, hash, error);
}

static int erase(struct rich *rich, struct error *error)
{
	size_t erased;
	return journal_erase(rich->scratch->store, -5, &erased, error);
}

/* Several calls in one transaction, as the worker and the console make them. */
static int together(struct rich *rich, struct error *error)
{
	if (store_begin(rich->scratch->store, error) < 0)
		return -1;
	if (decide_approve(rich, error) < 0 || intend(rich, error) < 0 || read_head(rich, error) < 0 ||
	    append(rich, error) < 0) {
		store_rollback(rich->scratch->store);
		return -1;
	}
	return store_commit(rich->scratch->store, error);
}

static int save_again(struct rich *rich, struct error *error)
{
	return save(rich, error);
}

/* Without what was found before, and with what is new. */
static int save_other(struct rich *rich, struct error *error)
{
	struct rich other = {.scratch = rich->scratch};
	{
		SPARED;
		plan_activate(&other.plan, "1");
		plan_change(&other.plan, KIND_NAME, "40", "\"a\"", "\"b\"");
	}
	int result = save(&other, error);
	plan_free(&other.plan);
	return result;
}

/* The same differences, of people who have another name now. */
static int save_renamed(struct rich *rich, struct error *error)
{
	for (size_t i = 0; i < rich->plan.count; i++) {
		rich->plan.items[i].name = "Renamed";
		rich->plan.items[i].mk_side = "{\"code\":\"1\",\"name\":\"Renamed\"}";
	}
	int result = save(rich, error);
	for (size_t i = 0; i < rich->plan.count; i++) {
		rich->plan.items[i].name = "Before";
		rich->plan.items[i].mk_side = "{\"code\":\"1\",\"name\":\"Before\"}";
	}
	return result;
}

/* clang-format off */
#define CALLS(CALL) \
	CALL(save_again) CALL(save_renamed) CALL(propose_again) CALL(save_other) CALL(load_plan) CALL(load_change) CALL(read_facts) CALL(read_shared_ports) \
	CALL(read_baseline) CALL(accept_baseline) CALL(known_properties) CALL(standing_power) \
	CALL(add_reading) CALL(read_readings) CALL(decide_approve) CALL(decide_wait) CALL(decide_override) \
	CALL(propose_recode) CALL(propose_recode_of) CALL(propose_revert) CALL(note) CALL(read_overrides) \
	CALL(enter) CALL(renew) CALL(leave) CALL(claim) CALL(claim_open) CALL(ask_held) CALL(intend) \
	CALL(last_intent) CALL(settle_applied) CALL(settle_released) CALL(was_tried) CALL(write_run) \
	CALL(read_run) CALL(set_wish) CALL(read_wish) CALL(note_refresh) CALL(note_failure) \
	CALL(read_refresh) CALL(bind_again) CALL(bind_moved) CALL(read_version) CALL(append) \
	CALL(snapshot) CALL(read_snapshot) CALL(names) CALL(visit) CALL(verify) CALL(read_head) CALL(erase) \
	CALL(together)
/* clang-format on */
static const struct call {
	const char *name;
	int (*call)(struct rich *rich, struct error *error);
} calls[] = {
#define CALL(name) {#name, name},
    CALLS(CALL)
#undef CALL
};

#endif
