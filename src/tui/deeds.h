/* What was decided in this console, to be undone and done again. */
#ifndef MKOZ_TUI_DEEDS_H
#define MKOZ_TUI_DEEDS_H

#include "app.h"
#include "intent.h"

/* Remembers a decision that was made. An undo of the same changes as an earlier deed makes that one ready for redo. */
void deeds_add(struct app *app, const struct intent *intent);
void deeds_free(struct app *app);

/* The commands: undo the marks, the row, or else the last deed; do the last undone one again. */
void deeds_undo(struct app *app);
void deeds_redo(struct app *app);

#endif
