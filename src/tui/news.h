/* What changed in the store, brought onto the screen. */
#ifndef MKOZ_TUI_NEWS_H
#define MKOZ_TUI_NEWS_H

struct app;

/* Takes over what the loader has read: plan, run, refresh. */
void news_take(struct app *app);

#endif
