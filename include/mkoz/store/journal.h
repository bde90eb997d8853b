/* The journal: append-only, hash-chained; names and removed things live in snapshots, by their hashes (spec §9). */
#ifndef MKOZ_STORE_JOURNAL_H
#define MKOZ_STORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/actor.h"
#include "mkoz/base/error.h"
#include "mkoz/base/moment.h"
#include "mkoz/store/store.h"

/* One entry, as spec §9 lists it. Strings are borrowed while the visitor runs; detail is a JSON object as text. */
struct journal_entry {
	long long seq;
	moment at;
	const char *actor; /* name@host[ from client] */
	const char *event;
	const char *change_id, *kind, *code; /* or NULL */
	const char *detail;
	const char *prev, *hash;
};

/* The events of spec §9, NULL-terminated. */
const char *const *journal_events(void);
/* Appends an entry in the open transaction (or in its own). */
int journal_append(struct store *store, const struct actor *actor, const char *event, const struct change *change,
		   const char *detail, struct error *error);
/* Keeps personal text apart and gives its hash for the detail. */
int journal_snapshot(struct store *store, const char *content, char hash[65], struct error *error);
/* The snapshot's content in the arena; NULL when it was erased. */
int journal_snapshot_read(struct store *store, const char *hash, struct arena *arena, const char **content,
			  struct error *error);

struct journal_query {
	const char *code; /* or NULL */
	const char *change_id; /* or NULL */
	moment since; /* or MOMENT_NONE */
	bool newest_first;
	size_t limit; /* 0: all */
};
/* Visits the entries; a visitor that returns non-zero ends it. */
int journal_visit(struct store *store, const struct journal_query *query,
		  int (*visit)(void *context, const struct journal_entry *entry), void *context, struct error *error);
/* What a name or an address was and became, by the snapshot that the entry names; both NULL where the entry has none,
 * or it was erased. `masked`: shortened to initials. In the arena. */
int journal_names(struct store *store, const struct journal_entry *entry, bool masked, struct arena *arena,
		  const char **before, const char **after, struct error *error);
/* What an entry's detail says, for people: before and after, reason, guard, outcome, counts. `before` and `after` stand
 * for those that the detail names by a hash alone; or NULL. In the arena; "" for nothing. */
const char *journal_detail_words(struct arena *arena, const char *detail, const char *before, const char *after);
/* Checks the chain from end to end and the head kept apart; with seq > 0 also that it still holds that entry. Fills
 * *entries and the last entry's seq and hash. An error says what is wrong: changed, removed, added, reordered, cut,
 * copied from another store; a torn line in the head beside the store, as a crash leaves it, is told apart. How an
 * entry is hashed is written down in src/store/journal.c. */
int journal_verify(struct store *store, long long seq, const char *hash, size_t *entries, long long *head_seq,
		   char head_hash[65], struct error *error);
/* The newest entry's seq and hash; seq 0 when empty. */
int journal_head(struct store *store, long long *seq, char hash[65], struct error *error);
/* Erases the content of snapshots older than `seconds`, gives how many; and with them the names, sides and notes of
 * what no plan finds any more, and differences that went a month ago before anybody decided on them. */
int journal_erase(struct store *store, int64_t seconds, size_t *erased, struct error *error);

#endif
