/* Help and palette: the commands, searched as one types, each of which can be given. */
#ifndef MKOZ_TUI_MENU_H
#define MKOZ_TUI_MENU_H

struct app;

void menu_help(struct app *app);
void menu_palette(struct app *app);

#endif
