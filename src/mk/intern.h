/* Words that many rows share, normalised and kept once; inside the room only. */
#ifndef MK_INTERN_H
#define MK_INTERN_H

#include <stddef.h>

#include "mkoz/base/arena.h"

struct mk_word;

/* Zeroed it is empty. */
struct mk_intern {
	struct mk_word *slots;
	size_t count, capacity;
};

/* The bytes decoded and normalised, "" when only blanks, the same string for the same bytes; in the arena. NULL when
 * memory ran out. */
const char *mk_intern(struct mk_intern *intern, struct arena *arena, const char *bytes, size_t length);
void mk_intern_free(struct mk_intern *intern);
/* The bytes decoded and normalised, each time anew. */
const char *mk_text(struct arena *arena, const char *bytes, size_t length);

#endif
