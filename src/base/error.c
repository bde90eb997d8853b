/* The one error rule: the first cause is kept, -1 is returned. */
#include "mkoz/base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "mkoz/base/i18n.h"

__attribute__((format(printf, 3, 0))) static int set(struct error *error, enum error_status status, const char *format,
						     va_list arguments)
{
	if (error == NULL || error->status != ERROR_NONE)
		return -1;
	error->status = status;
	vsnprintf(error->text, sizeof error->text, format, arguments);
	return -1;
}

int error_set(struct error *error, enum error_status status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set(error, status, format, arguments);
	va_end(arguments);
	return -1;
}

int error_fail(struct error *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set(error, ERROR_FAILED, format, arguments);
	va_end(arguments);
	return -1;
}

int error_memory(struct error *error)
{
	return error_fail(error, "%s", _("out of memory: the work was given up: free some memory and try again"));
}

/* What to do about the usual ones. */
static const char *advice(int number)
{
	static const struct {
		int number;
		const char *advice;
	} advices[] = {
	    {ENOSPC, N_("make room on that disk")},
	    {EDQUOT, N_("make room on that disk")},
	    {EFBIG, N_("make room on that disk")},
	    {EACCES, N_("see who may use it")},
	    {EPERM, N_("see who may use it")},
	    {EROFS, N_("name a place that can be written")},
	    {ENOENT, N_("see whether the name is right")},
	    {ENOTDIR, N_("see whether the name is right")},
	    {EISDIR, N_("see whether the name is right")},
	    {EMFILE, N_("raise the limit of open files")},
	    {EPIPE, N_("what reads it has ended")},
	};

	for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
		if (advices[i].number == number)
			return _(advices[i].advice);
	return _("solve that, then try again");
}

int error_system(struct error *error, const char *what)
{
	int number = errno;

	return error_fail(error, "%s: %s: %s", what, strerror(number), advice(number));
}

int error_prefix(struct error *error, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	va_list arguments;
	size_t length, left;

	if (error == NULL)
		return -1;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	length = strlen(text);
	left = sizeof text - length - 1;
	if (left > 2)
		snprintf(text + length, left + 1, ": %.*s", (int)left - 2, error->text);
	memcpy(error->text, text, sizeof text);
	if (error->status == ERROR_NONE)
		error->status = ERROR_FAILED;
	return -1;
}

void error_clear(struct error *error)
{
	if (error == NULL)
		return;
	error->status = ERROR_NONE;
	error->text[0] = '\0';
}
