/* Tables and CSV. */
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"

#define LEAST 6 /* what is left of a column that is cut */
#define GAP 2

struct style style_find(FILE *out, bool no_color)
{
	const char *forbidden = getenv("NO_COLOR"), *terminal = getenv("TERM");
	struct style style = {0};
	struct winsize size;

	if (!isatty(fileno(out)))
		return style;
	style.color = !no_color && (forbidden == NULL || *forbidden == '\0') && terminal != NULL && *terminal != '\0' &&
		      strcmp(terminal, "dumb") != 0;
	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0)
		style.columns = size.ws_col;
	return style;
}

static size_t column_count(const struct table *table)
{
	size_t count = 0;

	while (count < TABLE_COLUMNS_MAX && table->titles[count] != NULL)
		count++;
	return count;
}

int table_add(struct table *table, const char *const *cells, struct error *error)
{
	struct text text = {0};
	size_t columns = column_count(table);
	int result = 0;

	for (size_t i = 0; result == 0 && i < columns; i++) {
		const char *kept;

		text_reset(&text);
		if (cells[i] != NULL)
			text_add_harmless(&text, cells[i]);
		kept = text.failed ? NULL : arena_bytes(&table->arena, text_string(&text), text.length);
		if (kept == NULL)
			result = error_memory(error);
		else
			result = array_grow(&table->cells, &table->capacity, table->count, sizeof *table->cells, error);
		if (result == 0)
			table->cells[table->count++] = kept;
	}
	text_free(&text);
	return result;
}

static void measure(const struct table *table, size_t columns, size_t widths[TABLE_COLUMNS_MAX])
{
	for (size_t i = 0; i < columns; i++)
		widths[i] = text_width(_(table->titles[i]));
	for (size_t i = 0; columns > 0 && i < table->count; i++) {
		size_t width = text_width(table->cells[i]);

		if (width > widths[i % columns])
			widths[i % columns] = width;
	}
}

/* The widest column that may be cut further; the last of equals. `columns` when there is none. */
static size_t widest(const struct table *table, size_t columns, const size_t widths[TABLE_COLUMNS_MAX])
{
	size_t found = columns;

	for (size_t i = 0; i < columns; i++)
		if ((table->whole & 1U << i) == 0 && widths[i] > LEAST &&
		    (found == columns || widths[i] >= widths[found]))
			found = i;
	return found;
}

/* Takes from the widest columns until a row fits the terminal. */
static void fit(const struct table *table, size_t columns, size_t widths[TABLE_COLUMNS_MAX], size_t terminal)
{
	size_t total = columns > 0 ? GAP * (columns - 1) : 0, cut;

	for (size_t i = 0; i < columns; i++)
		total += widths[i];
	for (; terminal > 0 && total > terminal && (cut = widest(table, columns, widths)) < columns; total--)
		widths[cut]--;
}

/* Nothing stands in the cell and those after it. */
static bool rest_is_empty(const char *const *cells, size_t count)
{
	while (count > 0 && **cells == '\0') {
		cells++;
		count--;
	}
	return count == 0;
}

static void print_cell(FILE *out, const char *cell, size_t width, const char *sgr, bool last)
{
	size_t taken = text_width(cell), length = strlen(cell);
	const char *mark = "";

	if (taken > width) {
		mark = i18n_is_utf8() ? "…" : "~";
		length = text_fit(cell, width > 0 ? width - 1 : 0);
		taken = width;
	}
	if (sgr != NULL)
		fprintf(out, "\033[%sm", sgr);
	fwrite(cell, 1, length, out);
	fputs(mark, out);
	if (sgr != NULL)
		fputs("\033[0m", out);
	if (!last)
		fprintf(out, "%*s", (int)(width - taken + GAP), "");
}

void table_print(const struct table *table, FILE *out, const struct style *style)
{
	size_t columns = column_count(table), widths[TABLE_COLUMNS_MAX] = {0};

	measure(table, columns, widths);
	fit(table, columns, widths, style->columns);
	for (size_t i = 0; i < columns; i++)
		print_cell(out, _(table->titles[i]), widths[i], style->color ? "1" : NULL, i + 1 == columns);
	fputc('\n', out);
	for (size_t i = 0; columns > 0 && i < table->count; i++) {
		size_t column = i % columns;
		const char *sgr = style->color && table->color != NULL ? table->color(column, table->cells[i]) : NULL;

		print_cell(out, table->cells[i], widths[column], sgr,
			   rest_is_empty(table->cells + i + 1, columns - column - 1));
		if (column + 1 == columns)
			fputc('\n', out);
	}
}

void table_free(struct table *table)
{
	free(table->cells);
	arena_free(&table->arena);
	table->cells = NULL;
	table->count = table->capacity = 0;
}

/* A cell that begins so is a formula; the signs in full width are read as such by some. */
static bool is_formula(const char *cell)
{
	static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};

	if (*cell != '\0' && strchr("=+-@\t\r", *cell) != NULL)
		return true;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (strncmp(cell, wide[i], 3) == 0)
			return true;
	return false;
}

void csv_add(struct text *line, const char *cell)
{
	struct text text = {0};
	const char *string;

	if (cell == NULL || *cell == '\0')
		return;
	if (is_formula(cell))
		text_add_char(&text, '\'');
	text_add_harmless(&text, cell);
	string = text_string(&text);
	if (string[strcspn(string, ",;\"'")] == '\0' && string[0] != ' ') {
		text_add(line, string);
	} else {
		text_add_char(line, '"');
		for (; *string != '\0'; string++) {
			if (*string == '"')
				text_add_char(line, '"');
			text_add_char(line, *string);
		}
		text_add_char(line, '"');
	}
	line->failed = line->failed || text.failed;
	text_free(&text);
}
