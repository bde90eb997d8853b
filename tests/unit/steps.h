/* Failing statements: this program's sqlite3_prepare…, sqlite3_step and sqlite3_exec, of which one call gives what is
 * asked instead of being done. */
#ifndef TESTS_UNIT_STEPS_H
#define TESTS_UNIT_STEPS_H

#include <dlfcn.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The `fail_at`-th statement from now on fails while `counting`. */
static struct {
	long calls, fail_at;
	int code;
	bool counting;
	char failed[128]; /* the SQL of the one that did */
	void (*happens)(void); /* instead of a failure: something happens elsewhere before that one */
} steps;

static inline bool steps_strike(const char *sql)
{
	if (!steps.counting || steps.calls++ != steps.fail_at)
		return false;
	(void)snprintf(steps.failed, sizeof steps.failed, "%s", sql ? sql : "");
	if (steps.happens)
		steps.happens();
	return !steps.happens;
}

/* SQLite's calls of its own functions come this way too; it would not believe them. */
static inline bool steps_from_sqlite(const void *address)
{
	Dl_info caller;

	return dladdr(address, &caller) != 0 && caller.dli_fname && strstr(caller.dli_fname, "libsqlite3");
}

int sqlite3_step(sqlite3_stmt *statement)
{
	int (*real)(sqlite3_stmt *);
	void *symbol = dlsym(RTLD_NEXT, "sqlite3_step");

	memcpy(&real, &symbol, sizeof real);
	if (!steps_from_sqlite(__builtin_return_address(0)) && steps_strike(sqlite3_sql(statement)))
		return steps.code;
	return real(statement);
}

int sqlite3_prepare_v2(sqlite3 *database, const char *sql, int length, sqlite3_stmt **out, const char **tail)
{
	int (*real)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
	void *symbol = dlsym(RTLD_NEXT, "sqlite3_prepare_v2");

	memcpy(&real, &symbol, sizeof real);
	*out = NULL;
	if (!steps_from_sqlite(__builtin_return_address(0)) && steps_strike(sql))
		return steps.code;
	return real(database, sql, length, out, tail);
}

int sqlite3_prepare_v3(sqlite3 *database, const char *sql, int length, unsigned flags, sqlite3_stmt **out,
		       const char **tail)
{
	int (*real)(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);
	void *symbol = dlsym(RTLD_NEXT, "sqlite3_prepare_v3");

	memcpy(&real, &symbol, sizeof real);
	*out = NULL;
	if (!steps_from_sqlite(__builtin_return_address(0)) && steps_strike(sql))
		return steps.code;
	return real(database, sql, length, flags, out, tail);
}

int sqlite3_exec(sqlite3 *database, const char *sql, int (*visit)(void *, int, char **, char **), void *context,
		 char **message)
{
	int (*real)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
	void *symbol = dlsym(RTLD_NEXT, "sqlite3_exec");

	memcpy(&real, &symbol, sizeof real);
	/* a rollback that fails leaves a transaction open that nobody could ever close */
	if (strcmp(sql, "ROLLBACK") != 0 && !steps_from_sqlite(__builtin_return_address(0)) && steps_strike(sql))
		return steps.code;
	return real(database, sql, visit, context, message);
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
