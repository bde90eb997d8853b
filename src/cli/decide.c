/* Choosing changes by id or by filter, counting them, deciding. */
#include "decide.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"

/* The ids chosen; they live in the plan or in argv. */
struct choice {
	const char **ids;
	size_t count, capacity;
	struct plan plan;
};

/* One row a verb. */
static const struct {
	const char *name, *wanted;
} verbs[] = {
    [REVIEW_APPROVE] = {"approve", N_("approved")}, [REVIEW_REJECT] = {"reject", N_("rejected")},
    [REVIEW_DEFER] = {"defer", N_("deferred")},	    [REVIEW_UNDO] = {"undo", N_("brought back")},
    [REVIEW_RELEASE] = {"apply", N_("released")},
};

static int choose(struct choice *choice, const char *id, struct error *error)
{
	if (array_grow(&choice->ids, &choice->capacity, choice->count, sizeof *choice->ids, error) < 0)
		return -1;
	choice->ids[choice->count++] = id;
	return 0;
}

static int compare_ids(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* The arguments, each once. */
static int choose_by_id(struct choice *choice, const struct options *options, struct error *error)
{
	size_t kept = 0;

	for (size_t i = 0; i < options->argument_count; i++)
		if (choose(choice, options->arguments[i], error) < 0)
			return -1;
	if (choice->ids != NULL)
		qsort(choice->ids, choice->count, sizeof *choice->ids, compare_ids);
	for (size_t i = 0; i < choice->count; i++)
		if (i == 0 || strcmp(choice->ids[i], choice->ids[kept - 1]) != 0)
			choice->ids[kept++] = choice->ids[i];
	choice->count = kept;
	return 0;
}

/* What the filter finds among what the command can act on. Some changes no filter picks for approval (spec §4). */
static int choose_by_filter(struct choice *choice, struct call *call, enum review_action action, const char *expression,
			    struct error *error)
{
	struct filter *filter;
	moment now = moment_now();
	int result = 0;

	if (call_filter(call, expression, &filter, error) < 0)
		return -1;
	if (filter_is_empty(filter))
		result = error_set(error, ERROR_USAGE, "%s", _("--filter: empty: write what it is to find"));
	else
		result = call_load_plan(call, &choice->plan, error);
	for (size_t i = 0; result == 0 && i < choice->plan.count; i++) {
		const struct change *change = &choice->plan.items[i];

		if (filter_matches(filter, change, now) && review_can(action, change, NULL) &&
		    !(action == REVIEW_APPROVE && change->alone))
			result = choose(choice, change->id, error);
	}
	filter_free(filter);
	return result;
}

/* --expect is exactly the number found, and needed for more than one (spec §6). */
static int check_count(const struct choice *choice, const struct options *options, enum review_action action,
		       struct error *error)
{
	const char *name = verbs[action].name;

	if (choice->count == 0)
		return error_fail(error, _("%s: the filter finds nothing that can be %s: look with mkoz plan --filter"),
				  name, _(verbs[action].wanted));
	if (!options_has(options, OPTION_EXPECT) && choice->count > 1)
		return error_set(error, ERROR_USAGE, _("%s: %zu are found: look at them, then give --expect %zu"), name,
				 choice->count, choice->count);
	if (options_has(options, OPTION_EXPECT) && options->expect != choice->count)
		return error_fail(error, _("%s: %zu are found, not %zu: look at them, then give --expect %zu"), name,
				  choice->count, options->expect, choice->count);
	return 0;
}

static void tell(const struct call *call, enum review_action action, const struct review_result *result)
{
	if (result->done > 0)
		log_info(&call->log, "%zu %s", result->done, _(verbs[action].wanted));
	if (result->requested > 0)
		log_info(&call->log, _("%zu requested: a supervisor, another person, must grant them"),
			 result->requested);
	if (result->unchanged > 0)
		log_info(&call->log, _("%zu were so already"), result->unchanged);
}

static int check_usage(const struct options *options, enum review_action action, struct error *error)
{
	const char *name = verbs[action].name;
	bool filtered = options_has(options, OPTION_FILTER);

	if (filtered && options->argument_count > 0)
		return error_set(error, ERROR_USAGE, _("%s: ids or --filter, not both: choose one"), name);
	if (!filtered && options->argument_count == 0)
		return error_set(error, ERROR_USAGE, _("%s: which: give ids, or --filter EXPR"), name);
	if (options_has(options, OPTION_REASON) && options->reason[strspn(options->reason, " \t")] == '\0')
		return error_set(error, ERROR_USAGE, _("%s: --reason is empty: write why"), name);
	if (options_has(options, OPTION_EXPECT) && options->expect == 0)
		return error_set(error, ERROR_USAGE, _("%s: --expect 0: nothing would be done: write how many"), name);
	return 0;
}

int decide(struct call *call, const struct options *options, struct review_order *order, struct error *error)
{
	struct choice choice = {0};
	struct review_result result = {0};
	int status = -1;

	if (check_usage(options, order->action, error) < 0 || call_open(call, STORE_WRITE, error) < 0 ||
	    call_may_decide(call, error) < 0)
		goto out;
	order->by_filter = options_has(options, OPTION_FILTER);
	if (order->by_filter ? choose_by_filter(&choice, call, order->action, options->filter, error) < 0
			     : choose_by_id(&choice, options, error) < 0)
		goto out;
	if (check_count(&choice, options, order->action, error) < 0)
		goto out;
	order->ids = choice.ids;
	order->count = choice.count;
	order->has_expect = options_has(options, OPTION_EXPECT);
	order->expect = options->expect;
	status = review_do(call->store, &call->config, &call->reviewer, order, &result, error);
	if (status == 0)
		tell(call, order->action, &result);
out:
	free(choice.ids);
	plan_free(&choice.plan);
	return status;
}
