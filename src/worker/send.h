/* Sending: rounds of intent, one write, read back, until every unit is settled (spec §8). */
#ifndef MKOZ_WORKER_SEND_H
#define MKOZ_WORKER_SEND_H

#include "worker/unit.h"

/* Brings `units` to an end: each change applied, failed, stale or given back. *unread: how many were sent and never
 * read back as wanted. -1 when OZmap, MK or the store could not be reached: open intents stay for the next worker. */
int send_units(struct job *job, struct units *units, size_t *unread, struct error *error);

#endif
