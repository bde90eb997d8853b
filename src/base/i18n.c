/* Starting translation: the locale, and where the catalogue is. */
#include "mkoz/base/i18n.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "mkoz"
#ifndef MKOZ_INSTALLED_LOCALE_DIR
#define MKOZ_INSTALLED_LOCALE_DIR "/usr/local/share/locale"
#endif

/* The folder at `path` from the running program's own; false when there is none. */
static bool beside_program(const char *path, char *folder, size_t size)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	char *slash;

	if (length <= 0)
		return false;
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	if (snprintf(folder, size, "%s/%s", program, path) >= (int)size)
		return false;
	return access(folder, R_OK | X_OK) == 0;
}

/* Where the catalogues are: a build has them beside its program, an installation in share beside bin. */
static const char *find_catalogues(char *beside, size_t size)
{
	const char *folder = getenv("MKOZ_LOCALE_DIR");

	if (folder != NULL && *folder != '\0')
		return folder;
	if (beside_program("locale", beside, size) || beside_program("../share/locale", beside, size))
		return beside;
	return MKOZ_INSTALLED_LOCALE_DIR;
}

/* A person's locale that this host does not have, as often over SSH: its language is kept, C.UTF-8 is the rest. */
static void start_without_locale(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *wanted = NULL;

	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < sizeof names / sizeof *names && (wanted == NULL || *wanted == '\0'); i++)
		wanted = getenv(names[i]);
	if (wanted != NULL && *wanted != '\0')
		setenv("LANGUAGE", wanted, 0);
}

/* glibc does not look at LANGUAGE in a C locale, since 2.41 not in C.UTF-8 either, which is all that a small host has.
 * C_BR.UTF-8 is neither by its name, and is found as C.UTF-8 for want of a file of its own. */
static void let_language_count(bool asked)
{
	const char *now = setlocale(LC_MESSAGES, NULL);
	bool plain = now != NULL && (strcmp(now, "C") == 0 || strcmp(now, "POSIX") == 0);

	if ((plain && asked) || (now != NULL && strncmp(now, "C.", 2) == 0))
		if (setlocale(LC_MESSAGES, "C_BR.UTF-8") == NULL)
			setlocale(LC_MESSAGES, "C.UTF-8");
}

void i18n_start(const char *language)
{
	char beside[PATH_MAX];
	bool asked = language != NULL && *language != '\0';

	if (setlocale(LC_ALL, "") == NULL)
		start_without_locale();
	if (asked)
		setenv("LANGUAGE", language, 1);
	let_language_count(asked);
	/* numbers in JSON, SQL and configuration have a point, whatever the country */
	setlocale(LC_NUMERIC, "C");
	bindtextdomain(DOMAIN, find_catalogues(beside, sizeof beside));
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
}

const char *i18n_in_context(const char *context, const char *string)
{
	char both[256]; /* as catalogues keep it: the context, EOT, the string */
	const char *translated;

	if (snprintf(both, sizeof both, "%s\004%s", context, string) >= (int)sizeof both)
		return string;
	translated = gettext(both);
	return translated == both ? string : translated;
}

int i18n_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
