/* Batch bodies: never without ids (faults 8). */
#ifndef MKOZ_OZMAP_BATCH_H
#define MKOZ_OZMAP_BATCH_H

#include "mkoz/base/error.h"

/* A body that goes to a batch-update names 1 to 100 ids, and nothing else in its filter; checked again right before it
 * is sent. */
int batch_check(const char *body, struct error *error);

#endif
