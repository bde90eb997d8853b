/* A store in a folder of its own, and plans to put into it, for this room's tests. */
#ifndef MKOZ_TESTS_UNIT_STORE_SCRATCH_H
#define MKOZ_TESTS_UNIT_STORE_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mkoz/store/journal.h"
#include "mkoz/store/store.h"

#define UNUSED __attribute__((unused))

struct scratch {
	char folder[64], path[128], url[160];
	struct store *store;
	struct error error;
};

static UNUSED const struct actor ana = {.name = "ana", .host = "noc", .client = "10.0.0.7"};
static UNUSED const struct actor rui = {.name = "rui", .host = "noc"};

#define assert_good(scratch, call)                                                                                     \
	do {                                                                                                           \
		int result_ = (call);                                                                                  \
		if (result_ != 0)                                                                                      \
			print_error("%s gave %d: %s\n", #call, result_, (scratch)->error.text);                        \
		assert_int_equal(result_, 0);                                                                          \
	} while (0)

static UNUSED struct scratch *scratch_new(void)
{
	struct scratch *scratch = calloc(1, sizeof *scratch);

	assert_non_null(scratch);
	(void)snprintf(scratch->folder, sizeof scratch->folder, "/tmp/mkoz-store-XXXXXX");
	assert_non_null(mkdtemp(scratch->folder));
	(void)snprintf(scratch->path, sizeof scratch->path, "%s/store.db", scratch->folder);
	(void)snprintf(scratch->url, sizeof scratch->url, "sqlite:%s", scratch->path);
	return scratch;
}

static UNUSED void scratch_open(struct scratch *scratch)
{
	assert_good(scratch, store_open(&scratch->store, scratch->url, STORE_WRITE, &scratch->error));
}

static UNUSED void scratch_close(struct scratch *scratch)
{
	store_close(scratch->store);
	scratch->store = NULL;
}

static UNUSED void scratch_reopen(struct scratch *scratch)
{
	scratch_close(scratch);
	scratch_open(scratch);
}

static UNUSED int scratch_setup(void **state)
{
	struct scratch *scratch = scratch_new();

	scratch_open(scratch);
	*state = scratch;
	return 0;
}

static UNUSED int scratch_teardown(void **state)
{
	struct scratch *scratch = *state;
	char command[128];

	scratch_close(scratch);
	(void)snprintf(command, sizeof command, "rm -rf '%s'", scratch->folder);
	assert_int_equal(system(command), 0);
	free(scratch);
	return 0;
}

/* Waits until the child has ended and leaves it a zombie, of which nobody has asked how it ended. */
static UNUSED void scratch_await_end(pid_t child)
{
	siginfo_t ended;

	assert_int_equal(waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT), 0);
}

/* SQL by the side door, as somebody would who tampers. */
static UNUSED void scratch_sql(const struct scratch *scratch, const char *sql)
{
	sqlite3 *database;
	char *message = NULL;

	assert_int_equal(sqlite3_open(scratch->path, &database), SQLITE_OK);
	if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	sqlite3_close(database);
}

/* One number by the side door. */
static UNUSED long long scratch_number(const struct scratch *scratch, const char *sql)
{
	sqlite3 *database;
	sqlite3_stmt *row;
	long long number;

	assert_int_equal(sqlite3_open(scratch->path, &database), SQLITE_OK);
	if (sqlite3_prepare_v2(database, sql, -1, &row, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(database);
	return number;
}

/* A change of the kind on the code; property and client are made from the code. Returns it, with its id. */
static UNUSED struct change *plan_change(struct plan *plan, enum kind kind, const char *code, const char *before,
					 const char *after)
{
	struct change *change = plan_add(plan, NULL);

	assert_non_null(change);
	change->kind = kind;
	change->state = kind_is_finding(kind) ? STATE_OPEN : STATE_PENDING;
	change->field = kind_field(kind);
	change->code = arena_string(&plan->arena, code);
	change->name = arena_format(&plan->arena, "Subscriber %s", code);
	change->city = "Florianópolis";
	change->property_id = arena_format(&plan->arena, "p%s", code);
	change->client_id = arena_format(&plan->arena, "c%s", code);
	change->before = arena_string(&plan->arena, before);
	change->after = arena_string(&plan->arena, after);
	change->mk_side = arena_format(&plan->arena, "{\"code\":\"%s\",\"name\":\"N\",\"session\":\"down\"}", code);
	change->ozmap_side = arena_format(&plan->arena, "{\"client\":{\"id\":\"c%s\"},\"property\":null}", code);
	change->row = 5;
	assert_int_equal(change_make_id(change), 0);
	return change;
}

static UNUSED struct change *plan_activate(struct plan *plan, const char *code)
{
	return plan_change(plan, KIND_ACTIVATE, code, "false", "true");
}

static UNUSED struct change *plan_cancel(struct plan *plan, const char *code)
{
	return plan_change(plan, KIND_CANCEL_REMOVE, code, arena_format(&plan->arena, "\"%s\"", code), "null");
}

static UNUSED void scratch_save(struct scratch *scratch, struct plan *plan)
{
	const struct plan_facts facts = {.ozmap_clients = 1000, .active = 900};

	if (plan->created_at == 0)
		plan->created_at = moment_now();
	assert_good(scratch, store_save_plan(scratch->store, plan, &facts, 0, NULL, 0, &ana, &scratch->error));
}

/* Saves a plan without anything in it. */
static UNUSED void scratch_save_empty(struct scratch *scratch)
{
	struct plan plan = {0};

	scratch_save(scratch, &plan);
	plan_free(&plan);
}

/* The stored state of the change; STATE_NONE when it is unknown. */
static UNUSED enum state scratch_state(struct scratch *scratch, const char *id)
{
	struct arena arena = {0};
	struct change change = {0};
	int result = store_load_change(scratch->store, id, &change, &arena, &scratch->error);

	assert_true(result >= 0);
	arena_free(&arena);
	return result == 0 ? change.state : STATE_NONE;
}

static UNUSED const char *event_for(enum state state)
{
	switch (state) {
	case STATE_PENDING:
	case STATE_OPEN:
		return "undone";
	case STATE_DEFERRED:
		return "deferred";
	default:
		return state_name(state);
	}
}

static UNUSED void scratch_decide(struct scratch *scratch, const struct change *change, enum state state)
{
	const struct store_decision decision = {.event = event_for(state),
						.state = state,
						.reason = "because",
						.wait = state == STATE_DEFERRED ? "2999-01-01" : NULL};

	assert_good(scratch, store_decide(scratch->store, change, scratch_state(scratch, change->id), &decision, &ana,
					  &scratch->error));
	assert_int_equal(scratch_state(scratch, change->id), state);
}

static UNUSED void scratch_release(struct scratch *scratch, const struct change *change)
{
	scratch_decide(scratch, change, STATE_APPROVED);
	scratch_decide(scratch, change, STATE_RELEASED);
}

/* Brings the change into the state by the way that leads there. */
static UNUSED void scratch_bring(struct scratch *scratch, const struct change *change, enum state state)
{
	struct store_worker worker;
	struct plan claimed = {0};
	bool others;

	if (state == STATE_PENDING || state == STATE_OPEN)
		return;
	if (state != STATE_APPLYING && state != STATE_APPLIED && state != STATE_FAILED && state != STATE_STALE) {
		if (state == STATE_RELEASED)
			scratch_decide(scratch, change, STATE_APPROVED);
		scratch_decide(scratch, change, state);
		return;
	}
	scratch_release(scratch, change);
	assert_good(scratch, store_worker_enter(scratch->store, &worker, 30, &scratch->error));
	assert_good(scratch, store_claim(scratch->store, &worker, 100, &claimed, &others, &scratch->error));
	assert_int_equal(claimed.count, 1);
	if (state != STATE_APPLYING)
		assert_good(scratch,
			    store_settle(scratch->store, &worker, change, state, "words", &ana, &scratch->error));
	plan_free(&claimed);
}

static UNUSED long long scratch_events(const struct scratch *scratch, const char *event)
{
	char sql[128];

	(void)snprintf(sql, sizeof sql, "SELECT count(*) FROM journal WHERE event = '%s'", event);
	return scratch_number(scratch, sql);
}

/* The journal's chain is whole. */
static UNUSED void scratch_verify(struct scratch *scratch)
{
	size_t entries;
	long long seq;
	char hash[65];

	assert_good(scratch, journal_verify(scratch->store, 0, NULL, &entries, &seq, hash, &scratch->error));
	assert_int_equal((long long)entries, seq);
}

#endif
