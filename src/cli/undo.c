/* mkoz undo: brings what was decided, failed or went stale back to pending. */
#include "command.h"
#include "decide.h"

int command_undo(struct call *call, const struct options *options, struct error *error)
{
	struct review_order order = {.action = REVIEW_UNDO, .reason = options->reason};

	return decide(call, options, &order, error);
}
