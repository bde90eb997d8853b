/* Reading MK: one read-only, repeatable-read transaction on a PostgreSQL that we may only read (spec §3). */
#ifndef MKOZ_MK_MK_H
#define MKOZ_MK_MK_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/domain/subscriber.h"

struct mk;

/* Told how many rows have come; a non-zero answer ends the reading. */
typedef int (*mk_progress)(void *context, size_t rows);

/* Connects with the configuration's data and secrets, TLS as sslmode says, everything bounded in time; the connection
 * ignores the environment of libpq but PGPASSFILE's default. The caller closes it. */
int mk_open(struct mk **out, const struct config *config, struct error *error);
void mk_close(struct mk *mk);
/* All subscribers in one picture. Nothing is given when it breaks off midway (faults 4). Ends with an error when MK has
 * none. */
int mk_read(struct mk *mk, struct subscribers *out, mk_progress progress, void *context, struct error *error);
/* That code alone, before a cancellation (spec §8). Returns 1 when MK does not know it. */
int mk_read_code(struct mk *mk, const char *code, struct subscribers *out, struct error *error);
/* host:port/database as the store remembers it. In the buffer. */
void mk_address(const struct config *config, char *out, size_t size);

/* One line of `mkoz doctor`: what was checked, how it went, what to do. */
enum mk_check_level { MK_CHECK_OK, MK_CHECK_WARNING, MK_CHECK_FAILURE };
typedef void (*mk_check_report)(void *context, enum mk_check_level level, const char *what, const char *detail);
/* Role (can it write?), columns, cancel reasons with counts, sessions up and down, encodings, the clock, our address as
 * MK sees it. */
int mk_doctor(struct mk *mk, mk_check_report report, void *context, struct error *error);

#endif
