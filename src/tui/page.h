/* A page of text that can be scrolled: detail, help, questions, summaries. No curses. */
#ifndef MKOZ_TUI_PAGE_H
#define MKOZ_TUI_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/arena.h"
#include "theme.h"

#define PAGE_NO_TAG (-1)

/* A piece of a line: where it starts, how it looks, at most how wide (0: to the end). */
struct page_span {
	int column, width;
	enum look look;
	const char *text;
};
struct page_line {
	size_t first, count; /* its spans */
	int tag; /* what can be chosen here, or PAGE_NO_TAG */
};
/* Zeroed it is empty. Text is copied. Failed allocations leave lines out. */
struct page {
	struct page_span *spans;
	size_t span_count, span_capacity;
	struct page_line *lines;
	size_t line_count, line_capacity;
	struct arena arena;
};

void page_clear(struct page *page);
void page_free(struct page *page);
/* Begins a line. */
void page_line(struct page *page);
void page_tag(struct page *page, int tag);
/* The tag of a line, PAGE_NO_TAG outside the page. */
int page_tag_at(const struct page *page, size_t line);
/* Adds a span to the line begun last. */
void page_span(struct page *page, int column, int width, enum look look, const char *text);
void page_format(struct page *page, int column, enum look look, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Begins a line with one span from the left. */
void page_say(struct page *page, enum look look, const char *text);
/* A heading, with an empty line above it unless it is the first. */
void page_heading(struct page *page, const char *text);
/* `label` at column 1 and `text` from `column` on, broken over as many lines as it needs within `width`. */
void page_field(struct page *page, int column, int width, enum look look, const char *label, const char *text);
/* Text broken over lines, each from `column` on. */
void page_wrap(struct page *page, int column, int width, enum look look, const char *text);

/* The same, beginning on the line begun last; the lines that follow have its tag. */
void page_wrap_on(struct page *page, int column, int width, enum look look, const char *text);

#endif
