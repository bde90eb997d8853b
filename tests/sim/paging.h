/* Pages of a list: start and limit, and the opaque cursors of the newer paging. */
#ifndef SIM_PAGING_H
#define SIM_PAGING_H

#include <jansson.h>
#include <stddef.h>

#include "options.h"
#include "request.h"
#include "state.h"

enum { CURSORS = 8192, CURSOR_BYTES = 16 };

/* Where a nextUrl leads to. It remembers the whole query, as it must when only the cursor comes back. */
struct cursor {
	char token[2 * CURSOR_BYTES + 1];
	enum row_kind kind;
	size_t start, limit;
	json_t *filter, *sort;
	char *select;
};

/* The newest CURSORS of them. Zeroed it is empty. */
struct cursors {
	struct cursor items[CURSORS];
	size_t made;
};

/* One page asked for; page_free frees it. */
struct page {
	enum row_kind kind;
	size_t start, limit;
	json_t *filter, *sort;
	char *select;
};

/* Reads what the request asks for: 0, or -1 with the answer already made. */
int page_read(struct page *page, enum row_kind kind, const struct request *request, const struct cursors *cursors,
	      const struct options *options, struct answer *answer);
/* A cursor at `start` of the same list; its token is valid until CURSORS more were made. */
const char *cursor_make(struct cursors *cursors, const struct page *page, size_t start);
void cursors_free(struct cursors *cursors);
void page_free(struct page *page);

#endif
