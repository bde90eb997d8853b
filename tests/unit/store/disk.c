/* A disk that fails at every write and every sync, one after another: nothing is half done, nothing is promised that is
 * not there, and nothing goes on on a connection that failed (faults 21). And a lock that nobody gives back. */
#include "scratch.h"

#include "store/connection.h"

/* SQLite's files with their writes and syncs counted; its hooks have no context, hence the statics. */
static sqlite3_vfs shim;
static sqlite3_vfs *real_vfs;
static const sqlite3_io_methods *real_methods; /* the write and the sync of all its kinds of file are the same */
static sqlite3_io_methods patched[2]; /* of files with locks, and without */
static const sqlite3_io_methods *patched_from[2];
static long until_failure = -1;
static int failure;

static bool fails_now(void)
{
	return until_failure > 0 && --until_failure == 0;
}

static int shim_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
	return fails_now() ? failure : real_methods->xWrite(file, bytes, length, at);
}

static int shim_sync(sqlite3_file *file, int flags)
{
	return fails_now() ? SQLITE_IOERR_FSYNC : real_methods->xSync(file, flags);
}

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	int code = real_vfs->xOpen(real_vfs, name, file, flags, out);

	(void)vfs;
	if (code != SQLITE_OK)
		return code;
	for (int i = 0; i < 2; i++) {
		if (patched_from[i] == NULL) {
			real_methods = patched_from[i] = file->pMethods;
			patched[i] = *real_methods;
			patched[i].xWrite = shim_write;
			patched[i].xSync = shim_sync;
		}
		if (file->pMethods == patched_from[i]) {
			file->pMethods = &patched[i];
			break;
		}
	}
	return code;
}

static void install_shim(void)
{
	real_vfs = sqlite3_vfs_find(NULL);
	shim = *real_vfs;
	shim.zName = "shim";
	shim.pNext = NULL;
	shim.xOpen = shim_open;
	assert_int_equal(sqlite3_vfs_register(&shim, 1), SQLITE_OK);
}

/* Approves and releases one change after another, each in a transaction of its own; gives how many calls were good. */
static int decide_all(struct store *store, const struct plan *plan, struct error *error)
{
	const struct store_decision approve = {.event = "approved", .state = STATE_APPROVED};
	int done = 0;

	for (size_t i = 0; i < plan->count; i++, done++)
		if (store_decide(store, &plan->items[i], STATE_PENDING, &approve, &ana, error) != 0)
			return done;
	return done;
}

/* One round with the failure at the count; false once the count is beyond all writes. */
static bool fail_at(long count, int code)
{
	struct plan plan = {0};
	struct error error = {0};
	struct scratch *scratch;
	long long stored;
	bool failed;
	int done;
	void *fresh;

	scratch_setup(&fresh);
	scratch = fresh;
	for (int i = 0; i < 5; i++) {
		char code_text[24];

		(void)snprintf(code_text, sizeof code_text, "%d", i);
		plan_activate(&plan, code_text);
	}
	scratch_save(scratch, &plan);
	failure = code;
	until_failure = count;
	done = decide_all(scratch->store, &plan, &error);
	failed = until_failure == 0;
	until_failure = -1;
	if (done < 5) {
		assert_true(failed);
		assert_int_not_equal(error.status, ERROR_NONE);
		if (code != SQLITE_FULL)
			assert_int_equal(store_note(scratch->store, plan.items[4].id, "x", &ana, NULL), -1);
	}
	scratch_reopen(scratch);
	/* what was promised is there; of the call that failed all or nothing */
	stored = scratch_number(scratch, "SELECT count(*) FROM item WHERE state = 'approved'");
	assert_true(stored == done || (done < 5 && stored == done + 1));
	assert_int_equal(scratch_events(scratch, "approved"), stored);
	scratch_verify(scratch);
	plan_free(&plan);
	scratch_teardown(&fresh);
	return failed;
}

static void fail_everywhere(int code)
{
	long count = 1;

	while (fail_at(count, code))
		count++;
	assert_true(count > 10);
}

static void test_every_write_fails_once(void **state)
{
	(void)state;
	fail_everywhere(SQLITE_IOERR_WRITE);
}

static void test_the_disk_is_full_at_every_write(void **state)
{
	(void)state;
	fail_everywhere(SQLITE_FULL);
}

static void test_a_lock_that_nobody_gives_back(void **state)
{
	struct scratch *scratch = *state;
	int ready[2];
	char byte;
	pid_t pid;

	scratch_close(scratch);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		struct store *store;

		if (store_open(&store, scratch->url, STORE_WRITE, NULL) < 0 || store_begin(store, NULL) < 0 ||
		    write(ready[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	scratch_open(scratch);
	sqlite3_busy_timeout(scratch->store->database, 100);
	assert_int_equal(journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error), -1);
	assert_non_null(strstr(scratch->error.text, "another process has held it"));
	error_clear(&scratch->error);
	scratch_verify(scratch); /* readers don't wait */
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_write_fails_once),
	    cmocka_unit_test(test_the_disk_is_full_at_every_write),
	    cmocka_unit_test_setup_teardown(test_a_lock_that_nobody_gives_back, scratch_setup, scratch_teardown),
	};

	install_shim();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
