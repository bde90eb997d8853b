/* The log: one harmless line an event on stderr. */
#include "mkoz/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "mkoz/base/text.h"

__attribute__((format(printf, 3, 0))) static void print(const struct log *log, enum log_level level, const char *format,
							va_list arguments)
{
	struct text line = {0};
	char *words = NULL;

	if (log == NULL || log->level < level || vasprintf(&words, format, arguments) < 0)
		return;
	text_add(&line, "mkoz: ");
	text_add_harmless(&line, words);
	text_add_char(&line, '\n');
	if (!line.failed)
		fputs(text_string(&line), stderr);
	text_free(&line);
	free(words);
}

void log_info(const struct log *log, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(log, LOG_NORMAL, format, arguments);
	va_end(arguments);
}

void log_detail(const struct log *log, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(log, LOG_VERBOSE, format, arguments);
	va_end(arguments);
}

void log_warning(const struct log *log, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(log, LOG_NORMAL, format, arguments);
	va_end(arguments);
}
