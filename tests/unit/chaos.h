/* Failing memory: this program's own allocator, of which one call fails (faults 23). For programs of one file; under
 * AddressSanitizer, which has an allocator of its own, nothing fails and nothing is counted. */
#ifndef TESTS_UNIT_CHAOS_H
#define TESTS_UNIT_CHAOS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>

#include "mkoz/base/error.h"

#if defined(__SANITIZE_ADDRESS__)
#define CHAOS_POSSIBLE 0
#else
#define CHAOS_POSSIBLE 1
#endif

/* The `fail_at`-th call from now on fails while `counting`; `live` counts what is out. */
static struct {
	long calls, fail_at, live;
	bool counting;
} chaos;

static inline bool chaos_strikes(void)
{
	if (!chaos.counting || chaos.calls++ != chaos.fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

#if !defined(__SANITIZE_ADDRESS__)
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *old);

void *malloc(size_t size)
{
	void *made = chaos_strikes() ? NULL : __libc_malloc(size);

	chaos.live += chaos.counting && made != NULL;
	return made;
}

void *calloc(size_t count, size_t size)
{
	void *made = chaos_strikes() ? NULL : __libc_calloc(count, size);

	chaos.live += chaos.counting && made != NULL;
	return made;
}

void *realloc(void *old, size_t size)
{
	void *made = chaos_strikes() ? NULL : __libc_realloc(old, size);

	chaos.live += chaos.counting && made != NULL && old == NULL;
	return made;
}

void free(void *old)
{
	chaos.live -= chaos.counting && old != NULL;
	__libc_free(old);
}
#endif

/* Spares jansson: its 2.14 writes past a string's end when its buffer cannot grow, which no caller can prevent. */
static inline void chaos_spare_jansson(void)
{
#if !defined(__SANITIZE_ADDRESS__)
	json_set_alloc_funcs(__libc_malloc, __libc_free);
#endif
}

/* From here to the end of the block nothing fails and nothing is counted: SPARED; */
static inline void chaos_resume(const bool *counting)
{
	chaos.counting = *counting;
}

static inline bool chaos_pause(void)
{
	bool counting = chaos.counting;

	chaos.counting = false;
	return counting;
}
#define SPARED bool spared_ __attribute__((cleanup(chaos_resume), unused)) = chaos_pause()

/* Runs the scenario with each allocation failing in turn, until none is left to fail: each time without a leak, and
 * with an error said where it failed. `succeeds`: what it gives when nothing fails. */
static inline void chaos_exhaust(int (*scenario)(void *context, struct error *), void *context, bool succeeds)
{
	for (chaos.fail_at = 0; chaos.fail_at < 100000; chaos.fail_at++) {
		struct error error = {0};
		int result;

		chaos.calls = chaos.live = 0;
		chaos.counting = true;
		result = scenario(context, &error);
		chaos.counting = false;
		assert_int_equal(chaos.live, 0);
		if (result < 0)
			assert_int_not_equal(error.status, ERROR_NONE);
		if (chaos.calls > chaos.fail_at)
			continue; /* it struck: whatever came of it was clean */
		assert_int_equal(result, succeeds ? 0 : -1);
		assert_true(!CHAOS_POSSIBLE || chaos.fail_at > 1);
		return;
	}
	fail_msg("never came to an end");
}

#endif
