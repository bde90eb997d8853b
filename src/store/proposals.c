/* Changes that a person proposed: recodes and reverts. */
#include "proposals.h"

#include <string.h>

#include "detail.h"
#include "items.h"
#include "mkoz/base/i18n.h"

static bool is_settled(enum state state)
{
	return state == STATE_APPLIED || state == STATE_FAILED || state == STATE_STALE || state == STATE_REJECTED ||
	       state == STATE_WITHDRAWN;
}

/* The transfer on which a recode stands: as given, or found by its two codes. NULL when there is none. */
static int find_transfer(struct store *store, const struct change *recode, const struct change *given,
			 struct arena *arena, const char **id, struct error *error)
{
	sqlite3_stmt *row;
	bool failed = false;
	int result;

	if (given != NULL && given->kind == KIND_TRANSFER) {
		*id = given->id;
		return 0;
	}
	result = store_first(store, STATEMENT_TRANSFER_OF, &row,
			     VALUES(value_text(recode->code), value_text(recode->other_code)), error);
	if (result != 0)
		return result < 0 ? -1
				  : error_fail(error,
					       _("%s: no transfer with this code is in the newest plan: look at "
						 "`mkoz plan`"),
					       recode->code == NULL ? "" : recode->code);
	*id = row_text(row, 0, arena, &failed);
	sqlite3_reset(row);
	return failed ? error_memory(error) : 0;
}

/* The row for the proposal: a new one, or one that was settled before, undecided anew. */
static int place(struct store *store, const struct change *change, const struct item_ties *ties, struct error *error)
{
	struct item_found found;
	int64_t num;
	int result = item_find(store, change->id, &found, error);

	if (result < 0)
		return -1;
	if (result == 1) {
		if (item_insert(store, change, STATE_PENDING, moment_now(), ties, &num, error) < 0)
			return -1;
		return item_make_current(store, num, error);
	}
	if (!is_settled(found.state))
		return error_fail(error, _("%s: it is proposed already, and %s"), change->id, state_name(found.state));
	if (item_describe(store, change, &found, error) < 0 ||
	    item_anew(store, found.num, change->kind, moment_now(), error) < 0 ||
	    store_execute(store, STATEMENT_TIE,
			  VALUES(value_text(ties->undoes), value_text(ties->stands_on), value_integer(found.num)),
			  error) < 0)
		return -1;
	return item_make_current(store, found.num, error);
}

static int propose(struct store *store, const struct change *change, const struct change *undone,
		   const struct actor *actor, struct arena *arena, struct error *error)
{
	struct item_ties ties = {0};
	struct detail detail = {0};

	if (!kind_is_revert(change->kind)) {
		if (find_transfer(store, change, undone, arena, &ties.stands_on, error) < 0)
			return -1;
		return place(store, change, &ties, error);
	}
	ties.undoes = undone == NULL ? NULL : undone->id;
	if (place(store, change, &ties, error) < 0)
		return -1;
	detail_add(&detail, "undoes", ties.undoes);
	return detail_journal(store, &detail, actor, "reverted", change, error);
}

int store_propose(struct store *store, const struct change *change, const struct change *undone,
		  const struct actor *actor, struct error *error)
{
	struct arena arena = {0};
	struct store_step step;
	int result;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	result = propose(store, change, undone, actor, &arena, error);
	result = store_step_end(store, &step, result, error);
	arena_free(&arena);
	return result;
}

/* --- after a revert ------------------------------------------------------------------------------------------------
 */

/* The change that the revert took back, as it is found again; what was created anew has a new id. */
static int load_undone(struct store *store, const struct change *revert, struct arena *arena, struct change *out,
		       struct error *error)
{
	sqlite3_stmt *row;
	bool failed = false;
	const char *id = NULL;
	int result = store_first(store, STATEMENT_UNDOES, &row, VALUES(value_text(revert->id)), error);

	if (result == 0) {
		id = row_text(row, 0, arena, &failed);
		sqlite3_reset(row);
	}
	if (result < 0 || failed)
		return failed ? error_memory(error) : -1;
	result = id == NULL ? 1 : store_load_change(store, id, out, arena, error);
	if (result != 0)
		return result;
	if (revert->property_id != NULL)
		out->property_id = revert->property_id;
	if (revert->client_id != NULL)
		out->client_id = revert->client_id;
	return change_make_id(out) < 0 ? error_memory(error) : 0;
}

/* One that a worker has claimed is left to what becomes of it. */
static int reject(struct store *store, const struct change *change, const struct actor *actor, struct error *error)
{
	struct item_found found;
	struct detail detail = {0};
	int result = item_find(store, change->id, &found, error);

	if (result == 1)
		result = item_insert(store, change, STATE_REJECTED, moment_now(), NULL, &found.num, error);
	if (result < 0 ||
	    store_execute(store, STATEMENT_REJECT_REVERTED,
			  VALUES(value_text(actor->name), value_integer(moment_now()), value_integer(found.num)),
			  error) < 0)
		return -1;
	if (sqlite3_changes(store->database) == 0)
		return 0;
	detail_add(&detail, "reason", "reverted");
	return detail_journal(store, &detail, actor, "rejected", change, error);
}

int proposals_reject_reverted(struct store *store, const struct change *revert, const struct actor *actor,
			      struct error *error)
{
	struct arena arena = {0};
	struct change change;
	int result = load_undone(store, revert, &arena, &change, error);

	if (result == 0)
		result = reject(store, &change, actor, error);
	arena_free(&arena);
	return result < 0 ? -1 : 0;
}
