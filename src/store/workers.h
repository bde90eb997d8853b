/* A worker's lease within an open transaction. For this room only. */
#ifndef MKOZ_STORE_WORKERS_H
#define MKOZ_STORE_WORKERS_H

#include "connection.h"

int worker_renew(struct store *store, const struct store_worker *worker, struct error *error);

#endif
