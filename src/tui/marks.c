/* Marks: what a command acts on when there are any. */
#include "marks.h"

#include "app.h"
#include "mkoz/base/i18n.h"

/* Sets a mark that a range or a filter chose: never on a change that is approved only on its own row (spec §4). Gives
 * whether it was left out. */
static bool mark_many(struct app *app, size_t row)
{
	size_t item = view_item(&app->view, row);

	if (item == VIEW_NOT_FOUND)
		return false;
	if (model_item(&app->model, item)->alone)
		return true;
	model_flag(&app->model, item, app->model.flags[item] | ITEM_MARKED);
	return false;
}

static void say_left_out(struct app *app, size_t left_out)
{
	if (left_out > 0)
		app_say(app, LOOK_WARNING,
			ngettext("%zu left out: it is approved only on its own row (moved address, transfer)",
				 "%zu left out: they are approved only on their own rows (moved addresses, transfers)",
				 left_out),
			left_out);
}

void marks_by_filter(struct app *app, const char *expression)
{
	struct filter *filter = NULL;
	struct error error = {0};
	size_t left_out = 0;

	if (filter_parse(&filter, expression, NULL, &error) != 0) {
		app_say_error(app, &error);
		return;
	}
	for (size_t row = 0; row < app->view.count; row++)
		if (filter_matches(filter, model_item(&app->model, app->view.rows[row]), app->view.now))
			left_out += mark_many(app, row);
	filter_free(filter);
	say_left_out(app, left_out);
}

void marks_toggle(struct app *app)
{
	size_t item = view_item(&app->view, app_list(app)->cursor);

	if (item == VIEW_NOT_FOUND)
		return;
	model_flag(&app->model, item, app->model.flags[item] ^ ITEM_MARKED);
	list_move(app_list(app), 1);
}

static void mark_range(struct app *app)
{
	size_t first, last, left_out = 0;

	if (!list_range(app_list(app), &first, &last))
		return;
	for (size_t row = first; row <= last; row++)
		left_out += mark_many(app, row);
	say_left_out(app, left_out);
}

void marks_range(struct app *app)
{
	struct list *list = app_list(app);

	if (list->anchor == LIST_NO_ANCHOR) {
		list->anchor = list->cursor;
		app_say(app, LOOK_HINT, _("range: move, then v again marks it"));
		return;
	}
	mark_range(app);
	list->anchor = LIST_NO_ANCHOR;
}

static void extend(struct app *app, int step)
{
	struct list *list = app_list(app);

	if (list->count == 0)
		return;
	mark_many(app, list->cursor);
	list_move(list, step);
	say_left_out(app, mark_many(app, list->cursor));
}

void marks_range_up(struct app *app)
{
	extend(app, -1);
}

void marks_range_down(struct app *app)
{
	extend(app, 1);
}

void marks_all(struct app *app)
{
	size_t left_out = 0;

	for (size_t row = 0; row < app->view.count; row++)
		left_out += mark_many(app, row);
	say_left_out(app, left_out);
}

void marks_none(struct app *app)
{
	for (size_t i = 0; i < model_size(&app->model); i++)
		if ((app->model.flags[i] & ITEM_MARKED) != 0)
			model_flag(&app->model, i, app->model.flags[i] & ~(unsigned)ITEM_MARKED);
	app_list(app)->anchor = LIST_NO_ANCHOR;
}
