/* SIGINT, SIGTERM and SIGHUP as a wish to end. */
#include "mkoz/base/signals.h"

#include <signal.h>
#include <stddef.h>

/* the one thing that a signal handler may write */
static volatile sig_atomic_t asked;

static void note(int signal_number)
{
	(void)signal_number;
	asked = 1;
}

void signals_catch(void)
{
	struct sigaction action = {.sa_handler = note}; /* without SA_RESTART: waits end */

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

bool signals_asked(void)
{
	return asked != 0;
}
