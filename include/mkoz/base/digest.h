/* SHA-256, as lower-case hex. */
#ifndef MKOZ_BASE_DIGEST_H
#define MKOZ_BASE_DIGEST_H

#include <stddef.h>

#include "mkoz/base/error.h"

#define DIGEST_HEX_MAX 65

/* Readies libcrypto for whoever speaks TLS or SCRAM through it: where memory runs out in its own start, it crashes at
 * its next use. -1 then. */
int digest_ready(struct error *error);

/* One digest over `count` strings, each preceded by its length, so that no two lists of parts share a digest; a NULL
 * part differs from an empty one. Returns 0, or -1 when libcrypto failed. */
int digest_parts(const char *const *parts, size_t count, char out[DIGEST_HEX_MAX]);
int digest_bytes(const void *bytes, size_t length, char out[DIGEST_HEX_MAX]);

#endif
