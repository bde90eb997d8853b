/* The terminal through curses: nothing else in the console includes it. */
#include "draw.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

/* its short names would get in the way of ours */
#include <term.h>
#undef columns
#undef lines

#include "draw_plain.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/text.h"

#define PASTE_START (KEY_MAX + 1)
#define PASTE_END (KEY_MAX + 2)
#define PASTE_MAX 65536
#define PASTE_QUIET_MS 500 /* a paste whose end was lost on the way ends then */

struct draw {
	SCREEN *screen;
	attr_t attributes[LOOK_COUNT];
	int pairs[LOOK_COUNT];
	bool utf8, colors, pasting;
	int64_t pasted_at; /* ticks of the last that came of a paste */
	int cursor_row, cursor_column;
	struct text harmless, pasted;
	wchar_t *wide;
	size_t wide_capacity;
};

static const char *const signs[SIGN_COUNT][2] = {
    [SIGN_MARK] = {"*", "●"}, [SIGN_DONE] = {"+", "✓"},	 [SIGN_UNLIKE] = {"!", "≠"},
    [SIGN_DASH] = {"-", "─"}, [SIGN_BAR] = {"|", "│"},	 [SIGN_CROSS] = {"x", "✗"},
    [SIGN_FULL] = {"#", "█"}, [SIGN_EMPTY] = {".", "░"}, [SIGN_CURSOR] = {">", "▸"},
};

/* What curses would end the program for: asked first, and let go again. */
static bool can_place_cursor(const char *term, bool *known)
{
	int status = 0;
	bool able;

	*known = setupterm(term, STDOUT_FILENO, &status) == OK && status == 1;
	if (!*known)
		return false;
	able = cursor_address != NULL && clear_screen != NULL;
	del_curterm(cur_term);
	return able;
}

static int check_terminal(struct error *error)
{
	const char *term = getenv("TERM");
	bool known;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_fail(error, _("console: this is not a terminal: use mkoz plan, approve and apply in "
					   "scripts, or run it in a terminal"));
	if (term == NULL || *term == '\0')
		return error_fail(error,
				  _("console: TERM is not set: set it to your terminal's name, e.g. xterm-256color"));
	if (can_place_cursor(term, &known))
		return 0;
	if (!known)
		return error_fail(error,
				  _("console: the terminal \"%s\" is unknown here: set TERM to a known one, "
				    "e.g. xterm-256color"),
				  term);
	return error_fail(error,
			  _("console: the terminal \"%s\" cannot place the cursor: use another TERM, or "
			    "mkoz plan"),
			  term);
}

static attr_t curses_attributes(unsigned attributes)
{
	return (attributes & THEME_BOLD ? WA_BOLD : 0) | (attributes & THEME_DIM ? WA_DIM : 0) |
	       (attributes & THEME_ITALIC ? WA_ITALIC : 0) | (attributes & THEME_UNDERLINE ? WA_UNDERLINE : 0) |
	       (attributes & THEME_REVERSE ? WA_REVERSE : 0);
}

void draw_set_theme(struct draw *draw, const struct theme *theme)
{
	for (int look = 0; look < LOOK_COUNT; look++) {
		const struct theme_style *style = &theme->styles[look];
		bool bold = false;

		draw->pairs[look] = 0;
		if (draw->colors) {
			draw->pairs[look] = look + 1;
			init_extended_pair(look + 1, theme_reduce(style->foreground, COLORS, &bold),
					   theme_reduce(style->background, COLORS, NULL));
		}
		draw->attributes[look] = curses_attributes(style->attributes) | (bold ? WA_BOLD : 0);
	}
}

static void send(const char *sequence)
{
	size_t left = strlen(sequence);

	fflush(stdout);
	while (left > 0) {
		ssize_t written = write(STDOUT_FILENO, sequence, left);

		if (written < 0 && errno != EINTR)
			return;
		if (written > 0) {
			sequence += written;
			left -= (size_t)written;
		}
	}
}

static void prepare_input(const struct draw_options *options)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	define_key("\033[200~", PASTE_START);
	define_key("\033[201~", PASTE_END);
	send("\033[?2004h");
	if (options->mouse) {
		mousemask(BUTTON1_CLICKED | BUTTON1_PRESSED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED |
			      BUTTON5_PRESSED,
			  NULL);
		mouseinterval(0);
	}
}

int draw_open(struct draw **out, const struct theme *theme, const struct draw_options *options, struct error *error)
{
	struct draw *draw;

	*out = NULL;
	if (check_terminal(error) != 0)
		return -1;
	draw = calloc(1, sizeof *draw);
	if (draw == NULL)
		return error_memory(error);
	draw->utf8 = i18n_is_utf8() != 0;
	draw->cursor_row = -1;
	draw->screen = newterm(NULL, stdout, stdin);
	if (draw->screen == NULL) {
		free(draw);
		return error_fail(error, _("console: the terminal could not be set up: set TERM to its name"));
	}
	prepare_input(options);
	if (!options->no_color && has_colors() && start_color() == OK) {
		draw->colors = true;
		use_default_colors();
	}
	draw_set_theme(draw, theme);
	*out = draw;
	return 0;
}

void draw_close(struct draw *draw)
{
	if (draw == NULL)
		return;
	send("\033[?2004l");
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

static const struct {
	int curses, press;
} keys[] = {
    {KEY_UP, PRESS_UP},		{KEY_DOWN, PRESS_DOWN},
    {KEY_LEFT, PRESS_LEFT},	{KEY_RIGHT, PRESS_RIGHT},
    {KEY_PPAGE, PRESS_PAGE_UP}, {KEY_NPAGE, PRESS_PAGE_DOWN},
    {KEY_HOME, PRESS_HOME},	{KEY_END, PRESS_END},
    {KEY_DC, PRESS_DELETE},	{KEY_SR, PRESS_SHIFT_UP},
    {KEY_SF, PRESS_SHIFT_DOWN}, {KEY_BTAB, PRESS_SHIFT_TAB},
    {KEY_ENTER, PRESS_ENTER},	{KEY_BACKSPACE, PRESS_BACKSPACE},
};

static void read_mouse(struct input *input)
{
	MEVENT event;

	if (getmouse(&event) != OK)
		return;
	input->row = event.y;
	input->column = event.x;
	input->type = INPUT_MOUSE;
	if (event.bstate & BUTTON4_PRESSED)
		input->mouse = MOUSE_WHEEL_UP;
	else if (event.bstate & BUTTON5_PRESSED)
		input->mouse = MOUSE_WHEEL_DOWN;
	else if (event.bstate & BUTTON1_DOUBLE_CLICKED)
		input->mouse = MOUSE_DOUBLE;
	else if (event.bstate & (BUTTON1_CLICKED | BUTTON1_PRESSED))
		input->mouse = MOUSE_CLICK;
	else
		input->type = INPUT_NONE;
}

static void function_key(wint_t code, struct input *input)
{
	if (code == KEY_RESIZE) {
		input->type = INPUT_RESIZE;
	} else if (code == KEY_MOUSE) {
		read_mouse(input);
	} else if (code >= (wint_t)KEY_F(1) && code <= (wint_t)KEY_F(12)) {
		input->type = INPUT_PRESS;
		input->press = PRESS_F1 + (int)code - KEY_F(1);
	} else {
		for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
			if (keys[i].curses != (int)code)
				continue;
			input->type = INPUT_PRESS;
			input->press = keys[i].press;
		}
	}
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
		function_key(code, input);
	} else {
		input->type = INPUT_PRESS;
		input->press = code == '\n' ? PRESS_ENTER : code == 8 ? PRESS_BACKSPACE : (int)code;
		if (code == 0)
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
	struct text sequence = {0};
	const char *term = getenv("TERM");

	if (term == NULL || (strncmp(term, "xterm", 5) != 0 && strncmp(term, "screen", 6) != 0 &&
			     strncmp(term, "tmux", 4) != 0 && strncmp(term, "rxvt", 4) != 0))
		return;
	text_format(&sequence, "\033]2;%s\033\\", presentable(draw, title));
	if (!sequence.failed)
		send(text_string(&sequence));
	text_free(&sequence);
}

void draw_copy(struct draw *draw, const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *bytes = (const unsigned char *)text;
	size_t length = strlen(text);
	struct text sequence = {0};

	(void)draw;
	text_add(&sequence, "\033]52;c;");
	for (size_t i = 0; i < length; i += 3) {
		unsigned group = (unsigned)bytes[i] << 16 | (i + 1 < length ? (unsigned)bytes[i + 1] << 8 : 0) |
				 (i + 2 < length ? (unsigned)bytes[i + 2] : 0);

		text_add_char(&sequence, digits[group >> 18]);
		text_add_char(&sequence, digits[(group >> 12) & 63]);
		text_add_char(&sequence, i + 1 < length ? digits[(group >> 6) & 63] : '=');
		text_add_char(&sequence, i + 2 < length ? digits[group & 63] : '=');
	}
	text_add(&sequence, "\033\\");
	if (!sequence.failed)
		send(text_string(&sequence));
	text_free(&sequence);
}
