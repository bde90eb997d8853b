/* Reads the store beside the console, so that a key press never waits for a plan of any size. */
#ifndef MKOZ_TUI_LOADER_H
#define MKOZ_TUI_LOADER_H

#include <stdbool.h>

#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/store/store.h"
#include "snapshot.h"

/* What is small and changes often: the worker's run and the refresh. */
struct pulse {
	struct store_run run;
	bool has_run;
	pid_t refreshing; /* 0: no refresh runs */
	char refresh_failure[ERROR_TEXT_MAX]; /* "" when the last one went well */
	moment refresh_at;
	char trouble[ERROR_TEXT_MAX]; /* why the store could not be read, or "" */
};

struct loader;

/* Starts reading the store at `path`: its plan again whenever anything in the store changed. */
int loader_start(struct loader **out, const char *path, const struct config *config, struct error *error);
void loader_stop(struct loader *loader);
/* The newest plan that was not taken yet; the caller owns it. NULL: nothing new. */
struct snapshot *loader_take(struct loader *loader);
/* Takes a snapshot that is no longer needed: freeing a large one takes time, too. */
void loader_give_back(struct loader *loader, struct snapshot *snapshot);
void loader_pulse(struct loader *loader, struct pulse *pulse);
/* Looks at once. */
void loader_hurry(struct loader *loader);

#endif
