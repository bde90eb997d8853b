/* Reading MK: one transaction from the first row to the last, or nothing at all. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mk/own.h"
#include "mk/query.h"
#include "mkoz/base/i18n.h"

static int read_rows(struct mk *mk, struct mk_records *records, const char *code, struct error *error)
{
	struct text sql = {0};
	struct mk_rows rows = {0};
	int more;

	mk_query_rows(&sql, &mk->config->mk, code != NULL);
	more = text_check(&sql, error);
	if (more == 0 && code != NULL)
		more = mk_rows_query(&rows, mk, text_string(&sql), 1, &code, MK_COLUMNS, error);
	else if (more == 0)
		more = mk_rows_copy(&rows, mk, text_string(&sql), MK_COLUMNS, error);
	while (more >= 0 && (more = mk_rows_next(&rows, error)) == 1)
		if (mk_record_add(records, rows.fields, error) < 0)
			more = -1;
	mk_rows_end(&rows);
	text_free(&sql);
	return more;
}

/* The codes of MK's own tables are whole numbers: no other text can be one. */
static bool is_number(const char *code)
{
	size_t length = strspn(code, "0123456789");

	return length > 0 && code[length] == '\0' && length <= 10 && strtoll(code, NULL, 10) <= 2147483647 &&
	       (code[0] != '0' || length == 1);
}

/* All of it in one transaction; with a code, of that code alone. */
static int read_all(struct mk *mk, const char *code, struct subscribers *out, struct error *error)
{
	struct mk_records records = {.config = mk->config, .out = out};
	int result = mk_begin(mk, error);

	if (result < 0)
		return -1;
	records.now = out->read_at = mk->now;
	if (mk->config->mk.clients_sql != NULL)
		result = mk_own_clients(mk, &records, code, error);
	else if (code == NULL || is_number(code))
		result = read_rows(mk, &records, code, error);
	if (result == 0)
		result = mk_own_lives(mk, &records, code, error);
	if (result == 0)
		result = mk_commit(mk, error);
	if (result < 0)
		mk_rollback(mk);
	mk_intern_free(&records.words);
	return result;
}

int mk_read(struct mk *mk, struct subscribers *out, mk_progress progress, void *context, struct error *error)
{
	int result;

	*out = (struct subscribers){0};
	mk->progress = progress;
	mk->context = context;
	result = read_all(mk, NULL, out, error);
	mk->progress = NULL;
	if (result == 0 && out->count == 0)
		result = error_fail(error, _("MK: it has no subscribers: no plan is made of that: see whether database "
					     "and user of [mk] are the right ones"));
	if (result < 0)
		subscribers_free(out);
	return result;
}

int mk_read_code(struct mk *mk, const char *code, struct subscribers *out, struct error *error)
{
	*out = (struct subscribers){0};
	if (read_all(mk, code, out, error) < 0) {
		subscribers_free(out);
		return -1;
	}
	return out->count == 0 ? 1 : 0;
}
