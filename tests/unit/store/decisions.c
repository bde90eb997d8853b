/* Decisions, notes, overrides, the 24 hours of cancellations, reverts and recodes; several people at once. */
#include "scratch.h"

static int decide_as(struct scratch *scratch, const struct change *change, enum state expected,
		     const struct store_decision *decision)
{
	return store_decide(scratch->store, change, expected, decision, &rui, &scratch->error);
}

static void load(struct scratch *scratch, const char *id, struct change *out, struct arena *arena)
{
	assert_good(scratch, store_load_change(scratch->store, id, out, arena, &scratch->error));
}

static void test_a_decision_keeps_who_and_why(void **state)
{
	struct scratch *scratch = *state;
	const struct store_decision reject = {.event = "rejected", .state = STATE_REJECTED, .reason = "wrong house"};
	const struct store_decision undo = {.event = "undone", .state = STATE_PENDING};
	struct plan plan = {0};
	struct change *change = plan_activate(&plan, "1"), *finding, loaded;
	struct arena arena = {0};

	change = &plan.items[0];
	finding = plan_change(&plan, KIND_MISSING_IN_MK, "2", NULL, NULL);
	change = &plan.items[0];
	scratch_save(scratch, &plan);
	assert_good(scratch, decide_as(scratch, change, STATE_PENDING, &reject));
	assert_int_equal(decide_as(scratch, change, STATE_PENDING, &reject), 1);
	load(scratch, change->id, &loaded, &arena);
	assert_int_equal(loaded.state, STATE_REJECTED);
	assert_string_equal(loaded.decided_by, "rui");
	assert_string_equal(loaded.reason, "wrong house");
	assert_true(loaded.decided_at >= plan.created_at);
	assert_int_equal(scratch_events(scratch, "rejected"), 1);
	assert_good(scratch, decide_as(scratch, change, STATE_REJECTED, &undo));
	load(scratch, change->id, &loaded, &arena);
	assert_int_equal(loaded.state, STATE_PENDING);
	assert_null(loaded.decided_by);
	assert_null(loaded.reason);
	assert_good(scratch, decide_as(scratch, finding, STATE_OPEN, &reject));
	assert_good(scratch, decide_as(scratch, finding, STATE_REJECTED, &undo));
	assert_int_equal(scratch_state(scratch, finding->id), STATE_OPEN);
	scratch_verify(scratch);
	arena_free(&arena);
	plan_free(&plan);
}

static void test_releasing_keeps_who_approved(void **state)
{
	struct scratch *scratch = *state;
	const struct store_decision release = {.event = "released", .state = STATE_RELEASED};
	struct plan plan = {0};
	struct change *change = plan_activate(&plan, "1"), loaded;
	struct arena arena = {0};

	scratch_save(scratch, &plan);
	scratch_decide(scratch, change, STATE_APPROVED);
	assert_good(scratch, decide_as(scratch, change, STATE_APPROVED, &release));
	load(scratch, change->id, &loaded, &arena);
	assert_string_equal(loaded.decided_by, "ana");
	assert_string_equal(loaded.reason, "because");
	arena_free(&arena);
	plan_free(&plan);
}

static void test_names_stay_out_of_the_journal(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct change *name = plan_change(&plan, KIND_NAME, "1", "\"Old Unique\"", "\"New Unique\"");

	scratch_save(scratch, &plan);
	scratch_decide(scratch, name, STATE_APPROVED);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM journal WHERE detail LIKE '%Unique%'"), 0);
	assert_int_equal(scratch_number(scratch,
					"SELECT count(*) FROM snapshots JOIN journal ON instr(detail, snapshots.hash) "
					"WHERE content = '{\"before\":\"Old Unique\",\"after\":\"New Unique\"}'"),
			 1);
	plan_free(&plan);
}

static void test_version_moves_with_every_change(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct change *change = plan_activate(&plan, "1");
	struct store *other;
	int64_t before, after;

	assert_good(scratch, store_open(&other, scratch->url, STORE_READ, &scratch->error));
	for (int own = 0; own < 2; own++) {
		struct store *looked = own ? scratch->store : other;

		assert_good(scratch, store_version(looked, &before, &scratch->error));
		assert_good(scratch, store_version(looked, &after, &scratch->error));
		assert_true(before == after);
		scratch_save(scratch, &plan);
		assert_good(scratch, store_version(looked, &after, &scratch->error));
		assert_true(before != after);
		before = after;
		assert_good(scratch, store_note(scratch->store, change->id, own ? "a" : "b", &ana, &scratch->error));
		assert_good(scratch, store_version(looked, &after, &scratch->error));
		assert_true(before != after);
	}
	store_close(other);
	plan_free(&plan);
}

static void test_notes(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct change *change = plan_activate(&plan, "1"), loaded;
	struct arena arena = {0};

	scratch_save(scratch, &plan);
	assert_good(scratch, store_note(scratch->store, change->id, "call first", &ana, &scratch->error));
	scratch_save(scratch, &plan);
	load(scratch, change->id, &loaded, &arena);
	assert_string_equal(loaded.note, "call first");
	assert_int_equal(store_note(scratch->store, "0000000000000000", "x", &ana, &scratch->error), -1);
	arena_free(&arena);
	plan_free(&plan);
}

/* --- transactions ---------------------------------------------------------------------------------------------------
 */

static void test_all_or_nothing(void **state)
{
	struct scratch *scratch = *state;
	const struct store_decision approve = {.event = "approved", .state = STATE_APPROVED};
	const struct store_decision wrong = {.event = "nonsense", .state = STATE_APPROVED};
	struct plan plan = {0};
	long long entries;

	plan_activate(&plan, "1");
	plan_activate(&plan, "2");
	scratch_save(scratch, &plan);
	entries = scratch_number(scratch, "SELECT count(*) FROM journal");
	assert_good(scratch, store_begin(scratch->store, &scratch->error));
	assert_int_equal(store_begin(scratch->store, NULL), -1);
	assert_good(scratch, decide_as(scratch, &plan.items[0], STATE_PENDING, &approve));
	store_rollback(scratch->store);
	store_rollback(scratch->store);
	assert_int_equal(scratch_state(scratch, plan.items[0].id), STATE_PENDING);
	/* a failed step cannot be committed, even when its caller forgets */
	assert_good(scratch, store_begin(scratch->store, &scratch->error));
	assert_good(scratch, decide_as(scratch, &plan.items[0], STATE_PENDING, &approve));
	assert_int_equal(store_decide(scratch->store, &plan.items[1], STATE_PENDING, &wrong, &ana, NULL), -1);
	assert_int_equal(store_commit(scratch->store, NULL), -1);
	assert_int_equal(scratch_state(scratch, plan.items[0].id), STATE_PENDING);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM journal"), entries);
	assert_good(scratch, decide_as(scratch, &plan.items[0], STATE_PENDING, &approve));
	scratch_verify(scratch);
	plan_free(&plan);
}

/* Children that race: each decides on every change; gives how many it won. */
static int race(const struct scratch *scratch, const struct plan *plan, const struct actor *actor)
{
	const struct store_decision approve = {.event = "approved", .state = STATE_APPROVED};
	struct error error = {0};
	struct store *store;
	int won = 0;

	if (store_open(&store, scratch->url, STORE_WRITE, &error) < 0)
		return 255;
	for (size_t i = 0; i < plan->count; i++) {
		int result = store_decide(store, &plan->items[i], STATE_PENDING, &approve, actor, &error);

		if (result < 0)
			return 255;
		won += result == 0;
	}
	store_close(store);
	return won;
}

static void test_several_processes_decide(void **state)
{
	enum { CHILDREN = 4, CHANGES = 40 };
	struct scratch *scratch = *state;
	struct plan plan = {0};
	int won = 0;

	for (int i = 0; i < CHANGES; i++) {
		char code[24];

		(void)snprintf(code, sizeof code, "%d", i);
		plan_activate(&plan, code);
	}
	scratch_save(scratch, &plan);
	scratch_close(scratch);
	for (int i = 0; i < CHILDREN; i++)
		if (fork() == 0)
			_exit(race(scratch, &plan, i % 2 ? &ana : &rui));
	for (int i = 0; i < CHILDREN; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 255);
		won += WEXITSTATUS(status);
	}
	scratch_open(scratch);
	assert_int_equal(won, CHANGES);
	assert_int_equal(scratch_events(scratch, "approved"), CHANGES);
	scratch_verify(scratch);
	plan_free(&plan);
}

/* --- the 24 hours ---------------------------------------------------------------------------------------------------
 */

static void expect_used(struct scratch *scratch, size_t used, size_t open)
{
	struct plan_facts facts;

	assert_good(scratch, store_facts(scratch->store, &facts, &scratch->error));
	assert_int_equal(facts.cancellations_used, used);
	assert_int_equal(facts.cancellations_open, open);
}

static void test_cancellations_of_24_hours(void **state)
{
	struct scratch *scratch = *state;
	const struct store_decision override = {
	    .event = "overridden", .state = STATE_APPROVED, .guard = "cancellation-limit,canary", .reason = "moved"};
	struct plan plan = {0}, none = {0};
	unsigned guards;

	for (int i = 0; i < 6; i++) {
		char code[24];

		(void)snprintf(code, sizeof code, "%d", i);
		plan_cancel(&plan, code);
	}
	scratch_save(scratch, &plan);
	expect_used(scratch, 0, 6);
	scratch_decide(scratch, &plan.items[0], STATE_APPROVED);
	scratch_decide(scratch, &plan.items[1], STATE_REQUESTED);
	assert_good(scratch, decide_as(scratch, &plan.items[2], STATE_PENDING, &override));
	assert_good(scratch, store_overrides(scratch->store, plan.items[2].id, &guards, &scratch->error));
	assert_int_equal(guards, 1u << 0 | 1u << 2);
	expect_used(scratch, 1, 4);
	scratch_bring(scratch, &plan.items[3], STATE_APPLIED);
	expect_used(scratch, 2, 3);
	/* what was undone counts no more, what was applied goes on to, though no plan finds it */
	scratch_decide(scratch, &plan.items[0], STATE_PENDING);
	scratch_save(scratch, &none);
	expect_used(scratch, 1, 0);
	/* the boot clock knows better than a wall clock that was set */
	scratch_sql(scratch, "UPDATE cancelled SET at = at - 90000");
	expect_used(scratch, 1, 0);
	scratch_sql(scratch, "UPDATE cancelled SET at = at + 180000, boot = 'an earlier one'");
	expect_used(scratch, 1, 0);
	scratch_sql(scratch, "UPDATE cancelled SET at = at - 180000");
	expect_used(scratch, 0, 0);
	plan_free(&plan);
}

static void test_an_override_ends_with_its_decision(void **state)
{
	struct scratch *scratch = *state;
	const struct store_decision override = {
	    .event = "overridden", .state = STATE_APPROVED, .guard = "status-storm"};
	const struct store_decision more = {.event = "approved", .state = STATE_APPROVED, .guard = "canary"};
	const struct store_decision unknown = {.event = "overridden", .state = STATE_APPROVED, .guard = "nothing"};
	struct plan plan = {0};
	struct change *change = plan_activate(&plan, "1");
	unsigned guards;

	scratch_save(scratch, &plan);
	assert_int_equal(decide_as(scratch, change, STATE_PENDING, &unknown), -1);
	error_clear(&scratch->error);
	assert_good(scratch, decide_as(scratch, change, STATE_PENDING, &override));
	assert_good(scratch, decide_as(scratch, change, STATE_APPROVED, &more));
	scratch_decide(scratch, change, STATE_RELEASED);
	assert_good(scratch, store_overrides(scratch->store, change->id, &guards, &scratch->error));
	assert_int_equal(guards, 1u << 3 | 1u << 2);
	scratch_decide(scratch, change, STATE_PENDING);
	scratch_decide(scratch, change, STATE_APPROVED);
	assert_good(scratch, store_overrides(scratch->store, change->id, &guards, &scratch->error));
	assert_int_equal(guards, 0);
	plan_free(&plan);
}

/* --- proposals ------------------------------------------------------------------------------------------------------
 */

static struct change *plan_revert_of(struct plan *plan, const struct change *undone)
{
	return plan_change(plan, kind_revert(undone->kind), undone->code, undone->after, undone->before);
}

static long long head_of(struct scratch *scratch)
{
	char hash[65];
	long long seq;

	assert_good(scratch, journal_head(scratch->store, &seq, hash, &scratch->error));
	return seq;
}

static void test_a_revert_outlives_refreshes_and_holds_its_difference(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, reverts = {0}, loaded;
	struct change *change = plan_activate(&plan, "1"), *revert, one;
	struct arena arena = {0};
	long long before_it;

	scratch_save(scratch, &plan);
	scratch_bring(scratch, change, STATE_APPLIED);
	revert = plan_revert_of(&reverts, change);
	assert_good(scratch, store_propose(scratch->store, revert, change, &ana, &scratch->error));
	assert_int_equal(store_propose(scratch->store, revert, change, &ana, NULL), -1);
	assert_int_equal(scratch_events(scratch, "reverted"), 1);
	scratch_save_empty(scratch);
	scratch_save_empty(scratch);
	assert_good(scratch, store_load_plan(scratch->store, &loaded, &scratch->error));
	assert_int_equal(loaded.count, 1);
	assert_string_equal(loaded.items[0].id, revert->id);
	plan_free(&loaded);
	before_it = head_of(scratch);
	scratch_bring(scratch, revert, STATE_APPLIED);
	/* a plan whose reading began before the revert lacks the difference; that ends nothing */
	{
		struct plan early = {.read_after = before_it};

		scratch_save(scratch, &early);
	}
	scratch_save(scratch, &plan);
	load(scratch, change->id, &one, &arena);
	assert_int_equal(one.state, STATE_REJECTED);
	assert_string_equal(one.reason, "reverted");
	assert_good(scratch, store_load_plan(scratch->store, &loaded, &scratch->error));
	assert_int_equal(loaded.count, 1);
	plan_free(&loaded);
	/* once it has been absent, in the same second even, it is a difference like any other */
	{
		struct plan later = {.read_after = head_of(scratch)};

		scratch_save(scratch, &later);
	}
	assert_int_equal(scratch_state(scratch, change->id), STATE_WITHDRAWN);
	scratch_save(scratch, &plan);
	assert_int_equal(scratch_state(scratch, change->id), STATE_PENDING);
	scratch_verify(scratch);
	arena_free(&arena);
	plan_free(&plan);
	plan_free(&reverts);
}

static void test_what_a_revert_created_has_a_new_id(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, reverts = {0}, claimed = {0}, again = {0};
	struct change *change = plan_cancel(&plan, "1"), *revert, *found;
	struct store_worker worker;
	bool others;

	scratch_save(scratch, &plan);
	scratch_bring(scratch, change, STATE_APPLIED);
	revert = plan_revert_of(&reverts, change);
	assert_good(scratch, store_propose(scratch->store, revert, change, &ana, &scratch->error));
	scratch_release(scratch, revert);
	assert_good(scratch, store_worker_enter(scratch->store, &worker, 30, &scratch->error));
	assert_good(scratch, store_claim(scratch->store, &worker, 1, &claimed, &others, &scratch->error));
	claimed.items[0].property_id = "pnew";
	claimed.items[0].client_id = "cnew";
	assert_good(scratch, store_settle(scratch->store, &worker, &claimed.items[0], STATE_APPLIED, NULL, &ana,
					  &scratch->error));
	found = plan_cancel(&again, "1");
	found->property_id = "pnew";
	found->client_id = "cnew";
	assert_int_equal(change_make_id(found), 0);
	assert_string_not_equal(found->id, change->id);
	assert_int_equal(scratch_state(scratch, found->id), STATE_REJECTED);
	scratch_save(scratch, &again);
	assert_int_equal(scratch_state(scratch, found->id), STATE_REJECTED);
	plan_free(&claimed);
	plan_free(&plan);
	plan_free(&again);
	plan_free(&reverts);
}

/* Found again, approved and claimed by a worker meanwhile: what becomes of it is recorded. */
static void test_a_revert_leaves_what_a_worker_holds(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, reverts = {0}, claimed = {0};
	struct change *change = plan_activate(&plan, "1"), *revert;
	struct store_worker worker;
	bool others;

	scratch_save(scratch, &plan);
	scratch_bring(scratch, change, STATE_APPLIED);
	revert = plan_revert_of(&reverts, change);
	assert_good(scratch, store_propose(scratch->store, revert, change, &ana, &scratch->error));
	scratch_save(scratch, &plan);
	assert_int_equal(scratch_state(scratch, change->id), STATE_PENDING);
	scratch_release(scratch, change);
	assert_good(scratch, store_worker_enter(scratch->store, &worker, 30, &scratch->error));
	assert_good(scratch, store_claim(scratch->store, &worker, 9, &claimed, &others, &scratch->error));
	assert_int_equal(claimed.count, 1);
	scratch_bring(scratch, revert, STATE_APPLIED);
	assert_int_equal(scratch_state(scratch, change->id), STATE_APPLYING);
	assert_good(scratch, store_settle(scratch->store, &worker, change, STATE_STALE, NULL, &ana, &scratch->error));
	assert_int_equal(scratch_state(scratch, change->id), STATE_STALE);
	assert_int_equal(scratch_events(scratch, "rejected"), 0);
	plan_free(&claimed);
	plan_free(&plan);
	plan_free(&reverts);
}

static void test_a_rejected_revert_is_over(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, reverts = {0}, loaded;
	struct change *change = plan_activate(&plan, "1"), *revert;

	scratch_save(scratch, &plan);
	scratch_bring(scratch, change, STATE_APPLIED);
	revert = plan_revert_of(&reverts, change);
	assert_good(scratch, store_propose(scratch->store, revert, change, &ana, &scratch->error));
	scratch_decide(scratch, revert, STATE_REJECTED);
	scratch_save_empty(scratch);
	assert_good(scratch, store_load_plan(scratch->store, &loaded, &scratch->error));
	assert_int_equal(loaded.count, 0);
	plan_free(&loaded);
	assert_int_equal(scratch_state(scratch, revert->id), STATE_REJECTED);
	/* and can be proposed again */
	assert_good(scratch, store_propose(scratch->store, revert, change, &ana, &scratch->error));
	assert_int_equal(scratch_state(scratch, revert->id), STATE_PENDING);
	plan_free(&plan);
	plan_free(&reverts);
}

static void test_a_recode_stands_while_its_transfer_does(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, proposed = {0};
	struct change *transfer = plan_change(&plan, KIND_TRANSFER, "2", NULL, NULL), *recode;

	transfer->why = "1";
	assert_int_equal(change_make_id(transfer), 0);
	recode = plan_change(&proposed, KIND_RECODE, "2", "\"1\"", "\"2\"");
	recode->other_code = "1";
	assert_int_equal(store_propose(scratch->store, recode, NULL, &ana, NULL), -1);
	scratch_save(scratch, &plan);
	assert_good(scratch, store_propose(scratch->store, recode, NULL, &ana, &scratch->error));
	scratch_decide(scratch, recode, STATE_APPROVED);
	scratch_save(scratch, &plan);
	assert_int_equal(scratch_state(scratch, recode->id), STATE_APPROVED);
	scratch_save_empty(scratch);
	assert_int_equal(scratch_state(scratch, recode->id), STATE_WITHDRAWN);
	assert_int_equal(scratch_events(scratch, "withdrawn"), 1);
	plan_free(&plan);
	plan_free(&proposed);
}

static size_t shared_ports(struct scratch *scratch, const char *first)
{
	char found[STORE_PORT_MAX];
	size_t count;

	assert_good(scratch, store_shared_ports(scratch->store, &count, found, &scratch->error));
	assert_string_equal(found, first);
	return count;
}

/* 1 and 2 stand on one port, 3 on the next, 4 says none and 5's side is damaged. */
static void test_ports_that_several_properties_claim(void **state)
{
	static const char *const properties[] = {"{\"box\":\"CTO-1\",\"port\":\"4\"}",
						 "{\"box\":\"CTO-1\",\"port\":\"4\"}",
						 "{\"box\":\"CTO-1\",\"port\":\"5\"}", "{\"box\":\"CTO-1\"}", "{"};
	struct scratch *scratch = *state;
	struct plan plan = {0};

	for (size_t i = 0; i < 5; i++) {
		struct change *change = plan_activate(&plan, (const char *[]){"1", "2", "3", "4", "5"}[i]);

		change->ozmap_side = arena_format(&plan.arena, "{\"client\":null,\"property\":%s}", properties[i]);
	}
	plan_change(&plan, KIND_NAME, "3", "\"a\"", "\"b\"")->ozmap_side = plan.items[2].ozmap_side;
	scratch_save(scratch, &plan);
	assert_int_equal(shared_ports(scratch, ""), 0);
	for (size_t i = 1; i < 6; i++)
		scratch_decide(scratch, &plan.items[i], STATE_APPROVED);
	assert_int_equal(shared_ports(scratch, ""), 0);
	scratch_release(scratch, &plan.items[0]);
	assert_int_equal(shared_ports(scratch, "CTO-1 4"), 1);
	scratch_save_empty(scratch);
	assert_int_equal(shared_ports(scratch, ""), 0);
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	    STORE_TEST(test_a_decision_keeps_who_and_why),
	    STORE_TEST(test_releasing_keeps_who_approved),
	    STORE_TEST(test_names_stay_out_of_the_journal),
	    STORE_TEST(test_version_moves_with_every_change),
	    STORE_TEST(test_notes),
	    STORE_TEST(test_all_or_nothing),
	    STORE_TEST(test_several_processes_decide),
	    STORE_TEST(test_cancellations_of_24_hours),
	    STORE_TEST(test_an_override_ends_with_its_decision),
	    STORE_TEST(test_a_revert_outlives_refreshes_and_holds_its_difference),
	    STORE_TEST(test_what_a_revert_created_has_a_new_id),
	    STORE_TEST(test_a_revert_leaves_what_a_worker_holds),
	    STORE_TEST(test_a_rejected_revert_is_over),
	    STORE_TEST(test_a_recode_stands_while_its_transfer_does),
	    STORE_TEST(test_ports_that_several_properties_claim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
