/* Pages of a list: start and limit, and the opaque cursors of the newer paging. */
#include "paging.h"

#include <stdlib.h>
#include <string.h>

/* A whole number above zero, or 0. */
static size_t positive(const char *text)
{
	char *end = NULL;
	if (text == NULL || *text < '0' || *text > '9')
		return 0;
	unsigned long long value = strtoull(text, &end, 10);
	return *end == '\0' && value < 1000000000ULL ? (size_t)value : 0;
}

static const struct cursor *cursor_find(const struct cursors *cursors, const char *token)
{
	for (size_t i = 0; i < CURSORS; i++)
		if (cursors->items[i].token[0] != '\0' && strcmp(cursors->items[i].token, token) == 0)
			return &cursors->items[i];
	return NULL;
}

static int page_from_cursor(struct page *page, const char *token, const struct cursors *cursors, size_t limit,
			    struct answer *answer)
{
	const struct cursor *cursor = cursor_find(cursors, token);
	if (cursor == NULL || cursor->kind != page->kind) {
		answer_error(answer, 400, "Invalid cursor");
		return -1;
	}
	page->start = cursor->start;
	page->limit = limit > 0 ? limit : cursor->limit;
	page->filter = json_incref(cursor->filter);
	page->sort = json_incref(cursor->sort);
	page->select = cursor->select != NULL ? sim_copy(cursor->select) : NULL;
	return 0;
}

static int page_from_query(struct page *page, const struct request *request, size_t limit, struct answer *answer)
{
	bool bad_filter = false, bad_sort = false;
	size_t number = positive(request_query(request, "page"));
	const char *select = request_query(request, "select");
	page->limit = limit > 0 ? limit : 100;
	page->start = number > 0 ? number - 1 : 0; /* in pages yet: the limit is not granted */
	page->filter = request_argument(request, "filter", &bad_filter);
	page->sort = request_argument(request, "sort", &bad_sort);
	page->select = select != NULL ? sim_copy(select) : NULL;
	if (!bad_filter && !bad_sort)
		return 0;
	answer_error(answer, 400, "Invalid %s: not JSON", bad_filter ? "filter" : "sort");
	return -1;
}

int page_read(struct page *page, enum row_kind kind, const struct request *request, const struct cursors *cursors,
	      const struct options *options, struct answer *answer)
{
	size_t limit = positive(request_query(request, "limit"));
	const char *token = request_query(request, "cursor");
	size_t largest = (size_t)options->page_limit;
	*page = (struct page){.kind = kind};
	if (request->fault.kind == FAULT_SMALLER_LIMIT) {
		size_t half = (limit > 0 ? limit : 100) / 2;
		double smaller = fault_number(&request->fault, "limit", (double)half);
		largest = smaller >= 1 ? (size_t)smaller : 1;
	}
	int result = token != NULL ? page_from_cursor(page, token, cursors, limit, answer)
				   : page_from_query(page, request, limit, answer);
	if (result == 0 && page->limit > largest)
		page->limit = largest;
	if (result == 0 && token == NULL)
		page->start *= page->limit;
	return result;
}

static void cursor_free(struct cursor *cursor)
{
	json_decref(cursor->filter);
	json_decref(cursor->sort);
	free(cursor->select);
	*cursor = (struct cursor){0};
}

const char *cursor_make(struct cursors *cursors, const struct page *page, size_t start)
{
	struct cursor *cursor = &cursors->items[cursors->made++ % CURSORS];
	cursor_free(cursor);
	secret_make(cursor->token, CURSOR_BYTES);
	cursor->kind = page->kind;
	cursor->start = start;
	cursor->limit = page->limit;
	cursor->filter = json_incref(page->filter);
	cursor->sort = json_incref(page->sort);
	cursor->select = page->select != NULL ? sim_copy(page->select) : NULL;
	return cursor->token;
}

void cursors_free(struct cursors *cursors)
{
	for (size_t i = 0; i < CURSORS; i++)
		cursor_free(&cursors->items[i]);
}

void page_free(struct page *page)
{
	json_decref(page->filter);
	json_decref(page->sort);
	free(page->select);
}
