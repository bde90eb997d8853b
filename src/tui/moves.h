/* The commands that move about. */
#ifndef MKOZ_TUI_MOVES_H
#define MKOZ_TUI_MOVES_H

struct app;

void move_down(struct app *app);
void move_up(struct app *app);
void move_page_down(struct app *app);
void move_page_up(struct app *app);
void move_half_down(struct app *app);
void move_half_up(struct app *app);
void move_first(struct app *app);
void move_last(struct app *app);
void move_pane(struct app *app);
void move_open(struct app *app);
void move_back(struct app *app);
void move_quit(struct app *app);
void move_tab_1(struct app *app);
void move_tab_2(struct app *app);
void move_tab_3(struct app *app);
void move_tab_4(struct app *app);
void move_tab_5(struct app *app);
void move_tab_6(struct app *app);
void move_tab_7(struct app *app);
void move_previous_tab(struct app *app);
void move_next_tab(struct app *app);
void move_search_next(struct app *app);
void move_search_previous(struct app *app);

#endif
