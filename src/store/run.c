/* What others see of a running worker and of a refresh, and what they wish of it. */
#include <stdio.h>
#include <string.h>

#include "connection.h"
#include "holder.h"
#include "meta.h"
#include "mkoz/base/i18n.h"

#define RUNS_KEPT 16

int meta_get(struct store *store, const char *key, struct arena *arena, const char **value, struct error *error)
{
	sqlite3_stmt *row;
	bool failed = false;
	int result = store_first(store, STATEMENT_META_GET, &row, VALUES(value_text(key)), error);

	*value = NULL;
	if (result != 0)
		return result < 0 ? -1 : 0;
	*value = row_text(row, 0, arena, &failed);
	sqlite3_reset(row);
	return failed ? error_memory(error) : 0;
}

int meta_set(struct store *store, const char *key, const char *value, struct error *error)
{
	struct store_step step;
	int result;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	result = store_execute(store, STATEMENT_META_SET, VALUES(value_text(key), value_text(value)), error);
	return store_step_end(store, &step, result, error);
}

/* --- the run ---------------------------------------------------------------------------------------------------- */

static int write_run(struct store *store, const struct store_run *run, struct error *error)
{
	char holder[HOLDER_MAX];

	if (store_execute(store, STATEMENT_RUN_FORGET, VALUES(value_integer(run->fence - RUNS_KEPT)), error) < 0)
		return -1;
	return store_execute(
	    store, STATEMENT_RUN_WRITE,
	    VALUES(value_integer(run->fence), value_integer(run->pid), value_text(holder_describe(run->pid, holder)),
		   value_integer(run->started_at), value_moment(run->ended_at), value_integer(moment_now()),
		   value_integer((int64_t)run->total), value_integer((int64_t)run->applied),
		   value_integer((int64_t)run->failed), value_integer((int64_t)run->stale),
		   value_integer((int64_t)run->held), value_text(run->phase), value_text(run->message)),
	    error);
}

int store_run_write(struct store *store, const struct store_run *run, struct error *error)
{
	struct store_step step;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, write_run(store, run, error), error);
}

static void copy_column(char *out, size_t size, sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	(void)snprintf(out, size, "%s", text == NULL ? "" : text);
}

int store_run_read(struct store *store, struct store_run *run, struct error *error)
{
	char holder[HOLDER_MAX];
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_RUN_READ, &row, NO_VALUES, error);

	*run = (struct store_run){.ended_at = MOMENT_NONE};
	if (result != 0)
		return result;
	*run = (struct store_run){.fence = sqlite3_column_int64(row, 0),
				  .pid = (pid_t)sqlite3_column_int64(row, 1),
				  .started_at = row_moment(row, 3),
				  .ended_at = row_moment(row, 4),
				  .total = row_size(row, 6),
				  .applied = row_size(row, 7),
				  .failed = row_size(row, 8),
				  .stale = row_size(row, 9),
				  .held = row_size(row, 10)};
	copy_column(holder, sizeof holder, row, 2);
	copy_column(run->phase, sizeof run->phase, row, 11);
	copy_column(run->message, sizeof run->message, row, 12);
	if (run->ended_at == MOMENT_NONE && holder_is_gone(holder))
		run->ended_at = row_moment(row, 5);
	sqlite3_reset(row);
	return 0;
}

/* --- wishes ----------------------------------------------------------------------------------------------------- */

static const char *const wishes[] = {[WISH_NONE] = "none", [WISH_PAUSE] = "pause", [WISH_STOP] = "stop"};

int store_wish_set(struct store *store, enum store_wish wish, struct error *error)
{
	return meta_set(store, "wish", wishes[wish], error);
}

int store_wish_read(struct store *store, enum store_wish *wish, struct error *error)
{
	struct arena arena = {0};
	const char *word;
	int result = meta_get(store, "wish", &arena, &word, error);

	*wish = WISH_NONE;
	for (size_t i = 0; result == 0 && word != NULL && i < sizeof wishes / sizeof *wishes; i++)
		if (strcmp(wishes[i], word) == 0)
			*wish = (enum store_wish)i;
	arena_free(&arena);
	return result;
}

/* --- refresh ---------------------------------------------------------------------------------------------------- */

int store_refresh_note(struct store *store, pid_t pid, const char *failure, struct error *error)
{
	char holder[HOLDER_MAX];
	struct store_step step;
	int result;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	if (pid != 0 && failure == NULL)
		result = store_execute(store, STATEMENT_REFRESH_START,
				       VALUES(value_integer(pid), value_text(holder_describe(pid, holder))), error);
	else
		result = store_execute(store, STATEMENT_REFRESH_END,
				       VALUES(value_text(failure), value_integer(moment_now())), error);
	return store_step_end(store, &step, result, error);
}

int store_refresh_read(struct store *store, pid_t *running, char failure[ERROR_TEXT_MAX], moment *at,
		       struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_REFRESH_READ, &row, NO_VALUES, error);

	*running = 0;
	*at = MOMENT_NONE;
	failure[0] = '\0';
	if (result != 0)
		return result < 0 ? -1 : 0;
	if (sqlite3_column_int64(row, 0) != 0 && !holder_is_gone((const char *)sqlite3_column_text(row, 1)))
		*running = (pid_t)sqlite3_column_int64(row, 0);
	copy_column(failure, ERROR_TEXT_MAX, row, 2);
	*at = row_moment(row, 3);
	sqlite3_reset(row);
	return 0;
}
