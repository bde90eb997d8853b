/* Tests that every allocation may fail once, in base and domain: a clean error, nothing leaked, no crash (faults 23).
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mkoz/base/config.h"
#include "mkoz/domain/filter.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

#if defined(__SANITIZE_ADDRESS__)
int main(void)
{
	return 0; /* the sanitizer has an allocator of its own */
}
#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *old);

/* this program's allocator: the `fail_at`-th call from now on fails; live counts what is out */
static long calls, fail_at = -1, live;
static bool counting;

static bool fails(void)
{
	if (!counting || calls++ != fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	void *made = fails() ? NULL : __libc_malloc(size);

	live += counting && made != NULL;
	return made;
}

void *calloc(size_t count, size_t size)
{
	void *made = fails() ? NULL : __libc_calloc(count, size);

	live += counting && made != NULL;
	return made;
}

void *realloc(void *old, size_t size)
{
	void *made = fails() ? NULL : __libc_realloc(old, size);

	live += counting && made != NULL && old == NULL;
	return made;
}

void free(void *old)
{
	live -= counting && old != NULL;
	__libc_free(old);
}

static char path[] = "/tmp/mkoz-chaos-XXXXXX";

static int load_config(struct error *error)
{
	struct config config;
	int result = config_load(&config, path, "north", error);

	config_free(&config);
	return result;
}

static int parse_filter(struct error *error)
{
	struct filter *filter;
	int result = filter_parse(&filter, "(a | name:\"São João\"*) !kind:cancel* power<-27 age>7d", NULL, error);

	filter_free(filter);
	return result;
}

static int refuse_filter(struct error *error)
{
	struct filter *filter;

	assert_int_equal(filter_parse(&filter, "ação kind:nonsense", NULL, error), -1);
	assert_null(filter);
	return -1;
}

static int fold_plan(struct error *error)
{
	struct plan plan = {0};
	int result = 0;

	for (int i = 0; result == 0 && i < 20; i++) {
		struct change *change = plan_add(&plan, error);

		if (change == NULL)
			result = -1;
		else
			change->name = i % 2 ? "João" : "Łódź";
	}
	if (result == 0)
		result = plan_fold(&plan, error);
	plan_free(&plan);
	return result;
}

static int write_sides(struct error *error)
{
	struct subscribers list = {0};
	struct subscriber *subscriber = subscribers_add(&list, error), back;
	struct text text = {0};
	json_t *json = NULL;
	int result = -1;

	if (subscriber == NULL)
		goto out;
	subscriber->code = "1";
	subscriber->street = "Rua  A\xCC\x81";
	subscriber->zip = "78890000";
	subscriber->address = subscriber_address(&list.arena, subscriber, "{street} {zip}");
	if (subscriber->address == NULL || subscriber_to_json(&text, subscriber) < 0) {
		error_memory(error);
		goto out;
	}
	json = json_parse(text_string(&text), text.length, "side", error);
	if (json != NULL && subscriber_from_json(&back, json, &list.arena) < 0)
		error_memory(error);
	else if (json != NULL)
		result = 0;
out:
	json_decref(json);
	text_free(&text);
	subscribers_free(&list);
	return result;
}

/* Fails each allocation in turn until none is left to fail. */
static void exhaust(int (*scenario)(struct error *), bool succeeds)
{
	for (fail_at = 0; fail_at < 100000; fail_at++) {
		struct error error = {0};
		int result;

		calls = live = 0;
		counting = true;
		result = scenario(&error);
		counting = false;
		assert_int_equal(live, 0);
		if (result < 0)
			assert_int_not_equal(error.status, ERROR_NONE);
		if (calls > fail_at)
			continue; /* it struck: whatever came of it was clean */
		assert_int_equal(result, succeeds ? 0 : -1);
		assert_true(fail_at > 3);
		return;
	}
	fail_msg("never came to an end");
}

static void configuration(void **state)
{
	static const char content[] = "[mk]\nhost = /run\ncancel_reasons = 8, 9\n[north:mk]\nuser = x\n"
				      "[north:ozmap]\nurl = https://x/\n[keys]\napprove = a\n";
	int file = mkstemp(path);

	(void)state;
	assert_int_equal(write(file, content, sizeof content - 1), (ssize_t)sizeof content - 1);
	close(file);
	exhaust(load_config, true);
	unlink(path);
}

static void filters(void **state)
{
	(void)state;
	exhaust(parse_filter, true);
	exhaust(refuse_filter, false);
}

static void plans_and_sides(void **state)
{
	(void)state;
	exhaust(fold_plan, true);
	exhaust(write_sides, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(configuration),
	    cmocka_unit_test(filters),
	    cmocka_unit_test(plans_and_sides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
