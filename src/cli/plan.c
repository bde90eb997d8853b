/* mkoz plan: refreshes, then prints the plan. */
#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/store/journal.h"
#include "plan_print.h"

enum { STATUS_PENDING = 2 }; /* of --detailed-exitcode */

/* Something of what is shown still waits for a person or a worker. */
static bool is_pending(const struct plan_output *output)
{
	for (size_t i = 0; i < output->plan->count; i++) {
		const struct change *change = &output->plan->items[i];

		if (!kind_is_finding(change->kind) && change->state <= STATE_APPLYING &&
		    filter_matches(output->filter, change, output->now))
			return true;
	}
	return false;
}

static int print(const struct plan_output *output, const struct options *options, struct error *error)
{
	static int (*const printers[])(FILE *, const struct plan_output *, struct error *) = {
	    [FORMAT_TABLE] = plan_print_table, [FORMAT_JSON] = plan_print_json, [FORMAT_CSV] = plan_print_csv};

	if (printers[options->format](stdout, output, error) < 0)
		return -1;
	return options->detailed_exitcode && is_pending(output) ? STATUS_PENDING : 0;
}

/* A list for a spreadsheet leaves the house with names and addresses: the journal says who took it (spec §9). A store
 * that can only be read is no reason to refuse what can be read there anyway. */
static void note_export(struct call *call, const struct options *options)
{
	struct error ignored = {0};

	if (options->format != FORMAT_CSV || options->read_only)
		return;
	store_close(call->store);
	call->store = NULL;
	if (call_open(call, STORE_WRITE, &ignored) == 0)
		(void)journal_append(call->store, &call->reviewer.actor, "exported", NULL, NULL, &ignored);
}

int command_plan(struct call *call, const struct options *options, struct error *error)
{
	struct guard guards[GUARD_COUNT] = {0};
	struct plan plan = {0};
	struct filter *filter = NULL;
	struct plan_output output = {.plan = &plan, .guards = guards, .now = moment_now()};
	int status = -1;

	if (call_filter(call, options->filter, &filter, error) < 0 ||
	    call_open(call, options->no_refresh ? STORE_READ : STORE_WRITE, error) < 0)
		goto out;
	if (!options->no_refresh && call_refresh(call, error) < 0)
		goto out;
	if (call_load_plan(call, &plan, error) < 0 ||
	    review_guards(call->store, &call->config, guards, &plan, error) < 0)
		goto out;
	output.filter = filter;
	output.timezone = call->config.mk.timezone;
	output.view.masked = call->config.ui.mask_personal_data;
	output.style = style_find(stdout, options->no_color);
	note_export(call, options);
	status = print(&output, options, error);
out:
	filter_free(filter);
	plan_free(&plan);
	return status;
}
