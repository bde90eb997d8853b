/* The terminal beside curses: whether it will do, window title, clipboard, pasting, and how it is left behind. */
#ifndef MKOZ_TUI_DRAW_TERMINAL_H
#define MKOZ_TUI_DRAW_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"

/* Standard input and output are a terminal that can place its cursor; an error says what is wrong, and what to do. */
int terminal_check(struct error *error);
/* The name of the terminal's description with direct colours, where $COLORTERM promises them and there is such a
 * description; NULL where there is none. Borrows out. */
const char *terminal_direct(char *out, size_t size);
/* Writes a sequence to the terminal at once. */
void terminal_send(const char *sequence);
/* Pastes are told apart from keys, and the window's title is kept for later, from here to terminal_leave. */
void terminal_enter(void);
void terminal_leave(void);
/* Names the window; the title has to be harmless. Nothing where the terminal has no title. */
void terminal_title(const char *title);
/* Puts text on the terminal's clipboard (OSC 52). false: the terminal has none. */
bool terminal_copy(const char *text);
/* Stops the process and those around it, as ^Z does to others; comes back once it is continued. */
void terminal_stop(void);
/* From here on the terminal is left usable when the process crashes, or curses ends it by itself. */
void terminal_catch_end(void);

#endif
