/* Growable text, identifiers, times and percent-decoding. Running out of memory ends the simulator. */
#ifndef SIM_TEXT_H
#define SIM_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Zeroed it is empty; text_free frees it. data is NUL-terminated as soon as something was added. */
struct text {
	char *data;
	size_t length, capacity;
};

/* As calloc (zeroed), realloc and strdup, but never NULL: without memory the program ends. */
void *sim_alloc(size_t size);
void *sim_resize(void *old, size_t size);
char *sim_copy(const char *string);

void text_add(struct text *text, const char *bytes, size_t length);
void text_puts(struct text *text, const char *string);
__attribute__((format(printf, 2, 3))) void text_printf(struct text *text, const char *format, ...);
__attribute__((format(printf, 2, 0))) void text_vprintf(struct text *text, const char *format, va_list arguments);
/* Puts bytes in at a place within the text. */
void text_insert(struct text *text, size_t at, const char *bytes, size_t length);
/* An empty text whose room is kept. */
void text_clear(struct text *text);
void text_free(struct text *text);

/* Decodes %XX in place (and + as a blank in a query). Bad escapes stay as they are. */
void text_decode(char *string, bool plus_is_blank);

/* A new identifier as OZmap makes them: 24 hex digits, from the time and from chance. */
void id_make(char out[25]);
/* `bytes` random bytes as hex; out holds twice as many and a NUL. */
void secret_make(char *out, size_t bytes);

/* Now: milliseconds of the wall clock, and as 2026-11-23T20:00:00.000Z. */
long long time_now_ms(void);
void time_now_iso(char out[32]);

#endif
