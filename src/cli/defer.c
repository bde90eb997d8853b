/* mkoz defer: puts changes and findings off until a day, a session that is up, or another value. */
#include <string.h>

#include "command.h"
#include "decide.h"
#include "mkoz/base/i18n.h"

static bool is_wait(const char *until)
{
	struct error ignored = {0};
	moment day;

	if (strcmp(until, "online") == 0 || strcmp(until, "changed") == 0)
		return true;
	return strlen(until) == strlen("YYYY-MM-DD") && moment_parse(until, "UTC", &day, &ignored) == 0;
}

int command_defer(struct call *call, const struct options *options, struct error *error)
{
	struct review_order order = {.action = REVIEW_DEFER, .reason = options->reason, .wait = options->until};

	if (!options_has(options, OPTION_UNTIL))
		return error_set(error, ERROR_USAGE, "%s",
				 _("defer: until when: give --until with a date, online or changed"));
	if (!is_wait(options->until))
		return error_set(error, ERROR_USAGE,
				 _("defer: --until %.40s: not a date such as 2026-12-31, online or "
				   "changed: correct it"),
				 options->until);
	return decide(call, options, &order, error);
}
