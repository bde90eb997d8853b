/* A job: one run of the worker and all it holds, handed down to every part of it. */
#ifndef MKOZ_WORKER_JOB_H
#define MKOZ_WORKER_JOB_H

#include "mkoz/base/progress.h"
#include "mkoz/mk/mk.h"
#include "mkoz/ozmap/ozmap.h"
#include "mkoz/worker/worker.h"

#define JOB_LEASE 30 /* seconds, spec §8 */
#define JOB_FAILURES_IN_A_ROW 10

struct job {
	struct store *store;
	const struct config *config;
	const struct actor *actor;
	const struct log *log;
	struct ozmap *ozmap;
	struct mk *mk; /* opened when the first cancellation needs it */
	struct store_worker worker;
	struct store_run run;
	struct worker_result *result;
	struct progress progress;
	int64_t renewed_at, written_at; /* ticks: of the lease, of the run's record */
	size_t failures_in_a_row;
	size_t tried[KIND_CHANGES]; /* applied in this run by a request that was read back */
	size_t trial[KIND_CHANGES]; /* how many must be, before the rest of the kind goes on; 0: not known yet */
};

/* Renews the lease when a third of it is over, and writes the run's record a few times a second. Between any two
 * requests that take long. */
int job_tick(struct job *job, struct error *error);
/* Waits, and ticks meanwhile. Long waits end early when somebody asked to end; those of a few seconds are part of
 * finishing what was begun. */
int job_wait(struct job *job, int64_t milliseconds, struct error *error);
/* The run pauses: nothing new is taken; the first reason is kept. */
void job_pause(struct job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Nothing new may be taken: paused, or somebody asked to end (by signal or from the console). */
bool job_ends(struct job *job);
/* Somebody asked to end or to pause; asked without waiting, between the requests of one round. */
bool job_wished_to_end(struct job *job);
/* The change's outcome: to the store, the counts and the rate of failures. */
int job_settle(struct job *job, const struct change *change, enum state state, const char *outcome,
	       struct error *error);
/* Ends the run's record. */
int job_end(struct job *job, struct error *error);

#endif
