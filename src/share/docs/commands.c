/* The commands, their options and the filter language, from the tables that read them. */
#include "cli/command.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "docs.h"
#include "mkoz/domain/filter.h"
#include "mkoz/domain/kind.h"

#define OPTION_COLUMN 31 /* where options_explain begins its help */
#define COMMON (OPTION_BIT(OPTION_COMMON_COUNT) - 1)

void docs_roff(FILE *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (; *text != '\0'; text++) {
		if (*text == '-')
			fputs("\\-", out);
		else if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '^')
			fputs("\\(ha", out);
		else if (*text == '~')
			fputs("\\(ti", out);
		else
			fputc(*text, out);
	}
}

/* --- options: their table prints itself, one line each ---------------------------------------------------------------
 */

/* Name, argument ("" for none) and help of one option; they point into the line. */
struct option_line {
	char *name, *argument, *help;
};

static bool split_option(char *line, struct option_line *out)
{
	char *end = line + OPTION_COLUMN - 1;

	if (strlen(line) < OPTION_COLUMN)
		return false;
	out->help = end + 1;
	while (end > line && end[-1] == ' ')
		end--;
	*end = '\0';
	out->name = line + strspn(line, " ");
	out->argument = out->name + strcspn(out->name, " ");
	if (*out->argument != '\0')
		*out->argument++ = '\0';
	return true;
}

static void each_option(unsigned bits, void (*print)(FILE *out, const struct option_line *option), FILE *out)
{
	char *text = NULL, *rest, *line;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (memory == NULL)
		return;
	options_explain(memory, bits);
	fclose(memory);
	rest = text;
	while ((line = strsep(&rest, "\n")) != NULL) {
		struct option_line option;

		if (split_option(line, &option))
			print(out, &option);
	}
	free(text);
}

static void print_option(FILE *out, const struct option_line *option)
{
	fputs(".TP\n\\fB", out);
	docs_roff(out, option->name);
	fputs("\\fR", out);
	if (option->argument[0] != '\0') {
		fputs(" \\fI", out);
		docs_roff(out, option->argument);
		fputs("\\fR", out);
	}
	fputc('\n', out);
	docs_roff(out, option->help);
	fputc('\n', out);
}

void docs_options(FILE *out)
{
	each_option(COMMON, print_option, out);
}

/* --- commands
 * --------------------------------------------------------------------------------------------------------- */

void docs_commands(FILE *out)
{
	for (size_t i = 0; i < command_count; i++) {
		const struct command *command = &commands[i];

		fprintf(out, ".SS \"mkoz%s%s", command->name == NULL ? "" : " ",
			command->name == NULL ? "" : command->name);
		if (command->arguments != NULL) {
			fputc(' ', out);
			docs_roff(out, command->arguments);
		}
		fputs("\"\n", out);
		docs_roff(out, command->help);
		fputc('\n', out);
		each_option(command->options, print_option, out);
	}
}

void docs_filters(FILE *out)
{
	for (const char *const *help = filter_help(); *help != NULL; help += 2) {
		fputs(".TP\n\\fB", out);
		docs_roff(out, help[0]);
		fputs("\\fR\n", out);
		docs_roff(out, help[1]);
		fputc('\n', out);
	}
}

/* --- completion
 * ------------------------------------------------------------------------------------------------------- */

/* --name, with = where a value follows */
static void print_word(FILE *out, const struct option_line *option)
{
	fprintf(out, " %s%s", option->name, option->argument[0] == '\0' ? "" : "=");
}

static void print_words(FILE *out, const char *name, unsigned options)
{
	fprintf(out, "\t[%s]='", name);
	each_option(options, print_word, out);
	fputs(" '\n", out);
}

/* The words that an option takes; what stands there in capitals is no word but a name for one. */
static void print_values(FILE *out, const struct option_line *option)
{
	char *rest = option->argument;
	const char *word;

	if (strchr(rest, '|') == NULL)
		return;
	fprintf(out, "\t[%s]='", option->name);
	while ((word = strsep(&rest, "|")) != NULL)
		if (islower((unsigned char)*word))
			fprintf(out, " %s", word);
	fputs(" '\n", out);
}

/* What filter_complete offers for an expression. */
static void print_offers(FILE *out, const char *name, const char *expression)
{
	const char *words[64];
	size_t prefix, count = filter_complete(expression, strlen(expression), words, 64, &prefix);

	fprintf(out, "\t[%s]='", name);
	for (size_t i = 0; i < count; i++)
		fprintf(out, " %s", words[i]);
	fputs(" '\n", out);
}

void docs_words(FILE *out)
{
	static const char *const keys[][2] = {{"key", ""},	   {"kind", "kind:"},	      {"state", "state:"},
					      {"field", "field:"}, {"cosmetic", "cosmetic:"}, {"moved", "moved:"}};

	fputs("_mkoz_commands='", out);
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].name != NULL)
			fprintf(out, " %s", commands[i].name);
	fputs(" '\ndeclare -A _mkoz_options=(\n", out);
	for (size_t i = 0; i < command_count; i++)
		print_words(out, commands[i].name == NULL ? "mkoz" : commands[i].name, commands[i].options);
	print_words(out, "all", COMMON);
	fputs(")\ndeclare -A _mkoz_values=(\n", out);
	each_option(OPTION_BIT(OPTION_COUNT) - 1, print_values, out);
	fputs(")\ndeclare -A _mkoz_filter=(\n", out);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		print_offers(out, keys[i][0], keys[i][1]);
	fputs(")\n", out);
}
