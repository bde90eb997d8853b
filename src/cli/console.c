/* mkoz without a command: the console. */
#include <limits.h>
#include <unistd.h>

#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/tui/tui.h"

int command_console(struct call *call, const struct options *options, struct error *error)
{
	const char *arguments[5] = {NULL};
	char program[PATH_MAX];
	struct tui_options console = {
	    .read_only = options->read_only, .no_color = options->no_color, .program = program, .arguments = arguments};
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	size_t count = 0;

	if (length < 0)
		return error_system(error, "/proc/self/exe");
	program[length] = '\0';
	if (call_open(call, options->read_only ? STORE_READ : STORE_WRITE, error) < 0)
		return -1;
	if (options->config != NULL) {
		arguments[count++] = "--config";
		arguments[count++] = options->config;
	}
	if (options->profile != NULL) {
		arguments[count++] = "--profile";
		arguments[count++] = options->profile;
	}
	return tui_run(call->store, &call->config, &call->reviewer, &console, error);
}
