/* Failing memory for programs with a store: SQLite itself is spared, whose own test is in store/faults.c. */
#ifndef TESTS_UNIT_CHAOS_SQLITE_H
#define TESTS_UNIT_CHAOS_SQLITE_H

#include <sqlite3.h>

#include "chaos.h"

static sqlite3_mem_methods chaos_sqlite;

static void *chaos_sqlite_malloc(int size)
{
	SPARED;
	return chaos_sqlite.xMalloc(size);
}

static void *chaos_sqlite_realloc(void *old, int size)
{
	SPARED;
	return chaos_sqlite.xRealloc(old, size);
}

static void chaos_sqlite_free(void *old)
{
	SPARED;
	chaos_sqlite.xFree(old);
}

/* Before anything else of SQLite. */
static inline void chaos_spare_sqlite(void)
{
	sqlite3_mem_methods methods;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &chaos_sqlite);
	methods = chaos_sqlite;
	methods.xMalloc = chaos_sqlite_malloc;
	methods.xRealloc = chaos_sqlite_realloc;
	methods.xFree = chaos_sqlite_free;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}

#endif
