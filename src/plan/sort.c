/* Distribution by the eight bytes of a key, from the last to the first; what is still equal, by the next eight. */
#include "plan/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define STEP 8 /* bytes of a key */
#define FEW 48 /* so few are sorted faster by comparing */
#define DEEP (8 * STEP) /* strings that are equal so far are sorted by comparing */

static uint64_t make_key(const char *string)
{
	uint64_t key = 0;
	for (int i = 0; i < STEP; i++) {
		key <<= 8;
		if (*string)
			key |= (unsigned char)*string++;
	}
	return key;
}

/* The string goes on behind its key. */
static bool goes_on(uint64_t key)
{
	return key & 0xff;
}

int sort_compare(const struct sort_entry *one, const char *one_string, const struct sort_entry *other,
		 const char *other_string)
{
	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return goes_on(one->key) ? strcmp(one_string + STEP, other_string + STEP) : 0;
}

static bool is_after(const struct sort_entry *one, const struct sort_entry *other, const char *const *strings)
{
	int order = strcmp(strings[one->index], strings[other->index]);
	return order > 0 || (order == 0 && one->index > other->index);
}

static void sort_few(struct sort_entry *entries, size_t count, const char *const *strings)
{
	for (size_t i = 1; i < count; i++) {
		struct sort_entry entry = entries[i];
		size_t at = i;
		for (; at > 0 && is_after(&entries[at - 1], &entry, strings); at--)
			entries[at] = entries[at - 1];
		entries[at] = entry;
	}
}

static int compare_entries(const void *one, const void *other, void *context)
{
	return is_after(one, other, context) ? 1 : -1;
}

static void count_bytes(size_t counts[STEP][256], const struct sort_entry *entries, size_t count)
{
	memset(counts, 0, STEP * sizeof *counts);
	for (size_t i = 0; i < count; i++)
		for (int byte = 0; byte < STEP; byte++)
			counts[byte][entries[i].key >> (8 * byte) & 0xff]++;
}

static void distribute(struct sort_entry *to, const struct sort_entry *from, size_t count, int byte, size_t counts[256])
{
	size_t start = 0;
	for (int value = 0; value < 256; value++) {
		size_t here = counts[value];
		counts[value] = start;
		start += here;
	}
	for (size_t i = 0; i < count; i++)
		to[counts[from[i].key >> (8 * byte) & 0xff]++] = from[i];
}

/* Stable, by the whole key. */
static void sort_keys(struct sort_entry *entries, struct sort_entry *spare, size_t count)
{
	size_t counts[STEP][256];
	struct sort_entry *from = entries;
	struct sort_entry *to = spare;
	count_bytes(counts, entries, count);
	for (int byte = 0; byte < STEP; byte++) {
		if (counts[byte][from[0].key >> (8 * byte) & 0xff] == count)
			continue;
		distribute(to, from, count, byte, counts[byte]);
		struct sort_entry *swap = from;
		from = to;
		to = swap;
	}
	if (from != entries)
		memcpy(entries, from, count * sizeof *entries);
}

static void sort_from(struct sort_entry *entries, struct sort_entry *spare, size_t count, const char *const *strings,
		      size_t depth);

/* The entries share all bytes up to depth + STEP: by the bytes behind, and their own key again afterwards. */
static void sort_ties(struct sort_entry *entries, struct sort_entry *spare, size_t count, const char *const *strings,
		      size_t depth)
{
	uint64_t key = entries[0].key;
	if (count < 2 || !goes_on(key))
		return;
	sort_from(entries, spare, count, strings, depth + STEP);
	for (size_t i = 0; i < count; i++)
		entries[i].key = key;
}

static void sort_from(struct sort_entry *entries, struct sort_entry *spare, size_t count, const char *const *strings,
		      size_t depth)
{
	if (count <= FEW) {
		sort_few(entries, count, strings);
		return;
	}
	if (depth >= DEEP) {
		qsort_r(entries, count, sizeof *entries, compare_entries, (void *)(uintptr_t)strings);
		return;
	}
	for (size_t i = 0; i < count; i++)
		entries[i].key = make_key(strings[entries[i].index] + depth);
	sort_keys(entries, spare, count);
	for (size_t start = 0, end; start < count; start = end) {
		for (end = start + 1; end < count && entries[end].key == entries[start].key; end++)
			;
		sort_ties(entries + start, spare, end - start, strings, depth);
	}
}

int sort_strings(struct sort_entry *out, const char *const *strings, size_t count, struct error *error)
{
	struct sort_entry *spare = malloc((count + 1) * sizeof *spare);
	if (!spare)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		out[i] = (struct sort_entry){.key = make_key(strings[i]), .index = i};
	sort_from(out, spare, count, strings, 0);
	free(spare);
	return 0;
}
