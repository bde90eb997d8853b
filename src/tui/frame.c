/* What stands around every screen: header, tabs, footer. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "mkoz/base/i18n.h"
#include "panel.h"
#include "words.h"

#define MESSAGE_ROWS 5
#define HINT_GAP 2

static const char *const tab_names[TAB_COUNT] = {
    [TAB_ACTIVATE] = N_("Activate"), [TAB_CANCEL] = N_("Cancel"), [TAB_STATUS] = N_("Status"), [TAB_DATA] = N_("Data"),
    [TAB_FINDINGS] = N_("Found"),    [TAB_BASKET] = N_("Basket"), [TAB_LOG] = N_("Log"),
};

const char *frame_tab_name(enum tab tab)
{
	return _(tab_names[tab]);
}

/* --- header
 * ------------------------------------------------------------------------------------------------------------ */

/* The plan's number and age; true when it is too old to be applied as it is. */
static bool add_plan(const struct app *app, struct text *out)
{
	const struct plan *plan = &app->model.now->plan;
	moment now = moment_now();
	char age[32];

	words_age(plan->created_at, now, age, sizeof age);
	text_format(out, _(" · plan %lld, %s old"), plan->id, age);
	if (now - plan->created_at <= app->config->guard.max_plan_age)
		return false;
	if (!app->reviewer.read_only && app->pulse.refreshing == 0)
		text_add(out, _(" (R refreshes)"));
	return true;
}

static bool add_guards(const struct app *app, struct text *out)
{
	bool any = false;

	for (int i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &app->model.now->guards[i];

		if (!guard->holds)
			continue;
		text_format(out, "%s%s %lld/%lld", any ? ", " : _(" · held: "), words_guard(guard_name(guard->kind)),
			    guard->count, guard->limit);
		any = true;
	}
	return any;
}

static bool add_processes(const struct app *app, struct text *out)
{
	const struct pulse *pulse = &app->pulse;
	const struct store_run *run = &pulse->run;

	if (pulse->has_run && run->ended_at == MOMENT_NONE)
		text_format(out, _(" · applying %zu/%zu (P shows it)"),
			    run->applied + run->failed + run->stale + run->held, run->total);
	if (pulse->refreshing != 0)
		text_add(out, _(" · refreshing"));
	if (pulse->trouble[0] != '\0')
		text_format(out, " · %s", pulse->trouble);
	else if (pulse->refreshing == 0 && pulse->refresh_failure[0] != '\0')
		text_add(out, app->model.now != NULL && app->model.now->has_plan ? _(" · last refresh failed (G)")
										 : _(" · last refresh failed"));
	else
		return false;
	return true;
}

static void draw_header(struct app *app, struct area area)
{
	struct text left = {0}, right = {0};
	bool warning = false;
	int room;

	text_format(&left, " mkoz%s%s", app->config->profile == NULL ? "" : " · ",
		    app->config->profile == NULL ? "" : app->config->profile);
	if (app->model.now != NULL && app->model.now->has_plan) {
		warning |= add_plan(app, &left);
		warning |= add_processes(app, &left);
		warning |= add_guards(app, &left);
	} else {
		text_add(&left, app->model.now == NULL ? _(" · reading") : _(" · no plan yet"));
		warning |= add_processes(app, &left);
	}
	text_format(&right, "%s%s, %s ", app->reviewer.read_only ? _("read-only · ") : "", app->reviewer.actor.name,
		    _(role_name(app->reviewer.role)));
	draw_padded(app->draw, area.row, 0, area.columns, LOOK_HEADER, "");
	room = area.columns - (int)text_width(text_string(&right)) - 1;
	if (room < 24)
		room = area.columns;
	else
		draw_text(app->draw, area.row, room + 1, area.columns, LOOK_HEADER, text_string(&right));
	draw_text(app->draw, area.row, 0, room, warning ? LOOK_HEADER_WARNING : LOOK_HEADER, text_string(&left));
	text_free(&left);
	text_free(&right);
}

/* --- tabs -------------------------------------------------------------------------------------------------------- */

/* How much room the tabs take: names of at most so many columns, so that the longest are shortened first; with none
 * only the current one is named. */
struct tab_room {
	size_t name;
	bool wide; /* two blanks between them */
	bool close; /* no blank behind the key */
};

static const struct tab_room tab_rooms[] = {
    {99, true, false}, {99, false, false}, {99, false, true}, {9, false, true}, {8, false, true},
    {7, false, true},  {6, false, true},   {5, false, true},  {4, false, true}, {0, false, true},
};

static void add_name(struct text *out, const char *name, size_t columns)
{
	if (text_width(name) <= columns) {
		text_add(out, name);
		return;
	}
	text_add_bytes(out, name, text_fit(name, columns - 1));
	text_add(out, i18n_is_utf8() ? "…" : "~");
}

/* The text is emptied first. */
static const char *tab_label(const struct app *app, enum tab tab, const struct tab_room *room, struct text *out)
{
	text_reset(out);
	text_format(out, " %d", tab + 1);
	if (!room->close)
		text_add_char(out, ' ');
	if (room->name > 0 || tab == app->tab)
		add_name(out, frame_tab_name(tab), room->name > 0 ? room->name : 99);
	if (tab != TAB_LOG)
		text_format(out, " %zu", app->model.todo[tab]);
	if (room->wide)
		text_add_char(out, ' ');
	return text_string(out);
}

static size_t tabs_width(const struct app *app, const struct tab_room *room, struct text *label)
{
	size_t width = 0;

	for (int tab = 0; tab < TAB_COUNT; tab++)
		width += text_width(tab_label(app, (enum tab)tab, room, label));
	return width;
}

static const struct tab_room *tab_spacing(const struct app *app, int columns)
{
	struct text label = {0};
	size_t at = 0, last = sizeof tab_rooms / sizeof *tab_rooms - 1;

	while (at < last && tabs_width(app, &tab_rooms[at], &label) > (size_t)columns)
		at++;
	text_free(&label);
	return &tab_rooms[at];
}

static void draw_tabs(struct app *app, struct area area)
{
	const struct tab_room *room = tab_spacing(app, area.columns);
	struct text label = {0};
	int column = 0;

	draw_padded(app->draw, area.row, 0, area.columns, LOOK_TAB, "");
	for (int tab = 0; tab < TAB_COUNT; tab++) {
		column += draw_text(app->draw, area.row, column, area.columns - column,
				    (enum tab)tab == app->tab ? LOOK_TAB_CURRENT : LOOK_TAB,
				    tab_label(app, (enum tab)tab, room, &label));
	}
	text_free(&label);
}

int frame_tab_at(struct app *app, int column)
{
	const struct tab_room *room = tab_spacing(app, app->layout.tabs.columns);
	struct text label = {0};
	int end = 0, tab = 0;

	for (; tab < TAB_COUNT; tab++) {
		end += (int)text_width(tab_label(app, (enum tab)tab, room, &label));
		if (column < end)
			break;
	}
	text_free(&label);
	return tab < TAB_COUNT ? tab : -1;
}

/* --- footer
 * -------------------------------------------------------------------------------------------------------------- */

/* A command that is hinted at in the footer now. */
static bool is_hinted(const struct app *app, const struct command *command)
{
	return command->hint != NULL && (command->contexts & app_context(app)) != 0 &&
	       keymap_first(&app->keymap, command) != PRESS_NONE && tui_command_unavailable(app, command) == NULL;
}

static const char *hint_key(const struct app *app, const struct command *command, char key[PRESS_NAME_MAX])
{
	return press_said(keymap_first(&app->keymap, command), key);
}

/* Columns of a hint with the gap behind it. */
static int hint_width(const struct app *app, const struct command *command)
{
	char key[PRESS_NAME_MAX];

	return (int)(text_width(hint_key(app, command, key)) + 1 + text_width(_(command->hint))) + HINT_GAP;
}

/* As many as there is room for; the way to the help is always among them. */
static void draw_hints(struct app *app, struct area area)
{
	size_t count;
	const struct command *table = tui_commands(&count), *help = tui_command_find("help");
	int room = area.columns + HINT_GAP - 1, column = 1;

	if (is_hinted(app, help))
		room -= hint_width(app, help);
	for (size_t i = 0; i < count; i++) {
		char key[PRESS_NAME_MAX];

		if (!is_hinted(app, &table[i]))
			continue;
		if (&table[i] != help) {
			if (room < 0 || hint_width(app, &table[i]) > room)
				room = -1; /* what comes later is less important: no gaps */
			else
				room -= hint_width(app, &table[i]);
			if (room < 0)
				continue;
		}
		column += draw_text(app->draw, area.row, column, area.columns - column, LOOK_KEY,
				    hint_key(app, &table[i], key)) +
			  1;
		column += draw_text(app->draw, area.row, column, area.columns - column, LOOK_HINT, _(table[i].hint)) +
			  HINT_GAP;
	}
}

/* A message that is longer than the line takes the rows above it too. */
static void draw_message(struct app *app, struct area area)
{
	struct page page = {0};

	page_wrap(&page, 1, area.columns - 1, app->message_look, app->message);
	if (page.line_count > MESSAGE_ROWS)
		page.line_count = MESSAGE_ROWS;
	area.row -= (int)page.line_count - 1;
	area.rows = (int)page.line_count;
	for (int i = 0; i < area.rows; i++)
		draw_padded(app->draw, area.row + i, 0, area.columns, LOOK_TEXT, "");
	panel_draw_page(app, &page, area, 0, -1);
	page_free(&page);
}

void frame_footer(struct app *app)
{
	struct area area = app->layout.footer;

	if (area.rows == 0)
		return;
	draw_padded(app->draw, area.row, 0, area.columns, LOOK_TEXT, "");
	if (app->message[0] != '\0')
		draw_message(app, area);
	else
		draw_hints(app, area);
}

void frame_draw(struct app *app)
{
	if (app->layout.header.rows > 0)
		draw_header(app, app->layout.header);
	if (app->layout.tabs.rows > 0)
		draw_tabs(app, app->layout.tabs);
	frame_footer(app);
}
