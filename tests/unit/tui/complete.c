/* Completing a filter from the plan, and until when a change waits. */
#include "cmocka_all.h"

#include "tui/complete.h"
#include "tui/waits.h"

static void add(struct snapshot *snapshot, enum kind kind, const char *code, const char *city)
{
	struct change *change = plan_add(&snapshot->plan, NULL);

	change->kind = kind;
	change->state = STATE_PENDING;
	change->code = code;
	change->city = city;
	snprintf(change->id, sizeof change->id, "%012d%s", (int)kind, code);
}

static void make(struct model *model)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot), *before = NULL;
	size_t lost;

	snapshot->has_plan = true;
	add(snapshot, KIND_STATUS, "1001", "São José");
	add(snapshot, KIND_STATUS, "1002", "Biguaçu");
	add(snapshot, KIND_STATUS, "1003", "Biguaçu");
	add(snapshot, KIND_STATUS, "1004", "São João Batista");
	add(snapshot, KIND_STATUS, "1005", NULL);
	add(snapshot, KIND_STATUS, "1006", "quo\"ted");
	add(snapshot, KIND_NAME, "1007", "Içara");
	assert_int_equal(snapshot_index(snapshot, NULL), 0);
	assert_int_equal(model_replace(model, snapshot, &before, &lost, NULL), 0);
	assert_null(before);
}

/* What the line is after Tab, with the cursor at its end. */
static size_t complete(const struct model *model, const char *typed, const char *wanted)
{
	struct offers offers;
	struct line line = {0};
	size_t count;

	line_set(&line, typed);
	complete_offers(&offers, &line, model, TAB_STATUS);
	complete_line(&line, &offers);
	assert_string_equal(line.text, wanted);
	count = offers.count;
	arena_free(&offers.arena);
	return count;
}

static void keys_and_words_are_completed(void **state)
{
	struct model model = {0};

	(void)state;
	assert_int_equal(complete(&model, "ci", "city:"), 1);
	assert_int_equal(complete(&model, "kind:sta", "kind:status"), 1);
	assert_int_equal(complete(&model, "xyz", "xyz"), 0);
	assert_int_equal(complete(&model, "city:", "city:"), 0);
}

static void cities_are_completed_from_the_tab(void **state)
{
	struct model model = {0};

	(void)state;
	make(&model);
	assert_int_equal(complete(&model, "city:b", "city:Biguaçu"), 1);
	assert_int_equal(complete(&model, "a !city:BIGUA", "a !city:Biguaçu"), 1);
	assert_int_equal(complete(&model, "city:sao", "city:\"São Jo"), 2);
	assert_int_equal(complete(&model, "city:\"São Jos", "city:\"São José\""), 1);
	assert_int_equal(complete(&model, "city:i", "city:i"), 0); /* another tab's */
	assert_int_equal(complete(&model, "city:q", "city:q"), 0); /* a quote in it cannot be asked for */
	model_free(&model);
}

static void the_most_frequent_is_offered_first(void **state)
{
	struct model model = {0};
	struct offers offers;
	struct line line = {0};

	(void)state;
	make(&model);
	line_set(&line, "city:");
	complete_offers(&offers, &line, &model, TAB_STATUS);
	assert_int_equal(offers.count, 3);
	assert_string_equal(offers.items[0].text, "Biguaçu");
	assert_int_equal(offers.items[0].count, 2);
	arena_free(&offers.arena);
	model_free(&model);
}

static void waits_are_read_and_said(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(waits_parse(&arena, "Online"), "online");
	assert_string_equal(waits_parse(&arena, "changed"), "changed");
	assert_string_equal(waits_parse(&arena, "2026-12-31"), "2026-12-31");
	assert_string_equal(waits_parse(&arena, "2026-12-3"), "2026-12-3");
	assert_string_equal(waits_parse(&arena, "tomorrow"), "tomorrow");
	assert_string_equal(waits_parse(&arena, ""), "");
	assert_string_equal(waits_said(&arena, "online"), "online");
	assert_string_equal(waits_said(&arena, "2026-12-31"), "2026-12-31");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_and_words_are_completed),
	    cmocka_unit_test(cities_are_completed_from_the_tab),
	    cmocka_unit_test(the_most_frequent_is_offered_first),
	    cmocka_unit_test(waits_are_read_and_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
