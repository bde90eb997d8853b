/* A field of the two sides, beside each other, each value whole over as many lines as it takes. */
#include "pair.h"

#include <stdlib.h>
#include <string.h>

#include "words.h"

void pair_mark(struct page *page, int column, int width, const char *text, size_t from, size_t to)
{
	char *part = strndup(text, from);
	int used = 0;

	if (part != NULL && from > 0) {
		page_span(page, column, width, LOOK_DIFFERENCE, part);
		used = (int)text_width(part);
	}
	free(part);
	part = strndup(text + from, to - from);
	if (part != NULL && to > from && used < width) {
		page_span(page, column + used, width - used, LOOK_DIFFERENCE_TEXT, part);
		used += (int)text_width(part);
	}
	free(part);
	if (used < width && text[to] != '\0')
		page_span(page, column + used, width - used, LOOK_DIFFERENCE, text + to);
}

/* A value of one side, and how much of it stands on lines already. */
struct cell {
	const char *text;
	size_t at, from, to; /* from, to: what differs */
	int column;
};

/* Bytes of the next line: up to the last blank that fits, else as much as fits; a line's end in a value is no end here,
 * it is shown. */
static size_t part_bytes(const char *text, int width)
{
	size_t fit = text_fit(text, (size_t)width), at = fit;
	const char *next = text;

	if (text[fit] == '\0' || text[fit] == ' ')
		return fit;
	while (at > 0 && text[at - 1] != ' ')
		at--;
	if (at > 0 || fit > 0)
		return at > 0 ? at : fit;
	text_next(&next); /* wider than the column */
	return (size_t)(next - text);
}

/* The next part of the value that fits. */
static void add_part(struct page *page, struct cell *cell, int width, bool differs)
{
	size_t bytes = part_bytes(cell->text + cell->at, width), end = cell->at + bytes;
	size_t from = cell->from > end ? end : cell->from < cell->at ? cell->at : cell->from;
	size_t to = cell->to > end ? end : cell->to < from ? from : cell->to;
	char *part = strndup(cell->text + cell->at, bytes);

	if (part != NULL && bytes > 0 && differs)
		pair_mark(page, cell->column, width, part, from - cell->at, to - cell->at);
	else if (part != NULL && bytes > 0)
		page_span(page, cell->column, width, LOOK_TEXT, part);
	free(part);
	cell->at = end + (cell->text[end] == ' ');
}

void pair_add(struct page *page, const struct side_pair *pair, bool left_side, bool right_side, struct pair_shape shape)
{
	int middle = shape.columns / 2, value = middle - shape.labels - 3;
	struct cell left = {.text = pair->left == NULL ? "" : pair->left, .column = shape.labels + 2};
	struct cell right = {.text = pair->right == NULL ? "" : pair->right, .column = middle + shape.labels + 2};

	page_line(page);
	if (left_side)
		page_span(page, 2, shape.labels - 1, LOOK_LABEL, pair->left_label);
	if (right_side)
		page_span(page, middle + 2, shape.labels - 1, LOOK_LABEL, pair->right_label);
	if (pair->differs) {
		words_difference(left.text, right.text, &left.from, &left.to, &right.to);
		right.from = left.from;
		page_span(page, middle, 1, LOOK_DIFFERENCE, shape.unlike);
	}
	value = value < 1 ? 1 : value;
	add_part(page, &left, value, pair->differs);
	add_part(page, &right, value, pair->differs);
	while (left.text[left.at] != '\0' || right.text[right.at] != '\0') {
		page_line(page);
		add_part(page, &left, value, pair->differs);
		add_part(page, &right, value, pair->differs);
	}
}
