/* Only one refresh of a store at a time; inside the room only. */
#ifndef REFRESH_LOCK_H
#define REFRESH_LOCK_H

#include "mkoz/base/error.h"
#include "mkoz/base/log.h"
#include "mkoz/store/store.h"

/* Takes the lock, a file beside the store that ends with its holder; waits while another refresh runs, and says so.
 * Gives a descriptor for lock_leave, or -1. */
int lock_enter(const struct store *store, const struct log *log, struct error *error);
void lock_leave(int lock);

#endif
