/* The orders in which a plan's items can be shown. No curses, no I/O. */
#ifndef MKOZ_TUI_SORT_H
#define MKOZ_TUI_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/error.h"
#include "mkoz/domain/change.h"

enum sort { SORT_PLAN, SORT_CODE, SORT_NAME, SORT_CITY, SORT_BOX, SORT_DELTA, SORT_AGE, SORT_STATE, SORT_COUNT };

/* The sort's name, translated. */
const char *sort_name(enum sort sort);
/* It stays as it is while the plan does: not the plan's own order, which needs no sorting, and not by state. */
bool sort_is_lasting(enum sort sort);
/* Writes the numbers of all items of the plan into `out`, in a lasting order; equal ones in the plan's own order. */
int sort_items(const struct plan *plan, enum sort sort, uint32_t *out, struct error *error);
/* The same by id, byte by byte: to be searched by halves. */
int sort_ids(const struct plan *plan, uint32_t *out, struct error *error);

#define SORT_RANKS 16
/* Where a state stands among others: what went wrong first. Less than SORT_RANKS. */
unsigned sort_state_rank(enum state state);

#endif
