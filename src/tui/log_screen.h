/* The log tab: the journal, newest first. */
#ifndef MKOZ_TUI_LOG_SCREEN_H
#define MKOZ_TUI_LOG_SCREEN_H

#include "app.h"

struct journal_view;

/* Reads the newest entries. */
void journal_view_load(struct app *app);
void journal_view_free(struct journal_view *view);
/* Shows only entries that hold all the words, without regard to case and accents. */
void journal_view_filter(struct app *app, const char *words);
const char *journal_view_words(const struct app *app);
/* The entry under the cursor, or NULL. */
const struct journal_entry *journal_view_entry(const struct app *app);

void log_draw(struct app *app, struct area area);
void log_draw_status(struct app *app, struct area area);
void log_draw_panel(struct app *app, struct area area);
/* The command: the change of the entry. */
void log_open(struct app *app);

#endif
