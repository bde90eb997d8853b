/* The keys of the configuration as data: section, key, type, where it goes, default, range. */
#ifndef MKOZ_BASE_CONFIG_KEYS_H
#define MKOZ_BASE_CONFIG_KEYS_H

#include <stddef.h>

#include "mkoz/base/config.h"

enum config_type {
	CONFIG_STRING,
	CONFIG_OPTIONAL, /* NULL when empty */
	CONFIG_WORD, /* a string, one of words */
	CONFIG_ENUM, /* the place of the word in words */
	CONFIG_FIELDS, /* a comma list of words, as bits */
	CONFIG_LIST, /* a comma list, NULL-terminated */
	CONFIG_BOOL,
	CONFIG_INTEGER,
	CONFIG_PERCENT,
	CONFIG_DECIBEL,
	CONFIG_DURATION,
	CONFIG_URL, /* http or https, without a slash at the end; NULL when empty */
	CONFIG_STORE_URL,
	CONFIG_FORMAT, /* a string in which only {words} may stand */
	CONFIG_TIMEZONE,
};

struct config_row {
	const char *section, *key;
	enum config_type type;
	size_t offset;
	const char *fallback; /* the default, as it would be written; NULL: none */
	const char *words; /* allowed words, parted by blanks */
	long long least, most; /* of numbers; durations in seconds */
};

extern const struct config_row config_rows[];
extern const size_t config_row_count;

/* Writes one value where the row says. `place` (file, line, key) begins the error. */
int config_set(struct config *config, const struct config_row *row, const char *value, const char *place,
	       struct error *error);
/* The host is this machine: loopback or a unix socket. */
bool config_is_local(const char *host, size_t length);
/* Refuses http:// and an sslmode below verify-ca where the host is not local and allow_insecure is off (spec §2). */
int config_check_transport(const struct config *config, struct error *error);

#endif
