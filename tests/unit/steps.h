/* Failing statements: this program's sqlite3_step, of which one call gives what is asked instead of being done. */
#ifndef TESTS_UNIT_STEPS_H
#define TESTS_UNIT_STEPS_H

#include <dlfcn.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* The `fail_at`-th step from now on fails while `counting`. */
static struct {
	long calls, fail_at;
	int code;
	bool counting;
	const char *failed; /* the SQL of the one that did */
} steps;

/* Statements of sqlite's own, such as COMMIT by sqlite3_exec, do not come this way. */
int sqlite3_step(sqlite3_stmt *statement)
{
	int (*real)(sqlite3_stmt *);
	void *symbol = dlsym(RTLD_NEXT, "sqlite3_step");

	memcpy(&real, &symbol, sizeof real);
	if (!steps.counting || steps.calls++ != steps.fail_at)
		return real(statement);
	steps.failed = sqlite3_sql(statement);
	return steps.code;
}

/* Thousands of stores are made and thrown away: none has to survive a power cut. */
int fsync(int file)
{
	(void)file;
	return 0;
}

int fdatasync(int file)
{
	(void)file;
	return 0;
}

static inline void steps_fail(long at, int code)
{
	steps.calls = 0;
	steps.fail_at = at;
	steps.code = code;
	steps.counting = true;
}

/* True when the one that was to fail did. */
static inline bool steps_failed(void)
{
	steps.counting = false;
	return steps.calls > steps.fail_at;
}

#endif
