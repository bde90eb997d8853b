/* One connection to the store's file: prepared statements, transactions, errors. */
#include "connection.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "head.h"
#include "mkoz/base/i18n.h"

#define CUT_WAIT 1000 /* milliseconds that cutting the log waits for readers */

struct value value_text(const char *text)
{
	if (text == NULL)
		return (struct value){.type = VALUE_NULL};
	return (struct value){.type = VALUE_TEXT, .bytes = text, .length = strlen(text)};
}

struct value value_integer(int64_t integer)
{
	return (struct value){.type = VALUE_INTEGER, .integer = integer};
}

struct value value_moment(moment at)
{
	if (at == MOMENT_NONE)
		return (struct value){.type = VALUE_NULL};
	return value_integer(at);
}

struct value value_real(double real, bool known)
{
	return (struct value){.type = known ? VALUE_REAL : VALUE_NULL, .real = real};
}

struct value value_blob(const void *bytes, size_t length)
{
	return (struct value){.type = VALUE_BLOB, .bytes = length > 0 ? bytes : "", .length = length};
}

/* --- errors ----------------------------------------------------------------------------------------------------- */

/* What a primary result code means to a person: why, and what to do. */
static const struct cause {
	int code;
	bool breaks; /* nothing may go on on this connection */
	const char *text;
} causes[] = {
    {SQLITE_BUSY, false, N_("another process has held it for 30 s: try again, or end the process that holds it")},
    {SQLITE_LOCKED, false, N_("another process has held it for 30 s: try again, or end the process that holds it")},
    {SQLITE_PROTOCOL, false, N_("another process has held it for 30 s: try again, or end the process that holds it")},
    {SQLITE_FULL, false, N_("the disk is full, nothing was written: free some space, then try again")},
    {SQLITE_IOERR, true, N_("reading or writing failed: check the disk and its limits, then start again")},
    {SQLITE_CORRUPT, true, N_("the file is damaged: restore it from a backup, or try `sqlite3 FILE .recover`")},
    {SQLITE_NOTADB, true, N_("the file is not a store: name another one in [store] url")},
    {SQLITE_CANTOPEN, true, N_("it cannot be opened: check the folder and its permissions")},
    {SQLITE_READONLY, false, N_("it cannot be written: check the permissions of the file and its folder")},
    {SQLITE_PERM, false, N_("it cannot be written: check the permissions of the file and its folder")},
};

static const struct cause *find_cause(int code)
{
	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
		if (causes[i].code == (code & 0xFF))
			return &causes[i];
	return NULL;
}

int store_error(struct store *store, int code, struct error *error)
{
	const struct cause *cause = find_cause(code);
	struct error made = {0};
	int number = sqlite3_system_errno(store->database);
	bool system = (code & 0xFF) == SQLITE_IOERR && number != 0;

	store->spoiled = true;
	if ((code & 0xFF) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
		return error_memory(error);
	if (cause == NULL)
		error_fail(&made, "%s: %s: %s", store->path, sqlite3_errmsg(store->database),
			   _("this is a mistake of mkoz, please report it"));
	else
		error_fail(&made, "%s: %s%s%s%s", store->path, _(cause->text), system ? " (" : "",
			   system ? strerror(number) : "", system ? ")" : "");
	if (cause != NULL && cause->breaks) {
		store->broken = true;
		memcpy(store->cause, made.text, sizeof store->cause);
	}
	return error_fail(error, "%s", made.text);
}

int store_usable(struct store *store, struct error *error)
{
	if (store->broken)
		return error_fail(error, "%s", store->cause);
	return 0;
}

/* --- statements ------------------------------------------------------------------------------------------------- */

static int bind(sqlite3_stmt *statement, int at, const struct value *value)
{
	switch (value->type) {
	case VALUE_TEXT:
		return sqlite3_bind_text64(statement, at, value->bytes, value->length, SQLITE_STATIC, SQLITE_UTF8);
	case VALUE_BLOB:
		return sqlite3_bind_blob64(statement, at, value->bytes, value->length, SQLITE_STATIC);
	case VALUE_INTEGER:
		return sqlite3_bind_int64(statement, at, value->integer);
	case VALUE_REAL:
		return sqlite3_bind_double(statement, at, value->real);
	case VALUE_NULL:
		break;
	}
	return sqlite3_bind_null(statement, at);
}

int store_query(struct store *store, enum statement statement, sqlite3_stmt **rows, const struct value *values,
		size_t count, struct error *error)
{
	sqlite3_stmt **prepared = &store->statements[statement];
	int code = SQLITE_OK;

	*rows = NULL;
	if (store_usable(store, error) < 0)
		return -1;
	if (*prepared == NULL)
		code = sqlite3_prepare_v3(store->database, statement_text(statement), -1, SQLITE_PREPARE_PERSISTENT,
					  prepared, NULL);
	else
		sqlite3_reset(*prepared);
	for (size_t i = 0; i < count && code == SQLITE_OK; i++)
		code = bind(*prepared, (int)i + 1, &values[i]);
	if (code != SQLITE_OK)
		return store_error(store, code, error);
	*rows = *prepared;
	return 0;
}

int store_next(struct store *store, sqlite3_stmt *rows, struct error *error)
{
	int code = sqlite3_step(rows);

	if (code == SQLITE_ROW)
		return 0;
	if (code != SQLITE_DONE)
		store_error(store, code, error);
	sqlite3_reset(rows);
	return code == SQLITE_DONE ? 1 : -1;
}

int store_execute(struct store *store, enum statement statement, const struct value *values, size_t count,
		  struct error *error)
{
	sqlite3_stmt *rows;
	int result;

	if (store_query(store, statement, &rows, values, count, error) < 0)
		return -1;
	do
		result = store_next(store, rows, error);
	while (result == 0);
	return result < 0 ? -1 : 0;
}

int store_first(struct store *store, enum statement statement, sqlite3_stmt **row, const struct value *values,
		size_t count, struct error *error)
{
	if (store_query(store, statement, row, values, count, error) < 0)
		return -1;
	return store_next(store, *row, error);
}

int store_number(struct store *store, enum statement statement, int64_t *number, int64_t otherwise,
		 const struct value *values, size_t count, struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, statement, &row, values, count, error);

	*number = otherwise;
	if (result != 0)
		return result < 0 ? -1 : 0;
	if (sqlite3_column_type(row, 0) != SQLITE_NULL)
		*number = sqlite3_column_int64(row, 0);
	sqlite3_reset(row);
	return 0;
}

int store_script(struct store *store, const char *sql, struct error *error)
{
	int code;

	if (store_usable(store, error) < 0)
		return -1;
	code = sqlite3_exec(store->database, sql, NULL, NULL, NULL);
	return code == SQLITE_OK ? 0 : store_error(store, code, error);
}

const char *row_text(sqlite3_stmt *row, int column, struct arena *arena, bool *failed)
{
	const char *text;

	if (sqlite3_column_type(row, column) == SQLITE_NULL)
		return NULL;
	text = (const char *)sqlite3_column_text(row, column);
	if (text != NULL)
		text = arena_bytes(arena, text, (size_t)sqlite3_column_bytes(row, column));
	if (text == NULL)
		*failed = true;
	return text;
}

/* What no clock ever told, somebody wrote there: nothing that is counted from it may overflow. */
moment row_moment(sqlite3_stmt *row, int column)
{
	int64_t seconds = sqlite3_column_int64(row, column);

	if (sqlite3_column_type(row, column) == SQLITE_NULL)
		return MOMENT_NONE;
	return seconds < 0 ? 0 : seconds > MOMENT_LAST ? MOMENT_LAST : seconds;
}

size_t row_size(sqlite3_stmt *row, int column)
{
	return (size_t)sqlite3_column_int64(row, column);
}

/* --- transactions ----------------------------------------------------------------------------------------------- */

int store_begin(struct store *store, struct error *error)
{
	if (store_usable(store, error) < 0)
		return -1;
	if (store->mode == STORE_READ)
		return error_set(error, ERROR_REFUSED, "%s: %s", store->path,
				 _("opened for reading only: nothing can be decided, refreshed or written"));
	if (store->open)
		return error_fail(error, "%s: %s", store->path, _("transactions don't nest: please report it"));
	if (store_execute(store, STATEMENT_BEGIN, NO_VALUES, error) < 0)
		return -1;
	store->open = true;
	store->spoiled = false;
	store->head = (struct store_head){0};
	return 0;
}

/* The log holds what was erased until it is copied and cut; where a reader is in the way, the next time will do. */
static void cut_log(struct store *store)
{
	sqlite3_busy_timeout(store->database, CUT_WAIT);
	(void)sqlite3_wal_checkpoint_v2(store->database, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(store->database, STORE_LOCK_WAIT);
}

int store_commit(struct store *store, struct error *error)
{
	bool moved = store->head.moved;

	if (!store->open)
		return error_fail(error, "%s: %s", store->path, _("no transaction is open: please report it"));
	if (store->spoiled) {
		error_fail(error, "%s: %s", store->path, _("a step of this work failed: nothing was written"));
		goto fail;
	}
	if (head_store(store, error) < 0 || store_execute(store, STATEMENT_COMMIT, NO_VALUES, error) < 0)
		goto fail;
	store->open = false;
	store->written = sqlite3_total_changes64(store->database);
	if (moved)
		head_file_write(store);
	if (store->erased)
		cut_log(store);
	store->erased = false;
	return 0;
fail:
	store_rollback(store);
	return -1;
}

void store_rollback(struct store *store)
{
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_reset(store->statements[i]);
	if (store->open && sqlite3_get_autocommit(store->database) == 0)
		(void)sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
	store->open = false;
	store->spoiled = false;
	store->erased = false;
	store->head = (struct store_head){0};
}

int store_step_begin(struct store *store, struct store_step *step, struct error *error)
{
	step->own = !store->open;
	if (step->own)
		return store_begin(store, error);
	if (store->spoiled)
		return error_fail(error, "%s: %s", store->path, _("a step of this work failed: nothing was written"));
	return store_usable(store, error);
}

int store_step_end(struct store *store, const struct store_step *step, int result, struct error *error)
{
	if (result < 0)
		store->spoiled = true;
	if (!step->own)
		return result;
	if (result == 0)
		return store_commit(store, error);
	store_rollback(store);
	return result;
}

int view_begin(struct store *store, struct store_step *view, struct error *error)
{
	view->own = !store->open && sqlite3_get_autocommit(store->database) != 0;
	return view->own ? store_execute(store, STATEMENT_VIEW_BEGIN, NO_VALUES, error) : 0;
}

void view_end(struct store *store, const struct store_step *view)
{
	if (view->own && sqlite3_exec(store->database, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		(void)sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
}

int store_version(struct store *store, int64_t *version, struct error *error)
{
	int64_t others;

	if (store_number(store, STATEMENT_DATA_VERSION, &others, 0, NO_VALUES, error) < 0)
		return -1;
	/* the pragma counts what others committed, our own count the rest; neither ever falls */
	*version = (int64_t)((uint64_t)others << 40) + store->written;
	return 0;
}
