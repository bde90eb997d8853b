/* What an answer says: whether it can be used, and OZmap's words, harmless and without our key. */
#ifndef MKOZ_OZMAP_ANSWER_H
#define MKOZ_OZMAP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"
#include "ozmap/exchange.h"

/* The answer is a success that carries JSON by its content type, or by none (faults 19). Otherwise the error tells what
 * came and what to do. `doing` is what the request was for; `secret` never shows, nor the key that the request carried.
 */
int answer_check(const struct exchange *exchange, const char *secret, const char *doing, struct error *error);
/* OZmap's words for a person: `message` or `error` of a JSON body, else the type and the beginning of what came (of a
 * login the type alone). Cut at `size`, one line. */
void answer_words(char *out, size_t size, const struct exchange *exchange, const char *secret);
/* Where a redirect leads from and to. */
void answer_redirect(char *out, size_t size, const struct exchange *exchange, const char *secret);
/* The content type is JSON, or not given. */
bool answer_is_json(const struct exchange *exchange);

#endif
