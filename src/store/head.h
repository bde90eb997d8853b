/* The journal's head: in the transaction, in its table, and in a file beside the store. For this room only. */
#ifndef MKOZ_STORE_HEAD_H
#define MKOZ_STORE_HEAD_H

#include "connection.h"

/* What the file beside the store holds: `mkoz-head IDENTITY SEQ HASH` and a line end, padded to one length. */
struct head_record {
	enum { HEAD_ABSENT, HEAD_TORN, HEAD_WHOLE } shape;
	char identity[STORE_HASH_MAX];
	long long seq;
	char hash[STORE_HASH_MAX];
};

/* The head as this transaction sees it: read from the table the first time. */
int head_load(struct store *store, struct error *error);
/* Writes the head to its table, where this transaction moved it. */
int head_store(struct store *store, struct error *error);
/* Opens, for writing creates (0600), the file `STORE.head`. */
int head_file_open(struct store *store, struct error *error);
/* Writes the head to the file after a commit, unless what stands in the file is not in the journal: then a tail was
 * cut, and the file is the proof. It may lag behind the journal, never lead. */
void head_file_write(struct store *store);
void head_file_read(const struct store *store, struct head_record *record);

#endif
