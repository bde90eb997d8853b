/* Logging in instead of a key: POST /users/login?type=API answers with one. */
#ifndef MKOZ_OZMAP_LOGIN_H
#define MKOZ_OZMAP_LOGIN_H

#include "ozmap/transport.h"

/* The exchange that asks for a key; NULL when memory ran out. */
struct exchange *login_exchange(const struct transport *transport);
/* The key that it was answered with (the caller wipes it with secret_free); NULL with the problem in words, in which
 * `password` never shows. */
char *login_key(const struct exchange *exchange, const char *password, char *problem, size_t size);

#endif
