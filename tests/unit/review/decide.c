/* Deciding: who may, on what, and what stands in the store and the journal afterwards. */
#include <pwd.h>

#include "review/desk.h"

static void start(struct desk *desk, enum kind kind, int count)
{
	desk_open(desk);
	desk_put_many(desk, kind, count);
	desk_save(desk, 0);
}

static void test_approve_and_release(void **state)
{
	(void)state;
	struct desk desk;
	start(&desk, KIND_ACTIVATE, 3);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 2), 0);
	assert_int_equal(desk.result.done, 2);
	desk_expect_states(&desk, 0, 2, STATE_APPROVED);
	desk_expect_states(&desk, 2, 1, STATE_PENDING);
	assert_string_equal(desk_load(&desk, 0).decided_by, "tom");
	assert_int_equal(desk_events(&desk, "approved", 0), 1);

	/* approved already: no error, nothing written */
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 3), 0);
	assert_int_equal(desk.result.done, 1);
	assert_int_equal(desk.result.unchanged, 2);
	assert_int_equal(desk_events(&desk, "approved", 0), 1);
	assert_string_equal(desk_load(&desk, 0).decided_by, "tom");

	assert_int_equal(desk_act(&desk, &technician, REVIEW_RELEASE, 0, 1), 0);
	desk_expect_states(&desk, 0, 1, STATE_RELEASED);
	assert_int_equal(review_release_all(desk.store, &desk.config, &technician, &desk.result, &desk.error), 0);
	assert_int_equal(desk.result.done, 2);
	desk_expect_states(&desk, 0, 3, STATE_RELEASED);
	assert_int_equal(desk_events(&desk, "released", IDS_MAX), 3);
	desk_close(&desk);
}

static void test_nobody_else(void **state)
{
	(void)state;
	struct desk desk;
	struct reviewer reading = supervisor;
	reading.read_only = true;
	start(&desk, KIND_ACTIVATE, 1);
	const struct reviewer *refused[] = {&viewer, &reading};
	for (size_t who = 0; who < 2; who++) {
		for (int action = REVIEW_APPROVE; action <= REVIEW_RELEASE; action++)
			assert_int_equal(desk_act(&desk, refused[who], (enum review_action)action, 0, 1),
					 ERROR_REFUSED);
		error_clear(&desk.error);
		assert_int_equal(review_release_all(desk.store, &desk.config, refused[who], &desk.result, &desk.error),
				 -1);
		assert_int_equal(desk.error.status, ERROR_REFUSED);
		error_clear(&desk.error);
		assert_int_equal(review_revert(desk.store, &desk.config, refused[who], desk.ids, 1, &desk.error), -1);
		assert_int_equal(desk.error.status, ERROR_REFUSED);
		error_clear(&desk.error);
		assert_int_equal(review_recode(desk.store, &desk.config, refused[who], desk.ids[0], &desk.error), -1);
		assert_int_equal(desk.error.status, ERROR_REFUSED);
	}
	desk_expect_states(&desk, 0, 1, STATE_PENDING);
	desk_close(&desk);
}

static void test_reject(void **state)
{
	(void)state;
	struct desk desk;
	struct review_order order = {.action = REVIEW_REJECT, .count = 1};
	start(&desk, KIND_NAME, 2);
	order.ids = desk.ids;
	assert_int_equal(desk_order(&desk, &technician, &order), -1);
	assert_int_equal(desk.error.status, ERROR_USAGE);
	order.reason = "  ";
	assert_int_equal(desk_order(&desk, &technician, &order), -1);
	order.reason = "wrong person";
	assert_int_equal(desk_order(&desk, &technician, &order), 0);
	struct change change = desk_load(&desk, 0);
	assert_int_equal(change.state, STATE_REJECTED);
	assert_string_equal(change.reason, "wrong person");
	assert_int_equal(desk_events(&desk, "rejected", 0), 1);

	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 1), ERROR_FAILED); /* undo first */
	desk_expect_states(&desk, 0, 1, STATE_REJECTED);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 1), 0);
	desk_expect_states(&desk, 0, 1, STATE_PENDING);
	assert_int_equal(desk_events(&desk, "undone", 0), 1);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 1), ERROR_FAILED); /* nothing decided */
	desk_close(&desk);
}

static void test_defer(void **state)
{
	(void)state;
	struct desk desk;
	static const char *const bad[] = {NULL, "", "soon", "2999-1-1", "2999-02-31", "2001-01-01", "2999-01-01T00:00"};
	static const char *const good[] = {"online", "changed", "2999-01-01"};
	struct review_order order = {.action = REVIEW_DEFER, .count = 1};
	start(&desk, KIND_NAME, 1);
	order.ids = desk.ids;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		order.wait = bad[i];
		assert_int_equal(desk_order(&desk, &technician, &order), -1);
		assert_int_equal(desk.error.status, ERROR_USAGE);
	}
	desk_expect_states(&desk, 0, 1, STATE_PENDING);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		order.wait = good[i];
		assert_int_equal(desk_order(&desk, &technician, &order), 0);
		assert_int_equal(desk_state(&desk, 0), STATE_DEFERRED);
		assert_string_equal(desk_load(&desk, 0).wait, good[i]);
	}
	assert_int_equal(desk_events(&desk, "deferred", 0), 3);
	desk_close(&desk);
}

static void test_findings(void **state)
{
	(void)state;
	struct desk desk;
	start(&desk, KIND_MISSING_IN_MK, 2);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 1), ERROR_FAILED);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_REJECT, 0, 1), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_DEFER, 1, 1), 0);
	desk_expect_states(&desk, 0, 1, STATE_REJECTED);
	desk_expect_states(&desk, 1, 1, STATE_DEFERRED);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 2), 0);
	desk_expect_states(&desk, 0, 2, STATE_OPEN);
	desk_close(&desk);
}

static void test_all_or_nothing(void **state)
{
	(void)state;
	struct desk desk;
	start(&desk, KIND_NAME, 3);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_REJECT, 2, 1), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 3), ERROR_FAILED);
	assert_int_equal(desk.result.done, 0);
	desk_expect_states(&desk, 0, 2, STATE_PENDING);
	desk.ids[3] = "0000000000000000";
	assert_int_equal(desk_act(&desk, &technician, REVIEW_REJECT, 0, 4), ERROR_FAILED);
	assert_non_null(strstr(desk.error.text, "0000000000000000"));
	desk_expect_states(&desk, 0, 2, STATE_PENDING);
	desk.ids[1] = desk.ids[0]; /* twice the same is once */
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 2), 0);
	assert_int_equal(desk.result.done, 1);
	desk_close(&desk);
}

static void test_expect(void **state)
{
	(void)state;
	struct desk desk;
	struct review_order order = {.action = REVIEW_APPROVE, .count = 2, .has_expect = true, .expect = 3};
	start(&desk, KIND_NAME, 2);
	order.ids = desk.ids;
	assert_int_equal(desk_order(&desk, &technician, &order), -1);
	assert_int_equal(desk.error.status, ERROR_FAILED);
	desk_expect_states(&desk, 0, 2, STATE_PENDING);
	order.expect = 2;
	assert_int_equal(desk_order(&desk, &technician, &order), 0);
	desk_close(&desk);
}

static void test_alone(void **state)
{
	(void)state;
	struct desk desk;
	struct review_order order = {.action = REVIEW_APPROVE, .count = 2, .by_filter = true};
	desk_open(&desk);
	desk_put_many(&desk, KIND_ADDRESS, 1);
	desk_put(&desk, KIND_ADDRESS, "77")->alone = true;
	desk.plan.items[1].moved = true;
	desk_save(&desk, 0);
	order.ids = desk.ids;
	assert_int_equal(desk_order(&desk, &supervisor, &order), -1);
	assert_int_equal(desk.error.status, ERROR_REFUSED);
	assert_non_null(strstr(desk.error.text, desk.ids[1]));
	desk_expect_states(&desk, 0, 2, STATE_PENDING);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 1, 1), 0);
	assert_int_equal(desk_order(&desk, &supervisor, &order), 0); /* approved by its id before: it stays so */
	assert_int_equal(desk.result.unchanged, 1);
	order.action = REVIEW_REJECT;
	order.reason = "no";
	assert_int_equal(desk_order(&desk, &technician, &order), 0);
	desk_close(&desk);
}

static void test_bulk(void **state)
{
	(void)state;
	struct desk desk;
	start(&desk, KIND_NAME, 12);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 5), 0);
	desk_expect_states(&desk, 0, 5, STATE_APPROVED);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 6, 6), 0);
	assert_int_equal(desk.result.requested, 6);
	assert_int_equal(desk.result.done, 0);
	desk_expect_states(&desk, 6, 6, STATE_REQUESTED);
	assert_string_equal(desk_load(&desk, 6).decided_by, "tom");
	assert_int_equal(desk_events(&desk, "requested", 6), 1);

	/* what is approved already does not count */
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 6), 0);
	assert_int_equal(desk.result.done, 1);

	/* one by one a request is no way around it */
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 6, 1), 0);
	assert_int_equal(desk.result.requested, 1);
	desk_expect_states(&desk, 6, 1, STATE_REQUESTED);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_RELEASE, 6, 1), ERROR_FAILED);

	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 6, 5), 0);
	desk_expect_states(&desk, 6, 5, STATE_APPROVED);
	assert_string_equal(desk_load(&desk, 6).decided_by, "sue");
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_REJECT, 11, 1), 0);
	desk_close(&desk);
}

static void test_bulk_telemetry(void **state)
{
	(void)state;
	struct desk desk;
	desk_open(&desk);
	desk_put_many(&desk, KIND_STATUS, 4);
	desk_put_many(&desk, KIND_POWER, 4);
	desk_put_many(&desk, KIND_NAME, 1);
	desk_put_many(&desk, KIND_POWER, 5);
	desk_save(&desk, 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 3, 6),
			 0); /* a name among them: the small limit */
	assert_int_equal(desk.result.requested, 6);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 3, 6), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 8), 0);
	assert_int_equal(desk.result.done, 8);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 8), 0);
	desk.ids[8] = desk.ids[9];
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 9), 0);
	assert_int_equal(desk.result.requested, 9);
	desk_close(&desk);
}

static void test_another_person(void **state)
{
	(void)state;
	struct desk desk;
	struct reviewer promoted = technician;
	promoted.role = ROLE_SUPERVISOR;
	start(&desk, KIND_NAME, 6);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 6), 0);
	assert_int_equal(desk_act(&desk, &promoted, REVIEW_APPROVE, 0, 6), ERROR_REFUSED);
	desk_expect_states(&desk, 0, 6, STATE_REQUESTED);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 6), 0); /* above the limit */
	desk_expect_states(&desk, 0, 6, STATE_APPROVED);
	desk_close(&desk);
}

static void test_undo_after_the_worker(void **state)
{
	(void)state;
	struct desk desk;
	static const struct actor cron = {.name = "cron", .host = "h"};
	struct store_worker worker;
	struct plan claimed = {0};
	bool others;
	static const enum state outcomes[] = {STATE_FAILED, STATE_STALE, STATE_APPLIED};
	start(&desk, KIND_NAME, 3);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 3), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_RELEASE, 0, 3), 0);
	assert_int_equal(store_worker_enter(desk.store, &worker, 30, &desk.error), 0);
	assert_int_equal(store_claim(desk.store, &worker, 10, &claimed, &others, &desk.error), 0);
	assert_int_equal(claimed.count, 3);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 1), ERROR_FAILED); /* claimed */
	for (size_t i = 0; i < 3; i++) {
		struct change change = desk_load(&desk, i);
		assert_int_equal(store_settle(desk.store, &worker, &change, outcomes[i], "words", &cron, &desk.error),
				 0);
	}
	plan_free(&claimed);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 2), 0);
	desk_expect_states(&desk, 0, 2, STATE_PENDING);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 2, 1), ERROR_FAILED);
	assert_non_null(strstr(desk.error.text, "revert"));
	desk_close(&desk);
}

static void test_revert(void **state)
{
	(void)state;
	struct desk desk;
	struct change revert;
	start(&desk, KIND_NAME, 2);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 1), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_RELEASE, 0, 1), 0);
	desk_apply(&desk);
	desk_expect_states(&desk, 0, 1, STATE_APPLIED);
	assert_int_equal(review_revert(desk.store, &desk.config, &technician, desk.ids, 2, &desk.error), -1);
	error_clear(&desk.error);
	assert_int_equal(review_revert(desk.store, &desk.config, &technician, desk.ids, 1, &desk.error), 0);
	assert_int_equal(desk_events(&desk, "reverted", IDS_MAX), 1);

	struct plan plan = {0};
	assert_int_equal(store_load_plan(desk.store, &plan, &desk.error), 0);
	size_t at = 0;
	while (at < plan.count && plan.items[at].kind != KIND_REVERT_NAME)
		at++;
	assert_true(at < plan.count);
	revert = plan.items[at];
	assert_int_equal(revert.state, STATE_PENDING);
	assert_string_equal(revert.before, "\"b\"");
	assert_string_equal(revert.after, "\"a\"");
	desk.ids[2] = revert.id;
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 2, 1), 0);
	plan_free(&plan);

	error_clear(&desk.error); /* proposed already */
	assert_int_equal(review_revert(desk.store, &desk.config, &technician, desk.ids, 1, &desk.error), -1);
	assert_int_equal(desk.error.status, ERROR_FAILED); /* no guard, no role */
	desk_close(&desk);
}

static void test_recode(void **state)
{
	(void)state;
	struct desk desk;
	struct plan plan = {0};
	desk_open(&desk);
	struct change *transfer = desk_put(&desk, KIND_TRANSFER, "2002");
	transfer->why = transfer->other_code = "1001";
	transfer->name = "Ana";
	assert_int_equal(change_make_id(transfer), 0);
	memcpy(desk.id_texts[0], transfer->id, sizeof transfer->id);
	desk_put(&desk, KIND_MISSING_IN_MK, "5");
	desk_save(&desk, 0);
	assert_int_equal(review_recode(desk.store, &desk.config, &technician, desk.ids[1], &desk.error), -1);
	error_clear(&desk.error);
	assert_int_equal(review_recode(desk.store, &desk.config, &technician, desk.ids[0], &desk.error), 0);
	assert_int_equal(store_load_plan(desk.store, &plan, &desk.error), 0);
	assert_int_equal(plan.items[0].kind, KIND_RECODE);
	assert_string_equal(plan.items[0].before, "\"1001\"");
	assert_string_equal(plan.items[0].after, "\"2002\"");
	assert_int_equal(plan.items[0].state, STATE_PENDING);
	plan_free(&plan);
	desk_close(&desk);
}

static void test_can(void **state)
{
	(void)state;
	const char *why;
	struct change change = {.kind = KIND_NAME, .state = STATE_APPLYING};
	for (int action = REVIEW_APPROVE; action <= REVIEW_RELEASE; action++)
		for (int one = 0; one < STATE_COUNT; one++) {
			change.state = (enum state)one;
			bool can = review_can((enum review_action)action, &change, &why);
			assert_int_equal(can, why == NULL);
			if (one == STATE_APPLYING || one == STATE_APPLIED || one == STATE_WITHDRAWN)
				assert_false(can);
			if (action == REVIEW_REJECT || action == REVIEW_DEFER)
				assert_int_equal(can, state_is_open((enum state)one));
		}
}

static void test_roles(void **state)
{
	(void)state;
	struct desk desk;
	struct reviewer found;
	struct actor me;
	desk_open(&desk);
	unsetenv("SUDO_USER");
	assert_int_equal(actor_find(&me, getuid(), &desk.error), 0);
	desk.config.roles = (struct config_roles){true, me.name, "somebody"};
	assert_int_equal(review_find(&found, &desk.config, desk.store, &desk.error), 0);
	assert_int_equal(found.role, ROLE_TECHNICIAN);
	desk.config.roles = (struct config_roles){true, me.name, me.name};
	assert_int_equal(review_find(&found, &desk.config, desk.store, &desk.error), 0);
	assert_int_equal(found.role, ROLE_SUPERVISOR);
	desk.config.roles = (struct config_roles){true, "", ""};
	assert_int_equal(review_find(&found, &desk.config, desk.store, &desk.error), 0);
	assert_int_equal(found.role, ROLE_VIEWER);

	desk.config.roles = (struct config_roles){0}; /* the store's owner */
	assert_int_equal(review_find(&found, &desk.config, desk.store, &desk.error), 0);
	assert_int_equal(found.role, ROLE_SUPERVISOR);
	setenv("SUDO_USER", "nobody-in-particular", 1); /* sudo's caller is not */
	assert_int_equal(review_find(&found, &desk.config, desk.store, &desk.error), 0);
	assert_string_equal(found.actor.name, "nobody-in-particular");
	assert_int_equal(found.role, ROLE_VIEWER);
	unsetenv("SUDO_USER");
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_approve_and_release),
	    cmocka_unit_test(test_nobody_else),
	    cmocka_unit_test(test_reject),
	    cmocka_unit_test(test_defer),
	    cmocka_unit_test(test_findings),
	    cmocka_unit_test(test_all_or_nothing),
	    cmocka_unit_test(test_expect),
	    cmocka_unit_test(test_alone),
	    cmocka_unit_test(test_bulk),
	    cmocka_unit_test(test_bulk_telemetry),
	    cmocka_unit_test(test_another_person),
	    cmocka_unit_test(test_undo_after_the_worker),
	    cmocka_unit_test(test_revert),
	    cmocka_unit_test(test_recode),
	    cmocka_unit_test(test_can),
	    cmocka_unit_test(test_roles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
