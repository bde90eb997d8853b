/* Matching by code: order, doubles, properties; and sorting, against qsort. */
#include <stdlib.h>

#include "mkoz/plan/match.h"
#include "plan/sort.h"
#include "plan/world.h"

static int compare_strings(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Codes of many lengths that share long beginnings. */
static const char *random_code(struct arena *arena)
{
	static const char *const starts[] = {"", "1", "12345678", "CLIENTE-0000", "1234567812345678", "a\xC3\xA7"};
	const char *code = starts[(size_t)rand() % 6];
	for (int length = rand() % 4; length > 0; length--)
		code = arena_format(arena, "%s%c", code, "0129|~\xC3"[rand() % 7]);
	return code;
}

static void test_sort(void **state)
{
	(void)state;
	srand(7);
	for (int round = 0; round < 40; round++) {
		struct arena arena = {0};
		size_t count = (size_t)(rand() % 900);
		const char **strings = calloc(count + 1, sizeof *strings);
		const char **wanted = calloc(count + 1, sizeof *wanted);
		struct sort_entry *entries = calloc(count + 1, sizeof *entries);
		for (size_t i = 0; i < count; i++)
			wanted[i] = strings[i] = random_code(&arena);
		qsort(wanted, count, sizeof *wanted, compare_strings);
		assert_int_equal(sort_strings(entries, strings, count, NULL), 0);
		for (size_t i = 0; i < count; i++) {
			assert_string_equal(strings[entries[i].index], wanted[i]);
			if (i > 0) {
				int order = sort_compare(&entries[i - 1], wanted[i - 1], &entries[i], wanted[i]);
				assert_int_equal(order == 0, strcmp(wanted[i - 1], wanted[i]) == 0);
				assert_true(order <= 0);
				assert_true(order < 0 || entries[i - 1].index < entries[i].index);
			}
		}
		free(strings);
		free(wanted);
		free(entries);
		arena_free(&arena);
	}
}

static void test_both_sides(void **state)
{
	(void)state;
	struct world world;
	struct matches matches;
	world_start(&world);
	world_subscriber(&world, "20", LIFE_ACTIVE);
	world_subscriber(&world, "100", LIFE_ACTIVE);
	world_subscriber(&world, "30", LIFE_ACTIVE);
	world_client(&world, "b", "30", true);
	world_client(&world, "c", "100", true);
	world_client(&world, "d", NULL, true);
	world_client(&world, "a", "", true);
	world_client(&world, "e", "40", true);
	world_property(&world, "p2", "c");
	world_property(&world, "p1", "c");
	world_property(&world, "p3", "d");
	world_property(&world, "p4", NULL);
	world_property(&world, "p5", "nobody");
	assert_int_equal(match_sides(&matches, &world.mk, &world.ozmap, NULL), 0);

	assert_int_equal(matches.count, 4);
	assert_string_equal(matches.items[0].code, "100");
	assert_string_equal(matches.items[0].client->id, "c");
	assert_string_equal(matches.items[0].property->id, "p1");
	assert_int_equal(matches.items[0].properties, 2);
	assert_string_equal(matches.items[1].code, "20");
	assert_null(matches.items[1].client);
	assert_string_equal(matches.items[2].code, "30");
	assert_null(matches.items[2].property);
	assert_int_equal(matches.items[2].clients, 1);
	assert_string_equal(matches.items[3].code, "40");
	assert_null(matches.items[3].subscriber);

	assert_int_equal(matches.no_code_count, 2);
	assert_string_equal(matches.no_code[0].client->id, "a");
	assert_string_equal(matches.no_code[1].client->id, "d");
	assert_string_equal(matches.no_code[1].property->id, "p3");
	matches_free(&matches);
	world_end(&world);
}

static void test_doubles(void **state)
{
	(void)state;
	struct world world;
	struct matches matches;
	world_start(&world);
	world_subscriber(&world, "123456789", LIFE_ACTIVE);
	world_subscriber(&world, "123456789", LIFE_CANCELLED);
	world_subscriber(&world, "12345678", LIFE_ACTIVE);
	world_client(&world, "b", "123456789", true);
	world_client(&world, "a", "123456789", true);
	world_client(&world, "a", "12345678", true); /* OZmap's id twice: whatever it means, it does not end here */
	world_property(&world, "p", "a");
	assert_int_equal(match_sides(&matches, &world.mk, &world.ozmap, NULL), 0);
	assert_int_equal(matches.count, 2);
	assert_string_equal(matches.items[0].code, "12345678");
	assert_int_equal(matches.items[0].subscribers, 1);
	assert_int_equal(matches.items[1].subscribers, 2);
	assert_int_equal(matches.items[1].clients, 2);
	assert_string_equal(matches.items[1].client->id, "a");
	assert_string_equal(matches.items[1].property->id, "p");
	matches_free(&matches);
	world_end(&world);
}

static void test_empty(void **state)
{
	(void)state;
	struct world world;
	struct matches matches;
	world_start(&world);
	assert_int_equal(match_sides(&matches, &world.mk, &world.ozmap, NULL), 0);
	assert_int_equal(matches.count, 0);
	assert_int_equal(matches.no_code_count, 0);
	matches_free(&matches);
	world_end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sort),
	    cmocka_unit_test(test_both_sides),
	    cmocka_unit_test(test_doubles),
	    cmocka_unit_test(test_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
