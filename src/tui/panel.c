/* The panel beside the list: the two sides of a change. */
#include "panel.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "pair.h"
#include "words.h"

#define LABEL_MOST 10

void panel_draw_rule(struct app *app, int row, int column, int columns, const char *left, const char *right)
{
	int middle = columns / 2;

	draw_line(app->draw, row, column, columns, LOOK_BORDER, SIGN_DASH);
	if (left != NULL) {
		draw_text(app->draw, row, column + 2, middle - 3, LOOK_HEADING, " ");
		draw_text(app->draw, row, column + 3, middle - 4, LOOK_HEADING, left);
		draw_text(app->draw, row, column + 3 + (int)text_width(left), 1, LOOK_HEADING, " ");
	}
	if (right != NULL) {
		draw_text(app->draw, row, column + middle + 1, middle - 2, LOOK_HEADING, " ");
		draw_text(app->draw, row, column + middle + 2, middle - 3, LOOK_HEADING, right);
		draw_text(app->draw, row, column + middle + 2 + (int)text_width(right), 1, LOOK_HEADING, " ");
	}
}

/* The value with what differs standing out; `from` and `to` are its bytes. Where the difference lies beyond the edge,
 * the text begins a little before it. */
static void draw_marked(struct app *app, int row, int column, int width, const char *text, size_t from, size_t to)
{
	char *part;
	int used = 0;
	size_t skip = 0;

	if (text_width(text) > (size_t)width && width > 12) {
		size_t before = text_width(text) - text_width(text + from);

		if (before + 8 > (size_t)width)
			skip = text_fit(text, before - (size_t)width / 3);
	}
	if (skip > 0)
		used += draw_text(app->draw, row, column, width, LOOK_DIM, "…");
	part = strndup(text + skip, from - skip);
	if (part != NULL && from > skip)
		used += draw_text(app->draw, row, column + used, width - used, LOOK_DIFFERENCE, part);
	free(part);
	part = strndup(text + from, to - from);
	if (part != NULL && to > from)
		used += draw_text(app->draw, row, column + used, width - used, LOOK_DIFFERENCE_TEXT, part);
	free(part);
	used += draw_text(app->draw, row, column + used, width - used, LOOK_DIFFERENCE, text + to);
	if (used == width && text_width(text + skip) + (skip > 0) > (size_t)width)
		draw_text(app->draw, row, column + width - 1, 1, LOOK_DIFFERENCE, "…");
}

void panel_draw_pair(struct app *app, const struct side_pair *pair, int row, int column, int columns)
{
	int middle = columns / 2, label = middle >= 24 ? LABEL_MOST : middle / 3;
	int width = middle - label - 3;
	const char *left = pair->left == NULL ? "" : pair->left, *right = pair->right == NULL ? "" : pair->right;
	size_t from = 0, left_to = 0, right_to = 0;

	if (pair->left != NULL || pair->differs)
		draw_text(app->draw, row, column + 2, label, LOOK_LABEL, pair->left_label);
	if (pair->right != NULL || pair->differs)
		draw_text(app->draw, row, column + middle + 2, label, LOOK_LABEL, pair->right_label);
	if (!pair->differs) {
		draw_text(app->draw, row, column + label + 3, width - 1, LOOK_TEXT, left);
		draw_text(app->draw, row, column + middle + label + 3, width, LOOK_TEXT, right);
		return;
	}
	words_difference(left, right, &from, &left_to, &right_to);
	draw_text(app->draw, row, column + middle, 1, LOOK_DIFFERENCE, draw_sign(app->draw, SIGN_UNLIKE));
	draw_marked(app, row, column + label + 3, width - 1, left, from, left_to);
	draw_marked(app, row, column + middle + label + 3, width, right, from, right_to);
}

void panel_draw_more(struct app *app, struct area area)
{
	const char *said = app->panel_focus ? _(" ↑ ↓ more, Tab back ") : _(" Tab: more ");
	int width = (int)text_width(said);

	if (area.columns > 3 * width)
		draw_text(app->draw, area.row - 1, area.column + area.columns - width - 2, width, LOOK_HINT, said);
}

void panel_draw_page(struct app *app, const struct page *page, struct area area, size_t top, long cursor)
{
	for (int i = 0; i < area.rows; i++) {
		size_t line = top + (size_t)i;

		if (line >= page->line_count)
			return;
		if ((long)line == cursor)
			draw_padded(app->draw, area.row + i, area.column, area.columns, LOOK_CURSOR, "");
		for (size_t s = 0; s < page->lines[line].count; s++) {
			const struct page_span *span = &page->spans[page->lines[line].first + s];
			int room = area.columns - span->column;

			if (span->width > 0 && span->width < room)
				room = span->width;
			draw_text(app->draw, area.row + i, area.column + span->column, room,
				  (long)line == cursor ? LOOK_CURSOR : span->look, span->text);
		}
	}
}

/* What is known of the change besides its sides: one line each. */
static void add_remarks(struct app *app, const struct change *change, struct page *page, int width)
{
	char age[32];

	if (change->moved)
		page_wrap(page, 2, width, LOOK_WARNING,
			  _("The address moved: the text would change, the pin and the drop stay at the old house."));
	if (change->alone && !change->moved)
		page_wrap(page, 2, width, LOOK_WARNING, _("Perhaps a transfer: approved only here, on its own row."));
	if (change->guard != NULL) {
		page_line(page);
		page_format(page, 2, LOOK_WARNING,
			    app->reviewer.role == ROLE_SUPERVISOR
				? _("held by a guard (%s): O overrides it")
				: _("held by a guard (%s): a supervisor can override it"),
			    words_guard(change->guard));
	}
	if (change->decided_by != NULL) {
		words_age(change->decided_at, moment_now(), age, sizeof age);
		page_line(page);
		page_format(page, 2, LOOK_DECIDED, _("%s by %s, %s ago%s%s"), words_state(change->state),
			    change->decided_by, age, change->reason == NULL ? "" : ": ",
			    change->reason == NULL ? "" : change->reason);
	}
	if (change->outcome != NULL)
		page_wrap(page, 2, width, LOOK_ERROR, change->outcome);
	if (change->note != NULL)
		page_wrap(page, 2, width, LOOK_TEXT, change->note);
	if (change->link != NULL) {
		page_line(page);
		page_format(page, 2, LOOK_TEXT, "%s",
			    app_masks(app, change) ? words_masked_link(&page->arena, change->link) : change->link);
	}
}

/* Where there is room for it, every value is shown whole. */
static bool draw_whole(struct app *app, const struct sides *sides, const size_t *order, size_t count,
		       const struct page *remarks, struct area area)
{
	struct pair_shape shape = {
	    .columns = area.columns, .labels = LABEL_MOST + 1, .unlike = draw_sign(app->draw, SIGN_UNLIKE)};
	struct page page = {0};
	struct area rest = area;
	bool fits;

	for (size_t i = 0; i < count; i++) {
		const struct side_pair *pair = &sides->pairs[order[i]];

		pair_add(&page, pair, pair->left != NULL || pair->differs, pair->right != NULL || pair->differs, shape);
	}
	fits = area.columns / 2 >= 24 && (int)(page.line_count + remarks->line_count + 1) <= area.rows;
	if (fits) {
		app->panel_top = 0;
		panel_draw_page(app, &page, area, 0, -1);
		rest.row += (int)page.line_count + 1;
		rest.rows -= (int)page.line_count + 1;
		panel_draw_page(app, remarks, rest, 0, -1);
	}
	page_free(&page);
	return fits;
}

static void draw_cut(struct app *app, const struct sides *sides, const size_t *order, size_t count,
		     const struct page *remarks, struct area area)
{
	size_t rows = (size_t)area.rows;
	struct area rest = area;

	rows = remarks->line_count + 3 < rows ? rows - remarks->line_count : rows;
	if (count > rows)
		panel_draw_more(app, area);
	if (app->panel_top + rows > count)
		app->panel_top = count > rows ? count - rows : 0;
	count = count - app->panel_top > rows ? app->panel_top + rows : count;
	for (size_t i = app->panel_top; i < count; i++)
		panel_draw_pair(app, &sides->pairs[order[i]], area.row + (int)(i - app->panel_top), area.column,
				area.columns);
	rest.row += (int)(count - app->panel_top);
	rest.rows -= (int)(count - app->panel_top);
	if (rest.rows > (int)remarks->line_count) {
		rest.row++;
		rest.rows--;
	}
	panel_draw_page(app, remarks, rest, 0, -1);
}

void panel_draw_sides(struct app *app, struct area area)
{
	const struct change *row = app_row(app);
	const struct closeup *closeup;
	size_t order[SIDES_MAX], count;
	struct page page = {0};

	if (area.rows < 2)
		return;
	panel_draw_rule(app, area.row, area.column, area.columns, "MK", "OZmap");
	if (row == NULL)
		return;
	closeup = app_closeup(app, row->id);
	if (!closeup->known) {
		draw_text(app->draw, area.row + 1, area.column + 2, area.columns - 2, LOOK_ERROR, closeup->error.text);
		return;
	}
	add_remarks(app, row, &page, area.columns - 2);
	count = sides_order(&closeup->sides, SIDES_MAX, order);
	area.row++;
	area.rows--;
	if (!draw_whole(app, &closeup->sides, order, count, &page, area))
		draw_cut(app, &closeup->sides, order, count, &page, area);
	page_free(&page);
}
