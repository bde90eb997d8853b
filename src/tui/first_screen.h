/* The plan at a glance, before any list: counts by kind and city; and setting a first plan aside as it is. */
#ifndef MKOZ_TUI_FIRST_SCREEN_H
#define MKOZ_TUI_FIRST_SCREEN_H

#include <stdbool.h>

struct app;

/* Nobody has decided anything in this store yet, and there is something to decide. */
bool first_screen_is_due(struct app *app);
/* The commands. */
void first_screen_open(struct app *app);
void first_set_aside(struct app *app);

#endif
