/* What a command works with, one call of mkoz: the configuration, the store, and who asks. */
#ifndef MKOZ_CLI_CALL_H
#define MKOZ_CLI_CALL_H

#include "mkoz/base/config.h"
#include "mkoz/base/log.h"
#include "mkoz/review/review.h"
#include "mkoz/store/store.h"
#include "mkoz/worker/worker.h"
#include "options.h"

#define EXCERPT_MAX 1024

struct call {
	const struct options *options;
	struct log log;
	struct config config; /* after call_config */
	struct store *store; /* after call_open */
	struct reviewer reviewer; /* likewise */
	char excerpt[EXCERPT_MAX]; /* lines to be shown under the error: a filter with its caret */
};

/* Loads the configuration, if it is not yet, and checks what only the whole house can know. */
int call_config(struct call *call, struct error *error);
/* The configuration, the store and who asks. ERROR_REFUSED where it is to be written with
 * --read-only. */
int call_open(struct call *call, enum store_mode mode, struct error *error);
void call_close(struct call *call);

/* ERROR_REFUSED unless the one who asks may refresh and run the worker: technicians, supervisors, and the store's owner
 * in person (cron, systemd). */
int call_may_work(const struct call *call, struct error *error);
/* ERROR_REFUSED for viewers. */
int call_may_decide(const struct call *call, struct error *error);
/* Reads both sides into a new plan. */
int call_refresh(struct call *call, struct error *error);
/* The newest plan is there and no older than max_plan_age. */
bool call_plan_is_fresh(struct call *call);
/* The newest plan; an error where there is none yet. */
int call_load_plan(struct call *call, struct plan *plan, struct error *error);
/* Parses --filter; a mistake's caret goes to the excerpt. */
int call_filter(struct call *call, const char *expression, struct filter **out, struct error *error);
/* Runs the worker to its end, and tells syslog the journal's head. */
int call_work(struct call *call, struct worker_result *result, struct error *error);

#endif
