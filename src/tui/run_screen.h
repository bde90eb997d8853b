/* The worker's run as it goes on: progress, what settled, pause and stop. */
#ifndef MKOZ_TUI_RUN_SCREEN_H
#define MKOZ_TUI_RUN_SCREEN_H

struct app;

void run_screen_open(struct app *app);
/* The commands on it. */
void run_pause(struct app *app);
void run_resume(struct app *app);
void run_stop(struct app *app);

#endif
