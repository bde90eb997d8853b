/* The one error rule: int, 0 good, the caller owns the error, the first cause is kept. */
#ifndef MKOZ_BASE_ERROR_H
#define MKOZ_BASE_ERROR_H

#include <stdarg.h>

#define ERROR_TEXT_MAX 1024

/* Exit statuses, spec §1. ERROR_NONE means that no error was set. */
enum error_status {
	ERROR_NONE = 0,
	ERROR_FAILED = 1, /* something went wrong */
	ERROR_PARTIAL = 3, /* some changes failed or went stale */
	ERROR_REFUSED = 4, /* a guard, a role or read-only refused it */
	ERROR_USAGE = 64, /* the command line is wrong */
};

/* Owned by the caller, empty when zeroed. text reads `what: why: what to do`, without the leading `mkoz: `. */
struct error {
	enum error_status status;
	char text[ERROR_TEXT_MAX];
};

/* Sets the error unless it holds an earlier cause already; error may be NULL. Always returns -1. */
int error_set(struct error *error, enum error_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for a failure of status ERROR_FAILED, the usual one. */
int error_fail(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Says that memory ran out. Always returns -1. */
int error_memory(struct error *error);
/* Says that a system call on `what` failed, with errno's words. Always returns -1. */
int error_system(struct error *error, const char *what);
/* Puts `format: ` before the text that is there. Always returns -1. */
int error_prefix(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Empties the error, so that it can take a new cause. */
void error_clear(struct error *error);

#endif
