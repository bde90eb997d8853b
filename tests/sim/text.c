/* Growable text, identifiers, times and percent-decoding. */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static void *or_die(void *memory)
{
	if (memory == NULL) {
		fputs("ozmap-sim: out of memory\n", stderr);
		abort();
	}
	return memory;
}

void *sim_alloc(size_t size)
{
	return or_die(calloc(1, size > 0 ? size : 1));
}

void *sim_resize(void *old, size_t size)
{
	return or_die(realloc(old, size > 0 ? size : 1));
}

char *sim_copy(const char *string)
{
	return or_die(strdup(string));
}

static void text_reserve(struct text *text, size_t more)
{
	size_t needed = text->length + more + 1;
	if (needed <= text->capacity)
		return;
	size_t capacity = text->capacity > 0 ? text->capacity : 64;
	while (capacity < needed)
		capacity *= 2;
	text->data = sim_resize(text->data, capacity);
	text->capacity = capacity;
}

void text_add(struct text *text, const char *bytes, size_t length)
{
	text_reserve(text, length);
	if (length > 0)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_puts(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void text_vprintf(struct text *text, const char *format, va_list arguments)
{
	char *made = NULL;
	int length = vasprintf(&made, format, arguments);
	if (length < 0)
		or_die(NULL);
	text_add(text, made, (size_t)length);
	free(made);
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	text_vprintf(text, format, arguments);
	va_end(arguments);
}

void text_insert(struct text *text, size_t at, const char *bytes, size_t length)
{
	text_reserve(text, length);
	memmove(text->data + at + length, text->data + at, text->length - at);
	memcpy(text->data + at, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->data != NULL)
		text->data[0] = '\0';
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

void text_decode(char *string, bool plus_is_blank)
{
	char *to = string;
	for (const char *from = string; *from != '\0'; from++) {
		if (*from == '%' && hex_value(from[1]) >= 0 && hex_value(from[2]) >= 0) {
			*to++ = (char)(hex_value(from[1]) * 16 + hex_value(from[2]));
			from += 2;
		} else {
			*to++ = *from == '+' && plus_is_blank ? ' ' : *from;
		}
	}
	*to = '\0';
}

void secret_make(char *out, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		unsigned char byte = 0;
		if (getrandom(&byte, 1, 0) != 1)
			abort();
		snprintf(out + 2 * i, 3, "%02x", byte);
	}
}

void id_make(char out[25])
{
	snprintf(out, 9, "%08llx", (time_now_ms() / 1000) & 0xffffffffLL);
	secret_make(out + 8, 8);
}

long long time_now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void time_now_iso(char out[32])
{
	long long now = time_now_ms();
	time_t seconds = (time_t)(now / 1000);
	struct tm parts;
	gmtime_r(&seconds, &parts);
	size_t length = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(out + length, 32 - length, ".%03dZ", (int)(now % 1000));
}
