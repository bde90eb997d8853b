/* Help and palette: the commands, searched as one types. */
#include "menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "line.h"
#include "mkoz/base/i18n.h"
#include "page.h"
#include "panel.h"

struct menu {
	bool help; /* else the palette */
	unsigned context; /* of the screen below */
	struct line line;
	struct page page;
	struct list list; /* over lines; the cursor is on one with a tag */
	bool stale;
	int width;
};

static void close_menu(void *state)
{
	struct menu *menu = state;

	page_free(&menu->page);
	free(menu);
}

/* --- what is in it
 * ---------------------------------------------------------------------------------------------------------- */

static bool found(const struct menu *menu, const struct command *command, const char *keys)
{
	struct arena arena = {0};
	const char *all = arena_format(&arena, "%s %s %s", command->name, _(command->help), keys);
	const char *words = text_fold(&arena, menu->line.text), *folded = all == NULL ? NULL : text_fold(&arena, all);
	bool result = folded == NULL || words == NULL || strstr(folded, words) != NULL;

	arena_free(&arena);
	return result;
}

/* Why the command cannot be given where the menu was opened. */
static const char *unavailable(struct app *app, const struct menu *menu, const struct command *command)
{
	const char *why;

	/* the menu stands on top: what is asked is asked of the screen below it */
	app->depth--;
	why =
	    (command->contexts & menu->context) == 0 ? _("not on this screen") : tui_command_unavailable(app, command);
	app->depth++;
	return why;
}

static void add_command(struct app *app, struct menu *menu, const struct command *command, int tag)
{
	const char *why = unavailable(app, menu, command);
	struct text keys = {0};

	keymap_keys(&app->keymap, command, &keys);
	if (keys.length == 0)
		text_format(&keys, ":%s", command->name); /* as the palette takes it */
	if (found(menu, command, text_string(&keys))) {
		page_line(&menu->page);
		page_tag(&menu->page, tag);
		page_span(&menu->page, 2, 17, why == NULL ? LOOK_KEY : LOOK_DIM,
			  menu->help ? text_string(&keys) : command->name);
		page_wrap_on(&menu->page, 20, menu->width, why == NULL ? LOOK_TEXT : LOOK_DIM, _(command->help));
		if (why != NULL && !menu->help) {
			page_line(&menu->page);
			page_tag(&menu->page, tag);
			page_format(&menu->page, 22, LOOK_WARNING, "(%s)", why);
		}
	}
	text_free(&keys);
}

static void add_legend(struct app *app, struct menu *menu)
{
	const char *const *words = filter_help();
	static const char *const signs[][2] = {
	    {"●", N_("marked")},
	    {"✓", N_("approved")},
	    {"?", N_("requested: a supervisor must grant it")},
	    {"»", N_("released, or being applied")},
	    {"h", N_("held by a guard")},
	    {"!", N_("failed")},
	    {"~", N_("stale: something changed in between")},
	    {"✗", N_("rejected")},
	    {"w", N_("waiting")},
	};

	(void)app;
	page_heading(&menu->page, _("Signs"));
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		page_line(&menu->page);
		page_span(&menu->page, 2, 17, LOOK_MARK, signs[i][0]);
		page_span(&menu->page, 20, 0, LOOK_TEXT, _(signs[i][1]));
	}
	page_heading(&menu->page, _("Filters"));
	for (size_t i = 0; words[i] != NULL && words[i + 1] != NULL; i += 2) {
		const char *word = _(words[i]);

		page_line(&menu->page);
		page_span(&menu->page, 2, 0, LOOK_KEY, word);
		if (text_width(word) > 17)
			page_line(&menu->page);
		page_wrap_on(&menu->page, 20, menu->width, LOOK_TEXT, _(words[i + 1]));
	}
}

/* The command's name begins with what was typed. */
static bool is_first(const struct menu *menu, const struct command *command)
{
	return strncmp(command->name, menu->line.text, menu->line.length) == 0;
}

static void build(struct app *app, struct menu *menu)
{
	size_t count;
	const struct command *table = tui_commands(&count);

	page_clear(&menu->page);
	for (int rank = 1; rank >= 0; rank--)
		for (size_t i = 0; i < count; i++)
			if ((menu->help || (table[i].flags & COMMAND_MOVE) == 0) && is_first(menu, &table[i]) == rank)
				add_command(app, menu, &table[i], (int)i);
	if (menu->help && menu->line.length == 0)
		add_legend(app, menu);
	if (menu->page.line_count == 0)
		page_say(&menu->page, LOOK_DIM, _("no command is called that"));
	menu->stale = false;
}

/* --- input
 * ----------------------------------------------------------------------------------------------------------------------
 */

static void run_chosen(struct app *app, struct menu *menu)
{
	size_t count;
	const struct command *table = tui_commands(&count);
	int tag = page_tag_at(&menu->page, menu->list.cursor);
	const char *why = tag == PAGE_NO_TAG ? NULL : unavailable(app, menu, &table[tag]);

	if (tag == PAGE_NO_TAG)
		return;
	if (why != NULL) {
		app_say(app, LOOK_WARNING, "%s: %s", table[tag].name, why);
		return;
	}
	app_pop(app);
	app_run(app, &table[tag]);
}

static const struct {
	int press;
	long lines; /* a page: LONG_MAX */
} steps[] = {
    {PRESS_UP, -1},	     {PRESS_DOWN, 1},	   {PRESS_CONTROL('P'), -1},
    {PRESS_CONTROL('N'), 1}, {PRESS_PAGE_UP, -10}, {PRESS_PAGE_DOWN, 10},
};

static bool take_step(struct menu *menu, int press)
{
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		if (steps[i].press != press)
			continue;
		list_move(&menu->list, steps[i].lines);
		return true;
	}
	return false;
}

static bool take_input(struct app *app, void *state, const struct input *input)
{
	struct menu *menu = state;

	if (input->type == INPUT_MOUSE && input->mouse == MOUSE_WHEEL_UP)
		list_move(&menu->list, -3);
	else if (input->type == INPUT_MOUSE && input->mouse == MOUSE_WHEEL_DOWN)
		list_move(&menu->list, 3);
	if (input->type != INPUT_PRESS)
		return true;
	if (input->press == PRESS_ESCAPE || input->press == PRESS_CONTROL('C') ||
	    (input->press == 'q' && menu->help && menu->line.length == 0)) {
		app_pop(app);
	} else if (input->press == PRESS_ENTER) {
		run_chosen(app, menu);
	} else if (!take_step(menu, input->press) && line_press(&menu->line, input->press)) {
		list_to(&menu->list, 0);
		menu->stale = true;
	}
	return true;
}

/* --- drawing
 * -------------------------------------------------------------------------------------------------------------------
 */

static void draw(struct app *app, void *state)
{
	struct menu *menu = state;
	struct area body = {.row = 2};
	int rows, columns, used;

	draw_size(app->draw, &rows, &columns);
	menu->stale |= menu->width != columns;
	menu->width = columns;
	if (menu->stale)
		build(app, menu);
	body.columns = columns;
	body.rows = rows - body.row - 1;
	list_fit(&menu->list, menu->page.line_count, body.rows > 0 ? (size_t)body.rows : 1);
	draw_padded(app->draw, 0, 0, columns, LOOK_HEADER, menu->help ? _(" Help: what the keys do") : _(" Palette"));
	used = 1 + draw_text(app->draw, 1, 1, columns - 1, LOOK_KEY, menu->help ? _("search") : ":") + 1;
	draw_padded(app->draw, 1, used, columns - used - 1, LOOK_INPUT, menu->line.text);
	panel_draw_page(app, &menu->page, body, menu->list.top, (long)menu->list.cursor);
	if (app->message[0] != '\0')
		frame_footer(app);
	else
		draw_padded(app->draw, rows - 1, 0, columns, LOOK_HINT,
			    _(" type to search  ↑ ↓ choose  Enter do it  Esc back"));
	draw_cursor(app->draw, 1, used + (int)text_width(menu->line.text));
}

static const struct screen_ops menu_screen = {.draw = draw, .input = take_input, .close = close_menu};

static void open_menu(struct app *app, bool help)
{
	struct menu *menu = calloc(1, sizeof *menu);

	if (menu == NULL)
		return;
	menu->help = help;
	menu->context = app_context(app);
	menu->stale = true;
	list_start(&menu->list);
	app_push(app, &menu_screen, menu);
}

void menu_help(struct app *app)
{
	open_menu(app, true);
}

void menu_palette(struct app *app)
{
	open_menu(app, false);
}
