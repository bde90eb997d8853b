/* This program's clock: sleeping takes no time and moves it, and it can be made to run ahead with every look. */
#ifndef TESTS_UNIT_CLOCK_H
#define TESTS_UNIT_CLOCK_H

#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Milliseconds that all clocks are ahead, and by how many more after each look. */
static struct {
	int64_t ahead, step;
} skew;

int clock_gettime(clockid_t which, struct timespec *now)
{
	int result = (int)syscall(SYS_clock_gettime, which, now);

	skew.ahead += skew.step;
	now->tv_sec += skew.ahead / 1000;
	now->tv_nsec += skew.ahead % 1000 * 1000000;
	if (now->tv_nsec >= 1000000000) {
		now->tv_nsec -= 1000000000;
		now->tv_sec++;
	}
	return result;
}

time_t time(time_t *out)
{
	struct timespec now;

	(void)syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
	now.tv_sec += skew.ahead / 1000;
	if (out)
		*out = now.tv_sec;
	return now.tv_sec;
}

int clock_nanosleep(clockid_t which, int flags, const struct timespec *wanted, struct timespec *left)
{
	(void)which;
	(void)flags;
	(void)left;
	skew.ahead += (int64_t)wanted->tv_sec * 1000 + wanted->tv_nsec / 1000000;
	return 0;
}

#endif
