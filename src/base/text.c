/* Growable strings. */
#include "mkoz/base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `more` bytes and the NUL; false once memory ran out. */
static bool reserve(struct text *text, size_t more)
{
	size_t wanted = text->capacity < 64 ? 64 : text->capacity;
	char *grown;

	if (text->failed)
		return false;
	if (more < text->capacity - text->length)
		return true;
	if (more >= SIZE_MAX / 2 - text->length)
		goto failed;
	while (wanted - text->length <= more)
		wanted *= 2;
	grown = realloc(text->data, wanted);
	if (grown == NULL)
		goto failed;
	text->data = grown;
	text->capacity = wanted;
	return true;
failed:
	text->failed = true;
	return false;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	if (length == 0 || !reserve(text, length))
		return;
	memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char byte)
{
	text_add_bytes(text, &byte, 1);
}

void text_format(struct text *text, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0) {
		text->failed = true;
		return;
	}
	if (!reserve(text, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

void text_reset(struct text *text)
{
	text->length = 0;
	text->failed = false;
	if (text->data != NULL)
		text->data[0] = '\0';
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}

const char *text_string(const struct text *text)
{
	return text->data == NULL ? "" : text->data;
}

int text_check(const struct text *text, struct error *error)
{
	return text->failed ? error_memory(error) : 0;
}

char *text_steal(struct text *text)
{
	char *string = NULL;

	if (reserve(text, 0)) {
		text->data[text->length] = '\0';
		string = text->data;
		text->data = NULL;
	}
	text_free(text);
	return string;
}

uint64_t text_hash(const char *string)
{
	uint64_t mixed = 14695981039346656037ULL; /* FNV-1a */

	for (; *string != '\0'; string++)
		mixed = (mixed ^ (unsigned char)*string) * 1099511628211ULL;
	return mixed ^ (mixed >> 32);
}
