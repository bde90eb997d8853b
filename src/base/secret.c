/* Secrets: read from files that only their owner can read, wiped when done with. */
#include "mkoz/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"

/* A regular file, ours, that nobody else can read (spec §2). */
static int check_file(int file, const char *path, const char *key, struct error *error)
{
	struct stat status;

	if (fstat(file, &status) < 0)
		return error_system(error, path);
	if (!S_ISREG(status.st_mode))
		return error_fail(error, _("%s: %s is not a regular file: name the file that holds the secret"), key,
				  path);
	if (status.st_uid != geteuid())
		return error_fail(error, _("%s: %s belongs to somebody else: it must belong to the user who runs mkoz"),
				  key, path);
	if ((status.st_mode & 07777) != 0600 && (status.st_mode & 07777) != 0400)
		return error_fail(error, _("%s: others may use %s (mode %04o): run chmod 600 on it"), key, path,
				  (unsigned)(status.st_mode & 07777));
	return 0;
}

/* Without the line end, and nothing that could end a header or a line (faults 27). */
static int check_secret(char *secret, const char *key, const char *where, struct error *error)
{
	size_t length = strlen(secret);

	while (length > 0 && (secret[length - 1] == '\n' || secret[length - 1] == '\r'))
		secret[--length] = '\0';
	if (length == 0)
		return error_fail(error, _("%s: %s is empty: put the secret in it"), key, where);
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)secret[i] < 0x20 || secret[i] == 0x7F)
			return error_fail(error, _("%s: %s holds a control character: a secret is one line of text"),
					  key, where);
	return 0;
}

static int read_all(int file, char *secret, size_t *length)
{
	*length = 0;
	while (*length <= SECRET_MAX) {
		ssize_t got = read(file, secret + *length, SECRET_MAX + 1 - *length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (int)got;
		*length += (size_t)got;
	}
	return 0;
}

static int read_file(const char *path, const char *key, char *secret, struct error *error)
{
	int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int result = -1;
	size_t length;

	if (file < 0 && errno == ELOOP)
		return error_fail(error, _("%s: %s is a symbolic link: name the file itself"), key, path);
	if (file < 0)
		return error_fail(error, _("%s: %s: %s: write the secret to that file, mode 0600"), key, path,
				  strerror(errno));
	if (check_file(file, path, key, error) < 0)
		goto out;
	if (read_all(file, secret, &length) < 0)
		error_system(error, path);
	else if (length > SECRET_MAX)
		error_fail(error, _("%s: %s is too long for a secret: name the right file"), key, path);
	else if (memchr(secret, '\0', length) != NULL)
		error_fail(error, _("%s: %s holds a control character: a secret is one line of text"), key, path);
	else
		result = 0;
	secret[result == 0 ? length : 0] = '\0';
out:
	close(file);
	return result;
}

/* The variable is unset, and its value wiped where it stood, so that no child and no listing shows it. */
static int read_variable(const char *variable, char *secret, struct error *error)
{
	char *value = getenv(variable);
	size_t length;

	if (value == NULL || *value == '\0')
		return 1;
	length = strlen(value);
	if (length > SECRET_MAX)
		return error_fail(error, _("$%s is too long for a secret: set it anew"), variable);
	memcpy(secret, value, length + 1);
	explicit_bzero(value, length);
	unsetenv(variable);
	return 0;
}

int secret_read(const char *file, const char *variable, const char *key, char **out, struct error *error)
{
	char *secret = calloc(1, SECRET_MAX + 2);
	int result;

	*out = NULL;
	if (secret == NULL)
		return error_memory(error);
	if (file != NULL)
		result = read_file(file, key, secret, error);
	else
		result = variable == NULL ? 1 : read_variable(variable, secret, error);
	if (result == 0)
		result = check_secret(secret, key, file != NULL ? file : variable, error);
	if (result == 0)
		*out = strdup(secret);
	if (result == 0 && *out == NULL)
		result = error_memory(error);
	explicit_bzero(secret, SECRET_MAX + 2);
	free(secret);
	return result < 0 ? -1 : 0;
}

/* The first secret in the string, the longest of those that begin there; its length in *length. */
static const char *find_secret(const char *string, const char *const *secrets, size_t count, size_t *length)
{
	const char *first = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *at = secrets[i] == NULL || *secrets[i] == '\0' ? NULL : strstr(string, secrets[i]);

		if (at == NULL || (first != NULL && at > first))
			continue;
		if (at != first || strlen(secrets[i]) > *length)
			*length = strlen(secrets[i]);
		first = at;
	}
	return first;
}

void secret_add_scrubbed(struct text *out, const char *string, const char *const *secrets, size_t count)
{
	const char *at;
	size_t length = 0;

	while ((at = find_secret(string, secrets, count, &length)) != NULL) {
		text_add_bytes(out, string, (size_t)(at - string));
		text_add(out, "***");
		string = at + length;
	}
	text_add(out, string);
}

void secret_free(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

/* What /proc tells of a process's environment is where it stood when the process began: secrets move away from there.
 * A child that is started gets them, and does the same first of all. */
static void move_variables(void)
{
	static const char *const names[] = {SECRET_MK_VARIABLE, SECRET_OZMAP_VARIABLE};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *value = getenv(names[i]);

		if (value != NULL && setenv(names[i], value, 1) == 0)
			explicit_bzero(value, strlen(value));
	}
}

void secret_harden_process(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
	move_variables();
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}
