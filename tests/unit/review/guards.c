/* Guards at work: what they refuse, what an override lets through and for whom, what is released and what is held. */
#include "review/desk.h"

#define LIMIT 3 /* of cancellations, with a hundred clients */

static void start_cancellations(struct desk *desk, int count)
{
	desk_open(desk);
	desk_put_many(desk, KIND_CANCEL_REMOVE, count);
	desk_put_many(desk, KIND_ACTIVATE, 1);
	desk_save(desk, 0);
}

/* MK has lost a tenth of its subscribers. */
static void start_drop(struct desk *desk, int count)
{
	desk_open(desk);
	desk_save_baseline(desk, 100);
	desk_put_many(desk, KIND_CANCEL_DETACH, count);
	desk_put_many(desk, KIND_ACTIVATE, 1);
	desk->facts.active = 90;
	desk_save(desk, 1U << GUARD_ACTIVE_DROP);
}

static void test_limit(void **state)
{
	(void)state;
	struct desk desk;
	start_cancellations(&desk, 6);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, LIMIT + 1), ERROR_REFUSED);
	assert_non_null(strstr(desk.error.text, "cancellation-limit"));
	assert_non_null(strstr(desk.error.text, "4, limit 3"));
	assert_non_null(strstr(desk.error.text, "--override-guard"));
	desk_expect_states(&desk, 0, 6, STATE_PENDING);
	assert_int_equal(desk_events(&desk, "approved", IDS_MAX), 0);

	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 2), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 2, 2), ERROR_REFUSED); /* small runs add up */
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 3), 0); /* two of them count already */
	assert_int_equal(desk.result.done, 1);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 3, 1), ERROR_REFUSED);

	assert_int_equal(desk_act(&desk, &technician, REVIEW_RELEASE, 0, 3), 0);
	assert_int_equal(desk.result.done, 3);
	desk_apply(&desk);
	desk_expect_states(&desk, 0, 3, STATE_APPLIED);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 3, 1), ERROR_REFUSED); /* applied ones count */
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 6, 1), 0); /* an activation does not */
	desk_close(&desk);
}

static void test_limit_after_undo(void **state)
{
	(void)state;
	struct desk desk;
	start_cancellations(&desk, 6);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 3), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 1), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 3, 1), 0);
	desk_close(&desk);
}

static void test_only_cancellations_count(void **state)
{
	(void)state;
	struct desk desk;
	start_cancellations(&desk, LIMIT);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, LIMIT + 1), 0); /* and an activation */
	assert_int_equal(desk.result.done, LIMIT + 1);
	desk_close(&desk);
}

static void test_override(void **state)
{
	(void)state;
	struct desk desk;
	struct review_order order = {.action = REVIEW_APPROVE, .count = 6, .override_guard = true};
	start_cancellations(&desk, 10);
	order.ids = desk.ids;
	assert_int_equal(desk_override(&desk, &technician, 0, 6), ERROR_REFUSED);
	assert_int_equal(desk_order(&desk, &supervisor, &order), -1); /* without a reason */
	assert_int_equal(desk.error.status, ERROR_USAGE);
	order.reason = "merger";
	assert_int_equal(desk_order(&desk, &supervisor, &order), -1); /* without a count */
	assert_int_equal(desk.error.status, ERROR_USAGE);
	order.has_expect = true;
	order.expect = 5;
	assert_int_equal(desk_order(&desk, &supervisor, &order), -1); /* with a wrong one */
	assert_int_equal(desk.error.status, ERROR_FAILED);
	desk_expect_states(&desk, 0, 10, STATE_PENDING);

	assert_int_equal(desk_override(&desk, &supervisor, 0, 6), 0);
	assert_int_equal(desk.result.done, 6);
	desk_expect_states(&desk, 0, 6, STATE_APPROVED);
	assert_int_equal(desk_events(&desk, "overridden", 0), 1);
	assert_int_equal(desk_events(&desk, "approved", 0), 1);
	assert_string_equal(desk_load(&desk, 0).reason, "we merged two branches");

	/* what was let through does not count: three more without, not four */
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 6, 4), ERROR_REFUSED);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 6, 3), 0);
	assert_int_equal(desk_events(&desk, "overridden", 6), 0);
	assert_int_equal(review_release_all(desk.store, &desk.config, &technician, &desk.result, &desk.error), 0);
	assert_int_equal(desk.result.done, 9);
	assert_int_equal(desk.result.released_guard_held, 0);
	desk_close(&desk);
}

static void test_override_of_nothing(void **state)
{
	(void)state;
	struct desk desk;
	start_cancellations(&desk, 2);
	assert_int_equal(desk_override(&desk, &supervisor, 0, 2), 0);
	assert_int_equal(desk.result.done, 2);
	assert_int_equal(desk_events(&desk, "overridden", IDS_MAX), 0);
	desk_close(&desk);
}

static void test_two_supervisors(void **state)
{
	(void)state;
	struct desk desk;
	start_cancellations(&desk, 6);
	desk.config.roles.supervisors = "sue, sam";
	assert_int_equal(desk_override(&desk, &supervisor, 0, 5), 0);
	assert_int_equal(desk.result.requested, 5);
	assert_int_equal(desk.result.done, 0);
	desk_expect_states(&desk, 0, 5, STATE_REQUESTED);
	assert_string_equal(desk_load(&desk, 0).decided_by, "sue");
	assert_int_equal(desk_events(&desk, "overridden", 0), 1);
	assert_int_equal(desk_events(&desk, "requested", 0), 1);

	assert_int_equal(desk_override(&desk, &supervisor, 0, 5), ERROR_REFUSED); /* the same person */
	assert_int_equal(desk_act(&desk, &other_supervisor, REVIEW_APPROVE, 0, 5), ERROR_REFUSED); /* not overriding */
	desk_expect_states(&desk, 0, 5, STATE_REQUESTED);
	assert_int_equal(desk_override(&desk, &other_supervisor, 0, 5), 0);
	assert_int_equal(desk.result.done, 5);
	desk_expect_states(&desk, 0, 5, STATE_APPROVED);
	assert_string_equal(desk_load(&desk, 0).decided_by, "sam");
	assert_int_equal(desk_events(&desk, "overridden", 0), 2);
	assert_int_equal(review_release_all(desk.store, &desk.config, &technician, &desk.result, &desk.error), 0);
	assert_int_equal(desk.result.done, 5);
	desk_close(&desk);
}

static void test_request_is_no_override(void **state)
{
	(void)state;
	struct desk desk;
	desk_open(&desk);
	desk_put_many(&desk, KIND_CANCEL_REMOVE, 6);
	desk.facts.ozmap_clients = 600; /* a limit of six: within it, but above a technician's five */
	desk_save(&desk, 0);
	desk.config.roles.supervisors = "sue,sam";
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 6), 0);
	assert_int_equal(desk.result.requested, 6);
	desk.facts.ozmap_clients = 500;
	desk_save(&desk, 0);
	desk_expect_states(&desk, 0, 6, STATE_REQUESTED);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 6), ERROR_REFUSED);
	assert_int_equal(desk_override(&desk, &supervisor, 0, 6), 0); /* the first of two: the technician was none */
	assert_int_equal(desk.result.requested, 6);
	assert_int_equal(desk_override(&desk, &other_supervisor, 0, 6), 0);
	assert_int_equal(desk.result.done, 6);
	desk_close(&desk);
}

static void test_active_drop(void **state)
{
	(void)state;
	struct desk desk;
	start_drop(&desk, 2);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 1), ERROR_REFUSED);
	assert_non_null(strstr(desk.error.text, "active-drop"));
	assert_non_null(strstr(desk.error.text, "10, limit 5"));
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 2, 1), 0); /* only cancellations */
	assert_int_equal(desk_override(&desk, &supervisor, 0, 1), 0);
	desk_expect_states(&desk, 0, 1, STATE_APPROVED);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_RELEASE, 0, 1), 0);
	assert_int_equal(desk.result.done, 1);

	/* for that change only; but the next plan is compared with the one that was accepted */
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 1, 1), ERROR_REFUSED);
	desk.facts.active = 89;
	desk_save(&desk, 0);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 1, 1), 0);
	desk_close(&desk);
}

static int accept(struct desk *desk, const struct reviewer *reviewer, enum guard_kind guard, const char *reason)
{
	error_clear(&desk->error);
	int result = review_accept(desk->store, &desk->config, reviewer, desk->plan.id, guard, reason, &desk->error);
	return result < 0 ? (int)desk->error.status : result;
}

/* A supervisor may accept what such a guard found, with a reason, for the plan that was looked at. */
static void test_accepting(void **state)
{
	(void)state;
	struct desk desk;
	struct reviewer inspector = supervisor;
	inspector.read_only = true;
	desk_open(&desk);
	assert_int_equal(accept(&desk, &supervisor, GUARD_ACTIVE_DROP, "sold"), ERROR_FAILED); /* no plan yet */
	desk_close(&desk);
	start_drop(&desk, 2);
	assert_int_equal(accept(&desk, &viewer, GUARD_ACTIVE_DROP, "sold"), ERROR_REFUSED);
	assert_int_equal(accept(&desk, &technician, GUARD_ACTIVE_DROP, "sold"), ERROR_REFUSED);
	assert_non_null(strstr(desk.error.text, "tom is a technician"));
	assert_int_equal(accept(&desk, &inspector, GUARD_ACTIVE_DROP, "sold"), ERROR_REFUSED);
	assert_int_equal(accept(&desk, &supervisor, GUARD_ACTIVE_DROP, " "), ERROR_USAGE);
	assert_int_equal(accept(&desk, &supervisor, GUARD_CANARY, "sold"), ERROR_USAGE);
	assert_int_equal(accept(&desk, &supervisor, GUARD_STATUS_STORM, "sold"), ERROR_FAILED); /* it does not hold */
	long long seen = desk.plan.id;
	desk_save(&desk, 1U << GUARD_ACTIVE_DROP);
	desk.plan.id = seen;
	assert_int_equal(accept(&desk, &supervisor, GUARD_ACTIVE_DROP, "sold"), ERROR_FAILED);
	assert_non_null(strstr(desk.error.text, "newer plan"));
	assert_int_equal(desk_events(&desk, "overridden", IDS_MAX), 0);
	desk_save(&desk, 1U << GUARD_ACTIVE_DROP);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 1), ERROR_REFUSED); /* nothing was accepted */

	assert_int_equal(accept(&desk, &supervisor, GUARD_ACTIVE_DROP, "sold"), 0);
	assert_int_equal(desk_events(&desk, "overridden", IDS_MAX), 1);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 1), ERROR_REFUSED); /* from the next plan on */
	desk_save(&desk, 0);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 1), 0);
	desk_close(&desk);
}

static void test_shrink_seen_twice(void **state)
{
	(void)state;
	struct desk desk;
	start_drop(&desk, 2);
	desk_save(&desk, 1U << GUARD_ACTIVE_DROP);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 1), ERROR_REFUSED);
	desk_close(&desk);
}

/* What the plan says of the item: the guard that holds it, or none. */
static void expect_guard(struct desk *desk, size_t place, const char *wanted)
{
	struct guard guards[GUARD_COUNT];
	struct plan plan = {0};
	size_t at = 0;
	assert_int_equal(store_load_plan(desk->store, &plan, &desk->error), 0);
	assert_int_equal(review_guards(desk->store, &desk->config, guards, &plan, &desk->error), 0);
	while (strcmp(plan.items[at].id, desk->ids[place]) != 0)
		at++;
	if (wanted)
		assert_string_equal(plan.items[at].guard, wanted);
	else
		assert_null(plan.items[at].guard);
	plan_free(&plan);
}

static void test_canary(void **state)
{
	(void)state;
	struct desk desk;
	start_cancellations(&desk, 2);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 2), 0);
	desk.facts.canaries_missing = 1;
	desk_save(&desk, 1U << GUARD_CANARY);
	desk_expect_states(&desk, 0, 2, STATE_APPROVED); /* decided earlier, and held now */
	assert_int_equal(desk_act(&desk, &technician, REVIEW_RELEASE, 0, 2), 0);
	assert_int_equal(desk.result.done, 0);
	assert_int_equal(desk.result.released_guard_held, 2);
	desk_expect_states(&desk, 0, 2, STATE_APPROVED);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 2), 0); /* approved already: no error */
	assert_int_equal(desk.result.unchanged, 2);

	assert_int_equal(desk_override(&desk, &supervisor, 0, 1), 0);
	assert_int_equal(desk.result.done, 1);
	expect_guard(&desk, 0, NULL);
	expect_guard(&desk, 1, "canary");
	assert_int_equal(review_release_all(desk.store, &desk.config, &technician, &desk.result, &desk.error), 0);
	assert_int_equal(desk.result.done, 1);
	assert_int_equal(desk.result.released_guard_held, 1); /* for those only */
	desk_expect_states(&desk, 0, 1, STATE_RELEASED);
	desk_expect_states(&desk, 1, 1, STATE_APPROVED);
	desk_close(&desk);
}

static void start_storm(struct desk *desk)
{
	desk_open(desk);
	desk_save_baseline(desk, 90);
	desk_put_many(desk, KIND_STATUS, 4);
	desk_put_many(desk, KIND_POWER, 1);
	desk_put_many(desk, KIND_CANCEL_REMOVE, 1);
	desk->facts.sessions_known = 20;
	desk->facts.newly_down = 4;
	desk_save(desk, 1U << GUARD_STATUS_STORM);
}

static void test_status_storm(void **state)
{
	(void)state;
	struct desk desk;
	start_storm(&desk);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 1), ERROR_REFUSED);
	assert_non_null(strstr(desk.error.text, "status-storm"));
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 4, 2), 0); /* power, and a cancellation */
	assert_int_equal(desk_override(&desk, &supervisor, 0, 3), 0);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 3, 1), ERROR_REFUSED); /* for those only */
	assert_int_equal(desk_override(&desk, &supervisor, 3, 1), 0);
	desk_expect_states(&desk, 0, 4, STATE_APPROVED);
	assert_int_equal(review_release_all(desk.store, &desk.config, &technician, &desk.result, &desk.error), 0);
	assert_int_equal(desk.result.done, 6);
	desk_close(&desk);
}

static void test_two_guards_at_once(void **state)
{
	(void)state;
	struct desk desk;
	unsigned guards;
	start_drop(&desk, 5);
	assert_int_equal(desk_override(&desk, &supervisor, 0, 5), 0);
	assert_int_equal(store_overrides(desk.store, desk.ids[0], &guards, &desk.error), 0);
	assert_int_equal(guards, 1U << GUARD_CANCELLATION_LIMIT | 1U << GUARD_ACTIVE_DROP);
	desk_close(&desk);
}

static void test_guards_as_they_stand(void **state)
{
	(void)state;
	struct desk desk;
	struct guard guards[GUARD_COUNT];
	struct plan plan = {0};
	desk_open(&desk);
	assert_int_equal(review_guards(desk.store, &desk.config, guards, &plan, &desk.error), 1); /* no plan yet */
	desk_close(&desk);

	start_cancellations(&desk, 7);
	assert_int_equal(store_load_plan(desk.store, &plan, &desk.error), 0);
	assert_int_equal(review_guards(desk.store, &desk.config, guards, &plan, &desk.error), 0);
	assert_true(guards[GUARD_CANCELLATION_LIMIT].holds);
	assert_int_equal(guards[GUARD_CANCELLATION_LIMIT].limit, 3);
	assert_int_equal(guards[GUARD_CANCELLATION_LIMIT].count, 7);
	for (int guard = GUARD_ACTIVE_DROP; guard < GUARD_COUNT; guard++)
		assert_false(guards[guard].holds);
	for (size_t i = 0; i < plan.count; i++) {
		if (kind_is_cancellation(plan.items[i].kind))
			assert_string_equal(plan.items[i].guard, "cancellation-limit");
		else
			assert_null(plan.items[i].guard);
	}
	plan_free(&plan);

	/* all overridden: nothing is held any more */
	assert_int_equal(desk_override(&desk, &supervisor, 0, 7), 0);
	assert_int_equal(store_load_plan(desk.store, &plan, &desk.error), 0);
	assert_int_equal(review_guards(desk.store, &desk.config, guards, &plan, &desk.error), 0);
	assert_false(guards[GUARD_CANCELLATION_LIMIT].holds);
	for (size_t i = 0; i < plan.count; i++)
		assert_null(plan.items[i].guard);
	plan_free(&plan);
	desk_close(&desk);

	/* a guard without anything to hold holds nothing */
	desk_open(&desk);
	desk_put_many(&desk, KIND_NAME, 1);
	desk.facts.canaries_missing = 1;
	desk_save(&desk, 1U << GUARD_CANARY);
	assert_int_equal(store_load_plan(desk.store, &plan, &desk.error), 0);
	assert_int_equal(review_guards(desk.store, &desk.config, guards, &plan, &desk.error), 0);
	assert_false(guards[GUARD_CANARY].holds);
	assert_int_equal(review_guards(desk.store, &desk.config, guards, NULL, &desk.error), 0);
	assert_true(guards[GUARD_CANARY].holds);
	plan_free(&plan);
	desk_close(&desk);
}

static void test_auto(void **state)
{
	(void)state;
	struct desk desk;
	size_t count = 99;
	const char *kinds[] = {"activate", "name", "address", NULL};
	desk_open(&desk);
	desk_put_many(&desk, KIND_ACTIVATE, 7); /* more than a technician's bulk */
	desk_put_many(&desk, KIND_NAME, 1);
	desk_put_many(&desk, KIND_STATUS, 1);
	desk_put(&desk, KIND_ADDRESS, "moved")->alone = true;
	desk_put_many(&desk, KIND_CANCEL_REMOVE, 1);
	desk_put_many(&desk, KIND_MISSING_IN_MK, 1);
	desk_save(&desk, 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_REJECT, 7, 1), 0);
	assert_int_equal(review_auto(desk.store, &desk.config, &count, &desk.error), 0);
	assert_int_equal(count, 0);

	desk.config.automatic.approve = kinds;
	assert_int_equal(review_auto(desk.store, &desk.config, &count, &desk.error), 0);
	assert_int_equal(count, 7);
	desk_expect_states(&desk, 0, 7, STATE_RELEASED);
	desk_expect_states(&desk, 7, 1, STATE_REJECTED); /* a person's word stands */
	desk_expect_states(&desk, 8, 3, STATE_PENDING);
	assert_string_equal(desk_load(&desk, 0).decided_by, "auto");
	assert_int_equal(desk_events(&desk, "approved", 0), 1);
	assert_int_equal(desk_events(&desk, "released", 0), 1);
	desk_close(&desk);
}

static void test_auto_cancellations(void **state)
{
	(void)state;
	struct desk desk;
	size_t count;
	const char *kinds[] = {"cancel-remove", "status", NULL};
	start_cancellations(&desk, 3);
	desk.config.automatic.approve = kinds;
	assert_int_equal(review_auto(desk.store, &desk.config, &count, &desk.error), -1);
	desk_expect_states(&desk, 0, 3, STATE_PENDING);
	desk.config.automatic.auto_cancellations = true;
	error_clear(&desk.error);
	assert_int_equal(review_auto(desk.store, &desk.config, &count, &desk.error), 0);
	assert_int_equal(count, 3);
	desk_close(&desk);

	start_cancellations(&desk, 4); /* one too many */
	desk.config.automatic = (struct config_auto){.approve = kinds, .auto_cancellations = true};
	assert_int_equal(review_auto(desk.store, &desk.config, &count, &desk.error), 0);
	assert_int_equal(count, 0);
	desk_expect_states(&desk, 0, 4, STATE_PENDING);
	desk_close(&desk);

	start_storm(&desk);
	desk.config.automatic = (struct config_auto){.approve = kinds, .auto_cancellations = true};
	assert_int_equal(review_auto(desk.store, &desk.config, &count, &desk.error), 0);
	assert_int_equal(count, 1);
	desk_expect_states(&desk, 0, 5, STATE_PENDING);
	desk_expect_states(&desk, 5, 1, STATE_RELEASED);
	desk_close(&desk);
}

static void test_auto_kinds(void **state)
{
	(void)state;
	static const char *const bad[] = {"missing-in-mk", "revert-name", "recode", "everything"};
	struct desk desk;
	size_t count;
	start_cancellations(&desk, 1);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *kinds[] = {bad[i], NULL};
		desk.config.automatic.approve = kinds;
		error_clear(&desk.error);
		assert_int_equal(review_auto(desk.store, &desk.config, &count, &desk.error), -1);
		assert_non_null(strstr(desk.error.text, bad[i]));
	}
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_limit),
	    cmocka_unit_test(test_limit_after_undo),
	    cmocka_unit_test(test_only_cancellations_count),
	    cmocka_unit_test(test_override),
	    cmocka_unit_test(test_override_of_nothing),
	    cmocka_unit_test(test_two_supervisors),
	    cmocka_unit_test(test_request_is_no_override),
	    cmocka_unit_test(test_active_drop),
	    cmocka_unit_test(test_accepting),
	    cmocka_unit_test(test_shrink_seen_twice),
	    cmocka_unit_test(test_canary),
	    cmocka_unit_test(test_status_storm),
	    cmocka_unit_test(test_two_guards_at_once),
	    cmocka_unit_test(test_guards_as_they_stand),
	    cmocka_unit_test(test_auto),
	    cmocka_unit_test(test_auto_cancellations),
	    cmocka_unit_test(test_auto_kinds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
