/* The worker's run: settle what a crash left, then claim, hold, try, apply, until nothing is left. */
#include "mkoz/worker/worker.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/signals.h"
#include "mkoz/plan/guards.h"
#include "worker/send.h"

#define CLAIM_MAX 100
#define SINGLES_MAX 16 /* clients read and written one by one in a round */
#define OTHERS_WAIT 500 /* milliseconds between looks at what other workers hold */

/* --- guards, again ------------------------------------------------------------------------------------------------ */

static const char *name_of_guard(struct job *job, const struct plan_facts *facts, const struct change *change,
				 struct error *error)
{
	unsigned overridden = 0;
	if (store_overrides(job->store, change->id, &overridden, error) != 0)
		return NULL;
	int guard = guards_refuse(&job->config->guard, facts, change->kind, 0, overridden);
	return guard < 0 ? NULL : guard_name((enum guard_kind)guard);
}

/* 1 when both sides have the code right now, 0 when one of them lacks it. */
static int is_on_both_sides(struct job *job, const char *code, struct error *error)
{
	struct subscribers subscribers = {0};
	struct plant plant = {0};
	if (!job->mk && mk_open(&job->mk, job->config, error) != 0)
		return -1;
	int found = mk_read_code(job->mk, code, &subscribers, error);
	if (found >= 0)
		found = found == 0 && subscribers.count > 0;
	if (found == 1)
		found = ozmap_find_code(job->ozmap, code, &plant, error) < 0 ? -1 : plant.client_count > 0;
	subscribers_free(&subscribers);
	plant_free(&plant);
	return found;
}

/* Before anything is removed the canaries are looked for again: the plan that found them may be minutes old. */
static int count_canaries(struct job *job, const struct plan *claimed, struct plan_facts *facts, struct error *error)
{
	const char *const *codes = job->config->guard.canary_codes;
	size_t missing = 0;
	bool removes = false;
	for (size_t i = 0; i < claimed->count && !removes; i++)
		removes = kind_is_cancellation(claimed->items[i].kind);
	for (size_t i = 0; removes && codes[i]; i++) {
		int found = is_on_both_sides(job, codes[i], error);
		if (found < 0)
			return -1;
		missing += !found;
	}
	if (missing > facts->canaries_missing)
		facts->canaries_missing = missing;
	return 0;
}

/* What a guard holds now goes back to approved; the rest moves to the front. */
static int hold_back(struct job *job, struct plan *claimed, struct error *error)
{
	struct plan_facts facts;
	if (store_facts(job->store, &facts, error) != 0)
		return error->status != ERROR_NONE ? -1 : 0;
	if (count_canaries(job, claimed, &facts, error) != 0)
		return -1;
	size_t kept = 0;
	for (size_t i = 0; i < claimed->count; i++) {
		const char *guard = name_of_guard(job, &facts, &claimed->items[i], error);
		if (error->status != ERROR_NONE)
			return -1;
		if (!guard)
			claimed->items[kept++] = claimed->items[i];
		else if (job_settle(job, &claimed->items[i], STATE_APPROVED, guard, error) != 0)
			return -1;
	}
	claimed->count = kept;
	return 0;
}

/* What another worker's last intent of the change holds: when it was written, and, of what is about to be removed, the
 * whole as it was before the first request; what is left of it now is not that. */
static int recall_intent(struct job *job, struct units *units, struct unit *unit, size_t at, struct error *error)
{
	const char *values, *whole = NULL;
	moment written = MOMENT_NONE;
	int result =
	    store_last_intent(job->store, unit->changes[at]->id, &units->arena, &values, &whole, &written, error);
	if (result < 0)
		return -1;
	unit_may_be_late(job, unit, written);
	if (at == 0 && kind_is_cancellation(unit->changes[0]->kind))
		unit->whole = whole;
	return 0;
}

/* Units that another worker began. */
static int take_over(struct job *job, struct units *units, struct error *error)
{
	for (size_t i = 0; i < units->count; i++) {
		units->items[i].begun = units->items[i].touched = true;
		for (size_t j = 0; j < units->items[i].count; j++)
			if (recall_intent(job, units, &units->items[i], j, error) < 0)
				return -1;
	}
	return 0;
}

/* A create that another worker sent may still be on its way: it is not even looked up before (spec §8). 1 when somebody
 * asked to end meanwhile. */
static int wait_for_creates(struct job *job, const struct units *units, struct error *error)
{
	int64_t longest = 0;
	for (size_t i = 0; i < units->count; i++) {
		int64_t late = unit_creates(&units->items[i]) ? unit_late(&units->items[i]) : 0;
		longest = late > longest ? late : longest;
	}
	if (job_wait(job, longest, error) != 0)
		return -1;
	return longest > 0 && signals_asked();
}

/* A plan that came since the claim may be one in which a guard holds: what it holds is only looked at, not sent. */
static int note_held(struct job *job, struct units *units, struct error *error)
{
	struct plan_facts facts;
	int known = store_facts(job->store, &facts, error);
	for (size_t i = 0; i < units->count && known == 0; i++) {
		struct unit *unit = &units->items[i];
		for (size_t j = 0; j < unit->count; j++) {
			unit->held[j] = name_of_guard(job, &facts, unit->changes[j], error);
			if (error->status != ERROR_NONE)
				return -1;
		}
	}
	return known < 0 ? -1 : 0;
}

/* --- the trial ------------------------------------------------------------------------------------------------------
 */

static int trial_size(struct job *job, enum kind kind, struct error *error)
{
	bool any = false, ever = false;
	if (job->trial[kind] > 0)
		return 0;
	if (store_kind_was_tried(job->store, kind, &any, &ever, error) != 0)
		return -1;
	job->trial[kind] = any || ever ? (size_t)job->config->trial : 1;
	return 0;
}

static size_t trial_left(const struct job *job, enum kind kind)
{
	return job->tried[kind] < job->trial[kind] ? job->trial[kind] - job->tried[kind] : 0;
}

static void set_phase(struct job *job, enum kind kind)
{
	(void)snprintf(job->run.phase, sizeof job->run.phase, "%s%s", trial_left(job, kind) ? "trial " : "",
		       kind_name(kind));
}

/* What may be half done stays open as it is, for the next worker to settle. */
static int give_back(struct job *job, const struct units *units, size_t from, struct error *error)
{
	for (size_t i = from; i < units->count; i++) {
		const struct unit *unit = &units->items[i];
		for (size_t j = 0; j < unit->count && !(unit->touched && unit_has_steps(unit)); j++)
			if (job_settle(job, unit->changes[j], STATE_RELEASED, NULL, error) != 0)
				return -1;
	}
	return 0;
}

/* What may go in one round: no more of a kind than its trial wants, and few enough single requests that what was read
 * is fresh when they leave. */
struct slice {
	size_t count, singles, of_kind[KIND_CHANGES];
	enum kind trial; /* a kind on trial, or KIND_NONE */
};

static bool slice_takes(const struct job *job, struct slice *slice, const struct unit *unit)
{
	struct slice more = *slice;
	more.singles += !unit->flock;
	for (size_t i = 0; i < unit->count; i++) {
		enum kind kind = unit->changes[i]->kind;
		size_t left = trial_left(job, kind);
		more.of_kind[kind]++;
		if (left == 0)
			continue;
		more.trial = kind;
		if (more.of_kind[kind] > left && slice->count > 0)
			return false;
	}
	if (more.singles > SINGLES_MAX)
		return false;
	more.count++;
	*slice = more;
	return true;
}

static void next_slice(const struct job *job, const struct units *units, size_t at, struct slice *slice)
{
	while (at + slice->count < units->count && slice_takes(job, slice, &units->items[at + slice->count]))
		;
}

/* Applies the units in slices: the trial's first, then the rest. */
static int apply_units(struct job *job, struct units *units, struct error *error)
{
	for (size_t at = 0; at < units->count;) {
		struct slice slice = {.trial = KIND_NONE};
		size_t unread = 0;
		next_slice(job, units, at, &slice);
		if (at > 0 && job_ends(job))
			return give_back(job, units, at, error);
		set_phase(job, units->items[at].changes[0]->kind);
		struct units part = {.items = units->items + at, .count = slice.count, .arena = units->arena};
		int result = note_held(job, &part, error);
		if (result == 0)
			result = send_units(job, &part, &unread, error);
		units->arena = part.arena;
		if (result != 0)
			return -1;
		at += slice.count;
		if (slice.trial != KIND_NONE && unread > 0)
			job_pause(job, _("the trial of %s was sent and could not be read back from OZmap"),
				  kind_name(slice.trial));
	}
	return 0;
}

static int apply_claimed(struct job *job, struct plan *claimed, bool begun, struct error *error)
{
	struct units units = {0};
	int result = 0;
	for (size_t i = 0; i < claimed->count && result == 0; i++)
		result = trial_size(job, claimed->items[i].kind, error);
	if (result == 0)
		result = units_make(&units, claimed, error);
	if (result == 0 && begun)
		result = take_over(job, &units, error);
	if (result == 0)
		result = wait_for_creates(job, &units, error);
	if (result == 0)
		result = apply_units(job, &units, error);
	units_free(&units);
	return result;
}

/* --- what a crash left
 * ------------------------------------------------------------------------------------------------ */

static int settle_open(struct job *job, struct error *error)
{
	for (;;) {
		struct plan open = {0};
		int result = store_claim_open(job->store, &job->worker, CLAIM_MAX, &open, error);
		size_t count = open.count;
		if (result == 0)
			result = apply_claimed(job, &open, true, error);
		plan_free(&open);
		if (result != 0 || count == 0)
			return result < 0 ? -1 : 0;
		if (job_ends(job))
			return 0;
	}
}

/* --- the run
 * ------------------------------------------------------------------------------------------------------------ */

static int apply_next(struct job *job, bool *more, struct error *error)
{
	struct plan claimed = {0};
	bool others = false;
	int result = store_claim(job->store, &job->worker, CLAIM_MAX, &claimed, &others, error);
	size_t count = claimed.count;
	if (result == 0 && count > 0)
		result = hold_back(job, &claimed, error);
	if (result == 0)
		result = apply_claimed(job, &claimed, false, error);
	plan_free(&claimed);
	*more = count > 0 || others;
	if (result != 0 || count > 0 || !others)
		return result;
	/* what another worker holds is either finished by it, or comes free when its lease is over */
	if (job_wait(job, OTHERS_WAIT, error) != 0)
		return -1;
	return settle_open(job, error);
}

static int count_released(struct job *job, struct error *error)
{
	struct plan plan = {0};
	int result = store_load_plan(job->store, &plan, error);
	for (size_t i = 0; i < plan.count; i++)
		job->run.total += plan.items[i].state == STATE_RELEASED || plan.items[i].state == STATE_APPLYING;
	plan_free(&plan);
	return result < 0 ? -1 : 0;
}

static int run_job(struct job *job, struct error *error)
{
	bool more = true;
	if (count_released(job, error) != 0 || job_tick(job, error) != 0 || settle_open(job, error) != 0)
		return -1;
	while (more && !job_ends(job)) {
		if (apply_next(job, &more, error) != 0)
			return -1;
	}
	return 0;
}

static int start_job(struct job *job, struct error *error)
{
	if (store_worker_enter(job->store, &job->worker, JOB_LEASE, error) != 0)
		return -1;
	job->run = (struct store_run){
	    .fence = job->worker.fence, .pid = getpid(), .started_at = moment_now(), .ended_at = MOMENT_NONE};
	job->renewed_at = moment_ticks();
	return 0;
}

/* The record is closed and claims given back even after an error; the first cause stays. */
static void end_job(struct job *job, struct error *error)
{
	struct error later = {0};
	store_rollback(job->store);
	if (error->status != ERROR_NONE && !job->result->paused)
		job_pause(job, "%s", error->text);
	if (job_end(job, &later) != 0 || store_worker_leave(job->store, &job->worker, &later) != 0) {
		if (error->status == ERROR_NONE)
			*error = later;
	}
}

int worker_check(struct store *store, const struct config *config, struct error *error)
{
	char mk[512];
	mk_address(config, mk, sizeof mk);
	return store_check_bound(store, config->ozmap.url, mk, error);
}

int worker_run(struct store *store, const struct config *config, const struct actor *actor,
	       const struct worker_options *options, struct worker_result *result, struct error *error)
{
	struct job job = {.store = store, .config = config, .actor = actor, .log = options->log, .result = result};
	*result = (struct worker_result){0};
	if (worker_check(store, config, error) != 0 || ozmap_open(&job.ozmap, config, error) != 0)
		return -1;
	int status = start_job(&job, error);
	if (status == 0) {
		progress_start(&job.progress, _("applying"), options->quiet);
		status = run_job(&job, error);
		end_job(&job, error);
	}
	mk_close(job.mk);
	ozmap_close(job.ozmap);
	return status == 0 && error->status == ERROR_NONE ? 0 : -1;
}
