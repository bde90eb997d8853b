/* A hash table from strings to rows; one key may stand for several rows. */
#ifndef SIM_INDEX_H
#define SIM_INDEX_H

#include <stddef.h>

struct index_entry;
/* Zeroed it is empty; index_free frees it. Keys are copied, values are not owned. */
struct index {
	struct index_entry **buckets;
	size_t bucket_count, entry_count;
};

void index_add(struct index *index, const char *key, void *value);
void index_remove(struct index *index, const char *key, const void *value);
/* The oldest value under the key, or NULL. */
void *index_find(const struct index *index, const char *key);
/* Values under the key one after the other: *cursor starts as NULL; NULL ends it. */
void *index_next(const struct index *index, const char *key, const struct index_entry **cursor);
void index_free(struct index *index);

#endif
