/* A screen that is a page of text: detail, difference, summaries, questions that need room. */
#ifndef MKOZ_TUI_PAPER_H
#define MKOZ_TUI_PAPER_H

#include "app.h"
#include "page.h"

struct paper;
struct paper_ops {
	struct screen_ops screen; /* made with PAPER_SCREEN */
	const char *title; /* translated when drawn */
	void (*build)(struct app *app, struct paper *paper); /* writes the page for paper->width columns */
	void (*enter)(struct app *app, struct paper *paper); /* Enter; may be NULL */
	void (*free_data)(void *data); /* may be NULL */
};
struct paper {
	const struct paper_ops *ops;
	struct page page;
	struct list list; /* its top is the first line shown */
	int width;
	bool stale; /* to be built before it is drawn */
	bool end_seen; /* the last line was on the screen */
	void *data;
	char subtitle[128]; /* after the title, or "" */
	char id[CHANGE_ID_MAX]; /* the change it is about, or "" */
};

void paper_draw(struct app *app, void *state);
bool paper_input(struct app *app, void *state, const struct input *input);
void paper_news(struct app *app, void *state);
void paper_close(void *state);

#define PAPER_SCREEN(where)                                                                                            \
	{                                                                                                              \
		.context = (where), .draw = paper_draw, .input = paper_input, .news = paper_news, .close = paper_close \
	}

/* Opens it; data is freed by ops->free_data when it closes. */
struct paper *paper_open(struct app *app, const struct paper_ops *ops, void *data);
/* The paper on top, or NULL where another screen is. */
struct paper *paper_top(struct app *app);

#endif
