/* A line that is typed into. */
#include "line.h"

#include <string.h>

#include "mkoz/base/text.h"
#include "press.h"

void line_set(struct line *line, const char *text)
{
	*line = (struct line){0};
	line_insert(line, text);
}

void line_insert(struct line *line, const char *text)
{
	size_t length = strlen(text);

	if (length >= sizeof line->text - line->length)
		return;
	memmove(line->text + line->cursor + length, line->text + line->cursor, line->length - line->cursor + 1);
	memcpy(line->text + line->cursor, text, length);
	line->length += length;
	line->cursor += length;
}

void line_delete_back(struct line *line, size_t bytes)
{
	bytes = bytes > line->cursor ? line->cursor : bytes;
	memmove(line->text + line->cursor - bytes, line->text + line->cursor, line->length - line->cursor + 1);
	line->length -= bytes;
	line->cursor -= bytes;
}

/* Bytes of the character before the cursor, with the marks that combine with it. */
static size_t before(const struct line *line)
{
	size_t at = line->cursor, width = 0;

	while (at > 0 && width == 0) {
		do
			at--;
		while (at > 0 && (line->text[at] & 0xC0) == 0x80);
		width = text_width(line->text + at) > text_width(line->text + line->cursor);
	}
	return line->cursor - at;
}

static size_t after(const struct line *line)
{
	const char *at = line->text + line->cursor;

	while (*at != '\0') {
		const char *next = at;

		text_next(&next);
		if (at != line->text + line->cursor && text_width(at) != text_width(next))
			break;
		at = next;
	}
	return (size_t)(at - (line->text + line->cursor));
}

static size_t word_before(const struct line *line)
{
	size_t at = line->cursor;

	while (at > 0 && line->text[at - 1] == ' ')
		at--;
	while (at > 0 && line->text[at - 1] != ' ')
		at--;
	return line->cursor - at;
}

static void delete_after(struct line *line)
{
	size_t bytes = after(line);

	line->cursor += bytes;
	line_delete_back(line, bytes);
}

bool line_press(struct line *line, int press)
{
	char utf8[5];

	if (press_is_text(press)) {
		press_utf8(press, utf8);
		line_insert(line, utf8);
		return true;
	}
	if (press == PRESS_BACKSPACE || press == PRESS_CONTROL('H'))
		line_delete_back(line, before(line));
	else if (press == PRESS_DELETE || press == PRESS_CONTROL('D'))
		delete_after(line);
	else if (press == PRESS_CONTROL('W'))
		line_delete_back(line, word_before(line));
	else if (press == PRESS_CONTROL('U'))
		line_delete_back(line, line->cursor);
	else if (press == PRESS_LEFT || press == PRESS_CONTROL('B'))
		line->cursor -= before(line);
	else if (press == PRESS_RIGHT || press == PRESS_CONTROL('F'))
		line->cursor += after(line);
	else if (press == PRESS_HOME || press == PRESS_CONTROL('A'))
		line->cursor = 0;
	else if (press == PRESS_END || press == PRESS_CONTROL('E'))
		line->cursor = line->length;
	else
		return false;
	return true;
}
