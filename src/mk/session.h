/* The connection to MK and its one read-only transaction; inside the room only. */
#ifndef MK_SESSION_H
#define MK_SESSION_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/base/moment.h"
#include "mkoz/mk/mk.h"

/* Rows that one reading may bring: far above any ISP, far below what would fill the memory. */
#define MK_ROWS_MAX ((size_t)20000000)
/* Bytes of one row. */
#define MK_ROW_BYTES_MAX ((size_t)1 << 20)

struct mk {
	PGconn *connection;
	const struct config *config; /* borrowed */
	const char *encoding; /* in which the bytes come: the server's own wherever that cannot fail */
	moment now; /* the database's clock when the transaction began */
	mk_progress progress; /* or NULL */
	void *context;
	size_t rows; /* that have come in this reading */
};

/* Begins the transaction of spec §3, with everything that could change a value or wait for ever fixed. Connects again
 * where the connection was lost. */
int mk_begin(struct mk *mk, struct error *error);
/* Ends it; an error when it did not last until here. */
int mk_commit(struct mk *mk, struct error *error);
/* Ends it without a word; harmless when none is open. A connection that is in the middle of rows is dropped. */
void mk_rollback(struct mk *mk);

/* One statement with text parameters; gives its whole result, of status `wanted`, which the caller clears, or NULL. */
PGresult *mk_query(struct mk *mk, const char *sql, int count, const char *const *values, ExecStatusType wanted,
		   struct error *error);
/* The next result of what was sent, waited for within limits; *result NULL when there is none. */
int mk_next_result(struct mk *mk, PGresult **result, struct error *error);
/* Waits until the server has sent something; silence for longer than statement_timeout allows is an error, and so is
 * a progress function that wants to end. */
int mk_wait(struct mk *mk, struct error *error);
/* Says what PostgreSQL complained about, and what to do about it. `result` may be NULL: the connection's own words.
 * Always -1. */
int mk_complain(struct mk *mk, const PGresult *result, struct error *error);
/* The name under which mk_prepare leaves its statement. */
#define MK_STATEMENT "mkoz_query"
/* Prepares one statement, which may be written in UTF-8 whatever the server's encoding; the one before it is gone. */
int mk_prepare(struct mk *mk, const char *sql, struct error *error);

#endif
