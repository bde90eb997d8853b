/* The terminal through curses: but for its other draw files, nothing else in the console includes it. */
#include "draw.h"

#include <curses.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "draw_keys.h"
#include "draw_plain.h"
#include "draw_terminal.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/text.h"

#define PASTE_START (KEY_MAX + 1)
#define PASTE_END (KEY_MAX + 2)
#define PASTE_MAX 65536
#define PASTE_QUIET_MS 500 /* a paste whose end was lost on the way ends then */
#define DOUBLE_CLICK_MS 400
#define MOUSE_MAX 16
#define SEQUENCE_MAX 64
#define OLD_MOUSE_BYTES 3 /* button, column and row after CSI M, as terminals told a click before */

struct draw {
	SCREEN *screen;
	attr_t attributes[LOOK_COUNT];
	int pairs[LOOK_COUNT];
	bool utf8, colors, pasting;
	int64_t pasted_at; /* ticks of the last that came of a paste */
	MEVENT mouse[MOUSE_MAX]; /* that came at once, the first last */
	size_t mouse_count;
	int64_t clicked_at; /* ticks of the last click, in this cell */
	int click_row, click_column;
	int cursor_row, cursor_column;
	struct text harmless, pasted;
	wchar_t *wide;
	size_t wide_capacity;
};

static const char *const signs[SIGN_COUNT][2] = {
    [SIGN_MARK] = {"*", "●"}, [SIGN_DONE] = {"+", "✓"},	 [SIGN_UNLIKE] = {"!", "≠"},
    [SIGN_DASH] = {"-", "─"}, [SIGN_BAR] = {"|", "│"},	 [SIGN_CROSS] = {"x", "✗"},
    [SIGN_FULL] = {"#", "━"}, [SIGN_EMPTY] = {".", "─"}, [SIGN_CURSOR] = {">", "▸"},
};

static attr_t curses_attributes(unsigned attributes)
{
	return (attributes & THEME_BOLD ? WA_BOLD : 0) | (attributes & THEME_DIM ? WA_DIM : 0) |
	       (attributes & THEME_ITALIC ? WA_ITALIC : 0) | (attributes & THEME_UNDERLINE ? WA_UNDERLINE : 0) |
	       (attributes & THEME_REVERSE ? WA_REVERSE : 0);
}

static void set_theme(struct draw *draw, const struct theme *theme)
{
	for (int look = 0; look < LOOK_COUNT; look++) {
		struct theme_style style = theme->styles[look];

		if (draw->colors) {
			style = theme_fit(&style, COLORS, theme->light);
			draw->pairs[look] = look + 1;
			init_extended_pair(look + 1, style.foreground, style.background);
		}
		draw->attributes[look] = curses_attributes(style.attributes);
	}
}

/* What nothing is written on has the background of text. */
static void set_background(struct draw *draw)
{
	cchar_t blank;

	if (setcchar(&blank, L" ", 0, 0, &draw->pairs[LOOK_TEXT]) == OK)
		bkgrndset(&blank);
}

static void prepare_input(const struct draw_options *options)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	draw_keys_define();
	define_key("\033[200~", PASTE_START);
	define_key("\033[201~", PASTE_END);
	if (options->mouse) {
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
		mouseinterval(0); /* else curses would hold every click back */
	}
}

/* Where there are no colours, or none are wanted, the theme is mono. */
static void prepare_colors(struct draw *draw, const struct theme *theme, const struct draw_options *options)
{
	struct theme plain;

	if (!options->no_color && theme_is_colored(theme) && has_colors() && start_color() == OK) {
		draw->colors = true;
		use_default_colors();
	} else if (theme_is_colored(theme)) {
		theme_builtin(&plain, true);
		theme = &plain;
	}
	set_theme(draw, theme);
	if (draw->colors && theme->styles[LOOK_TEXT].background >= 0)
		set_background(draw);
}

int draw_open(struct draw **out, const struct theme *theme, const struct draw_options *options, struct error *error)
{
	struct draw *draw;
	char direct[64];

	*out = NULL;
	if (terminal_check(error) != 0)
		return -1;
	draw = calloc(1, sizeof *draw);
	if (draw == NULL)
		return error_memory(error);
	draw->utf8 = i18n_is_utf8() != 0;
	draw->cursor_row = draw->click_row = -1;
	signal(SIGTSTP, SIG_IGN); /* else curses stops by itself, and leaves pastes told apart */
	draw->screen = newterm(options->no_color ? NULL : terminal_direct(direct, sizeof direct), stdout, stdin);
	if (draw->screen == NULL) {
		free(draw);
		return error_fail(error, _("console: the terminal could not be set up: set TERM to its name"));
	}
	terminal_catch_end();
	terminal_enter();
	prepare_input(options);
	prepare_colors(draw, theme, options);
	*out = draw;
	return 0;
}

void draw_close(struct draw *draw)
{
	if (draw == NULL)
		return;
	terminal_leave();
	curs_set(1);
	endwin();
	delscreen(draw->screen);
	text_free(&draw->harmless);
	text_free(&draw->pasted);
	free(draw->wide);
	free(draw);
}

void draw_size(const struct draw *draw, int *rows, int *columns)
{
	(void)draw;
	*rows = LINES;
	*columns = COLS;
}

bool draw_is_utf8(const struct draw *draw)
{
	return draw->utf8;
}

void draw_erase(struct draw *draw)
{
	draw->cursor_row = -1;
	erase();
}

void draw_forget(struct draw *draw)
{
	(void)draw;
	clearok(stdscr, TRUE);
}

void draw_flush(struct draw *draw)
{
	if (draw->cursor_row >= 0 && draw->cursor_row < LINES && draw->cursor_column < COLS) {
		move(draw->cursor_row, draw->cursor_column);
		curs_set(1);
	} else {
		curs_set(0);
	}
	refresh();
}

/* Converts `bytes` of UTF-8 into wide characters; gives how many. */
static size_t widen(struct draw *draw, const char *text, size_t bytes)
{
	const char *at = text, *end = text + bytes;
	size_t count = 0;

	if (bytes + 1 > draw->wide_capacity) {
		wchar_t *grown = realloc(draw->wide, (bytes + 64) * sizeof *grown);

		if (grown == NULL)
			return 0;
		draw->wide = grown;
		draw->wide_capacity = bytes + 64;
	}
	while (at < end && *at != '\0')
		draw->wide[count++] = (wchar_t)text_next(&at);
	return count;
}

/* The text as the terminal may show it, valid until the next call. */
static const char *presentable(struct draw *draw, const char *text)
{
	text_reset(&draw->harmless);
	text_add_harmless(&draw->harmless, text);
	if (!draw->utf8)
		draw_plain(&draw->harmless);
	return text_string(&draw->harmless);
}

int draw_text(struct draw *draw, int row, int column, int width, enum look look, const char *text)
{
	const char *shown;
	size_t fit, count, columns;
	bool cut;

	if (column + width > COLS)
		width = COLS - column;
	if (row < 0 || row >= LINES || column < 0 || width <= 0 || text == NULL)
		return 0;
	shown = presentable(draw, text);
	columns = text_width(shown);
	cut = columns > (size_t)width;
	fit = cut ? text_fit(shown, (size_t)width - 1) : strlen(shown);
	count = widen(draw, shown, fit);
	attr_set(draw->attributes[look], 0, &draw->pairs[look]);
	mvaddnwstr(row, column, draw->wide, (int)count);
	if (!cut)
		return (int)columns;
	mvaddnwstr(row, column + width - 1, draw->utf8 ? L"…" : L"~", 1);
	return width;
}

void draw_padded(struct draw *draw, int row, int column, int width, enum look look, const char *text)
{
	if (column + width > COLS)
		width = COLS - column;
	if (row < 0 || row >= LINES || column < 0 || width <= 0)
		return;
	attr_set(draw->attributes[look], 0, &draw->pairs[look]);
	mvhline(row, column, ' ', width);
	draw_text(draw, row, column, width, look, text);
}

void draw_line(struct draw *draw, int row, int column, int width, enum look look, enum sign sign)
{
	for (int i = 0; i < width; i++)
		draw_text(draw, row, column + i, 1, look, draw_sign(draw, sign));
}

const char *draw_sign(const struct draw *draw, enum sign sign)
{
	return signs[sign][draw->utf8 ? 1 : 0];
}

void draw_cursor(struct draw *draw, int row, int column)
{
	draw->cursor_row = row;
	draw->cursor_column = column;
}

/* A second click on the cell of the one before, soon after it, is a double one. */
static enum mouse click(struct draw *draw, int row, int column)
{
	int64_t now = moment_ticks();
	bool again =
	    draw->click_row == row && abs(draw->click_column - column) <= 1 && now - draw->clicked_at < DOUBLE_CLICK_MS;

	draw->clicked_at = now;
	draw->click_row = again ? -1 : row; /* a third one begins anew */
	draw->click_column = column;
	return again ? MOUSE_DOUBLE : MOUSE_CLICK;
}

static void take_mouse(struct draw *draw, struct input *input)
{
	MEVENT event;

	if (draw->mouse_count == 0)
		return;
	event = draw->mouse[--draw->mouse_count];
	input->type = INPUT_MOUSE;
	input->row = event.y;
	input->column = event.x;
	if (event.bstate & BUTTON4_PRESSED)
		input->mouse = MOUSE_WHEEL_UP;
	else if (event.bstate & BUTTON5_PRESSED)
		input->mouse = MOUSE_WHEEL_DOWN;
	else
		input->mouse = click(draw, event.y, event.x);
}

/* curses gives the newest first, and of several that came at once, with or without keys, it tells only once. */
static void read_mouse(struct draw *draw, struct input *input)
{
	MEVENT event;

	while (draw->mouse_count < MOUSE_MAX && getmouse(&event) == OK)
		draw->mouse[draw->mouse_count++] = event;
	take_mouse(draw, input);
}

static void function_key(struct draw *draw, wint_t code, struct input *input)
{
	if (code == KEY_RESIZE) {
		input->type = INPUT_RESIZE;
	} else if (code == KEY_MOUSE) {
		read_mouse(draw, input);
	} else {
		input->press = draw_keys_press((int)code);
		input->type = input->press == PRESS_NONE ? INPUT_NONE : INPUT_PRESS;
	}
}

static void drop(int count)
{
	wint_t code;

	while (count-- > 0 && get_wch(&code) == OK)
		;
}

/* The rest of a sequence that nobody knows would give commands, letter by letter: it is thrown away. A person's Escape
 * comes alone. */
static bool is_unknown_sequence(void)
{
	wint_t code = 0;
	int status = get_wch(&code);
	bool is_long = code == '[';

	if (status == KEY_CODE_YES)
		ungetch((int)code);
	else if (status == OK && !is_long && code != 'O')
		unget_wch((wchar_t)code);
	if (status != OK || (!is_long && code != 'O'))
		return false;
	for (int i = 0; i < SEQUENCE_MAX && get_wch(&code) == OK; i++) {
		if (is_long && (code < '@' || code > '~'))
			continue;
		if (is_long && i == 0 && code == 'M')
			drop(OLD_MOUSE_BYTES);
		break;
	}
	return true;
}

/* Collects what is pasted; the input becomes INPUT_PASTE at its end. */
static void paste_key(struct draw *draw, int status, wint_t code, struct input *input)
{
	char utf8[5];

	if (status == KEY_CODE_YES && code == PASTE_END) {
		draw->pasting = false;
		input->type = INPUT_PASTE;
		input->text = text_string(&draw->pasted);
	} else if (status == OK && draw->pasted.length < PASTE_MAX) {
		press_utf8(code < ' ' ? ' ' : (int)code, utf8);
		text_add(&draw->pasted, utf8);
	}
}

/* A console that waits for the end of a paste for ever would hear no key any more. */
static void end_lost_paste(struct draw *draw, struct input *input)
{
	if (draw->pasting && moment_ticks() - draw->pasted_at >= PASTE_QUIET_MS)
		paste_key(draw, KEY_CODE_YES, PASTE_END, input);
}

static void take_key(struct draw *draw, int status, wint_t code, struct input *input)
{
	draw->pasted_at = moment_ticks();
	if (draw->pasting) {
		paste_key(draw, status, code, input);
	} else if (status == KEY_CODE_YES && code == PASTE_START) {
		draw->pasting = true;
		text_reset(&draw->pasted);
	} else if (status == KEY_CODE_YES) {
		function_key(draw, code, input);
	} else {
		input->type = INPUT_PRESS;
		input->press = code == '\n' ? PRESS_ENTER : code == 8 ? PRESS_BACKSPACE : (int)code;
		if (code == 0 || (code == PRESS_ESCAPE && is_unknown_sequence()))
			input->type = INPUT_NONE;
	}
}

/* The terminal hung up: reading would find its end for ever. */
static bool is_gone(int milliseconds)
{
	struct pollfd terminal = {.fd = STDIN_FILENO, .events = POLLIN};
	int ready = poll(&terminal, 1, milliseconds);

	return ready > 0 && (terminal.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

void draw_read(struct draw *draw, int milliseconds, struct input *input)
{
	int64_t end = moment_ticks() + milliseconds;

	*input = (struct input){0};
	take_mouse(draw, input);
	while (input->type == INPUT_NONE) {
		int64_t left = end - moment_ticks();
		wint_t code = 0;
		int status = get_wch(&code);

		if (status != ERR) {
			take_key(draw, status, code, input);
			continue;
		}
		end_lost_paste(draw, input);
		if (is_gone(left > 0 ? (int)left : 0))
			input->type = INPUT_END;
		else if (left <= 0)
			return;
	}
}

void draw_discard(struct draw *draw)
{
	(void)draw;
	flushinp();
}

void draw_title(struct draw *draw, const char *title)
{
	terminal_title(presentable(draw, title));
}

bool draw_copy(struct draw *draw, const char *text)
{
	text_reset(&draw->harmless);
	text_add_harmless(&draw->harmless, text);
	return terminal_copy(text_string(&draw->harmless));
}

void draw_stop(struct draw *draw)
{
	terminal_leave();
	curs_set(1);
	endwin();
	terminal_stop();
	terminal_enter();
	draw_forget(draw);
}
