/* Deferrals: what each waits for, and when its wait is over (spec §1, §5). For this room only. */
#ifndef MKOZ_STORE_WAITS_H
#define MKOZ_STORE_WAITS_H

#include "connection.h"

/* A fingerprint of what MK says of the subscriber, without what changes by itself (session, readings): `changed` waits
 * for another. "" for no MK side. */
int waits_base(const char *mk_side, char base[STORE_HASH_MAX], struct error *error);
/* Deferrals of the newest plan whose wait is over (dates by the days of `timezone`) are undecided again; gives how
 * many. */
int waits_end(struct store *store, const char *timezone, size_t *ended, struct error *error);

#endif
