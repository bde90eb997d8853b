/* One list for every screen: cursor, scrolling and a range over rows of which it only knows the number. No curses. */
#ifndef MKOZ_TUI_LIST_H
#define MKOZ_TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define LIST_NO_ANCHOR ((size_t)-1)

/* Zeroed it is empty, with a range begun at row 0: use list_start. */
struct list {
	size_t count; /* rows */
	size_t cursor, top; /* 0 when empty */
	size_t height; /* rows that can be seen, at least 1 */
	size_t anchor; /* where a range began, or LIST_NO_ANCHOR */
};

void list_start(struct list *list);
/* The number of rows or the height changed; the cursor stays inside and in sight. */
void list_fit(struct list *list, size_t count, size_t height);
/* Moves the cursor, not over the ends. */
void list_move(struct list *list, long delta);
void list_to(struct list *list, size_t row);
/* Scrolls by rows; the cursor comes along only where it must stay in sight. */
void list_scroll(struct list *list, long delta);
/* The rows from the anchor to the cursor, first and last included; false without an anchor or rows. */
bool list_range(const struct list *list, size_t *first, size_t *last);

#endif
