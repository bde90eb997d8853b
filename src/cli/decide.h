/* What approve, reject, defer and undo have in common: choosing changes by id or by filter, and counting them. */
#ifndef MKOZ_CLI_DECIDE_H
#define MKOZ_CLI_DECIDE_H

#include "call.h"

/* Fills in the order's ids by the arguments or by --filter, checks --expect, and has it done. The order brings the
 * action, the reason and the wait. */
int decide(struct call *call, const struct options *options, struct review_order *order, struct error *error);

#endif
