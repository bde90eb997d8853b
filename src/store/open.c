/* Opening the store: its URL, its folder and file, and what others may do to them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connection.h"
#include "head.h"
#include "holder.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"
#include "schema.h"

#define LENGTH_LIMIT (64 * 1024 * 1024)
#define CHECKPOINT_PAGES 1000

/* --- where it is ------------------------------------------------------------------------------------------------ */

static void default_path(struct text *path, struct error *error)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && *state == '/')
		text_format(path, "%s/mkoz/store.db", state);
	else if (home != NULL && *home == '/')
		text_format(path, "%s/.local/state/mkoz/store.db", home);
	else
		error_fail(error, "%s",
			   _("[store] url: neither XDG_STATE_HOME nor HOME is set: write "
			     "`url = sqlite:/path/of/store.db`"));
}

/* The path in the URL, which the caller frees; NULL with an error for a URL of another kind. */
static char *path_of(const char *url, struct error *error)
{
	struct text path = {0};

	if (strncmp(url, "postgres://", 11) == 0 || strncmp(url, "postgresql://", 13) == 0)
		error_fail(error, "%s",
			   _("[store] url: stores in PostgreSQL are not built into this mkoz: use "
			     "`sqlite:/path/of/store.db`"));
	else if (strncmp(url, "sqlite:", 7) != 0 || (url[7] != '\0' && url[7] != '/'))
		error_fail(error, _("[store] url: `%s` names no store: use `sqlite:/path/of/store.db`"), url);
	else if (url[7] != '\0')
		text_add(&path, url + 7);
	else
		default_path(&path, error);
	if (text_check(&path, error) < 0 || path.length == 0) {
		text_free(&path);
		return NULL;
	}
	return text_steal(&path);
}

/* --- what others may do to it ----------------------------------------------------------------------------------- */

static int check_folder(const char *path, struct error *error)
{
	const char *slash = strrchr(path, '/');
	char *folder = strndup(path, slash == NULL || slash == path ? 1 : (size_t)(slash - path));
	struct stat status;
	int result = 0;

	if (folder == NULL)
		return error_memory(error);
	if (stat(folder, &status) < 0)
		result =
		    errno == ENOENT ? 0 : error_system(error, folder); /* the file is missing too, and that is told */
	else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		result = error_set(error, ERROR_REFUSED,
				   _("%s: others may write this folder, and so could replace the store: chmod go-w, or "
				     "name another in [store] url"),
				   folder);
	free(folder);
	return result;
}

/* Makes the folders of the path that are missing, for the user alone. */
static int make_folders(char *path, struct error *error)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		int failed;

		*slash = '\0';
		failed = mkdir(path, 0700) < 0 && errno != EEXIST ? error_system(error, path) : 0;
		*slash = '/';
		if (failed < 0)
			return -1;
	}
	return 0;
}

/* Creating it is the only time that the file is opened beside SQLite: closing it again would drop SQLite's locks. */
static int create_file(const char *path, struct error *error)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (file < 0)
		return errno == EEXIST ? 0 : error_system(error, path);
	close(file);
	return 0;
}

static int check_file(struct store *store, const char *path, struct error *error)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return errno == ENOENT
			   ? error_fail(error, "%s: %s", path, _("there is no store yet: run `mkoz refresh` first"))
			   : error_system(error, path);
	if (!S_ISREG(status.st_mode))
		return error_fail(error, "%s: %s", path, _("not a regular file: name another one in [store] url"));
	if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return error_set(error, ERROR_REFUSED, "%s: %s", path,
				 _("others may write the store, and so approve anything: chmod 0600"));
	store->owner = status.st_uid;
	return 0;
}

static int prepare_path(struct store *store, struct error *error)
{
	if (store->mode == STORE_WRITE && make_folders(store->path, error) < 0)
		return -1;
	if (check_folder(store->path, error) < 0)
		return -1;
	if (store->mode == STORE_WRITE && create_file(store->path, error) < 0)
		return -1;
	return check_file(store, store->path, error);
}

/* --- the connection --------------------------------------------------------------------------------------------- */

/* What a commit promised is in the log already; copying it to the file may fail for itself, and then nothing goes on.
 */
static int copy_log(void *context, sqlite3 *database, const char *name, int pages)
{
	struct store *store = context;
	int code;

	if (pages < CHECKPOINT_PAGES)
		return SQLITE_OK;
	code = sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if ((code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CORRUPT)
		(void)store_error(store, code, NULL);
	return SQLITE_OK;
}

static int connect(struct store *store, struct error *error)
{
	int flags = store->mode == STORE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	int keep = 1;
	int code =
	    sqlite3_open_v2(store->path, &store->database, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (store->database == NULL)
		return error_memory(error);
	if (code == SQLITE_OK)
		code = sqlite3_busy_timeout(store->database, STORE_LOCK_WAIT);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (code == SQLITE_OK)
		code = holder_register(store->database);
	if (code != SQLITE_OK)
		return store_error(store, code, error);
	sqlite3_limit(store->database, SQLITE_LIMIT_LENGTH, LENGTH_LIMIT);
	(void)sqlite3_file_control(store->database, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	if (store->mode == STORE_WRITE)
		sqlite3_wal_hook(store->database, copy_log, store);
	return 0;
}

int store_open(struct store **out, const char *url, enum store_mode mode, struct error *error)
{
	struct store *store = calloc(1, sizeof *store);

	*out = NULL;
	if (store == NULL)
		return error_memory(error);
	store->mode = mode;
	store->head_file = -1;
	store->path = path_of(url, error);
	if (store->path == NULL || prepare_path(store, error) < 0 || connect(store, error) < 0 ||
	    schema_open(store, error) < 0 || head_file_open(store, error) < 0) {
		store_close(store);
		return -1;
	}
	*out = store;
	return 0;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	if (store->database != NULL) {
		store_rollback(store);
		for (int i = 0; i < STATEMENT_COUNT; i++)
			sqlite3_finalize(store->statements[i]);
		(void)sqlite3_close(store->database);
	}
	if (store->head_file >= 0)
		close(store->head_file);
	free(store->path);
	free(store);
}

uid_t store_owner(const struct store *store)
{
	return store->owner;
}

const char *store_path(const struct store *store)
{
	return store->path;
}
