/* Reading the journal: entries that a query asks for, one after another. */
#include "entry.h"

#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

/* Which of the texts may be NULL: change_id, kind and code. Where another is, somebody took it out; readers see "",
 * and verify tells. */
static bool may_be_null(int text)
{
	return text >= 2 && text <= 4;
}

int entry_read(sqlite3_stmt *row, struct journal_entry *entry, struct error *error)
{
	const char *texts[8];

	for (int i = 0; i < 8; i++) {
		texts[i] = (const char *)sqlite3_column_text(row, i + 2);
		if (texts[i] == NULL && sqlite3_column_type(row, i + 2) != SQLITE_NULL)
			return error_memory(error);
		if (texts[i] == NULL && !may_be_null(i))
			texts[i] = "";
	}
	*entry = (struct journal_entry){.seq = sqlite3_column_int64(row, 0),
					.at = sqlite3_column_int64(row, 1),
					.actor = texts[0],
					.event = texts[1],
					.change_id = texts[2],
					.kind = texts[3],
					.code = texts[4],
					.detail = texts[5],
					.prev = texts[6],
					.hash = texts[7]};
	return 0;
}

/* Only the conditions that are asked for, so that an index serves them. */
static void write_query(struct text *sql, const struct journal_query *query)
{
	text_add(sql, "SELECT " ENTRY_COLUMNS " FROM journal WHERE 1");
	if (query->code != NULL)
		text_add(sql, " AND code = ?1");
	if (query->change_id != NULL)
		text_add(sql, " AND change_id = ?2");
	if (query->since != MOMENT_NONE)
		text_format(sql, " AND at >= %lld", (long long)query->since);
	text_add(sql, query->newest_first ? " ORDER BY seq DESC" : " ORDER BY seq");
	if (query->limit > 0)
		text_format(sql, " LIMIT %zu", query->limit);
}

static int bind_query(sqlite3_stmt *rows, const struct journal_query *query)
{
	int code = SQLITE_OK;

	if (query->code != NULL)
		code = sqlite3_bind_text(rows, 1, query->code, -1, SQLITE_STATIC);
	if (code == SQLITE_OK && query->change_id != NULL)
		code = sqlite3_bind_text(rows, 2, query->change_id, -1, SQLITE_STATIC);
	return code;
}

int journal_visit(struct store *store, const struct journal_query *query,
		  int (*visit)(void *context, const struct journal_entry *entry), void *context, struct error *error)
{
	struct text sql = {0};
	struct journal_entry entry;
	sqlite3_stmt *rows = NULL;
	int code, result = -1;

	write_query(&sql, query);
	if (store_usable(store, error) < 0 || text_check(&sql, error) < 0)
		goto out;
	/* a statement of its own, because a visitor may visit too */
	code = sqlite3_prepare_v2(store->database, text_string(&sql), -1, &rows, NULL);
	if (code == SQLITE_OK)
		code = bind_query(rows, query);
	if (code != SQLITE_OK) {
		store_error(store, code, error);
		goto out;
	}
	while ((result = store_next(store, rows, error)) == 0) {
		result = entry_read(rows, &entry, error);
		if (result < 0 || visit(context, &entry) != 0)
			break;
	}
	result = result < 0 ? -1 : 0;
out:
	sqlite3_finalize(rows);
	text_free(&sql);
	return result;
}
