/* The basket: what apply will do and touch, and its release. */
#ifndef MKOZ_TUI_BASKET_H
#define MKOZ_TUI_BASKET_H

#include "app.h"

/* The panel beside the basket's list. */
void basket_draw_panel(struct app *app, struct area area);
/* The command: asks for the number, releases, starts the worker. */
void basket_release(struct app *app);
/* Why nothing can be released now, or NULL. */
const char *basket_release_unavailable(const struct app *app);

#endif
