/* Decisions, notes and overrides, each written with its journal entry. */
#include <string.h>

#include "baseline.h"
#include "connection.h"
#include "detail.h"
#include "items.h"
#include "mkoz/base/i18n.h"
#include "waits.h"

/* For `changed`: what MK says now. "" when it says nothing. */
static int base_now(struct store *store, const char *id, char base[STORE_HASH_MAX], struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_SIDE_OF, &row, VALUES(value_text(id)), error);

	base[0] = '\0';
	if (result != 0)
		return result < 0 ? -1 : 0;
	result = waits_base((const char *)sqlite3_column_text(row, 0), base, error);
	sqlite3_reset(row);
	return result;
}

/* A finding about which nothing is decided is open, not pending. */
static enum state state_for(const struct change *change, enum state state)
{
	return state == STATE_PENDING ? item_fresh_state(change->kind) : state;
}

/* Releasing sends what was approved: who approved it, why, and past which guard stay. */
static int write_release(struct store *store, const struct change *change, enum state expected,
			 const struct store_decision *decision, unsigned guards, struct error *error)
{
	return store_execute(store, STATEMENT_RELEASE,
			     VALUES(value_text(state_name(decision->state)), value_text(decision->reason),
				    value_integer(guards), value_text(change->id), value_text(state_name(expected))),
			     error);
}

static int write_decision(struct store *store, const struct change *change, enum state expected,
			  const struct store_decision *decision, unsigned guards, const struct actor *actor,
			  struct error *error)
{
	enum state state = state_for(change, decision->state);
	bool decided = state_is_decided(state);
	bool waits = state == STATE_DEFERRED;
	/* approved anew past one more guard: the earlier overrides hold on */
	bool more = expected == STATE_APPROVED && state == STATE_APPROVED;
	char base[STORE_HASH_MAX] = "";

	if (waits && decision->wait != NULL && strcmp(decision->wait, "changed") == 0 &&
	    base_now(store, change->id, base, error) < 0)
		return -1;
	return store_execute(
	    store, STATEMENT_DECIDE,
	    VALUES(value_text(state_name(state)), value_text(decided ? actor->name : NULL),
		   value_moment(decided ? moment_now() : MOMENT_NONE), value_text(decided ? decision->reason : NULL),
		   value_text(waits ? decision->wait : NULL), value_text(waits ? base : NULL), value_integer(more),
		   value_integer(guards), value_text(change->id), value_text(state_name(expected))),
	    error);
}

static int journal_decision(struct store *store, const struct change *change, enum state expected,
			    const struct store_decision *decision, const struct actor *actor, struct error *error)
{
	struct detail detail = {0};
	bool sends = decision->state == STATE_APPROVED || decision->state == STATE_REQUESTED;

	detail_add(&detail, "from", state_name(expected));
	detail_add(&detail, "reason", decision->reason);
	detail_add(&detail, "wait", decision->wait);
	detail_add(&detail, "guard", decision->guard);
	detail_add_json(&detail, "more", decision->detail);
	if (sends && !kind_is_finding(change->kind) && detail_add_values(store, &detail, change, error) < 0) {
		text_free(&detail.text);
		return -1;
	}
	return detail_journal(store, &detail, actor, decision->event, change, error);
}

static int decide(struct store *store, const struct change *change, enum state expected,
		  const struct store_decision *decision, const struct actor *actor, struct error *error)
{
	unsigned guards = 0;
	int result;

	if (decision->guard != NULL && baseline_parse_names(decision->guard, &guards, error) < 0)
		return -1;
	if (decision->state == STATE_RELEASED)
		result = write_release(store, change, expected, decision, guards, error);
	else
		result = write_decision(store, change, expected, decision, guards, actor, error);
	if (result < 0)
		return -1;
	if (sqlite3_changes(store->database) != 1)
		return 1;
	return journal_decision(store, change, expected, decision, actor, error);
}

int store_decide(struct store *store, const struct change *change, enum state expected,
		 const struct store_decision *decision, const struct actor *actor, struct error *error)
{
	struct store_step step;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, decide(store, change, expected, decision, actor, error), error);
}

/* --- notes and overrides ------------------------------------------------------------------------------------------ */

int store_note(struct store *store, const char *id, const char *note, const struct actor *actor, struct error *error)
{
	struct store_step step;
	int result;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	result = store_execute(
	    store, STATEMENT_NOTE,
	    VALUES(value_text(note), value_text(actor->name), value_integer(moment_now()), value_text(id)), error);
	if (result == 0 && sqlite3_changes(store->database) != 1)
		result = error_fail(error, _("%s: no change or finding has this id: look at `mkoz plan`"), id);
	return store_step_end(store, &step, result, error);
}

int store_overrides(struct store *store, const char *id, unsigned *guards, struct error *error)
{
	int64_t bits;

	if (store_number(store, STATEMENT_OVERRIDES, &bits, 0, VALUES(value_text(id)), error) < 0)
		return -1;
	*guards = (unsigned)bits;
	return 0;
}
