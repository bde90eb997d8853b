/* A job: lease, wishes, outcomes and the record that others see of the run. */
#include "worker/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/base/signals.h"
#include "mkoz/store/journal.h"

#define RECORD_EVERY 250 /* milliseconds */
#define WAIT_SLICE 200
#define PATIENCE 5000 /* milliseconds that are still waited when somebody asked to end */

static int write_record(struct job *job, struct error *error)
{
	job->written_at = moment_ticks();
	progress_show(&job->progress, job->run.applied + job->run.failed + job->run.stale, job->run.total);
	return store_run_write(job->store, &job->run, error);
}

int job_tick(struct job *job, struct error *error)
{
	int64_t now = moment_ticks();
	if (now - job->renewed_at > JOB_LEASE * 1000 / 3) {
		if (store_worker_renew(job->store, &job->worker, error) != 0)
			return -1;
		job->renewed_at = now;
	}
	return now - job->written_at > RECORD_EVERY ? write_record(job, error) : 0;
}

int job_wait(struct job *job, int64_t milliseconds, struct error *error)
{
	int64_t end = moment_ticks() + milliseconds;
	for (int64_t left = milliseconds; left > 0 && !(signals_asked() && left > PATIENCE);
	     left = end - moment_ticks()) {
		if (job_tick(job, error) != 0)
			return -1;
		moment_sleep(left < WAIT_SLICE ? left : WAIT_SLICE);
	}
	return 0;
}

void job_pause(struct job *job, const char *format, ...)
{
	if (job->result->paused)
		return;
	job->result->paused = true;
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(job->result->message, sizeof job->result->message, format, arguments);
	va_end(arguments);
	(void)snprintf(job->run.phase, sizeof job->run.phase, "paused");
	(void)snprintf(job->run.message, sizeof job->run.message, "%s", job->result->message);
}

/* A wish to pause is waited out here; other workers may go on meanwhile. */
static bool wished_to_stop(struct job *job)
{
	struct error error = {0};
	enum store_wish wish = WISH_NONE;
	while (store_wish_read(job->store, &wish, &error) == 0 && wish == WISH_PAUSE && !signals_asked()) {
		(void)snprintf(job->run.phase, sizeof job->run.phase, "paused");
		if (job_wait(job, WAIT_SLICE, &error) != 0)
			return true;
	}
	return wish == WISH_STOP || error.status != ERROR_NONE;
}

bool job_ends(struct job *job)
{
	return job->result->paused || signals_asked() || wished_to_stop(job);
}

bool job_wished_to_end(struct job *job)
{
	struct error error = {0};
	enum store_wish wish = WISH_NONE;
	return signals_asked() || store_wish_read(job->store, &wish, &error) != 0 || wish != WISH_NONE;
}

static void count_outcome(struct job *job, enum state state)
{
	job->run.applied += state == STATE_APPLIED;
	job->run.failed += state == STATE_FAILED;
	job->run.stale += state == STATE_STALE;
	job->run.held += state == STATE_APPROVED;
	job->result->applied = job->run.applied;
	job->result->failed = job->run.failed;
	job->result->stale = job->run.stale;
	job->result->held = job->run.held;
	if (state == STATE_FAILED)
		job->failures_in_a_row++;
	else if (state == STATE_APPLIED)
		job->failures_in_a_row = 0;
}

int job_settle(struct job *job, const struct change *change, enum state state, const char *outcome, struct error *error)
{
	int lost = store_settle(job->store, &job->worker, change, state, outcome, job->actor, error);
	if (lost != 0)
		return lost < 0 ? -1 : 0;
	count_outcome(job, state);
	log_detail(job->log, "%s %s: %s%s%s", kind_name(change->kind), change->code ? change->code : "",
		   state_name(state), outcome ? ": " : "", outcome ? outcome : "");
	if (job->failures_in_a_row >= JOB_FAILURES_IN_A_ROW)
		job_pause(job, _("%d changes in a row failed; the last: %s"), JOB_FAILURES_IN_A_ROW,
			  outcome ? outcome : "");
	return 0;
}

/* Why the run ended early stays in the journal too. */
static int journal_pause(struct job *job, struct error *error)
{
	struct text detail = {0};
	text_add(&detail, "{\"reason\":");
	json_add_string(&detail, job->result->message);
	text_add_char(&detail, '}');
	int result = text_check(&detail, error);
	if (result == 0)
		result = journal_append(job->store, job->actor, "paused", NULL, text_string(&detail), error);
	text_free(&detail);
	return result;
}

int job_end(struct job *job, struct error *error)
{
	job->run.ended_at = moment_now();
	if (!job->result->paused)
		job->run.phase[0] = '\0';
	progress_end(&job->progress);
	if (job->result->paused && journal_pause(job, error) < 0)
		return -1;
	return write_record(job, error);
}
