/* Making a plan the newest: what it finds again keeps or loses its decision, what it lacks is withdrawn (spec §5). */
#include <stdlib.h>
#include <string.h>

#include "baseline.h"
#include "connection.h"
#include "items.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/store/journal.h"
#include "waits.h"

/* What becomes of a difference that the newest plan finds again, by the state it was in (spec §5). */
static const enum again {
	AGAIN_KEPT, /* as it stands: undecided, decided, or held by a worker */
	AGAIN_ANEW, /* undecided anew, still the same difference */
	AGAIN_NEW, /* undecided anew, a difference that had gone */
} agains[STATE_COUNT] = {
    [STATE_PENDING] = AGAIN_KEPT,  [STATE_OPEN] = AGAIN_KEPT,	  [STATE_REQUESTED] = AGAIN_KEPT,
    [STATE_APPROVED] = AGAIN_KEPT, [STATE_RELEASED] = AGAIN_KEPT, [STATE_APPLYING] = AGAIN_KEPT,
    [STATE_REJECTED] = AGAIN_KEPT, [STATE_DEFERRED] = AGAIN_KEPT, [STATE_FAILED] = AGAIN_ANEW,
    [STATE_STALE] = AGAIN_ANEW,	   [STATE_APPLIED] = AGAIN_NEW,	  [STATE_WITHDRAWN] = AGAIN_NEW,
};

/* What a refresh did, for its journal entry. */
struct tally {
	size_t changes, findings, fresh, again, withdrawn, resumed;
};

static int save_found(struct store *store, const struct change *change, const struct item_found *found, moment now,
		      struct tally *tally, struct error *error)
{
	enum again again = agains[found->state];

	if (item_describe(store, change, found, error) < 0)
		return -1;
	if (again == AGAIN_KEPT)
		return 0;
	tally->again++;
	return item_anew(store, found->num, change->kind, again == AGAIN_NEW ? now : MOMENT_NONE, error);
}

static int save_item(struct store *store, const struct change *change, moment now, struct tally *tally,
		     struct error *error)
{
	struct item_found found = {0};
	int result = item_find(store, change->id, &found, error);

	if (result < 0)
		return -1;
	if (result == 0) {
		result = save_found(store, change, &found, now, tally, error);
	} else {
		tally->fresh++;
		result = item_insert(store, change, item_fresh_state(change->kind), now, NULL, &found.num, error);
	}
	return result < 0 ? -1 : item_make_current(store, found.num, error);
}

static int save_items(struct store *store, const struct plan *plan, moment now, struct tally *tally,
		      struct error *error)
{
	if (store_execute(store, STATEMENT_CURRENT_CLEAR, NO_VALUES, error) < 0)
		return -1;
	for (size_t i = 0; i < plan->count; i++) {
		if (kind_is_finding(plan->items[i].kind))
			tally->findings++;
		else
			tally->changes++;
		if (save_item(store, &plan->items[i], now, tally, error) < 0)
			return -1;
	}
	if (store_execute(store, STATEMENT_CURRENT_ADD_RECODES, NO_VALUES, error) < 0)
		return -1;
	return store_execute(store, STATEMENT_CURRENT_ADD_REVERTS, NO_VALUES, error);
}

/* --- what the plan lacks ------------------------------------------------------------------------------------------ */

/* Only what had been decided is told one by one; the rest is counted. */
static int journal_withdrawn(struct store *store, sqlite3_stmt *row, const struct actor *actor, struct text *detail,
			     struct error *error)
{
	struct arena arena = {0};
	struct change change = {0};
	bool failed = false;
	const char *id = row_text(row, 0, &arena, &failed), *kind = row_text(row, 1, &arena, &failed);
	const char *state = row_text(row, 3, &arena, &failed), *by = row_text(row, 4, &arena, &failed);
	int result = 0;

	change.code = row_text(row, 2, &arena, &failed);
	if (failed || id == NULL || kind == NULL || state == NULL) {
		result = error_memory(error);
	} else if (state_is_decided(state_parse(state))) {
		memcpy(change.id, id, strnlen(id, CHANGE_ID_MAX - 1));
		change.kind = kind_parse(kind);
		text_reset(detail);
		text_add(detail, "{\"was\":");
		json_add_string(detail, state);
		text_add(detail, ",\"by\":");
		json_add_string(detail, by);
		text_add(detail, "}");
		result = text_check(detail, error);
		if (result == 0)
			result = journal_append(store, actor, "withdrawn", &change, text_string(detail), error);
	}
	arena_free(&arena);
	return result;
}

static int withdraw_absent(struct store *store, const struct actor *actor, struct tally *tally, struct error *error)
{
	struct text detail = {0};
	sqlite3_stmt *rows;
	int result;

	if (store_query(store, STATEMENT_ABSENT, &rows, NO_VALUES, error) < 0)
		return -1;
	while ((result = store_next(store, rows, error)) == 0) {
		tally->withdrawn++;
		if (journal_withdrawn(store, rows, actor, &detail, error) < 0) {
			result = -1;
			break;
		}
	}
	text_free(&detail);
	if (result < 0)
		return -1;
	return store_execute(store, STATEMENT_ABSENT_WITHDRAW, NO_VALUES, error);
}

/* --- the plan itself ---------------------------------------------------------------------------------------------- */

static int insert_plan(struct store *store, struct plan *plan, const struct plan_facts *facts, unsigned held,
		       const struct value *down, struct error *error)
{
	const struct plan_counts *counts = &plan->counts;
	const size_t sizes[] = {counts->mk_clients,	  counts->mk_active,	 counts->mk_cancelled,
				counts->ozmap_properties, counts->ozmap_clients, counts->sessions_known,
				counts->sessions_down,	  facts->ozmap_clients,	 facts->active,
				facts->sessions_known,	  facts->newly_down,	 facts->canaries_missing};
	struct value values[4 + sizeof sizes / sizeof *sizes] = {value_integer(plan->created_at),
								 value_integer(plan->read_after)};
	size_t count = 2;

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		values[count++] = value_integer((int64_t)sizes[i]);
	values[count++] = value_integer(held);
	values[count++] = *down;
	if (store_execute(store, STATEMENT_PLAN_FORGET_DOWN, NO_VALUES, error) < 0 ||
	    store_execute(store, STATEMENT_PLAN_INSERT, values, count, error) < 0)
		return -1;
	plan->id = sqlite3_last_insert_rowid(store->database);
	return 0;
}

static int journal_refreshed(struct store *store, const struct plan *plan, const struct tally *tally, unsigned held,
			     const struct actor *actor, struct error *error)
{
	struct text detail = {0};
	int result;

	text_format(&detail,
		    "{\"plan\":%lld,\"changes\":%zu,\"findings\":%zu,\"new\":%zu,\"again\":%zu,\"withdrawn\":%zu,"
		    "\"resumed\":%zu,\"held\":[",
		    plan->id, tally->changes, tally->findings, tally->fresh, tally->again, tally->withdrawn,
		    tally->resumed);
	baseline_add_names(&detail, held, true);
	text_add(&detail, "]}");
	result = text_check(&detail, error);
	if (result == 0)
		result = journal_append(store, actor, "refreshed", NULL, text_string(&detail), error);
	text_free(&detail);
	return result;
}

static int save_plan(struct store *store, struct plan *plan, const struct plan_facts *facts, unsigned held,
		     const struct value *down, const struct actor *actor, struct error *error)
{
	struct tally tally = {0};

	if (insert_plan(store, plan, facts, held, down, error) < 0 ||
	    save_items(store, plan, moment_now(), &tally, error) < 0 ||
	    withdraw_absent(store, actor, &tally, error) < 0 ||
	    waits_end(store, plan->timezone, &tally.resumed, error) < 0 || baseline_move(store, held, error) < 0)
		return -1;
	return journal_refreshed(store, plan, &tally, held, actor, error);
}

int store_save_plan(struct store *store, struct plan *plan, const struct plan_facts *facts, unsigned held,
		    const char *const *down_codes, size_t down_count, const struct actor *actor, struct error *error)
{
	struct text codes = {0};
	struct store_step step;
	struct value down;
	int result;

	if (baseline_pack(&codes, down_codes, down_count, error) < 0)
		return -1;
	down = value_blob(codes.data, codes.length);
	result = store_step_begin(store, &step, error);
	if (result == 0) {
		result = save_plan(store, plan, facts, held, &down, actor, error);
		result = store_step_end(store, &step, result, error);
	}
	if (result < 0)
		plan->id = 0;
	text_free(&codes);
	return result;
}
