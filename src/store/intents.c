/* Intents and outcomes: what will be written, before the request leaves; what came of it, after the read back. */
#include <string.h>

#include "connection.h"
#include "detail.h"
#include "holder.h"
#include "mkoz/base/i18n.h"
#include "mkoz/store/journal.h"
#include "proposals.h"

/* --- before ---------------------------------------------------------------------------------------------------------
 */

static int intend(struct store *store, const struct store_worker *worker, const struct change *change,
		  const char *values, const char *whole, const struct actor *actor, struct error *error)
{
	char value_hash[STORE_HASH_MAX], whole_hash[STORE_HASH_MAX];
	struct detail detail = {0};
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_HELD, &row,
				 VALUES(value_text(change->id), value_integer(worker->fence)), error);

	if (result != 0)
		return result;
	sqlite3_reset(row);
	if (journal_snapshot(store, values, value_hash, error) < 0 ||
	    (whole != NULL && journal_snapshot(store, whole, whole_hash, error) < 0) ||
	    store_execute(store, STATEMENT_INTENT_INSERT,
			  VALUES(value_text(change->id), value_integer(worker->fence), value_integer(moment_now()),
				 value_text(value_hash), value_text(whole == NULL ? NULL : whole_hash)),
			  error) < 0 ||
	    store_execute(store, STATEMENT_INTENT_OPEN, VALUES(value_text(change->id)), error) < 0)
		return -1;
	detail_add(&detail, "values", value_hash);
	detail_add(&detail, "whole", whole == NULL ? NULL : whole_hash);
	return detail_journal(store, &detail, actor, "intent", change, error);
}

int store_intent(struct store *store, const struct store_worker *worker, const struct change *change,
		 const char *values, const char *whole, const struct actor *actor, struct error *error)
{
	struct store_step step;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, intend(store, worker, change, values, whole, actor, error), error);
}

int store_last_intent(struct store *store, const char *id, struct arena *arena, const char **values, const char **whole,
		      moment *at, struct error *error)
{
	sqlite3_stmt *row;
	bool failed = false;
	int result = store_first(store, STATEMENT_INTENT_LAST, &row, VALUES(value_text(id)), error);

	*values = *whole = NULL;
	*at = MOMENT_NONE;
	if (result != 0)
		return result;
	*at = row_moment(row, 0);
	*values = row_text(row, 1, arena, &failed);
	*whole = row_text(row, 2, arena, &failed);
	sqlite3_reset(row);
	return failed ? error_memory(error) : 0;
}

/* --- after ----------------------------------------------------------------------------------------------------------
 */

/* What the row said before it was settled. */
struct before {
	bool begun;
	unsigned overrides;
};

static int read_before(struct store *store, const char *id, struct before *before, struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_WAS_BEGUN, &row, VALUES(value_text(id)), error);

	*before = (struct before){0};
	if (result != 0)
		return result;
	before->begun = sqlite3_column_int(row, 0) != 0;
	before->overrides = (unsigned)sqlite3_column_int(row, 1);
	sqlite3_reset(row);
	return 0;
}

/* Gives the state that it has now: what no plan finds any more is withdrawn instead of given back. */
static int write_outcome(struct store *store, const struct store_worker *worker, const struct change *change,
			 enum state state, const char *outcome, enum state *now, struct error *error)
{
	sqlite3_stmt *row;
	const char *name;
	int result = store_first(store, STATEMENT_SETTLE, &row,
				 VALUES(value_text(state_name(state)), value_text(outcome), value_text(change->id),
					value_integer(worker->fence)),
				 error);

	if (result != 0)
		return result;
	name = (const char *)sqlite3_column_text(row, 0);
	*now = name == NULL ? STATE_NONE : state_parse(name);
	sqlite3_reset(row);
	return *now == STATE_NONE ? error_memory(error) : 0;
}

/* The event of a settled state; NULL where nothing is to be told: given back before it was begun. */
static const char *event_of(enum state state, bool begun)
{
	switch (state) {
	case STATE_RELEASED:
		return begun ? "released" : NULL;
	case STATE_APPROVED:
		return "undone"; /* the release, because a guard holds it */
	default:
		return state_name(state);
	}
}

static int journal_outcome(struct store *store, const struct change *change, enum state state, bool begun,
			   const char *outcome, const struct actor *actor, struct error *error)
{
	const char *event = event_of(state, begun);
	struct detail detail = {0};

	if (event == NULL)
		return 0;
	detail_add(&detail, "outcome", outcome);
	if (state == STATE_APPLIED)
		detail_add_json(&detail, "written", begun ? "true" : "false");
	else
		detail_add(&detail, "from", state_name(STATE_APPLYING));
	return detail_journal(store, &detail, actor, event, change, error);
}

static int count_cancellation(struct store *store, const struct change *change, const struct before *before,
			      struct error *error)
{
	char boot[HOLDER_BOOT_MAX];

	return store_execute(store, STATEMENT_CANCELLED_ADD,
			     VALUES(value_text(change->id), value_integer(moment_now()), value_text(holder_boot(boot)),
				    value_integer(holder_ticks()), value_integer(before->overrides != 0)),
			     error);
}

static int follow_applied(struct store *store, const struct change *change, const struct before *before,
			  const struct actor *actor, struct error *error)
{
	if (before->begun &&
	    store_execute(store, STATEMENT_TRIED_SET, VALUES(value_text(kind_name(change->kind))), error) < 0)
		return -1;
	if (change->code != NULL && change->property_id != NULL &&
	    store_execute(store, STATEMENT_KNOWN_PROPERTY_SET,
			  VALUES(value_text(change->code), value_text(change->property_id)), error) < 0)
		return -1;
	if (kind_is_cancellation(change->kind))
		return count_cancellation(store, change, before, error);
	if (kind_is_revert(change->kind))
		return proposals_reject_reverted(store, change, actor, error);
	return 0;
}

static int settle(struct store *store, const struct store_worker *worker, const struct change *change, enum state state,
		  const char *outcome, const struct actor *actor, struct error *error)
{
	struct before before;
	enum state now = STATE_NONE;
	int result = read_before(store, change->id, &before, error);

	if (result == 0)
		result = write_outcome(store, worker, change, state, outcome, &now, error);
	if (result == 0)
		result = journal_outcome(store, change, now, before.begun, outcome, actor, error);
	if (result == 0 && now == STATE_APPLIED)
		result = follow_applied(store, change, &before, actor, error);
	return result;
}

int store_settle(struct store *store, const struct store_worker *worker, const struct change *change, enum state state,
		 const char *outcome, const struct actor *actor, struct error *error)
{
	struct store_step step;

	if (state != STATE_APPLIED && state != STATE_FAILED && state != STATE_STALE && state != STATE_RELEASED &&
	    state != STATE_APPROVED)
		return error_fail(error, _("store: `%s` is no outcome: please report it"), state_name(state));
	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, settle(store, worker, change, state, outcome, actor, error), error);
}

int store_kind_was_tried(struct store *store, enum kind kind, bool *any, bool *ever, struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_TRIED, &row, VALUES(value_text(kind_name(kind))), error);

	*any = *ever = false;
	if (result != 0)
		return result < 0 ? -1 : 0;
	*ever = sqlite3_column_int(row, 0) > 0;
	*any = sqlite3_column_int(row, 1) > 0;
	sqlite3_reset(row);
	return 0;
}
