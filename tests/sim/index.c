/* A hash table from strings to rows; one key may stand for several rows. */
#include "index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

struct index_entry {
	struct index_entry *next;
	void *value;
	char key[];
};

static size_t hash_of(const char *key)
{
	uint64_t hash = 14695981039346656037ULL;
	for (; *key != '\0'; key++)
		hash = (hash ^ (unsigned char)*key) * 1099511628211ULL;
	return (size_t)(hash ^ (hash >> 29));
}

/* New entries go to the end of their chain, so that values of one key keep their order. */
static void chain_append(struct index *index, struct index_entry *entry)
{
	struct index_entry **link = &index->buckets[hash_of(entry->key) % index->bucket_count];
	while (*link != NULL)
		link = &(*link)->next;
	entry->next = NULL;
	*link = entry;
}

static void index_grow(struct index *index)
{
	struct index old = *index;
	index->bucket_count = old.bucket_count > 0 ? old.bucket_count * 2 : 64;
	index->buckets = sim_alloc(index->bucket_count * sizeof(struct index_entry *));
	for (size_t i = 0; i < old.bucket_count; i++) {
		struct index_entry *entry = old.buckets[i];
		while (entry != NULL) {
			struct index_entry *next = entry->next;
			chain_append(index, entry);
			entry = next;
		}
	}
	free(old.buckets);
}

void index_add(struct index *index, const char *key, void *value)
{
	if (index->entry_count >= index->bucket_count)
		index_grow(index);
	size_t size = strlen(key) + 1;
	struct index_entry *entry = sim_alloc(sizeof(*entry) + size);
	memcpy(entry->key, key, size);
	entry->value = value;
	chain_append(index, entry);
	index->entry_count++;
}

void index_remove(struct index *index, const char *key, const void *value)
{
	if (index->bucket_count == 0)
		return;
	struct index_entry **link = &index->buckets[hash_of(key) % index->bucket_count];
	for (; *link != NULL; link = &(*link)->next) {
		struct index_entry *entry = *link;
		if (entry->value == value && strcmp(entry->key, key) == 0) {
			*link = entry->next;
			free(entry);
			index->entry_count--;
			return;
		}
	}
}

void *index_next(const struct index *index, const char *key, const struct index_entry **cursor)
{
	if (index->bucket_count == 0)
		return NULL;
	const struct index_entry *entry =
	    *cursor != NULL ? (*cursor)->next : index->buckets[hash_of(key) % index->bucket_count];
	while (entry != NULL && strcmp(entry->key, key) != 0)
		entry = entry->next;
	*cursor = entry;
	return entry != NULL ? entry->value : NULL;
}

void *index_find(const struct index *index, const char *key)
{
	const struct index_entry *cursor = NULL;
	return index_next(index, key, &cursor);
}

void index_free(struct index *index)
{
	for (size_t i = 0; i < index->bucket_count; i++) {
		struct index_entry *entry = index->buckets[i];
		while (entry != NULL) {
			struct index_entry *next = entry->next;
			free(entry);
			entry = next;
		}
	}
	free(index->buckets);
	*index = (struct index){0};
}
