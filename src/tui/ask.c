/* Questions: yes or no, a text, a number to be typed. */
#include "ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "copy.h"
#include "line.h"
#include "mkoz/base/i18n.h"
#include "page.h"
#include "panel.h"

#define QUIET_MS 50
#define DEAF_MOST_MS 1000
#define KEYS_FROM 10 /* rows of a terminal that has room for what the keys do */

enum ask_kind { ASK_CHOICE, ASK_TEXT, ASK_COUNT };

struct ask {
	enum ask_kind kind;
	char *text, *yes, *label;
	struct question question;
	struct line line;
	const char *words[ASK_WORDS + 1]; /* NULL-terminated */
	size_t word; /* the one that Tab offers next */
	int64_t opened; /* ticks */
	int64_t deaf_until; /* what comes before was typed ahead */
	bool on_yes;
	bool wrong; /* the count typed was another one */
};

static void close_ask(void *state)
{
	struct ask *ask = state;

	if (ask->question.forget != NULL)
		ask->question.forget(ask->question.context);
	free(ask->text);
	free(ask->yes);
	free(ask->label);
	free(ask);
}

/* The screen goes before the answer is acted on, so that the answer may ask again. */
static void answer(struct app *app, struct ask *ask)
{
	struct question question = ask->question;
	char text[LINE_MAX_BYTES];

	copy_text(text, sizeof text, ask->line.text);
	ask->question.forget = NULL;
	app_pop(app);
	if (question.answer != NULL)
		question.answer(app, question.context, text);
	else if (question.forget != NULL)
		question.forget(question.context);
}

static void take_enter(struct app *app, struct ask *ask)
{
	char wanted[32];

	if (ask->kind == ASK_CHOICE) {
		if (ask->on_yes)
			answer(app, ask);
		else
			app_pop(app);
	} else if (ask->kind == ASK_TEXT) {
		if (!ask->question.needed || ask->line.length > 0)
			answer(app, ask);
	} else {
		snprintf(wanted, sizeof wanted, "%zu", ask->question.count);
		ask->wrong = strcmp(wanted, ask->line.text) != 0;
		if (!ask->wrong)
			answer(app, ask);
		else
			line_set(&ask->line, "");
	}
}

static void offer_word(struct ask *ask)
{
	if (ask->words[0] == NULL)
		return;
	if (ask->words[ask->word] == NULL)
		ask->word = 0;
	line_set(&ask->line, ask->words[ask->word++]);
}

/* The question shows at once, but hears nothing until the line was quiet for a moment. */
static bool is_typed_ahead(struct ask *ask)
{
	int64_t now = moment_ticks();

	if (now >= ask->deaf_until)
		return false;
	if (now < ask->opened + DEAF_MOST_MS)
		ask->deaf_until = now + QUIET_MS;
	return true;
}

static bool take_input(struct app *app, void *state, const struct input *input)
{
	struct ask *ask = state;
	int press = input->press;

	/* a paste is never an answer */
	if (is_typed_ahead(ask) || input->type != INPUT_PRESS)
		return true;
	if (press == PRESS_ESCAPE || press == PRESS_CONTROL('C') || press == PRESS_CONTROL('G')) {
		app_pop(app);
	} else if (press == PRESS_ENTER) {
		take_enter(app, ask);
	} else if (ask->kind == ASK_CHOICE) {
		if (press == PRESS_LEFT || press == PRESS_RIGHT || press == PRESS_TAB || press == PRESS_UP ||
		    press == PRESS_DOWN || press == 'h' || press == 'l')
			ask->on_yes = !ask->on_yes;
		else if (press == 'n' || press == 'q')
			app_pop(app);
	} else if (press == PRESS_TAB) {
		offer_word(ask);
	} else {
		line_press(&ask->line, press);
	}
	return true;
}

/* --- drawing
 * ----------------------------------------------------------------------------------------------------------- */

static void draw_choice(struct app *app, const struct ask *ask, int row, int columns)
{
	char no[64], yes[128];
	int used;

	snprintf(no, sizeof no, ask->on_yes ? "  %s  " : "[ %s ]", _("No"));
	snprintf(yes, sizeof yes, ask->on_yes ? "[ %s ]" : "  %s  ", ask->yes);
	used = 2 + draw_text(app->draw, row, 2, columns - 2, ask->on_yes ? LOOK_QUESTION : LOOK_CHOICE, no) + 2;
	draw_text(app->draw, row, used, columns - used, ask->on_yes ? LOOK_CHOICE : LOOK_QUESTION, yes);
}

static void draw_line_input(struct app *app, const struct ask *ask, int row, int columns)
{
	char before[LINE_MAX_BYTES];
	int used = 2 + draw_text(app->draw, row, 2, columns - 2, LOOK_QUESTION, ask->label) + 1;
	int cursor, skip = 0;

	snprintf(before, sizeof before, "%.*s", (int)ask->line.cursor, ask->line.text);
	cursor = (int)text_width(before);
	if (used + cursor >= columns)
		skip = (int)text_fit(ask->line.text, (size_t)(used + cursor - columns + 1));
	draw_padded(app->draw, row, used, columns - used - 1, LOOK_INPUT, ask->line.text + skip);
	cursor -= skip > 0 ? used + cursor - columns + 1 : 0;
	draw_cursor(app->draw, row, used + cursor);
}

static void draw_keys(struct app *app, const struct ask *ask, int row, int columns)
{
	const char *keys = ask->kind == ASK_CHOICE ? _(" ← → choose  Enter answer  Esc back")
			   : ask->words[0] != NULL ? _(" Enter go on  Tab words  Esc back")
						   : _(" Enter go on  Esc back");

	draw_padded(app->draw, row, 0, columns, LOOK_HINT, keys);
}

static void draw(struct app *app, void *state)
{
	struct ask *ask = state;
	struct page page = {0};
	int rows, columns, height;
	struct area area;

	draw_size(app->draw, &rows, &columns);
	if (rows >= KEYS_FROM)
		draw_keys(app, ask, --rows, columns);
	page_wrap(&page, 2, columns - 2, LOOK_QUESTION, ask->text);
	if (ask->wrong)
		page_wrap(&page, 2, columns - 2, LOOK_QUESTION, _("That is another number. Nothing was done."));
	height = (int)page.line_count + 2;
	if (height > rows)
		height = rows;
	area = (struct area){.row = rows - height, .rows = height - 1, .columns = columns};
	for (int i = 0; i < height; i++)
		draw_padded(app->draw, rows - height + i, 0, columns, LOOK_QUESTION, "");
	if (height > 2) {
		draw_line(app->draw, area.row, 0, columns, LOOK_QUESTION, SIGN_DASH);
		area.row++;
		area.rows--;
	}
	panel_draw_page(app, &page, area, 0, -1);
	page_free(&page);
	if (ask->kind == ASK_CHOICE)
		draw_choice(app, ask, rows - 1, columns);
	else
		draw_line_input(app, ask, rows - 1, columns);
}

static const struct screen_ops ask_screen = {
    .draw = draw,
    .input = take_input,
    .close = close_ask,
    .over = true,
};

static void open_ask(struct app *app, enum ask_kind kind, const struct question *question)
{
	struct ask *ask = calloc(1, sizeof *ask);

	if (ask == NULL) {
		if (question->forget != NULL)
			question->forget(question->context);
		return;
	}
	ask->kind = kind;
	ask->question = *question;
	ask->text = strdup(question->text == NULL ? "" : question->text);
	ask->yes = strdup(question->yes == NULL ? "" : question->yes);
	ask->label = strdup(question->label == NULL ? "" : question->label);
	for (size_t i = 0; question->words != NULL && i < ASK_WORDS && question->words[i] != NULL; i++)
		ask->words[i] = question->words[i];
	if (question->start != NULL)
		line_set(&ask->line, question->start);
	if (ask->text == NULL || ask->yes == NULL || ask->label == NULL) {
		close_ask(ask);
		return;
	}
	draw_discard(app->draw);
	ask->opened = moment_ticks();
	ask->deaf_until = ask->opened + QUIET_MS;
	app_push(app, &ask_screen, ask);
}

void ask_choice(struct app *app, const struct question *question)
{
	open_ask(app, ASK_CHOICE, question);
}

void ask_text(struct app *app, const struct question *question)
{
	open_ask(app, ASK_TEXT, question);
}

void ask_count(struct app *app, const struct question *question)
{
	open_ask(app, ASK_COUNT, question);
}
