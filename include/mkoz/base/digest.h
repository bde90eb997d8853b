/* SHA-256, as lower-case hex. */
#ifndef MKOZ_BASE_DIGEST_H
#define MKOZ_BASE_DIGEST_H

#include <stddef.h>

#define DIGEST_HEX_MAX 65

/* One digest over `count` strings, each preceded by its length, so that no two lists of parts share a digest; a NULL
 * part differs from an empty one. Returns 0, or -1 when libcrypto failed. */
int digest_parts(const char *const *parts, size_t count, char out[DIGEST_HEX_MAX]);
int digest_bytes(const void *bytes, size_t length, char out[DIGEST_HEX_MAX]);

#endif
