/* The worker brings back what was applied: created once, whatever happens on the way (spec §8). */
#include "clock.h"
#include "worker/fake.h"

/* Applies the change of the code, proposes its opposite and releases that; *revert in the arena. */
static void apply_and_propose(struct scratch *scratch, enum kind kind, struct change *revert, struct arena *arena)
{
	struct plan plan = {0};
	struct change applied;
	if (kind == KIND_RECODE)
		plan_change(&plan, kind, "20", "\"20\"", "\"21\"");
	else if (kind == KIND_NAME)
		plan_change(&plan, kind, "20", "\"Old\"", "\"New\"");
	else
		plan_cancellation(&plan, kind, "20");
	release_all(scratch, &plan);
	run(scratch);
	assert_good(scratch, store_load_change(scratch->store, plan.items[0].id, &applied, arena, &scratch->error));
	assert_int_equal(applied.state, STATE_APPLIED);
	assert_good(scratch, plan_revert(revert, arena, &applied, &scratch->error));
	assert_good(scratch, store_propose(scratch->store, revert, &applied, &ana, &scratch->error));
	scratch_release(scratch, revert);
	plan_free(&plan);
}

static void expect_state(struct scratch *scratch, const struct change *change, enum state state)
{
	assert_string_equal(state_name(scratch_state(scratch, change->id)), state_name(state));
}

/* The one property that has the code, made anew. */
static const struct fake_property *created(void)
{
	const struct fake_property *found = NULL;
	for (size_t i = 0; i < fake.property_count; i++)
		if (fake.properties[i].there && fake.properties[i].id[0] == 'n') {
			assert_null(found);
			found = &fake.properties[i];
		}
	return found;
}

static void a_name(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct change revert;
	fake_pair("20", true);
	apply_and_propose(scratch, KIND_NAME, &revert, &arena);
	run(scratch);
	expect_state(scratch, &revert, STATE_APPLIED);
	assert_string_equal(fake_client("c20")->name, "Old");
	arena_free(&arena);
}

static void a_recode(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct change revert;
	fake_pair("20", true);
	apply_and_propose(scratch, KIND_RECODE, &revert, &arena);
	assert_string_equal(fake_client("c20")->code, "21");
	run(scratch);
	expect_state(scratch, &revert, STATE_APPLIED);
	assert_string_equal(fake_client("c20")->code, "20");
	arena_free(&arena);
}

/* The old code comes back, the new name stays, and that is said. */
static void a_recode_whose_old_name_is_not_known(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct change revert, applied;
	fake_pair("20", true);
	apply_and_propose(scratch, KIND_RECODE, &revert, &arena);
	assert_string_equal(fake_client("c20")->name, "Subscriber 20");
	(void)snprintf(fake_client("c20")->name, sizeof fake_client("c20")->name, "Somebody's");
	run(scratch);
	assert_string_equal(fake_client("c20")->code, "20");
	assert_string_equal(fake_client("c20")->name, "Somebody's");
	assert_good(scratch, store_load_change(scratch->store, revert.id, &applied, &arena, &scratch->error));
	assert_int_equal(applied.state, STATE_APPLIED);
	assert_non_null(strstr(applied.outcome, "the name before is not known"));
	arena_free(&arena);
}

static void a_removal(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct change revert;
	fake_pair("20", false);
	apply_and_propose(scratch, KIND_CANCEL_REMOVE, &revert, &arena);
	assert_null(fake_property("p20"));
	run(scratch);
	expect_state(scratch, &revert, STATE_APPLIED);
	assert_non_null(created());
	assert_string_equal(created()->address, "Old");
	assert_true(created()->has_power && created()->power == -20);
	assert_string_equal(fake_client(created()->client)->code, "20");
	arena_free(&arena);
}

static void a_detachment(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct change revert;
	fake_pair("20", true);
	apply_and_propose(scratch, KIND_CANCEL_DETACH, &revert, &arena);
	assert_string_equal(fake_property("p20")->client, "");
	run(scratch);
	expect_state(scratch, &revert, STATE_APPLIED);
	assert_string_equal(fake_client(fake_property("p20")->client)->code, "20");
	arena_free(&arena);
}

/* The answer to the create is lost, or it never arrived: it is looked up before it is sent again. */
static void an_unanswered_create(void **state)
{
	struct scratch *scratch = *state;
	for (int arrived = 0; arrived < 2; arrived++) {
		struct arena arena = {0};
		struct change revert;
		memset(&fake, 0, sizeof fake);
		fake.life = LIFE_CANCELLED;
		scratch_teardown(state);
		scratch_setup(state);
		scratch = *state;
		fake_pair("20", false);
		apply_and_propose(scratch, KIND_CANCEL_REMOVE, &revert, &arena);
		fake.writes = 0;
		fake.from = fake.upto = 1;
		fake.only = "/properties";
		fake.answer = (struct write_result){.answer = WRITE_UNKNOWN};
		fake.effect = arrived;
		int64_t start = moment_ticks();
		run(scratch);
		assert_true(moment_ticks() - start >= 1000);
		expect_state(scratch, &revert, STATE_APPLIED);
		assert_non_null(created());
		arena_free(&arena);
	}
}

/* A signal while the create is waited for: it stays begun, and the next worker looks it up. */
static void end_on_write(void)
{
	fake.asked_to_end = true;
}

static void a_signal_after_a_create(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct change revert;
	fake_pair("20", false);
	apply_and_propose(scratch, KIND_CANCEL_REMOVE, &revert, &arena);
	fake.writes = 0;
	fake.from = fake.upto = 1;
	fake.answer = (struct write_result){.answer = WRITE_UNKNOWN};
	fake.effect = true;
	fake.after_write = end_on_write;
	run_config.ozmap.timeout = 20; /* longer than a signal's patience */
	run(scratch);
	assert_int_equal(fake.writes, 1);
	assert_int_not_equal(scratch_state(scratch, revert.id), STATE_APPLIED);
	fake.asked_to_end = false;
	fake.after_write = NULL;
	run_config.ozmap.timeout = 1;
	run(scratch);
	expect_state(scratch, &revert, STATE_APPLIED);
	assert_non_null(created());
	arena_free(&arena);
}

static void somebody_was_faster(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct change revert;
	fake_pair("20", false);
	apply_and_propose(scratch, KIND_CANCEL_REMOVE, &revert, &arena);
	fake_pair("20", true);
	size_t writes = fake.writes;
	run(scratch);
	expect_state(scratch, &revert, STATE_STALE);
	assert_int_equal(fake.writes, writes);
	arena_free(&arena);
}

/* What was removed was erased meanwhile, as keep_personal_data says: that revert fails, and the run does not. */
static void nothing_is_known_any_more(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct change revert;
	fake_pair("20", false);
	apply_and_propose(scratch, KIND_CANCEL_REMOVE, &revert, &arena);
	scratch_sql(scratch, "UPDATE side SET ozmap = NULL");
	size_t writes = fake.writes;
	struct worker_result result = run(scratch);
	assert_int_equal(result.failed, 1);
	expect_state(scratch, &revert, STATE_FAILED);
	assert_int_equal(fake.writes, writes);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN_TEST(name) cmocka_unit_test_setup_teardown(name, run_setup, scratch_teardown)
	    RUN_TEST(a_name),
	    RUN_TEST(a_recode),
	    RUN_TEST(a_recode_whose_old_name_is_not_known),
	    RUN_TEST(a_removal),
	    RUN_TEST(a_detachment),
	    RUN_TEST(an_unanswered_create),
	    RUN_TEST(a_signal_after_a_create),
	    RUN_TEST(somebody_was_faster),
	    RUN_TEST(nothing_is_known_any_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
