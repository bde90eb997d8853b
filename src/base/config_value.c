/* Values of the configuration: from the text in the file to what the program uses, checked. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_keys.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/text.h"

/* What a setter needs to know. */
struct setting {
	struct config *config;
	const struct config_row *row;
	const char *value, *place;
	void *out;
	struct error *error;
};

static int keep_string(const char **out, struct config *config, const char *value, struct error *error)
{
	*out = arena_string(&config->arena, value);
	return *out == NULL ? error_memory(error) : 0;
}

static int set_string(const struct setting *setting)
{
	if (setting->row->most > 0) {
		char *end;
		long number = strtol(setting->value, &end, 10);

		if (!isdigit((unsigned char)setting->value[0]) || *end != '\0' || number < setting->row->least ||
		    number > setting->row->most)
			return error_fail(setting->error, _("%s: not a number from %lld to %lld: correct it"),
					  setting->place, setting->row->least, setting->row->most);
	}
	return keep_string(setting->out, setting->config, setting->value, setting->error);
}

static int set_optional(const struct setting *setting)
{
	if (*setting->value != '\0')
		return set_string(setting);
	*(const char **)setting->out = NULL;
	return 0;
}

/* The place of the word among words parted by blanks; -1. */
static int word_place(const char *words, const char *word, size_t length)
{
	for (int place = 0; words != NULL && *words != '\0'; place++) {
		size_t size = strcspn(words, " ");

		if (size == length && strncmp(words, word, length) == 0)
			return place;
		words += size;
		words += strspn(words, " ");
	}
	return -1;
}

static int unknown_word(const struct setting *setting)
{
	return error_fail(setting->error, _("%s: unknown word: write one of %s"), setting->place, setting->row->words);
}

static int set_word(const struct setting *setting)
{
	if (word_place(setting->row->words, setting->value, strlen(setting->value)) < 0)
		return unknown_word(setting);
	return set_string(setting);
}

static int set_enum(const struct setting *setting)
{
	int place = word_place(setting->row->words, setting->value, strlen(setting->value));

	if (place < 0)
		return unknown_word(setting);
	*(int *)setting->out = place;
	return 0;
}

/* The next item of a comma list; false at its end. */
static bool next_item(const char **list, const char **item, size_t *length)
{
	while (**list != '\0') {
		*list += strspn(*list, ", \t");
		*item = *list;
		*length = strcspn(*list, ",");
		*list += *length;
		while (*length > 0 && isspace((unsigned char)(*item)[*length - 1]))
			(*length)--;
		if (*length > 0)
			return true;
	}
	return false;
}

static int set_fields(const struct setting *setting)
{
	const char *list = setting->value, *item;
	unsigned bits = 0;
	size_t length;

	while (next_item(&list, &item, &length)) {
		int place = word_place(setting->row->words, item, length);

		if (place < 0)
			return unknown_word(setting);
		bits |= 1U << place;
	}
	*(unsigned *)setting->out = bits;
	return 0;
}

static int set_list(const struct setting *setting)
{
	const char *list = setting->value, *item, **items;
	size_t length, count = 0;

	while (next_item(&list, &item, &length))
		count++;
	items = arena_take(&setting->config->arena, (count + 1) * sizeof *items);
	if (items == NULL)
		return error_memory(setting->error);
	list = setting->value;
	for (size_t i = 0; next_item(&list, &item, &length); i++) {
		items[i] = arena_bytes(&setting->config->arena, item, length);
		if (items[i] == NULL)
			return error_memory(setting->error);
	}
	*(const char ***)setting->out = items;
	return 0;
}

static int set_bool(const struct setting *setting)
{
	bool yes = strcmp(setting->value, "yes") == 0;

	if (!yes && strcmp(setting->value, "no") != 0)
		return error_fail(setting->error, _("%s: not yes or no: write one of them"), setting->place);
	*(bool *)setting->out = yes;
	return 0;
}

static int set_integer(const struct setting *setting)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(setting->value, &end, 10);
	if (!isdigit((unsigned char)setting->value[0]) || *end != '\0' || errno != 0 || number < setting->row->least ||
	    number > setting->row->most)
		return error_fail(setting->error, _("%s: not a number from %lld to %lld: correct it"), setting->place,
				  setting->row->least, setting->row->most);
	*(int64_t *)setting->out = number;
	return 0;
}

/* A number with a point, and perhaps its unit. */
static int set_number(const struct setting *setting)
{
	const char *unit = setting->row->type == CONFIG_PERCENT ? "%" : "dB";
	char *end;
	double number = strtod(setting->value, &end);

	end += strspn(end, " ");
	if (strcmp(end, unit) == 0)
		end += strlen(unit);
	if (!isdigit((unsigned char)setting->value[0]) || *end != '\0' || !(number >= (double)setting->row->least) ||
	    !(number <= (double)setting->row->most) || strpbrk(setting->value, "xX") != NULL)
		return error_fail(setting->error, _("%s: not a number from %lld to %lld: correct it"), setting->place,
				  setting->row->least, setting->row->most);
	*(double *)setting->out = number;
	return 0;
}

static int set_duration(const struct setting *setting)
{
	struct error why = {0};
	int64_t seconds;

	if (duration_parse(setting->value, &seconds, &why) < 0)
		return error_fail(setting->error, "%s: %s", setting->place, why.text);
	if (seconds < setting->row->least || seconds > setting->row->most)
		return error_fail(setting->error, _("%s: not from %lld to %lld seconds: correct it"), setting->place,
				  setting->row->least, setting->row->most);
	*(int64_t *)setting->out = seconds;
	return 0;
}

static int set_url(const struct setting *setting)
{
	const char *url = setting->value, *host;
	size_t length = strlen(url);

	*(const char **)setting->out = NULL;
	if (length == 0)
		return 0;
	host = strncmp(url, "https://", 8) == 0 ? url + 8 : strncmp(url, "http://", 7) == 0 ? url + 7 : NULL;
	if (host == NULL || strcspn(host, "/?#") == 0)
		return error_fail(setting->error, _("%s: not an address that begins with https://: correct it"),
				  setting->place);
	if (memchr(host, '@', strcspn(host, "/?#")) != NULL)
		return error_fail(setting->error,
				  _("%s: no login or password may stand in it: use token_file, or login "
				    "and password_file"),
				  setting->place);
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)url[i] <= ' ' || (unsigned char)url[i] >= 0x7F || strchr("\"<>\\^`{|}", url[i]))
			return error_fail(setting->error, _("%s: holds a character that no address has: correct it"),
					  setting->place);
	if (strpbrk(host, "?#") != NULL)
		return error_fail(setting->error, _("%s: it may hold no ? and no #: end it before them"),
				  setting->place);
	while (length > 0 && url[length - 1] == '/')
		length--;
	*(const char **)setting->out = arena_bytes(&setting->config->arena, url, length);
	return *(const char **)setting->out == NULL ? error_memory(setting->error) : 0;
}

/* The folder of the store where none is named. */
static const char *default_store(struct config *config)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	const char *dash = config->profile != NULL ? "-" : "",
		   *profile = config->profile != NULL ? config->profile : "";

	if (state != NULL && *state == '/')
		return arena_format(&config->arena, "sqlite:%s/mkoz/mkoz%s%s.db", state, dash, profile);
	return arena_format(&config->arena, "sqlite:%s/.local/state/mkoz/mkoz%s%s.db", home != NULL ? home : "", dash,
			    profile);
}

/* `user:password@host` or `?password=`; libpq knows both. */
static bool has_password(const char *rest)
{
	const char *at = memchr(rest, '@', strcspn(rest, "/?"));
	const char *parameters = strchr(rest, '?');

	if (at != NULL && memchr(rest, ':', (size_t)(at - rest)) != NULL)
		return true;
	return parameters != NULL && strstr(parameters, "password=") != NULL;
}

static int set_store_url(const struct setting *setting)
{
	const char *url = setting->value, *kept;

	if (strcmp(url, "sqlite:") == 0)
		kept = default_store(setting->config);
	else if (strncmp(url, "sqlite:/", 8) == 0 || strncmp(url, "postgresql://", 13) == 0)
		kept = arena_string(&setting->config->arena, url);
	else
		return error_fail(setting->error,
				  _("%s: no address of a store: write sqlite:, sqlite:/path or postgresql://…"),
				  setting->place);
	if (strncmp(url, "postgresql://", 13) == 0 && has_password(url + 13))
		return error_fail(setting->error, _("%s: no password may stand in it: use libpq's password file"),
				  setting->place);
	*(const char **)setting->out = kept;
	return kept == NULL ? error_memory(setting->error) : 0;
}

static int set_format(const struct setting *setting)
{
	const char *at = setting->value;

	if (*at == '\0')
		return error_fail(setting->error, _("%s: empty: write a format, or leave the key out"), setting->place);
	while ((at = strchr(at, '{')) != NULL) {
		size_t length = strcspn(++at, "}");

		if (at[length] == '\0' || word_place(setting->row->words, at, length) < 0)
			return error_fail(setting->error, _("%s: {%.*s} is unknown: use of {}: %s"), setting->place,
					  (int)(length < 30 ? length : 30), at, setting->row->words);
	}
	return set_string(setting);
}

static int set_timezone(const struct setting *setting)
{
	if (!moment_timezone_known(setting->value))
		return error_fail(setting->error,
				  _("%s: not a time zone of this machine: write one such as "
				    "America/Sao_Paulo"),
				  setting->place);
	return set_string(setting);
}

int config_set(struct config *config, const struct config_row *row, const char *value, const char *place,
	       struct error *error)
{
	static int (*const setters[])(const struct setting *) = {
	    [CONFIG_STRING] = set_string,	[CONFIG_OPTIONAL] = set_optional, [CONFIG_WORD] = set_word,
	    [CONFIG_ENUM] = set_enum,		[CONFIG_FIELDS] = set_fields,	  [CONFIG_LIST] = set_list,
	    [CONFIG_BOOL] = set_bool,		[CONFIG_INTEGER] = set_integer,	  [CONFIG_PERCENT] = set_number,
	    [CONFIG_DECIBEL] = set_number,	[CONFIG_DURATION] = set_duration, [CONFIG_URL] = set_url,
	    [CONFIG_STORE_URL] = set_store_url, [CONFIG_FORMAT] = set_format,	  [CONFIG_TIMEZONE] = set_timezone,
	};
	struct setting setting = {config, row, value, place, (char *)config + row->offset, error};

	return setters[row->type](&setting);
}
