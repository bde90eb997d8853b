/* Arrays that grow by doubling. */
#include "mkoz/base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int array_grow(void *items, size_t *capacity, size_t count, size_t size, struct error *error)
{
	size_t wanted;
	void *old, *grown;

	if (count < *capacity)
		return 0;
	wanted = *capacity < 8 ? 8 : *capacity * 2;
	if (wanted <= *capacity || wanted > SIZE_MAX / size)
		return error_memory(error);
	memcpy(&old, items, sizeof old);
	grown = realloc(old, wanted * size);
	if (grown == NULL)
		return error_memory(error);
	memcpy(items, &grown, sizeof grown);
	*capacity = wanted;
	/* cppcheck-suppress memleak ; it is handed out above */
	return 0;
}
