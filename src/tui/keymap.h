/* Which key gives which command, with what [keys] changes. */
#ifndef MKOZ_TUI_KEYMAP_H
#define MKOZ_TUI_KEYMAP_H

#include <stddef.h>

#include "commands.h"
#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/base/text.h"

struct binding {
	int press;
	const struct command *command;
};
/* Zeroed it is empty. */
struct keymap {
	struct binding *items;
	size_t count, capacity;
};

/* The table's keys, and those of `ui` instead where it names a command. Unknown commands and keys, and a key that two
 * commands of one screen would share, are errors that name the line and both commands. */
int keymap_make(struct keymap *keymap, const struct config_ui *ui, struct error *error);
void keymap_free(struct keymap *keymap);
/* The command of a press in a context, or NULL. */
const struct command *keymap_find(const struct keymap *keymap, int press, unsigned context);
/* Appends the command's keys, for people: `j ↓`. */
void keymap_keys(const struct keymap *keymap, const struct command *command, struct text *out);
/* The first key of a command; 0 when it has none. */
int keymap_first(const struct keymap *keymap, const struct command *command);

#endif
