/* mkoz revert: proposes the opposite of applied changes. */
#include "command.h"
#include "mkoz/base/i18n.h"

int command_revert(struct call *call, const struct options *options, struct error *error)
{
	if (call_open(call, STORE_WRITE, error) < 0 || call_may_decide(call, error) < 0 ||
	    review_revert(call->store, &call->config, &call->reviewer, options->arguments, options->argument_count,
			  error) < 0)
		return -1;
	log_info(&call->log, _("%zu proposed: approve and apply them like any other"), options->argument_count);
	return 0;
}
