/* A screen that is a page of text. */
#include "paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "panel.h"

struct paper *paper_open(struct app *app, const struct paper_ops *ops, void *data)
{
	struct paper *paper = calloc(1, sizeof *paper);

	if (paper == NULL) {
		if (ops->free_data != NULL)
			ops->free_data(data);
		return NULL;
	}
	paper->ops = ops;
	paper->data = data;
	paper->stale = true;
	list_start(&paper->list);
	app_push(app, &ops->screen, paper);
	return paper;
}

struct paper *paper_top(struct app *app)
{
	const struct screen *top = app_top(app);

	return top->ops->draw == paper_draw ? top->state : NULL;
}

void paper_close(void *state)
{
	struct paper *paper = state;

	if (paper->ops->free_data != NULL)
		paper->ops->free_data(paper->data);
	page_free(&paper->page);
	free(paper);
}

void paper_news(struct app *app, void *state)
{
	struct paper *paper = state;

	(void)app;
	paper->stale = true;
}

/* The key that leads to the rest. */
static void add_way_on(const struct app *app, char *out, size_t size, const char *command)
{
	char key[PRESS_NAME_MAX];
	size_t used = strlen(out);

	snprintf(out + used, size - used, " · %s ",
		 press_said(keymap_first(&app->keymap, tui_command_find(command)), key));
}

static void draw_title_bar(struct app *app, const struct paper *paper, struct area area)
{
	char place[96] = "";
	size_t last = paper->list.top + paper->list.height;
	int room = area.columns, used;

	draw_padded(app->draw, area.row, 0, area.columns, LOOK_TAB, "");
	if (paper->page.line_count > paper->list.height) {
		last = last > paper->page.line_count ? paper->page.line_count : last;
		snprintf(place, sizeof place, _("%zu to %zu of %zu"), paper->list.top + 1, last,
			 paper->page.line_count);
		add_way_on(app, place, sizeof place, last < paper->page.line_count ? "page-down" : "page-up");
		room -= (int)text_width(place) + 1;
		if (room > 0)
			draw_text(app->draw, area.row, room + 1, area.columns, LOOK_TAB, place);
	}
	used = 1 + draw_text(app->draw, area.row, 1, room - 1, LOOK_TAB_CURRENT, _(paper->ops->title));
	if (paper->subtitle[0] != '\0')
		draw_text(app->draw, area.row, used + 1, room - used - 1, LOOK_TAB, paper->subtitle);
}

void paper_draw(struct app *app, void *state)
{
	struct paper *paper = state;
	struct area body = app->layout.status;
	int rows, columns;

	draw_size(app->draw, &rows, &columns);
	body.row = app->layout.tabs.rows > 0 ? app->layout.tabs.row + 1 : 0;
	body.rows = rows - body.row - app->layout.footer.rows;
	if (paper->stale || paper->width != columns) {
		paper->width = columns;
		page_clear(&paper->page);
		paper->ops->build(app, paper);
		paper->stale = false;
	}
	frame_draw(app);
	list_fit(&paper->list, paper->page.line_count, body.rows > 0 ? (size_t)body.rows : 1);
	paper->end_seen |= paper->list.top + paper->list.height >= paper->page.line_count;
	if (app->layout.tabs.rows > 0)
		draw_title_bar(app, paper, app->layout.tabs);
	panel_draw_page(app, &paper->page, body, paper->list.top, -1);
	frame_footer(app);
}

bool paper_input(struct app *app, void *state, const struct input *input)
{
	struct paper *paper = state;

	(void)app;
	if (input->type != INPUT_MOUSE)
		return input->type != INPUT_PRESS;
	if (input->mouse == MOUSE_WHEEL_UP)
		list_scroll(&paper->list, -3);
	else if (input->mouse == MOUSE_WHEEL_DOWN)
		list_scroll(&paper->list, 3);
	return true;
}
