/* Queries of one's own, run in the read-only transaction: clients_sql, active_sql, cancelled_sql; inside the room only.
 */
#ifndef MK_OWN_H
#define MK_OWN_H

#include "mk/record.h"

/* Reads the rows of clients_sql into `records`; of `code` alone when it is not NULL. */
int mk_own_clients(struct mk *mk, struct mk_records *records, const char *code, struct error *error);
/* Lets active_sql and cancelled_sql, where they are configured, decide about all subscribers in `records`, or about
 * `code` alone. A code that only they know gets a subscriber. */
int mk_own_lives(struct mk *mk, struct mk_records *records, const char *code, struct error *error);
/* Prepares the three, where configured, and looks at their columns, without running them. */
int mk_own_check(struct mk *mk, struct error *error);

#endif
