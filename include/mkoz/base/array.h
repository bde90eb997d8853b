/* Arrays that grow: one rule for every list of structs. */
#ifndef MKOZ_BASE_ARRAY_H
#define MKOZ_BASE_ARRAY_H

#include <stddef.h>

#include "mkoz/base/error.h"

/* Makes room for one more element of `size` bytes in *items, which holds `count` of `*capacity`. Doubles. 0, or -1 when
 * memory ran out; then *items is as it was. */
int array_grow(void *items, size_t *capacity, size_t count, size_t size, struct error *error);

#endif
