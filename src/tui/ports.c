/* Splitter ports that several properties of the basket claim. */
#include "ports.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *one, const void *other)
{
	const struct port_use *a = one, *b = other;
	int order = strcmp(a->box, b->box);

	if (order == 0)
		order = strcmp(a->port, b->port);
	return order != 0 ? order : strcmp(a->property, b->property);
}

static bool same_port(const struct port_use *one, const struct port_use *other)
{
	return strcmp(one->box, other->box) == 0 && strcmp(one->port, other->port) == 0;
}

size_t ports_shared(struct port_use *uses, size_t count, const struct port_use **first)
{
	size_t shared = 0;

	*first = NULL;
	if (count > 1)
		qsort(uses, count, sizeof *uses, compare);
	for (size_t start = 0, end; start < count; start = end) {
		bool several = false;

		for (end = start + 1; end < count && same_port(&uses[start], &uses[end]); end++)
			several |= strcmp(uses[start].property, uses[end].property) != 0;
		if (several && shared++ == 0)
			*first = &uses[start];
	}
	return shared;
}
