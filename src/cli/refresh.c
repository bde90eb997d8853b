/* mkoz refresh: reads both sides, writes a new plan to the store. */
#include "command.h"

#include "mkoz/base/signals.h"

int command_refresh(struct call *call, const struct options *options, struct error *error)
{
	(void)options;
	signals_catch();
	if (call_open(call, STORE_WRITE, error) < 0)
		return -1;
	return call_refresh(call, error);
}
