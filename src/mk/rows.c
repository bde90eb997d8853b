/* Rows as they stream in: COPY's text form taken apart in place, or a query's rows one by one. */
#include "mk/rows.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define PROGRESS_STEP 1024 /* rows between two reports */

static int start(struct mk_rows *rows, struct mk *mk, size_t count, struct error *error)
{
	*rows = (struct mk_rows){.mk = mk, .count = count};
	rows->fields = calloc(count, sizeof *rows->fields);
	return rows->fields == NULL ? error_memory(error) : 0;
}

int mk_rows_copy(struct mk_rows *rows, struct mk *mk, const char *sql, size_t count, struct error *error)
{
	struct text copy = {0};
	PGresult *result = NULL;

	if (start(rows, mk, count, error) < 0)
		return -1;
	rows->copies = true;
	text_format(&copy, "COPY (%s) TO STDOUT", sql);
	if (text_check(&copy, error) == 0 && PQsendQuery(mk->connection, text_string(&copy)) != 1)
		mk_complain(mk, NULL, error);
	else if (!copy.failed && mk_next_result(mk, &result, error) == 0 && PQresultStatus(result) != PGRES_COPY_OUT)
		mk_complain(mk, result, error);
	text_free(&copy);
	copy.failed = PQresultStatus(result) != PGRES_COPY_OUT;
	PQclear(result);
	return copy.failed ? -1 : 0;
}

/* What was just sent comes row by row. */
static int stream(struct mk_rows *rows, int sent, struct error *error)
{
	if (sent != 1 || PQsetSingleRowMode(rows->mk->connection) != 1)
		return mk_complain(rows->mk, NULL, error);
	return 0;
}

int mk_rows_query(struct mk_rows *rows, struct mk *mk, const char *sql, int parameters, const char *const *values,
		  size_t count, struct error *error)
{
	if (start(rows, mk, count, error) < 0)
		return -1;
	return stream(rows, PQsendQueryParams(mk->connection, sql, parameters, NULL, values, NULL, NULL, 0), error);
}

int mk_rows_prepared(struct mk_rows *rows, struct mk *mk, const char *const *values, size_t count, struct error *error)
{
	if (start(rows, mk, count, error) < 0)
		return -1;
	return stream(rows, PQsendQueryPrepared(mk->connection, MK_STATEMENT, values != NULL, values, NULL, NULL, 0),
		      error);
}

/* Undoes COPY's escapes in place; gives the new end. */
static char *unescape(char *at, const char *end)
{
	static const char letters[] = "bfnrtv", bytes[] = "\b\f\n\r\t\v";
	char *out = at;

	while (at < end) {
		const char *letter;

		if (*at != '\\' || at + 1 >= end) {
			*out++ = *at++;
			continue;
		}
		letter = at[1] == '\0' ? NULL : strchr(letters, at[1]);
		*out++ = letter != NULL ? bytes[letter - letters] : at[1];
		at += 2;
	}
	return out;
}

int mk_rows_split(char *line, size_t length, struct mk_field *fields, size_t count)
{
	char *end = line + length;
	size_t i;

	if (length > 0 && end[-1] == '\n')
		end--;
	for (i = 0; i < count && line <= end; i++) {
		char *tab = memchr(line, '\t', (size_t)(end - line)), *stop = tab != NULL ? tab : end;
		bool escaped = memchr(line, '\\', (size_t)(stop - line)) != NULL;

		fields[i] = (struct mk_field){line, (size_t)(stop - line)};
		if (escaped && stop - line == 2 && line[1] == 'N')
			fields[i] = (struct mk_field){NULL, 0};
		else if (escaped)
			fields[i].length = (size_t)(unescape(line, stop) - line);
		if (fields[i].bytes != NULL)
			line[fields[i].length] = '\0';
		line = stop + 1;
	}
	return i == count && line > end ? 0 : -1;
}

static int check_size(const struct mk_rows *rows, size_t bytes, struct error *error)
{
	if (rows->mk->rows > MK_ROWS_MAX)
		return error_fail(error, _("MK: more than %zu rows: nothing of it is kept: see what the query joins"),
				  MK_ROWS_MAX);
	if (bytes > MK_ROW_BYTES_MAX)
		return error_fail(error, _("MK: a row of %zu bytes: nothing of it is kept: see which column holds it"),
				  bytes);
	return 0;
}

/* The end of a COPY is only good when the command says so too. */
static int finish(struct mk_rows *rows, ExecStatusType wanted, struct error *error)
{
	PGresult *result;
	int status;

	if (mk_next_result(rows->mk, &result, error) < 0)
		return -1;
	status = result != NULL && PQresultStatus(result) == wanted ? 0 : mk_complain(rows->mk, result, error);
	while (result != NULL) {
		PQclear(result);
		if (mk_next_result(rows->mk, &result, error) < 0)
			return -1;
	}
	return status;
}

static int next_copied(struct mk_rows *rows, struct error *error)
{
	int length;

	PQfreemem(rows->line);
	rows->line = NULL;
	while ((length = PQgetCopyData(rows->mk->connection, &rows->line, 1)) == 0)
		if (mk_wait(rows->mk, error) < 0)
			return -1;
	if (length == -2)
		return mk_complain(rows->mk, NULL, error);
	if (length < 0)
		return finish(rows, PGRES_COMMAND_OK, error);
	if (check_size(rows, (size_t)length, error) < 0)
		return -1;
	if (mk_rows_split(rows->line, (size_t)length, rows->fields, rows->count) < 0)
		return error_fail(error, _("MK: a row that has not %zu columns: nothing of it is kept: try again"),
				  rows->count);
	return 1;
}

static int take_row(struct mk_rows *rows, struct error *error)
{
	size_t bytes = 0;

	if (PQnfields(rows->row) != (int)rows->count)
		return error_fail(error, _("MK: a row that has not %zu columns: nothing of it is kept: try again"),
				  rows->count);
	for (int i = 0; i < (int)rows->count; i++) {
		struct mk_field field = {PQgetvalue(rows->row, 0, i), (size_t)PQgetlength(rows->row, 0, i)};

		rows->fields[i] = PQgetisnull(rows->row, 0, i) ? (struct mk_field){NULL, 0} : field;
		bytes += field.length;
	}
	return check_size(rows, bytes, error) < 0 ? -1 : 1;
}

static int next_queried(struct mk_rows *rows, struct error *error)
{
	PQclear(rows->row);
	rows->row = NULL;
	if (mk_next_result(rows->mk, &rows->row, error) < 0)
		return -1;
	if (rows->row != NULL && PQresultStatus(rows->row) == PGRES_SINGLE_TUPLE)
		return take_row(rows, error);
	if (rows->row == NULL || PQresultStatus(rows->row) != PGRES_TUPLES_OK)
		return mk_complain(rows->mk, rows->row, error);
	PQclear(rows->row);
	return mk_next_result(rows->mk, &rows->row, error);
}

int mk_rows_next(struct mk_rows *rows, struct error *error)
{
	struct mk *mk = rows->mk;
	int result = rows->copies ? next_copied(rows, error) : next_queried(rows, error);

	if (result != 1)
		return result;
	mk->rows++;
	if (mk->progress != NULL && mk->rows % PROGRESS_STEP == 0 && mk->progress(mk->context, mk->rows) != 0)
		return error_fail(error, _("MK: the reading was ended: nothing of it is kept"));
	return 1;
}

void mk_rows_end(struct mk_rows *rows)
{
	PQclear(rows->row);
	PQfreemem(rows->line);
	free(rows->fields);
	*rows = (struct mk_rows){0};
}
