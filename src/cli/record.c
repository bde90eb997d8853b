/* Records printed as JSON objects and as CSV lines. */
#include "record.h"

#include "mkoz/domain/change.h"
#include "table.h"

/* Prints the line and frees it. */
static int print(FILE *out, struct text *line, struct error *error)
{
	int result = text_check(line, error);

	if (result == 0)
		fwrite(text_string(line), 1, line->length, out);
	text_free(line);
	return result;
}

int record_json(FILE *out, const struct field_writer *fields, size_t count, const void *record, const struct view *view,
		struct error *error)
{
	struct text line = {0};

	text_add_char(&line, '{');
	for (size_t i = 0; i < count; i++) {
		text_format(&line, "%s\"%s\": ", i > 0 ? ", " : "", fields[i].name);
		fields[i].add(&line, record, view);
	}
	text_add_char(&line, '}');
	return print(out, &line, error);
}

int record_csv_header(FILE *out, const struct field_writer *fields, size_t count, struct error *error)
{
	struct text line = {0};

	for (size_t i = 0; i < count; i++)
		text_format(&line, "%s%s", i > 0 ? "," : "", fields[i].name);
	text_add_char(&line, '\n');
	return print(out, &line, error);
}

int record_csv(FILE *out, const struct field_writer *fields, size_t count, const void *record, const struct view *view,
	       struct error *error)
{
	struct text line = {0}, value = {0};
	struct arena arena = {0};

	for (size_t i = 0; i < count; i++) {
		text_reset(&value);
		fields[i].add(&value, record, view);
		if (i > 0)
			text_add_char(&line, ',');
		csv_add(&line, change_value_text(&arena, text_string(&value)));
		line.failed = line.failed || value.failed;
	}
	text_add_char(&line, '\n');
	text_free(&value);
	arena_free(&arena);
	return print(out, &line, error);
}
