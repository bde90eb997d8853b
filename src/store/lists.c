/* Short lists that deciding asks for: known properties, standing power changes, readings. */
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "mkoz/base/array.h"

#define READINGS_KEPT (30 * 86400) /* seconds */

struct words {
	const char **items;
	size_t count, capacity;
};

/* Every row's first `columns` texts, one after another; strings in the arena. */
static int collect(struct store *store, enum statement statement, int columns, struct words *words, struct arena *arena,
		   struct error *error)
{
	sqlite3_stmt *rows;
	bool failed = false;
	int result;

	if (store_query(store, statement, &rows, NO_VALUES, error) < 0)
		return -1;
	while ((result = store_next(store, rows, error)) == 0) {
		for (int i = 0; i < columns && result == 0; i++) {
			result = array_grow(&words->items, &words->capacity, words->count, sizeof *words->items, error);
			if (result == 0)
				words->items[words->count++] = row_text(rows, i, arena, &failed);
		}
		if (failed)
			result = error_memory(error);
		if (result < 0) {
			sqlite3_reset(rows);
			return -1;
		}
	}
	return result < 0 ? -1 : 0;
}

static int list(struct store *store, enum statement statement, int columns, struct arena *arena,
		const char *const **out, size_t *count, struct error *error)
{
	struct words words = {0};
	int result = collect(store, statement, columns, &words, arena, error);
	const char **copy = arena_take(arena, (words.count + 1) * sizeof *copy);

	*out = copy;
	*count = 0;
	if (result == 0 && copy == NULL)
		result = error_memory(error);
	else if (result == 0 && words.count > 0) {
		memcpy(copy, words.items, words.count * sizeof *copy);
		*count = words.count / (size_t)columns;
	}
	free(words.items);
	return result;
}

int store_known_properties(struct store *store, struct arena *arena, const char *const **pairs, size_t *count,
			   struct error *error)
{
	return list(store, STATEMENT_KNOWN_PROPERTIES, 2, arena, pairs, count, error);
}

int store_standing_power(struct store *store, struct arena *arena, const char *const **triples, size_t *count,
			 struct error *error)
{
	return list(store, STATEMENT_STANDING_POWER, 3, arena, triples, count, error);
}

static int add_reading(struct store *store, const char *code, moment at, double dbm, struct error *error)
{
	if (store_execute(store, STATEMENT_READING_ADD,
			  VALUES(value_text(code), value_integer(at), value_real(dbm, true)), error) < 0)
		return -1;
	return store_execute(store, STATEMENT_READING_FORGET,
			     VALUES(value_text(code), value_integer(moment_now() - READINGS_KEPT)), error);
}

int store_add_reading(struct store *store, const char *code, moment at, double dbm, struct error *error)
{
	struct store_step step;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, add_reading(store, code, at, dbm, error), error);
}

int store_readings(struct store *store, const char *code, moment at[], double dbm[], size_t max, size_t *count,
		   struct error *error)
{
	sqlite3_stmt *rows;
	int result;

	*count = 0;
	if (store_query(
		store, STATEMENT_READINGS, &rows,
		VALUES(value_text(code), value_integer(moment_now() - READINGS_KEPT), value_integer((int64_t)max)),
		error) < 0)
		return -1;
	while ((result = store_next(store, rows, error)) == 0 && *count < max) {
		at[*count] = sqlite3_column_int64(rows, 0);
		dbm[(*count)++] = sqlite3_column_double(rows, 1);
	}
	sqlite3_reset(rows);
	return result < 0 ? -1 : 0;
}
