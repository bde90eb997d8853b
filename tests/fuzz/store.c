/* Fuzzes what is read of a store that somebody has changed: lines `TABLE COLUMN ROW VALUE` put any value into any cell
 * of one as mkoz writes it (`#` an integer, `%` a real, `:` bytes, `~` nothing, else text; `file` is the head's), then
 * every reader goes over it. A journal in which verify finds nothing wrong holds what was written, whatever is done
 * with the store afterwards. */
#include <stdint.h>
#include <stdio.h>

#include "readers.h"

#define CELLS_MAX 64 /* changed in one store */
#define WORD_MAX 32

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct rich_image image;

/* --- changing it -------------------------------------------------------------------------------------------------- */

static const struct table {
	const char *name, *key;
} tables[] = {
    {"meta", "key"},	   {"plan", "id"},	{"baseline", "guard"}, {"item", "num"},
    {"side", "item"},	   {"current", "item"}, {"worker", "fence"},   {"intent", "num"},
    {"cancelled", "num"},  {"tried", "kind"},	{"run", "fence"},      {"known_property", "code"},
    {"reading", "code"},   {"refresh", "one"},	{"journal", "seq"},    {"head", "one"},
    {"snapshots", "hash"},
};

/* What is compared afterwards is kept; no constraint and no trigger stands in the way. */
static const char opened[] = "CREATE TABLE kept_journal AS SELECT * FROM journal;"
			     "CREATE TABLE kept_snapshots AS SELECT * FROM snapshots;"
			     "DROP TRIGGER journal_keeps_entries; DROP TRIGGER journal_keeps_words;"
			     "PRAGMA writable_schema = ON;"
			     "UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table';"
			     "PRAGMA writable_schema = RESET;";

static int bind_value(sqlite3_stmt *update, const char *value, size_t length)
{
	char number[WORD_MAX] = "";

	memcpy(number, value + (length > 0), length > sizeof number ? sizeof number - 1 : length - (length > 0));
	switch (length > 0 ? *value : '\0') {
	case '#':
		return sqlite3_bind_int64(update, 1, strtoll(number, NULL, 10));
	case '%':
		return sqlite3_bind_double(update, 1, strtod(number, NULL));
	case ':':
		return sqlite3_bind_blob(update, 1, value + 1, (int)length - 1, SQLITE_STATIC);
	case '~':
		return sqlite3_bind_null(update, 1);
	default:
		return sqlite3_bind_text(update, 1, value, (int)length, SQLITE_STATIC);
	}
}

/* A column that is none, and a value that the table refuses, change nothing. */
static void change_cell(sqlite3 *database, const struct table *table, const char *column, int row, const char *value,
			size_t length)
{
	char *sql = sqlite3_mprintf("UPDATE \"%w\" SET \"%w\" = ?1 WHERE %s = "
				    "(SELECT %s FROM \"%w\" ORDER BY %s LIMIT 1 OFFSET %d)",
				    table->name, column, table->key, table->key, table->name, table->key, row);
	sqlite3_stmt *update = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &update, NULL) == SQLITE_OK &&
	    bind_value(update, value, length) == SQLITE_OK)
		(void)sqlite3_step(update);
	sqlite3_finalize(update);
	sqlite3_free(sql);
}

static void change_file(int file, const char *value, size_t length)
{
	if (ftruncate(file, 0) != 0 || pwrite(file, value, length, 0) != (ssize_t)length)
		abort();
}

static void change(struct store *store, const char *line, size_t length)
{
	char words[160], name[WORD_MAX], column[WORD_MAX];
	int row = 0, end = 0;

	(void)snprintf(words, sizeof words, "%.*s", (int)(length < sizeof words ? length : sizeof words - 1), line);
	if (sscanf(words, "%31s %31s %2d%n", name, column, &row, &end) != 3 || words[end] != ' ')
		return;
	line += ++end;
	length -= (size_t)end;
	if (strcmp(name, "file") == 0)
		change_file(store->head_file, line, length);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (strcmp(tables[i].name, name) == 0)
			change_cell(store->database, &tables[i], column, row, line, length);
}

static void change_all(struct store *store, const char *bytes, size_t length)
{
	(void)store_script(store, "PRAGMA ignore_check_constraints = ON", NULL);
	for (int cells = 0; length > 0 && cells < CELLS_MAX; cells++) {
		const char *end = memchr(bytes, '\n', length);
		size_t line = end ? (size_t)(end - bytes) : length;

		change(store, bytes, line);
		line += end != NULL;
		bytes += line;
		length -= line;
	}
}

/* --- the journal -------------------------------------------------------------------------------------------------- */

#define CELL(column) "typeof(" #column "), hex(" #column ")"
#define ENTRY                                                                                                          \
	CELL(seq)                                                                                                      \
	"," CELL(at) "," CELL(actor) "," CELL(event) "," CELL(change_id) "," CELL(kind) "," CELL(code) "," CELL(       \
	    detail) "," CELL(prev) "," CELL(hash)
#define SNAPSHOT CELL(hash) "," CELL(salt) "," CELL(content)

/* An entry that was written is not as it was, or a snapshot holds other words than those that were kept. */
static bool is_tampered_with(sqlite3 *database)
{
	static const char sql[] =
	    "SELECT (SELECT count(*) FROM (SELECT " ENTRY " FROM kept_journal EXCEPT SELECT " ENTRY
	    " FROM journal)) + (SELECT count(*) FROM (SELECT " SNAPSHOT " FROM snapshots WHERE content IS NOT NULL "
	    "AND rowid <= (SELECT count(*) FROM kept_snapshots) EXCEPT SELECT " SNAPSHOT " FROM kept_snapshots))";
	sqlite3_stmt *row = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &row, NULL) != SQLITE_OK || sqlite3_step(row) != SQLITE_ROW)
		abort();
	bool tampered = sqlite3_column_int(row, 0) > 0;
	sqlite3_finalize(row);
	return tampered;
}

static void verify(struct rich *rich)
{
	struct error error = {0};
	size_t entries;
	long long seq;
	char hash[65];

	if (journal_verify(rich->store, 0, NULL, &entries, &seq, hash, &error) == 0 &&
	    is_tampered_with(rich->store->database))
		abort();
}

int LLVMFuzzerInitialize(int *count, char ***words)
{
	(void)count;
	(void)words;
	rich_make(&image, opened);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct rich rich;

	rich_must(&rich, rich_open_bytes(&rich, &image, rich_copy(&image)));
	change_all(rich.store, (const char *)bytes, length);
	verify(&rich);
	readers_read_all(&rich);
	verify(&rich);
	store_close(rich.store);
	return 0;
}
