/* Claiming: which released changes a worker takes, in order of execution, and those that a crash left open. */
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"
#include "mkoz/store/journal.h"
#include "workers.h"

struct claim {
	char id[CHANGE_ID_MAX];
	const char *code, *client_id, *property_id;
};

/* Zeroed it is empty. Strings in the arena. */
struct claim_list {
	struct claim *items;
	size_t count, capacity;
	struct arena arena;
};

static void list_free(struct claim_list *list)
{
	free(list->items);
	arena_free(&list->arena);
}

static bool list_holds(const struct claim_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].id, id) == 0)
			return true;
	return false;
}

/* Adds the row: id, and where the statement gives them code, client and property. */
static int list_add(struct claim_list *list, sqlite3_stmt *row, struct error *error)
{
	const char *id = (const char *)sqlite3_column_text(row, 0);
	struct claim claim = {0};
	bool failed = false;

	if (id == NULL)
		return error_memory(error);
	if (list_holds(list, id))
		return 0;
	memcpy(claim.id, id, strnlen(id, CHANGE_ID_MAX - 1));
	if (sqlite3_column_count(row) == 4) {
		claim.code = row_text(row, 1, &list->arena, &failed);
		claim.client_id = row_text(row, 2, &list->arena, &failed);
		claim.property_id = row_text(row, 3, &list->arena, &failed);
	}
	if (failed)
		return error_memory(error);
	if (array_grow(&list->items, &list->capacity, list->count, sizeof claim, error) < 0)
		return -1;
	list->items[list->count++] = claim;
	return 0;
}

static int list_rows(struct store *store, enum statement statement, struct claim_list *list, const struct value *values,
		     size_t count, struct error *error)
{
	sqlite3_stmt *rows;
	int result;

	if (store_query(store, statement, &rows, values, count, error) < 0)
		return -1;
	while ((result = store_next(store, rows, error)) == 0)
		if (list_add(list, rows, error) < 0) {
			sqlite3_reset(rows);
			return -1;
		}
	return result < 0 ? -1 : 0;
}

/* --- which ---------------------------------------------------------------------------------------------------------
 */

/* The kinds that go together with this one into one PATCH: fields, or the reverts of fields. */
struct companions {
	enum kind first, last;
};

static const struct companions *companions_of(enum kind kind)
{
	static const struct companions all[] = {{KIND_ACTIVATE, KIND_POWER}, {KIND_REVERT_ACTIVATE, KIND_REVERT_POWER}};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (kind >= all[i].first && kind <= all[i].last)
			return &all[i];
	return NULL;
}

static int list_companions(struct store *store, const struct store_worker *worker, struct claim_list *list,
			   const struct companions *kinds, struct error *error)
{
	size_t count = list->count;

	for (size_t i = 0; i < count; i++) {
		struct claim claim = list->items[i];

		if (claim.code == NULL)
			continue;
		if (list_rows(store, STATEMENT_CLAIM_COMPANIONS, list,
			      VALUES(value_text(claim.code), value_text(claim.id), value_integer(worker->fence),
				     value_text(claim.client_id), value_text(claim.property_id),
				     value_integer((int64_t)kinds->first), value_integer((int64_t)kinds->last)),
			      error) < 0)
			return -1;
	}
	return 0;
}

/* A cancellation that another worker still holds keeps everything from activations on waiting (spec §8). */
static int must_wait(struct store *store, const struct store_worker *worker, enum kind kind, struct error *error)
{
	int64_t found = 0;

	if (kind < KIND_ACTIVATE)
		return 0;
	if (store_number(store, STATEMENT_CLAIM_BARRIER, &found, 0,
			 VALUES(value_integer(KIND_CANCEL_DETACH), value_integer(worker->fence)), error) < 0)
		return -1;
	return found != 0;
}

static int list_released(struct store *store, const struct store_worker *worker, size_t max, struct claim_list *list,
			 struct error *error)
{
	const struct companions *kinds;
	int64_t rank;
	int waits;

	if (store_number(store, STATEMENT_CLAIM_FIRST_RANK, &rank, KIND_NONE, VALUES(value_integer(worker->fence)),
			 error) < 0)
		return -1;
	if (rank == KIND_NONE)
		return 0;
	waits = must_wait(store, worker, (enum kind)rank, error);
	if (waits != 0)
		return waits < 0 ? -1 : 0;
	if (list_rows(store, STATEMENT_CLAIM_CANDIDATES, list,
		      VALUES(value_integer(rank), value_integer(worker->fence), value_integer((int64_t)max)),
		      error) < 0)
		return -1;
	kinds = companions_of((enum kind)rank);
	return kinds == NULL ? 0 : list_companions(store, worker, list, kinds, error);
}

/* --- taking --------------------------------------------------------------------------------------------------------
 */

static int take(struct store *store, const struct store_worker *worker, const char *id, const struct actor *actor,
		struct plan *out, struct error *error)
{
	struct change *added;
	int result;

	if (store_execute(store, STATEMENT_CLAIM, VALUES(value_integer(worker->fence), value_text(id)), error) < 0)
		return -1;
	added = plan_add(out, error);
	if (added == NULL)
		return -1;
	result = store_load_change(store, id, added, &out->arena, error);
	if (result != 0)
		return result < 0 ? -1 : error_fail(error, "%s: %s", id, _("it vanished while it was claimed"));
	return journal_append(store, actor, "claimed", added, NULL, error);
}

static int take_all(struct store *store, const struct store_worker *worker, const struct claim_list *list,
		    struct plan *out, struct error *error)
{
	struct actor actor;

	if (list->count == 0)
		return 0;
	if (actor_find(&actor, store->owner, error) < 0)
		return -1;
	for (size_t i = 0; i < list->count; i++)
		if (take(store, worker, list->items[i].id, &actor, out, error) < 0)
			return -1;
	return 0;
}

static int claim(struct store *store, const struct store_worker *worker, size_t max, struct plan *out, bool *others,
		 struct error *error)
{
	struct claim_list list = {0};
	int64_t held = 0;
	int result = worker_renew(store, worker, error);

	if (result == 0)
		result = store_execute(store, STATEMENT_GIVE_BACK_OF_GONE, VALUES(value_integer(worker->fence)), error);
	if (result == 0)
		result = list_released(store, worker, max, &list, error);
	if (result == 0)
		result = take_all(store, worker, &list, out, error);
	if (result == 0)
		result =
		    store_number(store, STATEMENT_CLAIM_OTHERS, &held, 0, VALUES(value_integer(worker->fence)), error);
	*others = held != 0;
	list_free(&list);
	return result;
}

int store_claim(struct store *store, const struct store_worker *worker, size_t max, struct plan *out, bool *others,
		struct error *error)
{
	struct store_step step;

	*others = false;
	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, claim(store, worker, max, out, others, error), error);
}

static int claim_open(struct store *store, const struct store_worker *worker, size_t max, struct plan *out,
		      struct error *error)
{
	struct claim_list list = {0};
	int result = worker_renew(store, worker, error);

	if (result == 0)
		result = list_rows(store, STATEMENT_CLAIM_OPEN_CANDIDATES, &list,
				   VALUES(value_integer(worker->fence), value_integer((int64_t)max)), error);
	if (result == 0)
		result = take_all(store, worker, &list, out, error);
	list_free(&list);
	return result;
}

int store_claim_open(struct store *store, const struct store_worker *worker, size_t max, struct plan *out,
		     struct error *error)
{
	struct store_step step;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, claim_open(store, worker, max, out, error), error);
}
