/* The API's filters and orders: which rows match, and in which order. */
#ifndef SIM_FILTER_H
#define SIM_FILTER_H

#include "state.h"

struct matches {
	struct row **rows;
	size_t count;
};

/* The rows of a kind for which every term of the filter holds, in order; an empty filter, null or NULL matches all.
 * A term is {"property", "operator", "value"}, or an array of such of which one must hold. sort: NULL, one
 * {"property", "direction"} or an array of them (the first counts). 0, or -1 with the reason in *why; the caller frees
 * out->rows. */
int filter_rows(const struct state *state, enum row_kind kind, const json_t *filter, const json_t *sort,
		struct matches *out, struct text *why);

#endif
