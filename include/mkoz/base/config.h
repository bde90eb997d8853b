/* The configuration of spec §2, read from an INI file, checked, with its defaults. */
#ifndef MKOZ_BASE_CONFIG_H
#define MKOZ_BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/error.h"
#include "mkoz/base/text.h"

enum config_link { CONFIG_LINK_CONTRACT, CONFIG_LINK_CONNECTION };
enum config_status_source { CONFIG_STATUS_LOGIN, CONFIG_STATUS_RADACCT, CONFIG_STATUS_NONE };
enum config_cosmetic { CONFIG_COSMETIC_PROPOSE, CONFIG_COSMETIC_IGNORE };
/* Bits of config_sync.fields. */
enum config_field { CONFIG_NAME = 1, CONFIG_ADDRESS = 2, CONFIG_STATUS = 4, CONFIG_POWER = 8 };

/* Strings are never NULL unless said; they live as long as the configuration. Times in seconds, power in dB. */
struct config_mk {
	const char *host, *port, *user, *password_file, *database, *sslmode,
	    *sslrootcert; /* password_file, sslrootcert: or NULL */
	enum config_link link;
	const char **cancel_reasons; /* NULL-terminated codes */
	enum config_status_source status_source;
	const char *active_sql, *cancelled_sql, *clients_sql; /* paths, or NULL */
	int64_t statement_timeout;
	const char *timezone;
	bool allow_insecure;
};

struct config_ozmap {
	const char *url; /* without a slash at the end; NULL until configured */
	const char *token_file, *login, *password_file, *ca_file, *ozloc_url; /* or NULL */
	int64_t page_size, concurrency, max_requests_per_second, connect_timeout, timeout;
	bool allow_insecure;
};

struct config_sync {
	unsigned fields; /* enum config_field */
	enum config_cosmetic cosmetic;
	double power_tolerance;
	int64_t power_max_age, status_after;
	const char *address_format, *observation_format;
	bool delete_client, remove_property;
};

struct config_guard {
	int64_t max_cancellations;
	double max_cancellations_percent, max_active_drop_percent, max_status_percent;
	const char **canary_codes; /* NULL-terminated */
	int64_t bulk_limit, bulk_limit_telemetry, max_plan_age;
};

struct config_roles {
	bool configured; /* the section is there */
	const char *technicians, *supervisors; /* comma lists */
};

struct config_auto {
	const char **approve; /* NULL-terminated kinds, checked by whoever knows them */
	bool auto_cancellations;
	int64_t interval;
};

struct config_key {
	const char *command, *keys;
	int line;
};

struct config_ui {
	const char *theme, *language; /* language: NULL for the locale's */
	bool mouse, mask_personal_data;
	const struct config_key *keys; /* [keys], in the file's order */
	size_t key_count;
	const char *file; /* where they stand; or NULL */
};

struct config {
	const char *file; /* the path it was read from */
	const char *profile; /* or NULL */
	struct config_mk mk;
	struct config_ozmap ozmap;
	struct config_sync sync;
	struct config_guard guard;
	struct config_roles roles;
	struct config_auto automatic;
	int64_t trial; /* [apply] trial */
	const char *store_url; /* sqlite:/path */
	int64_t keep_personal_data;
	struct config_ui ui;
	int *lines; /* of each key of the table, where it stands; 0 nowhere */
	struct arena arena;
};

/* Finds the file (path given, else $MKOZ_CONFIG, else $XDG_CONFIG_HOME/mkoz/mkoz.conf or ~/.config, else
 * /etc/mkoz/mkoz.conf), checks its owner and mode, reads the sections of `profile` (or those without one) over the
 * defaults. Unknown sections and keys, bad values, secrets in the file are errors that name file, line and key. The
 * caller frees with config_free. */
int config_load(struct config *config, const char *path, const char *profile, struct error *error);
void config_free(struct config *config);
/* Where the file would be found or written: the first of the places above. In the arena of the configuration. */
int config_path(struct arena *arena, const char *path, const char **out, struct error *error);
/* A complete commented configuration file, as `mkoz init` writes it. */
const char *config_template(void);
/* Adds `file: line N: [section] key` for errors about a value that is there; without a line where the key is not. */
void config_place(const struct config *config, const char *section, const char *key, struct text *out);
/* http:// to another machine: what travels there can be read on the way. */
bool config_is_clear(const char *url);
/* The keys that reading MK or OZmap cannot do without are there; which: "mk", "ozmap". */
int config_require(const struct config *config, const char *which, struct error *error);

#endif
