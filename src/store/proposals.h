/* What a revert leaves behind. For this room only. */
#ifndef MKOZ_STORE_PROPOSALS_H
#define MKOZ_STORE_PROPOSALS_H

#include "connection.h"

/* After `revert` was applied: the difference that it brought back is rejected (reason: reverted) under the id that it
 * has, made from the revert's property and client as they are now (spec §1, §9). */
int proposals_reject_reverted(struct store *store, const struct change *revert, const struct actor *actor,
			      struct error *error);

#endif
