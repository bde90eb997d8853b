/* Claims: their order, leases, fencing, workers that vanish, intents that stay open, and what others see of a run. */
#include "scratch.h"

static struct store_worker enter(struct scratch *scratch)
{
	struct store_worker worker;

	assert_good(scratch, store_worker_enter(scratch->store, &worker, 30, &scratch->error));
	return worker;
}

static size_t claim(struct scratch *scratch, const struct store_worker *worker, size_t max, struct plan *out,
		    bool *others)
{
	*out = (struct plan){0};
	assert_good(scratch, store_claim(scratch->store, worker, max, out, others, &scratch->error));
	return out->count;
}

/* Saves and releases one change of each kind given. */
static void release_kinds(struct scratch *scratch, struct plan *plan, const enum kind kinds[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char code[24];

		(void)snprintf(code, sizeof code, "%zu", i);
		plan_change(plan, kinds[i], code, "\"a\"", "\"b\"");
	}
	scratch_save(scratch, plan);
	for (size_t i = 0; i < count; i++)
		scratch_release(scratch, &plan->items[i]);
}

static void settle(struct scratch *scratch, const struct store_worker *worker, const struct plan *claimed,
		   enum state state)
{
	for (size_t i = 0; i < claimed->count; i++)
		assert_good(scratch, store_settle(scratch->store, worker, &claimed->items[i], state, NULL, &ana,
						  &scratch->error));
}

static void test_order_of_execution(void **state)
{
	static const enum kind kinds[] = {KIND_POWER, KIND_ACTIVATE, KIND_CANCEL_DETACH, KIND_CANCEL_REMOVE,
					  KIND_RECODE};
	static const enum kind order[] = {KIND_CANCEL_REMOVE, KIND_CANCEL_DETACH, KIND_RECODE, KIND_ACTIVATE,
					  KIND_POWER};
	struct scratch *scratch = *state;
	struct store_worker worker = enter(scratch);
	struct plan plan = {0}, claimed;
	bool others;

	release_kinds(scratch, &plan, kinds, 5);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(claim(scratch, &worker, 10, &claimed, &others), 1);
		assert_int_equal(claimed.items[0].kind, order[i]);
		assert_int_equal(claimed.items[0].state, STATE_APPLYING);
		assert_non_null(claimed.items[0].mk_side);
		settle(scratch, &worker, &claimed, STATE_APPLIED);
		plan_free(&claimed);
	}
	assert_int_equal(claim(scratch, &worker, 10, &claimed, &others), 0);
	assert_false(others);
	assert_int_equal(scratch_events(scratch, "claimed"), 5);
	assert_int_equal(scratch_events(scratch, "applied"), 5);
	scratch_verify(scratch);
	plan_free(&claimed);
	plan_free(&plan);
}

static void test_only_what_is_released(void **state)
{
	struct scratch *scratch = *state;
	struct store_worker worker = enter(scratch);
	struct plan plan = {0}, claimed;
	bool others;

	plan_activate(&plan, "1");
	plan_activate(&plan, "2");
	scratch_save(scratch, &plan);
	scratch_decide(scratch, &plan.items[0], STATE_APPROVED);
	assert_int_equal(claim(scratch, &worker, 10, &claimed, &others), 0);
	plan_free(&claimed);
	plan_free(&plan);
}

static void test_max_and_companions(void **state)
{
	struct scratch *scratch = *state;
	struct store_worker worker = enter(scratch);
	struct plan plan = {0}, claimed;
	bool others;

	plan_activate(&plan, "1");
	plan_activate(&plan, "2");
	plan_activate(&plan, "3");
	plan_change(&plan, KIND_NAME, "1", "\"a\"", "\"b\"");
	plan_change(&plan, KIND_STATUS, "1", "\"OK\"", "\"ERROR\"");
	plan_change(&plan, KIND_NAME, "3", "\"a\"", "\"b\"");
	scratch_save(scratch, &plan);
	for (size_t i = 0; i < plan.count; i++)
		if (i != 4)
			scratch_release(scratch, &plan.items[i]);
	assert_int_equal(claim(scratch, &worker, 2, &claimed, &others), 3);
	assert_string_equal(claimed.items[0].code, "1");
	assert_string_equal(claimed.items[1].code, "2");
	assert_int_equal(claimed.items[2].kind, KIND_NAME);
	assert_string_equal(claimed.items[2].code, "1");
	plan_free(&claimed);
	plan_free(&plan);
}

static void test_activations_wait_for_the_cancellations_of_others(void **state)
{
	static const enum kind kinds[] = {KIND_CANCEL_REMOVE, KIND_ACTIVATE};
	struct scratch *scratch = *state;
	struct store_worker one = enter(scratch), other = enter(scratch);
	struct plan plan = {0}, claimed, none;
	bool others;

	assert_true(other.fence > one.fence);
	release_kinds(scratch, &plan, kinds, 2);
	assert_int_equal(claim(scratch, &one, 10, &claimed, &others), 1);
	assert_false(others);
	assert_int_equal(claim(scratch, &other, 10, &none, &others), 0);
	assert_true(others);
	settle(scratch, &one, &claimed, STATE_APPLIED);
	plan_free(&claimed);
	assert_int_equal(claim(scratch, &other, 10, &claimed, &others), 1);
	assert_int_equal(claimed.items[0].kind, KIND_ACTIVATE);
	plan_free(&claimed);
	plan_free(&plan);
}

static void test_what_was_given_back_is_not_claimed_again_by_the_same(void **state)
{
	static const enum kind kinds[] = {KIND_CANCEL_REMOVE, KIND_ACTIVATE};
	struct scratch *scratch = *state;
	struct store_worker one = enter(scratch), other = enter(scratch);
	struct plan plan = {0}, claimed;
	bool others;

	release_kinds(scratch, &plan, kinds, 2);
	assert_int_equal(claim(scratch, &one, 10, &claimed, &others), 1);
	settle(scratch, &one, &claimed, STATE_RELEASED);
	assert_int_equal(scratch_state(scratch, claimed.items[0].id), STATE_RELEASED);
	plan_free(&claimed);
	assert_int_equal(claim(scratch, &one, 10, &claimed, &others), 1);
	assert_int_equal(claimed.items[0].kind, KIND_ACTIVATE);
	settle(scratch, &one, &claimed, STATE_APPROVED);
	assert_int_equal(scratch_state(scratch, claimed.items[0].id), STATE_APPROVED);
	assert_int_equal(scratch_events(scratch, "undone"), 1);
	plan_free(&claimed);
	assert_int_equal(claim(scratch, &other, 10, &claimed, &others), 1);
	assert_int_equal(claimed.items[0].kind, KIND_CANCEL_REMOVE);
	plan_free(&claimed);
	plan_free(&plan);
}

static void test_leaving_gives_back_what_was_not_begun(void **state)
{
	static const enum kind kinds[] = {KIND_ACTIVATE, KIND_ACTIVATE};
	struct scratch *scratch = *state;
	struct store_worker one = enter(scratch), other = enter(scratch);
	struct plan plan = {0}, claimed, open = {0};
	bool others;

	release_kinds(scratch, &plan, kinds, 2);
	assert_int_equal(claim(scratch, &one, 10, &claimed, &others), 2);
	assert_good(scratch, store_intent(scratch->store, &one, &plan.items[0], "{}", NULL, &ana, &scratch->error));
	assert_good(scratch, store_claim_open(scratch->store, &other, 10, &open, &scratch->error));
	assert_int_equal(open.count, 0);
	assert_good(scratch, store_worker_leave(scratch->store, &one, &scratch->error));
	assert_int_equal(scratch_state(scratch, plan.items[0].id), STATE_APPLYING);
	assert_int_equal(scratch_state(scratch, plan.items[1].id), STATE_RELEASED);
	assert_good(scratch, store_claim_open(scratch->store, &other, 10, &open, &scratch->error));
	assert_int_equal(open.count, 1);
	assert_string_equal(open.items[0].id, plan.items[0].id);
	assert_int_equal(store_held(scratch->store, &one, plan.items[0].id, &scratch->error), 1);
	assert_int_equal(store_held(scratch->store, &other, plan.items[0].id, &scratch->error), 0);
	assert_int_equal(store_intent(scratch->store, &one, &plan.items[0], "{}", NULL, &ana, &scratch->error), 1);
	assert_int_equal(store_settle(scratch->store, &one, &plan.items[0], STATE_APPLIED, NULL, &ana, &scratch->error),
			 1);
	settle(scratch, &other, &open, STATE_APPLIED);
	plan_free(&open);
	plan_free(&claimed);
	plan_free(&plan);
}

static void test_a_lease_that_is_over(void **state)
{
	static const enum kind kinds[] = {KIND_ACTIVATE};
	struct scratch *scratch = *state;
	struct store_worker one = enter(scratch), other = enter(scratch);
	struct plan plan = {0}, claimed;
	bool others;

	release_kinds(scratch, &plan, kinds, 1);
	assert_int_equal(claim(scratch, &one, 10, &claimed, &others), 1);
	plan_free(&claimed);
	assert_int_equal(claim(scratch, &other, 10, &claimed, &others), 0);
	assert_true(others);
	/* over, but nobody has taken it: asking renews it */
	scratch_sql(scratch, "UPDATE worker SET lease_until = 1 WHERE fence = 1");
	assert_int_equal(store_held(scratch->store, &one, plan.items[0].id, &scratch->error), 0);
	assert_int_equal(claim(scratch, &other, 10, &claimed, &others), 0);
	scratch_sql(scratch, "UPDATE worker SET lease_until = 1 WHERE fence = 1");
	assert_int_equal(claim(scratch, &other, 10, &claimed, &others), 1);
	plan_free(&claimed);
	assert_int_equal(store_held(scratch->store, &one, plan.items[0].id, &scratch->error), 1);
	assert_good(scratch, store_worker_renew(scratch->store, &one, &scratch->error));
	assert_int_equal(store_held(scratch->store, &one, plan.items[0].id, &scratch->error), 1);
	plan_free(&plan);
}

/* A child that claims one change, writes an intent for it when asked, tells so, and waits to be killed. */
static pid_t start_holder(const struct scratch *scratch, bool intends)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		struct plan claimed = {0};
		struct store_worker worker;
		struct store *store;
		bool others;

		if (store_open(&store, scratch->url, STORE_WRITE, NULL) < 0 ||
		    store_worker_enter(store, &worker, 30, NULL) < 0 ||
		    store_claim(store, &worker, 1, &claimed, &others, NULL) < 0 || claimed.count != 1 ||
		    (intends && store_intent(store, &worker, &claimed.items[0], "{\"v\":1}", "{\"w\":2}", &rui, NULL)))
			_exit(1);
		if (write(ready[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void test_a_killed_holder_has_lost_it_at_once(void **state)
{
	struct scratch *scratch = *state;

	for (int intends = 0; intends < 2; intends++) {
		static const enum kind kinds[] = {KIND_ACTIVATE};
		struct plan plan = {0}, claimed, open = {0};
		struct arena arena = {0};
		const char *values, *whole;
		struct store_worker worker;
		bool others;
		moment at;
		pid_t pid;

		release_kinds(scratch, &plan, kinds, 1);
		scratch_close(scratch);
		pid = start_holder(scratch, intends);
		scratch_open(scratch);
		worker = enter(scratch);
		assert_int_equal(claim(scratch, &worker, 10, &claimed, &others), 0);
		assert_true(others);
		kill(pid, SIGKILL); /* not waited for: a zombie is gone too */
		scratch_await_end(pid);
		assert_int_equal(claim(scratch, &worker, 10, &claimed, &others), !intends);
		assert_int_equal(others, intends);
		assert_good(scratch, store_claim_open(scratch->store, &worker, 10, &open, &scratch->error));
		assert_int_equal(open.count, intends);
		assert_int_equal(
		    store_last_intent(scratch->store, plan.items[0].id, &arena, &values, &whole, &at, &scratch->error),
		    !intends);
		if (intends) {
			assert_string_equal(values, "{\"v\":1}");
			assert_string_equal(whole, "{\"w\":2}");
			assert_true(at <= moment_now() && at > moment_now() - 60);
		}
		settle(scratch, &worker, intends ? &open : &claimed, STATE_APPLIED);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		arena_free(&arena);
		plan_free(&open);
		plan_free(&claimed);
		plan_free(&plan);
	}
}

static void test_a_frozen_holder_keeps_it_until_its_lease_is_over(void **state)
{
	static const enum kind kinds[] = {KIND_ACTIVATE};
	struct scratch *scratch = *state;
	struct store_worker worker;
	struct plan plan = {0}, claimed;
	bool others;
	pid_t pid;

	release_kinds(scratch, &plan, kinds, 1);
	scratch_close(scratch);
	pid = start_holder(scratch, false);
	scratch_open(scratch);
	worker = enter(scratch);
	kill(pid, SIGSTOP);
	assert_int_equal(claim(scratch, &worker, 10, &claimed, &others), 0);
	scratch_sql(scratch, "UPDATE worker SET lease_until = 1 WHERE fence = 1");
	assert_int_equal(claim(scratch, &worker, 10, &claimed, &others), 1);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	plan_free(&claimed);
	plan_free(&plan);
}

/* Claims until nothing is left, and applies; gives how many. */
static int work(const struct scratch *scratch)
{
	struct store_worker worker;
	struct error error = {0};
	struct store *store;
	int applied = 0;
	bool others = true;

	if (store_open(&store, scratch->url, STORE_WRITE, &error) < 0 ||
	    store_worker_enter(store, &worker, 30, &error) < 0)
		return 255;
	while (others) {
		struct plan claimed = {0};

		if (store_claim(store, &worker, 3, &claimed, &others, &error) < 0)
			return 255;
		for (size_t i = 0; i < claimed.count; i++) {
			if (store_intent(store, &worker, &claimed.items[i], "{}", NULL, &ana, &error) != 0 ||
			    store_settle(store, &worker, &claimed.items[i], STATE_APPLIED, NULL, &ana, &error) != 0)
				return 255;
			applied++;
		}
		others = others || claimed.count > 0;
		plan_free(&claimed);
	}
	store_close(store);
	return applied;
}

static void test_several_workers_apply_each_once(void **state)
{
	enum { WORKERS = 4, CHANGES = 40 };
	struct scratch *scratch = *state;
	struct plan plan = {0};
	enum kind kinds[CHANGES];
	int applied = 0;

	for (int i = 0; i < CHANGES; i++)
		kinds[i] = KIND_ACTIVATE;
	release_kinds(scratch, &plan, kinds, CHANGES);
	scratch_close(scratch);
	for (int i = 0; i < WORKERS; i++)
		if (fork() == 0)
			_exit(work(scratch));
	for (int i = 0; i < WORKERS; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 255);
		applied += WEXITSTATUS(status);
	}
	scratch_open(scratch);
	assert_int_equal(applied, CHANGES);
	assert_int_equal(
	    scratch_number(scratch, "SELECT count(DISTINCT change_id) FROM journal WHERE event = 'applied'"), CHANGES);
	assert_int_equal(scratch_events(scratch, "applied"), CHANGES);
	scratch_verify(scratch);
	plan_free(&plan);
}

static void test_tried_and_known(void **state)
{
	static const enum kind kinds[] = {KIND_ACTIVATE, KIND_CANCEL_DETACH};
	struct scratch *scratch = *state;
	struct store_worker worker = enter(scratch);
	struct plan plan = {0}, claimed;
	struct arena arena = {0};
	const char *const *pairs;
	bool any, ever, others;
	size_t count;

	release_kinds(scratch, &plan, kinds, 2);
	assert_good(scratch, store_kind_was_tried(scratch->store, KIND_CANCEL_DETACH, &any, &ever, &scratch->error));
	assert_false(any || ever);
	claim(scratch, &worker, 1, &claimed, &others);
	settle(scratch, &worker, &claimed, STATE_APPLIED); /* already as wanted: nothing was written */
	assert_good(scratch, store_kind_was_tried(scratch->store, KIND_CANCEL_DETACH, &any, &ever, &scratch->error));
	assert_false(any || ever);
	plan_free(&claimed);
	claim(scratch, &worker, 1, &claimed, &others);
	assert_good(scratch,
		    store_intent(scratch->store, &worker, &claimed.items[0], "{}", NULL, &ana, &scratch->error));
	settle(scratch, &worker, &claimed, STATE_APPLIED);
	assert_good(scratch, store_kind_was_tried(scratch->store, KIND_CANCEL_DETACH, &any, &ever, &scratch->error));
	assert_true(ever && !any);
	assert_good(scratch, store_kind_was_tried(scratch->store, KIND_ACTIVATE, &any, &ever, &scratch->error));
	assert_true(ever && any);
	assert_good(scratch, store_known_properties(scratch->store, &arena, &pairs, &count, &scratch->error));
	assert_int_equal(count, 2);
	assert_string_equal(pairs[0], "0");
	assert_string_equal(pairs[1], "p0");
	assert_string_equal(pairs[3], "p1");
	arena_free(&arena);
	plan_free(&claimed);
	plan_free(&plan);
}

static void test_settle_refuses_what_is_no_outcome(void **state)
{
	struct scratch *scratch = *state;
	struct store_worker worker = enter(scratch);
	struct change change = {.id = "0123456789abcdef"};

	assert_int_equal(store_settle(scratch->store, &worker, &change, STATE_PENDING, NULL, &ana, NULL), -1);
	assert_int_equal(store_settle(scratch->store, &worker, &change, STATE_APPLIED, NULL, &ana, NULL), 1);
}

/* --- what others see ------------------------------------------------------------------------------------------------
 */

static void test_run_wish_and_refresh(void **state)
{
	struct scratch *scratch = *state;
	struct store_run run = {.fence = 3, .pid = getpid(), .started_at = 5, .ended_at = MOMENT_NONE, .total = 9},
			 read;
	char failure[ERROR_TEXT_MAX];
	enum store_wish wish;
	pid_t running, child;
	moment at;

	assert_int_equal(store_run_read(scratch->store, &read, &scratch->error), 1);
	(void)snprintf(run.phase, sizeof run.phase, "trial activate");
	assert_good(scratch, store_run_write(scratch->store, &run, &scratch->error));
	assert_good(scratch, store_run_read(scratch->store, &read, &scratch->error));
	assert_int_equal(read.total, 9);
	assert_string_equal(read.phase, "trial activate");
	assert_int_equal(read.ended_at, MOMENT_NONE);
	child = fork();
	if (child == 0)
		_exit(0);
	scratch_await_end(child);
	run.fence = 4;
	run.pid = child;
	assert_good(scratch, store_run_write(scratch->store, &run, &scratch->error));
	assert_good(scratch, store_run_read(scratch->store, &read, &scratch->error));
	assert_int_equal(read.fence, 4);
	assert_true(read.ended_at != MOMENT_NONE);

	assert_good(scratch, store_wish_read(scratch->store, &wish, &scratch->error));
	assert_int_equal(wish, WISH_NONE);
	assert_good(scratch, store_wish_set(scratch->store, WISH_STOP, &scratch->error));
	assert_good(scratch, store_wish_read(scratch->store, &wish, &scratch->error));
	assert_int_equal(wish, WISH_STOP);

	assert_good(scratch, store_refresh_read(scratch->store, &running, failure, &at, &scratch->error));
	assert_true(running == 0 && *failure == '\0' && at == MOMENT_NONE);
	assert_good(scratch, store_refresh_note(scratch->store, 0, "MK: down", &scratch->error));
	assert_good(scratch, store_refresh_note(scratch->store, getpid(), NULL, &scratch->error));
	assert_good(scratch, store_refresh_read(scratch->store, &running, failure, &at, &scratch->error));
	assert_int_equal(running, getpid());
	assert_string_equal(failure, "MK: down");
	assert_good(scratch, store_refresh_note(scratch->store, child, NULL, &scratch->error));
	assert_good(scratch, store_refresh_read(scratch->store, &running, failure, &at, &scratch->error));
	assert_int_equal(running, 0);
	assert_good(scratch, store_refresh_note(scratch->store, 0, NULL, &scratch->error));
	assert_good(scratch, store_refresh_read(scratch->store, &running, failure, &at, &scratch->error));
	assert_string_equal(failure, "");
	assert_true(at >= moment_now() - 60);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static enum store_wish wish_of(struct scratch *scratch)
{
	enum store_wish wish;

	assert_good(scratch, store_wish_read(scratch->store, &wish, &scratch->error));
	return wish;
}

/* A pause holds for who begins while it stands, and ends with the runs that it was wished of, however they end. */
static void test_a_wish_belongs_to_the_runs_going_on(void **state)
{
	struct scratch *scratch = *state;
	struct store_worker first = enter(scratch), second, killed;
	pid_t pid;

	assert_good(scratch, store_wish_set(scratch->store, WISH_PAUSE, &scratch->error));
	second = enter(scratch);
	assert_int_equal(wish_of(scratch), WISH_PAUSE);
	assert_good(scratch, store_worker_leave(scratch->store, &first, &scratch->error));
	first = enter(scratch);
	assert_int_equal(wish_of(scratch), WISH_PAUSE);
	assert_good(scratch, store_worker_leave(scratch->store, &first, &scratch->error));
	assert_good(scratch, store_worker_leave(scratch->store, &second, &scratch->error));
	first = enter(scratch);
	assert_int_equal(wish_of(scratch), WISH_NONE);
	assert_good(scratch, store_worker_leave(scratch->store, &first, &scratch->error));

	pid = fork();
	if (pid == 0)
		_exit(store_open(&scratch->store, scratch->url, STORE_WRITE, NULL) == 0 &&
			      store_worker_enter(scratch->store, &killed, 30, NULL) == 0
			  ? 0
			  : 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_good(scratch, store_wish_set(scratch->store, WISH_STOP, &scratch->error));
	enter(scratch);
	assert_int_equal(wish_of(scratch), WISH_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	    STORE_TEST(test_order_of_execution),
	    STORE_TEST(test_only_what_is_released),
	    STORE_TEST(test_max_and_companions),
	    STORE_TEST(test_activations_wait_for_the_cancellations_of_others),
	    STORE_TEST(test_what_was_given_back_is_not_claimed_again_by_the_same),
	    STORE_TEST(test_leaving_gives_back_what_was_not_begun),
	    STORE_TEST(test_a_lease_that_is_over),
	    STORE_TEST(test_a_killed_holder_has_lost_it_at_once),
	    STORE_TEST(test_a_frozen_holder_keeps_it_until_its_lease_is_over),
	    STORE_TEST(test_several_workers_apply_each_once),
	    STORE_TEST(test_tried_and_known),
	    STORE_TEST(test_settle_refuses_what_is_no_outcome),
	    STORE_TEST(test_run_wish_and_refresh),
	    STORE_TEST(test_a_wish_belongs_to_the_runs_going_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
