/* Single values that the store remembers. For this room only. */
#ifndef MKOZ_STORE_META_H
#define MKOZ_STORE_META_H

#include "connection.h"

/* NULL when it was never set; in the arena. */
int meta_get(struct store *store, const char *key, struct arena *arena, const char **value, struct error *error);
int meta_set(struct store *store, const char *key, const char *value, struct error *error);

#endif
