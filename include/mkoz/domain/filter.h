/* The filter language of spec §6: parsed once, then asked of each change; no I/O. */
#ifndef MKOZ_DOMAIN_FILTER_H
#define MKOZ_DOMAIN_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"
#include "mkoz/base/moment.h"
#include "mkoz/domain/change.h"

struct filter;

/* Parses `expression`; NULL or blanks only match everything. On a mistake the error shows the expression and, on a line
 * of its own under it, a caret at the mistake, and *at is its byte offset (may be NULL). Bounded: 4096 bytes, 64
 * levels. */
int filter_parse(struct filter **out, const char *expression, size_t *at, struct error *error);
void filter_free(struct filter *filter);
/* The change matches; `now` is what ages are measured against. */
bool filter_matches(const struct filter *filter, const struct change *change, moment now);
/* The expression names nothing: everything matches. */
bool filter_is_empty(const struct filter *filter);

/* What may be typed at byte `at` of `expression`: keys with the sign that follows them (`kind:`, `power<`), and values
 * where the language knows them all (kinds, states, fields, true and false). Writes up to `max` borrowed words into
 * `out`, the length of the typed prefix into *prefix; returns how many. */
size_t filter_complete(const char *expression, size_t at, const char *out[], size_t max, size_t *prefix);
/* Where the word that ends at byte `at` begins. */
size_t filter_word_start(const char *expression, size_t at);
/* The keys, with one line of help each, for the help screen and the README; NULL-terminated pairs. */
const char *const *filter_help(void);

#endif
