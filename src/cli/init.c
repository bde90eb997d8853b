/* mkoz init: writes a commented configuration file, never over an existing one. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

/* The folders above the file, 0700 where they are made. */
static int make_folders(const char *path, struct error *error)
{
	struct text folder = {0};
	int result = 0;

	for (const char *slash = strchr(path + 1, '/'); result == 0 && slash != NULL; slash = strchr(slash + 1, '/')) {
		text_reset(&folder);
		text_add_bytes(&folder, path, (size_t)(slash - path));
		if (text_check(&folder, error) < 0)
			result = -1;
		else if (mkdir(text_string(&folder), 0700) < 0 && errno != EEXIST)
			result = error_system(error, text_string(&folder));
	}
	text_free(&folder);
	return result;
}

static int write_all(int file, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(file, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		bytes += written;
		length -= (size_t)written;
	}
	return fsync(file);
}

static int write_file(const char *path, struct error *error)
{
	const char *content = config_template();
	int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600), result;

	if (file < 0 && errno == EEXIST)
		return error_fail(error,
				  _("init: %s is there already: it is left as it is: change it, or name another with "
				    "--config"),
				  path);
	if (file < 0)
		return error_system(error, path);
	result = write_all(file, content, strlen(content));
	if (result < 0)
		error_system(error, path);
	close(file);
	if (result < 0)
		unlink(path);
	return result;
}

int command_init(struct call *call, const struct options *options, struct error *error)
{
	struct arena arena = {0};
	const char *path;
	int result = -1;

	if (options->read_only)
		return error_set(error, ERROR_REFUSED, "%s",
				 _("init: read-only: nothing is written: leave --read-only out"));
	if (config_path(&arena, options->config, &path, error) == 0 && make_folders(path, error) == 0 &&
	    write_file(path, error) == 0) {
		log_info(&call->log, _("%s is written: fill it in, then run mkoz doctor"), path);
		result = 0;
	}
	arena_free(&arena);
	return result;
}
