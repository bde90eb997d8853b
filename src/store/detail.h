/* What the journal tells of a change besides its id, kind and code. For this room only. */
#ifndef MKOZ_STORE_DETAIL_H
#define MKOZ_STORE_DETAIL_H

#include "connection.h"
#include "mkoz/base/text.h"

/* A JSON object that grows. Zeroed it is empty. */
struct detail {
	struct text text;
};

/* Adds a string member; nothing for NULL. */
void detail_add(struct detail *detail, const char *key, const char *string);
/* Adds a member whose value is JSON already; nothing for NULL. */
void detail_add_json(struct detail *detail, const char *key, const char *json);
/* Adds before and after: as they are where they say nothing of a person, else a snapshot's hash as `values`. */
int detail_add_values(struct store *store, struct detail *detail, const struct change *change, struct error *error);
/* Appends the journal entry with the detail, and frees it. */
int detail_journal(struct store *store, struct detail *detail, const struct actor *actor, const char *event,
		   const struct change *change, struct error *error);

#endif
