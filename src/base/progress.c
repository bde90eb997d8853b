/* Progress of long work, one line on a terminal's stderr. */
#include "mkoz/base/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "mkoz/base/moment.h"

#define BAR_WIDTH 30
#define DRAW_EVERY 100 /* ms */

void progress_start(struct progress *progress, const char *label, bool quiet)
{
	*progress = (struct progress){.shown = !quiet && isatty(STDERR_FILENO), .label = label, .drawn_at = 0};
}

void progress_show(struct progress *progress, size_t done, size_t total)
{
	char bar[BAR_WIDTH + 1];
	int64_t now;
	size_t filled;

	if (!progress->shown)
		return;
	now = moment_ticks();
	if (progress->drawn_at != 0 && now - progress->drawn_at < DRAW_EVERY && done != total)
		return;
	progress->drawn_at = now;
	if (total == 0) {
		fprintf(stderr, "\r%s %zu\033[K", progress->label, done);
		return;
	}
	filled = done >= total ? BAR_WIDTH : (size_t)((double)done / (double)total * BAR_WIDTH);
	for (size_t i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "\r%s [%s] %zu/%zu\033[K", progress->label, bar, done, total);
}

void progress_end(struct progress *progress)
{
	if (progress->shown && progress->drawn_at != 0)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}
