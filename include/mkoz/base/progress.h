/* Progress of long work on stderr, drawn only where stderr is a terminal. */
#ifndef MKOZ_BASE_PROGRESS_H
#define MKOZ_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed with `shown` false it draws nothing. */
struct progress {
	bool shown;
	const char *label;
	int64_t drawn_at; /* ticks */
};

/* Starts a bar; shown only when stderr is a terminal and not `quiet`. label must outlive it. */
void progress_start(struct progress *progress, const char *label, bool quiet);
/* Draws `done` of `total` (0: not known yet), at most ten times a second. */
void progress_show(struct progress *progress, size_t done, size_t total);
/* Clears the line. */
void progress_end(struct progress *progress);

#endif
