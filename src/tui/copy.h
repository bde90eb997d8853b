/* Copying a string into a field that has room for it. */
#ifndef MKOZ_TUI_COPY_H
#define MKOZ_TUI_COPY_H

#include <string.h>

/* What does not fit is cut. */
static inline void copy_text(char *out, size_t size, const char *string)
{
	size_t length = strnlen(string, size - 1);

	memmove(out, string, length);
	out[length] = '\0';
}

#endif
