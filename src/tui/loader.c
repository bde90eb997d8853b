/* Reads the store beside the console. */
#include "loader.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_EVERY_MS 250
#define REST 3 /* times as long as the last reading took: a large plan is not read without a pause */

struct loader {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	const struct config *config;
	struct store *store; /* only the thread's */
	struct snapshot *fresh; /* under the mutex, as all below */
	struct snapshot *spent; /* to be freed */
	struct pulse pulse;
	int64_t version;
	int64_t took; /* milliseconds; only the thread's */
	bool stop, hurry, has_version;
};

static void read_pulse(struct loader *loader, struct pulse *pulse, struct error *error)
{
	int run = store_run_read(loader->store, &pulse->run, error);

	pulse->has_run = run == 0;
	if (run >= 0)
		store_refresh_read(loader->store, &pulse->refreshing, pulse->refresh_failure, &pulse->refresh_at,
				   error);
	pulse->refresh_failure[sizeof pulse->refresh_failure - 1] = '\0';
}

static void publish(struct loader *loader, struct snapshot *snapshot, const struct pulse *pulse)
{
	struct snapshot *old = NULL;

	pthread_mutex_lock(&loader->mutex);
	loader->pulse = *pulse;
	if (snapshot != NULL) {
		old = loader->fresh;
		loader->fresh = snapshot;
		loader->version = snapshot->version;
		loader->has_version = true;
	}
	pthread_mutex_unlock(&loader->mutex);
	snapshot_free(old);
}

static void free_spent(struct loader *loader)
{
	struct snapshot *spent;

	pthread_mutex_lock(&loader->mutex);
	spent = loader->spent;
	loader->spent = NULL;
	pthread_mutex_unlock(&loader->mutex);
	snapshot_free(spent);
}

static void look(struct loader *loader)
{
	struct pulse pulse = {.refresh_at = MOMENT_NONE};
	struct snapshot *snapshot = NULL;
	struct error error = {0};
	int64_t version, begun = moment_ticks();

	free_spent(loader);
	if (store_version(loader->store, &version, &error) == 0) {
		read_pulse(loader, &pulse, &error);
		if (!loader->has_version || version != loader->version)
			snapshot = snapshot_read(loader->store, loader->config, &error);
	}
	snprintf(pulse.trouble, sizeof pulse.trouble, "%s", error.text);
	publish(loader, snapshot, &pulse);
	loader->took = moment_ticks() - begun;
}

static bool wait_for_next(struct loader *loader)
{
	int64_t wait = LOOK_EVERY_MS + REST * loader->took;
	struct timespec until;
	bool stop;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait / 1000;
	until.tv_nsec += wait % 1000 * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&loader->mutex);
	while (!loader->stop && !loader->hurry && pthread_cond_timedwait(&loader->wake, &loader->mutex, &until) == 0)
		;
	loader->hurry = false;
	stop = loader->stop;
	pthread_mutex_unlock(&loader->mutex);
	return !stop;
}

static void *run(void *context)
{
	struct loader *loader = context;

	do
		look(loader);
	while (wait_for_next(loader));
	return NULL;
}

/* Signals are the main thread's: they end its waiting. */
static int start_thread(struct loader *loader)
{
	sigset_t all, before;
	int result;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(&loader->thread, NULL, run, loader);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

int loader_start(struct loader **out, const char *path, const struct config *config, struct error *error)
{
	struct loader *loader = calloc(1, sizeof *loader);
	pthread_condattr_t monotonic;
	char *url = NULL;

	*out = NULL;
	if (loader == NULL || asprintf(&url, "sqlite:%s", path) < 0) {
		free(loader);
		return error_memory(error);
	}
	loader->config = config;
	if (store_open(&loader->store, url, STORE_READ, error) != 0) {
		free(url);
		free(loader);
		return -1;
	}
	free(url);
	pthread_mutex_init(&loader->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&loader->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (start_thread(loader) != 0) {
		store_close(loader->store);
		free(loader);
		return error_fail(error, "console: no thread could be started: end other programs and try again");
	}
	*out = loader;
	return 0;
}

void loader_stop(struct loader *loader)
{
	if (loader == NULL)
		return;
	pthread_mutex_lock(&loader->mutex);
	loader->stop = true;
	pthread_cond_signal(&loader->wake);
	pthread_mutex_unlock(&loader->mutex);
	pthread_join(loader->thread, NULL);
	store_close(loader->store);
	snapshot_free(loader->fresh);
	snapshot_free(loader->spent);
	pthread_cond_destroy(&loader->wake);
	pthread_mutex_destroy(&loader->mutex);
	free(loader);
}

struct snapshot *loader_take(struct loader *loader)
{
	struct snapshot *snapshot;

	pthread_mutex_lock(&loader->mutex);
	snapshot = loader->fresh;
	loader->fresh = NULL;
	pthread_mutex_unlock(&loader->mutex);
	return snapshot;
}

void loader_give_back(struct loader *loader, struct snapshot *snapshot)
{
	struct snapshot *before;

	pthread_mutex_lock(&loader->mutex);
	before = loader->spent;
	loader->spent = snapshot;
	pthread_mutex_unlock(&loader->mutex);
	snapshot_free(before);
}

void loader_pulse(struct loader *loader, struct pulse *pulse)
{
	pthread_mutex_lock(&loader->mutex);
	*pulse = loader->pulse;
	pthread_mutex_unlock(&loader->mutex);
}

void loader_hurry(struct loader *loader)
{
	pthread_mutex_lock(&loader->mutex);
	loader->hurry = true;
	pthread_cond_signal(&loader->wake);
	pthread_mutex_unlock(&loader->mutex);
}
