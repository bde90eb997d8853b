/* Drawing the rows of a tab. */
#ifndef MKOZ_TUI_ROWS_DRAW_H
#define MKOZ_TUI_ROWS_DRAW_H

#include "app.h"

/* The list in its area, heading included. Sets the list's height. */
void rows_draw(struct app *app, struct area area);
/* The line above it: filter, how many are seen and marked. */
void rows_draw_status(struct app *app, struct area area);
/* The sign of a state: approved, requested, failed and so on; a blank for what awaits a decision. */
const char *rows_state_sign(const struct app *app, const struct change *change);

#endif
