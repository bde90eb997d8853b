/* The journal's head: in the transaction, in its table, and in a file beside the store. */
#include "head.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define RECORD_LENGTH 192 /* in one sector, so that a crash leaves the old one or the new one */

/* No entry can follow on one that is not there, nor on the last that a number can name. */
static int check_seq(const struct store *store, struct error *error)
{
	if (store->head.seq >= 0 && store->head.seq < LLONG_MAX)
		return 0;
	return error_fail(error, "%s: %s", store->path,
			  _("the journal's head was changed by hand: restore the store from a backup"));
}

int head_load(struct store *store, struct error *error)
{
	sqlite3_stmt *row;
	int result;

	if (store->head.known)
		return 0;
	result = store_first(store, STATEMENT_HEAD_GET, &row, NO_VALUES, error);
	if (result < 0)
		return -1;
	store->head = (struct store_head){.known = true};
	memcpy(store->head.hash, store->identity, sizeof store->head.hash);
	if (result == 0) {
		const char *hash = (const char *)sqlite3_column_text(row, 1);

		store->head.seq = sqlite3_column_int64(row, 0);
		(void)snprintf(store->head.hash, sizeof store->head.hash, "%s", hash == NULL ? "" : hash);
		sqlite3_reset(row);
	}
	return check_seq(store, error);
}

int head_store(struct store *store, struct error *error)
{
	if (!store->head.moved)
		return 0;
	return store_execute(store, STATEMENT_HEAD_SET,
			     VALUES(value_integer(store->head.seq), value_text(store->head.hash)), error);
}

int head_file_open(struct store *store, struct error *error)
{
	struct text path = {0};
	int flags = store->mode == STORE_WRITE ? O_RDWR | O_CREAT : O_RDONLY;

	text_format(&path, "%s.head", store->path);
	if (text_check(&path, error) < 0) {
		text_free(&path);
		return -1;
	}
	store->head_file = open(text_string(&path), flags | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (store->head_file < 0 && store->mode == STORE_WRITE)
		error_system(error, text_string(&path));
	text_free(&path);
	return store->head_file < 0 && store->mode == STORE_WRITE ? -1 : 0;
}

void head_file_read(const struct store *store, struct head_record *record)
{
	char line[RECORD_LENGTH + 1];
	ssize_t length = store->head_file < 0 ? 0 : pread(store->head_file, line, RECORD_LENGTH, 0);
	int end = 0;

	*record = (struct head_record){.shape = HEAD_ABSENT};
	if (length <= 0)
		return;
	line[length] = '\0';
	record->shape = HEAD_TORN;
	if (length == RECORD_LENGTH && line[RECORD_LENGTH - 1] == '\n' &&
	    sscanf(line, "mkoz-head %64s %lld %64s %n", record->identity, &record->seq, record->hash, &end) == 3 &&
	    end == RECORD_LENGTH)
		record->shape = HEAD_WHOLE;
}

/* The journal holds the entry that the file names. */
static bool file_is_behind(struct store *store)
{
	struct head_record record;
	struct error ignored = {0};
	sqlite3_stmt *row;
	bool behind;

	head_file_read(store, &record);
	if (record.shape != HEAD_WHOLE || record.seq == 0)
		return true;
	if (record.seq >= store->head.seq || strcmp(record.identity, store->identity) != 0)
		return false;
	if (store_first(store, STATEMENT_JOURNAL_HASH_OF, &row, VALUES(value_integer(record.seq)), &ignored) != 0)
		return false;
	behind =
	    sqlite3_column_text(row, 0) != NULL && strcmp((const char *)sqlite3_column_text(row, 0), record.hash) == 0;
	sqlite3_reset(row);
	return behind;
}

void head_file_write(struct store *store)
{
	char line[RECORD_LENGTH + 1];
	int length;

	if (store->head_file < 0 || !file_is_behind(store))
		return;
	length =
	    snprintf(line, sizeof line, "mkoz-head %s %lld %s", store->identity, store->head.seq, store->head.hash);
	memset(line + length, ' ', (size_t)(RECORD_LENGTH - 1 - length));
	line[RECORD_LENGTH - 1] = '\n';
	/* a failure leaves the file behind the journal, which is allowed */
	if (pwrite(store->head_file, line, RECORD_LENGTH, 0) != RECORD_LENGTH)
		errno = 0;
}
