/* The commands that are neither moving nor deciding: sorting, copying, notes, offers, refresh and so on. */
#ifndef MKOZ_TUI_DOINGS_H
#define MKOZ_TUI_DOINGS_H

struct app;

void do_sort(struct app *app);
void do_cosmetic(struct app *app);
void do_copy(struct app *app);
void do_note(struct app *app);
void do_offer(struct app *app);
void do_refresh(struct app *app);
void do_read_only(struct app *app);
void do_reveal(struct app *app);
void do_redraw(struct app *app);
void do_suspend(struct app *app);
void do_save_filter(struct app *app);
void do_clear_filter(struct app *app);
void do_accept(struct app *app);

/* Why a command cannot be given now, or NULL. */
const char *no_reveal(const struct app *app);
const char *no_refresh(const struct app *app);
const char *no_accept(const struct app *app);
const char *no_search(const struct app *app);

#endif
