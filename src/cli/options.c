/* The options of the command line as data. */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"

enum option_type { OPTION_FLAG, OPTION_STRING, OPTION_WORD, OPTION_NUMBER };

struct option_row {
	const char *name;
	enum option_type type;
	size_t offset;
	const char *argument; /* its name in the help, and for OPTION_WORD all words, parted by | */
	const char *help;
};

#define AT(member) offsetof(struct options, member)

static const struct option_row rows[OPTION_COUNT] = {
    [OPTION_CONFIG] = {"--config", OPTION_STRING, AT(config), "FILE", N_("the configuration file")},
    [OPTION_PROFILE] = {"--profile", OPTION_STRING, AT(profile), "NAME",
			N_("the sections [NAME:…] over the plain ones")},
    [OPTION_HELP] = {"--help", OPTION_FLAG, AT(help), NULL, N_("explains the command")},
    [OPTION_VERSION] = {"--version", OPTION_FLAG, AT(version), NULL, N_("tells the version")},
    [OPTION_QUIET] = {"--quiet", OPTION_FLAG, AT(quiet), NULL, N_("no progress, no messages but errors")},
    [OPTION_VERBOSE] = {"--verbose", OPTION_FLAG, AT(verbose), NULL, N_("tells more")},
    [OPTION_NO_COLOR] = {"--no-color", OPTION_FLAG, AT(no_color), NULL, N_("no colours")},
    [OPTION_READ_ONLY] = {"--read-only", OPTION_FLAG, AT(read_only), NULL,
			  N_("nothing can be decided, refreshed or written")},
    [OPTION_NO_REFRESH] = {"--no-refresh", OPTION_FLAG, AT(no_refresh), NULL, N_("the plan that is in the store")},
    [OPTION_FORMAT] = {"--format", OPTION_WORD, AT(format), "table|json|csv", N_("table where not said")},
    [OPTION_FILTER] = {"--filter", OPTION_STRING, AT(filter), "EXPR", N_("what the filter finds")},
    [OPTION_DETAILED_EXITCODE] = {"--detailed-exitcode", OPTION_FLAG, AT(detailed_exitcode), NULL,
				  N_("ends with 0 in sync, 2 changes pending")},
    [OPTION_EXPECT] = {"--expect", OPTION_NUMBER, AT(expect), "N", N_("exactly how many there must be")},
    [OPTION_REASON] = {"--reason", OPTION_STRING, AT(reason), "TEXT", N_("why")},
    [OPTION_UNTIL] = {"--until", OPTION_STRING, AT(until), "DATE|online|changed", N_("until when")},
    [OPTION_OVERRIDE_GUARD] = {"--override-guard", OPTION_FLAG, AT(override_guard), NULL,
			       N_("although a guard holds it: supervisors, with --expect and --reason")},
    [OPTION_ONCE] = {"--once", OPTION_FLAG, AT(once), NULL, N_("one round, then ends: for cron")},
    [OPTION_MOVED] = {"--moved", OPTION_FLAG, AT(moved), NULL,
		      N_("MK or OZmap are the same, only at a new address: supervisors")},
    [OPTION_CODE] = {"--code", OPTION_STRING, AT(code), "CODE", N_("only of this code")},
    [OPTION_SINCE] = {"--since", OPTION_STRING, AT(since), "DATE", N_("only from then on")},
    [OPTION_HEAD] = {"--head", OPTION_STRING, AT(head), "SEQ:HASH", N_("that it still holds this entry, too")},
};

static int find_row(const char *name, size_t length)
{
	for (int i = 0; i < OPTION_COUNT; i++)
		if (strlen(rows[i].name) == length && strncmp(rows[i].name, name, length) == 0)
			return i;
	return -1;
}

static int word_place(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (int place = 0;; place++) {
		size_t size = strcspn(words, "|");

		if (size == length && strncmp(words, word, length) == 0)
			return place;
		if (words[size] == '\0')
			return -1;
		words += size + 1;
	}
}

static int read_value(struct options *options, const struct option_row *row, const char *value, struct error *error)
{
	void *out = (char *)options + row->offset;
	char *end;

	if (row->type == OPTION_STRING && *value == '\0' && row != &rows[OPTION_FILTER])
		return error_set(error, ERROR_USAGE, _("%s: its value is empty: write %s after it"), row->name,
				 row->argument);
	if (row->type == OPTION_STRING) {
		*(const char **)out = value;
		return 0;
	}
	if (row->type == OPTION_WORD) {
		*(int *)out = word_place(row->argument, value);
		return *(int *)out >= 0 ? 0
					: error_set(error, ERROR_USAGE, _("%s: %.40s is unknown: write one of %s"),
						    row->name, value, row->argument);
	}
	errno = 0;
	*(size_t *)out = strtoul(value, &end, 10);
	if (!isdigit((unsigned char)value[0]) || *end != '\0' || errno != 0)
		return error_set(error, ERROR_USAGE, _("%s: %.40s is not a number: write how many"), row->name, value);
	return 0;
}

/* One option at argv[*at], with its value there (--name=value) or in the next word. */
static int read_option(struct options *options, int argc, char **argv, int *at, struct error *error)
{
	const char *word = argv[*at], *equals = strchr(word, '=');
	size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
	int place = find_row(word, length);
	const struct option_row *row;
	const char *value = equals != NULL ? equals + 1 : NULL;

	if (place < 0)
		return error_set(error, ERROR_USAGE, _("%.*s: unknown option: see mkoz --help"),
				 (int)(length < 60 ? length : 60), word);
	row = &rows[place];
	if (row->type == OPTION_FLAG) {
		if (value != NULL)
			return error_set(error, ERROR_USAGE, _("%s: takes no value: leave it out"), row->name);
		*(bool *)((char *)options + row->offset) = true;
		options->seen |= OPTION_BIT(place);
		return 0;
	}
	if ((options->seen & OPTION_BIT(place)) != 0)
		return error_set(error, ERROR_USAGE, _("%s: given twice: keep one"), row->name);
	options->seen |= OPTION_BIT(place);
	if (value == NULL && *at + 1 < argc)
		value = argv[++*at];
	if (value == NULL)
		return error_set(error, ERROR_USAGE, _("%s: its value is missing: write %s after it"), row->name,
				 row->argument);
	return read_value(options, row, value, error);
}

int options_read(struct options *options, const char **command, int argc, char **argv, struct error *error)
{
	bool only_arguments = false;

	*options = (struct options){0};
	*command = NULL;
	options->arguments = calloc((size_t)argc + 1, sizeof *options->arguments);
	if (options->arguments == NULL)
		return error_memory(error);
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];

		if (!only_arguments && strcmp(word, "--") == 0)
			only_arguments = true;
		else if (!only_arguments && word[0] == '-' && word[1] != '\0') {
			if (read_option(options, argc, argv, &i, error) < 0)
				return -1;
		} else if (*word == '\0')
			return error_set(error, ERROR_USAGE, "%s", _("arguments: one of them is empty: leave it out"));
		else if (*command == NULL)
			*command = word;
		else
			options->arguments[options->argument_count++] = word;
	}
	return 0;
}

bool options_has(const struct options *options, enum option_name option)
{
	return (options->seen & OPTION_BIT(option)) != 0;
}

const char *options_name(enum option_name option)
{
	return rows[option].name;
}

void options_explain(FILE *out, unsigned bits)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		char left[64];

		if ((bits & OPTION_BIT(i)) == 0)
			continue;
		snprintf(left, sizeof left, "%s%s%s", rows[i].name, rows[i].argument != NULL ? " " : "",
			 rows[i].argument != NULL ? rows[i].argument : "");
		fprintf(out, "  %-28s %s\n", left, _(rows[i].help));
	}
}
