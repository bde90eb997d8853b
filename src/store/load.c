/* Reading the newest plan, its facts, and single changes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "baseline.h"
#include "connection.h"
#include "holder.h"
#include "items.h"
#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"

/* --- the plan ------------------------------------------------------------------------------------------------------
 */

/* Changes first in order of execution, then findings; each by code. */
static int by_execution(const void *one, const void *other)
{
	const struct change *left = one, *right = other;
	int order;

	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	order = strcmp(left->code == NULL ? "" : left->code, right->code == NULL ? "" : right->code);
	return order != 0 ? order : strcmp(left->id, right->id);
}

static int load_items(struct store *store, struct plan *plan, struct error *error)
{
	sqlite3_stmt *rows;
	struct change *added;
	int result;

	if (store_query(store, STATEMENT_ITEMS_CURRENT, &rows, NO_VALUES, error) < 0)
		return -1;
	while ((result = store_next(store, rows, error)) == 0) {
		added = plan_add(plan, error);
		if (added == NULL || item_read(store, rows, false, &plan->arena, added, error) < 0) {
			sqlite3_reset(rows);
			return -1;
		}
	}
	if (plan->count > 0)
		qsort(plan->items, plan->count, sizeof *plan->items, by_execution);
	return result < 0 ? -1 : 0;
}

/* The newest plan's counts and facts. 1 when there is no plan. */
static int load_newest(struct store *store, struct plan *plan, struct plan_facts *facts, struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_PLAN_NEWEST, &row, NO_VALUES, error);

	if (result != 0)
		return result;
	plan->id = sqlite3_column_int64(row, 0);
	plan->created_at = row_moment(row, 1);
	plan->counts = (struct plan_counts){.mk_clients = row_size(row, 2),
					    .mk_active = row_size(row, 3),
					    .mk_cancelled = row_size(row, 4),
					    .ozmap_properties = row_size(row, 5),
					    .ozmap_clients = row_size(row, 6),
					    .sessions_known = row_size(row, 7),
					    .sessions_down = row_size(row, 8)};
	*facts = (struct plan_facts){.ozmap_clients = row_size(row, 9),
				     .active = row_size(row, 10),
				     .sessions_known = row_size(row, 11),
				     .newly_down = row_size(row, 12),
				     .canaries_missing = row_size(row, 13)};
	sqlite3_reset(row);
	return 0;
}

int store_load_plan(struct store *store, struct plan *out, struct error *error)
{
	struct plan_facts facts;
	struct store_step view;
	int result;

	*out = (struct plan){0};
	if (view_begin(store, &view, error) < 0)
		return -1;
	result = load_newest(store, out, &facts, error);
	if (result == 0)
		result = load_items(store, out, error);
	view_end(store, &view);
	if (result != 0)
		plan_free(out);
	return result;
}

int store_load_change(struct store *store, const char *id, struct change *out, struct arena *arena, struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_ITEM_LOAD, &row, VALUES(value_text(id)), error);

	if (result != 0)
		return result;
	result = item_read(store, row, true, arena, out, error);
	sqlite3_reset(row);
	return result;
}

int store_shared_ports(struct store *store, size_t *count, char first[STORE_PORT_MAX], struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_SHARED_PORTS, &row, NO_VALUES, error);

	*count = 0;
	first[0] = '\0';
	if (result != 0)
		return result < 0 ? -1 : 0;
	*count = row_size(row, 0);
	if (sqlite3_column_text(row, 1) != NULL)
		snprintf(first, STORE_PORT_MAX, "%s", (const char *)sqlite3_column_text(row, 1));
	sqlite3_reset(row);
	return 0;
}

/* --- facts ---------------------------------------------------------------------------------------------------------
 */

static int count_cancellations(struct store *store, struct plan_facts *facts, struct error *error)
{
	char boot[HOLDER_BOOT_MAX];
	int64_t used, open;

	if (store_number(
		store, STATEMENT_CANCELLATIONS_USED, &used, 0,
		VALUES(value_text(holder_boot(boot)), value_integer(holder_ticks()), value_integer(moment_now())),
		error) < 0 ||
	    store_number(store, STATEMENT_CANCELLATIONS_OPEN, &open, 0, NO_VALUES, error) < 0)
		return -1;
	facts->cancellations_used = (size_t)used;
	facts->cancellations_open = (size_t)open;
	return 0;
}

static int complete_facts(struct store *store, struct plan_facts *facts, struct error *error)
{
	struct arena arena = {0};
	const char *const *down;
	size_t count;
	int result = count_cancellations(store, facts, error);

	if (result == 0)
		result = baseline_read(store, &arena, false, &down, &count, &facts->has_down_baseline,
				       &facts->active_baseline, &facts->has_active_baseline, error);
	arena_free(&arena);
	return result;
}

int store_facts(struct store *store, struct plan_facts *facts, struct error *error)
{
	struct plan plan = {0};
	struct store_step view;
	int result;

	*facts = (struct plan_facts){0};
	if (view_begin(store, &view, error) < 0)
		return -1;
	result = load_newest(store, &plan, facts, error);
	if (result == 0)
		result = complete_facts(store, facts, error);
	view_end(store, &view);
	return result;
}
