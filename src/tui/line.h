/* A line that is typed into: filter, search, reasons, counts. No curses. */
#ifndef MKOZ_TUI_LINE_H
#define MKOZ_TUI_LINE_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_BYTES 1024

/* Zeroed it is empty. text is valid UTF-8 with a NUL; cursor is a byte offset on a character. */
struct line {
	char text[LINE_MAX_BYTES];
	size_t length, cursor;
};

void line_set(struct line *line, const char *text);
/* Inserts text at the cursor; what does not fit is left out whole. */
void line_insert(struct line *line, const char *text);
/* Takes `bytes` before the cursor away. */
void line_delete_back(struct line *line, size_t bytes);
/* Edits by a key press; true when the press was one for a line (typed text, moving, deleting). */
bool line_press(struct line *line, int press);

#endif
