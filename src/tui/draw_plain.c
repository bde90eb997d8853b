/* Text for terminals that show nothing but ASCII. */
#include "draw_plain.h"

#include <string.h>

static const struct {
	int code;
	const char *plain;
} signs[] = {
    {0x00B7, "-"},  {0x2192, "->"}, {0x2212, "-"}, {0x2013, "-"},  {0x2014, "-"},  {0x2026, "..."},  {0x2500, "-"},
    {0x2502, "|"},  {0x25CF, "*"},  {0x2713, "+"}, {0x2717, "x"},  {0x2260, "!"},  {0x2588, "#"},    {0x2591, "."},
    {0x00A0, " "},  {0x00BA, "o"},  {0x00AA, "a"}, {0x00B0, "o"},  {0x2018, "'"},  {0x2019, "'"},    {0x201C, "\""},
    {0x201D, "\""}, {0x25B8, ">"},  {0x2022, "*"}, {0x2190, "<-"}, {0x2191, "Up"}, {0x2193, "Down"},
};

/* U+00C0 to U+017F without accents would be a long table: the Latin-1 half is what names here are written with. */
static const char latin[] = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTs"
			    "aaaaaaaceeeeiiiidnooooo/ouuuuyty";

static void add_plain(struct text *out, int code)
{
	if (code < 0x80) {
		text_add_char(out, (char)code);
		return;
	}
	if (code >= 0xC0 && code <= 0xFF) {
		text_add_char(out, latin[code - 0xC0]);
		return;
	}
	if (code >= 0x300 && code <= 0x36F)
		return;
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (signs[i].code == code) {
			text_add(out, signs[i].plain);
			return;
		}
	}
	text_add_char(out, '?');
}

void draw_plain(struct text *text)
{
	struct text plain = {0};
	const char *at = text_string(text);
	int code;

	for (const char *look = at; (unsigned char)*look < 0x80; look++)
		if (*look == '\0')
			return;
	while ((code = text_next(&at)) != 0)
		add_plain(&plain, code);
	text_reset(text);
	text_add(text, text_string(&plain));
	text_free(&plain);
}
