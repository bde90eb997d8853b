/* Every call of the store with each of its statements, and each of its allocations, failing in turn: a clean error,
 * nothing half done, and the same call good afterwards (faults 21, 23). */
#include "chaos_sqlite.h"
#include "steps.h"
#include "store/calls.h"

/* The system's own word on a failure: sometimes there is one. */
int sqlite3_system_errno(sqlite3 *database)
{
	(void)database;
	return steps.fail_at % 2 ? ENOSPC : 0;
}

/* --- failing --------------------------------------------------------------------------------------------------------
 */

/* The file and its head as they were: */
static void copy(const char *from, const char *to)
{
	char bytes[8192];
	int source = open(from, O_RDONLY), target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t length;
	assert_true(source >= 0 && target >= 0);
	while ((length = read(source, bytes, sizeof bytes)) > 0)
		assert_int_equal(write(target, bytes, (size_t)length), length);
	close(source);
	close(target);
}

static void keep(const struct rich *rich)
{
	char from[160], to[160];
	(void)snprintf(from, sizeof from, "%s.head", rich->scratch->path);
	(void)snprintf(to, sizeof to, "%s/kept.head", rich->scratch->folder);
	copy(from, to);
	(void)snprintf(to, sizeof to, "%s/kept.db", rich->scratch->folder);
	copy(rich->scratch->path, to);
}

static void begin_anew(struct rich *rich)
{
	char from[160], to[160];
	scratch_close(rich->scratch);
	error_clear(&rich->scratch->error);
	(void)snprintf(from, sizeof from, "%s/kept.head", rich->scratch->folder);
	(void)snprintf(to, sizeof to, "%s.head", rich->scratch->path);
	copy(from, to);
	(void)snprintf(from, sizeof from, "%s/kept.db", rich->scratch->folder);
	copy(from, rich->scratch->path);
	scratch_open(rich->scratch);
}

/* After a failure the store is whole; and what failed is possible still. */
static void check_after(struct rich *rich, const struct call *call, int result)
{
	struct error error = {0};
	scratch_reopen(rich->scratch);
	scratch_verify(rich->scratch);
	if (result == 0)
		return;
	if (call->call(rich, &error) != 0)
		fail_msg("%s, again: %s", call->name, error.text);
}

static void every_statement(void **state)
{
	static const int codes[] = {SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_ERROR};
	struct rich *rich = *state;
	EACH(calls, i)
	{
		bool failed = true;
		for (long at = 0; failed; at++) {
			struct error error = {0};
			begin_anew(rich);
			steps_fail(at, codes[(i + (size_t)at) % 4]);
			int result = calls[i].call(rich, &error);
			failed = steps_failed();
			if (!failed && result != 0)
				fail_msg("%s: %s", calls[i].name, error.text);
			if (result != 0)
				assert_int_not_equal(error.status, ERROR_NONE);
			if (failed)
				check_after(rich, &calls[i], result);
		}
	}
}

/* Nothing goes on on a connection that is broken. */
static void on_a_broken_connection(void **state)
{
	struct rich *rich = *state;
	EACH(calls, i)
	{
		struct error error = {0};
		begin_anew(rich);
		steps_fail(0, SQLITE_IOERR);
		assert_int_equal(append(rich, &error), -1);
		assert_true(steps_failed());
		error_clear(&error);
		if (calls[i].call(rich, &error) != -1)
			fail_msg("%s went on", calls[i].name);
		assert_int_not_equal(error.status, ERROR_NONE);
	}
}

/* Nor in a transaction of which a step failed, until it is rolled back. */
static void in_a_spoiled_transaction(void **state)
{
	struct rich *rich = *state;
	EACH(calls, i)
	{
		struct error error = {0};
		begin_anew(rich);
		assert_int_equal(store_begin(rich->scratch->store, &error), 0);
		steps_fail(0, SQLITE_FULL);
		assert_int_equal(append(rich, &error), -1);
		assert_true(steps_failed());
		(void)calls[i].call(rich, &error);
		assert_int_equal(store_commit(rich->scratch->store, &error), -1);
		store_rollback(rich->scratch->store);
		check_after(rich, &calls[i], 1);
	}
}

static void every_allocation(void **state)
{
	struct rich *rich = *state;
	EACH(calls, i)
	{
		bool failed = CHAOS_POSSIBLE;
		for (chaos.fail_at = 0; failed; chaos.fail_at++) {
			struct error error = {0};
			begin_anew(rich);
			chaos.calls = 0;
			chaos.counting = true;
			int result = calls[i].call(rich, &error);
			chaos.counting = false;
			failed = chaos.calls > chaos.fail_at;
			if (!failed && result != 0)
				fail_msg("%s: %s", calls[i].name, error.text);
			if (result != 0)
				assert_int_not_equal(error.status, ERROR_NONE);
			if (failed)
				check_after(rich, &calls[i], result);
		}
	}
}

static int open_once(void *context, struct error *error)
{
	struct scratch *scratch = context;
	struct store *store;
	int result = store_open(&store, scratch->url, STORE_WRITE, error);
	if (result == 0)
		store_close(store);
	return result;
}

static void opening(void **state)
{
	struct rich *rich = *state;
	struct scratch *empty = scratch_new();
	void *handle = empty;
	for (long at = 0;; at++) {
		struct error error = {0};
		steps_fail(at, SQLITE_FULL);
		int result = open_once(empty, &error);
		if (!steps_failed())
			break;
		assert_true(result == 0 || error.status != ERROR_NONE);
		if (open_once(empty, &rich->scratch->error) < 0)
			fail_msg("after %s: %s", steps.failed, rich->scratch->error.text);
		assert_int_equal(unlink(empty->path), 0);
	}
	chaos_exhaust(open_once, empty, true);
	scratch_teardown(&handle);
}

static int setup(void **state)
{
	struct rich *rich = calloc(1, sizeof *rich);
	make_rich(rich);
	keep(rich);
	*state = rich;
	return 0;
}

static int teardown(void **state)
{
	struct rich *rich = *state;
	void *scratch = rich->scratch;
	plan_free(&rich->plan);
	arena_free(&rich->arena);
	free(rich);
	return scratch_teardown(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_statement),
	    cmocka_unit_test(on_a_broken_connection),
	    cmocka_unit_test(in_a_spoiled_transaction),
	    cmocka_unit_test(every_allocation),
	    cmocka_unit_test(opening),
	};
	chaos_spare_sqlite();
	chaos_spare_jansson();
	return cmocka_run_group_tests(tests, setup, teardown);
}
