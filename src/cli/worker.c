/* mkoz worker: refreshes, approves what [auto] names, applies what is released; once, or every interval. */
#include <stdio.h>

#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/signals.h"
#include "mkoz/store/journal.h"

#define LOOK_EVERY 1000 /* ms, at the store between two rounds */
#define REST_SECONDS 30 /* where the store cannot be used */

static int apply_released(struct call *call, struct worker_result *result, struct error *error)
{
	if (call_work(call, result, error) < 0)
		return -1;
	if (result->applied + result->failed + result->stale + result->held > 0)
		log_info(&call->log, _("%zu applied, %zu failed, %zu stale, %zu held"), result->applied, result->failed,
			 result->stale, result->held);
	if (result->paused)
		log_warning(&call->log, _("paused: %s"), result->message);
	return 0;
}

/* One round. A side that cannot be read stops what is new, not what was released while the plan is fresh. */
static int work_once(struct call *call, struct worker_result *result, struct error *error)
{
	struct error refreshing = {0};
	size_t approved = 0, erased = 0;
	bool failed = call_refresh(call, &refreshing) < 0;

	*result = (struct worker_result){0};
	if (failed && !call_plan_is_fresh(call))
		return error_set(error, refreshing.status, "%s", refreshing.text);
	if (!failed && review_auto(call->store, &call->config, &approved, error) < 0)
		return -1;
	if (approved > 0)
		log_info(&call->log, _("%zu approved as [auto] says"), approved);
	if (!signals_asked() && apply_released(call, result, error) < 0)
		return -1;
	if (journal_erase(call->store, call->config.keep_personal_data, &erased, error) < 0)
		return -1;
	return failed ? error_set(error, refreshing.status, "%s", refreshing.text) : 0;
}

/* Something is released that no worker has. */
static bool has_released(struct call *call)
{
	struct plan plan = {0};
	struct error ignored = {0};
	bool found = false;

	if (store_load_plan(call->store, &plan, &ignored) == 0)
		for (size_t i = 0; !found && i < plan.count; i++)
			found = plan.items[i].state == STATE_RELEASED;
	plan_free(&plan);
	return found;
}

/* Until the next round: what people release meanwhile is applied at once. A run that brought nothing about is not
 * repeated before the next round. */
static int wait_for_round(struct call *call, struct error *error)
{
	int64_t end = moment_ticks() + call->config.automatic.interval * 1000, version = 0, seen = 0;
	bool useless = false;

	if (store_version(call->store, &seen, error) < 0)
		return -1;
	while (!signals_asked() && moment_ticks() < end) {
		struct worker_result result = {0};

		moment_sleep(LOOK_EVERY);
		if (useless || store_version(call->store, &version, error) < 0 || version == seen)
			continue;
		seen = version;
		if (!has_released(call) || !call_plan_is_fresh(call))
			continue;
		if (apply_released(call, &result, error) < 0)
			return -1;
		useless = result.applied + result.failed + result.stale == 0;
		if (store_version(call->store, &seen, error) < 0)
			return -1;
	}
	return 0;
}

/* Pauses before the store is looked at again. */
static void rest(void)
{
	for (int i = 0; i < REST_SECONDS && !signals_asked(); i++)
		moment_sleep(1000);
}

static int stay(struct call *call)
{
	while (!signals_asked()) {
		struct worker_result result;
		struct error error = {0};

		if (work_once(call, &result, &error) < 0)
			log_warning(&call->log, "%s", error.text);
		error_clear(&error);
		if (wait_for_round(call, &error) < 0) {
			log_warning(&call->log, "%s", error.text);
			rest();
		}
	}
	return 0;
}

int command_worker(struct call *call, const struct options *options, struct error *error)
{
	struct worker_result result;

	signals_catch();
	if (call_open(call, STORE_WRITE, error) < 0 || call_may_work(call, error) < 0 ||
	    config_require(&call->config, "mk", error) < 0 || config_require(&call->config, "ozmap", error) < 0)
		return -1;
	if (!options->once)
		return stay(call);
	if (work_once(call, &result, error) < 0)
		return -1;
	if (result.failed > 0 || result.stale > 0)
		return error_set(error, ERROR_PARTIAL,
				 _("worker: %zu failed, %zu went stale: look at them in mkoz history"), result.failed,
				 result.stale);
	if (result.paused)
		return error_fail(error, _("worker: paused: %s: it goes on at its next run"), result.message);
	return 0;
}
