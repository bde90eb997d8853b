/* Words that many rows share: a hash table from the bytes as they came to the string made of them. */
#include "mk/intern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/text.h"

#define FIRST_CAPACITY 1024 /* powers of two */

struct mk_word {
	const char *bytes; /* NULL: free */
	size_t length;
	const char *string;
	uint64_t hash;
};

const char *mk_text(struct arena *arena, const char *bytes, size_t length)
{
	const char *decoded;

	while (length > 0 && bytes[length - 1] == ' ')
		length--;
	while (length > 0 && *bytes == ' ') {
		bytes++;
		length--;
	}
	decoded = length == 0 ? "" : text_decode(arena, bytes, length);
	return decoded == NULL ? NULL : text_normalise(arena, decoded);
}

/* FNV-1a. */
static uint64_t hash_of(const char *bytes, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
	return hash;
}

/* The word's slot, or the free one where it belongs. */
static struct mk_word *find(const struct mk_intern *intern, const char *bytes, size_t length, uint64_t hash)
{
	size_t mask = intern->capacity - 1, at = (size_t)hash & mask;
	struct mk_word *word;

	while ((word = &intern->slots[at])->bytes != NULL &&
	       (word->hash != hash || word->length != length || memcmp(word->bytes, bytes, length) != 0))
		at = (at + 1) & mask;
	return word;
}

static int grow(struct mk_intern *intern)
{
	struct mk_intern bigger = {.capacity = intern->capacity == 0 ? FIRST_CAPACITY : intern->capacity * 2};

	bigger.slots = calloc(bigger.capacity, sizeof *bigger.slots);
	if (bigger.slots == NULL)
		return -1;
	bigger.count = intern->count;
	for (size_t i = 0; i < intern->capacity; i++) {
		const struct mk_word *word = &intern->slots[i];

		if (word->bytes != NULL)
			*find(&bigger, word->bytes, word->length, word->hash) = *word;
	}
	free(intern->slots);
	*intern = bigger;
	return 0;
}

const char *mk_intern(struct mk_intern *intern, struct arena *arena, const char *bytes, size_t length)
{
	uint64_t hash = hash_of(bytes, length);
	struct mk_word *word;
	const char *kept, *string;

	if (intern->count * 2 >= intern->capacity && grow(intern) < 0)
		return NULL;
	word = find(intern, bytes, length, hash);
	if (word->bytes != NULL)
		return word->string;
	kept = arena_bytes(arena, bytes, length);
	string = kept == NULL ? NULL : mk_text(arena, kept, length);
	if (string == NULL)
		return NULL;
	*word = (struct mk_word){kept, length, string, hash};
	intern->count++;
	return string;
}

void mk_intern_free(struct mk_intern *intern)
{
	free(intern->slots);
	*intern = (struct mk_intern){0};
}
