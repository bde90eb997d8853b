/* The line that is typed into above the list. */
#include "typing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "complete.h"
#include "copy.h"
#include "line.h"
#include "log_screen.h"
#include "marks.h"
#include "mkoz/base/i18n.h"
#include "panel.h"

#define NO_SAVED ((size_t)-1)

struct typing;
/* What is done with the line; label is translated when drawn. */
struct typing_ops {
	const char *label, *keys; /* keys: what they do, for the footer */
	void (*changed)(struct app *app, struct typing *typing); /* after every press; may be NULL */
	void (*accepted)(struct app *app, struct typing *typing); /* may be NULL */
	void (*left)(struct app *app, struct typing *typing); /* Esc; may be NULL */
};
struct typing {
	const struct typing_ops *ops;
	struct line line;
	char before[VIEW_EXPRESSION_MAX]; /* what Esc goes back to */
	char cursor[CHANGE_ID_MAX]; /* likewise the change under the cursor */
	char mistake[ERROR_TEXT_MAX]; /* "" when the line is right */
	size_t mistake_at;
	size_t saved; /* which saved filter is shown */
};

/* --- filter
 * -------------------------------------------------------------------------------------------------------------- */

/* While the word at the mistake is not whole, the rest of what was typed counts. */
static void apply_rest(struct app *app, const struct typing *typing, const char *expression)
{
	char rest[VIEW_EXPRESSION_MAX];
	size_t length = typing->mistake_at < sizeof rest ? typing->mistake_at : sizeof rest - 1;

	while (length > 0 && expression[length - 1] != ' ')
		length--;
	snprintf(rest, sizeof rest, "%.*s", (int)length, expression);
	view_filter(&app->view, &app->model, rest, NULL, NULL);
	app->settled = false;
}

static void apply_filter(struct app *app, struct typing *typing, const char *expression)
{
	struct error error = {0};

	typing->mistake[0] = '\0';
	if (app->tab == TAB_LOG) {
		journal_view_filter(app, expression);
		return;
	}
	app_keep_cursor(app);
	if (view_filter(&app->view, &app->model, expression, &typing->mistake_at, &error) != 0) {
		snprintf(typing->mistake, sizeof typing->mistake, "%.*s", (int)strcspn(error.text, "\n"), error.text);
		apply_rest(app, typing, expression);
		return;
	}
	app->settled = false;
}

static void filter_changed(struct app *app, struct typing *typing)
{
	apply_filter(app, typing, typing->line.text);
}

static void filter_left(struct app *app, struct typing *typing)
{
	apply_filter(app, typing, typing->before);
	copy_text(app->anchor, sizeof app->anchor, typing->cursor);
}

static const struct typing_ops filter_ops = {
    .label = N_("filter"),
    .keys = N_(" Enter keep  Esc as before  Tab complete  ↑ ↓ saved filters  ^S save"),
    .changed = filter_changed,
    .left = filter_left};

/* --- search
 * -------------------------------------------------------------------------------------------------------------- */

static void search_accepted(struct app *app, struct typing *typing)
{
	snprintf(app->search, sizeof app->search, "%s", typing->line.text);
	if (app->search[0] != '\0')
		app_search(app, 1);
}

static const struct typing_ops search_ops = {
    .label = N_("search"), .keys = N_(" Enter search  Esc back"), .accepted = search_accepted};

/* --- marks by filter
 * -------------------------------------------------------------------------------------------------------- */

static void marks_changed(struct app *app, struct typing *typing)
{
	struct filter *filter = NULL;
	struct error error = {0};

	(void)app;
	typing->mistake[0] = '\0';
	if (filter_parse(&filter, typing->line.text, &typing->mistake_at, &error) != 0)
		snprintf(typing->mistake, sizeof typing->mistake, "%.*s", (int)strcspn(error.text, "\n"), error.text);
	filter_free(filter);
}

static void marks_accepted(struct app *app, struct typing *typing)
{
	if (typing->line.length > 0)
		marks_by_filter(app, typing->line.text);
}

static const struct typing_ops marks_ops = {.label = N_("mark"),
					    .keys = N_(" Enter mark  Esc back  Tab complete  ↑ ↓ saved filters"),
					    .changed = marks_changed,
					    .accepted = marks_accepted};

/* --- the line
 * ------------------------------------------------------------------------------------------------------------------ */

/* "Florianópolis 14, Biguaçu 5" */
static void say_offers(struct app *app, const struct offers *offers)
{
	struct text all = {0};

	for (size_t i = 0; i < offers->count; i++) {
		text_format(&all, "%s%s", i > 0 ? ", " : "", offers->items[i].text);
		if (offers->items[i].count > 0)
			text_format(&all, "\u00a0%zu", offers->items[i].count);
	}
	app_say(app, LOOK_HINT, "%s", text_string(&all));
	text_free(&all);
}

/* Completes the word before the cursor as far as all offers agree. */
static void complete(struct app *app, struct typing *typing)
{
	struct offers offers;

	complete_offers(&offers, &typing->line, &app->model, app->tab);
	if (!complete_line(&typing->line, &offers) && offers.count > 1)
		say_offers(app, &offers);
	else if (offers.count == 0)
		app_say(app, LOOK_DIM, "%s", _("nothing begins like that"));
	arena_free(&offers.arena);
}

static void show_saved(struct app *app, struct typing *typing, int step)
{
	size_t count = app->session.filter_count;

	if (count == 0)
		return;
	if (typing->saved == NO_SAVED)
		typing->saved = step > 0 ? 0 : count - 1;
	else
		typing->saved = (typing->saved + count + (size_t)(step > 0 ? 1 : count - 1)) % count;
	line_set(&typing->line, app->session.filters[typing->saved]);
}

static void save(struct app *app, struct typing *typing)
{
	if (typing->line.length == 0 || typing->mistake[0] != '\0')
		return;
	session_save_filter(&app->session, typing->line.text);
	app_say(app, LOOK_GOOD, _("saved: Up and Down bring it back"));
}

static void finish(struct app *app, struct typing *typing, bool accepted)
{
	void (*act)(struct app *, struct typing *) = accepted ? typing->ops->accepted : typing->ops->left;
	struct typing copy = *typing;

	app_pop(app);
	if (act != NULL)
		act(app, &copy);
}

static bool take_press(struct app *app, struct typing *typing, int press)
{
	if (press == PRESS_TAB)
		complete(app, typing);
	else if (press == PRESS_UP)
		show_saved(app, typing, 1);
	else if (press == PRESS_DOWN)
		show_saved(app, typing, -1);
	else if (press == PRESS_CONTROL('S'))
		save(app, typing);
	else
		return line_press(&typing->line, press);
	return true;
}

static bool take_input(struct app *app, void *state, const struct input *input)
{
	struct typing *typing = state;
	char before[LINE_MAX_BYTES];

	copy_text(before, sizeof before, typing->line.text);
	if (input->type == INPUT_PASTE)
		line_insert(&typing->line, input->text);
	else if (input->type != INPUT_PRESS)
		return true;
	else if (input->press == PRESS_ENTER && typing->mistake[0] != '\0') {
		app_say(app, LOOK_WARNING, "%s", _("not right yet: correct it at the caret, or Esc goes back"));
		return true;
	} else if (input->press == PRESS_ENTER || input->press == PRESS_ESCAPE || input->press == PRESS_CONTROL('C')) {
		finish(app, typing, input->press == PRESS_ENTER);
		return true;
	} else if (!take_press(app, typing, input->press))
		return true;
	if (typing->ops->changed != NULL && strcmp(before, typing->line.text) != 0)
		typing->ops->changed(app, typing);
	return true;
}

static void draw_mistake(struct app *app, const struct typing *typing, int row, int start, int columns)
{
	char before[LINE_MAX_BYTES];
	struct page page = {0};
	int column;

	snprintf(before, sizeof before, "%.*s", (int)typing->mistake_at, typing->line.text);
	column = start + (int)text_width(before);
	draw_padded(app->draw, row, 0, columns, LOOK_TEXT, "");
	draw_text(app->draw, row, column, columns - column, LOOK_ERROR, "^");
	if (column + 2 + (int)text_width(typing->mistake) < columns) {
		draw_text(app->draw, row, column + 2, columns - column - 2, LOOK_ERROR, typing->mistake);
		return;
	}
	page_wrap(&page, 1, columns - 1, LOOK_ERROR, typing->mistake);
	for (size_t i = 0; i < page.line_count; i++)
		draw_padded(app->draw, row + 1 + (int)i, 0, columns, LOOK_ERROR, "");
	panel_draw_page(app, &page, (struct area){.row = row + 1, .rows = (int)page.line_count, .columns = columns}, 0,
			-1);
	page_free(&page);
}

static void draw(struct app *app, void *state)
{
	struct typing *typing = state;
	int row = app->layout.status.rows > 0 ? app->layout.status.row : 0, columns = app->layout.status.columns;
	char before[LINE_MAX_BYTES];
	int start;

	draw_padded(app->draw, row, 0, columns, LOOK_TEXT, "");
	start = 1 + draw_text(app->draw, row, 1, columns - 1, LOOK_KEY, _(typing->ops->label)) + 1;
	draw_padded(app->draw, row, start, columns - start - 18, LOOK_INPUT, typing->line.text);
	if (typing->ops == &filter_ops && app->tab != TAB_LOG) {
		char counts[64];

		snprintf(counts, sizeof counts, _("%zu of %zu%s"), app->view.count, app->view.order_count,
			 app->settled ? "" : "…");
		draw_text(app->draw, row, columns - 1 - (int)text_width(counts), 17, LOOK_LABEL, counts);
	}
	if (typing->mistake[0] != '\0')
		draw_mistake(app, typing, row + 1, start, columns);
	if (app->message[0] == '\0')
		draw_padded(app->draw, app->layout.footer.row, 0, columns, LOOK_HINT, _(typing->ops->keys));
	snprintf(before, sizeof before, "%.*s", (int)typing->line.cursor, typing->line.text);
	draw_cursor(app->draw, row, start + (int)text_width(before));
}

static const struct screen_ops typing_screen = {.draw = draw, .input = take_input, .close = free, .over = true};

static void open_typing(struct app *app, const struct typing_ops *ops, const char *start)
{
	struct typing *typing = calloc(1, sizeof *typing);

	if (typing == NULL)
		return;
	typing->ops = ops;
	typing->saved = NO_SAVED;
	line_set(&typing->line, start);
	snprintf(typing->before, sizeof typing->before, "%s", start);
	copy_text(typing->cursor, sizeof typing->cursor, app_row(app) == NULL ? "" : app_row(app)->id);
	app_push(app, &typing_screen, typing);
}

void typing_filter(struct app *app)
{
	open_typing(app, &filter_ops, app->tab == TAB_LOG ? journal_view_words(app) : app->view.expression);
}

void typing_search(struct app *app)
{
	open_typing(app, &search_ops, "");
}

void typing_marks(struct app *app)
{
	open_typing(app, &marks_ops, "");
}
