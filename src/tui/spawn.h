/* Starts mkoz again beside the console, for what takes long or reaches outside. */
#ifndef MKOZ_TUI_SPAWN_H
#define MKOZ_TUI_SPAWN_H

#include "mkoz/base/error.h"
#include "mkoz/tui/tui.h"

/* Runs `program [arguments] command` in a session of its own, its input and output nowhere: it goes on when the
 * console or its terminal is closed. */
int spawn_start(const struct tui_options *options, const char *command, struct error *error);

#endif
