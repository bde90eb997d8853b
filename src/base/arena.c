/* An arena of blocks that double up to a megabyte; freed as one. */
#include "mkoz/base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MIN ((size_t)4096)
#define BLOCK_MAX ((size_t)1 << 20)

struct arena_block {
	struct arena_block *before;
	size_t size, used; /* of data */
	_Alignas(max_align_t) char data[];
};

static size_t align_up(size_t size)
{
	const size_t step = _Alignof(max_align_t);

	return (size + step - 1) / step * step;
}

static struct arena_block *add_block(struct arena *arena, size_t least)
{
	size_t size = arena->last == NULL ? BLOCK_MIN : arena->last->size * 2;
	struct arena_block *block;

	if (size > BLOCK_MAX)
		size = BLOCK_MAX;
	if (size < least)
		size = least;
	block = malloc(offsetof(struct arena_block, data) + size);
	if (block == NULL)
		return NULL;
	block->before = arena->last;
	block->size = size;
	block->used = 0;
	arena->last = block;
	return block;
}

/* `size` bytes as they come; starts at a multiple of `align`. */
static void *take(struct arena *arena, size_t size, size_t align)
{
	struct arena_block *block = arena->last;
	size_t at = 0;
	void *piece;

	if (size > SIZE_MAX / 2)
		return NULL;
	if (block != NULL)
		at = (block->used + align - 1) / align * align;
	if (block == NULL || at > block->size || block->size - at < size) {
		block = add_block(arena, size);
		at = 0;
	}
	if (block == NULL)
		return NULL;
	piece = block->data + at;
	block->used = at + size;
	arena->used += size;
	return piece;
}

void *arena_take(struct arena *arena, size_t size)
{
	void *piece = take(arena, align_up(size), _Alignof(max_align_t));

	if (piece != NULL)
		memset(piece, 0, size);
	return piece;
}

const char *arena_bytes(struct arena *arena, const char *bytes, size_t length)
{
	char *copy;

	if (bytes == NULL || length == SIZE_MAX)
		return NULL;
	copy = take(arena, length + 1, 1);
	if (copy == NULL)
		return NULL;
	memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

const char *arena_string(struct arena *arena, const char *string)
{
	return string == NULL ? NULL : arena_bytes(arena, string, strlen(string));
}

const char *arena_format(struct arena *arena, const char *format, ...)
{
	char *string;
	const char *kept;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(&string, format, arguments);
	va_end(arguments);
	if (length < 0)
		return NULL;
	kept = arena_bytes(arena, string, (size_t)length);
	free(string);
	return kept;
}

void arena_free(struct arena *arena)
{
	struct arena_block *block = arena->last;

	while (block != NULL) {
		struct arena_block *before = block->before;

		free(block);
		block = before;
	}
	arena->last = NULL;
	arena->used = 0;
}
