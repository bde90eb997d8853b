/* Where limits, dates and roles just hold and just do not; what a revert keeps of what was removed. */
#include "desk.h"

#include <pwd.h>
#include <time.h>

#include "mkoz/base/json.h"

static void exactly_the_bulk_limit(void **state)
{
	struct desk desk;
	(void)state;
	desk_open(&desk);
	desk_put_many(&desk, KIND_NAME, 6);
	desk_save(&desk, 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 5), 0);
	assert_int_equal(desk.result.done, 5);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 5), 0);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_APPROVE, 0, 6), 0);
	assert_int_equal(desk.result.requested, 6);
	assert_int_equal(desk_act(&desk, &technician, REVIEW_UNDO, 0, 6), 0);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 6), 0);
	assert_int_equal(desk.result.done, 6);
	desk_close(&desk);
}

/* Days count in MK's time zone. */
static void days(void **state)
{
	static const struct {
		const char *wait;
		bool good;
	} cases[] = {
	    {"2999-01-01", true},  {"2999-1-01", false},   {"2999/01/01", false}, {"2999-01/01", false},
	    {"2999-13-01", false}, {"2999-02-30", false},  {"x999-01-01", false}, {"2999-01-0:", false},
	    {"/999-01-01", false}, {"2999-01-01 ", false}, {"online", true},	  {"changed", true},
	    {" ", false},	   {NULL, false},	   {"2020-01-01", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk desk;
		struct review_order order = {
		    .action = REVIEW_DEFER, .ids = desk.ids, .count = 1, .wait = cases[i].wait};
		desk_open(&desk);
		desk_put_many(&desk, KIND_NAME, 1);
		desk_save(&desk, 0);
		int result = desk_order(&desk, &technician, &order);
		if ((result == 0) != cases[i].good)
			fail_msg("`%s`: %s", cases[i].wait ? cases[i].wait : "NULL", desk.error.text);
		if (result != 0)
			assert_int_equal(desk.error.status, ERROR_USAGE);
		desk_close(&desk);
	}
}

static void today_is_past(void **state)
{
	struct desk desk;
	char today[MOMENT_TEXT_MAX], tomorrow[MOMENT_TEXT_MAX];
	(void)state;
	desk_open(&desk);
	desk_put_many(&desk, KIND_NAME, 1);
	desk_save(&desk, 0);
	moment_day(moment_now(), desk.config.mk.timezone, today);
	moment_day(moment_now() + 86400, desk.config.mk.timezone, tomorrow);
	struct review_order order = {.action = REVIEW_DEFER, .ids = desk.ids, .count = 1, .wait = today};
	assert_int_equal(desk_order(&desk, &technician, &order), -1);
	order.wait = tomorrow;
	assert_int_equal(desk_order(&desk, &technician, &order), 0);
	desk_close(&desk);
}

static void an_override_of_something_else(void **state)
{
	struct desk desk;
	(void)state;
	desk_open(&desk);
	desk_put_many(&desk, KIND_NAME, 1);
	desk_save(&desk, 0);
	struct review_order order = {.action = REVIEW_REJECT,
				     .ids = desk.ids,
				     .count = 1,
				     .reason = "r",
				     .has_expect = true,
				     .expect = 1,
				     .override_guard = true};
	assert_int_equal(desk_order(&desk, &supervisor, &order), -1);
	assert_int_equal(desk.error.status, ERROR_USAGE);
	order.action = REVIEW_APPROVE;
	order.reason = " ";
	assert_int_equal(desk_order(&desk, &supervisor, &order), -1);
	order.reason = "r";
	order.has_expect = false;
	assert_int_equal(desk_order(&desk, &supervisor, &order), -1);
	assert_int_equal(desk_state(&desk, 0), STATE_PENDING);
	desk_close(&desk);
}

/* Findings have an own state, and no state at all has no obstacle to name. */
static void what_an_action_can(void **state)
{
	static const enum state findings_can[] = {STATE_OPEN, STATE_REJECTED, STATE_DEFERRED};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct change finding = {.kind = KIND_MISSING_IN_MK, .state = findings_can[i]};
		const char *why = NULL;
		assert_false(review_can(REVIEW_APPROVE, &finding, &why));
		assert_non_null(why);
		assert_false(review_can(REVIEW_RELEASE, &finding, NULL));
		assert_int_equal(review_can(REVIEW_UNDO, &finding, NULL), i > 0);
	}
	struct change nothing = {.kind = KIND_NAME, .state = STATE_NONE};
	const char *why = NULL;
	assert_false(review_can(REVIEW_APPROVE, &nothing, &why));
	assert_string_equal(why, "");
	struct change pending = {.kind = KIND_NAME, .state = STATE_PENDING};
	assert_false(review_can(REVIEW_RELEASE, &pending, &why));
	assert_string_not_equal(why, "");
	struct change stale_finding = {.kind = KIND_CONFLICT, .state = STATE_APPROVED};
	assert_false(review_can(REVIEW_RELEASE, &stale_finding, NULL));
	stale_finding.state = STATE_PENDING;
	assert_false(review_can(REVIEW_APPROVE, &stale_finding, NULL));
}

/* Without [roles] the store's owner is a supervisor; who it is, sudo's caller does not change. */
static void the_owner(void **state)
{
	struct desk desk;
	struct reviewer found;
	(void)state;
	desk_open(&desk);
	desk.config.roles = (struct config_roles){0};
	unsetenv("SUDO_USER");
	memset(&found, 0xA5, sizeof found);
	assert_int_equal(review_find(&found, &desk.config, desk.store, &desk.error), 0);
	assert_int_equal(found.role, ROLE_SUPERVISOR);
	assert_false(found.read_only);
	assert_string_equal(found.actor.name, getpwuid(getuid())->pw_name);
	setenv("SUDO_USER", getpwuid(getuid())->pw_name, 1);
	assert_int_equal(review_find(&found, &desk.config, desk.store, &desk.error), 0);
	assert_int_equal(found.role, ROLE_SUPERVISOR);
	setenv("SUDO_USER", "nobody", 1);
	assert_int_equal(review_find(&found, &desk.config, desk.store, &desk.error), 0);
	assert_int_equal(found.role, ROLE_VIEWER);
	assert_string_equal(found.actor.name, "nobody");
	unsetenv("SUDO_USER");
	desk_close(&desk);
}

static const char side[] = "{\"client\":{\"id\":\"c1000\"},\"property\":{\"id\":\"p1000\"}}";

static void apply_with_whole(struct desk *desk, enum kind kind, const char *ozmap_side, const char *whole)
{
	struct store_worker worker;
	struct plan claimed = {0};
	bool others;
	desk_open(desk);
	desk_put(desk, kind, "1000")->ozmap_side = ozmap_side;
	desk_save(desk, 0);
	assert_int_equal(desk_act(desk, &supervisor, REVIEW_APPROVE, 0, 1), 0);
	assert_int_equal(desk_act(desk, &supervisor, REVIEW_RELEASE, 0, 1), 0);
	assert_int_equal(store_worker_enter(desk->store, &worker, 30, &desk->error), 0);
	assert_int_equal(store_claim(desk->store, &worker, 9, &claimed, &others, &desk->error), 0);
	assert_int_equal(
	    store_intent(desk->store, &worker, &claimed.items[0], "{}", whole, &supervisor.actor, &desk->error), 0);
	assert_int_equal(
	    store_settle(desk->store, &worker, &claimed.items[0], STATE_APPLIED, NULL, &supervisor.actor, &desk->error),
	    0);
	plan_free(&claimed);
}

/* The revert's side, whose `whole` is that of the intent; NULL: it has none. */
static void expect_whole(struct desk *desk, const char *wanted)
{
	struct plan plan;
	struct change revert;
	int result = review_revert(desk->store, &desk->config, &technician, desk->ids, 1, &desk->error);
	assert_string_equal(desk->error.text, "");
	assert_int_equal(result, 0);
	assert_int_equal(store_load_plan(desk->store, &plan, &desk->error), 0);
	const struct change *found = NULL;
	for (size_t i = 0; i < plan.count; i++)
		found = kind_is_revert(plan.items[i].kind) ? &plan.items[i] : found;
	assert_non_null(found);
	assert_int_equal(store_load_change(desk->store, found->id, &revert, &plan.arena, &desk->error), 0);
	if (wanted) {
		json_t *json = json_parse(revert.ozmap_side, strlen(revert.ozmap_side), "side", NULL);
		assert_string_equal(
		    json_member_string(json_object_get(json_object_get(json, "whole"), "client"), "name"), wanted);
		assert_string_equal(json_member_string(json_object_get(json, "client"), "id"), "c1000");
		json_decref(json);
	} else {
		assert_true(!revert.ozmap_side || !strstr(revert.ozmap_side, "whole"));
	}
	plan_free(&plan);
}

static void a_revert_keeps_what_was_removed(void **state)
{
	static const struct {
		enum kind kind;
		const char *side, *whole, *wanted;
	} cases[] = {
	    {KIND_CANCEL_REMOVE, side, "{\"client\":{\"name\":\"Ana\"}}", "Ana"},
	    {KIND_CANCEL_DETACH, side, "{\"client\":{\"name\":\"Bia\"}}", "Bia"},
	    {KIND_CANCEL_DETACH, side, NULL, NULL},
	    {KIND_NAME, side, "{\"client\":{\"name\":\"Bia\"}}", NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk desk;
		apply_with_whole(&desk, cases[i].kind, cases[i].side, cases[i].whole);
		expect_whole(&desk, cases[i].wanted);
		desk_close(&desk);
	}
}

static void a_side_that_is_no_json(void **state)
{
	struct desk desk;
	(void)state;
	apply_with_whole(&desk, KIND_CANCEL_REMOVE, "[]", "{\"client\":{}}");
	assert_int_equal(review_revert(desk.store, &desk.config, &technician, desk.ids, 1, &desk.error), -1);
	desk_close(&desk);
	apply_with_whole(&desk, KIND_CANCEL_REMOVE, NULL, "{\"client\":{}}");
	error_clear(&desk.error);
	assert_int_equal(review_revert(desk.store, &desk.config, &technician, desk.ids, 1, &desk.error), -1);
	desk_close(&desk);
	apply_with_whole(&desk, KIND_CANCEL_REMOVE, side, "{");
	error_clear(&desk.error);
	assert_int_equal(review_revert(desk.store, &desk.config, &technician, desk.ids, 1, &desk.error), -1);
	desk_close(&desk);
}

/* What is settled is held by nothing, however the guards stand. */
static void guards_of_what_is_settled(void **state)
{
	static const enum review_action actions[] = {REVIEW_REJECT, REVIEW_DEFER};
	struct desk desk;
	struct guard guards[GUARD_COUNT];
	struct plan plan;
	(void)state;
	desk_open(&desk);
	desk_put_many(&desk, KIND_CANCEL_REMOVE, 4);
	desk.facts.canaries_missing = 1;
	desk_save(&desk, 1U << GUARD_CANARY);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(desk_act(&desk, &technician, actions[i], i, 1), 0);
	assert_int_equal(store_load_plan(desk.store, &plan, &desk.error), 0);
	assert_int_equal(review_guards(desk.store, &desk.config, guards, &plan, &desk.error), 0);
	size_t held = 0;
	for (size_t i = 0; i < plan.count; i++)
		held += plan.items[i].guard != NULL;
	assert_int_equal(held, 2);
	assert_true(guards[GUARD_CANARY].holds);
	assert_false(guards[GUARD_STATUS_STORM].holds);
	assert_false(guards[GUARD_CANCELLATION_LIMIT].holds);
	plan_free(&plan);
	desk_close(&desk);
}

static void without_a_plan(void **state)
{
	static const char *const ids[] = {"0123456789abcdef"};
	struct desk desk;
	struct review_order order = {.action = REVIEW_APPROVE, .ids = ids, .count = 1};
	(void)state;
	desk_open(&desk);
	assert_int_equal(desk_order(&desk, &supervisor, &order), -1);
	assert_non_null(strstr(desk.error.text, "mkoz refresh"));
	desk_close(&desk);
}

/* As many as may be approved stand approved: nothing holds them. */
static void exactly_the_limit(void **state)
{
	struct desk desk;
	struct guard guards[GUARD_COUNT];
	struct plan plan;
	(void)state;
	desk_open(&desk);
	desk_put_many(&desk, KIND_CANCEL_REMOVE, 3);
	desk_save(&desk, 0);
	assert_int_equal(desk_act(&desk, &supervisor, REVIEW_APPROVE, 0, 3), 0);
	assert_int_equal(store_load_plan(desk.store, &plan, &desk.error), 0);
	assert_int_equal(review_guards(desk.store, &desk.config, guards, &plan, &desk.error), 0);
	for (size_t i = 0; i < plan.count; i++)
		assert_null(plan.items[i].guard);
	assert_false(guards[GUARD_CANCELLATION_LIMIT].holds);
	plan_free(&plan);
	desk_close(&desk);
}

static size_t active_baseline(struct desk *desk)
{
	struct arena arena = {0};
	const char *const *codes;
	size_t count, active;
	bool has_down, has_active;
	assert_int_equal(
	    store_baseline(desk->store, &arena, &codes, &count, &has_down, &active, &has_active, &desk->error), 0);
	arena_free(&arena);
	return has_active ? active : 0;
}

/* What guards compare with moves when the second supervisor grants it, not when the first asks for it. */
static void a_request_moves_no_baseline(void **state)
{
	struct desk desk;
	(void)state;
	desk_open(&desk);
	desk.config.roles.supervisors = "sue,sam";
	desk.facts.active = 50;
	desk_put_many(&desk, KIND_CANCEL_REMOVE, 1);
	desk_save_baseline(&desk, 100);
	desk_save(&desk, 1U << GUARD_ACTIVE_DROP);
	assert_int_equal(active_baseline(&desk), 100);
	assert_int_equal(desk_override(&desk, &supervisor, 0, 1), 0);
	assert_int_equal(desk_state(&desk, 0), STATE_REQUESTED);
	desk_save(&desk, 1U << GUARD_ACTIVE_DROP);
	assert_int_equal(active_baseline(&desk), 100);
	assert_int_equal(desk_override(&desk, &other_supervisor, 0, 1), 0);
	desk_save(&desk, 1U << GUARD_ACTIVE_DROP);
	assert_int_equal(active_baseline(&desk), 50);
	desk_close(&desk);
}

/* A rule acts from nowhere, wherever whoever started it came from. */
static void a_rule_has_no_client(void **state)
{
	static const char *kinds[] = {"name", NULL};
	struct desk desk;
	struct desk_event wanted = {.event = "approved"};
	const struct journal_query query = {.since = MOMENT_NONE};
	size_t count;
	(void)state;
	setenv("SSH_CLIENT", "10.0.0.7 50000 22", 1);
	setenv("SSH_CONNECTION", "10.0.0.7 50000 10.0.0.1 22", 1);
	desk_open(&desk);
	desk.config.automatic.approve = kinds;
	desk_put_many(&desk, KIND_NAME, 1);
	desk_save(&desk, 0);
	assert_int_equal(review_auto(desk.store, &desk.config, &count, &desk.error), 0);
	assert_int_equal(count, 1);
	assert_int_equal(journal_visit(desk.store, &query, desk_count_entry, &wanted, &desk.error), 0);
	assert_int_equal(wanted.count, 1);
	assert_memory_equal(wanted.actor, "auto@", 5);
	assert_null(strstr(wanted.actor, " from "));
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(exactly_the_bulk_limit),
	    cmocka_unit_test(days),
	    cmocka_unit_test(today_is_past),
	    cmocka_unit_test(an_override_of_something_else),
	    cmocka_unit_test(what_an_action_can),
	    cmocka_unit_test(the_owner),
	    cmocka_unit_test(a_revert_keeps_what_was_removed),
	    cmocka_unit_test(a_side_that_is_no_json),
	    cmocka_unit_test(guards_of_what_is_settled),
	    cmocka_unit_test(without_a_plan),
	    cmocka_unit_test(exactly_the_limit),
	    cmocka_unit_test(a_request_moves_no_baseline),
	    cmocka_unit_test(a_rule_has_no_client),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
