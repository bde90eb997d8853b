/* Where the parts of the screen are, for every size of terminal. No curses. */
#ifndef MKOZ_TUI_LAYOUT_H
#define MKOZ_TUI_LAYOUT_H

#define LAYOUT_WIDE 100 /* from this many columns on the two sides stand right of the list */

struct area {
	int row, column, rows, columns; /* nothing to draw when rows or columns are 0 */
};
struct layout {
	struct area header, tabs, status; /* one row each, or none */
	struct area list; /* its first row is the heading where list.rows > 3 */
	struct area panel; /* the two sides; its first row is a heading */
	struct area footer;
	int wide;
};

void layout_place(struct layout *out, int rows, int columns);

#endif
