/* The table of commands, and what is made from it: finding, checking, help. */
#include "command.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mkoz/base/i18n.h"

#define DECIDE_ARGUMENTS "ID… | --filter EXPR"
#define DECIDE_OPTIONS (OPTION_BIT(OPTION_FILTER) | OPTION_BIT(OPTION_EXPECT) | OPTION_BIT(OPTION_REASON))
#define COMMON_OPTIONS (OPTION_BIT(OPTION_COMMON_COUNT) - 1)

const struct command commands[] = {
    {.name = NULL, .help = N_("opens the console"), .run = command_console},
    {.name = "refresh",
     .help = N_("reads MK and OZmap, and writes a new plan to the store"),
     .options = OPTION_BIT(OPTION_MOVED),
     .run = command_refresh},
    {.name = "plan",
     .help = N_("refreshes, then prints the plan"),
     .options = OPTION_BIT(OPTION_NO_REFRESH) | OPTION_BIT(OPTION_FORMAT) | OPTION_BIT(OPTION_FILTER) |
		OPTION_BIT(OPTION_DETAILED_EXITCODE),
     .run = command_plan},
    {.name = "approve",
     .arguments = DECIDE_ARGUMENTS,
     .help = N_("approves changes; more than one with --expect N"),
     .options = DECIDE_OPTIONS | OPTION_BIT(OPTION_OVERRIDE_GUARD),
     .most = SIZE_MAX,
     .run = command_approve},
    {.name = "reject",
     .arguments = DECIDE_ARGUMENTS " --reason TEXT",
     .help = N_("rejects changes or findings; more than one with --expect N"),
     .options = DECIDE_OPTIONS,
     .most = SIZE_MAX,
     .run = command_reject},
    {.name = "defer",
     .arguments = DECIDE_ARGUMENTS " --until DATE|online|changed",
     .help = N_("puts changes or findings off; more than one with --expect N"),
     .options = DECIDE_OPTIONS | OPTION_BIT(OPTION_UNTIL),
     .most = SIZE_MAX,
     .run = command_defer},
    {.name = "undo",
     .arguments = DECIDE_ARGUMENTS,
     .help = N_("brings what was decided, failed or went stale back to pending"),
     .options = DECIDE_OPTIONS,
     .most = SIZE_MAX,
     .run = command_undo},
    {.name = "apply", .help = N_("releases all that is approved, and applies it"), .run = command_apply},
    {.name = "worker",
     .help = N_("stays: refreshes, approves what [auto] names, applies what is released"),
     .options = OPTION_BIT(OPTION_ONCE),
     .run = command_worker},
    {.name = "history",
     .help = N_("prints the journal"),
     .options = OPTION_BIT(OPTION_FORMAT) | OPTION_BIT(OPTION_CODE) | OPTION_BIT(OPTION_SINCE),
     .run = command_history},
    {.name = "revert",
     .arguments = "ID…",
     .help = N_("proposes the opposite of applied changes"),
     .least = 1,
     .most = SIZE_MAX,
     .run = command_revert},
    {.name = "verify",
     .help = N_("checks the journal's hash chain from end to end"),
     .options = OPTION_BIT(OPTION_HEAD),
     .run = command_verify},
    {.name = "doctor",
     .help = N_("checks configuration, database, OZmap and store, and says what to do"),
     .run = command_doctor},
    {.name = "init",
     .help = N_("writes a commented configuration file, never over an existing one"),
     .run = command_init},
};
const size_t command_count = sizeof commands / sizeof *commands;

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].name == NULL || name == NULL ? commands[i].name == name
							     : strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void explain_all(FILE *out)
{
	fprintf(out, "%s\n\n%s\n", _("usage: mkoz [COMMAND] [OPTION…]"),
		_("Keeps OZmap true to MK: nothing is written before a person has approved and released it."));
	fprintf(out, "\n%s\n", _("commands:"));
	for (size_t i = 0; i < command_count; i++)
		fprintf(out, "  %-10s %s\n", commands[i].name == NULL ? "" : commands[i].name, _(commands[i].help));
	fprintf(out, "\n%s\n", _("options, before or after the command:"));
	options_explain(out, COMMON_OPTIONS);
	fprintf(out, "\n%s\n", _("mkoz COMMAND --help explains one command."));
}

void command_explain(FILE *out, const struct command *command)
{
	if (command == NULL || command->name == NULL) {
		explain_all(out);
		return;
	}
	fprintf(out, "%s mkoz %s%s%s %s\n\n%s\n", _("usage:"), command->name, command->arguments != NULL ? " " : "",
		command->arguments != NULL ? command->arguments : "", _("[OPTION…]"), _(command->help));
	if (command->options != 0)
		fprintf(out, "\n%s\n", _("options:"));
	options_explain(out, command->options);
	fprintf(out, "\n%s\n", _("options of every command:"));
	options_explain(out, COMMON_OPTIONS);
}

int command_check(const struct command *command, const struct options *options, struct error *error)
{
	const char *name = command->name == NULL ? "mkoz" : command->name;
	unsigned strange = options->seen & ~(command->options | COMMON_OPTIONS);

	for (int i = 0; i < OPTION_COUNT; i++)
		if ((strange & OPTION_BIT(i)) != 0)
			return error_set(error, ERROR_USAGE, _("%s: %s does not belong to it: see mkoz %s --help"),
					 name, options_name((enum option_name)i),
					 command->name == NULL ? "" : command->name);
	if (options->argument_count > command->most)
		return error_set(error, ERROR_USAGE, _("%s: %.60s is too much: see mkoz %s --help"), name,
				 options->arguments[command->most], name);
	if (options->argument_count < command->least)
		return error_set(error, ERROR_USAGE, _("%s: an id is missing: mkoz plan shows them"), name);
	return 0;
}
