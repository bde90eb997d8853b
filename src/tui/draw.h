/* The terminal: the one room of the console that knows curses. Cells, looks, input, mouse, title, clipboard. */
#ifndef MKOZ_TUI_DRAW_H
#define MKOZ_TUI_DRAW_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"
#include "press.h"
#include "theme.h"

struct draw;

/* Signs that have a plain form where there is no UTF-8. */
enum sign {
	SIGN_MARK,
	SIGN_DONE,
	SIGN_UNLIKE,
	SIGN_DASH,
	SIGN_BAR,
	SIGN_CROSS,
	SIGN_FULL,
	SIGN_EMPTY,
	SIGN_CURSOR,
	SIGN_COUNT
};

struct draw_options {
	bool mouse, no_color;
};

/* Takes the terminal over; where it has no colours the theme is mono. A missing, unknown or dumb terminal is an error
 * that says so; nothing was changed then. */
int draw_open(struct draw **out, const struct theme *theme, const struct draw_options *options, struct error *error);
/* Gives the terminal back as it was. NULL is allowed. */
void draw_close(struct draw *draw);
void draw_size(const struct draw *draw, int *rows, int *columns);
/* The terminal takes UTF-8. */
bool draw_is_utf8(const struct draw *draw);

/* Starts an empty screen; draw_flush sends what differs from what the terminal shows. */
void draw_erase(struct draw *draw);
void draw_flush(struct draw *draw);
/* All is drawn anew by the next draw_flush. */
void draw_forget(struct draw *draw);
/* Writes text, made harmless, into at most `width` columns from the cell on, never outside the screen; an ellipsis ends
 * what was cut. Gives the columns used. */
int draw_text(struct draw *draw, int row, int column, int width, enum look look, const char *text);
/* The same, the rest of the width filled with the look's background. */
void draw_padded(struct draw *draw, int row, int column, int width, enum look look, const char *text);
void draw_line(struct draw *draw, int row, int column, int width, enum look look, enum sign sign);
const char *draw_sign(const struct draw *draw, enum sign sign);
/* Shows the terminal's cursor at the cell after the next flush; a negative row hides it. */
void draw_cursor(struct draw *draw, int row, int column);

/* Waits up to `milliseconds` for input. INPUT_END: the terminal is gone. */
void draw_read(struct draw *draw, int milliseconds, struct input *input);
/* Throws away what was typed ahead and is there already. */
void draw_discard(struct draw *draw);
/* Names the window, where the terminal can. */
void draw_title(struct draw *draw, const char *title);
/* Puts text, made harmless, on the clipboard of the terminal (OSC 52). false: it has none. */
bool draw_copy(struct draw *draw, const char *text);
/* Gives the terminal back and stops the process, as ^Z does; returns once it is continued, with the terminal taken. */
void draw_stop(struct draw *draw);

#endif
