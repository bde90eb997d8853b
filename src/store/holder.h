/* Who holds something: a process told apart from every other, before and after it, on this host. */
#ifndef MKOZ_STORE_HOLDER_H
#define MKOZ_STORE_HOLDER_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define HOLDER_MAX 128
#define HOLDER_BOOT_MAX 48

/* Milliseconds since the host started, sleep counted: no setting of the wall clock moves it (faults 22). */
int64_t holder_ticks(void);
/* The id of this start of the host; "-" where the kernel tells none. Returns out. */
const char *holder_boot(char out[HOLDER_BOOT_MAX]);
/* Writes `BOOT NAMESPACE PID START` of the process. Returns out. */
const char *holder_describe(pid_t pid, char out[HOLDER_MAX]);
/* The process has ended (or the host was started anew). One of another process namespace is taken to live. */
bool holder_is_gone(const char *holder);
/* Makes holder_gone(holder, lease_until) known to SQL: its process has ended, or its lease is over. */
int holder_register(sqlite3 *database);

#endif
