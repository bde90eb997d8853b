/* The screen on which many changes are looked at before they are approved at once. */
#ifndef MKOZ_TUI_BULK_SCREEN_H
#define MKOZ_TUI_BULK_SCREEN_H

#include "app.h"
#include "intent.h"
#include "page.h"

/* Opens it; it owns the intent, and goes on with it once its end was seen and Enter pressed. */
void bulk_screen_open(struct app *app, struct intent *intent);
/* One line about a change, with its code, name, what it does and where. */
void bulk_line(struct app *app, struct page *page, const struct change *change, int width);

#endif
