/* A query of one's own (active_sql, cancelled_sql, clients_sql): read from its file and looked at before it is used. */
#ifndef MK_STATEMENT_H
#define MK_STATEMENT_H

#include "mkoz/base/error.h"
#include "mkoz/base/text.h"

/* The query in the file, without a semicolon at its end, checked. `key` names the configuration key in errors. */
int mk_statement_read(const char *path, const char *key, struct text *out, struct error *error);
/* It is one statement that begins with SELECT or WITH, has no parameters, no open quote, comment or bracket, and no
 * word that writes or ends the transaction (faults 30); *length is that without the semicolon at its end. What is wrong
 * is told, or NULL. PostgreSQL's own checks and the read-only transaction stand behind this. */
const char *mk_statement_check(const char *sql, size_t *length);

#endif
