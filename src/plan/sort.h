/* Sorting many short strings fast: by eight bytes at a time, distributed rather than compared. */
#ifndef MKOZ_PLAN_SORT_H
#define MKOZ_PLAN_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/error.h"

/* A string by its first eight bytes, the first the highest, and where it stands in the caller's list. */
struct sort_entry {
	uint64_t key;
	size_t index;
};

/* Fills `out` (count entries, the caller's) with the strings in strcmp's order; equal ones keep their order. */
int sort_strings(struct sort_entry *out, const char *const *strings, size_t count, struct error *error);
/* strcmp of two sorted strings, mostly without looking at them. */
int sort_compare(const struct sort_entry *one, const char *one_string, const struct sort_entry *other,
		 const char *other_string);

#endif
