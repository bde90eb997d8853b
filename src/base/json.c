/* JSON on top of jansson: read strictly, written the one exact way. */
#include "mkoz/base/json.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"

#define DEPTH_MAX 128

/* Nesting is bounded before any of it is built. */
static bool is_shallow(const char *bytes, size_t length)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < length; i++) {
		char byte = bytes[i];

		if (quoted && byte == '\\')
			i++;
		else if (byte == '"')
			quoted = !quoted;
		else if (!quoted && (byte == '[' || byte == '{') && ++depth > DEPTH_MAX)
			return false;
		else if (!quoted && (byte == ']' || byte == '}') && depth > 0)
			depth--;
	}
	return true;
}

json_t *json_parse(const char *bytes, size_t length, const char *what, struct error *error)
{
	json_error_t place;
	json_t *value;
	struct text words = {0};
	char *quoted;

	errno = 0;
	if (!is_shallow(bytes, length)) {
		error_fail(error, _("%s: not usable JSON: nested deeper than %d"), what, DEPTH_MAX);
		return NULL;
	}
	value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &place);
	if (value != NULL)
		return value;
	/* jansson quotes what stands there: a name, or a secret that somebody repeats to us */
	quoted = strstr(place.text, " near '");
	if (quoted != NULL)
		*quoted = '\0';
	text_add_harmless(&words, place.text);
	error_fail(error, _("%s: not usable JSON: %s, at line %d column %d"), what, text_string(&words), place.line,
		   place.column);
	text_free(&words);
	return NULL;
}

/* A quoted string without escapes, as most are. */
static bool is_plain_string(const char *text, size_t length)
{
	if (length < 2 || text[0] != '"' || text[length - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < length; i++)
		if (text[i] == '"' || text[i] == '\\' || (unsigned char)text[i] < 0x20)
			return false;
	return text_is_utf8(text, length);
}

bool json_is_scalar(const char *text)
{
	size_t length = strlen(text);
	json_t *value;
	bool scalar;

	if (is_plain_string(text, length))
		return true;
	value = json_parse(text, length, "", NULL);
	scalar = value != NULL && !json_is_object(value) && !json_is_array(value);
	json_decref(value);
	return scalar;
}

/* Control, bidi and zero-width characters are written as escapes: the value stays exact, and no terminal obeys it. */
static bool needs_escape(int code)
{
	return code >= 0x7F && (code == 0xFFFD || text_is_harmful(code));
}

static void add_escaped(struct text *text, int code)
{
	static const char letters[] = "btn\0fr";

	if (code == '"' || code == '\\')
		text_format(text, "\\%c", code);
	else if (code >= '\b' && code <= '\r' && letters[code - '\b'] != '\0')
		text_format(text, "\\%c", letters[code - '\b']);
	else if (code > 0xFFFF)
		text_format(text, "\\u%04x\\u%04x", 0xD7C0U + ((unsigned)code >> 10),
			    0xDC00U + ((unsigned)code & 0x3FF));
	else
		text_format(text, "\\u%04x", (unsigned)code);
}

void json_add_string(struct text *text, const char *string)
{
	const char *at = string, *start = string, *kept = string;

	if (string == NULL) {
		text_add(text, "null");
		return;
	}
	text_add_char(text, '"');
	for (; *at != '\0'; start = at) {
		int code = text_next(&at);

		if (code >= 0x20 && code != '"' && code != '\\' && !needs_escape(code))
			continue;
		text_add_bytes(text, kept, (size_t)(start - kept));
		add_escaped(text, code);
		kept = at;
	}
	text_add_bytes(text, kept, (size_t)(at - kept));
	text_add_char(text, '"');
}

void json_add_number(struct text *text, double number)
{
	char digits[32];

	if (!isfinite(number)) {
		text_add(text, "null");
		return;
	}
	if (number == 0)
		number = 0; /* no negative zero */
	if (fabs(number) < 1e15 && number == floor(number)) {
		text_format(text, "%.0f", number);
		return;
	}
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(digits, sizeof digits, "%.*g", precision, number);
		if (strtod(digits, NULL) == number)
			break;
	}
	text_add(text, digits);
}

static int compare_keys(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static void add_object(struct text *text, const json_t *object)
{
	size_t count = json_object_size(object), used = 0;
	const char **keys = calloc(count + 1, sizeof *keys);
	const char *key;
	json_t *value;

	if (keys == NULL) {
		text->failed = true;
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)object, key, value) keys[used++] = key;
	qsort(keys, used, sizeof *keys, compare_keys);
	text_add_char(text, '{');
	for (size_t i = 0; i < used; i++) {
		if (i > 0)
			text_add_char(text, ',');
		json_add_string(text, keys[i]);
		text_add_char(text, ':');
		json_add_value(text, json_object_get(object, keys[i]));
	}
	text_add_char(text, '}');
	free(keys);
}

static void add_array(struct text *text, const json_t *array)
{
	text_add_char(text, '[');
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (i > 0)
			text_add_char(text, ',');
		json_add_value(text, json_array_get(array, i));
	}
	text_add_char(text, ']');
}

void json_add_value(struct text *text, const json_t *value)
{
	if (json_is_object(value))
		add_object(text, value);
	else if (json_is_array(value))
		add_array(text, value);
	else if (json_is_string(value))
		json_add_string(text, json_string_value(value));
	else if (json_is_integer(value))
		text_format(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value))
		json_add_number(text, json_real_value(value));
	else
		text_add(text, json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null");
}

const char *json_member_string(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}
