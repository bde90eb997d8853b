/* What goes wrong with a file: permissions, foreign and newer shapes, damage, full disks, locks, memory (faults 21,
 * 23). */
#include "scratch.h"

#include <sys/resource.h>

static int folder_setup(void **state)
{
	*state = scratch_new();
	return 0;
}

/* Opening fails, and says a word. */
static void expect_refusal(struct scratch *scratch, const char *url, enum store_mode mode, const char *word)
{
	struct error error = {0};
	struct store *store;

	assert_int_equal(store_open(&store, url, mode, &error), -1);
	assert_null(store);
	if (strstr(error.text, word) == NULL)
		fail_msg("`%s` expected in: %s", word, error.text);
	(void)scratch;
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

static void test_urls(void **state)
{
	struct scratch *scratch = *state;

	expect_refusal(scratch, "postgresql://host/db", STORE_WRITE, "not built into");
	expect_refusal(scratch, "mysql:x", STORE_WRITE, "names no store");
	expect_refusal(scratch, "sqlite:relative.db", STORE_WRITE, "names no store");
	expect_refusal(scratch, scratch->url, STORE_READ, "mkoz refresh");
}

static void test_default_place_and_modes(void **state)
{
	struct scratch *scratch = *state;
	char folder[160], path[200];

	umask(0);
	(void)snprintf(folder, sizeof folder, "%s/state", scratch->folder);
	setenv("XDG_STATE_HOME", folder, 1);
	assert_good(scratch, store_open(&scratch->store, "sqlite:", STORE_WRITE, &scratch->error));
	umask(022);
	(void)snprintf(path, sizeof path, "%s/mkoz/store.db", folder);
	assert_string_equal(store_path(scratch->store), path);
	assert_int_equal(store_owner(scratch->store), getuid());
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(mode_of(folder), 0700);
	for (size_t i = 0; i < 3; i++) {
		static const char *const beside[] = {"-wal", "-shm", ".head"};

		(void)snprintf(path, sizeof path, "%s/mkoz/store.db%s", folder, beside[i]);
		assert_int_equal(mode_of(path), 0600);
	}
	unsetenv("XDG_STATE_HOME");
}

static void test_what_others_may_write_is_refused(void **state)
{
	struct scratch *scratch = *state;

	scratch_open(scratch);
	scratch_close(scratch);
	assert_int_equal(chmod(scratch->path, 0620), 0);
	expect_refusal(scratch, scratch->url, STORE_WRITE, "others may write the store");
	expect_refusal(scratch, scratch->url, STORE_READ, "others may write the store");
	assert_int_equal(chmod(scratch->path, 0600), 0);
	assert_int_equal(chmod(scratch->folder, 0777), 0);
	expect_refusal(scratch, scratch->url, STORE_WRITE, "others may write this folder");
	assert_int_equal(chmod(scratch->folder, 0700), 0);
	scratch_open(scratch);
}

static void test_foreign_newer_and_older(void **state)
{
	struct scratch *scratch = *state;

	scratch_open(scratch);
	scratch_close(scratch);
	scratch_sql(scratch, "PRAGMA user_version = 999");
	expect_refusal(scratch, scratch->url, STORE_WRITE, "newer than this mkoz");
	scratch_sql(scratch, "PRAGMA user_version = -16777215");
	expect_refusal(scratch, scratch->url, STORE_WRITE, "damaged");
	expect_refusal(scratch, scratch->url, STORE_READ, "damaged");
	scratch_sql(scratch, "PRAGMA user_version = 1; PRAGMA application_id = 7");
	expect_refusal(scratch, scratch->url, STORE_WRITE, "another program");
	assert_int_equal(unlink(scratch->path), 0);
	scratch_sql(scratch, "CREATE TABLE pictures (id)");
	assert_int_equal(chmod(scratch->path, 0600), 0);
	expect_refusal(scratch, scratch->url, STORE_WRITE, "another program");
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM sqlite_schema"), 1);
}

static void test_an_empty_file_is_given_its_shape(void **state)
{
	struct scratch *scratch = *state;

	assert_int_equal(close(open(scratch->path, O_CREAT | O_WRONLY, 0600)), 0);
	expect_refusal(scratch, scratch->url, STORE_READ, "mkoz refresh");
	scratch_open(scratch);
	scratch_verify(scratch);
}

static void test_several_processes_create_one_store(void **state)
{
	struct scratch *scratch = *state;

	for (int i = 0; i < 6; i++)
		if (fork() == 0) {
			struct error error = {0};
			struct store *store;

			if (store_open(&store, scratch->url, STORE_WRITE, &error) < 0 ||
			    journal_append(store, &ana, "paused", NULL, NULL, &error) < 0) {
				(void)fprintf(stderr, "%s\n", error.text);
				_exit(1);
			}
			store_close(store);
			_exit(0);
		}
	for (int i = 0; i < 6; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	scratch_open(scratch);
	assert_int_equal(scratch_events(scratch, "paused"), 6);
	scratch_verify(scratch);
}

static void test_no_store(void **state)
{
	struct scratch *scratch = *state;
	FILE *file = fopen(scratch->path, "w");

	for (int i = 0; i < 1000; i++)
		(void)fputs("this is no database at all ", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(scratch->path, 0600), 0);
	expect_refusal(scratch, scratch->url, STORE_WRITE, "not a store");
	assert_int_equal(unlink(scratch->path), 0);
	assert_int_equal(mkdir(scratch->path, 0700), 0);
	expect_refusal(scratch, scratch->url, STORE_WRITE, "not a regular file");
}

/* --- reading only ---------------------------------------------------------------------------------------------------
 */

static void test_a_reader_writes_nothing(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, loaded;
	struct store *reader;

	plan_activate(&plan, "1");
	scratch_open(scratch);
	scratch_save(scratch, &plan);
	assert_good(scratch, store_open(&reader, scratch->url, STORE_READ, &scratch->error));
	assert_int_equal(journal_append(reader, &ana, "paused", NULL, NULL, &scratch->error), -1);
	assert_int_equal(scratch->error.status, ERROR_REFUSED);
	error_clear(&scratch->error);
	/* it sees what is written meanwhile, and keeps nobody from writing */
	plan_activate(&plan, "2");
	scratch_save(scratch, &plan);
	assert_good(scratch, store_load_plan(reader, &loaded, &scratch->error));
	assert_int_equal(loaded.count, 2);
	plan_free(&loaded);
	store_close(reader);
	plan_free(&plan);
}

/* One who may read the folder and not write it; needs root to become such a one. */
static void test_a_reader_who_may_not_write_the_folder(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	char command[200];
	int status;

	if (getuid() != 0)
		skip();
	plan_activate(&plan, "1");
	scratch_open(scratch);
	scratch_save(scratch, &plan);
	plan_free(&plan);
	for (int closed = 0; closed < 2; closed++) {
		if (closed)
			scratch_close(scratch);
		(void)snprintf(command, sizeof command, "chmod 755 %s; chmod 644 %s/*", scratch->folder,
			       scratch->folder);
		assert_int_equal(system(command), 0);
		if (fork() == 0) {
			struct error error = {0};
			struct plan loaded;
			struct store *reader;
			int result;

			if (setgid(65534) != 0 || setuid(65534) != 0)
				_exit(2);
			if (store_open(&reader, scratch->url, STORE_READ, &error) < 0) {
				(void)fprintf(stderr, "%s\n", error.text);
				_exit(3);
			}
			result = store_load_plan(reader, &loaded, &error);
			_exit(result == 0 && loaded.count == 1 ? 0 : 4);
		}
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

/* --- the disk -------------------------------------------------------------------------------------------------------
 */

static void limit_file_size(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static off_t size_of(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? status.st_size : 0;
}

static void test_no_room_to_write(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, loaded;
	struct plan_facts facts = {0};
	char wal[160];

	signal(SIGXFSZ, SIG_IGN);
	(void)snprintf(wal, sizeof wal, "%s-wal", scratch->path);
	for (int i = 0; i < 2000; i++) {
		char code[24];

		(void)snprintf(code, sizeof code, "%d", i);
		plan_activate(&plan, code);
	}
	scratch_open(scratch);
	assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
	limit_file_size((rlim_t)size_of(wal) + 20000);
	assert_int_equal(store_save_plan(scratch->store, &plan, &facts, 0, NULL, 0, &ana, &scratch->error), -1);
	assert_non_null(strstr(scratch->error.text, scratch->path));
	assert_int_equal(plan.id, 0);
	error_clear(&scratch->error);
	/* nothing goes on on a connection that failed, not even with room again */
	limit_file_size(RLIM_INFINITY);
	assert_int_equal(journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error), -1);
	assert_non_null(strstr(scratch->error.text, "start again"));
	error_clear(&scratch->error);
	assert_int_equal(store_load_plan(scratch->store, &loaded, NULL), -1);
	scratch_reopen(scratch);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM item"), 0);
	assert_int_equal(scratch_events(scratch, "paused"), 1);
	scratch_verify(scratch);
	plan_free(&plan);
}

static void test_damage_is_told(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, loaded;
	struct error error = {0};
	unsigned char junk[4096];
	bool told = false;
	int file;

	for (int i = 0; i < 2000; i++) {
		char code[24];

		(void)snprintf(code, sizeof code, "%d", i);
		plan_activate(&plan, code);
	}
	scratch_open(scratch);
	scratch_save(scratch, &plan);
	plan_free(&plan);
	scratch_close(scratch);
	scratch_sql(scratch, "PRAGMA wal_checkpoint(TRUNCATE)");
	memset(junk, 0xA5, sizeof junk);
	file = open(scratch->path, O_WRONLY);
	for (off_t at = 8192 * 2; at < size_of(scratch->path); at += 8192)
		assert_int_equal(pwrite(file, junk, sizeof junk, at), sizeof junk);
	close(file);
	if (store_open(&scratch->store, scratch->url, STORE_WRITE, &error) < 0) {
		told = strstr(error.text, "damaged") != NULL;
	} else {
		assert_int_equal(store_load_plan(scratch->store, &loaded, &error), -1);
		told = strstr(error.text, "damaged") != NULL;
	}
	if (!told)
		fail_msg("%s", error.text);
}

static void test_a_lock_is_waited_for(void **state)
{
	struct scratch *scratch = *state;
	int ready[2], status;
	char byte;

	scratch_open(scratch);
	scratch_close(scratch);
	assert_int_equal(pipe(ready), 0);
	if (fork() == 0) {
		struct store *store;

		if (store_open(&store, scratch->url, STORE_WRITE, NULL) < 0 || store_begin(store, NULL) < 0 ||
		    write(ready[1], "r", 1) != 1)
			_exit(1);
		usleep(300000);
		_exit(store_commit(store, NULL) < 0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	scratch_open(scratch);
	assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
}

/* A process that dies within a transaction leaves nothing of it. */
static void test_killed_within_a_transaction(void **state)
{
	struct scratch *scratch = *state;
	int ready[2], status;
	char byte;
	pid_t pid;

	scratch_open(scratch);
	scratch_close(scratch);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		struct store *store;

		if (store_open(&store, scratch->url, STORE_WRITE, NULL) < 0 || store_begin(store, NULL) < 0)
			_exit(1);
		for (int i = 0; i < 5000; i++)
			if (journal_append(store, &ana, "paused", NULL, NULL, NULL) < 0)
				_exit(1);
		if (write(ready[1], "r", 1) != 1)
			_exit(1);
		pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	kill(pid, SIGKILL);
	assert_true(wait(&status) > 0);
	scratch_open(scratch);
	assert_int_equal(scratch_events(scratch, "paused"), 0);
	assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
	scratch_verify(scratch);
}

/* --- memory ---------------------------------------------------------------------------------------------------------
 */

/* SQLite's allocator, failing once at the count; the only way in is a hook without context. */
static sqlite3_mem_methods real_methods;
static long until_failure = -1;

static void *failing_malloc(int size)
{
	if (until_failure > 0 && --until_failure == 0)
		return NULL;
	return real_methods.xMalloc(size);
}

static void *failing_realloc(void *old, int size)
{
	if (until_failure > 0 && --until_failure == 0)
		return NULL;
	return real_methods.xRealloc(old, size);
}

/* A whole life of a store; 0 good, -1 with an error said, anything else is a fault. */
static int live(const struct scratch *scratch, struct error *error)
{
	struct plan plan = {0}, loaded = {0}, claimed = {0};
	const struct store_decision approve = {.event = "approved", .state = STATE_APPROVED};
	const struct store_decision release = {.event = "released", .state = STATE_RELEASED};
	struct plan_facts facts = {0};
	struct store_worker worker;
	struct store *store = NULL;
	struct change *change = plan_activate(&plan, "1");
	size_t entries;
	long long seq;
	char hash[65];
	bool others;
	int result = -1;

	if (store_open(&store, scratch->url, STORE_WRITE, error) == 0 &&
	    store_save_plan(store, &plan, &facts, 0, NULL, 0, &ana, error) == 0 &&
	    store_decide(store, change, STATE_PENDING, &approve, &ana, error) >= 0 &&
	    store_decide(store, change, STATE_APPROVED, &release, &ana, error) >= 0 &&
	    store_load_plan(store, &loaded, error) == 0 && store_worker_enter(store, &worker, 30, error) == 0 &&
	    store_claim(store, &worker, 5, &claimed, &others, error) == 0 &&
	    store_intent(store, &worker, change, "{}", "{}", &ana, error) >= 0 &&
	    store_settle(store, &worker, change, STATE_APPLIED, NULL, &ana, error) >= 0 &&
	    store_facts(store, &facts, error) == 0 && journal_verify(store, 0, NULL, &entries, &seq, hash, error) == 0)
		result = 0;
	store_close(store);
	plan_free(&claimed);
	plan_free(&loaded);
	plan_free(&plan);
	return result;
}

static void test_every_allocation_of_sqlite_fails_once(void **state)
{
	struct scratch *scratch = *state;
	bool failed_open = false, failed_later = false;
	long count = 1;

	for (;; count += count < 300 ? 1 : 7) {
		struct error error = {0};
		int result;

		until_failure = count;
		result = live(scratch, &error);
		if (until_failure > 0) {
			assert_int_equal(result, 0);
			break;
		}
		until_failure = -1;
		if (result < 0) {
			assert_int_not_equal(error.status, ERROR_NONE);
			failed_open = failed_open || count < 50;
			failed_later = failed_later || count > 300;
		}
	}
	until_failure = -1;
	assert_true(failed_open && failed_later && count > 300);
	scratch_open(scratch);
	scratch_verify(scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, scratch_teardown)
	    FOLDER_TEST(test_urls),
	    FOLDER_TEST(test_default_place_and_modes),
	    FOLDER_TEST(test_what_others_may_write_is_refused),
	    FOLDER_TEST(test_foreign_newer_and_older),
	    FOLDER_TEST(test_an_empty_file_is_given_its_shape),
	    FOLDER_TEST(test_several_processes_create_one_store),
	    FOLDER_TEST(test_no_store),
	    FOLDER_TEST(test_a_reader_writes_nothing),
	    FOLDER_TEST(test_a_reader_who_may_not_write_the_folder),
	    FOLDER_TEST(test_no_room_to_write),
	    FOLDER_TEST(test_damage_is_told),
	    FOLDER_TEST(test_a_lock_is_waited_for),
	    FOLDER_TEST(test_killed_within_a_transaction),
	    FOLDER_TEST(test_every_allocation_of_sqlite_fails_once),
	};
	sqlite3_mem_methods failing;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_methods);
	failing = real_methods;
	failing.xMalloc = failing_malloc;
	failing.xRealloc = failing_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
