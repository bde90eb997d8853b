/* Drawing the rows of a tab. */
#include "rows_draw.h"

#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "mkoz/base/i18n.h"
#include "panel.h"
#include "waits.h"
#include "words.h"

enum cell { CELL_SIGN, CELL_CODE, CELL_NAME, CELL_CHANGE, CELL_REMARK, CELL_COUNT };

static const char *const headings[CELL_COUNT] = {
    [CELL_SIGN] = "",	[CELL_CODE] = N_("code"), [CELL_NAME] = N_("name"), [CELL_CHANGE] = N_("change"),
    [CELL_REMARK] = "",
};

/* What a tab's rows say decides how wide their columns are: a status is short, and since when is what matters there. */
static const struct {
	struct column change, remark;
} tab_cells[TAB_COUNT] = {
    [TAB_ACTIVATE] = {{12, 24, 6, 0}, {12, 40, 3, 5}}, [TAB_CANCEL] = {{12, 28, 6, 0}, {22, 40, 3, 5}},
    [TAB_STATUS] = {{10, 20, 6, 0}, {17, 27, 5, 5}},   [TAB_DATA] = {{12, 90, 5, 0}, {12, 32, 2, 5}},
    [TAB_FINDINGS] = {{12, 40, 5, 0}, {12, 40, 2, 5}}, [TAB_BASKET] = {{12, 40, 4, 0}, {12, 40, 2, 5}},
};

static void place_cells(const struct app *app, int columns, int start[CELL_COUNT], int size[CELL_COUNT])
{
	int heading = (int)text_width(_("code")), longest = app->view.code_width;
	int code = longest > 14 ? 14 : longest < heading ? heading : longest;
	const struct column cells[CELL_COUNT] = {
	    [CELL_SIGN] = {3, 3, 0, 0},
	    [CELL_CODE] = {code < 6 ? code : 6, code, 9, 0},
	    [CELL_NAME] = {8, 40, 3, 4},
	    [CELL_CHANGE] = tab_cells[app->tab].change,
	    [CELL_REMARK] = tab_cells[app->tab].remark,
	};

	columns_place(cells, CELL_COUNT, columns, 1, start, size);
}

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

/* Between the anchor of a range and the cursor. */
static bool in_range(const struct app *app, size_t row)
{
	size_t first, last;

	return list_range(&app->lists[app->tab], &first, &last) && row >= first && row <= last;
}

static enum look row_look(const struct app *app, size_t row, bool cursor)
{
	size_t item = view_item(&app->view, row);
	const struct change *change = model_item(&app->model, item);

	if (cursor)
		return LOOK_CURSOR;
	if ((app->model.flags[item] & ITEM_MARKED) != 0 || in_range(app, row))
		return LOOK_MARK;
	if (change->state == STATE_FAILED || change->state == STATE_STALE)
		return LOOK_ERROR;
	if (change->state == STATE_REJECTED || change->state == STATE_DEFERRED)
		return LOOK_REFUSED;
	if (model_in_basket(change))
		return LOOK_DECIDED;
	return LOOK_TEXT;
}

/* Since when the session is as it is; kept with the plan, as it needs the change's sides. */
static const char *session_since(struct app *app, size_t item)
{
	const char **kept = &app->model.remarks[item];

	if (*kept == NULL) {
		const struct closeup *closeup = app_closeup(app, model_item(&app->model, item)->id);
		moment since = closeup->known && closeup->sides.has_subscriber ? closeup->sides.subscriber.session_since
									       : MOMENT_NONE;
		char at[MOMENT_TEXT_MAX];

		words_time(since, moment_now(), app->config->mk.timezone, at, sizeof at);
		*kept = arena_string(&app->model.now->plan.arena, at);
	}
	return *kept == NULL ? "" : *kept;
}

/* Where the column is narrow the change itself says whether the session is up. */
static void add_session(struct app *app, size_t item, int columns, struct text *out)
{
	const char *after = model_item(&app->model, item)->after, *since = session_since(app, item);

	if (*since == '\0')
		return;
	text_format(out, _("%s since %s"), after != NULL && strcmp(after, "\"OK\"") == 0 ? _("up") : _("down"), since);
	if (text_width(text_string(out)) <= (size_t)columns)
		return;
	text_reset(out);
	text_format(out, _("since %s"), since);
}

static void add_wait(struct text *out, const struct change *change)
{
	struct arena arena = {0};

	text_format(out, "%s: %s", words_state(change->state), waits_said(&arena, change->wait));
	arena_free(&arena);
}

/* The last column: what stands in the way or was decided; else what is known besides. */
static void remark_text(struct app *app, size_t item, int columns, struct text *out)
{
	const struct change *change = model_item(&app->model, item);

	if (model_is_todo(change) && change->guard != NULL)
		text_add(out, words_guard(change->guard)); /* the sign says that it is held */
	else if (change->state == STATE_DEFERRED && change->wait != NULL)
		add_wait(out, change);
	else if (change->moved && model_is_todo(change))
		text_add(out, _("moved"));
	else if (change->state != STATE_PENDING && change->state != STATE_OPEN)
		text_add(out, words_state(change->state));
	else if (change->kind == KIND_STATUS)
		add_session(app, item, columns, out);
	if (out->length == 0)
		text_format(out, "%s%s%s", change->box == NULL ? "" : change->box,
			    change->box != NULL && change->city != NULL ? ", " : "",
			    change->city == NULL ? "" : change->city);
}

static void cell_texts(struct app *app, size_t row, bool cursor, int remark, struct text cell[CELL_COUNT])
{
	size_t item = view_item(&app->view, row);
	const struct change *change = model_item(&app->model, item);
	bool mask = app_masks(app, change), marked = (app->model.flags[item] & ITEM_MARKED) != 0;
	struct arena arena = {0};

	text_format(&cell[CELL_SIGN], "%s%s%s", cursor ? draw_sign(app->draw, SIGN_CURSOR) : " ",
		    marked		 ? draw_sign(app->draw, SIGN_MARK)
		    : in_range(app, row) ? draw_is_utf8(app->draw) ? "○" : "o"
					 : " ",
		    rows_state_sign(app, change));
	text_add(&cell[CELL_CODE], change->code == NULL ? "-" : change->code);
	if (change->name != NULL)
		text_format(&cell[CELL_NAME], "%s", mask ? words_masked(&arena, change->name) : change->name);
	words_change(&cell[CELL_CHANGE], change, mask);
	remark_text(app, item, remark, &cell[CELL_REMARK]);
	arena_free(&arena);
}

/* The row of the list on a line of the screen. */
static void draw_row(struct app *app, struct area area, int line, size_t row, bool cursor)
{
	struct text cell[CELL_COUNT] = {{0}};
	int start[CELL_COUNT], size[CELL_COUNT];
	enum look look = row_look(app, row, cursor);

	place_cells(app, area.columns, start, size);
	cell_texts(app, row, cursor, size[CELL_REMARK], cell);
	draw_padded(app->draw, line, area.column, area.columns, look, "");
	for (size_t i = 0; i < CELL_COUNT; i++) {
		draw_text(app->draw, line, area.column + start[i], size[i], look, text_string(&cell[i]));
		text_free(&cell[i]);
	}
}

static void draw_heading(struct app *app, struct area area)
{
	int start[CELL_COUNT], size[CELL_COUNT];

	place_cells(app, area.columns, start, size);
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
					       : _("There is no plan yet: R reads MK and OZmap and makes one.");
	if (!app->settled)
		return "";
	if (app->view.order_count > 0)
		return _("The filter hides all of them: f changes it, F shows them again.");
	if (app->tab == TAB_BASKET)
		return _("The basket is empty. What is approved (a) comes here, to be released (A).");
	if (app->model.cosmetic > 0 && app->tab == TAB_DATA && !app->model.show_cosmetic)
		return _("Nothing to do but cosmetic differences: t shows them.");
	return _("Nothing to do here.");
}

static void draw_empty(struct app *app, struct area area)
{
	struct page page = {0};

	if (area.rows > 2) {
		area.row++;
		area.rows--;
	}
	page_wrap(&page, 3, area.columns - 1, LOOK_DIM, empty_text(app));
	panel_draw_page(app, &page, area, 0, -1);
	page_free(&page);
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
		size_t row = list->top + (size_t)i;

		if (row < app->view.count)
			draw_row(app, area, area.row + i, row, row == list->cursor);
	}
	if (app->view.count == 0)
		draw_empty(app, area);
}

static void add_counts(struct app *app, struct text *out)
{
	size_t marked, seen;

	app_count_marks(app, &marked, &seen);
	if (app->view.filter != NULL && !filter_is_empty(app->view.filter))
		text_format(out, _("%zu of %zu"), app->view.count, app->view.order_count);
	else
		text_format(out,
			    app->tab == TAB_FINDINGS ? ngettext("%zu finding", "%zu findings", app->view.count)
						     : ngettext("%zu change", "%zu changes", app->view.count),
			    app->view.count);
	if (!app->settled)
		text_add(out, "…");
	if (marked > 0)
		text_format(out, ngettext(", %zu marked", ", %zu marked", marked), marked);
	if (marked > seen)
		text_format(out, ngettext(" (%zu hidden)", " (%zu hidden)", marked - seen), marked - seen);
	if (app->tab == TAB_DATA && app->model.cosmetic > 0 && !app->model.show_cosmetic)
		text_format(out, ngettext(", %zu cosmetic hidden", ", %zu cosmetic hidden", app->model.cosmetic),
			    app->model.cosmetic);
	if (app->session.sorts[app->tab] != SORT_PLAN)
		text_format(out, _(", by %s"), sort_name(app->session.sorts[app->tab]));
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
