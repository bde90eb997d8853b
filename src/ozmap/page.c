/* One page of a list, and where the next one is. */
#include "ozmap/page.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"

#define TOTAL_MAX 20000000

static bool read_size(const json_t *value, size_t *size)
{
	json_int_t number = json_integer_value(value);

	if (json_is_real(value) && json_real_value(value) >= 0 && json_real_value(value) <= TOTAL_MAX)
		number = (json_int_t)json_real_value(value);
	else if (!json_is_integer(value))
		return false;
	if (number < 0 || number > TOTAL_MAX)
		return false;
	*size = (size_t)number;
	return true;
}

static enum paging read_paging(const json_t *answer, const char **next_url)
{
	const json_t *more = json_object_get(answer, "hasNextPage");

	*next_url = json_member_string(answer, "nextUrl");
	if (json_is_false(more))
		return PAGING_END;
	if (*next_url != NULL && **next_url != '\0')
		return PAGING_FOLLOW;
	return PAGING_NUMBER;
}

int page_read(struct page *page, const json_t *answer, const char *what, struct error *error)
{
	*page = (struct page){0};
	if (!json_is_object(answer))
		return error_fail(error,
				  _("OZmap: %s: %s came where a page belongs: check [ozmap] url; no plan is made"),
				  what, json_is_array(answer) ? _("a list") : _("a bare value"));
	page->rows = json_object_get(answer, "rows");
	if (!json_is_array(page->rows))
		return error_fail(error, _("OZmap: %s: the page has no rows: check [ozmap] url; no plan is made"),
				  what);
	page->row_count = json_array_size(page->rows);
	if (!read_size(json_object_get(answer, "total"), &page->total))
		return error_fail(error, _("OZmap: %s: the page has no usable total: no plan is made from it"), what);
	if (!read_size(json_object_get(answer, "limit"), &page->limit))
		page->limit = 0;
	page->paging = read_paging(answer, &page->next_url);
	return 0;
}

/* The end of the string that begins at `at`, past its closing quote; NULL when it has none. */
static const char *string_end(const char *at, const char *end)
{
	for (at++; at < end && (at = memchr(at, '"', (size_t)(end - at))) != NULL; at++) {
		const char *back = at;

		while (back[-1] == '\\')
			back--;
		if ((at - back) % 2 == 0)
			return at + 1;
	}
	return NULL;
}

/* The value right after a member's name when that stands at `at`, else NULL. */
static const char *member_value(const char *at, const char *end, const char *name)
{
	size_t length = strlen(name);

	if ((size_t)(end - at) < length || memcmp(at, name, length) != 0)
		return NULL;
	at += length;
	while (at < end && (*at == ' ' || *at == ':'))
		at++;
	return at < end ? at : NULL;
}

/* Looks at one string at the top of the object: whether it names one of the two members. */
static void peek_member(const char *at, const char *end, bool *more, const char **next)
{
	const char *value = member_value(at, end, "\"hasNextPage\"");

	if (value != NULL)
		*more = (size_t)(end - value) > 4 && memcmp(value, "true", 4) == 0;
	value = member_value(at, end, "\"nextUrl\"");
	if (value != NULL && *value == '"')
		*next = value;
}

char *page_peek(const char *bytes, size_t length)
{
	const char *at = bytes, *end = bytes + length, *next = NULL, *close;
	bool more = false;
	size_t depth = 0;

	while (at != NULL && at < end) {
		if (*at == '{' || *at == '[')
			depth++;
		else if ((*at == '}' || *at == ']') && depth > 0)
			depth--;
		if (*at == '"' && depth == 1)
			peek_member(at, end, &more, &next);
		at = *at == '"' ? string_end(at, end) : at + 1;
	}
	close = more && next != NULL ? string_end(next, end) : NULL;
	if (close == NULL || memchr(next, '\\', (size_t)(close - next)) != NULL)
		return NULL;
	return strndup(next + 1, (size_t)(close - next) - 2);
}

size_t page_granted(const struct page *first, size_t asked)
{
	size_t granted = first->limit > 0 ? first->limit : asked;

	if (first->row_count < granted && first->row_count < first->total)
		granted = first->row_count;
	return granted;
}

size_t page_count(size_t total, size_t granted)
{
	return granted == 0 ? 0 : (total + granted - 1) / granted;
}
