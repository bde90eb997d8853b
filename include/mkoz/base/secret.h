/* Secrets: read from files that only their owner can read, never printed, wiped when done with. */
#ifndef MKOZ_BASE_SECRET_H
#define MKOZ_BASE_SECRET_H

#include "mkoz/base/error.h"

#define SECRET_MAX 4096

/* Reads one secret: from `file` when given (a regular file, no symbolic link, the user's own, 0600 or 0400; spec §2),
 * else from the environment variable `variable` (which is then unset, so that no child inherits it). `key` names the
 * configuration key in errors. *out is NULL when neither is there; the caller frees with secret_free. Refuses an empty
 * secret and one that holds CR, LF or another control character (faults 27). */
int secret_read(const char *file, const char *variable, const char *key, char **out, struct error *error);
/* Wipes and frees; NULL is allowed. */
void secret_free(char *secret);
/* No core file, no ptrace by others, SIGXFSZ and SIGPIPE ignored: called first by main. */
void secret_harden_process(void);

#endif
