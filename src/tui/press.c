/* The names of key presses. */
#include "press.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

static const struct {
	const char *name;
	int press;
} names[] = {
    {NC_("key", "Space"), ' '},
    {"Tab", PRESS_TAB},
    {"Enter", PRESS_ENTER},
    {"Esc", PRESS_ESCAPE},
    {"Backspace", PRESS_BACKSPACE},
    {NC_("key", "Up"), PRESS_UP},
    {NC_("key", "Down"), PRESS_DOWN},
    {NC_("key", "Left"), PRESS_LEFT},
    {NC_("key", "Right"), PRESS_RIGHT},
    {NC_("key", "PgUp"), PRESS_PAGE_UP},
    {NC_("key", "PgDn"), PRESS_PAGE_DOWN},
    {NC_("key", "Home"), PRESS_HOME},
    {NC_("key", "End"), PRESS_END},
    {NC_("key", "Delete"), PRESS_DELETE},
    {NC_("key", "S-Up"), PRESS_SHIFT_UP},
    {NC_("key", "S-Down"), PRESS_SHIFT_DOWN},
    {NC_("key", "S-Tab"), PRESS_SHIFT_TAB},
};

#define NAME_COUNT (sizeof names / sizeof names[0])

static int parse_function_key(const char *name)
{
	char *end;
	long number;

	if ((name[0] != 'F' && name[0] != 'f') || name[1] == '\0')
		return PRESS_NONE;
	number = strtol(name + 1, &end, 10);
	return *end == '\0' && number >= 1 && number <= 12 ? PRESS_F1 + (int)number - 1 : PRESS_NONE;
}

int press_parse(const char *name)
{
	const char *at = name;
	int code = text_next(&at);

	if (code <= 0)
		return PRESS_NONE;
	if (*at == '\0')
		return code > ' ' && code != PRESS_BACKSPACE ? code : PRESS_NONE;
	if (code == '^' && at[1] == '\0' && ((*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z')))
		return PRESS_CONTROL(*at);
	for (size_t i = 0; i < NAME_COUNT; i++)
		if (strcasecmp(names[i].name, name) == 0)
			return names[i].press;
	return parse_function_key(name);
}

const char *press_name(int press, char out[PRESS_NAME_MAX])
{
	for (size_t i = 0; i < NAME_COUNT; i++) {
		if (names[i].press == press) {
			snprintf(out, PRESS_NAME_MAX, "%s", names[i].name);
			return out;
		}
	}
	if (press >= PRESS_F1 && press <= PRESS_F12)
		snprintf(out, PRESS_NAME_MAX, "F%d", press - PRESS_F1 + 1);
	else if (press > 0 && press < ' ')
		snprintf(out, PRESS_NAME_MAX, "^%c", press + '@');
	else
		press_utf8(press, out);
	return out;
}

const char *press_said(int press, char out[PRESS_NAME_MAX])
{
	return C_("key", press_name(press, out));
}

bool press_is_text(int press)
{
	return press >= ' ' && press != PRESS_BACKSPACE && press < 0x110000 && (press < 0x80 || press > 0x9F);
}

int press_utf8(int press, char out[5])
{
	unsigned code = press > 0 && press < 0x110000 ? (unsigned)press : 0xFFFD;
	int length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};

	out[length] = '\0';
	for (int i = length - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code & 0x3F));
		code >>= 6;
	}
	out[0] = (char)(leads[length == 1 ? 0 : length] | code);
	return length;
}
