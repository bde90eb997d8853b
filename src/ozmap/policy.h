/* When to send, when to send again, and how long to wait: the rules of spec §8 as pure functions. */
#ifndef MKOZ_OZMAP_POLICY_H
#define MKOZ_OZMAP_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/error.h"
#include "mkoz/base/moment.h"

#define POLICY_SENDS_MAX 5 /* of one read */
#define POLICY_WAITS_MAX 10 /* how often one read waits after a 429 */
#define POLICY_WAIT_MAX 300 /* seconds */

/* Seconds to wait after a 429 whose Retry-After is `value` (NULL: none): a number of seconds, a date measured against
 * `now`, or nonsense; always 1 to 300 (faults 18). */
int policy_retry_after(const char *value, moment now);
/* Milliseconds before the next send, after `sends` of them: 250, 500, 1000, 2000, each ± 30 % at random. */
int64_t policy_backoff(int sends);
/* An answer of this HTTP status to a read may be a passing failure. */
bool policy_is_passing(int status);

/* The last sends, so that no second sees more than `rate` of them. Times are moment_ticks. */
struct pace {
	int64_t *sent;
	size_t rate, next;
};

int pace_start(struct pace *pace, int64_t rate, struct error *error);
void pace_free(struct pace *pace);
/* Milliseconds until one more may be sent; 0: now. */
int64_t pace_wait(const struct pace *pace, int64_t now);
/* One is sent now. */
void pace_note(struct pace *pace, int64_t now);

#endif
