/* Marks: what a command acts on when there are any. */
#ifndef MKOZ_TUI_MARKS_H
#define MKOZ_TUI_MARKS_H

struct app;

/* Marks what the expression finds among the rows that are seen. */
void marks_by_filter(struct app *app, const char *expression);

/* The commands. */
void marks_toggle(struct app *app);
void marks_range(struct app *app);
void marks_range_up(struct app *app);
void marks_range_down(struct app *app);
void marks_all(struct app *app);
void marks_none(struct app *app);

#endif
