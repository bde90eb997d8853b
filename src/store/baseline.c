/* What guards compare with: the last plan in which they did not hold, or that a supervisor accepted (spec §7). */
#include "baseline.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"

static const char *const names[BASELINE_GUARDS] = {[BASELINE_LIMIT] = "cancellation-limit",
						   [BASELINE_ACTIVE] = "active-drop",
						   [BASELINE_CANARY] = "canary",
						   [BASELINE_DOWN] = "status-storm"};

static int bit_of(const char *name, size_t length)
{
	for (int i = 0; i < BASELINE_GUARDS; i++)
		if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0)
			return 1 << i;
	return 0;
}

int baseline_parse_names(const char *list, unsigned *bits, struct error *error)
{
	*bits = 0;
	while (*list != '\0') {
		size_t length = strcspn(list, ", ");
		int bit = bit_of(list, length);

		if (length > 0 && bit == 0)
			return error_fail(error, _("store: `%.*s` is no guard: please report it"), (int)length, list);
		*bits |= (unsigned)bit;
		list += length;
		list += strspn(list, ", ");
	}
	return 0;
}

void baseline_add_names(struct text *text, unsigned bits, bool quoted)
{
	const char *quote = quoted ? "\"" : "", *comma = "";

	for (int i = 0; i < BASELINE_GUARDS; i++) {
		if ((bits & 1u << i) == 0)
			continue;
		text_format(text, "%s%s%s%s", comma, quote, names[i], quote);
		comma = ",";
	}
}

static int by_code(const void *one, const void *other)
{
	const char *const *left = one, *const *right = other;

	return strcmp(*left, *right);
}

int baseline_pack(struct text *out, const char *const *codes, size_t count, struct error *error)
{
	const char **sorted = calloc(count + 1, sizeof *sorted);

	if (sorted == NULL)
		return error_memory(error);
	if (count > 0)
		memcpy(sorted, codes, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, by_code);
	for (size_t i = 0; i < count; i++)
		text_add_bytes(out, sorted[i], strlen(sorted[i]) + 1);
	free(sorted);
	return text_check(out, error);
}

/* Baselines that count from the next plan on stand beside those of now, numbered that much higher. */
#define ACCEPTED 16

static int accept(struct store *store, int guard, int number, struct error *error)
{
	enum statement statement = guard == BASELINE_ACTIVE ? STATEMENT_PLAN_ACCEPT_ACTIVE : STATEMENT_PLAN_ACCEPT_DOWN;

	return store_execute(store, statement, VALUES(value_integer(number)), error);
}

int baseline_move(struct store *store, unsigned held, struct error *error)
{
	if (store_execute(store, STATEMENT_BASELINES_TAKE_ACCEPTED, NO_VALUES, error) < 0 ||
	    store_execute(store, STATEMENT_BASELINES_FORGET_ACCEPTED, NO_VALUES, error) < 0)
		return -1;
	if ((held & 1u << BASELINE_ACTIVE) == 0 && accept(store, BASELINE_ACTIVE, BASELINE_ACTIVE, error) < 0)
		return -1;
	if ((held & 1u << BASELINE_DOWN) == 0 && accept(store, BASELINE_DOWN, BASELINE_DOWN, error) < 0)
		return -1;
	return 0;
}

static int accept_in_step(struct store *store, unsigned guard, struct error *error)
{
	if (guard != BASELINE_ACTIVE && guard != BASELINE_DOWN)
		return 1; /* the others compare with nothing */
	return accept(store, (int)guard, (int)guard + ACCEPTED, error);
}

int store_accept_baseline(struct store *store, unsigned guard, struct error *error)
{
	struct store_step step;
	int result;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	result = store_step_end(store, &step, accept_in_step(store, guard, error), error);
	return result < 0 ? -1 : 0;
}

/* --- reading it --------------------------------------------------------------------------------------------------- */

/* The packed codes as an array in the arena. */
static int unpack(const char *packed, size_t length, struct arena *arena, const char *const **codes, size_t *count,
		  struct error *error)
{
	const char *bytes = arena_bytes(arena, length > 0 ? packed : "", length);
	const char **list;
	size_t found = 0;

	for (size_t i = 0; i < length; i++)
		found += packed[i] == '\0';
	list = arena_take(arena, (found + 1) * sizeof *list);
	if (bytes == NULL || list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < found; i++) {
		list[i] = bytes;
		bytes += strlen(bytes) + 1;
	}
	*codes = list;
	*count = found;
	return 0;
}

struct baselines {
	const char *const **down_codes;
	size_t *down_count, *active;
	bool *has_down, *has_active;
};

static int read_row(sqlite3_stmt *row, struct arena *arena, const struct baselines *out, struct error *error)
{
	int64_t guard = sqlite3_column_int64(row, 0);

	if (guard == BASELINE_ACTIVE) {
		*out->has_active = true;
		*out->active = row_size(row, 1);
	}
	if (guard != BASELINE_DOWN || sqlite3_column_type(row, 2) == SQLITE_NULL)
		return 0;
	*out->has_down = true;
	return unpack(sqlite3_column_blob(row, 2), (size_t)sqlite3_column_bytes(row, 2), arena, out->down_codes,
		      out->down_count, error);
}

int store_baseline(struct store *store, struct arena *arena, const char *const **down_codes, size_t *down_count,
		   bool *has_down, size_t *active, bool *has_active, struct error *error)
{
	return baseline_read(store, arena, true, down_codes, down_count, has_down, active, has_active, error);
}

int baseline_read(struct store *store, struct arena *arena, bool next, const char *const **down_codes,
		  size_t *down_count, bool *has_down, size_t *active, bool *has_active, struct error *error)
{
	const struct baselines out = {down_codes, down_count, active, has_down, has_active};
	sqlite3_stmt *rows;
	int result;

	*down_codes = NULL;
	*down_count = *active = 0;
	*has_down = *has_active = false;
	if (store_query(store, STATEMENT_BASELINES, &rows, VALUES(value_integer(next ? 2 * ACCEPTED : ACCEPTED)),
			error) < 0)
		return -1;
	while ((result = store_next(store, rows, error)) == 0)
		if (read_row(rows, arena, &out, error) < 0) {
			sqlite3_reset(rows);
			return -1;
		}
	return result < 0 ? -1 : 0;
}
