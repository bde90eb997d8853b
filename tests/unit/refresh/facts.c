/* Tests of the facts that guards are judged by (spec §7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "refresh/facts.h"

static const struct {
	const char *code;
	enum life life;
	enum session session;
} mk_side[] = {
    {"1", LIFE_ACTIVE, SESSION_UP},	 {"2", LIFE_ACTIVE, SESSION_DOWN},    {"3", LIFE_ACTIVE, SESSION_DOWN},
    {"4", LIFE_ACTIVE, SESSION_UNKNOWN}, {"5", LIFE_CANCELLED, SESSION_DOWN}, {"6", LIFE_BOTH, SESSION_DOWN},
};

static void fill(struct sides *sides)
{
	static const char *const clients[] = {"1", "2", NULL, "9"};

	for (size_t i = 0; i < sizeof mk_side / sizeof *mk_side; i++) {
		struct subscriber *added = subscribers_add(&sides->subscribers, NULL);

		added->code = mk_side[i].code;
		added->life = mk_side[i].life;
		added->session = mk_side[i].session;
	}
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		plant_add_client(&sides->plant, NULL)->code = clients[i];
}

static void counts(void **state)
{
	static const char *const canaries[] = {"1", "3", "9", "77", NULL}, *const known[] = {"10", "3"};
	const struct config_guard config = {.canary_codes = (const char **)canaries};
	const struct baseline baseline = {
	    .down_codes = known, .down_count = 2, .has_down = true, .active = 12, .has_active = true};
	struct sides sides = {0};
	struct plan_facts facts;
	const char **down;
	size_t count;

	(void)state;
	fill(&sides);
	assert_int_equal(facts_count(&facts, &config, &sides, &baseline, &down, &count, NULL), 0);
	assert_int_equal(facts.active, 5);
	assert_int_equal(facts.active_baseline, 12);
	assert_true(facts.has_active_baseline);
	assert_int_equal(facts.sessions_known, 3);
	assert_int_equal(facts.newly_down, 1); /* 2; 3 was down before, 5 and 6 have no status to change */
	assert_int_equal(facts.canaries_missing, 3);
	assert_int_equal(facts.ozmap_clients, 4);
	assert_int_equal(count, 2);
	assert_string_equal(down[0], "2");
	assert_string_equal(down[1], "3");
	free(down);
	sides_free(&sides);
}

static void nothing_is_newly_down_at_first(void **state)
{
	static const char *const canaries[] = {NULL};
	const struct config_guard config = {.canary_codes = (const char **)canaries};
	const struct baseline baseline = {0};
	struct sides sides = {0};
	struct plan_facts facts;
	const char **down;
	size_t count;

	(void)state;
	fill(&sides);
	assert_int_equal(facts_count(&facts, &config, &sides, &baseline, &down, &count, NULL), 0);
	assert_int_equal(facts.newly_down, 0);
	assert_int_equal(count, 2);
	assert_false(facts.has_down_baseline || facts.has_active_baseline);
	free(down);
	sides_free(&sides);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(counts), cmocka_unit_test(nothing_is_newly_down_at_first)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
