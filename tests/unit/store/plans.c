/* Plans: what a new one keeps, loses and withdraws (spec §5), and what is read back. */
#include "scratch.h"

static void test_load_before_any_plan(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan;
	struct plan_facts facts;

	assert_int_equal(store_load_plan(scratch->store, &plan, &scratch->error), 1);
	assert_int_equal(store_facts(scratch->store, &facts, &scratch->error), 1);
}

static void test_what_is_saved_is_loaded(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {.created_at = 1700000000, .counts = {1, 2, 3, 4, 5, 6, 7}}, loaded;
	struct change *change;
	struct change kept, one;
	struct arena arena = {0};

	plan_change(&plan, KIND_MISSING_IN_OZMAP, "9", NULL, NULL);
	change = plan_change(&plan, KIND_POWER, "7", "-19.25", "-27.8");
	change->mk_power = -27.8;
	change->power_delta = 8.55;
	change->has_mk_power = change->has_power_delta = true;
	change->address = "R. das Flores, 12";
	change->box = "CTO 1";
	change->moved = change->alone = true;
	kept = *change;
	plan_activate(&plan, "8");
	scratch_save(scratch, &plan);
	assert_int_equal(plan.id, 1);
	scratch_reopen(scratch);
	assert_good(scratch, store_load_plan(scratch->store, &loaded, &scratch->error));
	assert_int_equal(loaded.id, 1);
	assert_int_equal(loaded.created_at, 1700000000);
	assert_memory_equal(&loaded.counts, &plan.counts, sizeof plan.counts);
	assert_int_equal(loaded.count, 3);
	assert_int_equal(loaded.items[0].kind, KIND_ACTIVATE);
	assert_int_equal(loaded.items[1].kind, KIND_POWER);
	assert_int_equal(loaded.items[2].kind, KIND_MISSING_IN_OZMAP);
	assert_int_equal(loaded.items[2].state, STATE_OPEN);
	assert_string_equal(loaded.items[1].id, kept.id);
	assert_string_equal(loaded.items[1].before, "-19.25");
	assert_string_equal(loaded.items[1].address, "R. das Flores, 12");
	assert_true(loaded.items[1].has_mk_power && loaded.items[1].mk_power == -27.8);
	assert_true(loaded.items[1].moved && loaded.items[1].alone && !loaded.items[1].cosmetic);
	assert_int_equal(loaded.items[1].field, FIELD_POWER);
	assert_null(loaded.items[1].mk_side);
	assert_null(loaded.items[1].decided_by);
	assert_int_equal(loaded.items[1].decided_at, MOMENT_NONE);
	assert_true(loaded.items[1].first_seen > 1700000000);
	assert_int_equal(store_load_change(scratch->store, kept.id, &one, &arena, &scratch->error), 0);
	assert_string_equal(one.mk_side, kept.mk_side);
	assert_string_equal(one.ozmap_side, kept.ozmap_side);
	assert_int_equal(store_load_change(scratch->store, "0000000000000000", &one, &arena, &scratch->error), 1);
	arena_free(&arena);
	plan_free(&loaded);
	plan_free(&plan);
}

/* The table of spec §5: what the next plan finds again, and what it lacks. */
static void test_states_over_a_refresh(void **state)
{
	static const struct {
		enum state was, found, absent;
		bool told; /* its withdrawal stands in the journal */
	} table[] = {
	    {STATE_PENDING, STATE_PENDING, STATE_WITHDRAWN, false},
	    {STATE_REQUESTED, STATE_REQUESTED, STATE_WITHDRAWN, true},
	    {STATE_APPROVED, STATE_APPROVED, STATE_WITHDRAWN, true},
	    {STATE_RELEASED, STATE_RELEASED, STATE_WITHDRAWN, true},
	    {STATE_REJECTED, STATE_REJECTED, STATE_WITHDRAWN, true},
	    {STATE_DEFERRED, STATE_DEFERRED, STATE_WITHDRAWN, true},
	    {STATE_APPLYING, STATE_APPLYING, STATE_WITHDRAWN, false},
	    {STATE_APPLIED, STATE_PENDING, STATE_APPLIED, false},
	    {STATE_FAILED, STATE_PENDING, STATE_WITHDRAWN, false},
	    {STATE_STALE, STATE_PENDING, STATE_WITHDRAWN, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		for (int found = 0; found < 2; found++) {
			void *fresh;
			struct scratch *scratch;
			struct plan plan = {0}, next = {0};
			struct change *change = plan_activate(&plan, "1");

			scratch_setup(&fresh);
			scratch = fresh;
			scratch_save(scratch, &plan);
			scratch_bring(scratch, change, table[i].was);
			if (found)
				plan_activate(&next, "1");
			scratch_save(scratch, &next);
			assert_int_equal(scratch_state(scratch, change->id), found ? table[i].found : table[i].absent);
			assert_int_equal(scratch_events(scratch, "withdrawn"), !found && table[i].told);
			assert_int_equal(scratch_events(scratch, "refreshed"), 2);
			scratch_verify(scratch);
			plan_free(&plan);
			plan_free(&next);
			scratch_teardown(&fresh);
		}
}

static void test_findings_over_a_refresh(void **state)
{
	static const enum state states[] = {STATE_OPEN, STATE_REJECTED, STATE_DEFERRED};
	struct scratch *scratch = *state;

	for (size_t i = 0; i < 3; i++) {
		struct plan plan = {0};
		struct change *finding = plan_change(&plan, KIND_MISSING_IN_MK, "1", NULL, NULL);

		scratch_save(scratch, &plan);
		assert_int_equal(scratch_state(scratch, finding->id), STATE_OPEN);
		scratch_bring(scratch, finding, states[i]);
		scratch_save(scratch, &plan);
		assert_int_equal(scratch_state(scratch, finding->id), states[i]);
		scratch_save_empty(scratch);
		assert_int_equal(scratch_state(scratch, finding->id), STATE_WITHDRAWN);
		assert_int_equal(scratch_events(scratch, "withdrawn"), i);
		plan_free(&plan);
	}
}

static void test_anew_means_no_trace_of_the_old_decision(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, again = {0};
	struct change *change = plan_activate(&plan, "1"), loaded;
	struct arena arena = {0};

	scratch_save(scratch, &plan);
	scratch_bring(scratch, change, STATE_FAILED);
	assert_good(scratch, store_load_change(scratch->store, change->id, &loaded, &arena, &scratch->error));
	assert_string_equal(loaded.outcome, "words");
	assert_string_equal(loaded.decided_by, "ana");
	plan_activate(&again, "1");
	scratch_save(scratch, &again);
	assert_good(scratch, store_load_change(scratch->store, change->id, &loaded, &arena, &scratch->error));
	assert_null(loaded.outcome);
	assert_null(loaded.decided_by);
	assert_null(loaded.reason);
	arena_free(&arena);
	plan_free(&plan);
	plan_free(&again);
}

static void test_description_follows_the_newest_plan(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, again = {0};
	struct change *change = plan_activate(&plan, "1"), loaded;
	struct arena arena = {0};

	scratch_save(scratch, &plan);
	scratch_decide(scratch, change, STATE_APPROVED);
	change = plan_activate(&again, "1");
	change->name = "Another name";
	change->mk_side = "{\"name\":\"Another name\"}";
	scratch_save(scratch, &again);
	assert_good(scratch, store_load_change(scratch->store, change->id, &loaded, &arena, &scratch->error));
	assert_string_equal(loaded.name, "Another name");
	assert_string_equal(loaded.mk_side, "{\"name\":\"Another name\"}");
	assert_int_equal(loaded.state, STATE_APPROVED);
	arena_free(&arena);
	plan_free(&plan);
	plan_free(&again);
}

static void test_what_may_have_been_sent_stays(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, claimed = {0};
	struct change *change = plan_activate(&plan, "1");
	struct store_worker worker;
	bool others;

	scratch_save(scratch, &plan);
	scratch_release(scratch, change);
	assert_good(scratch, store_worker_enter(scratch->store, &worker, 30, &scratch->error));
	assert_good(scratch, store_claim(scratch->store, &worker, 10, &claimed, &others, &scratch->error));
	assert_good(scratch, store_intent(scratch->store, &worker, change, "{}", NULL, &ana, &scratch->error));
	scratch_save_empty(scratch);
	assert_int_equal(scratch_state(scratch, change->id), STATE_APPLYING);
	assert_int_equal(store_held(scratch->store, &worker, change->id, &scratch->error), 0);
	/* given back, it is what no plan finds any more */
	assert_good(scratch,
		    store_settle(scratch->store, &worker, change, STATE_RELEASED, NULL, &ana, &scratch->error));
	assert_int_equal(scratch_state(scratch, change->id), STATE_WITHDRAWN);
	plan_free(&claimed);
	plan_free(&plan);
}

static void test_withdrawal_takes_the_claim_away(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, claimed = {0};
	struct change *change = plan_activate(&plan, "1");
	struct store_worker worker;
	bool others;

	scratch_save(scratch, &plan);
	scratch_release(scratch, change);
	assert_good(scratch, store_worker_enter(scratch->store, &worker, 30, &scratch->error));
	assert_good(scratch, store_claim(scratch->store, &worker, 10, &claimed, &others, &scratch->error));
	scratch_save_empty(scratch);
	assert_int_equal(store_held(scratch->store, &worker, change->id, &scratch->error), 1);
	assert_int_equal(store_intent(scratch->store, &worker, change, "{}", NULL, &ana, &scratch->error), 1);
	assert_int_equal(store_settle(scratch->store, &worker, change, STATE_APPLIED, NULL, &ana, &scratch->error), 1);
	plan_free(&claimed);
	plan_free(&plan);
}

/* --- deferrals ------------------------------------------------------------------------------------------------------
 */

static void defer(struct scratch *scratch, const struct change *change, const char *wait)
{
	const struct store_decision decision = {.event = "deferred", .state = STATE_DEFERRED, .wait = wait};

	assert_good(scratch, store_decide(scratch->store, change, scratch_state(scratch, change->id), &decision, &ana,
					  &scratch->error));
}

/* Saves the same difference again, with the MK side given. */
static enum state state_after(struct scratch *scratch, const char *mk_side)
{
	struct plan plan = {0};
	struct change *change = plan_activate(&plan, "1");
	enum state state;

	change->mk_side = mk_side;
	scratch_save(scratch, &plan);
	state = scratch_state(scratch, change->id);
	plan_free(&plan);
	return state;
}

static void test_deferred_until(void **state)
{
	static const char *const down = "{\"name\":\"N\",\"session\":\"down\",\"power\":-20}";
	static const char *const up = "{\"name\":\"N\",\"session\":\"up\",\"session_since\":5,\"power\":-25}";
	static const char *const renamed = "{\"name\":\"M\",\"session\":\"down\",\"power\":-20}";
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct change *change = plan_activate(&plan, "1");
	char today[MOMENT_TEXT_MAX];

	change->mk_side = down;
	scratch_save(scratch, &plan);
	defer(scratch, change, "online");
	assert_int_equal(state_after(scratch, renamed), STATE_DEFERRED);
	assert_int_equal(state_after(scratch, up), STATE_PENDING);
	assert_int_equal(state_after(scratch, down), STATE_PENDING);
	defer(scratch, change, "changed");
	assert_int_equal(state_after(scratch, up), STATE_DEFERRED);
	assert_int_equal(state_after(scratch, renamed), STATE_PENDING);
	moment_local(moment_now() + 2 * 86400, NULL, today);
	today[10] = '\0';
	defer(scratch, change, today);
	assert_int_equal(state_after(scratch, up), STATE_DEFERRED);
	moment_local(moment_now(), NULL, today);
	today[10] = '\0';
	defer(scratch, change, today);
	assert_int_equal(state_after(scratch, up), STATE_PENDING);
	plan_free(&plan);
}

/* --- facts, baselines, lists ----------------------------------------------------------------------------------------
 */

static void save_with(struct scratch *scratch, size_t active, unsigned held, const char *const *down, size_t count)
{
	const struct plan_facts facts = {.ozmap_clients = 10, .active = active, .newly_down = count};
	struct plan plan = {.created_at = moment_now()};

	assert_good(scratch, store_save_plan(scratch->store, &plan, &facts, held, down, count, &ana, &scratch->error));
	plan_free(&plan);
}

static void test_baselines_move_unless_held(void **state)
{
	static const char *const few[] = {"20", "10"}, *const many[] = {"30", "10", "20"};
	struct scratch *scratch = *state;
	struct arena arena = {0};
	struct plan_facts facts;
	const char *const *down;
	size_t count, active;
	bool has_down, has_active;

	assert_good(scratch, store_baseline(scratch->store, &arena, &down, &count, &has_down, &active, &has_active,
					    &scratch->error));
	assert_false(has_down || has_active);
	save_with(scratch, 100, 0, few, 2);
	save_with(scratch, 50, 1u << 1 | 1u << 3, many, 3);
	assert_good(scratch, store_baseline(scratch->store, &arena, &down, &count, &has_down, &active, &has_active,
					    &scratch->error));
	assert_true(has_down && has_active);
	assert_int_equal(active, 100);
	assert_int_equal(count, 2);
	assert_string_equal(down[0], "10");
	assert_string_equal(down[1], "20");
	assert_good(scratch, store_facts(scratch->store, &facts, &scratch->error));
	assert_int_equal(facts.active, 50);
	assert_int_equal(facts.active_baseline, 100);
	assert_int_equal(facts.newly_down, 3);
	assert_good(scratch, store_accept_baseline(scratch->store, 1, &scratch->error));
	assert_good(scratch, store_accept_baseline(scratch->store, 3, &scratch->error));
	assert_good(scratch, store_accept_baseline(scratch->store, 0, &scratch->error));
	assert_good(scratch, store_facts(scratch->store, &facts, &scratch->error));
	assert_int_equal(facts.active_baseline, 100); /* an override holds for its changes only */
	assert_int_equal(facts.newly_down, 3);
	assert_good(scratch, store_baseline(scratch->store, &arena, &down, &count, &has_down, &active, &has_active,
					    &scratch->error));
	assert_int_equal(count, 3); /* the next plan is compared with this one */
	assert_int_equal(active, 50);
	save_with(scratch, 45, 1u << 1 | 1u << 3, many, 3);
	assert_good(scratch, store_facts(scratch->store, &facts, &scratch->error));
	assert_int_equal(facts.active_baseline, 50);
	arena_free(&arena);
}

static void test_standing_power_and_readings(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct arena arena = {0};
	const char *const *triples;
	moment at[4], now = moment_now();
	double dbm[4];
	size_t count;

	plan_change(&plan, KIND_POWER, "2", "-19", "-27.8");
	plan_change(&plan, KIND_POWER, "1", NULL, "-21");
	plan_activate(&plan, "3");
	scratch_save(scratch, &plan);
	assert_good(scratch, store_standing_power(scratch->store, &arena, &triples, &count, &scratch->error));
	assert_int_equal(count, 2);
	assert_string_equal(triples[0], "p1");
	assert_null(triples[1]);
	assert_string_equal(triples[2], "-21");
	assert_string_equal(triples[3], "p2");
	assert_good(scratch, store_add_reading(scratch->store, "1", now - 40 * 86400, -1, &scratch->error));
	for (int i = 5; i > 0; i--)
		assert_good(scratch, store_add_reading(scratch->store, "1", now - i, -i, &scratch->error));
	assert_good(scratch, store_add_reading(scratch->store, "2", now, -9, &scratch->error));
	assert_good(scratch, store_readings(scratch->store, "1", at, dbm, 4, &count, &scratch->error));
	assert_int_equal(count, 4);
	assert_int_equal(at[0], now - 4);
	assert_true(dbm[3] == -1);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM reading"), 6);
	arena_free(&arena);
	plan_free(&plan);
}

static void test_another_tenant_is_refused(void **state)
{
	struct scratch *scratch = *state;

	assert_good(scratch, store_bind(scratch->store, "https://a", "mk1", false, &ana, &scratch->error));
	assert_good(scratch, store_bind(scratch->store, "https://a", "mk1", false, &ana, &scratch->error));
	assert_int_equal(store_bind(scratch->store, "https://b", "mk1", false, &ana, &scratch->error), -1);
	assert_int_equal(scratch->error.status, ERROR_REFUSED);
	error_clear(&scratch->error);
	assert_int_equal(store_bind(scratch->store, "https://a", "mk2", false, &ana, &scratch->error), -1);
	error_clear(&scratch->error);
	assert_int_equal(scratch_events(scratch, "overridden"), 0);
	assert_good(scratch, store_bind(scratch->store, "https://b", "mk2", true, &ana, &scratch->error));
	assert_int_equal(scratch_events(scratch, "overridden"), 1);
	assert_good(scratch, store_bind(scratch->store, "https://b", "mk2", false, &ana, &scratch->error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	    STORE_TEST(test_load_before_any_plan),
	    STORE_TEST(test_what_is_saved_is_loaded),
	    cmocka_unit_test(test_states_over_a_refresh),
	    STORE_TEST(test_findings_over_a_refresh),
	    STORE_TEST(test_anew_means_no_trace_of_the_old_decision),
	    STORE_TEST(test_description_follows_the_newest_plan),
	    STORE_TEST(test_what_may_have_been_sent_stays),
	    STORE_TEST(test_withdrawal_takes_the_claim_away),
	    STORE_TEST(test_deferred_until),
	    STORE_TEST(test_baselines_move_unless_held),
	    STORE_TEST(test_standing_power_and_readings),
	    STORE_TEST(test_another_tenant_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
