/* Deferrals: what each waits for, and when its wait is over. */
#include "waits.h"

#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "mkoz/base/array.h"
#include "mkoz/base/digest.h"
#include "mkoz/base/json.h"

/* Members of the MK side that change without anybody changing anything. */
static const char *const volatile_members[] = {"session", "session_since", "power", "power_at"};

int waits_base(const char *mk_side, char base[STORE_HASH_MAX], struct error *error)
{
	struct text text = {0};
	json_t *side;
	int result;

	base[0] = '\0';
	if (mk_side == NULL)
		return 0;
	side = json_parse(mk_side, strlen(mk_side), "store", error);
	if (side == NULL)
		return -1;
	for (size_t i = 0; i < sizeof volatile_members / sizeof *volatile_members; i++)
		json_object_del(side, volatile_members[i]);
	json_add_value(&text, side);
	json_decref(side);
	result = text_check(&text, error);
	if (result == 0 && digest_bytes(text_string(&text), text.length, base) < 0)
		result = error_memory(error);
	text_free(&text);
	return result;
}

static bool is_up(const char *mk_side)
{
	json_t *side = mk_side == NULL ? NULL : json_parse(mk_side, strlen(mk_side), "store", NULL);
	const char *session = side == NULL ? NULL : json_member_string(side, "session");
	bool up = session != NULL && strcmp(session, "up") == 0;

	json_decref(side);
	return up;
}

/* 1 while it waits, 0 when the wait is over. */
static int still_waits(const char *wait, const char *base, const char *mk_side, const char *today, struct error *error)
{
	char now[STORE_HASH_MAX];

	if (wait == NULL)
		return 0;
	if (strcmp(wait, "online") == 0)
		return !is_up(mk_side);
	if (strcmp(wait, "changed") != 0)
		return strcmp(wait, today) > 0;
	if (waits_base(mk_side, now, error) < 0)
		return -1;
	return strcmp(now, base == NULL ? "" : base) == 0;
}

struct ended {
	int64_t num;
	enum kind kind;
};

struct endings {
	struct ended *items;
	size_t count, capacity;
};

static int look_at(struct endings *endings, sqlite3_stmt *row, const char *today, struct error *error)
{
	const char *texts[5];
	int result;

	for (int i = 1; i < 5; i++)
		texts[i] = (const char *)sqlite3_column_text(row, i);
	if (texts[1] == NULL)
		return error_memory(error);
	result = still_waits(texts[2], texts[3], texts[4], today, error);
	if (result != 0)
		return result < 0 ? -1 : 0;
	if (array_grow(&endings->items, &endings->capacity, endings->count, sizeof *endings->items, error) < 0)
		return -1;
	endings->items[endings->count++] =
	    (struct ended){.num = sqlite3_column_int64(row, 0), .kind = kind_parse(texts[1])};
	return 0;
}

static int find_endings(struct store *store, const char *timezone, struct endings *endings, struct error *error)
{
	char today[MOMENT_TEXT_MAX];
	sqlite3_stmt *rows;
	int result;

	moment_day(moment_now(), timezone, today);
	if (store_query(store, STATEMENT_DEFERRED, &rows, NO_VALUES, error) < 0)
		return -1;
	while ((result = store_next(store, rows, error)) == 0)
		if (look_at(endings, rows, today, error) < 0) {
			sqlite3_reset(rows);
			return -1;
		}
	return result < 0 ? -1 : 0;
}

int waits_end(struct store *store, const char *timezone, size_t *ended, struct error *error)
{
	struct endings endings = {0};
	int result = find_endings(store, timezone, &endings, error);

	for (size_t i = 0; i < endings.count && result == 0; i++)
		result = item_anew(store, endings.items[i].num, endings.items[i].kind, MOMENT_NONE, error);
	*ended = endings.count;
	free(endings.items);
	return result;
}
