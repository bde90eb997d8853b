/* Tests that every allocation may fail once, in base and domain: a clean error, nothing leaked, no crash (faults 23).
 */
#include "chaos.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mkoz/base/config.h"
#include "mkoz/domain/filter.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

static char path[] = "/tmp/mkoz-chaos-XXXXXX";

static int load_config(void *context, struct error *error)
{
	(void)context;
	struct config config;
	int result = config_load(&config, path, "north", error);

	config_free(&config);
	return result;
}

static int parse_filter(void *context, struct error *error)
{
	(void)context;
	struct filter *filter;
	int result = filter_parse(&filter, "(a | name:\"São João\"*) !kind:cancel* power<-27 age>7d", NULL, error);

	filter_free(filter);
	return result;
}

static int refuse_filter(void *context, struct error *error)
{
	(void)context;
	struct filter *filter;

	assert_int_equal(filter_parse(&filter, "ação kind:nonsense", NULL, error), -1);
	assert_null(filter);
	return -1;
}

static int fold_plan(void *context, struct error *error)
{
	(void)context;
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

static int write_sides(void *context, struct error *error)
{
	(void)context;
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

static void configuration(void **state)
{
	static const char content[] = "[mk]\nhost = /run\ncancel_reasons = 8, 9\n[north:mk]\nuser = x\n"
				      "[north:ozmap]\nurl = https://x/\n[keys]\napprove = a\n";
	int file = mkstemp(path);

	(void)state;
	assert_int_equal(write(file, content, sizeof content - 1), (ssize_t)sizeof content - 1);
	close(file);
	chaos_exhaust(load_config, NULL, true);
	unlink(path);
}

static void filters(void **state)
{
	(void)state;
	chaos_exhaust(parse_filter, NULL, true);
	chaos_exhaust(refuse_filter, NULL, false);
}

static void plans_and_sides(void **state)
{
	(void)state;
	chaos_exhaust(fold_plan, NULL, true);
	chaos_exhaust(write_sides, NULL, true);
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
