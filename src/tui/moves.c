/* The commands that move about. */
#include "moves.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "ask.h"
#include "detail_screen.h"
#include "log_screen.h"
#include "mkoz/base/i18n.h"
#include "paper.h"

/* Moves whatever has the focus: a page, the panel, or the list. */
static void move(struct app *app, long rows)
{
	struct paper *paper = paper_top(app);

	if (paper != NULL) {
		list_scroll(&paper->list, rows);
	} else if (app->panel_focus) {
		if (rows < 0)
			app->panel_top -= app->panel_top < (size_t)-rows ? app->panel_top : (size_t)-rows;
		else
			app->panel_top += (size_t)(rows < 1000 ? rows : 1000);
	} else {
		list_move(app_list(app), rows);
		app->panel_top = 0;
	}
}

static long page(struct app *app)
{
	struct paper *paper = paper_top(app);
	size_t height = paper != NULL ? paper->list.height : app_list(app)->height;

	return height > 1 ? (long)height - 1 : 1;
}

void move_down(struct app *app)
{
	move(app, 1);
}

void move_up(struct app *app)
{
	move(app, -1);
}

void move_page_down(struct app *app)
{
	move(app, page(app));
}

void move_page_up(struct app *app)
{
	move(app, -page(app));
}

void move_half_down(struct app *app)
{
	move(app, (page(app) + 1) / 2);
}

void move_half_up(struct app *app)
{
	move(app, -(page(app) + 1) / 2);
}

void move_first(struct app *app)
{
	move(app, -LONG_MAX / 2);
}

void move_last(struct app *app)
{
	move(app, LONG_MAX / 2);
}

void move_pane(struct app *app)
{
	app->panel_focus = !app->panel_focus && app->layout.panel.rows > 0;
	if (app->panel_focus)
		app_say(app, LOOK_HINT, "%s", _("the panel scrolls now; Tab goes back to the list"));
}

void move_open(struct app *app)
{
	struct paper *paper = paper_top(app);

	if (paper != NULL && paper->ops->enter != NULL)
		paper->ops->enter(app, paper);
	else if (paper == NULL && app->tab == TAB_LOG)
		log_open(app);
	else if (paper == NULL)
		detail_open(app);
}

/* Back from the tabs: the range first, then the panel; leaving the console is Q's. */
void move_back(struct app *app)
{
	if (app->depth > 1)
		app_pop(app);
	else if (app_list(app)->anchor != LIST_NO_ANCHOR)
		app_list(app)->anchor = LIST_NO_ANCHOR;
	else if (app->panel_focus)
		app->panel_focus = false;
	else
		app_say(app, LOOK_HINT, "%s", _("nothing to go back to: Q leaves the console"));
}

/* What this person approved and nobody has released yet. */
static size_t count_unreleased(const struct app *app)
{
	size_t count = 0;

	for (size_t i = 0; i < model_size(&app->model); i++) {
		const struct change *change = model_item(&app->model, i);

		count += change->state == STATE_APPROVED && change->decided_by != NULL &&
			 strcmp(change->decided_by, app->reviewer.actor.name) == 0;
	}
	return count;
}

static void quit(struct app *app, void *context, const char *text)
{
	(void)context;
	(void)text;
	app->quit = true;
}

void move_quit(struct app *app)
{
	size_t count = app->reviewer.read_only ? 0 : count_unreleased(app);
	char text[256];

	if (count == 0) {
		app->quit = true;
		return;
	}
	snprintf(
	    text, sizeof text,
	    ngettext("%zu change that you approved lies in the basket and is not released: nothing of it is written to "
		     "OZmap. Leave the console?",
		     "%zu changes that you approved lie in the basket and are not released: nothing of them is "
		     "written to OZmap. Leave the console?",
		     count),
	    count);
	ask_choice(app, &(struct question){.text = text, .yes = _("leave"), .answer = quit});
}

static void go(struct app *app, enum tab tab)
{
	while (app->depth > 1)
		app_pop(app);
	app_show_tab(app, tab);
}

void move_tab_1(struct app *app)
{
	go(app, TAB_ACTIVATE);
}

void move_tab_2(struct app *app)
{
	go(app, TAB_CANCEL);
}

void move_tab_3(struct app *app)
{
	go(app, TAB_STATUS);
}

void move_tab_4(struct app *app)
{
	go(app, TAB_DATA);
}

void move_tab_5(struct app *app)
{
	go(app, TAB_FINDINGS);
}

void move_tab_6(struct app *app)
{
	go(app, TAB_BASKET);
}

void move_tab_7(struct app *app)
{
	go(app, TAB_LOG);
}

void move_previous_tab(struct app *app)
{
	go(app, (enum tab)((app->tab + TAB_COUNT - 1) % TAB_COUNT));
}

void move_next_tab(struct app *app)
{
	go(app, (enum tab)((app->tab + 1) % TAB_COUNT));
}

void move_search_next(struct app *app)
{
	app_search(app, 1);
}

void move_search_previous(struct app *app)
{
	app_search(app, -1);
}
