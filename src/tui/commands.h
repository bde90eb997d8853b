/* The one table of commands: keys, help, palette, footer and documentation are made from it (console.md). */
#ifndef MKOZ_TUI_COMMANDS_H
#define MKOZ_TUI_COMMANDS_H

#include <stddef.h>

struct app;

/* Where a command can be given. */
enum context {
	CONTEXT_LIST = 1, /* the tabs of changes and findings */
	CONTEXT_BASKET = 2,
	CONTEXT_LOG = 4,
	CONTEXT_DETAIL = 8,
	CONTEXT_PAPER = 16, /* any other page of text */
	CONTEXT_APPLY = 32,
	CONTEXT_FIRST = 64,
	CONTEXT_BULK = 128,
	CONTEXT_ROWS = CONTEXT_LIST | CONTEXT_BASKET,
	CONTEXT_TABS = CONTEXT_ROWS | CONTEXT_LOG,
	CONTEXT_CHANGE = CONTEXT_ROWS | CONTEXT_DETAIL,
	CONTEXT_PAPERS = CONTEXT_DETAIL | CONTEXT_PAPER | CONTEXT_APPLY | CONTEXT_FIRST | CONTEXT_BULK,
	CONTEXT_ALL = 255,
};

enum command_flag {
	COMMAND_DECIDES = 1, /* writes a decision: a technician, and not in read-only */
	COMMAND_SUPERVISOR = 2, /* a supervisor */
	COMMAND_WRITES = 4, /* not in read-only */
	COMMAND_ROW = 8, /* needs a change under the cursor */
	COMMAND_MOVE = 16, /* moving about: not in the palette */
	COMMAND_ALWAYS = 32, /* also while something is typed or asked: about the terminal only */
};

struct command {
	const char *name; /* as in [keys] and the palette */
	const char *keys; /* names of keys, separated by blanks; "" when it has none */
	const char *hint; /* a word for the footer, or NULL */
	const char *help; /* one line */
	unsigned contexts, flags;
	void (*run)(struct app *app);
	const char *(*unavailable)(const struct app *app); /* why it cannot be given now, or NULL; may be NULL */
};

const struct command *tui_commands(size_t *count);
const struct command *tui_command_find(const char *name);
/* Why the command cannot be given now, translated; NULL when it can. */
const char *tui_command_unavailable(const struct app *app, const struct command *command);

#endif
