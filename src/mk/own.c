/* Queries of one's own: prepared as one statement, their columns looked at, then run like any other reading. */
#include "mk/own.h"

#include <stdlib.h>
#include <string.h>

#include "mk/statement.h"
#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"

#define COLUMNS_MAX 256

static const char *const names[MK_OWN_COLUMNS] = {
    [MK_OWN_CODE] = "code",
    [MK_OWN_NAME] = "name",
    [MK_OWN_STREET] = "street",
    [MK_OWN_NUMBER] = "number",
    [MK_OWN_COMPLEMENT] = "complement",
    [MK_OWN_DISTRICT] = "district",
    [MK_OWN_CITY] = "city",
    [MK_OWN_STATE] = "state",
    [MK_OWN_ZIP] = "zip",
    [MK_OWN_ONLINE] = "online",
    [MK_OWN_POWER] = "power",
    [MK_OWN_POWER_AT] = "power_at",
    [MK_OWN_LOGIN] = "login",
    [MK_OWN_ONU] = "onu",
    [MK_OWN_PORT] = "port",
    [MK_OWN_FIBER] = "fiber",
    [MK_OWN_ACTIVATED] = "activated_at",
    [MK_OWN_CANCELLED] = "cancelled_at",
    [MK_OWN_REASON] = "reason",
};

/* The prepared query's columns: how many, and which of ours each is (-1 none). */
struct shape {
	int count;
	int ours[COLUMNS_MAX];
};

static int find_name(const char *name)
{
	for (int i = 0; i < MK_OWN_COLUMNS; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static PGresult *describe(struct mk *mk, struct error *error)
{
	PGresult *result = NULL, *next = NULL;

	if (PQsendDescribePrepared(mk->connection, MK_STATEMENT) != 1) {
		mk_complain(mk, NULL, error);
		return NULL;
	}
	while (mk_next_result(mk, &next, error) == 0 && next != NULL) {
		PQclear(result);
		result = next;
	}
	if (result != NULL && PQresultStatus(result) == PGRES_COMMAND_OK)
		return result;
	mk_complain(mk, result, error);
	PQclear(result);
	return NULL;
}

/* Fills the shape; a column of ours that comes twice is an error, and so is a query without `code`. */
static int read_shape(struct mk *mk, struct shape *shape, struct error *error)
{
	PGresult *result = describe(mk, error);
	bool seen[MK_OWN_COLUMNS] = {false};
	int status = 0;

	if (result == NULL)
		return -1;
	shape->count = PQnfields(result);
	if (shape->count > COLUMNS_MAX)
		status = error_fail(error, _("more than %d columns: name those that are needed"), COLUMNS_MAX);
	for (int i = 0; status == 0 && i < shape->count; i++) {
		int ours = find_name(PQfname(result, i));

		shape->ours[i] = ours;
		if (ours >= 0 && seen[ours])
			status =
			    error_fail(error, _("two columns are named %s: name one of them otherwise"), names[ours]);
		if (ours >= 0)
			seen[ours] = true;
	}
	if (status == 0 && !seen[MK_OWN_CODE])
		status = error_fail(error, _("no column is named code: name it with AS code"));
	PQclear(result);
	return status;
}

/* Reads the file, prepares the query (around it, when `one`, what keeps the code $1 alone), looks at its columns. */
static int prepare(struct mk *mk, const char *path, const char *key, bool one, struct shape *shape, struct error *error)
{
	struct text query = {0}, sql = {0};
	struct error cause = {0};
	int result = -1;

	if (mk_statement_read(path, key, &query, error) < 0)
		goto out;
	if (one)
		text_format(&sql, "SELECT * FROM (%s\n) own WHERE btrim(code::text, E' \\t\\n\\r\\f\\v') = $1",
			    text_string(&query));
	else
		text_add(&sql, text_string(&query));
	if (text_check(&sql, error) < 0)
		goto out;
	if (mk_prepare(mk, text_string(&sql), &cause) < 0 || read_shape(mk, shape, &cause) < 0)
		error_set(error, cause.status, "%s: %s: %s", key, path, cause.text);
	else
		result = 0;
out:
	text_free(&query);
	text_free(&sql);
	return result;
}

/* Starts the prepared query. */
static int start(struct mk_rows *rows, struct mk *mk, const char *code, const struct shape *shape, struct error *error)
{
	return mk_rows_prepared(rows, mk, code == NULL ? NULL : &code, (size_t)shape->count, error);
}

/* Only then PostgreSQL can look for the code, whatever its encoding; others are found by reading all. */
static bool is_ascii(const char *string)
{
	while (*string != '\0' && (unsigned char)*string < 0x80)
		string++;
	return *string == '\0';
}

/* What one row of clients_sql says, in our order of columns. */
static int add_client(struct mk_records *records, const struct mk_rows *rows, const struct shape *shape,
		      struct error *error)
{
	struct mk_field row[MK_OWN_COLUMNS] = {{0}};

	for (int i = 0; i < shape->count; i++)
		if (shape->ours[i] >= 0)
			row[shape->ours[i]] = rows->fields[i];
	return mk_record_add_own(records, row, error);
}

/* Keeps only subscribers with the code. */
static void keep_code(struct subscribers *out, const char *code)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->count; i++)
		if (strcmp(out->items[i].code, code) == 0)
			out->items[kept++] = out->items[i];
	out->count = kept;
}

int mk_own_clients(struct mk *mk, struct mk_records *records, const char *code, struct error *error)
{
	const char *asked = code != NULL && is_ascii(code) ? code : NULL;
	struct shape shape = {0};
	struct mk_rows rows = {0};
	int more;

	records->file = mk->config->mk.clients_sql;
	if (prepare(mk, records->file, "clients_sql", asked != NULL, &shape, error) < 0)
		return -1;
	for (int i = 0; i < shape.count; i++)
		if (shape.ours[i] >= 0)
			records->has[shape.ours[i]] = true;
	more = start(&rows, mk, asked, &shape, error);
	while (more >= 0 && (more = mk_rows_next(&rows, error)) == 1)
		if (add_client(records, &rows, &shape, error) < 0)
			more = -1;
	mk_rows_end(&rows);
	if (code != NULL)
		keep_code(records->out, code);
	return more;
}

/* Codes of active_sql or cancelled_sql, sorted when complete; in an arena of their own. */
struct codes {
	const char **items;
	bool *known; /* a subscriber has it */
	size_t count, capacity;
	struct arena arena;
};

static void free_codes(struct codes *codes)
{
	free(codes->items);
	free(codes->known);
	arena_free(&codes->arena);
}

static int add_code(struct codes *codes, struct mk_field field, const char *path, struct error *error)
{
	field = mk_record_trim(field);
	if (field.length == 0)
		return error_fail(error, _("MK: %s: a row without a code: nothing of it is kept: leave such rows out"),
				  path);
	if (array_grow(&codes->items, &codes->capacity, codes->count, sizeof *codes->items, error) < 0)
		return -1;
	codes->items[codes->count] = text_decode(&codes->arena, field.bytes, field.length);
	return codes->items[codes->count++] == NULL ? error_memory(error) : 0;
}

static int compare_codes(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static int sort_codes(struct codes *codes, struct error *error)
{
	size_t kept = 0;

	if (codes->count > 0)
		qsort(codes->items, codes->count, sizeof *codes->items, compare_codes);
	for (size_t i = 0; i < codes->count; i++)
		if (kept == 0 || strcmp(codes->items[kept - 1], codes->items[i]) != 0)
			codes->items[kept++] = codes->items[i];
	codes->count = kept;
	codes->known = calloc(kept + 1, sizeof *codes->known);
	return codes->known == NULL ? error_memory(error) : 0;
}

static int read_codes(struct mk *mk, const char *path, const char *key, const char *code, struct codes *codes,
		      struct error *error)
{
	const char *asked = code != NULL && is_ascii(code) ? code : NULL;
	struct shape shape = {0};
	struct mk_rows rows = {0};
	int more;

	if (prepare(mk, path, key, asked != NULL, &shape, error) < 0)
		return -1;
	if (shape.count != 1)
		return error_fail(error, _("%s: %s: it has %d columns: return one, named code"), key, path,
				  shape.count);
	more = start(&rows, mk, asked, &shape, error);
	while (more >= 0 && (more = mk_rows_next(&rows, error)) == 1)
		if (add_code(codes, rows.fields[0], path, error) < 0)
			more = -1;
	mk_rows_end(&rows);
	return more < 0 ? -1 : sort_codes(codes, error);
}

static void mark(struct subscriber *subscriber, unsigned bit)
{
	subscriber->life = (enum life)((unsigned)subscriber->life | bit);
}

/* Sets the bit of each subscriber whose code is listed; then adds those that only the list knows. */
static int apply_codes(struct mk_records *records, const struct codes *codes, unsigned bit, const char *code,
		       struct error *error)
{
	struct subscribers *out = records->out;
	struct subscriber *added;

	for (size_t i = 0; i < out->count && codes->count > 0; i++) {
		const char **found =
		    bsearch(&out->items[i].code, codes->items, codes->count, sizeof *codes->items, compare_codes);

		if (found == NULL)
			continue;
		mark(&out->items[i], bit);
		codes->known[found - codes->items] = true;
	}
	for (size_t i = 0; i < codes->count; i++) {
		if (codes->known[i] || (code != NULL && strcmp(code, codes->items[i]) != 0))
			continue;
		added = subscribers_add(out, error);
		if (added == NULL)
			return -1;
		added->code = arena_string(&out->arena, codes->items[i]);
		if (added->code == NULL)
			return error_memory(error);
		mark(added, bit);
	}
	return 0;
}

int mk_own_lives(struct mk *mk, struct mk_records *records, const char *code, struct error *error)
{
	const struct {
		const char *path, *key;
		unsigned bit;
	} lists[] = {
	    {mk->config->mk.active_sql, "active_sql", LIFE_ACTIVE},
	    {mk->config->mk.cancelled_sql, "cancelled_sql", LIFE_CANCELLED},
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct codes codes = {0};
		int result = 0;

		if (lists[i].path == NULL)
			continue;
		result = read_codes(mk, lists[i].path, lists[i].key, code, &codes, error);
		if (result == 0)
			result = apply_codes(records, &codes, lists[i].bit, code, error);
		free_codes(&codes);
		if (result < 0)
			return -1;
	}
	return 0;
}

int mk_own_check(struct mk *mk, struct error *error)
{
	const char *const lists[][2] = {
	    {mk->config->mk.clients_sql, "clients_sql"},
	    {mk->config->mk.active_sql, "active_sql"},
	    {mk->config->mk.cancelled_sql, "cancelled_sql"},
	};
	struct shape shape = {0};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (lists[i][0] != NULL && prepare(mk, lists[i][0], lists[i][1], false, &shape, error) < 0)
			return -1;
	return 0;
}
