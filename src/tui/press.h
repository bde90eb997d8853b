/* Key presses, independent of the terminal library: their codes and their names. */
#ifndef MKOZ_TUI_PRESS_H
#define MKOZ_TUI_PRESS_H

#include <stdbool.h>

/* A press is a Unicode code point, a control character (1 to 31, 127), or one of these. */
enum press {
	PRESS_NONE = 0,
	PRESS_TAB = 9,
	PRESS_ENTER = 13,
	PRESS_ESCAPE = 27,
	PRESS_BACKSPACE = 127,
	PRESS_UP = 0x200000,
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_HOME,
	PRESS_END,
	PRESS_DELETE,
	PRESS_SHIFT_UP,
	PRESS_SHIFT_DOWN,
	PRESS_SHIFT_TAB,
	PRESS_F1, /* F1 to F12 follow each other */
	PRESS_F12 = PRESS_F1 + 11,
};

#define PRESS_CONTROL(letter) ((letter)&0x1F)
#define PRESS_NAME_MAX 16

/* The press that a name stands for: one character, `^D`, or a word such as Space, Tab, Enter, Esc, PgUp, S-Down, F5;
 * PRESS_NONE for anything else. */
int press_parse(const char *name);
/* The name of a press, as press_parse reads it. Returns out. */
const char *press_name(int press, char out[PRESS_NAME_MAX]);
/* The same for people, translated; may be borrowed. */
const char *press_said(int press, char out[PRESS_NAME_MAX]);
/* The press is text that can be typed into a line. */
bool press_is_text(int press);
/* Writes a code point as UTF-8, with a NUL; returns its bytes. */
int press_utf8(int press, char out[5]);

/* What came from the terminal. */
enum input_type { INPUT_NONE, INPUT_PRESS, INPUT_MOUSE, INPUT_PASTE, INPUT_RESIZE, INPUT_END };
enum mouse { MOUSE_CLICK, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct input {
	enum input_type type;
	int press; /* of INPUT_PRESS */
	enum mouse mouse; /* of INPUT_MOUSE, with the cell */
	int row, column;
	const char *text; /* of INPUT_PASTE: valid until the next reading */
};

#endif
