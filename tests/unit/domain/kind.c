/* Tests of kinds, states and fields: the exact words of the spec. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/domain/kind.h"

static void names_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < KIND_COUNT; i++)
		assert_int_equal(kind_parse(kind_name((enum kind)i)), i);
	for (int i = 0; i < STATE_COUNT; i++)
		assert_int_equal(state_parse(state_name((enum state)i)), i);
	for (int i = 1; i < FIELD_COUNT; i++)
		assert_int_equal(field_parse(field_name((enum field)i)), i);
	assert_int_equal(kind_parse("revert"), KIND_NONE);
	assert_int_equal(kind_parse(NULL), KIND_NONE);
	assert_int_equal(kind_parse(""), KIND_NONE);
	assert_int_equal(state_parse("Pending"), STATE_NONE);
	assert_int_equal(field_parse(""), FIELD_NONE);
	assert_string_equal(kind_name(KIND_NONE), "");
	assert_string_equal(kind_name(KIND_COUNT), "");
}

static void reverts_pair_up(void **state)
{
	char name[64];

	(void)state;
	for (int i = 0; i < KIND_REVERT_CANCEL_REMOVE; i++) {
		enum kind revert = kind_revert((enum kind)i);

		snprintf(name, sizeof name, "revert-%s", kind_name((enum kind)i));
		assert_string_equal(kind_name(revert), name);
		assert_true(kind_is_revert(revert));
		assert_int_equal(kind_undone(revert), i);
		assert_int_equal(kind_field(revert), kind_field((enum kind)i));
		assert_int_equal(kind_revert(revert), KIND_NONE);
		assert_int_equal(kind_undone((enum kind)i), KIND_NONE);
	}
	assert_int_equal(kind_revert(KIND_TRANSFER), KIND_NONE);
}

static void order_of_execution(void **state)
{
	(void)state;
	assert_true(KIND_CANCEL_REMOVE < KIND_ACTIVATE && KIND_CANCEL_DETACH < KIND_ACTIVATE);
	for (int i = 0; i < KIND_COUNT; i++) {
		enum kind kind = (enum kind)i;

		assert_int_equal(kind_is_finding(kind), i >= KIND_CHANGES);
		assert_int_equal(kind_is_cancellation(kind), kind == KIND_CANCEL_REMOVE || kind == KIND_CANCEL_DETACH);
	}
	assert_true(kind_is_telemetry(KIND_REVERT_POWER));
	assert_true(kind_is_telemetry(KIND_STATUS));
	assert_false(kind_is_telemetry(KIND_NAME));
	assert_false(kind_is_finding(KIND_NONE));
}

static void states_group(void **state)
{
	static const struct {
		enum state state;
		bool decided, open;
	} cases[] = {
	    {STATE_PENDING, false, true}, {STATE_REQUESTED, true, true},   {STATE_APPROVED, true, true},
	    {STATE_RELEASED, true, true}, {STATE_APPLYING, false, false},  {STATE_APPLIED, false, false},
	    {STATE_FAILED, false, true},  {STATE_STALE, false, true},	   {STATE_REJECTED, true, true},
	    {STATE_DEFERRED, true, true}, {STATE_WITHDRAWN, false, false}, {STATE_OPEN, false, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(state_is_decided(cases[i].state), cases[i].decided);
		assert_int_equal(state_is_open(cases[i].state), cases[i].open);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_read_back),
	    cmocka_unit_test(reverts_pair_up),
	    cmocka_unit_test(order_of_execution),
	    cmocka_unit_test(states_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
