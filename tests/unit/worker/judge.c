/* The worker's conditions before and after each request: spec §8, row by row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "worker/judge.h"

static const struct client ana = {
    .id = "c1", .code = "100", .name = "Ana", .status = CLIENT_STATUS_OK, .implanted = true};
static const struct property house = {
    .id = "p1", .address = "Rua A, 1", .client_id = "c1", .power = -20.5, .has_power = true};
static const struct property empty_house = {.id = "p1", .address = "Rua A, 1"};

static struct change name_change(void)
{
	return (struct change){.kind = KIND_NAME,
			       .field = FIELD_NAME,
			       .code = "100",
			       .client_id = "c1",
			       .before = "\"Ana\"",
			       .after = "\"Ana Prado\""};
}

static struct change cancellation(enum kind kind, int row)
{
	return (struct change){
	    .kind = kind, .field = FIELD_CLIENT, .code = "100", .client_id = "c1", .property_id = "p1", .row = row};
}

static struct fresh cancelled_world(void)
{
	return (struct fresh){.client = &ana,
			      .property = &house,
			      .code_clients = 1,
			      .code_properties = 1,
			      .looked_up = true,
			      .life = LIFE_CANCELLED,
			      .asked_mk = true};
}

static void expect(struct judgement judgement, enum verdict verdict, unsigned step)
{
	assert_int_equal(judgement.verdict, verdict);
	assert_int_equal(judgement.step, step);
	assert_true((judgement.why != NULL) == (verdict == VERDICT_STALE));
}

static void a_field_is_sent_only_from_its_before_value(void **state)
{
	(void)state;
	struct change change = name_change();
	struct fresh fresh = {.client = &ana, .property = &house};
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	struct client renamed = ana;
	renamed.name = "Ana Prado";
	fresh.client = &renamed;
	expect(judge_change(&change, &fresh, false), VERDICT_DONE, 0);
	renamed.name = "Ana P.";
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
}

static void a_field_of_another_code_is_stale(void **state)
{
	(void)state;
	struct change change = name_change();
	struct client other = ana;
	other.code = "101";
	struct fresh fresh = {.client = &other, .property = &house};
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
	fresh.client = NULL;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
}

static void power_compares_as_a_number_on_the_right_property(void **state)
{
	(void)state;
	struct change change = {.kind = KIND_POWER,
				.field = FIELD_POWER,
				.code = "100",
				.client_id = "c1",
				.property_id = "p1",
				.before = "-20.50",
				.after = "-24"};
	struct fresh fresh = {.client = &ana, .property = &house};
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	struct property taken = house;
	taken.client_id = "c2";
	fresh.property = &taken;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
}

static void a_removal_wants_everything_as_it_was_approved(void **state)
{
	(void)state;
	struct change change = cancellation(KIND_CANCEL_REMOVE, 7);
	struct fresh fresh = cancelled_world();
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);

	struct fresh active = fresh;
	active.life = LIFE_ACTIVE;
	expect(judge_change(&change, &active, false), VERDICT_STALE, 0);
	struct fresh unasked = fresh;
	unasked.asked_mk = false;
	expect(judge_change(&change, &unasked, false), VERDICT_STALE, 0);
	struct fresh doubled = fresh;
	doubled.code_clients = 2;
	expect(judge_change(&change, &doubled, false), VERDICT_STALE, 0);
	struct fresh twice = fresh;
	twice.code_properties = 2;
	expect(judge_change(&change, &twice, false), VERDICT_STALE, 0);
	struct property taken = house;
	taken.client_id = "c2";
	struct fresh other = fresh;
	other.property = &taken;
	expect(judge_change(&change, &other, false), VERDICT_STALE, 0);
	change.row = 6;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
}

static void a_removal_is_of_the_one_client_with_the_code(void **state)
{
	(void)state;
	struct change change = cancellation(KIND_CANCEL_REMOVE, 7);
	struct fresh fresh = cancelled_world();
	const struct client other = {.id = "c2", .code = "100"};
	fresh.found_client = &ana;
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	fresh.found_client = &other; /* ours has blanks around its code, and is not among what is found */
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
	fresh.found_client = NULL;
	fresh.code_clients = fresh.code_properties = 0;
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	fresh.looked_up = false;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
}

static void a_removal_goes_on_where_it_was_interrupted(void **state)
{
	(void)state;
	struct change change = cancellation(KIND_CANCEL_REMOVE, 7);
	struct fresh fresh = cancelled_world();
	fresh.property = NULL;
	fresh.code_properties = 0;
	expect(judge_change(&change, &fresh, true), VERDICT_SEND, 1);
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
	fresh.client = NULL;
	expect(judge_change(&change, &fresh, true), VERDICT_DONE, 0);
}

static void a_client_without_property_goes_only_while_it_has_none(void **state)
{
	(void)state;
	struct change change = cancellation(KIND_CANCEL_REMOVE, 6);
	change.property_id = NULL;
	struct fresh fresh = cancelled_world();
	fresh.property = NULL;
	fresh.code_properties = 0;
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	fresh.code_properties = 1;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
}

static void a_detach_has_two_steps(void **state)
{
	(void)state;
	struct change change = cancellation(KIND_CANCEL_DETACH, 7);
	struct fresh fresh = cancelled_world();
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	fresh.property = &empty_house;
	expect(judge_change(&change, &fresh, true), VERDICT_SEND, 1);
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
	fresh.client = NULL;
	expect(judge_change(&change, &fresh, true), VERDICT_DONE, 0);
	fresh.property = NULL;
	expect(judge_change(&change, &fresh, true), VERDICT_STALE, 0);
}

static void what_is_half_done_ends_where_mk_took_it_back(void **state)
{
	(void)state;
	struct change detach = cancellation(KIND_CANCEL_DETACH, 7), removal = cancellation(KIND_CANCEL_REMOVE, 6);
	struct fresh fresh = cancelled_world();
	fresh.life = LIFE_ACTIVE;
	fresh.code_properties = 0;
	fresh.property = &empty_house;
	expect(judge_change(&detach, &fresh, true), VERDICT_STALE, 0);
	fresh.property = NULL;
	expect(judge_change(&removal, &fresh, true), VERDICT_STALE, 0);
	fresh.life = LIFE_CANCELLED;
	expect(judge_change(&removal, &fresh, true), VERDICT_SEND, 1);
}

static void a_recode_needs_its_new_code_free(void **state)
{
	(void)state;
	struct change change = {.kind = KIND_RECODE,
				.field = FIELD_CODE,
				.code = "200",
				.client_id = "c1",
				.before = "\"100\"",
				.after = "\"200\""};
	struct fresh fresh = {.client = &ana, .looked_up = true};
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	fresh.code_clients = 1;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
	struct client recoded = ana;
	recoded.code = "200";
	fresh.client = &recoded;
	expect(judge_change(&change, &fresh, false), VERDICT_DONE, 0);
}

static void a_create_is_never_sent_while_the_code_exists(void **state)
{
	(void)state;
	struct change change = {.kind = KIND_REVERT_CANCEL_REMOVE, .field = FIELD_CLIENT, .code = "100"};
	struct fresh fresh = {.looked_up = true};
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	fresh.code_clients = fresh.code_properties = 1;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
	fresh.found_property = &empty_house;
	expect(judge_change(&change, &fresh, true), VERDICT_SEND, 1);
	/* a pole or a power that OZmap gave it by itself does not stand for the other */
	fresh.found_property = &house;
	expect(judge_change(&change, &fresh, true), VERDICT_SEND, 1);
	struct property whole = house;
	whole.has_extras = true;
	fresh.found_property = &whole;
	expect(judge_change(&change, &fresh, true), VERDICT_DONE, 0);
	whole.has_power = false;
	expect(judge_change(&change, &fresh, true), VERDICT_SEND, 1);
}

static void a_client_comes_back_only_to_its_free_property(void **state)
{
	(void)state;
	struct change change = {.kind = KIND_REVERT_CANCEL_DETACH, .field = FIELD_CLIENT, .code = "100"};
	struct fresh fresh = {.property = &empty_house, .looked_up = true};
	expect(judge_change(&change, &fresh, false), VERDICT_SEND, 0);
	fresh.property = &house;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
	fresh.found_client = &ana;
	fresh.code_clients = fresh.code_properties = 1;
	expect(judge_change(&change, &fresh, true), VERDICT_DONE, 0);
	fresh.property = NULL;
	expect(judge_change(&change, &fresh, false), VERDICT_STALE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_field_is_sent_only_from_its_before_value),
	    cmocka_unit_test(a_field_of_another_code_is_stale),
	    cmocka_unit_test(power_compares_as_a_number_on_the_right_property),
	    cmocka_unit_test(a_removal_wants_everything_as_it_was_approved),
	    cmocka_unit_test(a_removal_is_of_the_one_client_with_the_code),
	    cmocka_unit_test(a_removal_goes_on_where_it_was_interrupted),
	    cmocka_unit_test(a_client_without_property_goes_only_while_it_has_none),
	    cmocka_unit_test(a_detach_has_two_steps),
	    cmocka_unit_test(what_is_half_done_ends_where_mk_took_it_back),
	    cmocka_unit_test(a_recode_needs_its_new_code_free),
	    cmocka_unit_test(a_create_is_never_sent_while_the_code_exists),
	    cmocka_unit_test(a_client_comes_back_only_to_its_free_property),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
