/* The commands as data: name, usage, help, options, function (spec §1). */
#ifndef MKOZ_CLI_COMMAND_H
#define MKOZ_CLI_COMMAND_H

#include <stddef.h>

#include "call.h"
#include "options.h"

/* The exit status, or -1 with the error set, whose status then is the exit status. */
typedef int (*command_run)(struct call *call, const struct options *options, struct error *error);

struct command {
	const char *name; /* NULL: the console */
	const char *arguments; /* after the name in the usage, or NULL */
	const char *help;
	unsigned options; /* OPTION_BIT of those beside the common ones */
	size_t least, most; /* arguments */
	command_run run;
};

extern const struct command commands[];
extern const size_t command_count;

int command_console(struct call *call, const struct options *options, struct error *error);
int command_refresh(struct call *call, const struct options *options, struct error *error);
int command_plan(struct call *call, const struct options *options, struct error *error);
int command_approve(struct call *call, const struct options *options, struct error *error);
int command_reject(struct call *call, const struct options *options, struct error *error);
int command_defer(struct call *call, const struct options *options, struct error *error);
int command_undo(struct call *call, const struct options *options, struct error *error);
int command_apply(struct call *call, const struct options *options, struct error *error);
int command_worker(struct call *call, const struct options *options, struct error *error);
int command_history(struct call *call, const struct options *options, struct error *error);
int command_revert(struct call *call, const struct options *options, struct error *error);
int command_verify(struct call *call, const struct options *options, struct error *error);
int command_doctor(struct call *call, const struct options *options, struct error *error);
int command_init(struct call *call, const struct options *options, struct error *error);

/* The command of that name; NULL for an unknown one. A NULL name is the console. */
const struct command *command_find(const char *name);
/* What --help prints: of one command, or of all. */
void command_explain(FILE *out, const struct command *command);
/* The options were made for this command, and so many arguments. ERROR_USAGE otherwise. */
int command_check(const struct command *command, const struct options *options, struct error *error);

#endif
