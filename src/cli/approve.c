/* mkoz approve: chooses changes; nothing is sent before they are released. */
#include "command.h"
#include "decide.h"
#include "mkoz/base/i18n.h"

int command_approve(struct call *call, const struct options *options, struct error *error)
{
	struct review_order order = {
	    .action = REVIEW_APPROVE, .reason = options->reason, .override_guard = options->override_guard};

	if (options->override_guard && (!options_has(options, OPTION_EXPECT) || !options_has(options, OPTION_REASON)))
		return error_set(error, ERROR_USAGE, "%s",
				 _("approve: --override-guard needs --expect N and --reason TEXT: give both"));
	return decide(call, options, &order, error);
}
