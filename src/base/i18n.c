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

/* The folder `locale` beside the running program, where a build puts its catalogues; false when there is none. */
static bool beside_program(char *folder, size_t size)
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
	if (snprintf(folder, size, "%s/locale", program) >= (int)size)
		return false;
	return access(folder, R_OK | X_OK) == 0;
}

void i18n_start(const char *language)
{
	const char *folder = getenv("MKOZ_LOCALE_DIR");
	char beside[PATH_MAX];

	/* a C locale ignores LANGUAGE, so a language asked for needs any other one */
	if (setlocale(LC_ALL, "") == NULL)
		setlocale(LC_ALL, "C.UTF-8");
	if (language != NULL && *language != '\0') {
		const char *now = setlocale(LC_MESSAGES, NULL);

		setenv("LANGUAGE", language, 1);
		if (now != NULL && (strcmp(now, "C") == 0 || strcmp(now, "POSIX") == 0))
			setlocale(LC_MESSAGES, "C.UTF-8");
	}
	/* numbers in JSON, SQL and configuration have a point, whatever the country */
	setlocale(LC_NUMERIC, "C");
	if (folder == NULL || *folder == '\0')
		folder = beside_program(beside, sizeof beside) ? beside : MKOZ_INSTALLED_LOCALE_DIR;
	bindtextdomain(DOMAIN, folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
}

int i18n_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
