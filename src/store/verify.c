/* Verifying the journal: the chain from end to end, the heads kept apart, the snapshots by their hashes. */
#include <stdio.h>
#include <string.h>

#include "connection.h"
#include "entry.h"
#include "head.h"
#include "mkoz/base/i18n.h"

#define SHIFT_MAX 1000 /* places that an entry may have been moved, for telling what happened */

struct verify {
	struct store *store;
	size_t entries;
	long long head_seq; /* of the table's head */
	char head_hash[STORE_HASH_MAX];
	long long seq; /* of the last entry seen */
	char hash[STORE_HASH_MAX];
	struct head_record file; /* read before the journal, so that it cannot lead */
	bool file_found;
	long long asked; /* --head, 0 for none */
	const char *asked_hash;
	bool asked_found;
};

/* --- one entry ------------------------------------------------------------------------------------------------------
 */

/* Every column has the type that journal_append gives it. Asked before a text is read, which turns bytes into one. */
static bool has_types(sqlite3_stmt *row)
{
	if (sqlite3_column_type(row, 1) != SQLITE_INTEGER)
		return false;
	for (int i = 2; i < 10; i++) {
		int type = sqlite3_column_type(row, i);

		if (type != SQLITE_TEXT && !(type == SQLITE_NULL && i >= 4 && i <= 6))
			return false;
	}
	return true;
}

/* Nothing stands behind a NUL in the columns. */
static bool ends_at_nul(sqlite3_stmt *row, int first, int last)
{
	for (int i = first; i <= last; i++) {
		const char *text = (const char *)sqlite3_column_text(row, i);

		if (text != NULL && strlen(text) != (size_t)sqlite3_column_bytes(row, i))
			return false;
	}
	return true;
}

/* Where the entry stood when it was written, 0 when its words are not those that were hashed. */
static long long original_place(const struct journal_entry *entry)
{
	struct journal_entry moved = *entry;
	char hash[STORE_HASH_MAX];

	for (long long shift = 1; shift <= SHIFT_MAX; shift++)
		for (int sign = -1; sign <= 1; sign += 2) {
			moved.seq = entry->seq + sign * shift;
			if (moved.seq > 0 && entry_hash(&moved, hash, NULL) == 0 && strcmp(hash, entry->hash) == 0)
				return moved.seq;
		}
	return 0;
}

/* The entry that follows on the last good one stands further on. */
static bool successor_is_later(struct verify *verify, long long seq)
{
	int64_t found = 0;

	return store_number(verify->store, STATEMENT_JOURNAL_SEQ_OF_PREV, &found, 0,
			    VALUES(value_text(verify->hash), value_integer(seq)), NULL) == 0 &&
	       found != 0;
}

static int tell_misplaced(struct verify *verify, const struct journal_entry *entry, struct error *error)
{
	long long place = original_place(entry);

	if (place == 0)
		return error_fail(error,
				  _("journal: entry %lld was changed: its words don't give its hash: compare it "
				    "with a backup"),
				  entry->seq);
	if (place < entry->seq)
		return error_fail(error,
				  _("journal: entries were added before entry %lld, which was %lld: compare it "
				    "with a backup"),
				  entry->seq, place);
	if (successor_is_later(verify, entry->seq))
		return error_fail(error,
				  _("journal: entries were reordered: entry %lld was %lld: compare it with a "
				    "backup"),
				  entry->seq, place);
	return error_fail(error,
			  _("journal: entries were removed before entry %lld, which was %lld: compare it with a "
			    "backup"),
			  entry->seq, place);
}

static int tell_unchained(struct verify *verify, const struct journal_entry *entry, struct error *error)
{
	if (verify->seq == 0)
		return error_fail(error, "%s",
				  _("journal: it begins in another store: these entries were copied here"));
	if (successor_is_later(verify, entry->seq))
		return error_fail(error,
				  _("journal: entry %lld was added: the one before leads past it: compare it with "
				    "a backup"),
				  entry->seq);
	return error_fail(error,
			  _("journal: entry %lld was changed and hashed anew: the next one does not follow on "
			    "it: compare it with a backup"),
			  verify->seq);
}

static int check_entry(struct verify *verify, const struct journal_entry *entry, struct error *error)
{
	char hash[STORE_HASH_MAX];

	if (entry->seq > verify->head_seq)
		return error_fail(
		    error,
		    _("journal: entry %lld was added behind the head kept apart (%lld): compare it with a "
		      "backup"),
		    entry->seq, verify->head_seq);
	if (entry->seq < 1)
		return error_fail(error,
				  _("journal: entry %lld was added: numbers begin with 1: compare it with a backup"),
				  entry->seq);
	if (entry->seq != verify->seq + 1)
		return error_fail(error, _("journal: entries %lld to %lld were removed: compare it with a backup"),
				  verify->seq + 1, entry->seq - 1);
	if (entry_hash(entry, hash, error) < 0)
		return -1;
	if (strcmp(hash, entry->hash) != 0)
		return tell_misplaced(verify, entry, error);
	if (strcmp(entry->prev, verify->hash) != 0)
		return tell_unchained(verify, entry, error);
	verify->seq = entry->seq;
	verify->entries++;
	memcpy(verify->hash, hash, sizeof hash);
	if (entry->seq == verify->file.seq)
		verify->file_found = strcmp(hash, verify->file.hash) == 0;
	if (entry->seq == verify->asked)
		verify->asked_found = strcmp(hash, verify->asked_hash) == 0;
	return 0;
}

static int check_row(struct verify *verify, sqlite3_stmt *row, struct error *error)
{
	struct journal_entry entry;
	bool typed = has_types(row);

	if (entry_read(row, &entry, error) < 0)
		return -1;
	if (!typed || !ends_at_nul(row, 2, 9))
		return error_fail(error,
				  _("journal: entry %lld was changed: a column holds what mkoz never writes: "
				    "compare it with a backup"),
				  entry.seq);
	return check_entry(verify, &entry, error);
}

static int check_chain(struct verify *verify, struct error *error)
{
	sqlite3_stmt *rows;
	int result;

	memcpy(verify->hash, verify->store->identity, sizeof verify->hash);
	if (store_query(verify->store, STATEMENT_JOURNAL_ALL, &rows, NO_VALUES, error) < 0)
		return -1;
	while ((result = store_next(verify->store, rows, error)) == 0)
		if (check_row(verify, rows, error) < 0) {
			sqlite3_reset(rows);
			return -1;
		}
	return result < 0 ? -1 : 0;
}

/* --- the heads ------------------------------------------------------------------------------------------------------
 */

static int tell_cut(const struct verify *verify, long long seq, struct error *error)
{
	return error_fail(error,
			  _("journal: its tail was cut: it ends at entry %lld, the head kept apart is %lld: "
			    "restore it from a backup"),
			  verify->seq, seq);
}

static int check_table_head(const struct verify *verify, struct error *error)
{
	if (verify->head_seq > verify->seq)
		return tell_cut(verify, verify->head_seq, error);
	if (verify->seq > 0 && strcmp(verify->head_hash, verify->hash) != 0)
		return error_fail(error,
				  _("journal: entry %lld was changed and hashed anew: the head kept apart differs: "
				    "compare it with a backup"),
				  verify->seq);
	return 0;
}

static int check_file_head(struct verify *verify, struct error *error)
{
	const struct head_record *file = &verify->file;

	if (file->shape == HEAD_TORN)
		return error_fail(error,
				  _("%s.head: its last line is torn, as a crash leaves it; the journal itself is "
				    "whole (%zu entries): the next change writes it anew"),
				  verify->store->path, verify->entries);
	if (file->shape == HEAD_ABSENT)
		return verify->seq == 0 ? 0
					: error_fail(error,
						     _("%s.head: the head kept beside the store is missing, so that "
						       "a cut tail would not show; the journal itself is whole "
						       "(%zu entries): the next change writes it anew"),
						     verify->store->path, verify->entries);
	if (strcmp(file->identity, verify->store->identity) != 0)
		return error_fail(error, _("%s.head: it belongs to another store: one of the two was copied here"),
				  verify->store->path);
	if (file->seq > verify->seq)
		return tell_cut(verify, file->seq, error);
	if (!verify->file_found)
		return error_fail(error,
				  _("journal: entry %lld is not the one that %s.head names: the journal was "
				    "rewritten: compare it with a backup"),
				  file->seq, verify->store->path);
	return 0;
}

static int check_asked_head(const struct verify *verify, struct error *error)
{
	if (verify->asked <= 0 || verify->asked_found)
		return 0;
	if (verify->asked > verify->seq)
		return tell_cut(verify, verify->asked, error);
	return error_fail(error,
			  _("journal: entry %lld has another hash than the one given: the journal was rewritten: "
			    "compare it with a backup"),
			  verify->asked);
}

/* --- snapshots ------------------------------------------------------------------------------------------------------
 */

static int check_snapshot(sqlite3_stmt *row, struct error *error)
{
	const char *texts[3];
	bool typed = true;
	char found[STORE_HASH_MAX];

	for (int i = 0; i < 3; i++) {
		typed = typed && sqlite3_column_type(row, i) == SQLITE_TEXT;
		texts[i] = (const char *)sqlite3_column_text(row, i);
		if (texts[i] == NULL && typed)
			return error_memory(error);
	}
	if (typed && snapshot_hash(texts[1], texts[2], found, error) < 0)
		return -1;
	if (!typed || !ends_at_nul(row, 0, 2) || strcmp(found, texts[0]) != 0)
		return error_fail(error,
				  _("journal: snapshot %.16s… was changed: its words don't give its hash: restore "
				    "it from a backup"),
				  texts[0] == NULL ? "" : texts[0]);
	return 0;
}

static int check_snapshots(struct verify *verify, struct error *error)
{
	sqlite3_stmt *rows;
	int result;

	if (store_query(verify->store, STATEMENT_SNAPSHOTS_ALL, &rows, NO_VALUES, error) < 0)
		return -1;
	while ((result = store_next(verify->store, rows, error)) == 0)
		if (check_snapshot(rows, error) < 0) {
			sqlite3_reset(rows);
			return -1;
		}
	return result < 0 ? -1 : 0;
}

int journal_verify(struct store *store, long long seq, const char *hash, size_t *entries, long long *head_seq,
		   char head_hash[65], struct error *error)
{
	struct verify verify = {.store = store, .asked = seq, .asked_hash = hash == NULL ? "" : hash};
	struct store_step view;
	int result;

	head_file_read(store, &verify.file);
	if (view_begin(store, &view, error) < 0)
		return -1;
	result = journal_head(store, &verify.head_seq, verify.head_hash, error) < 0 ||
			 check_chain(&verify, error) < 0 || check_table_head(&verify, error) < 0 ||
			 check_snapshots(&verify, error) < 0 || check_asked_head(&verify, error) < 0 ||
			 check_file_head(&verify, error) < 0
		     ? -1
		     : 0;
	view_end(store, &view);
	*entries = verify.entries;
	*head_seq = verify.seq;
	(void)snprintf(head_hash, STORE_HASH_MAX, "%s", verify.seq == 0 ? "" : verify.hash);
	return result;
}
