/* Only one refresh of a store at a time: a lock on a file beside it, which the system takes back from a dead holder. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/signals.h"
#include "mkoz/base/text.h"

#define TRY_STEP 200 /* ms */
#define TRY_FOR (15 * 60 * 1000) /* ms: longer than any reading may take */

static int wait_for(int lock, const struct log *log, struct error *error)
{
	int64_t until = moment_ticks() + TRY_FOR;
	bool told = false;

	while (flock(lock, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_system(error, _("refresh: its lock"));
		if (signals_asked())
			return error_fail(error, _("refresh: it was asked to end: the last plan stays: run it again"));
		if (moment_ticks() >= until)
			return error_fail(error,
					  _("refresh: another one has been running for too long: see what it waits "
					    "for, or end it"));
		if (!told && log != NULL)
			log_info(log, _("another refresh is running: waiting for it"));
		told = true;
		moment_sleep(TRY_STEP);
	}
	return 0;
}

int lock_enter(const struct store *store, const struct log *log, struct error *error)
{
	struct text path = {0};
	int lock = -1;

	text_format(&path, "%s.refresh", store_path(store));
	if (text_check(&path, error) == 0) {
		lock = open(text_string(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
		if (lock < 0)
			error_system(error, text_string(&path));
	}
	text_free(&path);
	if (lock >= 0 && wait_for(lock, log, error) < 0) {
		close(lock);
		return -1;
	}
	return lock;
}

void lock_leave(int lock)
{
	if (lock >= 0)
		close(lock);
}
