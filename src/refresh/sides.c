/* Both sides, read at the same time, each with its own library, connection and error. */
#include "sides.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/progress.h"
#include "mkoz/base/signals.h"
#include "mkoz/mk/mk.h"
#include "mkoz/ozmap/ozmap.h"

#define DRAW_STEP 100 /* ms */

/* What both threads look at. Each side has its own error; `failed` tells the other to end. */
struct reading {
	struct sides *sides;
	struct mk *mk;
	struct ozmap *ozmap;
	struct error mk_error, ozmap_error;
	struct progress bar; /* drawn by OZmap's thread alone */
	atomic_size_t rows; /* of MK */
	atomic_bool failed, done; /* done: MK's side has ended */
	int mk_result;
};

static bool is_over(struct reading *reading)
{
	return atomic_load(&reading->failed) || signals_asked();
}

static int mk_came(void *context, size_t rows)
{
	struct reading *reading = context;

	atomic_store(&reading->rows, rows);
	return is_over(reading);
}

static int ozmap_came(void *context, size_t done, size_t total)
{
	struct reading *reading = context;

	progress_show(&reading->bar, done, total);
	return is_over(reading);
}

static void *read_mk(void *context)
{
	struct reading *reading = context;

	reading->mk_result = mk_read(reading->mk, &reading->sides->subscribers, mk_came, reading, &reading->mk_error);
	if (reading->mk_result < 0)
		atomic_store(&reading->failed, true);
	atomic_store(&reading->done, true);
	return NULL;
}

static int read_ozmap(struct reading *reading, bool quiet)
{
	int result;

	progress_start(&reading->bar, _("reading OZmap"), quiet);
	result = ozmap_read(reading->ozmap, &reading->sides->plant, ozmap_came, reading, &reading->ozmap_error);
	progress_end(&reading->bar);
	if (result < 0)
		atomic_store(&reading->failed, true);
	return result;
}

static void wait_for_mk(struct reading *reading, pthread_t thread, bool quiet)
{
	progress_start(&reading->bar, _("reading MK"), quiet);
	while (reading->bar.shown && !atomic_load(&reading->done)) {
		progress_show(&reading->bar, atomic_load(&reading->rows), 0);
		moment_sleep(DRAW_STEP);
	}
	pthread_join(thread, NULL);
	progress_end(&reading->bar);
}

/* The side that failed by itself speaks; the other was only told to end. */
static int tell(const struct reading *reading, bool mk_failed, bool ozmap_failed, bool mk_first, struct error *error)
{
	if (signals_asked())
		return error_fail(error, _("refresh: it was asked to end: the last plan stays: run it again"));
	if (mk_failed && (mk_first || !ozmap_failed))
		return error_set(error, reading->mk_error.status, "%s", reading->mk_error.text);
	return error_set(error, reading->ozmap_error.status, "%s", reading->ozmap_error.text);
}

static int read_both(struct reading *reading, bool quiet, struct error *error)
{
	pthread_t thread;
	bool mk_first;
	int ozmap_result, failure = pthread_create(&thread, NULL, read_mk, reading);

	if (failure != 0)
		return error_fail(error, _("refresh: no thread can be started: %s: try again"), strerror(failure));
	ozmap_result = read_ozmap(reading, quiet);
	mk_first = atomic_load(&reading->done);
	wait_for_mk(reading, thread, quiet);
	if (reading->mk_result < 0 || ozmap_result < 0)
		return tell(reading, reading->mk_result < 0, ozmap_result < 0, mk_first, error);
	return 0;
}

int sides_read(struct sides *sides, const struct config *config, bool quiet, struct error *error)
{
	struct reading reading = {.sides = sides};
	int result = -1;

	*sides = (struct sides){0};
	/* opened one after the other: both take secrets out of the environment, which threads must not do at once */
	if (mk_open(&reading.mk, config, error) == 0 && ozmap_open(&reading.ozmap, config, error) == 0)
		result = read_both(&reading, quiet, error);
	mk_close(reading.mk);
	ozmap_close(reading.ozmap);
	if (result < 0)
		sides_free(sides);
	return result;
}

void sides_free(struct sides *sides)
{
	subscribers_free(&sides->subscribers);
	plant_free(&sides->plant);
}
