/* An arena: many small pieces of memory that live and die together. */
#ifndef MKOZ_BASE_ARENA_H
#define MKOZ_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/* Zeroed it is empty. */
struct arena {
	struct arena_block *last;
	size_t used; /* bytes handed out */
};

/* `size` zeroed bytes, aligned for any type; NULL when memory ran out. Never freed singly. */
void *arena_take(struct arena *arena, size_t size);
/* A copy of the string; NULL for NULL or when memory ran out. */
const char *arena_string(struct arena *arena, const char *string);
const char *arena_bytes(struct arena *arena, const char *bytes, size_t length);
const char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Frees all of it; the arena is empty afterwards. */
void arena_free(struct arena *arena);

#endif
