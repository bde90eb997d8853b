/* Several processes open one new store at once: whoever comes between which statements, each finds it whole. */
#include "steps.h"
#include "store/scratch.h"

#include <poll.h>

#define PATIENCE 100 /* milliseconds for the other one: it may wait for us too */

/* The process beside ours: told to open the store, it says when it has. */
static struct {
	int tell, told;
	pid_t pid;
} other;

/* Begun before the store is opened here: a connection must not be taken along into a child. */
static void other_begin(struct scratch *scratch)
{
	int tell[2], told[2];
	char byte;
	assert_true(pipe(tell) == 0 && pipe(told) == 0);
	other.pid = fork();
	if (other.pid == 0) {
		struct error error = {0};
		struct store *store;
		steps.counting = false;
		close(tell[1]);
		if (read(tell[0], &byte, 1) != 1 || store_open(&store, scratch->url, STORE_WRITE, &error) != 0 ||
		    journal_append(store, &ana, "paused", NULL, NULL, &error) != 0)
			(void)fprintf(stderr, "%s\n", error.text);
		else
			store_close(store);
		_exit(error.status != ERROR_NONE || write(told[1], "k", 1) != 1);
	}
	close(tell[0]);
	close(told[1]);
	other.tell = tell[1];
	other.told = told[0];
}

static void other_opens(void)
{
	struct pollfd told = {.fd = other.told, .events = POLLIN};
	assert_int_equal(write(other.tell, "k", 1), 1);
	(void)poll(&told, 1, PATIENCE);
}

static void other_end(void)
{
	int status;
	close(other.tell);
	assert_int_equal(waitpid(other.pid, &status, 0), other.pid);
	close(other.told);
	assert_int_equal(status, 0);
}

/* The other one makes the store before the statement numbered `at`. False when there is none. */
static bool open_between(enum store_mode mode, long at, char said[ERROR_TEXT_MAX])
{
	struct scratch *scratch = scratch_new();
	void *handle = scratch;
	struct error error = {0};
	assert_int_equal(close(open(scratch->path, O_WRONLY | O_CREAT, 0600)), 0);
	other_begin(scratch);
	steps_fail(at, SQLITE_OK);
	int result = store_open(&scratch->store, scratch->url, mode, &error);
	bool came = steps_failed();
	if (!came)
		other_opens();
	other_end();
	(void)snprintf(said, ERROR_TEXT_MAX, "%s", result == 0 ? "" : error.text);
	scratch_reopen(scratch);
	assert_int_equal(scratch_events(scratch, "paused"), 1);
	scratch_verify(scratch);
	scratch_teardown(&handle);
	return came;
}

static void to_write(void **state)
{
	char said[ERROR_TEXT_MAX];
	long at = 0;
	bool came = true;
	(void)state;
	for (; came; at++) {
		came = open_between(STORE_WRITE, at, said);
		assert_string_equal(said, "");
	}
	assert_true(at > 10);
}

/* Who only reads finds what was made, or that nothing was made yet. */
static void to_read(void **state)
{
	char said[ERROR_TEXT_MAX];
	bool came = true, good = false, nothing = false;
	(void)state;
	for (long at = 0; came; at++) {
		came = open_between(STORE_READ, at, said);
		good = good || *said == '\0';
		nothing = nothing || *said != '\0';
		if (*said != '\0' && strstr(said, "there is nothing in it yet") == NULL)
			fail_msg("before statement %ld, %s: %s", at, steps.failed, said);
	}
	assert_true(good && nothing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(to_write),
	    cmocka_unit_test(to_read),
	};
	steps.happens = other_opens;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
