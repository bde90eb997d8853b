/* The console: a view on the store; a key press can only ever write a decision to it (console.md). */
#ifndef MKOZ_TUI_TUI_H
#define MKOZ_TUI_TUI_H

#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/review/review.h"
#include "mkoz/store/store.h"

struct tui_options {
	bool read_only;
	bool no_color;
	const char *program; /* how to start ourselves again: `program refresh`, `program apply` */
	const char *const *arguments; /* --config and --profile to hand on, NULL-terminated */
	const char *theme_dir; /* where theme files are; NULL: the built one, then the installed one */
};

/* [keys] names commands that there are and keys that exist; the error names file, line and key (spec §2). The console
 * tells it, and opens with its own keys. */
int tui_check_keys(const struct config *config, struct error *error);
/* Runs until the person quits or the terminal goes away. */
int tui_run(struct store *store, const struct config *config, const struct reviewer *reviewer,
	    const struct tui_options *options, struct error *error);

#endif
