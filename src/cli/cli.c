/* The command line from end to end: read, checked, run; one line for an error. */
#include "mkoz/cli/cli.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

/* `mkoz: what: why: what to do`, harmless; under it a filter with its caret, where there is one. */
static int report(const struct error *error, const char *excerpt)
{
	struct text line = {0};

	text_add(&line, "mkoz: ");
	text_add_harmless(&line, error->text);
	text_add_char(&line, '\n');
	if (excerpt[0] != '\0') {
		text_add(&line, excerpt);
		text_add_char(&line, '\n');
	}
	fputs(line.failed ? "mkoz: out of memory\n" : text_string(&line), stderr);
	text_free(&line);
	return error->status == ERROR_NONE ? ERROR_FAILED : (int)error->status;
}

/* What was printed has arrived: a full disk is an error too. */
static int finish_output(struct error *error)
{
	struct pollfd pipe = {.fd = STDOUT_FILENO};

	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return 0;
	if (poll(&pipe, 1, 0) > 0 && (pipe.revents & POLLERR) != 0)
		errno = EPIPE; /* it may have been met long before */
	return error_system(error, _("standard output"));
}

static int run(const struct command *command, struct call *call, struct error *error)
{
	const struct options *options = call->options;
	struct error ignored = {0};

	call_config(call, &ignored); /* for its language: what is wrong with it is told by who needs it */
	if (options->version) {
		printf("mkoz %s\n", MKOZ_VERSION);
		return 0;
	}
	if (options->help) {
		command_explain(stdout, command);
		return 0;
	}
	if (command_check(command, options, error) < 0)
		return -1;
	return command->run(call, options, error);
}

int cli_main(int argc, char **argv)
{
	struct options options;
	struct call call = {.options = &options};
	struct error error = {0};
	const struct command *command;
	const char *name;
	int status = -1;

	i18n_start(NULL);
	if (options_read(&options, &name, argc, argv, &error) < 0)
		goto out;
	call.log.level = options.quiet ? LOG_QUIET : options.verbose ? LOG_VERBOSE : LOG_NORMAL;
	command = command_find(name);
	if (command == NULL) {
		error_set(&error, ERROR_USAGE, _("%.60s: unknown command: see mkoz --help"), name);
		goto out;
	}
	status = run(command, &call, &error);
	call_close(&call);
	if (status >= 0 && finish_output(&error) < 0)
		status = -1;
out:
	if (status < 0)
		status = report(&error, call.excerpt);
	free(options.arguments);
	return status;
}
