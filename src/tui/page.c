/* A page of text that can be scrolled. */
#include "page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/array.h"
#include "mkoz/base/text.h"

void page_clear(struct page *page)
{
	arena_free(&page->arena);
	page->span_count = 0;
	page->line_count = 0;
}

void page_free(struct page *page)
{
	page_clear(page);
	free(page->spans);
	free(page->lines);
	*page = (struct page){0};
}

void page_line(struct page *page)
{
	if (array_grow(&page->lines, &page->line_capacity, page->line_count, sizeof *page->lines, NULL) != 0)
		return;
	page->lines[page->line_count++] = (struct page_line){.first = page->span_count, .tag = PAGE_NO_TAG};
}

void page_tag(struct page *page, int tag)
{
	if (page->line_count > 0)
		page->lines[page->line_count - 1].tag = tag;
}

int page_tag_at(const struct page *page, size_t line)
{
	return line < page->line_count ? page->lines[line].tag : PAGE_NO_TAG;
}

void page_span(struct page *page, int column, int width, enum look look, const char *text)
{
	const char *copy = arena_string(&page->arena, text);

	if (copy == NULL || page->line_count == 0 ||
	    array_grow(&page->spans, &page->span_capacity, page->span_count, sizeof *page->spans, NULL) != 0)
		return;
	page->spans[page->span_count++] =
	    (struct page_span){.column = column, .width = width, .look = look, .text = copy};
	page->lines[page->line_count - 1].count++;
}

void page_format(struct page *page, int column, enum look look, const char *format, ...)
{
	char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) >= 0) {
		page_span(page, column, 0, look, text);
		free(text);
	}
	va_end(arguments);
}

void page_say(struct page *page, enum look look, const char *text)
{
	page_line(page);
	page_span(page, 1, 0, look, text);
}

void page_heading(struct page *page, const char *text)
{
	if (page->line_count > 0)
		page_line(page);
	page_say(page, LOOK_HEADING, text);
}

/* Bytes of `text` for one line of `width` columns: up to the last blank that fits, else as much as fits. */
static size_t line_bytes(const char *text, size_t width)
{
	size_t newline = strcspn(text, "\n"), fit = text_fit(text, width), at;

	if (newline <= fit)
		return newline;
	if (text[fit] == '\0' || text[fit] == ' ')
		return fit;
	for (at = fit; at > 0 && text[at - 1] != ' '; at--)
		;
	if (at == 0)
		at = fit;
	/* a character wider than the line goes alone, over its edge */
	return at > 0 ? at : newline;
}

static void wrap(struct page *page, int column, int width, enum look look, const char *text, bool begun)
{
	int tag = begun && page->line_count > 0 ? page->lines[page->line_count - 1].tag : PAGE_NO_TAG;
	size_t columns = width > column + 8 ? (size_t)(width - column) : 8;

	do {
		size_t bytes = line_bytes(text, columns), shown = bytes;
		char *part;

		while (shown > 0 && text[shown - 1] == ' ')
			shown--;
		part = strndup(text, shown);

		if (!begun) {
			page_line(page);
			page_tag(page, tag);
		}
		begun = false;
		if (part != NULL)
			page_span(page, column, 0, look, part);
		free(part);
		text += bytes;
		text += *text == ' ' || *text == '\n';
	} while (*text != '\0');
}

void page_wrap(struct page *page, int column, int width, enum look look, const char *text)
{
	wrap(page, column, width, look, text, false);
}

void page_wrap_on(struct page *page, int column, int width, enum look look, const char *text)
{
	wrap(page, column, width, look, text, true);
}

void page_field(struct page *page, int column, int width, enum look look, const char *label, const char *text)
{
	page_line(page);
	page_span(page, 1, column - 2, LOOK_LABEL, label);
	wrap(page, column, width, look, text == NULL ? "" : text, true);
}
