/* One change in full: both sides, evidence, what hangs on it, earlier decisions; and the difference, full screen. */
#ifndef MKOZ_TUI_DETAIL_SCREEN_H
#define MKOZ_TUI_DETAIL_SCREEN_H

#include "app.h"

/* The change with that id. */
void detail_open_id(struct app *app, const char *id);
/* The commands. */
void detail_open(struct app *app);
void detail_difference(struct app *app);

#endif
