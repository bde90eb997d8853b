/* One page of a list, and where the next one is: decisions only, nothing is sent here. */
#ifndef MKOZ_OZMAP_PAGE_H
#define MKOZ_OZMAP_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"
#include "mkoz/base/json.h"

enum paging {
	PAGING_END, /* it says that it is the last */
	PAGING_FOLLOW, /* next_url leads on */
	PAGING_NUMBER, /* no word about it: go on with page=2… */
};

/* Borrowed from the answer's JSON. */
struct page {
	size_t total, limit; /* limit: 0 when the server does not say */
	const json_t *rows;
	size_t row_count;
	enum paging paging;
	const char *next_url; /* with PAGING_FOLLOW */
};

/* Reads a page; `what` names it in errors. -1 when it is no page: not an object, no rows, no usable total. */
int page_read(struct page *page, const json_t *answer, const char *what, struct error *error);
/* Looks into a page's text for where the next one is, without parsing it: so that the next page is under way while this
 * one is parsed. A copy (the caller frees it), or NULL: not told, not plainly, or no JSON. A guess: page_read decides.
 */
char *page_peek(const char *bytes, size_t length);
/* How many rows each page has that is asked for by number, judged by the first, when `asked` were asked for: what the
 * server granted, or fewer where it gave fewer than that and has more. 0 when the first page cannot be right. */
size_t page_granted(const struct page *first, size_t asked);
/* How many pages of `granted` rows there are. */
size_t page_count(size_t total, size_t granted);

#endif
