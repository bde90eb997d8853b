/* The guards, each at the last value that passes and the first that holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mkoz/plan/guards.h"

static const struct config_guard defaults = {
    .max_cancellations = 50,
    .max_cancellations_percent = 1,
    .max_active_drop_percent = 5,
    .max_status_percent = 15,
};

static struct guard judge(enum guard_kind kind, const struct plan_facts *facts)
{
	struct guard guards[GUARD_COUNT];
	guards_judge(guards, &defaults, facts);
	assert_int_equal(guards[kind].kind, kind);
	return guards[kind];
}

static void test_names(void **state)
{
	(void)state;
	static const char *const names[] = {"cancellation-limit", "active-drop", "canary", "status-storm"};
	for (int kind = 0; kind < GUARD_COUNT; kind++) {
		assert_string_equal(guard_name((enum guard_kind)kind), names[kind]);
		assert_int_equal(guard_parse(names[kind]), kind);
	}
	assert_int_equal(guard_parse("no"), -1);
	assert_int_equal(guard_parse(NULL), -1);
}

static void test_covers(void **state)
{
	(void)state;
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		bool cancels = kind == KIND_CANCEL_REMOVE || kind == KIND_CANCEL_DETACH;
		assert_int_equal(guard_covers(GUARD_CANCELLATION_LIMIT, (enum kind)kind), cancels);
		assert_int_equal(guard_covers(GUARD_ACTIVE_DROP, (enum kind)kind), cancels);
		assert_int_equal(guard_covers(GUARD_CANARY, (enum kind)kind), cancels);
		assert_int_equal(guard_covers(GUARD_STATUS_STORM, (enum kind)kind), kind == KIND_STATUS);
	}
}

static void test_cancellation_limit(void **state)
{
	(void)state;
	static const struct {
		size_t clients;
		long long limit;
	} cases[] = {{0, 3}, {1, 3}, {399, 3}, {400, 4}, {499, 4}, {4999, 49}, {5000, 50}, {1000000, 50}, {100000, 50}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(guard_cancellation_limit(&defaults, cases[i].clients), cases[i].limit);

	struct config_guard config = {.max_cancellations = 1, .max_cancellations_percent = 100};
	assert_int_equal(guard_cancellation_limit(&config, 1000), 3);
	config = (struct config_guard){.max_cancellations = 1000, .max_cancellations_percent = 0.7};
	assert_int_equal(guard_cancellation_limit(&config, 1000), 7);
	assert_int_equal(guard_cancellation_limit(&config, 999), 6);
	config.max_cancellations_percent = 0.29;
	assert_int_equal(guard_cancellation_limit(&config, 10000), 29);
}

static void test_cancellations(void **state)
{
	(void)state;
	struct plan_facts facts = {.ozmap_clients = 400, .cancellations_used = 1, .cancellations_open = 3};
	struct guard guard = judge(GUARD_CANCELLATION_LIMIT, &facts);
	assert_int_equal(guard.limit, 4);
	assert_int_equal(guard.count, 4);
	assert_false(guard.holds);
	facts.cancellations_open = 4;
	assert_true(judge(GUARD_CANCELLATION_LIMIT, &facts).holds);
}

static void test_active_drop(void **state)
{
	(void)state;
	struct plan_facts facts = {.active = 95, .active_baseline = 100, .has_active_baseline = true};
	struct guard guard = judge(GUARD_ACTIVE_DROP, &facts);
	assert_int_equal(guard.limit, 5);
	assert_int_equal(guard.count, 5);
	assert_false(guard.holds);
	facts.active = 94;
	guard = judge(GUARD_ACTIVE_DROP, &facts);
	assert_int_equal(guard.count, 6);
	assert_true(guard.holds);

	/* the percentage counts, not the rounded limit: 5 % of 19 is 0.95 */
	facts = (struct plan_facts){.active = 18, .active_baseline = 19, .has_active_baseline = true};
	guard = judge(GUARD_ACTIVE_DROP, &facts);
	assert_int_equal(guard.limit, 0);
	assert_true(guard.holds);
	facts.active_baseline = 20;
	facts.active = 19;
	assert_false(judge(GUARD_ACTIVE_DROP, &facts).holds);

	facts.active = 40;
	guard = judge(GUARD_ACTIVE_DROP, &facts);
	assert_int_equal(guard.count, 0);
	assert_false(guard.holds);
	facts = (struct plan_facts){.active = 1, .active_baseline = 100, .has_active_baseline = false};
	assert_false(judge(GUARD_ACTIVE_DROP, &facts).holds);
}

static void test_canary(void **state)
{
	(void)state;
	struct plan_facts facts = {0};
	assert_false(judge(GUARD_CANARY, &facts).holds);
	facts.canaries_missing = 1;
	struct guard guard = judge(GUARD_CANARY, &facts);
	assert_true(guard.holds);
	assert_int_equal(guard.limit, 0);
	assert_int_equal(guard.count, 1);
}

static void test_status_storm(void **state)
{
	(void)state;
	struct plan_facts facts = {.sessions_known = 100, .newly_down = 15, .has_down_baseline = true};
	struct guard guard = judge(GUARD_STATUS_STORM, &facts);
	assert_int_equal(guard.limit, 15);
	assert_int_equal(guard.count, 15);
	assert_false(guard.holds);
	facts.newly_down = 16;
	assert_true(judge(GUARD_STATUS_STORM, &facts).holds);
	facts = (struct plan_facts){.sessions_known = 6, .newly_down = 1, .has_down_baseline = true};
	assert_true(judge(GUARD_STATUS_STORM, &facts).holds); /* 16.7 % */
	facts.sessions_known = 7;
	assert_false(judge(GUARD_STATUS_STORM, &facts).holds); /* 14.3 % */
	facts = (struct plan_facts){.sessions_known = 10, .newly_down = 10, .has_down_baseline = false};
	assert_false(judge(GUARD_STATUS_STORM, &facts).holds);
	facts = (struct plan_facts){.has_down_baseline = true};
	assert_false(judge(GUARD_STATUS_STORM, &facts).holds);
}

static void test_refuse(void **state)
{
	(void)state;
	struct plan_facts facts = {.ozmap_clients = 100, .cancellations_used = 1, .cancellations_open = 90};
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_CANCEL_REMOVE, 2, 0), -1);
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_CANCEL_REMOVE, 3, 0), GUARD_CANCELLATION_LIMIT);
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_CANCEL_DETACH, 3, 1U << GUARD_CANCELLATION_LIMIT), -1);
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_ACTIVATE, 3, 0), -1);

	facts.canaries_missing = 1;
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_CANCEL_DETACH, 0, 0), GUARD_CANARY);
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_CANCEL_DETACH, 9, 1U << GUARD_CANCELLATION_LIMIT),
			 GUARD_CANARY);
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_STATUS, 0, 0), -1);

	facts = (struct plan_facts){.sessions_known = 10, .newly_down = 5, .has_down_baseline = true};
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_STATUS, 0, 0), GUARD_STATUS_STORM);
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_POWER, 0, 0), -1);
	assert_int_equal(guards_refuse(&defaults, &facts, KIND_STATUS, 0, 1U << GUARD_STATUS_STORM), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_covers),
	    cmocka_unit_test(test_cancellation_limit),
	    cmocka_unit_test(test_cancellations),
	    cmocka_unit_test(test_active_drop),
	    cmocka_unit_test(test_canary),
	    cmocka_unit_test(test_status_storm),
	    cmocka_unit_test(test_refuse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
