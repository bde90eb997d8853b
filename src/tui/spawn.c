/* Starts mkoz again beside the console. */
#include "spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"

#define ARGUMENTS_MAX 16

/* In the child: only calls that are safe after a fork of a program with threads. */
static void become(const char *program, char *const *arguments)
{
	struct sigaction usual = {.sa_handler = SIG_DFL};
	int nowhere = open("/dev/null", O_RDWR);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	sigaction(SIGINT, &usual, NULL);
	sigaction(SIGTERM, &usual, NULL);
	sigaction(SIGHUP, &usual, NULL);
	sigaction(SIGWINCH, &usual, NULL);
	sigaction(SIGTSTP, &usual, NULL);
	if (nowhere >= 0) {
		dup2(nowhere, STDIN_FILENO);
		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
	}
	close_range(STDERR_FILENO + 1, ~0U, 0);
	execvp(program, arguments);
	_exit(127);
}

/* A child of a child belongs to nobody: it needs no waiting for. */
static void start_detached(const char *program, char *const *arguments)
{
	pid_t child;

	setsid();
	child = fork();
	if (child == 0)
		become(program, arguments);
	_exit(child < 0 ? 1 : 0);
}

int spawn_start(const struct tui_options *options, const char *command, struct error *error)
{
	const char *arguments[ARGUMENTS_MAX + 3];
	size_t count = 0;
	pid_t child;
	int status = 0;

	arguments[count++] = options->program;
	for (size_t i = 0; options->arguments != NULL && options->arguments[i] != NULL && i < ARGUMENTS_MAX; i++)
		arguments[count++] = options->arguments[i];
	arguments[count++] = command;
	arguments[count] = NULL;
	if (options->program == NULL)
		return error_fail(error, _("mkoz %s: cannot be started from here: run it by hand"), command);
	child = fork();
	if (child == 0)
		start_detached(options->program, (char *const *)arguments);
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_fail(error, _("mkoz %s: could not be started: run it by hand"), command);
	return 0;
}
