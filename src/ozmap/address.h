/* Addresses: what may be asked of which host. Pure functions, nothing is sent here. */
#ifndef MKOZ_OZMAP_ADDRESS_H
#define MKOZ_OZMAP_ADDRESS_H

#include <stdbool.h>

#include "mkoz/base/error.h"
#include "mkoz/base/text.h"

/* The configured base is usable: http or https, without user, password, query and fragment; http only to this machine
 * or with `allow_insecure` (spec §2). */
int address_check_base(const char *url, bool allow_insecure, struct error *error);
/* Appends `scheme://host:port` of the URL, the port always written. */
int address_add_origin(struct text *out, const char *url, struct error *error);
/* Appends the absolute form of a page's nextUrl, which is a path from `origin` or a whole URL on it; anything that
 * leaves the origin is an error that names it (faults 24). */
int address_add_next(struct text *out, const char *origin, const char *next, struct error *error);
/* A row's identifier: 24 hex digits, or letters, digits, `-` and `_`, at most 64 (faults 27). */
bool address_is_id(const char *id);
/* Appends the bytes percent-encoded, all but RFC 3986's unreserved ones. */
void address_add_encoded(struct text *out, const char *string);
/* A path that a write may go to: segments of letters, digits, `-` and `_` between slashes, nothing else (faults
 * 27). */
int address_check_path(const char *path, struct error *error);

#endif
