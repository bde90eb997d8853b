/* The configuration file: found, checked, read with inih, its sections and profiles brought together. */
#include "mkoz/base/config.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_keys.h"
#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define FILE_MAX ((size_t)1 << 20)
#define LINE_MAX_BYTES 4096
#define KEYS_SECTION "keys"

/* One `key = value` or, without a key, one `[section]`, as it stands in the file. */
struct entry {
	const char *profile; /* NULL: a section without one */
	const char *section, *key, *value;
	int line;
};

/* The file while it is read. */
struct reading {
	const char *file; /* its path */
	const char *at; /* what inih has not seen yet */
	int line; /* the last one that it saw */
	const char *profile, *section; /* the section that it is in */
	struct entry *entries;
	size_t count, capacity;
	struct arena arena;
	struct error *error;
};

static const char *trimmed_env(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && *value != '\0' ? value : NULL;
}

int config_path(struct arena *arena, const char *path, const char **out, struct error *error)
{
	const char *named = path != NULL ? path : trimmed_env("MKOZ_CONFIG");
	const char *config_home = trimmed_env("XDG_CONFIG_HOME"), *home = trimmed_env("HOME");

	*out = NULL;
	if (named != NULL)
		*out = arena_string(arena, named);
	else if (config_home != NULL && *config_home == '/')
		*out = arena_format(arena, "%s/mkoz/mkoz.conf", config_home);
	else if (home != NULL)
		*out = arena_format(arena, "%s/.config/mkoz/mkoz.conf", home);
	else
		*out = arena_string(arena, "/etc/mkoz/mkoz.conf");
	return *out == NULL ? error_memory(error) : 0;
}

/* Opens the first of the places that exists. */
static int open_file(struct config *config, const char *path, struct error *error)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	int file;

	if (config_path(&config->arena, path, &config->file, error) < 0)
		return -1;
	file = open(config->file, flags);
	if (file < 0 && errno == ENOENT && path == NULL && trimmed_env("MKOZ_CONFIG") == NULL) {
		const char *first = config->file;

		config->file = "/etc/mkoz/mkoz.conf";
		file = open(config->file, flags);
		if (file < 0 && errno == ENOENT)
			return error_fail(error, _("%s: no configuration: run mkoz init to write one"), first);
	}
	if (file < 0)
		return error_fail(error, _("%s: %s: run mkoz init to write a configuration"), config->file,
				  strerror(errno));
	return file;
}

/* Root's or the user's own, and nobody else may write it (spec §2, faults 32). */
static int check_file(int file, const char *path, struct error *error)
{
	struct stat status;

	if (fstat(file, &status) < 0)
		return error_system(error, path);
	if (!S_ISREG(status.st_mode))
		return error_fail(error, _("%s: not a regular file: name the configuration file"), path);
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return error_fail(error, _("%s: belongs to somebody else: it must belong to root or to you"), path);
	if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return error_fail(error, _("%s: others may write to it (mode %04o): run chmod go-w on it"), path,
				  (unsigned)(status.st_mode & 07777));
	if (status.st_size > (off_t)FILE_MAX)
		return error_fail(error, _("%s: too big for a configuration: name the right file"), path);
	return 0;
}

static int read_all(int file, const char *path, struct text *out, struct error *error)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(file, bytes, sizeof bytes)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_system(error, path);
		text_add_bytes(out, bytes, (size_t)got);
		if (out->length > FILE_MAX)
			return error_fail(error, _("%s: too big for a configuration: name the right file"), path);
	}
	if (text_check(out, error) < 0)
		return -1;
	if (!text_is_utf8(text_string(out), out->length))
		return error_fail(error, _("%s: not UTF-8 text: save it as UTF-8"), path);
	return 0;
}

static int add_entry(struct reading *reading, const char *key, const char *value)
{
	struct entry entry = {.profile = reading->profile, .section = reading->section, .line = reading->line};

	if (array_grow(&reading->entries, &reading->capacity, reading->count, sizeof entry, reading->error) < 0)
		return -1;
	entry.key = arena_string(&reading->arena, key);
	entry.value = arena_string(&reading->arena, value);
	if (key != NULL && (entry.key == NULL || entry.value == NULL))
		return error_memory(reading->error);
	reading->entries[reading->count++] = entry;
	return 0;
}

/* A line `[section]` or `[profile:section]` is kept here: inih cuts long names and is silent about empty sections. */
static int take_section(struct reading *reading, const char *line)
{
	const char *start = line + strspn(line, " \t\r"), *end, *colon, *rest;

	if (reading->line == 1 && strncmp(start, "\xEF\xBB\xBF", 3) == 0)
		start += 3;
	end = *start == '[' ? strchr(start, ']') : NULL;
	if (end == NULL)
		return 0;
	rest = end + 1 + strspn(end + 1, " \t\r\n");
	if (*rest != '\0' && *rest != ';' && *rest != '#')
		return error_fail(reading->error, _("%s: line %d: something stands behind [section]: take it out"),
				  reading->file, reading->line);
	start++;
	colon = memrchr(start, ':', (size_t)(end - start));
	reading->profile = colon == NULL ? NULL : arena_bytes(&reading->arena, start, (size_t)(colon - start));
	start = colon == NULL ? start : colon + 1;
	reading->section = arena_bytes(&reading->arena, start, (size_t)(end - start));
	if (reading->section == NULL || (colon != NULL && reading->profile == NULL))
		return error_memory(reading->error);
	return add_entry(reading, NULL, NULL);
}

/* inih's reader: one line at a time, counted. */
static char *next_line(char *buffer, int size, void *context)
{
	struct reading *reading = context;
	size_t length = strcspn(reading->at, "\n");

	if (*reading->at == '\0' || reading->error->status != ERROR_NONE)
		return NULL;
	reading->line++;
	if (length + 3 > (size_t)size) {
		error_fail(reading->error, _("%s: line %d: too long: make it shorter"), reading->file, reading->line);
		return NULL;
	}
	memcpy(buffer, reading->at, length);
	buffer[length] = '\n';
	buffer[length + 1] = '\0';
	reading->at += length + (reading->at[length] == '\n');
	return take_section(reading, buffer) < 0 ? NULL : buffer;
}

/* inih's handler: keeps the entry; what it means is judged when all are there. */
static int take_entry(void *context, const char *section, const char *key, const char *value)
{
	struct reading *reading = context;

	(void)section;
	if (reading->error->status != ERROR_NONE)
		return 0;
	return add_entry(reading, key, value) == 0;
}

static int read_entries(struct reading *reading, const char *content)
{
	int bad_line;

	/* inih's switches: a value is the rest of its line, `;` and `#` in it included */
	ini_allow_multiline = false;
	ini_allow_inline_comments = false;
	ini_use_stack = false;
	ini_allow_realloc = false;
	ini_max_line = LINE_MAX_BYTES;
	ini_initial_alloc = LINE_MAX_BYTES;
	reading->at = content;
	reading->section = "";
	bad_line = ini_parse_stream(next_line, reading, take_entry, reading);
	if (reading->error->status != ERROR_NONE)
		return -1;
	if (bad_line < 0)
		return error_memory(reading->error);
	if (bad_line > 0)
		return error_fail(reading->error, _("%s: line %d: neither [section] nor key = value: correct it"),
				  reading->file, bad_line);
	return 0;
}

static bool same_string(const char *one, const char *other)
{
	return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

static const struct config_row *find_row(const char *section, const char *key, bool *known_section)
{
	*known_section = strcmp(section, KEYS_SECTION) == 0;
	for (size_t i = 0; i < config_row_count; i++) {
		if (strcmp(config_rows[i].section, section) != 0)
			continue;
		*known_section = true;
		if (key != NULL && strcmp(config_rows[i].key, key) == 0)
			return &config_rows[i];
	}
	return NULL;
}

/* Where a secret belongs that somebody wrote into the file; NULL when the key is no secret. */
static const char *secret_place(const char *section, const char *key)
{
	static const char *const names[] = {"password", "token", "api_key", "apikey", "key", "secret", "passwd", NULL};

	for (size_t i = 0; key != NULL && names[i] != NULL; i++) {
		if (strcmp(key, names[i]) != 0 || strcmp(section, KEYS_SECTION) == 0)
			continue;
		if (strcmp(section, "mk") == 0)
			return _("write it to a file of mode 0600 and name that in password_file, or set "
				 "$MKOZ_MK_PASSWORD");
		if (strcmp(section, "ozmap") == 0)
			return _("write it to a file of mode 0600 and name that in token_file or password_file, or set "
				 "$MKOZ_OZMAP_TOKEN");
		return _("write it to a file of mode 0600 and name that in password_file or token_file");
	}
	return NULL;
}

/* `file: line N: [section] key`, for errors. */
static void describe(const struct reading *reading, const struct entry *entry, struct text *out)
{
	text_format(out, _("%s: line %d: ["), reading->file, entry->line);
	if (entry->profile != NULL) {
		text_add_harmless(out, entry->profile);
		text_add_char(out, ':');
	}
	text_add_harmless(out, entry->section);
	text_add_char(out, ']');
	if (entry->key != NULL) {
		text_add_char(out, ' ');
		text_add_harmless(out, entry->key);
	}
}

static int check_twice(const struct reading *reading, size_t at, const char *place)
{
	const struct entry *entry = &reading->entries[at];

	for (size_t i = 0; i < at; i++)
		if (same_string(reading->entries[i].profile, entry->profile) && reading->entries[i].key != NULL &&
		    strcmp(reading->entries[i].section, entry->section) == 0 &&
		    strcmp(reading->entries[i].key, entry->key) == 0)
			return error_fail(reading->error, _("%s: stands there twice, first in line %d: keep one"),
					  place, reading->entries[i].line);
	return 0;
}

/* Judges a key of a known section and writes its value into `config`. */
static int apply_key(struct reading *reading, size_t at, struct config *config, const struct config_row *row,
		     const char *place)
{
	const struct entry *entry = &reading->entries[at];

	if (check_twice(reading, at, place) < 0)
		return -1;
	if (strcmp(entry->section, KEYS_SECTION) == 0)
		return 0; /* a key map: its commands are known to the console */
	if (row == NULL)
		return error_fail(reading->error, _("%s: unknown key: mkoz init shows all there are"), place);
	config->lines[row - config_rows] = entry->line;
	return config_set(config, row, entry->value, place, reading->error);
}

static int apply_entry(struct reading *reading, size_t at, struct config *config)
{
	const struct entry *entry = &reading->entries[at];
	struct text place = {0};
	bool known_section;
	const struct config_row *row = find_row(entry->section, entry->key, &known_section);
	const char *belongs = secret_place(entry->section, entry->key);
	int result = -1;

	describe(reading, entry, &place);
	if (text_check(&place, reading->error) < 0)
		goto out;
	if (belongs != NULL)
		error_fail(reading->error, _("%s: no secret may stand in this file: %s"), text_string(&place), belongs);
	else if (entry->section[0] == '\0' && entry->key != NULL)
		error_fail(reading->error, _("%s: line %d: it stands before the first [section]: put it under one"),
			   reading->file, entry->line);
	else if (!known_section || (entry->profile != NULL && entry->profile[0] == '\0'))
		error_fail(reading->error, _("%s: unknown section: mkoz init shows all there are"),
			   text_string(&place));
	else if (entry->key == NULL)
		result = 0;
	else
		result = apply_key(reading, at, config, row, text_string(&place));
	if (result == 0 && strcmp(entry->section, "roles") == 0)
		config->roles.configured = true;
out:
	text_free(&place);
	return result;
}

static int make_lines(struct config *config, struct error *error)
{
	config->lines = arena_take(&config->arena, config_row_count * sizeof *config->lines);
	return config->lines == NULL ? error_memory(error) : 0;
}

/* The defaults, then the sections without a profile, then those of the profile. Sections of other profiles are judged
 * and left. */
static int apply_entries(struct reading *reading, struct config *config)
{
	struct config others = {.file = config->file};
	bool found = config->profile == NULL;
	int result = make_lines(config, reading->error) < 0 || make_lines(&others, reading->error) < 0 ? -1 : 0;

	for (size_t i = 0; result == 0 && i < reading->count; i++)
		if (reading->entries[i].profile == NULL)
			result = apply_entry(reading, i, config);
	for (size_t i = 0; result == 0 && i < reading->count; i++) {
		bool ours = config->profile != NULL && same_string(reading->entries[i].profile, config->profile);

		if (reading->entries[i].profile == NULL)
			continue;
		found = found || ours;
		result = apply_entry(reading, i, ours ? config : &others);
	}
	arena_free(&others.arena);
	if (result == 0 && !found)
		return error_fail(reading->error, _("%s: no section of profile %s: write [%s:mk] and so on"),
				  reading->file, config->profile, config->profile);
	return result;
}

static int keep_keys(const struct reading *reading, struct config *config)
{
	struct config_key *keys = arena_take(&config->arena, (reading->count + 1) * sizeof *keys);

	if (keys == NULL)
		return error_memory(reading->error);
	config->ui.keys = keys;
	config->ui.file = config->file;
	for (size_t i = 0; i < reading->count; i++) {
		const struct entry *entry = &reading->entries[i];
		struct config_key *key = &keys[config->ui.key_count];

		if (entry->key == NULL || strcmp(entry->section, KEYS_SECTION) != 0 ||
		    (entry->profile != NULL && !same_string(entry->profile, config->profile)))
			continue;
		key->command = arena_string(&config->arena, entry->key);
		key->keys = arena_string(&config->arena, entry->value);
		key->line = entry->line;
		if (key->command == NULL || key->keys == NULL)
			return error_memory(reading->error);
		config->ui.key_count++;
	}
	return 0;
}

static int set_defaults(struct config *config, struct error *error)
{
	for (size_t i = 0; i < config_row_count; i++)
		if (config_rows[i].fallback != NULL &&
		    config_set(config, &config_rows[i], config_rows[i].fallback, config_rows[i].key, error) < 0)
			return -1;
	return 0;
}

int config_load(struct config *config, const char *path, const char *profile, struct error *error)
{
	struct error cause = {0};
	struct reading reading = {.error = &cause};
	struct text content = {0};
	int file, result = -1;

	*config = (struct config){0};
	if (profile != NULL)
		config->profile = arena_string(&config->arena, profile);
	file = open_file(config, path, &cause);
	if (file < 0 || check_file(file, config->file, &cause) < 0 ||
	    read_all(file, config->file, &content, &cause) < 0)
		goto out;
	reading.file = config->file;
	if (set_defaults(config, &cause) < 0 || read_entries(&reading, text_string(&content)) < 0 ||
	    apply_entries(&reading, config) < 0 || keep_keys(&reading, config) < 0 ||
	    config_check_transport(config, &cause) < 0)
		goto out;
	result = 0;
out:
	if (file >= 0)
		close(file);
	text_free(&content);
	free(reading.entries);
	arena_free(&reading.arena);
	if (result < 0)
		error_set(error, cause.status, "%s", cause.text);
	return result;
}

void config_place(const struct config *config, const char *section, const char *key, struct text *out)
{
	bool known_section;
	const struct config_row *row = find_row(section, key, &known_section);
	int line = row == NULL || config->lines == NULL ? 0 : config->lines[row - config_rows];

	if (line > 0)
		text_format(out, _("%s: line %d: [%s] %s"), config->file, line, section, key);
	else
		text_format(out, "%s: [%s] %s", config->file, section, key);
}

void config_free(struct config *config)
{
	arena_free(&config->arena);
	*config = (struct config){0};
}

int config_require(const struct config *config, const char *which, struct error *error)
{
	bool mk = strcmp(which, "mk") == 0;
	const char *missing = NULL;

	if (mk && config->mk.host[0] == '\0')
		missing = "[mk] host";
	else if (mk && config->mk.user[0] == '\0')
		missing = "[mk] user";
	else if (!mk && config->ozmap.url == NULL)
		missing = "[ozmap] url";
	else if (!mk && config->ozmap.login != NULL && config->ozmap.password_file == NULL)
		missing = "[ozmap] password_file";
	if (missing == NULL)
		return 0;
	return error_fail(error, _("%s: %s is missing: write it there"), config->file, missing);
}
