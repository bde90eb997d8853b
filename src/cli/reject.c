/* mkoz reject: turns changes and findings down, with a reason. */
#include "command.h"
#include "decide.h"
#include "mkoz/base/i18n.h"

int command_reject(struct call *call, const struct options *options, struct error *error)
{
	struct review_order order = {.action = REVIEW_REJECT, .reason = options->reason};

	if (!options_has(options, OPTION_REASON))
		return error_set(error, ERROR_USAGE, "%s", _("reject: the reason is missing: give --reason TEXT"));
	return decide(call, options, &order, error);
}
