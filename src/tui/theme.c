/* Reading themes. */
#include "theme.h"

#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"

#ifndef MKOZ_INSTALLED_THEME_DIR
#define MKOZ_INSTALLED_THEME_DIR "/usr/local/share/mkoz/themes"
#endif

static const char *const role_names[LOOK_COUNT] = {
    [LOOK_TEXT] = "text",
    [LOOK_DIM] = "dim",
    [LOOK_HEADER] = "header",
    [LOOK_HEADER_WARNING] = "header-warning",
    [LOOK_TAB] = "tab",
    [LOOK_TAB_CURRENT] = "tab-current",
    [LOOK_LABEL] = "label",
    [LOOK_HEADING] = "heading",
    [LOOK_BORDER] = "border",
    [LOOK_CURSOR] = "cursor",
    [LOOK_MARK] = "mark",
    [LOOK_DECIDED] = "decided",
    [LOOK_REFUSED] = "refused",
    [LOOK_DIFFERENCE] = "difference",
    [LOOK_DIFFERENCE_TEXT] = "difference-text",
    [LOOK_GOOD] = "good",
    [LOOK_WARNING] = "warning",
    [LOOK_ERROR] = "error",
    [LOOK_KEY] = "key",
    [LOOK_HINT] = "hint",
    [LOOK_INPUT] = "input",
    [LOOK_QUESTION] = "question",
    [LOOK_CHOICE] = "choice",
    [LOOK_PROGRESS] = "progress",
};

#define D THEME_DEFAULT
static const struct theme_style dark[LOOK_COUNT] = {
    [LOOK_TEXT] = {D, D, 0},
    [LOOK_DIM] = {243, D, 0},
    [LOOK_HEADER] = {15, 24, 0},
    [LOOK_HEADER_WARNING] = {16, 214, THEME_BOLD},
    [LOOK_TAB] = {250, 236, 0},
    [LOOK_TAB_CURRENT] = {15, 26, THEME_BOLD},
    [LOOK_LABEL] = {245, D, 0},
    [LOOK_HEADING] = {74, D, THEME_BOLD},
    [LOOK_BORDER] = {241, D, 0},
    [LOOK_CURSOR] = {15, 25, THEME_BOLD},
    [LOOK_MARK] = {220, D, THEME_BOLD},
    [LOOK_DECIDED] = {114, D, 0},
    [LOOK_REFUSED] = {244, D, 0},
    [LOOK_DIFFERENCE] = {215, D, THEME_BOLD},
    [LOOK_DIFFERENCE_TEXT] = {16, 215, THEME_BOLD},
    [LOOK_GOOD] = {114, D, 0},
    [LOOK_WARNING] = {220, D, 0},
    [LOOK_ERROR] = {203, D, THEME_BOLD},
    [LOOK_KEY] = {80, D, THEME_BOLD},
    [LOOK_HINT] = {248, D, 0},
    [LOOK_INPUT] = {15, 238, 0},
    [LOOK_QUESTION] = {15, 53, THEME_BOLD},
    [LOOK_CHOICE] = {16, 220, THEME_BOLD},
    [LOOK_PROGRESS] = {15, 29, THEME_BOLD},
};

static const struct theme_style mono[LOOK_COUNT] = {
    [LOOK_TEXT] = {D, D, 0},
    [LOOK_DIM] = {D, D, 0},
    [LOOK_HEADER] = {D, D, THEME_REVERSE},
    [LOOK_HEADER_WARNING] = {D, D, THEME_REVERSE | THEME_BOLD},
    [LOOK_TAB] = {D, D, 0},
    [LOOK_TAB_CURRENT] = {D, D, THEME_REVERSE | THEME_BOLD},
    [LOOK_LABEL] = {D, D, 0},
    [LOOK_HEADING] = {D, D, THEME_BOLD},
    [LOOK_BORDER] = {D, D, 0},
    [LOOK_CURSOR] = {D, D, THEME_REVERSE},
    [LOOK_MARK] = {D, D, THEME_BOLD},
    [LOOK_DECIDED] = {D, D, 0},
    [LOOK_REFUSED] = {D, D, 0},
    [LOOK_DIFFERENCE] = {D, D, THEME_BOLD},
    [LOOK_DIFFERENCE_TEXT] = {D, D, THEME_UNDERLINE | THEME_BOLD},
    [LOOK_GOOD] = {D, D, 0},
    [LOOK_WARNING] = {D, D, THEME_BOLD},
    [LOOK_ERROR] = {D, D, THEME_BOLD},
    [LOOK_KEY] = {D, D, THEME_BOLD},
    [LOOK_HINT] = {D, D, 0},
    [LOOK_INPUT] = {D, D, THEME_UNDERLINE},
    [LOOK_QUESTION] = {D, D, THEME_BOLD},
    [LOOK_CHOICE] = {D, D, THEME_REVERSE | THEME_BOLD},
    [LOOK_PROGRESS] = {D, D, THEME_REVERSE},
};
#undef D

static const char *const color_names[] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};

static const struct {
	const char *name;
	unsigned attribute;
} attribute_names[] = {
    {"bold", THEME_BOLD},	    {"dim", THEME_DIM},		{"italic", THEME_ITALIC},
    {"underline", THEME_UNDERLINE}, {"reverse", THEME_REVERSE}, {"none", 0},
};

const char *theme_look_name(enum look look)
{
	return role_names[look];
}

void theme_builtin(struct theme *theme, bool without_color)
{
	memcpy(theme->styles, without_color ? mono : dark, sizeof theme->styles);
	theme->light = false;
}

static bool parse_color(const char *word, int *out)
{
	int bright = strncmp(word, "bright-", 7) == 0 ? 8 : 0;
	char *end;
	long number;

	if (strcmp(word, "default") == 0) {
		*out = THEME_DEFAULT;
		return true;
	}
	for (int i = 0; i < 8; i++) {
		if (strcmp(word + (bright != 0 ? 7 : 0), color_names[i]) == 0) {
			*out = i + bright;
			return true;
		}
	}
	if (word[0] == '#' && strlen(word) == 7 && strspn(word + 1, "0123456789abcdefABCDEF") == 6) {
		*out = THEME_RGB | (int)strtol(word + 1, NULL, 16);
		return true;
	}
	number = strtol(word, &end, 10);
	*out = (int)number;
	return *word >= '0' && *word <= '9' && *end == '\0' && number <= 255;
}

static bool parse_attributes(char *words, unsigned *out)
{
	char *rest = words;
	const char *word;

	*out = 0;
	while ((word = strsep(&rest, " \t+")) != NULL) {
		bool known = *word == '\0';

		for (size_t i = 0; i < sizeof attribute_names / sizeof attribute_names[0] && !known; i++) {
			known = strcmp(attribute_names[i].name, word) == 0;
			if (known)
				*out |= attribute_names[i].attribute;
		}
		if (!known)
			return false;
	}
	return true;
}

static char *trim(char *string)
{
	char *end;

	string += strspn(string, " \t");
	end = string + strlen(string);
	while (end > string && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	return string;
}

static bool parse_style(const char *value, struct theme_style *out)
{
	char copy[128];
	char *rest = copy, *foreground, *background;
	struct theme_style style = {.foreground = THEME_DEFAULT, .background = THEME_DEFAULT};

	if (snprintf(copy, sizeof copy, "%s", value) >= (int)sizeof copy)
		return false;
	foreground = strsep(&rest, ",");
	background = strsep(&rest, ",");
	if (!parse_color(trim(foreground), &style.foreground))
		return false;
	if (background != NULL && !parse_color(trim(background), &style.background))
		return false;
	if (rest != NULL && !parse_attributes(trim(rest), &style.attributes))
		return false;
	*out = style;
	return true;
}

struct reading {
	struct theme *theme;
	const char *path;
	FILE *file;
	int line;
	struct error *error;
};

/* inih tells no line numbers to its handlers: it reads one line at a time. */
static char *read_line(char *out, int size, void *context)
{
	struct reading *reading = context;

	reading->line++;
	return fgets(out, size, reading->file);
}

/* Which terminals the theme is for. */
static int read_terminal(struct reading *reading, const char *value)
{
	reading->theme->light = strcmp(value, "light") == 0;
	if (reading->theme->light || strcmp(value, "dark") == 0)
		return 1;
	error_fail(reading->error, _("theme %s, line %d: terminal = %s: write dark or light"), reading->path,
		   reading->line, value);
	return 0;
}

static int read_entry(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;

	(void)section;
	if (strcmp(name, "terminal") == 0)
		return read_terminal(reading, value);
	for (int role = 0; role < LOOK_COUNT; role++) {
		if (strcmp(role_names[role], name) != 0)
			continue;
		if (parse_style(value, &reading->theme->styles[role]))
			return 1;
		error_fail(reading->error,
			   _("theme %s, line %d: \"%s\" is not a style: write foreground, background, attributes"),
			   reading->path, reading->line, value);
		return 0;
	}
	error_fail(reading->error, _("theme %s, line %d: unknown role %s: the themes shipped with mkoz list all roles"),
		   reading->path, reading->line, name);
	return 0;
}

int theme_read(struct theme *theme, const char *path, struct error *error)
{
	struct error own = {0};
	struct reading reading = {.theme = theme, .path = path, .error = &own};
	int line;

	reading.file = fopen(path, "re");
	if (reading.file == NULL)
		return error_system(error, path);
	line = ini_parse_stream(read_line, &reading, read_entry, &reading);
	fclose(reading.file);
	if (line == 0)
		return 0;
	if (own.status != ERROR_NONE)
		return error_fail(error, "%s", own.text);
	return error_fail(error, _("theme %s, line %d: not a line of the form role = colours: correct it"), path, line);
}

/* Writes the n-th folder where themes may be; false when there is none of that number (or it is not known). */
static bool theme_folder(int number, const char *given, char *out, size_t size)
{
	char program[PATH_MAX] = "";
	const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	char *slash = length > 0 ? strrchr(program, '/') : NULL;
	int written = -1;

	if (slash != NULL)
		*slash = '\0';
	if (number == 0 && given != NULL)
		written = snprintf(out, size, "%s", given);
	else if (number == 1 && config != NULL && *config != '\0')
		written = snprintf(out, size, "%s/mkoz/themes", config);
	else if (number == 1 && home != NULL)
		written = snprintf(out, size, "%s/.config/mkoz/themes", home);
	else if (number == 2 && slash != NULL)
		written = snprintf(out, size, "%s/themes", program);
	else if (number == 3 && slash != NULL)
		written = snprintf(out, size, "%s/../themes", program);
	else if (number == 4 && slash != NULL)
		written = snprintf(out, size, "%s/../share/mkoz/themes", program);
	else if (number == 5)
		written = snprintf(out, size, "%s", MKOZ_INSTALLED_THEME_DIR);
	return written > 0 && (size_t)written < size;
}

static bool find_theme(const char *name, const char *given, char *out, size_t size)
{
	char folder[PATH_MAX];

	if (strchr(name, '/') != NULL)
		return snprintf(out, size, "%s", name) < (int)size;
	for (int i = 0; i <= 5; i++) {
		if (!theme_folder(i, given, folder, sizeof folder))
			continue;
		if (snprintf(out, size, "%s/%s.ini", folder, name) < (int)size && access(out, R_OK) == 0)
			return true;
	}
	return false;
}

int theme_load(struct theme *theme, const char *name, const char *folder, struct error *error)
{
	char path[PATH_MAX + NAME_MAX];

	theme_builtin(theme, name != NULL && strcmp(name, "mono") == 0);
	if (name == NULL || *name == '\0')
		return 0;
	if (!find_theme(name, folder, path, sizeof path)) {
		if (strcmp(name, "dark") == 0 || strcmp(name, "mono") == 0)
			return 0;
		return error_fail(error,
				  _("theme %s: there is no such theme: use dark, light, mono, high-contrast or "
				    "colour-blind, or the path of a file"),
				  name);
	}
	if (theme_read(theme, path, error) == 0)
		return 0;
	theme_builtin(theme, false);
	return -1;
}
