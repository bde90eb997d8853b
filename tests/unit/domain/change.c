/* Tests of changes: their ids and values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/domain/change.h"

static void ids_stand_for_the_difference(void **state)
{
	struct change change = {
	    .kind = KIND_NAME, .code = "1", .property_id = "p", .client_id = "c", .before = "\"a\"", .after = "\"b\""};
	struct change other = change;

	(void)state;
	assert_int_equal(change_make_id(&change), 0);
	assert_int_equal(strlen(change.id), 16);
	assert_int_equal(strspn(change.id, "0123456789abcdef"), 16);
	other.name = "x";
	other.state = STATE_APPROVED;
	other.why = "not of a change's id";
	change_make_id(&other);
	assert_string_equal(change.id, other.id);
	other.after = "\"c\"";
	change_make_id(&other);
	assert_string_not_equal(change.id, other.id);
	other = change;
	other.kind = KIND_ADDRESS;
	change_make_id(&other);
	assert_string_not_equal(change.id, other.id);
	other = change;
	other.property_id = NULL;
	change_make_id(&other);
	assert_string_not_equal(change.id, other.id);
}

static void finding_ids_look_at_why(void **state)
{
	struct change finding = {.kind = KIND_TRANSFER, .code = "1", .why = "2"}, other = finding;

	(void)state;
	change_make_id(&finding);
	other.before = "1";
	change_make_id(&other);
	assert_string_equal(finding.id, other.id);
	other.why = "3";
	change_make_id(&other);
	assert_string_not_equal(finding.id, other.id);
}

static void values_are_read(void **state)
{
	struct arena arena = {0};
	double number;

	(void)state;
	assert_string_equal(change_value_text(&arena, "\"Ana\""), "Ana");
	assert_string_equal(change_value_text(&arena, "\"A\\\"n\\u00e1\""), "A\"ná");
	assert_string_equal(change_value_text(&arena, "-20.3"), "-20.3");
	assert_string_equal(change_value_text(&arena, "true"), "true");
	assert_null(change_value_text(&arena, "null"));
	assert_null(change_value_text(&arena, NULL));
	assert_true(change_value_number("-20.5", &number) && number == -20.5);
	assert_false(change_value_number("\"5\"", &number));
	assert_false(change_value_number("null", &number));
	assert_false(change_value_number("5x", &number));
	assert_false(change_value_number("infinity", &number));
	assert_false(change_value_number("", &number));
	arena_free(&arena);
}

static void values_are_compared(void **state)
{
	(void)state;
	assert_true(change_value_same("-20.3", "-20.3000005"));
	assert_false(change_value_same("-20.3", "-20.30001"));
	assert_true(change_value_same("\"a\"", "\"a\""));
	assert_false(change_value_same("\"a\"", "\"a \""));
	assert_true(change_value_same(NULL, "null"));
	assert_false(change_value_same("false", "null"));
	assert_false(change_value_same("\"1\"", "1"));
}

static void plans_grow_and_fold(void **state)
{
	struct plan plan = {0};

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct change *change = plan_add(&plan, NULL);

		assert_non_null(change);
		assert_int_equal(change->first_seen, MOMENT_NONE);
		assert_null(change->folded);
		change->code = "12";
		change->city = "São José";
	}
	assert_int_equal(plan_fold(&plan, NULL), 0);
	assert_string_equal(plan.items[99].folded, "\n12\n\n\nsao jose\n");
	plan_free(&plan);
	assert_int_equal(plan.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids_stand_for_the_difference),
	    cmocka_unit_test(finding_ids_look_at_why),
	    cmocka_unit_test(values_are_read),
	    cmocka_unit_test(values_are_compared),
	    cmocka_unit_test(plans_grow_and_fold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
