/* What is done to text from outside: UTF-8, normal form, folding, making it harmless. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "mkoz/base/text.h"

#define MARKS_MAX 8
#define REPLACEMENT 0xFFFD

/* Windows-1252's 0x80 to 0x9F; 0 where it leaves the byte undefined, which is then LATIN1. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,	    0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,	    0x017D, 0,	    0,	    0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,	    0x017E, 0x0178,
};

/* U+00C0 to U+00FF without case and accent; 0 where utf8proc must be asked. */
static const char latin_fold[65] = "aaaaaa\0ceeeeiiii\0nooooo\0\0uuuuy\0\0"
				   "aaaaaa\0ceeeeiiii\0nooooo\0\0uuuuy\0y";

/* Bytes of the valid UTF-8 sequence at `bytes`, of which `left` are there; 0 when it is not one. */
static size_t sequence_length(const unsigned char *bytes, size_t left)
{
	unsigned char lead = bytes[0], low = 0x80, high = 0xBF;
	size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;

	if (length <= 1 || left < length)
		return length == 1 && lead != 0 ? 1 : 0;
	if (lead == 0xE0)
		low = 0xA0;
	else if (lead == 0xED)
		high = 0x9F;
	else if (lead == 0xF0)
		low = 0x90;
	else if (lead == 0xF4)
		high = 0x8F;
	if (bytes[1] < low || bytes[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((bytes[i] & 0xC0) != 0x80)
			return 0;
	return length;
}

bool text_is_utf8(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes, *end;

	if (length == 0)
		return true; /* then there may be no bytes at all */
	end = at + length;
	while (at < end) {
		size_t step = 1;

		if (*at == 0 || *at >= 0x80)
			step = sequence_length(at, (size_t)(end - at));
		if (step == 0)
			return false;
		at += step;
	}
	return true;
}

int text_next(const char **at)
{
	const unsigned char *bytes = (const unsigned char *)*at;
	size_t left, length;
	int code;

	if (bytes[0] < 0x80) {
		*at += bytes[0] != 0;
		return bytes[0];
	}
	left = strnlen(*at, 4);
	length = sequence_length(bytes, left);
	if (length == 0) {
		*at += 1;
		return REPLACEMENT;
	}
	code = bytes[0] & (0xFF >> (length + 1));
	for (size_t i = 1; i < length; i++)
		code = code << 6 | (bytes[i] & 0x3F);
	*at += length;
	return code;
}

static size_t put_code(char *out, int code)
{
	utf8proc_ssize_t length = utf8proc_encode_char(code, (utf8proc_uint8_t *)out);

	return length > 0 ? (size_t)length : 0;
}

static int decode_byte(unsigned char byte)
{
	if (byte == 0)
		return REPLACEMENT;
	if (byte >= 0x80 && byte < 0xA0 && windows_1252[byte - 0x80] != 0)
		return windows_1252[byte - 0x80];
	return byte;
}

const char *text_decode(struct arena *arena, const char *bytes, size_t length)
{
	const char *kept;
	char *decoded;
	size_t used = 0;

	if (text_is_utf8(bytes, length))
		return arena_bytes(arena, bytes, length);
	if (length > SIZE_MAX / 4)
		return NULL;
	decoded = malloc(length * 3 + 1);
	if (decoded == NULL)
		return NULL;
	for (size_t i = 0; i < length; i++)
		used += put_code(decoded + used, decode_byte((unsigned char)bytes[i]));
	kept = arena_bytes(arena, decoded, used);
	free(decoded);
	return kept;
}

static bool is_blank(int code)
{
	return code == ' ' || (code >= 0x09 && code <= 0x0D) || code == 0x85 || code == 0xA0 || code == 0x1680 ||
	       (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F ||
	       code == 0x205F || code == 0x3000;
}

/* In normal form, judged quickly: only code points below U+0300 (all of them stable under NFC), single blanks, none at
 * the ends. */
static bool is_plainly_normal(const char *string)
{
	const unsigned char *at = (const unsigned char *)string;
	bool blank = true;

	if (*at == 0)
		return true;
	for (; *at != 0; at++) {
		if (*at > 0x20 && *at < 0x80) {
			blank = false;
		} else if (*at == 0x20 && !blank) {
			blank = true;
		} else if (*at >= 0xC2 && *at <= 0xCB && (at[1] & 0xC0) == 0x80) {
			if (at[0] == 0xC2 && (at[1] == 0x85 || at[1] == 0xA0))
				return false;
			at++;
			blank = false;
		} else {
			return false;
		}
	}
	return !blank;
}

/* Trims and makes runs of blanks one, in place. */
static void squeeze(char *string)
{
	const char *at = string, *start = string;
	char *out = string;
	bool pending = false;
	int code;

	while ((code = text_next(&at)) != 0) {
		if (is_blank(code)) {
			pending = out != string;
		} else {
			if (pending)
				*out++ = ' ';
			pending = false;
			memmove(out, start, (size_t)(at - start));
			out += at - start;
		}
		start = at;
	}
	*out = '\0';
}

/* What utf8proc makes of it, to be freed; bytes that are not UTF-8 are decoded first. NULL when memory ran out. */
static char *mapped(const char *string, int options)
{
	struct arena scratch = {0};
	utf8proc_uint8_t *out = NULL;
	const char *valid =
	    text_is_utf8(string, strlen(string)) ? string : text_decode(&scratch, string, strlen(string));

	if (valid != NULL && utf8proc_map((const utf8proc_uint8_t *)valid, 0, &out,
					  (utf8proc_option_t)(options | UTF8PROC_NULLTERM | UTF8PROC_STABLE)) < 0)
		out = NULL;
	arena_free(&scratch);
	return (char *)out;
}

const char *text_normalise(struct arena *arena, const char *string)
{
	const char *kept;
	char *normal;

	if (string == NULL || is_plainly_normal(string))
		return string;
	normal = mapped(string, UTF8PROC_COMPOSE);
	if (normal == NULL)
		return NULL;
	squeeze(normal);
	kept = strcmp(normal, string) == 0 ? string : arena_string(arena, normal);
	free(normal);
	return kept;
}

/* Folds ASCII and the Latin letters of Portuguese and Spanish into `out`; false when utf8proc must be asked. */
static bool fold_plainly(char *out, const char *string)
{
	const unsigned char *at = (const unsigned char *)string;

	for (; *at != 0; at++) {
		if (*at < 0x80) {
			*out++ = (char)(*at >= 'A' && *at <= 'Z' ? *at + ('a' - 'A') : *at);
		} else if (*at == 0xC3 && (at[1] & 0xC0) == 0x80 && latin_fold[at[1] & 0x3F] != 0) {
			*out++ = latin_fold[*++at & 0x3F];
		} else if (*at == 0xC2 && (at[1] & 0xC0) == 0x80 && at[1] != 0xB5) {
			*out++ = (char)*at;
			*out++ = (char)*++at;
		} else {
			return false;
		}
	}
	*out = '\0';
	return true;
}

void text_add_folded(struct text *text, const char *string)
{
	size_t before = text->length, length = strlen(string);
	char *folded;

	/* room for it unfolded, which folding plainly never exceeds */
	text_add_bytes(text, string, length);
	if (text->failed || length == 0)
		return;
	if (fold_plainly(text->data + before, string)) {
		text->length = before + strlen(text->data + before);
		return;
	}
	text->length = before;
	text->data[before] = '\0';
	folded = mapped(string, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
	if (folded == NULL)
		text->failed = true;
	else
		text_add(text, folded);
	free(folded);
}

const char *text_fold(struct arena *arena, const char *string)
{
	struct text text = {0};
	const char *kept;

	text_add_folded(&text, string);
	kept = text.failed ? NULL : arena_bytes(arena, text_string(&text), text.length);
	text_free(&text);
	return kept;
}

static bool is_mark(int code)
{
	utf8proc_category_t category;

	if (code < 0x300)
		return false;
	category = utf8proc_category(code);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_MC;
}

/* Takes no place or a blank one although it is a letter or a mark: Hangul fillers, grapheme joiner, variation
 * selectors. */
static bool is_invisible(int code)
{
	return code == 0x115F || code == 0x1160 || code == 0x3164 || code == 0xFFA0 || code == 0x034F ||
	       code == 0x2800 || (code >= 0x180B && code <= 0x180F) || (code >= 0x17B4 && code <= 0x17B5) ||
	       (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xE0100 && code <= 0xE01EF);
}

bool text_is_harmful(int code)
{
	if (code < 0x7F)
		return code < 0x20;
	if (code >= 0xA0 && code < 0x300)
		return code == 0xAD;
	if (code < 0xA0 || is_invisible(code))
		return true;
	switch (utf8proc_category(code)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return false;
	}
}

static void add_visible(struct text *text, int code)
{
	if (code == '\n')
		text_add(text, "\\n");
	else if (code == '\r')
		text_add(text, "\\r");
	else if (code == '\t')
		text_add(text, "\\t");
	else if (code < 0x20 || code == 0x7F)
		text_format(text, "^%c", code ^ 0x40);
	else
		text_format(text, "<U+%04X>", (unsigned)code);
}

static bool is_plain_ascii(const char *string, size_t *length)
{
	const unsigned char *at = (const unsigned char *)string;

	while (*at >= 0x20 && *at < 0x7F)
		at++;
	*length = (size_t)((const char *)at - string);
	return *at == 0;
}

void text_add_harmless(struct text *text, const char *string)
{
	const char *at = string, *start;
	size_t length;
	unsigned marks = MARKS_MAX;
	bool based = false; /* there is a character for a mark to stand on */
	int code;

	if (is_plain_ascii(string, &length)) {
		text_add_bytes(text, string, length);
		return;
	}
	for (start = at; (code = text_next(&at)) != 0; start = at) {
		bool mark = is_mark(code);

		if (text_is_harmful(code) || (mark && !based)) {
			add_visible(text, code);
			based = false;
		} else if (code == REPLACEMENT) {
			text_add(text, "\xEF\xBF\xBD");
			based = false;
		} else if (!mark || marks > 0) {
			text_add_bytes(text, start, (size_t)(at - start));
			marks = mark ? marks - 1 : MARKS_MAX;
			based = mark || code != ' ';
		}
	}
}

static size_t code_width(int code)
{
	int width;

	if (code < 0x300)
		return code >= 0x20;
	if (is_mark(code))
		return 0;
	width = utf8proc_charwidth(code);
	return width > 0 ? (size_t)width : 0;
}

size_t text_width(const char *string)
{
	size_t width;
	int code;

	if (is_plain_ascii(string, &width))
		return width;
	string += width;
	while ((code = text_next(&string)) != 0)
		width += code_width(code);
	return width;
}

size_t text_fit(const char *string, size_t columns)
{
	const char *at = string, *fits = string;
	size_t width = 0;
	int code;

	while ((code = text_next(&at)) != 0) {
		width += code_width(code);
		if (width > columns)
			break;
		fits = at;
	}
	return (size_t)(fits - string);
}
