/* A set of row identifiers: open addressing, at most half full. */
#include "ozmap/ids.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t hash(const char *id)
{
	uint64_t value = 14695981039346656037U;

	for (; *id != '\0'; id++)
		value = (value ^ (unsigned char)*id) * 1099511628211U;
	return (size_t)(value ^ value >> 32);
}

/* The slot that holds the id, or the free one where it belongs. */
static const char **slot_of(const char **slots, size_t capacity, const char *id)
{
	size_t at = hash(id) & (capacity - 1);

	while (slots[at] != NULL && strcmp(slots[at], id) != 0)
		at = (at + 1) & (capacity - 1);
	return &slots[at];
}

static int grow(struct ids *ids, struct error *error)
{
	size_t wanted = ids->capacity == 0 ? 256 : ids->capacity * 2;
	const char **slots = calloc(wanted, sizeof *slots);

	if (slots == NULL)
		return error_memory(error);
	for (size_t i = 0; i < ids->capacity; i++)
		if (ids->slots[i] != NULL)
			*slot_of(slots, wanted, ids->slots[i]) = ids->slots[i];
	free(ids->slots);
	ids->slots = slots;
	ids->capacity = wanted;
	return 0;
}

int ids_add(struct ids *ids, const char *id, struct error *error)
{
	const char **slot;

	if (ids->count * 2 >= ids->capacity && grow(ids, error) != 0)
		return -1;
	slot = slot_of(ids->slots, ids->capacity, id);
	if (*slot != NULL)
		return 0;
	*slot = id;
	ids->count++;
	return 1;
}

bool ids_has(const struct ids *ids, const char *id)
{
	return ids->count > 0 && *slot_of(ids->slots, ids->capacity, id) != NULL;
}

void ids_reset(struct ids *ids)
{
	if (ids->slots != NULL)
		memset(ids->slots, 0, ids->capacity * sizeof *ids->slots);
	ids->count = 0;
}

void ids_free(struct ids *ids)
{
	free(ids->slots);
	*ids = (struct ids){0};
}
