/* The line that is typed into above the list: filter as you type, search, marks by filter. */
#ifndef MKOZ_TUI_TYPING_H
#define MKOZ_TUI_TYPING_H

struct app;

void typing_filter(struct app *app);
void typing_search(struct app *app);
void typing_marks(struct app *app);

#endif
