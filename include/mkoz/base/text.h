/* Growable strings, and what is done to text from outside: UTF-8, normal form, folding, making it harmless. */
#ifndef MKOZ_BASE_TEXT_H
#define MKOZ_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/error.h"

/* A growable string; zeroed it is empty. data is NULL or ends in NUL. A failed allocation sets `failed` and later
 * additions do nothing, so that a caller checks once at the end with text_check. */
struct text {
	char *data;
	size_t length;
	size_t capacity;
	bool failed;
};

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char byte);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Empties it and keeps its memory. */
void text_reset(struct text *text);
void text_free(struct text *text);
/* The string, "" when empty; valid until the next addition. */
const char *text_string(const struct text *text);
/* 0, or -1 when any addition ran out of memory. */
int text_check(const struct text *text, struct error *error);
/* Takes the string out (the caller frees it); NULL when memory ran out. The text is empty afterwards. */
char *text_steal(struct text *text);

/* The whole of `bytes` is valid UTF-8 without NUL (no surrogates, no overlong forms). */
bool text_is_utf8(const char *bytes, size_t length);
/* UTF-8 as it is; anything else decoded as Windows-1252, its undefined bytes as LATIN1 (spec §3). In the arena; NULL
 * when memory ran out. */
const char *text_decode(struct arena *arena, const char *bytes, size_t length);
/* Unicode NFC, trimmed, runs of blanks (any Unicode white space) as one blank (spec §4). In the arena; NULL when memory
 * ran out. Returns `string` itself when it is in that form already and the arena owns nothing new. */
const char *text_normalise(struct arena *arena, const char *string);
/* Case and accents taken away, for searching (spec §6). In the arena; NULL when memory ran out. */
const char *text_fold(struct arena *arena, const char *string);
/* The same, appended to a growable string: for many in a row. */
void text_add_folded(struct text *text, const char *string);
/* A character that is not simply shown: control, format (bidi, zero-width), separators of lines, unassigned. */
bool text_is_harmful(int code);
/* Appends the string with control, bidi, zero-width and stray combining characters made visible (<U+200B>, \n, ^[), so
 * that it can neither move the cursor nor lie about its order; more than 8 combining marks on one character are cut. */
void text_add_harmless(struct text *text, const char *string);
/* Columns that the string takes on a terminal; combining marks take none, wide characters two. */
size_t text_width(const char *string);
/* Bytes of `string` that fit in `columns` without cutting a character (with its marks) in two. */
size_t text_fit(const char *string, size_t columns);
/* A number for tables in memory: the same for the same bytes. */
uint64_t text_hash(const char *string);
/* The next code point at *at, moved on; U+FFFD for a bad byte; 0 at the end. */
int text_next(const char **at);

#endif
