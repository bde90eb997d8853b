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

void i18n_start(const char *language)
{
	char beside[PATH_MAX];

	if (setlocale(LC_ALL, "") == NULL)
		start_without_locale();
	/* a C locale ignores LANGUAGE, so a language asked for needs any other one */
	if (language != NULL && *language != '\0') {
		const char *now = setlocale(LC_MESSAGES, NULL);

		setenv("LANGUAGE", language, 1);
		if (now != NULL && (strcmp(now, "C") == 0 || strcmp(now, "POSIX") == 0))
			setlocale(LC_MESSAGES, "C.UTF-8");
	}
	/* numbers in JSON, SQL and configuration have a point, whatever the country */
	setlocale(LC_NUMERIC, "C");
	bindtextdomain(DOMAIN, find_catalogues(beside, sizeof beside));
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
}

int i18n_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
