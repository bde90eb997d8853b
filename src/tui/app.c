/* The console's loop: what came from the terminal or the store, to screens and commands. */
#include "app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "deeds.h"
#include "log_screen.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/signals.h"
#include "news.h"
#include "panel.h"

#define IDLE_MS 100
#define FIRST_MS 10 /* while the first plan is read */
#define SLICE_MS 6
#define SETTLE_MS 1000 /* a command is about rows that are there: it waits so long for them */
#define BURST 32 /* presses taken before the screen is drawn */

struct screen *app_top(struct app *app)
{
	return &app->screens[app->depth - 1];
}

unsigned app_context(const struct app *app)
{
	unsigned context = app->screens[app->depth - 1].ops->context;

	if (context != CONTEXT_TABS)
		return context;
	return app->tab == TAB_LOG ? CONTEXT_LOG : app->tab == TAB_BASKET ? CONTEXT_BASKET : CONTEXT_LIST;
}

void app_push(struct app *app, const struct screen_ops *ops, void *state)
{
	if (app->depth == APP_SCREENS_MAX) {
		if (ops->close != NULL)
			ops->close(state);
		return;
	}
	app->screens[app->depth++] = (struct screen){.ops = ops, .state = state};
}

void app_pop(struct app *app)
{
	struct screen screen;

	if (app->depth <= 1)
		return;
	screen = app->screens[--app->depth];
	if (screen.ops->close != NULL)
		screen.ops->close(screen.state);
}

void app_name_window(struct app *app)
{
	struct text title = {0};

	text_add(&title, "mkoz");
	if (app->config->profile != NULL)
		text_format(&title, " · %s", app->config->profile);
	draw_title(app->draw, text_string(&title));
	text_free(&title);
}

void app_say(struct app *app, enum look look, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(app->message, sizeof app->message, format, arguments);
	va_end(arguments);
	app->message_look = look;
	app->dirty = true;
}

void app_say_error(struct app *app, const struct error *error)
{
	app_say(app, LOOK_ERROR, "%s", error->text);
}

bool app_masks(const struct app *app, const struct change *change)
{
	return app->config->ui.mask_personal_data && strcmp(app->revealed, change->id) != 0;
}

void app_run(struct app *app, const struct command *command)
{
	char key[PRESS_NAME_MAX];
	const char *why;

	app_settle(app, SETTLE_MS);
	why = tui_command_unavailable(app, command);
	if (why == NULL)
		command->run(app);
	else
		app_say(app, LOOK_WARNING, "%s: %s",
			command->hint != NULL ? _(command->hint) : press_said(keymap_first(&app->keymap, command), key),
			why);
}

static bool is_too_small(const struct app *app)
{
	int rows, columns;

	draw_size(app->draw, &rows, &columns);
	return rows < APP_ROWS_LEAST || columns < APP_COLUMNS_LEAST;
}

static void draw_too_small(struct app *app, int rows, int columns)
{
	struct page page = {0};
	char text[128], key[PRESS_NAME_MAX];

	snprintf(text, sizeof text, _("%d×%d is the least; %s quits"), APP_COLUMNS_LEAST, APP_ROWS_LEAST,
		 press_said(keymap_first(&app->keymap, tui_command_find("quit")), key));
	page_wrap(&page, 0, columns, LOOK_WARNING, text);
	panel_draw_page(app, &page, (struct area){.rows = rows, .columns = columns}, 0, -1);
	page_free(&page);
}

static void draw_screens(struct app *app)
{
	size_t first = app->depth - 1;

	while (first > 0 && app->screens[first].ops->over)
		first--;
	for (size_t i = first; i < app->depth; i++)
		app->screens[i].ops->draw(app, app->screens[i].state);
}

void app_draw(struct app *app)
{
	int rows, columns;

	draw_size(app->draw, &rows, &columns);
	layout_place(&app->layout, rows, columns);
	draw_erase(app->draw);
	if (is_too_small(app))
		draw_too_small(app, rows, columns);
	else
		draw_screens(app);
	draw_flush(app->draw);
	app->dirty = false;
}

/* What goes before every screen: nothing is done that cannot be seen, and the terminal obeys at any time. */
static bool take_before(struct app *app, const struct input *input)
{
	const struct command *command =
	    input->type == INPUT_PRESS ? keymap_find(&app->keymap, input->press, CONTEXT_ALL) : NULL;

	if (is_too_small(app)) {
		app->quit |= command == tui_command_find("quit");
		return true;
	}
	if (command == NULL || (command->flags & COMMAND_ALWAYS) == 0 || press_is_text(input->press))
		return false;
	command->run(app);
	return true;
}

static void take_input(struct app *app, const struct input *input)
{
	struct screen *top = app_top(app);
	const struct command *command;

	app->dirty = true;
	if (take_before(app, input))
		return;
	if (input->type == INPUT_PRESS)
		app->message[0] = '\0';
	if (top->ops->input != NULL && top->ops->input(app, top->state, input))
		return;
	if (input->type != INPUT_PRESS)
		return;
	command = keymap_find(&app->keymap, input->press, app_context(app));
	if (command == NULL)
		command = keymap_find(&app->keymap, input->press, CONTEXT_ALL); /* its reason is told */
	if (command != NULL) {
		app_run(app, command);
	} else {
		char name[PRESS_NAME_MAX];

		app_say(app, LOOK_DIM, _("%s does nothing here; ? shows what the keys do"),
			press_said(input->press, name));
	}
}

/* Waits for input and takes what is there, up to a burst. */
static void read_input(struct app *app)
{
	int wait = app->model.now == NULL ? FIRST_MS : app->settled ? IDLE_MS : 0;
	struct input input;

	for (int i = 0; i < BURST && !app->quit; i++) {
		draw_read(app->draw, wait, &input);
		if (input.type == INPUT_END || signals_asked())
			app->quit = true;
		else if (input.type == INPUT_NONE)
			return;
		else
			take_input(app, &input);
		wait = 0;
	}
}

static void loop(struct app *app)
{
	app->dirty = true;
	while (!app->quit) {
		news_take(app);
		app_settle(app, SLICE_MS);
		if (app->dirty)
			app_draw(app);
		read_input(app);
	}
}

/* https://no-color.org: set, and not empty. */
static bool colors_unwanted(const struct tui_options *options)
{
	const char *no_color = getenv("NO_COLOR");

	return options->no_color || (no_color != NULL && *no_color != '\0');
}

/* A mistake in a theme or in [keys] is told, and keeps nobody from the console. */
static void pick_theme(struct app *app)
{
	struct error error = {0};

	if (colors_unwanted(app->options))
		theme_builtin(&app->theme, true);
	else if (theme_load(&app->theme, app->config->ui.theme, app->options->theme_dir, &error) != 0)
		app_say_error(app, &error);
}

static int pick_keys(struct app *app, struct error *error)
{
	static const struct config_ui none = {0};
	struct error mistake = {0};

	if (keymap_make(&app->keymap, &app->config->ui, &mistake) == 0)
		return 0;
	app_say_error(app, &mistake);
	return keymap_make(&app->keymap, &none, error);
}

static void restore_session(struct app *app)
{
	if (session_path(app->session_path, sizeof app->session_path))
		session_read(&app->session, app->session_path, app->config->profile);
	else
		app->session_path[0] = '\0';
	app->tab = app->session.tab;
	app->model.show_cosmetic = app->session.show_cosmetic;
	copy_text(app->anchor, sizeof app->anchor, app->session.cursor);
	if (view_filter(&app->view, &app->model, app->session.filter, NULL, NULL) != 0)
		view_filter(&app->view, &app->model, "", NULL, NULL);
	for (size_t i = 0; i < TAB_COUNT; i++)
		list_start(&app->lists[i]);
}

static void keep_session(struct app *app)
{
	const struct change *row = app->tab == TAB_LOG ? NULL : app_row(app);
	struct personal *session = &app->session;
	char hash[65];

	journal_head(app->store, &session->seen_next, hash, NULL);
	if (app->session_path[0] == '\0')
		return;
	session->tab = app->tab;
	session->show_cosmetic = app->model.show_cosmetic;
	copy_text(session->filter, sizeof session->filter, app->view.expression);
	copy_text(session->cursor, sizeof session->cursor, row == NULL ? "" : row->id);
	session->seen_at = moment_now();
	session_write(session, app->session_path, app->config->profile, NULL);
}

static void close_all(struct app *app)
{
	while (app->depth > 1)
		app_pop(app);
	loader_stop(app->loader);
	draw_close(app->draw);
	app_closeup_forget(app);
	deeds_free(app);
	journal_view_free(app->journal);
	keymap_free(&app->keymap);
	view_free(&app->view);
	radius_free(&app->radius);
	model_free(&app->model);
	session_free(&app->session);
	free(app);
}

int tui_run(struct store *store, const struct config *config, const struct reviewer *reviewer,
	    const struct tui_options *options, struct error *error)
{
	struct app *app = calloc(1, sizeof *app);
	struct draw_options terminal = {.mouse = config->ui.mouse, .no_color = options->no_color};
	int result = -1;

	if (app == NULL)
		return error_memory(error);
	app->store = store;
	app->config = config;
	app->reviewer = *reviewer;
	app->reviewer.read_only = reviewer->read_only || options->read_only;
	app->options = options;
	app->screens[app->depth++] = (struct screen){.ops = &tabs_screen};
	terminal.no_color = colors_unwanted(options);
	if (pick_keys(app, error) != 0)
		goto out;
	signals_catch();
	restore_session(app);
	pick_theme(app);
	if (draw_open(&app->draw, &app->theme, &terminal, error) != 0)
		goto out;
	if (loader_start(&app->loader, store_path(store), config, error) != 0)
		goto out;
	app_name_window(app);
	loop(app);
	keep_session(app);
	result = 0;
out:
	close_all(app);
	return result;
}
