/* Structs written to JSON objects and read back, by a table of their members. */
#ifndef MKOZ_DOMAIN_RECORD_H
#define MKOZ_DOMAIN_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/json.h"

enum record_type { RECORD_STRING, RECORD_STRINGS, RECORD_NUMBER, RECORD_MOMENT, RECORD_BOOL, RECORD_WORD };

/* One member. presence: offset of the bool without which the number counts as absent, or 0. words: of RECORD_WORD,
 * NULL-terminated; the member is an int that counts from `first`. */
struct record_member {
	const char *key;
	enum record_type type;
	size_t offset, presence;
	const char *const *words;
	int first;
};

/* Appends the object; members that are absent (NULL, MOMENT_NONE, without presence) are left out. */
void record_to_json(struct text *out, const void *record, const struct record_member *members, size_t count);
/* Fills the members from the object; absent ones get their "not known". Strings in the arena. 0, or -1 when the JSON is
 * no such object or memory ran out. */
int record_from_json(void *record, const json_t *json, const struct record_member *members, size_t count,
		     struct arena *arena);

#endif
