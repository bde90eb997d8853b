/* Tests of the command line: options in any place, what belongs to which command, help made from the table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"

#define WORDS_MAX 16

/* Reads a line as the shell would give it, blanks apart. */
static int read_line(struct options *options, const char **command, const char *line, char *copy, struct error *error)
{
	char *argv[WORDS_MAX + 1] = {"mkoz"}, *rest = NULL;
	int argc = 1;

	strcpy(copy, line);
	for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	return options_read(options, command, argc, argv, error);
}

static void options_stand_anywhere(void **state)
{
	static const char *const lines[] = {
	    "--config f plan --format json --quiet --filter x",
	    "plan --config=f --quiet --filter=x --format=json",
	    "--format json --filter x --quiet --config f plan",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct options options;
		struct error error = {0};
		const char *command;
		char copy[256];

		assert_int_equal(read_line(&options, &command, lines[i], copy, &error), 0);
		assert_string_equal(command, "plan");
		assert_string_equal(options.config, "f");
		assert_string_equal(options.filter, "x");
		assert_int_equal(options.format, FORMAT_JSON);
		assert_true(options.quiet);
		assert_false(options.verbose);
		assert_int_equal(command_check(command_find(command), &options, &error), 0);
		free(options.arguments);
	}
}

static void arguments_are_kept(void **state)
{
	struct options options;
	const char *command;
	char copy[256];

	(void)state;
	assert_int_equal(read_line(&options, &command, "approve a b --expect 3 -- --c", copy, NULL), 0);
	assert_int_equal(options.argument_count, 3);
	assert_string_equal(options.arguments[2], "--c");
	assert_int_equal(options.expect, 3);
	assert_true(options_has(&options, OPTION_EXPECT));
	assert_false(options_has(&options, OPTION_FILTER));
	free(options.arguments);
	assert_int_equal(read_line(&options, &command, "", copy, NULL), 0);
	assert_null(command);
	assert_null(command_find(command)->name);
	free(options.arguments);
}

static void wrong_usage_is_named(void **state)
{
	static const char *const lines[][2] = {
	    {"plan --colour", "--colour"},
	    {"plan --format", "--format"},
	    {"plan --format xml", "xml"},
	    {"plan --quiet=yes", "--quiet"},
	    {"approve --expect many", "many"},
	    {"approve --expect -1", "-1"},
	    {"approve --expect 99999999999999999999999", "--expect"},
	    {"plan --filter a --filter b", "twice"},
	    {"-x", "-x"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct options options;
		struct error error = {0};
		const char *command;
		char copy[256];

		assert_int_equal(read_line(&options, &command, lines[i][0], copy, &error), -1);
		assert_int_equal(error.status, ERROR_USAGE);
		assert_non_null(strstr(error.text, lines[i][1]));
		free(options.arguments);
	}
}

static void options_belong_to_commands(void **state)
{
	static const char *const lines[] = {
	    "refresh --once",	"plan --expect 3", "undo --until online",     "plan extra",	   "init x", "revert",
	    "apply --filter x", "--filter x",	   "reject --override-guard", "history --filter x"};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct options options;
		struct error error = {0};
		const char *command;
		char copy[256];

		assert_int_equal(read_line(&options, &command, lines[i], copy, &error), 0);
		assert_int_equal(command_check(command_find(command), &options, &error), -1);
		assert_int_equal(error.status, ERROR_USAGE);
		free(options.arguments);
	}
}

static void help_tells_every_option(void **state)
{
	(void)state;
	assert_null(command_find("pln"));
	for (size_t i = 0; i < command_count; i++) {
		char *help = NULL;
		size_t size;
		FILE *out = open_memstream(&help, &size);

		command_explain(out, &commands[i]);
		fclose(out);
		for (int option = 0; commands[i].name != NULL && option < OPTION_COUNT; option++)
			if ((commands[i].options & OPTION_BIT(option)) != 0 || option < OPTION_COMMON_COUNT)
				assert_non_null(strstr(help, options_name((enum option_name)option)));
		for (size_t j = 0; commands[i].name == NULL && j < command_count; j++)
			if (commands[j].name != NULL)
				assert_non_null(strstr(help, commands[j].name));
		free(help);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(options_stand_anywhere),  cmocka_unit_test(arguments_are_kept),
	    cmocka_unit_test(wrong_usage_is_named),    cmocka_unit_test(options_belong_to_commands),
	    cmocka_unit_test(help_tells_every_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
