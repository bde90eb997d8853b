/* Keys as curses tells them, and as terminals send them. */
#ifndef MKOZ_TUI_DRAW_KEYS_H
#define MKOZ_TUI_DRAW_KEYS_H

/* Teaches curses the sequences that terminals send for keys whatever TERM says: Home from PuTTY, arrows on a vt100.
 * What the terminal's description says itself stays. */
void draw_keys_define(void);
/* The press that a key of curses is; PRESS_NONE: none of ours. */
int draw_keys_press(int code);

#endif
