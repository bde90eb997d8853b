/* Many at once: batches of several wishes, a hundred in one, and batches refused whose clients then go one by one. */
#include "clock.h"
#include "worker/fake.h"

static const struct write_result no_batches = {.answer = WRITE_REFUSED, .status = 400, .message = "no batches"};
static const struct write_result no = {.answer = WRITE_REFUSED, .status = 422, .message = "no"};
static const struct write_result slower = {.answer = WRITE_TOO_MANY, .status = 429, .wait = 1};
static const struct write_result no_key = {.answer = WRITE_UNAUTHORISED, .status = 401, .message = "no key"};
static const struct write_result silence = {.answer = WRITE_UNKNOWN};

static bool is_batch(const struct write_request *request)
{
	return strstr(request->path, "batch-update") != NULL;
}

static void activate_many(struct scratch *scratch, struct plan *plan, int count)
{
	for (int i = 0; i < count; i++) {
		const char *code = arena_format(&plan->arena, "%03d", i);
		fake_pair(code, false);
		plan_activate(plan, code);
	}
	release_all(scratch, plan);
}

static void a_hundred_in_one(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	activate_many(scratch, &plan, 102);
	run(scratch);
	expect_states(scratch, &plan, STATE_APPLIED);
	assert_true(fake.writes <= 4);
	plan_free(&plan);
}

/* Without a trial all hundred are read and sent at once. */
static void a_hundred_at_once(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	activate_many(scratch, &plan, 1);
	run(scratch);
	fake.writes = 0;
	run_config.trial = 0;
	plan_free(&plan);
	fake.client_count = fake.property_count = 0;
	activate_many(scratch, &plan, 100);
	fake.fail_read = fake.reads + 1;
	run_breaks(scratch);
	run(scratch);
	assert_int_equal(fake.writes, 1);
	expect_states(scratch, &plan, STATE_APPLIED);
	run_config.trial = 2;
	plan_free(&plan);
}

/* Each wish is a batch of its own; what stands alone goes alone. */
static void several_wishes(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	run_config.trial = 1;
	for (int i = 0; i < 9; i++) {
		const char *code = arena_format(&plan.arena, "%d", i);
		bool up = i % 2 == 0;
		fake_pair(code, i % 3 != 0)->status = up;
		if (i % 3 == 0)
			plan_activate(&plan, code);
		else
			plan_change(&plan, KIND_STATUS, code, up ? "\"ERROR\"" : "\"OK\"", up ? "\"OK\"" : "\"ERROR\"");
	}
	fake_pair("20", true);
	plan_change(&plan, KIND_NAME, "20", "\"Old\"", "\"New\"");
	release_all(scratch, &plan);
	run(scratch);
	expect_states(scratch, &plan, STATE_APPLIED);
	for (int i = 0; i < 9; i++)
		if (i % 3 != 0)
			assert_int_equal(fake.clients[i].status, i % 2 != 0);
	run_config.trial = 2;
	plan_free(&plan);
}

/* Two fields of two clients in one round: a batch holds one of them. */
static void two_fields_at_once(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	several_wishes(state);
	run_config.trial = 0;
	for (int i = 0; i < 4; i++) {
		const char *code = arena_format(&plan.arena, "%d", 30 + i);
		fake_pair(code, i % 2 != 0);
		if (i % 2 == 0)
			plan_activate(&plan, code);
		else
			plan_change(&plan, KIND_STATUS, code, "\"OK\"", "\"ERROR\"");
	}
	plan.created_at = moment_now() + 1;
	release_all(scratch, &plan);
	fake.writes = 0;
	run(scratch);
	assert_int_equal(fake.writes, 2);
	expect_states(scratch, &plan, STATE_APPLIED);
	run_config.trial = 2;
	plan_free(&plan);
}

/* --- refused batches: forty clients one by one, sixteen requests at a time ----------------------------------------
 */

static const struct write_result *refuses_batches(const struct write_request *request, size_t number)
{
	(void)number;
	return is_batch(request) ? &no_batches : NULL;
}

static const struct write_result *refuses_all(const struct write_request *request, size_t number)
{
	return number <= 1 ? NULL : is_batch(request) ? &no_batches : &no;
}

static const struct write_result *tells_to_wait_once(const struct write_request *request, size_t number)
{
	return is_batch(request) && number > 1 ? &no_batches : number == 10 ? &slower : NULL;
}

static const struct write_result *loses_the_key(const struct write_request *request, size_t number)
{
	return is_batch(request) && number > 1 ? &no_batches : number == 10 ? &no_key : NULL;
}

static const struct write_result *is_silent_once(const struct write_request *request, size_t number)
{
	return is_batch(request) && number > 1 ? &no_batches : number == 12 ? &silence : NULL;
}

static void one_by_one(void **state)
{
	static const struct {
		const struct write_result *(*script)(const struct write_request *, size_t);
		bool paused;
		size_t least_applied, most_failed;
	} cases[] = {
	    {refuses_batches, false, 40, 0}, {refuses_all, true, 1, 39},     {tells_to_wait_once, false, 40, 0},
	    {loses_the_key, true, 8, 0},     {is_silent_once, false, 40, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct plan plan = {0};
		scratch_teardown(state);
		run_setup(state);
		activate_many(*state, &plan, 40);
		fake.script = cases[i].script;
		struct worker_result result = run(*state);
		if (result.paused != cases[i].paused || result.applied < cases[i].least_applied ||
		    result.failed > cases[i].most_failed)
			fail_msg("case %zu: %zu applied, %zu failed, paused %d: %s", i, result.applied, result.failed,
				 result.paused, result.message);
		assert_int_equal(scratch_number(*state, "SELECT count(*) FROM item WHERE state = 'applying'"), 0);
		scratch_verify(*state);
		plan_free(&plan);
	}
}

static const struct write_result *stops_after_a_slice(const struct write_request *request, size_t number)
{
	if (number == 6)
		assert_int_equal(store_wish_set(fake.scratch->store, WISH_STOP, NULL), 0);
	return is_batch(request) && number > 1 ? &no_batches : NULL;
}

static void a_wish_between_two_slices(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	activate_many(scratch, &plan, 40);
	fake.script = stops_after_a_slice;
	struct worker_result result = run(scratch);
	assert_true(result.applied >= 16 && result.applied < 40);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM item WHERE state = 'released'"),
			 40 - (long long)result.applied);
	plan_free(&plan);
}

/* Between two slices another worker takes a claim: nothing is sent for it. */
static const struct write_result *is_stolen_from(const struct write_request *request, size_t number)
{
	if (number == 6) {
		struct store_worker thief;
		char sql[100];
		assert_int_equal(store_worker_enter(fake.scratch->store, &thief, 1, NULL), 0);
		(void)snprintf(sql, sizeof sql, "UPDATE item SET fence = %lld WHERE code >= '035'", thief.fence);
		scratch_sql(fake.scratch, sql);
	}
	return is_batch(request) && number > 1 ? &no_batches : NULL;
}

static void a_claim_lost_between_two_slices(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	activate_many(scratch, &plan, 40);
	fake.script = is_stolen_from;
	run(scratch);
	/* the thief did nothing: when its lease is over they are taken back */
	expect_states(scratch, &plan, STATE_APPLIED);
	scratch_verify(scratch);
	plan_free(&plan);
}

/* A pause that a signal ends. */
static const struct write_result *pauses_and_ends(const struct write_request *request, size_t number)
{
	(void)request;
	if (number == 1) {
		assert_int_equal(store_wish_set(fake.scratch->store, WISH_PAUSE, NULL), 0);
		fake.asked_to_end = true;
	}
	return NULL;
}

static void a_signal_while_paused(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	activate_many(scratch, &plan, 40);
	fake.script = pauses_and_ends;
	struct worker_result result = run(scratch);
	assert_int_equal(result.applied, 1);
	plan_free(&plan);
}

/* Cancellations, one by one by nature, wait their turn: what is not reached is given back. */
static const struct write_result *asks_to_end(const struct write_request *request, size_t number)
{
	(void)request;
	fake.asked_to_end = fake.asked_to_end || number >= 3;
	return NULL;
}

static void cancellations_not_reached(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	for (int i = 0; i < 40; i++) {
		const char *code = arena_format(&plan.arena, "%d", i);
		fake_pair(code, false);
		plan_cancellation(&plan, KIND_CANCEL_REMOVE, code);
	}
	release_all(scratch, &plan);
	fake.script = asks_to_end;
	struct worker_result result = run(scratch);
	assert_true(result.applied >= 2 && result.applied < 40);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM item WHERE state = 'released'"),
			 40 - (long long)result.applied);
	plan_free(&plan);
}

/* After a refused key the others of the same call never left. */
static const struct write_result *never_left(const struct write_request *request, size_t number)
{
	static const struct write_result unsent = {.answer = WRITE_UNAUTHORISED, .status = 401, .unsent = true};
	(void)request;
	return number < 3 ? NULL : number == 3 ? &no_key : &unsent;
}

static void what_never_left_is_given_back(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	for (int i = 0; i < 10; i++) {
		const char *code = arena_format(&plan.arena, "%d", i);
		fake_pair(code, true);
		plan_cancellation(&plan, KIND_CANCEL_DETACH, code);
	}
	release_all(scratch, &plan);
	fake.script = never_left;
	struct worker_result result = run(scratch);
	assert_true(result.paused);
	/* one may be half done and stays begun; the others are as released as before */
	assert_true(scratch_number(scratch, "SELECT count(*) FROM item WHERE state = 'applying'") <= 1);
	assert_int_equal(result.failed + result.stale, 0);
	fake.script = NULL;
	run(scratch);
	expect_states(scratch, &plan, STATE_APPLIED);
	plan_free(&plan);
}

/* A code that nobody has: the worker says so, whatever the change has of it. */
static void changes_without_a_client(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	static const char *const codes[] = {"1", "2", "3"};
	for (size_t i = 0; i < 3; i++) {
		struct change *change = plan_change(&plan, KIND_NAME, codes[i], "\"Old\"", "\"New\"");
		change->client_id = NULL;
		assert_int_equal(change_make_id(change), 0);
	}
	release_all(scratch, &plan);
	run(scratch);
	expect_states(scratch, &plan, STATE_STALE);
	assert_int_equal(fake.writes, 0);
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN_TEST(name) cmocka_unit_test_setup_teardown(name, run_setup, scratch_teardown)
	    RUN_TEST(a_hundred_in_one),
	    RUN_TEST(a_hundred_at_once),
	    RUN_TEST(what_never_left_is_given_back),
	    RUN_TEST(several_wishes),
	    RUN_TEST(two_fields_at_once),
	    RUN_TEST(one_by_one),
	    RUN_TEST(a_wish_between_two_slices),
	    RUN_TEST(a_claim_lost_between_two_slices),
	    RUN_TEST(a_signal_while_paused),
	    RUN_TEST(cancellations_not_reached),
	    RUN_TEST(changes_without_a_client),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
