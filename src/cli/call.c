/* What a command works with: opened on demand, closed once. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"
#include "mkoz/refresh/refresh.h"
#include "mkoz/store/journal.h"

static int refuse_automatic(const struct config *config, const char *kind, const char *why, struct error *error)
{
	struct text place = {0};

	config_place(config, "auto", "approve", &place);
	if (text_check(&place, error) == 0)
		error_fail(error, "%s: %.40s: %s", text_string(&place), kind, why);
	text_free(&place);
	return -1;
}

/* The kinds of [auto] exist, and cancellations are among them only where somebody wrote that they may (spec §7). */
static int check_automatic(const struct config *config, struct error *error)
{
	for (size_t i = 0; config->automatic.approve[i] != NULL; i++) {
		const char *name = config->automatic.approve[i];
		enum kind kind = kind_parse(name);

		if (kind == KIND_NONE || kind_is_finding(kind) || kind_is_revert(kind) || kind == KIND_RECODE)
			return refuse_automatic(config, name, _("no kind that can be approved by itself: correct it"),
						error);
		if (kind_is_cancellation(kind) && !config->automatic.auto_cancellations)
			return refuse_automatic(
			    config, name, _("a cancellation: take it out, or write auto_cancellations = yes"), error);
	}
	return 0;
}

int call_config(struct call *call, struct error *error)
{
	if (call->config.file != NULL)
		return 0;
	if (config_load(&call->config, call->options->config, call->options->profile, error) == 0) {
		if (call->config.ui.language != NULL)
			i18n_start(call->config.ui.language);
		if (check_automatic(&call->config, error) == 0)
			return 0;
	}
	config_free(&call->config);
	return -1;
}

static int refuse_read_only(const struct call *call, struct error *error)
{
	if (!call->options->read_only)
		return 0;
	return error_set(error, ERROR_REFUSED, "%s",
			 _("read-only: nothing is decided, refreshed or written: leave "
			   "--read-only out"));
}

int call_open(struct call *call, enum store_mode mode, struct error *error)
{
	if (mode == STORE_WRITE && refuse_read_only(call, error) < 0)
		return -1;
	if (call_config(call, error) < 0 || store_open(&call->store, call->config.store_url, mode, error) < 0 ||
	    review_find(&call->reviewer, &call->config, call->store, error) < 0)
		return -1;
	call->reviewer.read_only = call->options->read_only;
	return 0;
}

void call_close(struct call *call)
{
	if (call->store != NULL)
		store_close(call->store);
	call->store = NULL;
	config_free(&call->config);
}

int call_may_work(const struct call *call, struct error *error)
{
	const char *caller = getenv("SUDO_USER");
	bool owner = getuid() == store_owner(call->store) && (caller == NULL || *caller == '\0');

	if (call->reviewer.role >= ROLE_TECHNICIAN || owner)
		return 0;
	return error_set(error, ERROR_REFUSED,
			 _("%s is a viewer: only technicians and supervisors may do it: ask one of "
			   "them, or look with --no-refresh"),
			 call->reviewer.actor.name);
}

int call_may_decide(const struct call *call, struct error *error)
{
	if (call->reviewer.role >= ROLE_TECHNICIAN)
		return 0;
	return error_set(error, ERROR_REFUSED,
			 _("%s is a viewer: only technicians and supervisors decide: ask one of them"),
			 call->reviewer.actor.name);
}

int call_refresh(struct call *call, struct error *error)
{
	struct refresh_options options = {
	    .quiet = call->options->quiet, .moved = call->options->moved, .log = &call->log};

	if (call_may_work(call, error) < 0)
		return -1;
	if (options.moved && call->reviewer.role < ROLE_SUPERVISOR)
		return error_set(error, ERROR_REFUSED,
				 _("%s is no supervisor: only supervisors may say that an address moved: "
				   "ask one of them"),
				 call->reviewer.actor.name);
	if (config_require(&call->config, "mk", error) < 0 || config_require(&call->config, "ozmap", error) < 0)
		return -1;
	return refresh_run(call->store, &call->config, &call->reviewer.actor, &options, error);
}

bool call_plan_is_fresh(struct call *call)
{
	struct plan plan = {0};
	struct error ignored = {0};
	bool fresh;

	/* a plan from the future is one whose age is not known: the clock was set back */
	fresh = store_load_plan(call->store, &plan, &ignored) == 0 && moment_now() >= plan.created_at &&
		moment_now() - plan.created_at <= call->config.guard.max_plan_age;
	plan_free(&plan);
	return fresh;
}

int call_load_plan(struct call *call, struct plan *plan, struct error *error)
{
	int result = store_load_plan(call->store, plan, error);

	if (result > 0)
		return error_fail(error, "%s", _("plan: there is none yet: run mkoz refresh"));
	return result;
}

int call_filter(struct call *call, const char *expression, struct filter **out, struct error *error)
{
	struct error cause = {0};
	char *line_end;

	if (filter_parse(out, expression, NULL, &cause) == 0)
		return 0;
	line_end = strchr(cause.text, '\n');
	if (line_end != NULL) {
		snprintf(call->excerpt, sizeof call->excerpt, "%s", line_end + 1);
		*line_end = '\0';
	}
	return error_set(error, cause.status, "%s", cause.text);
}

/* The journal's head goes where the store's owner cannot rewrite it (spec §9). */
static int tell_syslog(struct call *call, struct error *error)
{
	char hash[65];
	long long seq;

	if (journal_head(call->store, &seq, hash, error) < 0)
		return -1;
	openlog("mkoz", LOG_PID, LOG_DAEMON);
	syslog(LOG_NOTICE, "%lld:%s", seq, hash);
	closelog();
	return 0;
}

int call_work(struct call *call, struct worker_result *result, struct error *error)
{
	struct worker_options options = {.quiet = call->options->quiet, .log = &call->log};

	*result = (struct worker_result){0};
	if (config_require(&call->config, "mk", error) < 0 || config_require(&call->config, "ozmap", error) < 0)
		return -1;
	if (worker_run(call->store, &call->config, &call->reviewer.actor, &options, result, error) < 0)
		return -1;
	return tell_syslog(call, error);
}
