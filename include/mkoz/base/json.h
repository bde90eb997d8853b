/* JSON on top of jansson: reading hostile text strictly, writing values the one exact way. */
#ifndef MKOZ_BASE_JSON_H
#define MKOZ_BASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"
#include "mkoz/base/text.h"

/* Parses the whole of `bytes`: UTF-8, no duplicate keys, bounded depth, no number out of range, no NUL (faults 31).
 * `what` names the source in the error, which tells the place. A new reference, or NULL; errno is ENOMEM then where
 * memory ran out, and the text is not to blame. */
json_t *json_parse(const char *bytes, size_t length, const char *what, struct error *error);
/* The text is one JSON value that holds no others, as json_parse would take it: null, true, false, a number, a string.
 */
bool json_is_scalar(const char *text);
/* Appends a JSON string, quoted and escaped; `null` for NULL. */
void json_add_string(struct text *text, const char *string);
/* Appends a number in its shortest form that reads back as the same double; an integral one without a fraction. */
void json_add_number(struct text *text, double number);
/* Appends the value compactly, object keys sorted. */
void json_add_value(struct text *text, const json_t *value);
/* The string member, or NULL when absent, null or of another type. Borrowed. */
const char *json_member_string(const json_t *object, const char *key);

#endif
