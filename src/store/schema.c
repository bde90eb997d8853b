/* The shape of the store's file: made, checked, brought up to date. */
#include "schema.h"

#include <stdio.h>
#include <string.h>

#include "entry.h"
#include "mkoz/base/i18n.h"

#define APPLICATION_ID 0x6D6B6F7A /* "mkoz" */
#define BUSY_PAUSE 20 /* milliseconds */

/* The scripts that lead from each version to the next; the first from nothing. */
static const char *const migrations[] = {""
#include "store/sql/schema.sql.h"
};
#define VERSION ((int64_t)(sizeof migrations / sizeof *migrations))

/* WAL and FULL. Readers neither wait for a writer nor make one wait: the console stays quick while the worker records.
 * FULL syncs the log at every commit, so that what a commit promised survives the power (NORMAL would not sync there;
 * EXTRA differs only for rollback journals), and that is one sync instead of a rollback journal's three or four. The
 * log and its index are kept when the last writer leaves (SQLITE_FCNTL_PERSIST_WAL): one who may read the folder and
 * not write it can still open the store. No mmap: a disk error is then an error and not SIGBUS. Nothing personal goes
 * to temporary files, and what is erased is overwritten. Pages of 8 KB make a first plan a third quicker than 4 KB. */
static const char settings[] = "PRAGMA page_size = 8192;"
			       "PRAGMA synchronous = FULL;"
			       "PRAGMA temp_store = MEMORY;"
			       "PRAGMA mmap_size = 0;"
			       "PRAGMA cache_size = -65536;"
			       "PRAGMA secure_delete = ON;"
			       "PRAGMA cell_size_check = ON;"
			       "PRAGMA journal_size_limit = 67108864;"
			       "PRAGMA trusted_schema = OFF;";

static int pragma_number(struct store *store, const char *pragma, int64_t *number, struct error *error)
{
	sqlite3_stmt *row = NULL;
	int code = sqlite3_prepare_v2(store->database, pragma, -1, &row, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(row);
	*number = code == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
	sqlite3_finalize(row);
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : store_error(store, code, error);
}

/* Switching to WAL needs the file alone, and SQLite does not wait for that by itself. */
static int use_wal(struct store *store, struct error *error)
{
	int64_t end = moment_ticks() + STORE_LOCK_WAIT;
	int code;

	while ((code = sqlite3_exec(store->database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) == SQLITE_BUSY &&
	       moment_ticks() < end)
		moment_sleep(BUSY_PAUSE);
	return code == SQLITE_OK ? 0 : store_error(store, code, error);
}

/* Whose file it is. */
struct shape {
	int64_t application, version, tables;
};

/* In one view: another process may be making the file at this moment. */
static int read_shape(struct store *store, struct shape *shape, struct error *error)
{
	struct store_step view;
	int result;

	if (view_begin(store, &view, error) < 0)
		return -1;
	result = pragma_number(store, "PRAGMA application_id", &shape->application, error) < 0 ||
			 pragma_number(store, "PRAGMA user_version", &shape->version, error) < 0 ||
			 pragma_number(store, "SELECT count(*) FROM sqlite_schema", &shape->tables, error) < 0
		     ? -1
		     : 0;
	view_end(store, &view);
	return result;
}

static int refuse_foreign(struct store *store, const struct shape *shape, struct error *error)
{
	int64_t version = shape->version;

	if (shape->application != APPLICATION_ID && (shape->application != 0 || shape->tables > 0))
		return error_fail(error, "%s: %s", store->path,
				  _("this database belongs to another program: name another file in [store] url"));
	if (version < 0)
		return error_fail(error, "%s: %s", store->path,
				  _("the file is damaged: restore it from a backup, or try `sqlite3 FILE .recover`"));
	if (version > VERSION)
		return error_fail(error, _("%s: its shape (%lld) is newer than this mkoz knows (%lld): update mkoz"),
				  store->path, (long long)version, (long long)VERSION);
	if (store->mode == STORE_READ && version < VERSION)
		return error_fail(error, "%s: %s", store->path,
				  version == 0
				      ? _("there is nothing in it yet: run `mkoz refresh` first")
				      : _("an older mkoz made it: open it once for writing, by `mkoz refresh`"));
	return 0;
}

static int set_identity(struct store *store, struct error *error)
{
	char identity[STORE_HASH_MAX];

	if (store_random_hex(identity, error) < 0)
		return -1;
	return store_execute(store, STATEMENT_META_SET, VALUES(value_text("identity"), value_text(identity)), error);
}

static int migrate_from(struct store *store, int64_t version, struct error *error)
{
	char pragmas[96];
	int64_t at = version;

	for (; at < VERSION; at++)
		if (store_script(store, migrations[at], error) < 0)
			return -1;
	(void)snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %lld",
		       APPLICATION_ID, (long long)VERSION);
	if (store_script(store, pragmas, error) < 0)
		return -1;
	return version == 0 ? set_identity(store, error) : 0;
}

/* Another process may have migrated while this one waited for the lock: the shape is asked again under it. */
static int migrate(struct store *store, struct error *error)
{
	struct shape shape;

	if (store_begin(store, error) < 0)
		return -1;
	if (read_shape(store, &shape, error) < 0 || refuse_foreign(store, &shape, error) < 0 ||
	    (shape.version < VERSION && migrate_from(store, shape.version, error) < 0)) {
		store_rollback(store);
		return -1;
	}
	return store_commit(store, error);
}

static int read_identity(struct store *store, struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_META_GET, &row, VALUES(value_text("identity")), error);
	const char *identity = result == 0 ? (const char *)sqlite3_column_text(row, 0) : NULL;

	if (result < 0)
		return -1;
	if (identity == NULL || strlen(identity) != STORE_HASH_MAX - 1)
		return error_fail(error, "%s: %s", store->path,
				  _("the store's identity is missing: restore it from a backup"));
	memcpy(store->identity, identity, STORE_HASH_MAX);
	sqlite3_reset(row);
	return 0;
}

int schema_open(struct store *store, struct error *error)
{
	struct shape shape;

	if (store_script(store, settings, error) < 0 || read_shape(store, &shape, error) < 0 ||
	    refuse_foreign(store, &shape, error) < 0)
		return -1;
	if (store->mode == STORE_WRITE && use_wal(store, error) < 0)
		return -1;
	if (shape.version < VERSION && migrate(store, error) < 0)
		return -1;
	return read_identity(store, error);
}
