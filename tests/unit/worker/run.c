/* The worker's run on a store of its own, with an OZmap and an MK in memory: each kind, each answer (spec §8). */
#include "clock.h"
#include "worker/fake.h"

/* One of each kind: two of one client go in one request, several of one wish by batch. */
static void fill(struct plan *plan)
{
	static const char *const activated[] = {"1", "2", "3", "4", "5"};
	for (size_t i = 0; i < 5; i++) {
		fake_pair(activated[i], false);
		plan_activate(plan, activated[i]);
	}
	fake_pair("6", true);
	plan_change(plan, KIND_STATUS, "6", "\"OK\"", "\"ERROR\"");
	fake_pair("7", true)->status = 1;
	plan_change(plan, KIND_STATUS, "7", "\"ERROR\"", "\"OK\"");
	fake_pair("8", true);
	plan_change(plan, KIND_NAME, "8", "\"Old\"", "\"New\"");
	plan_change(plan, KIND_ADDRESS, "8", "\"Old\"", "\"Rua\"");
	plan_change(plan, KIND_POWER, "8", "-20", "-25.5");
	plan_change(plan, KIND_STATUS, "8", "\"OK\"", "\"ERROR\"");
	fake_pair("20", false);
	plan_cancellation(plan, KIND_CANCEL_REMOVE, "20");
	fake_pair("21", true);
	plan_cancellation(plan, KIND_CANCEL_DETACH, "21");
	fake_pair("22", false);
	fake.properties[fake.property_count - 1].there = false;
	struct change *alone = plan_cancellation(plan, KIND_CANCEL_REMOVE, "22");
	alone->property_id = NULL;
	assert_int_equal(change_make_id(alone), 0);
	fake_pair("30", true);
	plan_change(plan, KIND_RECODE, "30", "\"30\"", "\"31\"");
}

static void check_done(void)
{
	assert_true(fake_client("c1")->implanted && fake_client("c5")->implanted);
	assert_int_equal(fake_client("c6")->status, 1);
	assert_int_equal(fake_client("c7")->status, 0);
	assert_string_equal(fake_client("c8")->name, "New");
	assert_int_equal(fake_client("c8")->status, 1);
	assert_string_equal(fake_property("p8")->address, "Rua");
	assert_true(fake_property("p8")->power == -25.5);
	assert_null(fake_client("c20"));
	assert_null(fake_property("p20"));
	assert_null(fake_client("c21"));
	assert_string_equal(fake_property("p21")->client, "");
	assert_string_equal(fake_property("p21")->observation, "de 21");
	assert_null(fake_client("c22"));
	assert_string_equal(fake_client("c30")->code, "31");
}

static void every_kind(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	fill(&plan);
	release_all(scratch, &plan);
	struct worker_result result = run(scratch);
	expect_states(scratch, &plan, STATE_APPLIED);
	check_done();
	assert_int_equal(result.applied, plan.count);
	assert_int_equal(result.failed + result.stale + result.held, 0);
	assert_false(result.paused);
	size_t writes = fake.writes;
	run(scratch);
	assert_int_equal(fake.writes, writes);
	scratch_verify(scratch);
	plan_free(&plan);
}

/* What is there already is not written; what is no longer so is stale. */
static void already_and_no_longer(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	fake_pair("1", true);
	plan_activate(&plan, "1");
	fake_pair("2", true);
	struct change *name = plan_change(&plan, KIND_NAME, "2", "\"Other\"", "\"New\"");
	struct change *gone = plan_activate(&plan, "3");
	release_all(scratch, &plan);
	name = &plan.items[1];
	gone = &plan.items[2];
	struct worker_result result = run(scratch);
	assert_int_equal(fake.writes, 0);
	assert_int_equal(result.applied, 1);
	assert_int_equal(result.stale, 2);
	assert_int_equal(scratch_state(scratch, name->id), STATE_STALE);
	assert_int_equal(scratch_state(scratch, gone->id), STATE_STALE);
	plan_free(&plan);
}

static void mk_no_longer_says_cancelled(void **state)
{
	struct scratch *scratch = *state;
	for (int round = 0; round < 3; round++) {
		struct plan plan = {0};
		char code[8];
		(void)snprintf(code, sizeof code, "%d", round);
		fake_pair(code, false);
		plan_cancellation(&plan, KIND_CANCEL_REMOVE, code);
		release_all(scratch, &plan);
		fake.life = round == 0 ? LIFE_ACTIVE : LIFE_CANCELLED;
		fake.mk_knows_none = round == 1;
		fake.mk_has_two = round == 2;
		run(scratch);
		expect_states(scratch, &plan, STATE_STALE);
		plan_free(&plan);
	}
	assert_int_equal(fake.writes, 0);
}

struct spoiled {
	struct write_result answer;
	bool effect; /* it was done all the same */
	size_t upto; /* so many times */
	enum state state;
	bool paused;
};

/* One power change: never by batch. */
static void answers(void **state)
{
	static const struct spoiled cases[] = {
	    {{.answer = WRITE_UNKNOWN, .status = 503, .message = "busy"}, false, 1, STATE_APPLIED, false},
	    {{.answer = WRITE_UNKNOWN}, true, 1, STATE_APPLIED, false},
	    {{.answer = WRITE_DONE, .status = 200}, false, 1, STATE_APPLIED, false},
	    {{.answer = WRITE_REFUSED, .status = 400, .message = "no"}, false, 1, STATE_FAILED, false},
	    {{.answer = WRITE_GONE, .status = 404}, false, 1, STATE_FAILED, false},
	    {{.answer = WRITE_REFUSED, .status = 409}, true, 1, STATE_APPLIED, false},
	    {{.answer = WRITE_TOO_MANY, .status = 429, .wait = 1}, false, 1, STATE_APPLIED, false},
	    {{.answer = WRITE_UNAUTHORISED, .status = 401, .message = "key"}, false, 1, STATE_RELEASED, true},
	    {{.answer = WRITE_UNKNOWN, .unsent = true}, false, 1, STATE_APPLIED, false},
	};
	struct scratch *scratch = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct plan plan = {0};
		char code[8];
		(void)snprintf(code, sizeof code, "%zu", i + 100);
		fake_pair(code, true);
		plan_change(&plan, KIND_POWER, code, "-20", "-25");
		release_all(scratch, &plan);
		fake.writes = 0;
		fake.from = 1;
		fake.upto = cases[i].upto;
		fake.answer = cases[i].answer;
		fake.effect = cases[i].effect;
		struct worker_result result = run(scratch);
		if (scratch_state(scratch, plan.items[0].id) != cases[i].state || result.paused != cases[i].paused)
			fail_msg("case %zu: %s, paused %d (%s)", i,
				 state_name(scratch_state(scratch, plan.items[0].id)), result.paused, result.message);
		plan_free(&plan);
	}
	scratch_verify(scratch);
}

/* Five sends and no more; as the first of its kind it was the trial, and the run pauses. */
static void five_sends(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	fake_pair("1", true);
	plan_change(&plan, KIND_POWER, "1", "-20", "-25");
	release_all(scratch, &plan);
	fake.from = 1;
	fake.upto = 99;
	fake.answer = (struct write_result){.answer = WRITE_DONE, .status = 200};
	struct worker_result result = run(scratch);
	assert_int_equal(fake.writes, 5);
	expect_states(scratch, &plan, STATE_FAILED);
	assert_true(result.paused);
	assert_non_null(strstr(result.message, "trial"));
	plan_free(&plan);
}

static void five_sends_and_what_was_answered(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct arena arena = {0};
	struct change failed;
	fake_pair("1", true);
	plan_change(&plan, KIND_POWER, "1", "-20", "-25");
	release_all(scratch, &plan);
	fake.from = 1;
	fake.upto = 99;
	fake.answer = (struct write_result){.answer = WRITE_UNKNOWN, .status = 503, .message = "out of order"};
	run(scratch);
	assert_good(scratch, store_load_change(scratch->store, plan.items[0].id, &failed, &arena, &scratch->error));
	assert_int_equal(failed.state, STATE_FAILED);
	assert_non_null(strstr(failed.outcome, "out of order"));
	arena_free(&arena);
	plan_free(&plan);
}

/* A change for which there is no request fails, with the reason; the others go on, also those of the same client. */
static void no_request_for_one(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct change failed;
	fake_pair("1", true);
	fake_pair("2", true);
	fake_pair("3", true);
	plan_change(&plan, KIND_NAME, "1", "\"Old\"", "\"New\"");
	plan_change(&plan, KIND_NAME, "2", "\"Old\"", "\"New\"");
	struct change *odd = plan_change(&plan, KIND_POWER, "2", "-20", "-25");
	struct change *alone = plan_change(&plan, KIND_POWER, "3", "-20", "-25");
	odd->property_id = "p/2";
	alone->property_id = "p/3";
	assert_true(change_make_id(odd) == 0 && change_make_id(alone) == 0);
	for (size_t i = 1; i < 3; i++)
		(void)snprintf(fake.properties[i].id, sizeof fake.properties[i].id, "p/%zu", i + 1);
	release_all(scratch, &plan);
	struct worker_result result = run(scratch);
	assert_int_equal(result.applied, 2);
	assert_int_equal(result.failed, 2);
	assert_false(result.paused);
	assert_true(fake_property("p/2")->power == -20 && fake_property("p/3")->power == -20);
	assert_int_equal(fake.writes, 2);
	assert_string_equal(fake_client("c2")->name, "New");
	assert_good(scratch, store_load_change(scratch->store, odd->id, &failed, &plan.arena, &scratch->error));
	assert_int_equal(failed.state, STATE_FAILED);
	assert_non_null(strstr(failed.outcome, "unexpected form"));
	plan_free(&plan);
}

/* A batch that is refused goes one by one; each is then answered for itself. */
static void a_refused_batch(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	static const char *const codes[] = {"1", "2", "3", "4", "5", "6"};
	for (size_t i = 0; i < 6; i++) {
		fake_pair(codes[i], false);
		plan_activate(&plan, codes[i]);
	}
	release_all(scratch, &plan);
	fake.only = "batch-update";
	fake.from = 1;
	fake.upto = 99;
	fake.answer = (struct write_result){.answer = WRITE_REFUSED, .status = 400, .message = "no batches"};
	struct worker_result result = run(scratch);
	assert_int_equal(result.applied, 6);
	expect_states(scratch, &plan, STATE_APPLIED);
	plan_free(&plan);
}

static void lose_property(void)
{
	fake.before_write = NULL;
	fake.properties[0].there = false;
	fake.properties[0].client[0] = '\0';
}

/* Somebody else removed the property right before us: 404, read, and the client that is left goes too (faults 17). */
static void a_property_that_is_gone_already(void **state)
{
	static const struct write_result answers[] = {{.answer = WRITE_GONE, .status = 404, .message = "not there"},
						      {.answer = WRITE_UNKNOWN, .message = "no answer"}};
	for (size_t i = 0; i < 2; i++) {
		struct plan plan = {0};
		scratch_teardown(state);
		run_setup(state);
		fake_pair("1", false);
		plan_cancellation(&plan, KIND_CANCEL_REMOVE, "1");
		release_all(*state, &plan);
		fake.before_write = lose_property;
		fake.from = fake.upto = 1;
		fake.answer = answers[i];
		run(*state);
		expect_states(*state, &plan, STATE_APPLIED);
		assert_null(fake_client("c1"));
		assert_int_equal(fake.writes, 2);
		plan_free(&plan);
	}
}

static void ten_failures_in_a_row(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	for (int i = 0; i < 40; i++) {
		const char *code = arena_format(&plan.arena, "%d", i);
		fake_pair(code, true);
		plan_change(&plan, KIND_POWER, code, "-20", "-25");
	}
	release_all(scratch, &plan);
	fake.from = 3;
	fake.upto = 99;
	fake.answer = (struct write_result){.answer = WRITE_REFUSED, .status = 400, .message = "no"};
	struct worker_result result = run(scratch);
	assert_int_equal(result.applied, 2);
	assert_true(result.failed >= 10 && result.failed < 30);
	assert_true(result.paused);
	assert_non_null(strstr(result.message, "in a row"));
	/* what was not tried is still released */
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM item WHERE state = 'released'"),
			 38 - (long long)result.failed);
	plan_free(&plan);
}

/* Sixteen requests leave before the worker looks up: after a 401 no more do. */
static void nothing_more_after_a_refused_key(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	run_config.trial = 1;
	for (int i = 0; i < 40; i++) {
		const char *code = arena_format(&plan.arena, "%d", i);
		fake_pair(code, true);
		plan_change(&plan, KIND_NAME, code, "\"Old\"", arena_format(&plan.arena, "\"New %d\"", i));
	}
	release_all(scratch, &plan);
	fake.from = 4;
	fake.upto = 4;
	fake.answer = (struct write_result){.answer = WRITE_UNAUTHORISED, .status = 401, .message = "no key"};
	struct worker_result result = run(scratch);
	assert_true(result.paused);
	assert_true(fake.writes <= 17);
	assert_int_equal(result.failed, 0);
	run_config.trial = 2;
	plan_free(&plan);
}

/* A guard holds now what was approved before. */
static void guards_hold(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, later = {0};
	struct plan_facts facts = {.ozmap_clients = 1000, .active = 900, .canaries_missing = 1};
	fake_pair("1", false);
	fake_pair("2", true);
	plan_cancellation(&plan, KIND_CANCEL_REMOVE, "1");
	plan_change(&plan, KIND_NAME, "2", "\"Old\"", "\"New\"");
	release_all(scratch, &plan);
	plan_cancellation(&later, KIND_CANCEL_REMOVE, "1");
	plan_change(&later, KIND_NAME, "2", "\"Old\"", "\"New\"");
	later.created_at = moment_now();
	assert_good(scratch, store_save_plan(scratch->store, &later, &facts, 0, NULL, 0, &ana, &scratch->error));
	struct worker_result result = run(scratch);
	assert_int_equal(result.held, 1);
	assert_int_equal(result.applied, 1);
	assert_int_equal(scratch_state(scratch, plan.items[0].id), STATE_APPROVED);
	assert_non_null(fake_client("c1"));
	plan_free(&plan);
	plan_free(&later);
}

/* The plan found the canary; by now OZmap, then MK, lacks it. */
static void a_canary_is_looked_for_again(void **state)
{
	static const char *codes[] = {"7", "8", NULL};
	struct scratch *scratch = *state;
	struct plan plan = {0};
	fake_pair("1", false);
	fake_pair("8", true);
	plan_cancellation(&plan, KIND_CANCEL_REMOVE, "1");
	release_all(scratch, &plan);
	run_config.guard.canary_codes = codes;
	assert_int_equal(run(scratch).held, 1);
	expect_states(scratch, &plan, STATE_APPROVED);
	assert_non_null(fake_client("c1"));

	fake_pair("7", true);
	scratch_release(scratch, &plan.items[0]);
	fake.mk_knows_none = true;
	assert_int_equal(run(scratch).held, 1);
	fake.mk_knows_none = false;
	scratch_release(scratch, &plan.items[0]);
	fake.fail_mk = 1;
	run_breaks(scratch);
	fake.fail_mk = fake.asked_mk + 3; /* the second canary's */
	run_breaks(scratch);
	fake.fail_mk = 0;
	fake.fail_lookup = fake.lookups + 1;
	run_breaks(scratch);
	fake.fail_lookup = 0;
	expect_states(scratch, &plan, STATE_RELEASED);
	assert_int_equal(run(scratch).applied, 1);
	assert_null(fake_client("c1"));
	run_config.guard.canary_codes = no_codes;
	plan_free(&plan);
}

static void a_detached_client_that_stays(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	fake_pair("21", true);
	plan_cancellation(&plan, KIND_CANCEL_DETACH, "21");
	release_all(scratch, &plan);
	run_config.sync.delete_client = false;
	run(scratch);
	run_config.sync.delete_client = true;
	expect_states(scratch, &plan, STATE_APPLIED);
	assert_non_null(fake_client("c21"));
	assert_string_equal(fake_property("p21")->client, "");
	plan_free(&plan);
}

/* faults 11: the plan is of another OZmap, or of another MK */
static void a_store_that_holds_anothers_plan(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	fake_pair("1", false);
	plan_activate(&plan, "1");
	release_all(scratch, &plan);
	assert_good(scratch, store_bind(scratch->store, "https://a", "mk", false, &ana, &scratch->error));
	run_config.ozmap.url = "https://b";
	run_breaks(scratch);
	run_config.ozmap.url = "https://a";
	run_config.mk.database = "another";
	run_breaks(scratch);
	run_config.mk.database = "mk";
	expect_states(scratch, &plan, STATE_RELEASED);
	assert_false(fake_client("c1")->implanted);
	run(scratch);
	expect_states(scratch, &plan, STATE_APPLIED);
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN_TEST(name) cmocka_unit_test_setup_teardown(name, run_setup, scratch_teardown)
	    RUN_TEST(every_kind),
	    RUN_TEST(already_and_no_longer),
	    RUN_TEST(mk_no_longer_says_cancelled),
	    RUN_TEST(answers),
	    RUN_TEST(five_sends),
	    RUN_TEST(five_sends_and_what_was_answered),
	    RUN_TEST(a_refused_batch),
	    RUN_TEST(no_request_for_one),
	    RUN_TEST(a_property_that_is_gone_already),
	    RUN_TEST(ten_failures_in_a_row),
	    RUN_TEST(nothing_more_after_a_refused_key),
	    RUN_TEST(guards_hold),
	    RUN_TEST(a_canary_is_looked_for_again),
	    RUN_TEST(a_detached_client_that_stays),
	    RUN_TEST(a_store_that_holds_anothers_plan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
