/* Secrets: read from files that only their owner can read, never printed, wiped when done with. */
#ifndef MKOZ_BASE_SECRET_H
#define MKOZ_BASE_SECRET_H

#include <stddef.h>

#include "mkoz/base/error.h"
#include "mkoz/base/text.h"

#define SECRET_MAX 4096
#define SECRET_MK_VARIABLE "MKOZ_MK_PASSWORD"
#define SECRET_OZMAP_VARIABLE "MKOZ_OZMAP_TOKEN"

/* Reads one secret: from `file` when given (a regular file, no symbolic link, the user's own, 0600 or 0400; spec §2),
 * else from the environment variable `variable` (which is then unset, so that no child inherits it). `key` names the
 * configuration key in errors. *out is NULL when neither is there; the caller frees with secret_free. Refuses an empty
 * secret and one that holds CR, LF or another control character (faults 27). */
int secret_read(const char *file, const char *variable, const char *key, char **out, struct error *error);
/* Adds the string with *** in the place of each of the secrets (NULL and "" are none), whoever repeats them to us. */
void secret_add_scrubbed(struct text *out, const char *string, const char *const *secrets, size_t count);
/* Wipes and frees; NULL is allowed. */
void secret_free(char *secret);
/* No core file, no ptrace by others, secrets moved from where /proc shows the environment, SIGXFSZ and SIGPIPE ignored:
 * called first by main, before any thread. */
void secret_harden_process(void);

#endif
