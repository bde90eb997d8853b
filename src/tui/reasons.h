/* Why a command cannot be given now, translated; NULL when it can. */
#ifndef MKOZ_TUI_REASONS_H
#define MKOZ_TUI_REASONS_H

struct app;

const char *no_open(const struct app *app);
const char *no_approval(const struct app *app);
const char *no_override(const struct app *app);
const char *no_rejection(const struct app *app);
const char *no_wait(const struct app *app);
const char *no_undo(const struct app *app);
const char *no_redo(const struct app *app);
const char *no_offer(const struct app *app);
const char *no_run(const struct app *app);

#endif
