/* The journal's entries: appended, chained, with personal text kept apart in snapshots.
 *
 * An entry's hash is the SHA-256, in lower-case hex, over these nine strings in this order: prev, seq, at, actor,
 * event, change_id, kind, code, detail; seq and at as decimal numbers, at in seconds since 1970 UTC. Before each string
 * go eight bytes with its length in bytes, the most significant first; for NULL all eight are 255 and nothing follows.
 * prev is the hash of the entry before; the first entry's prev is the store's identity (table meta), 64 random hex
 * digits. A snapshot's hash is the same over two strings, its salt and its content; the salt is erased with the
 * content. */
#include "mkoz/store/journal.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "connection.h"
#include "entry.h"
#include "head.h"
#include "mkoz/base/digest.h"
#include "mkoz/base/i18n.h"

static const char *const events[] = {"refreshed", "approved",	"rejected", "deferred",	 "undone",
				     "requested", "overridden", "released", "claimed",	 "intent",
				     "applied",	  "failed",	"stale",    "withdrawn", "reverted",
				     "paused",	  "revealed",	"exported", NULL};

const char *const *journal_events(void)
{
	return events;
}

static bool is_event(const char *event)
{
	for (size_t i = 0; events[i] != NULL; i++)
		if (strcmp(events[i], event) == 0)
			return true;
	return false;
}

int entry_hash(const struct journal_entry *entry, char hash[STORE_HASH_MAX], struct error *error)
{
	char seq[24], at[24];
	const char *const parts[] = {entry->prev,      seq,	    at,		 entry->actor, entry->event,
				     entry->change_id, entry->kind, entry->code, entry->detail};

	(void)snprintf(seq, sizeof seq, "%lld", entry->seq);
	(void)snprintf(at, sizeof at, "%lld", (long long)entry->at);
	if (digest_parts(parts, sizeof parts / sizeof *parts, hash) < 0)
		return error_fail(error, "%s", _("journal: SHA-256 failed: check the installed libcrypto"));
	return 0;
}

static int insert_entry(struct store *store, struct journal_entry *entry, struct error *error)
{
	char hash[STORE_HASH_MAX];

	if (head_load(store, error) < 0)
		return -1;
	entry->seq = store->head.seq + 1;
	entry->prev = store->head.hash;
	if (entry_hash(entry, hash, error) < 0 ||
	    store_execute(store, STATEMENT_JOURNAL_INSERT,
			  VALUES(value_integer(entry->seq), value_integer(entry->at), value_text(entry->actor),
				 value_text(entry->event), value_text(entry->change_id), value_text(entry->kind),
				 value_text(entry->code), value_text(entry->detail), value_text(entry->prev),
				 value_text(hash)),
			  error) < 0)
		return -1;
	store->head.seq = entry->seq;
	store->head.moved = true;
	memcpy(store->head.hash, hash, sizeof hash);
	return 0;
}

int journal_append(struct store *store, const struct actor *actor, const char *event, const struct change *change,
		   const char *detail, struct error *error)
{
	char who[3 * ACTOR_NAME_MAX + 16];
	struct journal_entry entry = {.at = moment_now(), .actor = who, .event = event};
	struct store_step step;

	if (!is_event(event))
		return error_fail(error, _("journal: `%s` is no event: please report it"), event);
	(void)snprintf(who, sizeof who, "%s@%s%s%s", actor->name, actor->host, *actor->client != '\0' ? " from " : "",
		       actor->client);
	if (change != NULL) {
		entry.change_id = change->id;
		entry.kind = kind_name(change->kind);
		entry.code = change->code;
	}
	entry.detail = detail == NULL || *detail == '\0' ? "{}" : detail;
	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, insert_entry(store, &entry, error), error);
}

/* --- snapshots -------------------------------------------------------------------------------------------------- */

int store_random_hex(char out[STORE_HASH_MAX], struct error *error)
{
	unsigned char bytes[(STORE_HASH_MAX - 1) / 2];

	if (RAND_bytes(bytes, sizeof bytes) != 1)
		return error_fail(error, "%s", _("random numbers: libcrypto gave none: check the installed libcrypto"));
	for (size_t i = 0; i < sizeof bytes; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return 0;
}

int snapshot_hash(const char *salt, const char *content, char hash[STORE_HASH_MAX], struct error *error)
{
	const char *const parts[] = {salt, content};

	if (digest_parts(parts, 2, hash) < 0)
		return error_fail(error, "%s", _("journal: SHA-256 failed: check the installed libcrypto"));
	return 0;
}

int journal_snapshot(struct store *store, const char *content, char hash[65], struct error *error)
{
	char salt[STORE_HASH_MAX];
	struct store_step step;
	int result;

	/* without a salt the hash of a name could be guessed after its erasure */
	if (store_random_hex(salt, error) < 0 || snapshot_hash(salt, content, hash, error) < 0)
		return -1;
	if (store_step_begin(store, &step, error) < 0)
		return -1;
	result = store_execute(
	    store, STATEMENT_SNAPSHOT_INSERT,
	    VALUES(value_text(hash), value_integer(moment_now()), value_text(salt), value_text(content)), error);
	return store_step_end(store, &step, result, error);
}

int journal_snapshot_read(struct store *store, const char *hash, struct arena *arena, const char **content,
			  struct error *error)
{
	char found[STORE_HASH_MAX];
	const char *salt;
	bool failed = false;
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_SNAPSHOT_READ, &row, VALUES(value_text(hash)), error);

	*content = NULL;
	if (result != 0)
		return result < 0 ? -1 : 0;
	salt = row_text(row, 1, arena, &failed);
	*content = row_text(row, 2, arena, &failed);
	sqlite3_reset(row);
	if (failed)
		return error_memory(error);
	if (*content == NULL)
		return 0;
	if (snapshot_hash(salt, *content, found, error) < 0)
		return -1;
	if (strcmp(found, hash) != 0)
		return error_fail(error,
				  _("%s: snapshot %.16s… was changed: its words are not those that the journal "
				    "saw: restore the store from a backup"),
				  store->path, hash);
	return 0;
}

int journal_head(struct store *store, long long *seq, char hash[65], struct error *error)
{
	sqlite3_stmt *row;
	const char *text;
	int result;

	*seq = 0;
	hash[0] = '\0';
	if (store->open && store->head.known) {
		*seq = store->head.seq;
		if (*seq > 0)
			memcpy(hash, store->head.hash, STORE_HASH_MAX);
		return 0;
	}
	result = store_first(store, STATEMENT_HEAD_GET, &row, NO_VALUES, error);
	if (result != 0)
		return result < 0 ? -1 : 0;
	*seq = sqlite3_column_int64(row, 0);
	text = (const char *)sqlite3_column_text(row, 1);
	(void)snprintf(hash, STORE_HASH_MAX, "%s", text == NULL ? "" : text);
	sqlite3_reset(row);
	return 0;
}
