/* The worker's run breaks off anywhere: at any statement of the store, any allocation, any word of OZmap or MK. The
 * next run brings everything to its end, and nothing is sent twice (spec §8: nothing is lost, nothing is done twice).
 */
#include "chaos_sqlite.h"
#include "clock.h"
#include "steps.h"
#include "worker/fake.h"

#define PAIRS 7

static void fill(struct plan *plan)
{
	static const char *const codes[PAIRS] = {"1", "2", "3", "4", "5", "6", "7"};
	for (size_t i = 0; i < PAIRS; i++)
		fake_pair(codes[i], i > 2);
	for (size_t i = 0; i < 3; i++)
		plan_activate(plan, codes[i]);
	fake.clients[2].implanted = true; /* already */
	plan_change(plan, KIND_NAME, "4", "\"Old\"", "\"New\"");
	plan_change(plan, KIND_STATUS, "4", "\"OK\"", "\"ERROR\"");
	plan_change(plan, KIND_POWER, "4", "-20", "-25.5");
	plan_cancellation(plan, KIND_CANCEL_DETACH, "5");
	plan_cancellation(plan, KIND_CANCEL_REMOVE, "6");
	fake.clients[5].implanted = false;
	plan_change(plan, KIND_RECODE, "7", "\"7\"", "\"8\"");
}

/* The clock runs, so that leases are renewed and the run's record is written in between. */
static void start(void **state, struct plan *plan)
{
	assert_int_equal(run_setup(state), 0);
	skew.step = 400;
	fill(plan);
	release_all(*state, plan);
}

static void check_done(struct scratch *scratch, const struct plan *plan)
{
	expect_states(scratch, plan, STATE_APPLIED);
	assert_true(fake_client("c1")->implanted && fake_client("c2")->implanted);
	assert_string_equal(fake_client("c4")->name, "New");
	assert_true(fake_property("p4")->power == -25.5);
	assert_string_equal(fake_property("p5")->client, "");
	assert_string_equal(fake_property("p5")->observation, "de 5");
	assert_true(!fake_client("c5") && !fake_client("c6") && !fake_property("p6"));
	assert_string_equal(fake_client("c7")->code, "8");
	scratch_verify(scratch);
}

/* What the broken run held comes free at once, as if its process were gone. */
static void run_again(struct scratch *scratch)
{
	scratch_reopen(scratch);
	scratch_sql(scratch, "UPDATE worker SET lease_until = 0");
	error_clear(&scratch->error);
	struct worker_result result = run(scratch);
	if (result.paused)
		fail_msg("%s", result.message);
}

static size_t writes_of_a_good_run(void **state)
{
	struct plan plan = {0};
	start(state, &plan);
	run(*state);
	check_done(*state, &plan);
	plan_free(&plan);
	scratch_teardown(state);
	return fake.writes;
}

/* One run in which one thing fails; true when it came to that. */
static bool run_broken(struct scratch *scratch, const char **said)
{
	static const struct log quiet = {.level = LOG_QUIET};
	static const struct worker_options options = {.quiet = true, .log = &quiet};
	static struct worker_result result;
	static struct error error;
	error_clear(&error);
	int status = worker_run(scratch->store, &run_config, &ana, &options, &result, &error);
	*said = error.text;
	if (status != 0)
		assert_int_not_equal(error.status, ERROR_NONE);
	return status != 0;
}

static void every_statement_fails_once(void **state)
{
	static const int codes[] = {SQLITE_FULL, SQLITE_IOERR};
	size_t writes = writes_of_a_good_run(state), broken = 0;
	bool failed = true;
	for (long at = 0; failed; at += at < 30 ? 1 : 5) {
		struct plan plan = {0};
		const char *said;
		start(state, &plan);
		steps_fail(at, codes[at % 2]);
		broken += run_broken(*state, &said);
		failed = steps_failed();
		run_again(*state);
		if (fake.writes > writes)
			fail_msg("step %ld (%s): %zu writes, not %zu", at, steps.failed, fake.writes, writes);
		check_done(*state, &plan);
		plan_free(&plan);
		scratch_teardown(state);
	}
	assert_true(broken > 40);
	run_setup(state);
}

struct failure {
	size_t *which;
	const char *said;
};

/* --- what another worker left ---------------------------------------------------------------------------------------
 */

/* Cancellations that a guard holds now, one of which was begun. */
static void start_held(void **state, struct plan *plan)
{
	struct plan later = {0};
	const struct plan_facts facts = {.ozmap_clients = 1000, .active = 900, .canaries_missing = 1};
	assert_int_equal(run_setup(state), 0);
	struct scratch *scratch = *state;
	static const char *const codes[] = {"1", "2", "3"};
	for (size_t i = 0; i < 3; i++) {
		fake_pair(codes[i], false);
		plan_cancellation(plan, KIND_CANCEL_REMOVE, codes[i]);
		plan_cancellation(&later, KIND_CANCEL_REMOVE, codes[i]);
	}
	scratch_save(scratch, plan);
	scratch_release(scratch, &plan->items[0]);
	crash(scratch);
	scratch_release(scratch, &plan->items[1]);
	scratch_release(scratch, &plan->items[2]);
	later.created_at = moment_now();
	assert_good(scratch, store_save_plan(scratch->store, &later, &facts, 0, NULL, 0, &ana, &scratch->error));
	plan_free(&later);
}

static void check_held(struct scratch *scratch, const struct plan *plan)
{
	expect_states(scratch, plan, STATE_APPROVED);
	assert_int_equal(fake.writes, 0);
	scratch_verify(scratch);
}

/* A property is about to come back; its create never arrived. */
static void start_create(void **state, struct plan *plan)
{
	struct arena arena = {0};
	struct change applied, *revert;
	assert_int_equal(run_setup(state), 0);
	struct scratch *scratch = *state;
	fake_pair("1", false);
	plan_cancellation(plan, KIND_CANCEL_REMOVE, "1");
	release_all(scratch, plan);
	run(scratch);
	assert_good(scratch, store_load_change(scratch->store, plan->items[0].id, &applied, &arena, &scratch->error));
	plan_free(plan);
	revert = plan_add(plan, NULL);
	assert_good(scratch, plan_revert(revert, &plan->arena, &applied, &scratch->error));
	revert->code = arena_string(&plan->arena, revert->code);
	assert_good(scratch, store_propose(scratch->store, revert, &applied, &ana, &scratch->error));
	scratch_release(scratch, revert);
	fake.writes = 0;
	crash(scratch);
	arena_free(&arena);
}

static void check_created(struct scratch *scratch, const struct plan *plan)
{
	(void)plan;
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM item WHERE state = 'applied'"), 2);
	assert_int_equal(fake.writes, 2); /* the property, its power */
	assert_int_equal(fake.created, 2);
	scratch_verify(scratch);
}

struct scenario {
	void (*start)(void **state, struct plan *plan);
	void (*check)(struct scratch *scratch, const struct plan *plan);
};

static void what_was_left_with_statements_that_fail(void **state)
{
	static const struct scenario scenarios[] = {{start_held, check_held}, {start_create, check_created}};
	for (size_t i = 0; i < 2; i++) {
		bool failed = true;
		for (long at = 0; failed; at++) {
			struct plan plan = {0};
			const char *said;
			scenarios[i].start(state, &plan);
			steps_fail(at, SQLITE_FULL);
			run_broken(*state, &said);
			failed = steps_failed();
			run_again(*state);
			scenarios[i].check(*state, &plan);
			plan_free(&plan);
			scratch_teardown(state);
		}
	}
	run_setup(state);
}

static void every_word_from_outside_fails_once(void **state)
{
	const struct failure failures[] = {
	    {&fake.fail_read, "no answer"}, {&fake.fail_lookup, "no answer"},	    {&fake.fail_mk, "MK"},
	    {&fake.fail_open, "no OZmap"},  {&fake.fail_write, "nothing was sent"},
	};
	size_t writes = writes_of_a_good_run(state);
	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
		bool broke = true;
		for (size_t at = 1; broke; at++) {
			struct plan plan = {0};
			const char *said;
			start(state, &plan);
			*failures[i].which = at;
			broke = run_broken(*state, &said);
			assert_true(broke || at > 1);
			if (broke && !strstr(said, failures[i].said))
				fail_msg("%s, wanted %s", said, failures[i].said);
			*failures[i].which = 0;
			run_again(*state);
			assert_true(fake.writes <= writes);
			check_done(*state, &plan);
			plan_free(&plan);
			scratch_teardown(state);
		}
	}
	run_setup(state);
}

static void every_allocation_fails_once(void **state)
{
	size_t writes = writes_of_a_good_run(state);
	bool failed = CHAOS_POSSIBLE;
	for (chaos.fail_at = 0; failed; chaos.fail_at += chaos.fail_at < 20 ? 1 : 3) {
		struct plan plan = {0};
		const char *said;
		start(state, &plan);
		chaos.calls = 0;
		chaos.counting = true;
		run_broken(*state, &said);
		chaos.counting = false;
		failed = chaos.calls > chaos.fail_at;
		run_again(*state);
		assert_true(fake.writes <= writes);
		check_done(*state, &plan);
		plan_free(&plan);
		scratch_teardown(state);
	}
	run_setup(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN_TEST(name) cmocka_unit_test_teardown(name, scratch_teardown)
	    RUN_TEST(every_statement_fails_once),
	    RUN_TEST(what_was_left_with_statements_that_fail),
	    RUN_TEST(every_word_from_outside_fails_once),
	    RUN_TEST(every_allocation_fails_once),
	};
	chaos_spare_sqlite();
	chaos_spare_jansson();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
