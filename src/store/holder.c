/* Who holds something: boot, process namespace, pid and start time. */
#include "holder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STAT_MAX 1024
#define FIELD_STATE 3
#define FIELD_START 22

int64_t holder_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static size_t read_small(const char *path, char *out, size_t size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? -1 : read(file, out, size - 1);

	if (file >= 0)
		close(file);
	out[length < 0 ? 0 : length] = '\0';
	return length < 0 ? 0 : (size_t)length;
}

const char *holder_boot(char out[HOLDER_BOOT_MAX])
{
	if (read_small("/proc/sys/kernel/random/boot_id", out, HOLDER_BOOT_MAX) == 0)
		(void)snprintf(out, HOLDER_BOOT_MAX, "-");
	out[strcspn(out, "\n ")] = '\0';
	return out;
}

/* The number of the namespace in which pids are counted. */
static unsigned long long process_namespace(void)
{
	char link[64] = "";
	ssize_t length = readlink("/proc/self/ns/pid", link, sizeof link - 1);
	const char *number;

	link[length < 0 ? 0 : length] = '\0';
	number = strchr(link, '[');
	return number == NULL ? 0 : strtoull(number + 1, NULL, 10);
}

/* Reads state and start time from /proc/PID/stat; the name in it, in parentheses, may hold anything. */
static bool read_stat(pid_t pid, char *state, unsigned long long *start)
{
	char path[48], stat[STAT_MAX];
	const char *at;

	(void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (read_small(path, stat, sizeof stat) == 0)
		return false;
	at = strrchr(stat, ')');
	for (int field = FIELD_STATE - 1; at != NULL && field < FIELD_STATE; field++)
		at = strchr(at, ' ');
	if (at == NULL)
		return false;
	*state = at[1];
	for (int field = FIELD_STATE; at != NULL && field < FIELD_START; field++)
		at = strchr(at + 1, ' ');
	*start = at == NULL ? 0 : strtoull(at + 1, NULL, 10);
	return at != NULL;
}

const char *holder_describe(pid_t pid, char out[HOLDER_MAX])
{
	char boot[HOLDER_BOOT_MAX], state = '?';
	unsigned long long start = 0;

	(void)read_stat(pid, &state, &start);
	(void)snprintf(out, HOLDER_MAX, "%s %llu %d %llu", holder_boot(boot), process_namespace(), (int)pid, start);
	return out;
}

bool holder_is_gone(const char *holder)
{
	char boot[HOLDER_BOOT_MAX], now[HOLDER_BOOT_MAX], state = '?';
	unsigned long long space, start, found = 0;
	int pid;

	if (holder == NULL || sscanf(holder, "%47s %llu %d %llu", boot, &space, &pid, &start) != 4)
		return true;
	if (strcmp(boot, holder_boot(now)) != 0)
		return true;
	if (space != process_namespace())
		return false;
	if (!read_stat((pid_t)pid, &state, &found))
		return kill((pid_t)pid, 0) < 0 && errno == ESRCH;
	return state == 'Z' || state == 'X' || (start != 0 && found != start);
}

static void sql_holder_gone(sqlite3_context *context, int count, sqlite3_value **values)
{
	bool over = sqlite3_value_int64(values[1]) <= holder_ticks();

	(void)count;
	sqlite3_result_int(context, over || holder_is_gone((const char *)sqlite3_value_text(values[0])));
}

int holder_register(sqlite3 *database)
{
	return sqlite3_create_function(database, "holder_gone", 2, SQLITE_UTF8, NULL, sql_holder_gone, NULL, NULL);
}
