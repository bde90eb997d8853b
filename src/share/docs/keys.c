/* The console's keys, from its table of commands. */
#include <stdlib.h>
#include <string.h>

#include "docs.h"
#include "tui/commands.h"

/* Text in a cell of a Markdown table. */
static void print_cell(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		fprintf(out, *text == '|' ? "\\%c" : "%c", *text);
}

static void print_keys(FILE *out, const char *keys)
{
	while (*keys != '\0') {
		size_t length = strcspn(keys, " ");

		fprintf(out, "`%.*s`", (int)length, keys);
		keys += length + strspn(keys + length, " ");
		if (*keys != '\0')
			fputc(' ', out);
	}
}

void docs_keys_table(FILE *out)
{
	size_t count;
	const struct command *table = tui_commands(&count);

	fputs("| keys | command | does |\n|---|---|---|\n", out);
	for (size_t i = 0; i < count; i++) {
		fputs("| ", out);
		print_keys(out, table[i].keys);
		fprintf(out, " | %s | ", table[i].name);
		print_cell(out, table[i].help);
		fputs(" |\n", out);
	}
}

void docs_keys(FILE *out)
{
	size_t count;
	const struct command *table = tui_commands(&count);

	for (size_t i = 0; i < count; i++) {
		fputs(".TP\n\\fB", out);
		docs_roff(out, table[i].keys[0] == '\0' ? ":" : table[i].keys);
		fputs("\\fR  ", out);
		docs_roff(out, table[i].name);
		fputc('\n', out);
		docs_roff(out, table[i].help);
		fputc('\n', out);
	}
}
