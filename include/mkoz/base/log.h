/* The log: one line an event, to stderr, harmless, for --verbose and the staying worker. No secret is ever given to it.
 */
#ifndef MKOZ_BASE_LOG_H
#define MKOZ_BASE_LOG_H

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };

/* Owned by main, handed down. */
struct log {
	enum log_level level;
};

/* Prints `mkoz: …` when the level allows; text is made harmless first. */
void log_info(const struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_detail(const struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Warnings are printed unless quiet. */
void log_warning(const struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
