/* The rows of the tab that is shown: cursor, marks, search. */
#include <string.h>

#include "app.h"
#include "copy.h"
#include "log_screen.h"
#include "mkoz/base/i18n.h"

struct list *app_list(struct app *app)
{
	return &app->lists[app->tab];
}

struct change *app_row(const struct app *app)
{
	size_t item;

	if (app->tab == TAB_LOG)
		return NULL;
	item = view_item(&app->view, app->lists[app->tab].cursor);
	return item == VIEW_NOT_FOUND ? NULL : model_item(&app->model, item);
}

void app_keep_cursor(struct app *app)
{
	const struct change *row = app_row(app);

	if (row != NULL)
		copy_text(app->anchor, sizeof app->anchor, row->id);
}

void app_rebuild(struct app *app)
{
	struct error error = {0};

	if (app->tab == TAB_LOG)
		return;
	app_keep_cursor(app);
	if (view_build(&app->view, &app->model, app->tab, app->session.sorts[app->tab], &error) != 0)
		app_say_error(app, &error);
	app->settled = false;
	app->dirty = true;
}

void app_show_tab(struct app *app, enum tab tab)
{
	app_keep_cursor(app);
	for (size_t i = 0; i < model_size(&app->model); i++)
		app->model.flags[i] &= (uint8_t)~ITEM_KEPT;
	app->tab = tab;
	app->panel_top = 0;
	app->panel_focus = false;
	app->lists[tab].anchor = LIST_NO_ANCHOR;
	if (tab == TAB_LOG) {
		journal_view_load(app);
		return;
	}
	/* the cursor of this tab is where it was, by row: rows of other tabs say nothing about it */
	app->anchor[0] = '\0';
	if (view_build(&app->view, &app->model, tab, app->session.sorts[tab], NULL) != 0)
		app_say(app, LOOK_ERROR, "%s", _("memory ran out: close the console and open it again"));
	app->settled = false;
}

/* Puts the cursor on the change that it was on, once its row is there. */
static void find_anchor(struct app *app)
{
	size_t item, row;

	if (app->anchor[0] == '\0' || app->model.now == NULL)
		return;
	item = snapshot_find(app->model.now, app->anchor);
	row = item == SNAPSHOT_NOT_FOUND ? VIEW_NOT_FOUND : view_row(&app->view, item);
	if (row != VIEW_NOT_FOUND)
		list_to(app_list(app), row);
	app->anchor[0] = '\0';
}

void app_settle(struct app *app, int milliseconds)
{
	struct list *list = app_list(app);

	if (app->settled || app->tab == TAB_LOG) {
		app->settled = true;
		return;
	}
	app->settled = view_step(&app->view, &app->model, milliseconds);
	/* while rows are still coming, the cursor may not be cut down to those that are there already */
	if (app->settled || list->cursor < app->view.count)
		list_fit(list, app->view.count, list->height);
	if (app->settled)
		find_anchor(app);
	app->dirty = true;
}

void app_count_marks(const struct app *app, size_t *marked, size_t *seen)
{
	*marked = app->model.marks[app->tab];
	*seen = 0;
	for (size_t row = 0; *seen < *marked && row < app->view.count; row++)
		*seen += app->model.flags[app->view.rows[row]] & ITEM_MARKED;
}

void app_search(struct app *app, int step)
{
	struct filter *filter = NULL;
	struct error error = {0};
	struct list *list = app_list(app);
	size_t count = app->view.count;

	if (filter_parse(&filter, app->search, NULL, &error) != 0) {
		app_say_error(app, &error);
		return;
	}
	for (size_t i = 1; i <= count; i++) {
		size_t row = step > 0 ? (list->cursor + i) % count : (list->cursor + count - i) % count;

		if (!filter_matches(filter, model_item(&app->model, app->view.rows[row]), app->view.now))
			continue;
		list_to(list, row);
		filter_free(filter);
		return;
	}
	app_say(app, LOOK_WARNING, _("nothing found for %s"), app->search);
	filter_free(filter);
}
