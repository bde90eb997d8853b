/* One journal entry: its hash, and how a row becomes one. For this room only. */
#ifndef MKOZ_STORE_ENTRY_H
#define MKOZ_STORE_ENTRY_H

#include <sqlite3.h>

#include "connection.h"
#include "mkoz/store/journal.h"

#define ENTRY_COLUMNS "seq, at, actor, event, change_id, kind, code, detail, prev, hash"

/* The hash over the entry and the one before, as journal.c defines it; entry->hash is not looked at. */
int entry_hash(const struct journal_entry *entry, char hash[STORE_HASH_MAX], struct error *error);
int snapshot_hash(const char *salt, const char *content, char hash[STORE_HASH_MAX], struct error *error);
/* The row of ENTRY_COLUMNS; strings borrowed from it. -1 when memory ran out. */
int entry_read(sqlite3_stmt *row, struct journal_entry *entry, struct error *error);
/* 64 random hex digits. */
int store_random_hex(char out[STORE_HASH_MAX], struct error *error);

#endif
