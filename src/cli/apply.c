/* mkoz apply: releases all that is approved, applies it with progress, then ends. */
#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/signals.h"

/* The exit status of a run (spec §1 and §7): what failed comes before what is held. */
static int judge(const struct call *call, const struct worker_result *result, size_t held, struct error *error)
{
	if (result->failed > 0 || result->stale > 0)
		return error_set(error, ERROR_PARTIAL,
				 _("apply: %zu applied, %zu failed, %zu went stale%s%s: look at them in mkoz history, "
				   "then approve them anew"),
				 result->applied, result->failed, result->stale, result->paused ? ": " : "",
				 result->paused ? result->message : "");
	if (result->paused)
		return error_fail(error, _("apply: %zu applied, then paused: %s: run it again when that is solved"),
				  result->applied, result->message);
	if (held > 0)
		return error_set(error, ERROR_REFUSED,
				 _("apply: %zu applied, %zu stay held by a guard: mkoz plan tells which, a supervisor "
				   "can override it"),
				 result->applied, held);
	log_info(&call->log, _("%zu applied"), result->applied);
	return 0;
}

int command_apply(struct call *call, const struct options *options, struct error *error)
{
	struct review_result released = {0};
	struct worker_result result;
	size_t held;

	(void)options;
	signals_catch();
	if (call_open(call, STORE_WRITE, error) < 0 || call_may_decide(call, error) < 0 ||
	    config_require(&call->config, "mk", error) < 0 || config_require(&call->config, "ozmap", error) < 0 ||
	    worker_check(call->store, &call->config, error) < 0)
		return -1;
	if (!call_plan_is_fresh(call) && call_refresh(call, error) < 0)
		return -1;
	if (review_release_all(call->store, &call->config, &call->reviewer, &released, error) < 0 ||
	    call_work(call, &result, error) < 0)
		return -1;
	if (signals_asked())
		return error_fail(error, "%s",
				  _("apply: interrupted: what was begun is finished: run it again for the rest"));
	held = released.released_guard_held > result.held ? released.released_guard_held : result.held;
	return judge(call, &result, held, error);
}
