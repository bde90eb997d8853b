/* Drawing the rows of a tab. */
#include "rows_draw.h"

#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "mkoz/base/i18n.h"
#include "words.h"

enum cell { CELL_SIGN, CELL_CODE, CELL_NAME, CELL_CHANGE, CELL_PLACE, CELL_STATE, CELL_COUNT };

static const struct column cells[CELL_COUNT] = {
    [CELL_SIGN] = {3, 3, 0, 0},	    [CELL_CODE] = {6, 14, 1, 0},   [CELL_NAME] = {8, 32, 3, 4},
    [CELL_CHANGE] = {12, 60, 4, 0}, [CELL_PLACE] = {12, 28, 2, 5}, [CELL_STATE] = {10, 16, 1, 6},
};
static const char *const headings[CELL_COUNT] = {
    [CELL_SIGN] = "",
    [CELL_CODE] = N_("code"),
    [CELL_NAME] = N_("name"),
    [CELL_CHANGE] = N_("change"),
    [CELL_PLACE] = N_("box, city"),
    [CELL_STATE] = N_("state"),
};

static const char *const state_signs[STATE_COUNT][2] = {
    [STATE_PENDING] = {" ", " "},  [STATE_REQUESTED] = {"?", "?"}, [STATE_APPROVED] = {"+", "✓"},
    [STATE_RELEASED] = {">", "»"}, [STATE_APPLYING] = {">", "»"},  [STATE_APPLIED] = {"=", "✓"},
    [STATE_FAILED] = {"!", "!"},   [STATE_STALE] = {"~", "~"},	   [STATE_REJECTED] = {"x", "✗"},
    [STATE_DEFERRED] = {"w", "w"}, [STATE_WITHDRAWN] = {"-", "-"}, [STATE_OPEN] = {" ", " "},
};

const char *rows_state_sign(const struct app *app, const struct change *change)
{
	if (model_is_todo(change) && change->guard != NULL)
		return "h";
	return state_signs[change->state][draw_is_utf8(app->draw) ? 1 : 0];
}

static enum look row_look(const struct app *app, size_t item, bool cursor)
{
	const struct change *change = model_item(&app->model, item);

	if (cursor)
		return LOOK_CURSOR;
	if ((app->model.flags[item] & ITEM_MARKED) != 0)
		return LOOK_MARK;
	if (change->state == STATE_FAILED || change->state == STATE_STALE)
		return LOOK_ERROR;
	if (change->state == STATE_REJECTED || change->state == STATE_DEFERRED)
		return LOOK_REFUSED;
	if (model_in_basket(change))
		return LOOK_DECIDED;
	return LOOK_TEXT;
}

static void state_text(const struct change *change, char *out, size_t size)
{
	if (change->state == STATE_DEFERRED && change->wait != NULL)
		snprintf(out, size, "%s: %s", words_state(change->state), change->wait);
	else if (model_is_todo(change) && change->guard != NULL)
		snprintf(out, size, _("held: %s"), change->guard);
	else if (change->moved && model_is_todo(change))
		snprintf(out, size, "%s", _("moved"));
	else if (change->state == STATE_PENDING || change->state == STATE_OPEN)
		out[0] = '\0';
	else
		snprintf(out, size, "%s", words_state(change->state));
}

static void place_text(struct text *out, const struct change *change)
{
	if (change->box != NULL)
		text_add(out, change->box);
	if (change->city != NULL)
		text_format(out, "%s%s", out->length > 0 ? ", " : "", change->city);
}

/* The row's texts, one after the other in `text`, each with its NUL. */
static void cell_texts(const struct app *app, size_t item, bool cursor, struct text cell[CELL_COUNT])
{
	const struct change *change = model_item(&app->model, item);
	bool mask = app_masks(app, change), marked = (app->model.flags[item] & ITEM_MARKED) != 0;
	struct arena arena = {0};
	char state[64];

	text_format(&cell[CELL_SIGN], "%s%s%s", cursor ? draw_is_utf8(app->draw) ? "▸" : ">" : " ",
		    marked ? draw_sign(app->draw, SIGN_MARK) : " ", rows_state_sign(app, change));
	text_add(&cell[CELL_CODE], change->code == NULL ? "-" : change->code);
	if (change->name != NULL)
		text_add(&cell[CELL_NAME], mask ? words_masked(&arena, change->name) : change->name);
	words_change(&cell[CELL_CHANGE], change, mask);
	place_text(&cell[CELL_PLACE], change);
	state_text(change, state, sizeof state);
	text_add(&cell[CELL_STATE], state);
	arena_free(&arena);
}

static void draw_row(struct app *app, struct area area, int row, size_t item, bool cursor)
{
	struct text cell[CELL_COUNT] = {{0}};
	int start[CELL_COUNT], size[CELL_COUNT];
	enum look look = row_look(app, item, cursor);

	columns_place(cells, CELL_COUNT, area.columns, 1, start, size);
	cell_texts(app, item, cursor, cell);
	draw_padded(app->draw, row, area.column, area.columns, look, "");
	for (size_t i = 0; i < CELL_COUNT; i++) {
		draw_text(app->draw, row, area.column + start[i], size[i], look, text_string(&cell[i]));
		text_free(&cell[i]);
	}
}

static void draw_heading(struct app *app, struct area area)
{
	int start[CELL_COUNT], size[CELL_COUNT];

	columns_place(cells, CELL_COUNT, area.columns, 1, start, size);
	draw_padded(app->draw, area.row, area.column, area.columns, LOOK_LABEL, "");
	for (size_t i = 0; i < CELL_COUNT; i++)
		if (headings[i][0] != '\0')
			draw_text(app->draw, area.row, area.column + start[i], size[i], LOOK_LABEL, _(headings[i]));
}

/* What an empty list says, and which key helps. */
static const char *empty_text(const struct app *app)
{
	if (app->model.now == NULL)
		return app->pulse.trouble[0] != '\0' ? app->pulse.trouble : _("reading the store");
	if (!app->model.now->has_plan && app->pulse.refreshing != 0)
		return _("The first plan is being made: MK and OZmap are read now.");
	if (!app->model.now->has_plan)
		return app->reviewer.read_only ? _("There is no plan yet, and this console only reads.")
					       : _("There is no plan yet. R reads MK and OZmap and makes one.");
	if (!app->settled)
		return "";
	if (app->view.order_count > 0)
		return _("The filter hides all of them. f changes it.");
	if (app->tab == TAB_BASKET)
		return _("The basket is empty. What is approved (a) comes here, to be released.");
	if (app->model.cosmetic > 0 && app->tab == TAB_DATA && !app->model.show_cosmetic)
		return _("Nothing to do but cosmetic differences. t shows them.");
	return _("Nothing to do here.");
}

void rows_draw(struct app *app, struct area area)
{
	struct list *list = app_list(app);
	bool heading = area.rows > 3;

	if (area.rows <= 0)
		return;
	if (heading) {
		draw_heading(app, area);
		area.row++;
		area.rows--;
	}
	if (app->settled || list->cursor < app->view.count)
		list_fit(list, app->view.count, (size_t)area.rows);
	for (int i = 0; i < area.rows; i++) {
		size_t item = view_item(&app->view, list->top + (size_t)i);

		if (item != VIEW_NOT_FOUND)
			draw_row(app, area, area.row + i, item, list->top + (size_t)i == list->cursor);
	}
	if (app->view.count == 0)
		draw_text(app->draw, area.row + (area.rows > 2), area.column + 3, area.columns - 4, LOOK_DIM,
			  empty_text(app));
}

static void add_counts(struct app *app, struct text *out)
{
	size_t marked, seen;

	app_count_marks(app, &marked, &seen);
	if (app->view.filter != NULL && !filter_is_empty(app->view.filter))
		text_format(out, _("%zu of %zu"), app->view.count, app->view.order_count);
	else
		text_format(out, "%zu", app->view.count);
	if (!app->settled)
		text_add(out, "…");
	if (marked > 0)
		text_format(out, ngettext(", %zu marked", ", %zu marked", marked), marked);
	if (marked > seen)
		text_format(out, _(" (%zu hidden)"), marked - seen);
	if (app->tab == TAB_DATA && app->model.cosmetic > 0 && !app->model.show_cosmetic)
		text_format(out, _(", %zu cosmetic hidden"), app->model.cosmetic);
	if (app->session.sorts[app->tab] != SORT_PLAN)
		text_format(out, _(", by %s"), view_sort_name(app->session.sorts[app->tab]));
	text_add(out, " ");
}

void rows_draw_status(struct app *app, struct area area)
{
	struct text right = {0};
	int room;

	if (area.rows <= 0)
		return;
	add_counts(app, &right);
	room = area.columns - (int)text_width(text_string(&right)) - 1;
	draw_padded(app->draw, area.row, 0, area.columns, LOOK_TEXT, "");
	if (app->view.expression[0] != '\0' && room > 8) {
		int used = draw_text(app->draw, area.row, 1, room, LOOK_LABEL, _("filter")) + 2;

		draw_text(app->draw, area.row, used, room - used, LOOK_WARNING, app->view.expression);
	}
	if (room > 0)
		draw_text(app->draw, area.row, room, area.columns, LOOK_LABEL, text_string(&right));
	text_free(&right);
}
