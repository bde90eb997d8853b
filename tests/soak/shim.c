/* A shim for LD_PRELOAD that makes one boundary of a program fail: every write, sync, send and allocation is counted,
 * and at number $SHIM_AT what $SHIM_DO says happens. Boundaries are named on $SHIM_LOG, so that a harness knows what it
 * hit.
 *
 *   SHIM_KIND  disk | net | both (default) | memory | read (of regular files): which calls are counted
 *   SHIM_ONLY  the one function that is counted: connect, recv, fdatasync, …
 *   SHIM_AT    the number of the call, from 1; none: only count
 *   SHIM_UPTO  the last number that fails (default: SHIM_AT alone)
 *   SHIM_DO    kill | kill-after | eio | enospc | cut | stop
 *   SHIM_LOG   a file that gets one line a call: number, name, and what it is about: a file's name, an HTTP request;
 * with memory only the count, at the end SHIM_JUMP  seconds by which the wall clock is wrong; with SHIM_JUMP_AT from
 * that call on SHIM_SPEED how many times faster all clocks run, from SHIM_EPOCH on (milliseconds of the boot clock), so
 * that leases end soon; a whole number
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum kind { KIND_DISK = 1, KIND_NET = 2, KIND_MEMORY = 4, KIND_READ = 8 };

static unsigned counted = KIND_DISK | KIND_NET;
static long first, last, calls;
static long jump, jump_at, speed = 1, epoch;
static const char *action = "", *only = "";
static int log_file = -1;
static bool ready;

static long number_of(const char *name)
{
	const char *value = getenv(name);
	return value ? strtol(value, NULL, 10) : 0;
}

__attribute__((constructor)) static void start(void)
{
	const char *kind = getenv("SHIM_KIND"), *log = getenv("SHIM_LOG");
	first = number_of("SHIM_AT");
	last = getenv("SHIM_UPTO") ? number_of("SHIM_UPTO") : first;
	jump = number_of("SHIM_JUMP");
	jump_at = number_of("SHIM_JUMP_AT");
	speed = number_of("SHIM_SPEED") > 1 ? number_of("SHIM_SPEED") : 1;
	epoch = number_of("SHIM_EPOCH");
	action = getenv("SHIM_DO") ? getenv("SHIM_DO") : "";
	only = getenv("SHIM_ONLY") ? getenv("SHIM_ONLY") : "";
	if (kind && strcmp(kind, "disk") == 0)
		counted = KIND_DISK;
	else if (kind && strcmp(kind, "net") == 0)
		counted = KIND_NET;
	else if (kind && strcmp(kind, "memory") == 0)
		counted = KIND_MEMORY;
	else if (kind && strcmp(kind, "read") == 0)
		counted = KIND_READ;
	if (log)
		log_file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	ready = true;
}

static bool is(const char *name)
{
	return strcmp(action, name) == 0;
}

/* Allocations are too many for a line each: their count is written at the end. */
__attribute__((destructor)) static void finish(void)
{
	char line[32];
	ready = false;
	if (log_file >= 0 && counted == KIND_MEMORY)
		(void)!syscall(SYS_write, log_file, line, (size_t)snprintf(line, sizeof line, "%ld\n", calls));
}

/* The function that stands behind the shim's own. */
#define NEXT(function)                                                                                                 \
	static __typeof__(&(function)) next;                                                                           \
	if (!next)                                                                                                     \
	next = (__typeof__(&(function)))dlsym(RTLD_NEXT, #function)

static void note(long number, const char *name, const char *about)
{
	if (log_file < 0 || counted == KIND_MEMORY)
		return;
	char line[160];
	int length = snprintf(line, sizeof line, "%ld %s %s\n", number, name, about);
	NEXT(write);
	(void)!next(log_file, line, (size_t)length);
}

/* The last part of the path that the file was opened by. */
static const char *name_of_file(int file, char out[64])
{
	char link[32], path[256];
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	ssize_t length = log_file < 0 ? 0 : readlink(link, path, sizeof path - 1);
	path[length < 0 ? 0 : length] = '\0';
	const char *slash = strrchr(path, '/');
	(void)snprintf(out, 64, "%.60s", slash ? slash + 1 : path);
	return out;
}

/* An HTTP request's method and path, ids and codes as *; else where it goes. */
static const char *name_of_bytes(const void *bytes, size_t count, char out[64])
{
	const char *text = bytes;
	size_t at = 0;
	bool http = count > 8 && (memcmp(text, "GET ", 4) == 0 || memcmp(text, "PATCH ", 6) == 0 ||
				  memcmp(text, "POST ", 5) == 0 || memcmp(text, "DELETE ", 7) == 0);
	for (size_t i = 0, blanks = 0; http && i < count && at < 60 && text[i] != '?'; i++) {
		blanks += text[i] == ' ';
		if (blanks > 1 || text[i] == '\r')
			break;
		out[at++] = text[i];
		if (text[i] != '/')
			continue;
		size_t length = strcspn(text + i + 1, "/ ?\r"), digits = strcspn(text + i + 1, "0123456789");
		if (digits < length && length > 2) { /* an id or a code */
			out[at++] = '*';
			i += length;
		}
	}
	out[at] = '\0';
	return http ? out : "database";
}

/* Counts one boundary; true when it is the one that fails. */
static bool reached(enum kind kind, const char *name, const char *about)
{
	if (!ready || !(counted & kind) || (*only && strcmp(name, only) != 0))
		return false;
	long number = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
	note(number, name, about);
	if (first == 0 || number < first || number > last)
		return false;
	if (is("kill"))
		(void)kill(getpid(), SIGKILL);
	if (is("stop"))
		(void)raise(SIGSTOP);
	return true;
}

static void after(bool hit)
{
	if (hit && is("kill-after"))
		(void)kill(getpid(), SIGKILL);
}

/* The call fails instead of being made; errno says how. */
static bool fails(bool hit)
{
	if (!hit || !(is("eio") || is("enospc") || is("cut")))
		return false;
	errno = is("enospc") ? ENOSPC : is("cut") ? ECONNRESET : EIO;
	return true;
}

/* A connection that is cut is gone for both sides. */
static bool cuts(bool hit, int file)
{
	if (hit && is("cut"))
		(void)shutdown(file, SHUT_RDWR);
	return fails(hit);
}

static bool is_socket(int file)
{
	struct stat status;
	return fstat(file, &status) == 0 && S_ISSOCK(status.st_mode);
}

static bool is_disk(int file)
{
	struct stat status;
	return file > 2 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at)
{
	NEXT(pwrite64);
	char about[64];
	bool hit = is_disk(file) && reached(KIND_DISK, "pwrite", name_of_file(file, about));
	if (fails(hit))
		return -1;
	ssize_t result = next(file, bytes, count, at);
	after(hit);
	return result;
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at)
{
	return pwrite64(file, bytes, count, at);
}

ssize_t write(int file, const void *bytes, size_t count)
{
	NEXT(write);
	char about[64];
	bool hit = (is_disk(file) && reached(KIND_DISK, "write", name_of_file(file, about))) ||
		   (is_socket(file) && reached(KIND_NET, "write", "socket"));
	if (fails(hit))
		return -1;
	ssize_t result = next(file, bytes, count);
	after(hit);
	return result;
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t at)
{
	NEXT(pread64);
	char about[64];
	bool hit = (counted & KIND_READ) && is_disk(file) && reached(KIND_READ, "pread", name_of_file(file, about));
	return fails(hit) ? -1 : next(file, bytes, count, at);
}

ssize_t pread(int file, void *bytes, size_t count, off_t at)
{
	return pread64(file, bytes, count, at);
}

ssize_t read(int file, void *bytes, size_t count)
{
	NEXT(read);
	char about[64];
	bool hit = (counted & KIND_READ) && is_disk(file) && reached(KIND_READ, "read", name_of_file(file, about));
	return fails(hit) ? -1 : next(file, bytes, count);
}

static int sync_with(int (*next)(int), int file, const char *name)
{
	char about[64];
	bool hit = reached(KIND_DISK, name, name_of_file(file, about));
	if (fails(hit))
		return -1;
	int result = next(file);
	after(hit);
	return result;
}

int fsync(int file)
{
	NEXT(fsync);
	return sync_with(next, file, "fsync");
}

int fdatasync(int file)
{
	NEXT(fdatasync);
	return sync_with(next, file, "fdatasync");
}

int ftruncate64(int file, off64_t length)
{
	NEXT(ftruncate64);
	char about[64];
	bool hit = reached(KIND_DISK, "ftruncate", name_of_file(file, about));
	if (fails(hit))
		return -1;
	int result = next(file, length);
	after(hit);
	return result;
}

int ftruncate(int file, off_t length)
{
	return ftruncate64(file, length);
}

int unlink(const char *path)
{
	NEXT(unlink);
	const char *slash = strrchr(path, '/');
	bool hit = reached(KIND_DISK, "unlink", slash ? slash + 1 : path);
	if (fails(hit))
		return -1;
	int result = next(path);
	after(hit);
	return result;
}

ssize_t send(int file, const void *bytes, size_t count, int flags)
{
	NEXT(send);
	char about[64];
	bool hit = reached(KIND_NET, "send", name_of_bytes(bytes, count, about));
	if (cuts(hit, file))
		return -1;
	ssize_t result = next(file, bytes, count, flags);
	after(hit);
	return result;
}

ssize_t recv(int file, void *bytes, size_t count, int flags)
{
	NEXT(recv);
	bool hit = reached(KIND_NET, "recv", "");
	if (cuts(hit, file))
		return -1;
	ssize_t result = next(file, bytes, count, flags);
	after(hit);
	return result;
}

int connect(int file, const struct sockaddr *address, socklen_t length)
{
	NEXT(connect);
	bool hit = reached(KIND_NET, "connect", address->sa_family == AF_UNIX ? "unix" : "tcp");
	if (fails(hit))
		return -1;
	int result = next(file, address, length);
	after(hit);
	return result;
}

/* --- clocks ---------------------------------------------------------------------------------------------------------
 */

static int64_t nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

/* All clocks run faster from the epoch on, so that processes with one epoch agree; the wall clock jumps too. */
int clock_gettime(clockid_t clock, struct timespec *out)
{
	struct timespec boot;
	if (syscall(SYS_clock_gettime, clock, out) != 0 || clock == CLOCK_PROCESS_CPUTIME_ID ||
	    clock == CLOCK_THREAD_CPUTIME_ID)
		return 0;
	(void)syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &boot);
	int64_t more = speed > 1 ? (nanoseconds(&boot) - (int64_t)epoch * 1000000) * (speed - 1) : 0;
	int64_t now = nanoseconds(out) + more;
	if (clock == CLOCK_REALTIME && calls >= jump_at)
		now += (int64_t)jump * 1000000000;
	*out = (struct timespec){.tv_sec = (time_t)(now / 1000000000), .tv_nsec = (long)(now % 1000000000)};
	return 0;
}

time_t time(time_t *out)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (out)
		*out = now.tv_sec;
	return now.tv_sec;
}

/* --- memory: glibc's own allocator stands behind these names
 * ---------------------------------------------------------- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static __thread bool in_library;

static bool memory_is_out(void)
{
	if (in_library || !reached(KIND_MEMORY, "malloc", ""))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return memory_is_out() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return memory_is_out() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return memory_is_out() ? NULL : __libc_realloc(memory, size);
}

/* A library that crashes, or ends the program, by itself where its own memory runs out: a call counts as one
 * allocation. */
#define LIBRARY(type, call, failed)                                                                                    \
	if (memory_is_out())                                                                                           \
		return failed;                                                                                         \
	in_library = true;                                                                                             \
	type result = call;                                                                                            \
	in_library = false;                                                                                            \
	return result

struct passwd *getpwuid(uid_t user)
{
	NEXT(getpwuid);
	LIBRARY(struct passwd *, next(user), NULL);
}

struct passwd *getpwnam(const char *name)
{
	NEXT(getpwnam);
	LIBRARY(struct passwd *, next(name), NULL);
}

int getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size, struct passwd **found)
{
	NEXT(getpwuid_r);
	*found = NULL;
	LIBRARY(int, next(user, entry, buffer, size, found), ENOMEM);
}

/* --- other libraries
 * ----------------------------------------------------------------------------------------------- */

int OPENSSL_init_crypto(uint64_t options, const void *settings);
void *OSSL_LIB_CTX_get0_global_default(void);
int setupterm(const char *terminal, int file, int *status);
void *newterm(const char *terminal, FILE *output, FILE *input);
int wrefresh(void *window);

/* OpenSSL waits for itself for ever where the memory for its beginning runs out. */
int OPENSSL_init_crypto(uint64_t options, const void *settings)
{
	NEXT(OPENSSL_init_crypto);
	LIBRARY(int, next(options, settings), 0);
}

void *OSSL_LIB_CTX_get0_global_default(void)
{
	NEXT(OSSL_LIB_CTX_get0_global_default);
	LIBRARY(void *, next(), NULL);
}

/* Where jansson's buffer for a string cannot grow, it writes behind it. */
json_t *json_loadb(const char *bytes, size_t count, size_t flags, json_error_t *error)
{
	NEXT(json_loadb);
	if (error)
		*error = (json_error_t){.text = "out of memory"};
	LIBRARY(json_t *, next(bytes, count, flags, error), NULL);
}

int setupterm(const char *terminal, int file, int *status)
{
	NEXT(setupterm);
	LIBRARY(int, next(terminal, file, status), -1);
}

void *newterm(const char *terminal, FILE *output, FILE *input)
{
	NEXT(newterm);
	LIBRARY(void *, next(terminal, output, input), NULL);
}

int wrefresh(void *window)
{
	NEXT(wrefresh);
	LIBRARY(int, next(window), -1);
}
