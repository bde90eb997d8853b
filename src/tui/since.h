/* What happened since this person last looked: a line, and a page for handing over. */
#ifndef MKOZ_TUI_SINCE_H
#define MKOZ_TUI_SINCE_H

struct app;

/* Says it in the footer. */
void since_say(struct app *app);
/* The command: the page. */
void since_open(struct app *app);

#endif
