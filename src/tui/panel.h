/* The panel beside the list: the two sides of a change, or what the basket would do. */
#ifndef MKOZ_TUI_PANEL_H
#define MKOZ_TUI_PANEL_H

#include "app.h"
#include "page.h"

/* The two sides, from app->panel_top on. */
void panel_draw_sides(struct app *app, struct area area);
/* One pair of fields over `columns`; the difference inside the text marked. */
void panel_draw_pair(struct app *app, const struct side_pair *pair, int row, int column, int columns);
/* The heading of two sides. */
void panel_draw_rule(struct app *app, int row, int column, int columns, const char *left, const char *right);
/* Says on the rule above the area that there is more of it. */
void panel_draw_more(struct app *app, struct area area);
/* A page's lines from `top` on, in the area; the line `cursor` (or -1) is the one that is chosen. */
void panel_draw_page(struct app *app, const struct page *page, struct area area, size_t top, long cursor);

#endif
