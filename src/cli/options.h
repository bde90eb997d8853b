/* The options of the command line as data: one table for all commands, read, checked and explained from it. */
#ifndef MKOZ_CLI_OPTIONS_H
#define MKOZ_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "mkoz/base/error.h"

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV };

/* What was said; strings are borrowed from argv. */
struct options {
	const char *config, *profile;
	bool help, version, quiet, verbose, no_color, read_only;
	bool no_refresh, detailed_exitcode, override_guard, once, moved;
	int format; /* enum format */
	const char *filter, *reason, *until, *code, *since, *head;
	size_t expect;
	const char **arguments; /* after the command; the caller frees the array */
	size_t argument_count;
	unsigned seen; /* bits 1 << enum option_name */
};

enum option_name {
	OPTION_CONFIG,
	OPTION_PROFILE,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_NO_COLOR,
	OPTION_READ_ONLY,
	OPTION_COMMON_COUNT, /* those before it belong to every command */
	OPTION_NO_REFRESH = OPTION_COMMON_COUNT,
	OPTION_FORMAT,
	OPTION_FILTER,
	OPTION_DETAILED_EXITCODE,
	OPTION_EXPECT,
	OPTION_REASON,
	OPTION_UNTIL,
	OPTION_OVERRIDE_GUARD,
	OPTION_ONCE,
	OPTION_MOVED,
	OPTION_CODE,
	OPTION_SINCE,
	OPTION_HEAD,
	OPTION_COUNT,
};
#define OPTION_BIT(option) (1U << (option))

/* Reads the whole command line, options in any place; *command gets the first word that is none, or NULL. An error of
 * status ERROR_USAGE names what is wrong. */
int options_read(struct options *options, const char **command, int argc, char **argv, struct error *error);
bool options_has(const struct options *options, enum option_name option);
/* The spelling, such as --filter. */
const char *options_name(enum option_name option);
/* Prints one line for each of the options in `bits`. */
void options_explain(FILE *out, unsigned bits);

#endif
