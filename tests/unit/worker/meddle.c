/* What others do while the worker runs: wishes, signals, other workers, a crash in the middle (spec §8). */
#include "worker/fake.h"

static void names(struct scratch *scratch, struct plan *plan, int count)
{
	for (int i = 0; i < count; i++) {
		const char *code = arena_format(&plan->arena, "%d", i);
		fake_pair(code, true);
		plan_change(plan, KIND_NAME, code, "\"Old\"", arena_format(&plan->arena, "\"New %d\"", i));
	}
	release_all(scratch, plan);
}

static long long in_state(struct scratch *scratch, const char *name)
{
	char sql[100];
	(void)snprintf(sql, sizeof sql, "SELECT count(*) FROM item WHERE state = '%s'", name);
	return scratch_number(scratch, sql);
}

static void wish_stop(void)
{
	assert_int_equal(store_wish_set(fake.scratch->store, WISH_STOP, NULL), 0);
}

/* What was begun is finished, nothing new is taken. */
static void a_wish_to_stop(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	names(scratch, &plan, 60);
	fake.after_write = wish_stop;
	struct worker_result result = run(scratch);
	assert_true(result.applied >= 1 && result.applied < 60);
	assert_int_equal(in_state(scratch, "applied"), (long long)result.applied);
	assert_int_equal(in_state(scratch, "released"), 60 - (long long)result.applied);
	plan_free(&plan);
}

/* A worker that begins while another is told to stop does not take that back. */
static void a_wish_to_another(void **state)
{
	struct scratch *scratch = *state;
	struct store_worker other;
	struct plan plan = {0};
	names(scratch, &plan, 3);
	assert_int_equal(store_worker_enter(scratch->store, &other, 30, NULL), 0);
	wish_stop();
	assert_int_equal(run(scratch).applied, 0);
	assert_int_equal(store_worker_leave(scratch->store, &other, NULL), 0);
	assert_int_equal(run(scratch).applied, 3);
	plan_free(&plan);
}

static void wish_pause_then_none(void)
{
	fake.after_write = NULL;
	assert_int_equal(store_wish_set(fake.scratch->store, WISH_PAUSE, NULL), 0);
	if (fork() != 0)
		return;
	struct store *store;
	usleep(400000);
	if (store_open(&store, fake.scratch->url, STORE_WRITE, NULL) < 0 || store_wish_set(store, WISH_NONE, NULL) < 0)
		_exit(1);
	_exit(0);
}

/* A pause ends as it is wished, and the run goes on. */
static void a_wish_to_pause(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	int status;
	names(scratch, &plan, 3);
	fake.after_write = wish_pause_then_none;
	run(scratch);
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
	expect_states(scratch, &plan, STATE_APPLIED);
	plan_free(&plan);
}

static void ask_to_end(void)
{
	fake.asked_to_end = true;
}

static void a_signal(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	names(scratch, &plan, 40);
	fake.after_write = ask_to_end;
	struct worker_result result = run(scratch);
	assert_true(result.applied >= 1 && result.applied < 40);
	assert_int_equal(in_state(scratch, "applying"), 0);
	fake.asked_to_end = false;
	fake.after_write = NULL;
	run(scratch);
	expect_states(scratch, &plan, STATE_APPLIED);
	plan_free(&plan);
}

/* A signal while a write goes unanswered: it is read back, and what is still open is given back. */
static void a_signal_and_no_answer(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	names(scratch, &plan, 1);
	fake.after_write = ask_to_end;
	fake.from = 1;
	fake.upto = 99;
	fake.answer = (struct write_result){.answer = WRITE_UNKNOWN};
	run(scratch);
	assert_int_equal(fake.writes, 1);
	expect_states(scratch, &plan, STATE_RELEASED);
	plan_free(&plan);
}

/* The removal left, its answer is missing: what takes several requests stays begun. */
static void a_signal_within_a_removal(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	fake_pair("1", true);
	plan_cancellation(&plan, KIND_CANCEL_DETACH, "1");
	release_all(scratch, &plan);
	fake.after_write = ask_to_end;
	fake.from = 1;
	fake.upto = 1;
	fake.answer = (struct write_result){.answer = WRITE_UNKNOWN};
	run(scratch);
	expect_states(scratch, &plan, STATE_APPLYING);
	fake.asked_to_end = false;
	fake.after_write = NULL;
	run(scratch);
	expect_states(scratch, &plan, STATE_APPLIED);
	assert_null(fake_client("c1"));
	plan_free(&plan);
}

/* --- other workers ---------------------------------------------------------------------------------------------------
 */

/* Another worker, of one second, takes one of the claims. */
static void steal(void)
{
	struct store_worker thief;
	char sql[100];
	fake.before_read = NULL;
	assert_int_equal(store_worker_enter(fake.scratch->store, &thief, 1, NULL), 0);
	(void)snprintf(sql, sizeof sql, "UPDATE item SET fence = %lld WHERE code = '1'", thief.fence);
	scratch_sql(fake.scratch, sql);
}

/* Who lost a claim writes nothing for it, until the other's lease is over; the rest goes on. */
static void a_claim_is_lost(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	names(scratch, &plan, 3);
	run_config.trial = 1;
	fake.before_read = steal;
	int64_t start = moment_ticks();
	struct worker_result result = run(scratch);
	assert_true(moment_ticks() - start >= 900);
	assert_int_equal(result.applied, 3);
	assert_int_equal(fake.writes, 3);
	expect_states(scratch, &plan, STATE_APPLIED);
	run_config.trial = 2;
	plan_free(&plan);
}

/* A plan comes that lacks one of a client's two changes: the other one goes out in the same run. */
static void lose_one_of_two(void)
{
	fake.before_read = NULL;
	scratch_sql(fake.scratch, "UPDATE item SET state = 'withdrawn', fence = NULL WHERE kind = 'name'");
}

static void a_claim_of_one_field_is_lost(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	fake_pair("1", true);
	const struct change *name = plan_change(&plan, KIND_NAME, "1", "\"Old\"", "\"New\"");
	plan_change(&plan, KIND_STATUS, "1", "\"OK\"", "\"ERROR\"");
	char id[CHANGE_ID_MAX];
	memcpy(id, name->id, sizeof id);
	release_all(scratch, &plan);
	fake.before_read = lose_one_of_two;
	struct worker_result result = run(scratch);
	assert_int_equal(result.applied, 1);
	assert_int_equal(fake.writes, 1);
	assert_int_equal(fake_client("c1")->status, 1);
	assert_string_equal(fake_client("c1")->name, "Old");
	assert_int_equal(scratch_state(scratch, id), STATE_WITHDRAWN);
	assert_int_equal(in_state(scratch, "applying"), 0);
	plan_free(&plan);
}

/* A plan comes while the first of many removals are sent, and in it a canary is missing: the rest is held. */
static void miss_a_canary(void)
{
	fake.after_write = NULL;
	scratch_sql(fake.scratch, "UPDATE plan SET canaries_missing = 1");
}

static void a_guard_begins_to_hold(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	for (int i = 0; i < 40; i++) {
		const char *code = arena_format(&plan.arena, "%02d", i);
		fake_pair(code, false);
		plan_cancellation(&plan, KIND_CANCEL_REMOVE, code);
	}
	release_all(scratch, &plan);
	fake.after_write = miss_a_canary;
	struct worker_result result = run(scratch);
	assert_int_equal(result.applied, fake.writes);
	assert_true(result.applied >= 1 && result.applied <= 16);
	assert_int_equal(result.held, 40 - result.applied);
	assert_int_equal(in_state(scratch, "approved"), 40 - (long long)result.applied);
	plan_free(&plan);
}

static void another_worker_is_waited_for(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, theirs = {0};
	struct store_worker other;
	bool others;
	names(scratch, &plan, 1);
	assert_good(scratch, store_worker_enter(scratch->store, &other, 1, &scratch->error));
	assert_good(scratch, store_claim(scratch->store, &other, 10, &theirs, &others, &scratch->error));
	assert_int_equal(theirs.count, 1);
	int64_t start = moment_ticks();
	run(scratch);
	assert_true(moment_ticks() - start >= 400);
	expect_states(scratch, &plan, STATE_APPLIED);
	plan_free(&theirs);
	plan_free(&plan);
}

/* --- a crash --------------------------------------------------------------------------------------------------------
 */

static void what_a_crash_left_is_settled(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	names(scratch, &plan, 2);
	crash(scratch);
	assert_int_equal(in_state(scratch, "applying"), 2);
	/* the first arrived, the second did not */
	(void)snprintf(fake_client("c0")->name, sizeof fake.clients[0].name, "New 0");
	run(scratch);
	assert_int_equal(fake.writes, 1);
	expect_states(scratch, &plan, STATE_APPLIED);
	scratch_verify(scratch);
	plan_free(&plan);
}

/* A worker dies while it removes one; then comes a plan in which a guard holds it. */
static void crash_before_a_guard_holds(struct scratch *scratch, struct plan *plan)
{
	struct plan later = {0};
	const struct plan_facts facts = {.ozmap_clients = 1000, .active = 900, .canaries_missing = 1};
	fake_pair("1", false);
	plan_cancellation(plan, KIND_CANCEL_REMOVE, "1");
	release_all(scratch, plan);
	crash(scratch);
	plan_cancellation(&later, KIND_CANCEL_REMOVE, "1");
	later.created_at = moment_now();
	assert_good(scratch, store_save_plan(scratch->store, &later, &facts, 0, NULL, 0, &ana, &scratch->error));
	plan_free(&later);
}

/* The cancellation's intent stands, a guard holds it now: it is looked at, not sent. */
static void what_a_crash_left_and_a_guard_holds(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	crash_before_a_guard_holds(scratch, &plan);
	struct worker_result result = run(scratch);
	assert_int_equal(fake.writes, 0);
	assert_int_equal(result.held, 1);
	expect_states(scratch, &plan, STATE_APPROVED);
	plan_free(&plan);
}

/* Sixteen removals were begun; who settles them is asked to end after the first few: the rest stays begun. */
static void a_signal_while_a_crash_is_settled(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	for (int i = 0; i < 17; i++) {
		const char *code = arena_format(&plan.arena, "%02d", i);
		fake_pair(code, false);
		plan_cancellation(&plan, KIND_CANCEL_REMOVE, code);
	}
	scratch_save(scratch, &plan);
	scratch_release(scratch, &plan.items[0]);
	run(scratch);
	for (size_t i = 1; i < plan.count; i++)
		scratch_release(scratch, &plan.items[i]);
	run_config.trial = 0;
	crash(scratch);
	run_config.trial = 2;
	assert_int_equal(in_state(scratch, "applying"), 16);
	fake.after_write = ask_to_end;
	struct worker_result result = run(scratch);
	assert_int_equal(result.applied, 2);
	assert_int_equal(in_state(scratch, "applying"), 14);
	fake.after_write = NULL;
	fake.asked_to_end = false;
	scratch_sql(scratch, "UPDATE worker SET lease_until = 0");
	run(scratch);
	expect_states(scratch, &plan, STATE_APPLIED);
	assert_int_equal(fake.writes, 17);
	plan_free(&plan);
}

/* --- what arrives late
 * ----------------------------------------------------------------------------------------------- */

/* The worker that died had sent its requests: they take effect after the next one has looked. */
static void arrive_at_second_look(void)
{
	static size_t before;
	if (++before < 2)
		return;
	(void)snprintf(fake.clients[0].name, sizeof fake.clients[0].name, "New 0");
	(void)snprintf(fake.clients[1].name, sizeof fake.clients[1].name, "New 1");
	fake.before_read = NULL;
}

static void what_arrives_late_is_not_sent_again(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	names(scratch, &plan, 2);
	crash(scratch);
	fake.before_read = arrive_at_second_look;
	run(scratch);
	assert_null(fake.before_read);
	assert_int_equal(fake.writes, 0);
	expect_states(scratch, &plan, STATE_APPLIED);
	plan_free(&plan);
}

static void remove_at_second_look(void)
{
	static size_t before;
	if (++before < 2)
		return;
	fake.clients[0].there = fake.properties[0].there = false;
	fake.before_read = NULL;
}

/* A guard holds it by now, but it was sent before: what it did is not hidden. */
static void a_removal_arrives_late_and_a_guard_holds(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	crash_before_a_guard_holds(scratch, &plan);
	fake.before_read = remove_at_second_look;
	struct worker_result result = run(scratch);
	assert_int_equal(fake.writes, 0);
	assert_int_equal(result.held, 0);
	expect_states(scratch, &plan, STATE_APPLIED);
	plan_free(&plan);
}

static void a_signal_while_something_may_arrive(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	names(scratch, &plan, 2);
	run_config.ozmap.timeout = 60;
	crash(scratch);
	fake.before_read = ask_to_end;
	run(scratch);
	run_config.ozmap.timeout = 1;
	assert_int_equal(fake.writes, 0);
	assert_int_equal(in_state(scratch, "applying"), 2);
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN_TEST(name) cmocka_unit_test_setup_teardown(name, run_setup, scratch_teardown)
	    RUN_TEST(a_wish_to_stop),
	    RUN_TEST(a_wish_to_another),
	    RUN_TEST(a_wish_to_pause),
	    RUN_TEST(a_signal),
	    RUN_TEST(a_signal_and_no_answer),
	    RUN_TEST(a_signal_within_a_removal),
	    RUN_TEST(a_claim_is_lost),
	    RUN_TEST(a_claim_of_one_field_is_lost),
	    RUN_TEST(a_guard_begins_to_hold),
	    RUN_TEST(another_worker_is_waited_for),
	    RUN_TEST(what_a_crash_left_is_settled),
	    RUN_TEST(what_a_crash_left_and_a_guard_holds),
	    RUN_TEST(a_signal_while_a_crash_is_settled),
	    RUN_TEST(what_arrives_late_is_not_sent_again),
	    RUN_TEST(a_removal_arrives_late_and_a_guard_holds),
	    RUN_TEST(a_signal_while_something_may_arrive),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
