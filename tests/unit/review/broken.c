/* Every decision with each statement of the store failing in turn: all of it is done, or nothing and an error. */
#include "desk.h"
#include "steps.h"

#define CANCELLATIONS 4

struct act {
	const char *name;
	int (*act)(struct desk *desk);
	enum state from, to; /* of the first item */
};

static int approve(struct desk *desk)
{
	return desk_act(desk, &supervisor, REVIEW_APPROVE, 0, 1);
}

static int reject(struct desk *desk)
{
	return desk_act(desk, &technician, REVIEW_REJECT, 0, 2);
}

static int defer(struct desk *desk)
{
	return desk_act(desk, &technician, REVIEW_DEFER, 0, 2);
}

static int override(struct desk *desk)
{
	return desk_override(desk, &supervisor, 0, CANCELLATIONS);
}

/* The second of two supervisors grants what the first asked for. */
static int second(struct desk *desk)
{
	return desk_override(desk, &other_supervisor, 0, CANCELLATIONS);
}

static int release(struct desk *desk)
{
	return desk_act(desk, &technician, REVIEW_RELEASE, 0, 1);
}

static int release_all(struct desk *desk)
{
	error_clear(&desk->error);
	return review_release_all(desk->store, &desk->config, &technician, &desk->result, &desk->error) < 0;
}

static int by_rule(struct desk *desk)
{
	static const char *kinds[] = {"cancel-remove", NULL};
	size_t count;
	error_clear(&desk->error);
	desk->config.automatic.approve = kinds;
	desk->config.automatic.auto_cancellations = true;
	desk->config.guard.max_cancellations_percent = 50;
	int result = review_auto(desk->store, &desk->config, &count, &desk->error);
	if (result == 0)
		assert_int_equal(count, CANCELLATIONS);
	return result < 0;
}

static int undo(struct desk *desk)
{
	return desk_act(desk, &technician, REVIEW_UNDO, 0, 1);
}

static int revert(struct desk *desk)
{
	error_clear(&desk->error);
	int result = review_revert(desk->store, &desk->config, &technician, desk->ids, 1, &desk->error);
	steps.counting = false;
	if (result == 0) {
		struct plan plan;
		assert_int_equal(store_load_plan(desk->store, &plan, &desk->error), 0);
		size_t reverts = 0;
		for (size_t i = 0; i < plan.count; i++)
			reverts += kind_is_revert(plan.items[i].kind);
		assert_int_equal(reverts, 1);
		plan_free(&plan);
	}
	return result < 0;
}

static int look(struct desk *desk)
{
	struct guard guards[GUARD_COUNT];
	struct plan plan;
	error_clear(&desk->error);
	if (store_load_plan(desk->store, &plan, &desk->error) != 0)
		return 1;
	int result = review_guards(desk->store, &desk->config, guards, &plan, &desk->error);
	if (result == 0)
		assert_int_equal(guards[GUARD_CANARY].holds, desk->facts.canaries_missing > 0);
	plan_free(&plan);
	return result < 0;
}

/* Cancellations, held by a canary where `held`; brought by a good act from pending to `from`. */
static void start(struct desk *desk, enum state from, bool held)
{
	desk_open(desk);
	desk->config.guard.max_cancellations_percent = 50;
	if (from != STATE_PENDING || !held) {
		desk_put_many(desk, KIND_CANCEL_REMOVE, CANCELLATIONS);
		for (size_t i = 0; i < desk->plan.count; i++)
			desk->plan.items[i].ozmap_side = "{\"client\":{\"id\":\"c\"},\"property\":{\"id\":\"p\"}}";
		desk_save(desk, 0);
	}
	if (from == STATE_APPROVED || from == STATE_RELEASED || from == STATE_APPLIED)
		assert_int_equal(desk_act(desk, &supervisor, REVIEW_APPROVE, 0, 1), 0);
	if (from == STATE_APPLIED) {
		assert_int_equal(desk_act(desk, &supervisor, REVIEW_RELEASE, 0, 1), 0);
		desk_apply(desk);
	}
	if (!held)
		return;
	if (desk->plan.count == 0)
		desk_put_many(desk, KIND_CANCEL_REMOVE, CANCELLATIONS);
	desk->facts.canaries_missing = 1;
	desk_save(desk, 1U << GUARD_CANARY);
	if (from == STATE_REQUESTED) {
		desk->config.roles.supervisors = "sue,sam";
		assert_int_equal(desk_override(desk, &supervisor, 0, CANCELLATIONS), 0);
		assert_int_equal(desk_state(desk, 0), STATE_REQUESTED);
	}
}

static const struct {
	struct act act;
	bool held;
} acts[] = {
    {{"approve", approve, STATE_PENDING, STATE_APPROVED}, false},
    {{"reject", reject, STATE_PENDING, STATE_REJECTED}, false},
    {{"defer", defer, STATE_PENDING, STATE_DEFERRED}, false},
    {{"override", override, STATE_PENDING, STATE_APPROVED}, true},
    {{"second", second, STATE_REQUESTED, STATE_APPROVED}, true},
    {{"release", release, STATE_APPROVED, STATE_RELEASED}, false},
    {{"release all", release_all, STATE_APPROVED, STATE_RELEASED}, false},
    {{"release what is held", release_all, STATE_APPROVED, STATE_APPROVED}, true},
    {{"by rule", by_rule, STATE_PENDING, STATE_RELEASED}, false},
    {{"undo", undo, STATE_APPROVED, STATE_PENDING}, false},
    {{"revert", revert, STATE_APPLIED, STATE_APPLIED}, false},
    {{"look", look, STATE_APPROVED, STATE_APPROVED}, true},
};

static void check_whole(struct desk *desk)
{
	size_t entries;
	long long seq;
	char hash[65];
	struct error error = {0};
	if (journal_verify(desk->store, 0, NULL, &entries, &seq, hash, &error) != 0)
		fail_msg("%s", error.text);
}

static void all_or_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		const struct act *act = &acts[i].act;
		bool failed = true;
		for (long at = 0; failed; at++) {
			struct desk desk;
			start(&desk, act->from, acts[i].held);
			steps_fail(at, SQLITE_FULL);
			int result = act->act(&desk);
			failed = steps_failed();
			assert_int_equal(result != 0, desk.error.status != ERROR_NONE);
			enum state now = desk_state(&desk, 0);
			if (now != (result == 0 ? act->to : act->from))
				fail_msg("%s, `%s` failed: gave %d, and is %s", act->name, steps.failed, result,
					 state_name(now));
			check_whole(&desk);
			if (result != 0 && act->act(&desk) != 0)
				fail_msg("%s, again: %s", act->name, desk.error.text);
			assert_int_equal(desk_state(&desk, 0), act->to);
			desk_close(&desk);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_or_nothing)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
