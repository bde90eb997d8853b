/* What JSON values of changes, names of kinds and states, and sides as JSON are at their edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "chaos.h"
#include "mkoz/domain/change.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

static void texts_of_values(void **state)
{
	static const struct {
		const char *json, *text;
	} cases[] = {
	    {NULL, NULL},
	    {"null", NULL},
	    {"true", "true"},
	    {"-20.5", "-20.5"},
	    {"\"plain\"", "plain"},
	    {"\"\"", ""},
	    {"\"say \\\"a\\\"\"", "say \"a\""},
	    {"\"", "\""},
	    {"\"open", "\"open"},
	    {"\"x\\", "\"x\\"},
	};
	struct arena arena = {0};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = change_value_text(&arena, cases[i].json);
		if (cases[i].text == NULL)
			assert_null(text);
		else
			assert_string_equal(text, cases[i].text);
	}
	arena_free(&arena);
}

static void numbers_of_values(void **state)
{
	static const struct {
		const char *json;
		bool is_number;
	} cases[] = {
	    {NULL, false}, {"", false},	    {"null", false},  {"\"1\"", false}, {"-20.5", true}, {"0", true},
	    {"1x", false}, {"-inf", false}, {"1e999", false}, {"1e3", true},	{"+1", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double number = 0;
		assert_int_equal(change_value_number(cases[i].json, &number), cases[i].is_number);
	}
}

static void sameness_of_values(void **state)
{
	(void)state;
	assert_true(change_value_same("1", "1.0000005"));
	assert_false(change_value_same("1", "1.00001"));
	assert_false(change_value_same("1", "\"1\""));
	assert_false(change_value_same("\"1\"", "1"));
	assert_true(change_value_same(NULL, "null"));
	assert_true(change_value_same("null", NULL));
	assert_false(change_value_same("0", NULL));
}

static void names_of_what_is_none(void **state)
{
	static const int beyond[] = {-2, -1, KIND_COUNT, 1000};
	(void)state;
	for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
		enum kind kind = (enum kind)beyond[i];
		assert_string_equal(kind_name(kind), "");
		assert_int_equal(kind_field(kind), FIELD_NONE);
		assert_int_equal(kind_revert(kind), KIND_NONE);
		assert_int_equal(kind_undone(kind), KIND_NONE);
		assert_false(kind_is_finding(kind) || kind_is_revert(kind) || kind_is_cancellation(kind));
		assert_string_equal(state_name((enum state)(beyond[i] < 0 ? beyond[i] : STATE_COUNT)), "");
		assert_string_equal(field_name((enum field)(beyond[i] < 0 ? beyond[i] : FIELD_COUNT)), "");
	}
	assert_int_equal(kind_parse(NULL), KIND_NONE);
	assert_int_equal(kind_parse("activat"), KIND_NONE);
	assert_int_equal(state_parse(NULL), STATE_NONE);
	assert_int_equal(state_parse("nothing"), STATE_NONE);
	assert_int_equal(field_parse(NULL), FIELD_NONE);
	assert_int_equal(field_parse("nothing"), FIELD_NONE);
	assert_int_equal(kind_undone(KIND_ACTIVATE), KIND_NONE);
	assert_int_equal(kind_revert(KIND_TRANSFER), KIND_NONE);
}

static int read_side(const char *json, struct client *client, struct property *property)
{
	struct arena arena = {0};
	struct error error = {0};
	bool has_client, has_property;
	json_t *value = json_parse(json, strlen(json), "side", &error);
	int result = plant_side_from_json(value, &arena, client, &has_client, property, &has_property);
	json_decref(value);
	arena_free(&arena);
	return result;
}

static void sides_that_are_none(void **state)
{
	struct client client;
	struct property property;
	(void)state;
	assert_int_equal(read_side("null", &client, &property), -1);
	assert_int_equal(read_side("[]", &client, &property), -1);
	assert_int_equal(read_side("{}", &client, &property), 0);
	assert_int_equal(read_side("{\"client\":{},\"property\":null}", &client, &property), -1);
	assert_int_equal(read_side("{\"client\":{\"id\":7}}", &client, &property), -1);
	assert_int_equal(read_side("{\"client\":7,\"property\":{\"id\":null}}", &client, &property), -1);
	assert_int_equal(
	    read_side("{\"client\":\"x\",\"property\":{\"id\":\"p\",\"history\":[1,\"2\"],\"power\":\"3\"}}", &client,
		      &property),
	    0);
	assert_false(property.has_power);
	assert_int_equal(
	    read_side("{\"client\":{\"id\":\"c\",\"status\":\"odd\",\"implanted\":1}}", &client, &property), 0);
	assert_int_equal(client.status, CLIENT_STATUS_UNKNOWN);
	assert_false(client.implanted);
}

static void subscribers_that_are_none(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	struct subscriber subscriber = {0};
	static const char json[] = "{\"code\":\"1\",\"power\":-20,\"power_at\":\"soon\",\"life\":7,\"session\":null}";
	json_t *value = json_parse(json, sizeof json - 1, "side", &error);
	(void)state;
	assert_int_equal(subscriber_from_json(&subscriber, NULL, &arena), -1);
	assert_int_equal(subscriber_from_json(&subscriber, value, &arena), 0);
	assert_true(subscriber.has_power && subscriber.power_at == MOMENT_NONE);
	assert_int_equal(subscriber.life, LIFE_NEITHER);
	json_decref(value);
	arena_free(&arena);
}

static void addresses_start_at_a_word(void **state)
{
	struct arena arena = {0};
	struct subscriber subscriber = {.street = "Rua A", .number = "0", .zip = "1234"};
	static const struct {
		const char *format, *address;
	} cases[] = {
	    {"{number} - {street}", "Rua A"},
	    {", ; {street}", "Rua A"},
	    {"{complement} ({street})", "(Rua A)"},
	    {"{number}(x) {street}", "(x) Rua A"},
	    {"{nothing} {street} {zip", "nothing} Rua A {zip"},
	    {"{street} {zip}", "Rua A 1234"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *address = subscriber_address(&arena, &subscriber, cases[i].format);
		assert_non_null(address);
		assert_string_equal(address, cases[i].address);
	}
	arena_free(&arena);
}

static int grow_plant(void *context, struct error *error)
{
	struct plant plant = {0};
	bool good = true;
	(void)context;
	for (int i = 0; good && i < 20; i++)
		good = plant_add_client(&plant, error) && plant_add_property(&plant, error);
	plant_free(&plant);
	return good ? 0 : -1;
}

static int read_whole_side(void *context, struct error *error)
{
	struct client client;
	struct property property;
	struct arena arena = {0};
	bool has_client, has_property;
	int result = plant_side_from_json(context, &arena, &client, &has_client, &property, &has_property);
	arena_free(&arena);
	return result < 0 ? error_memory(error) : 0;
}

static int read_subscriber(void *context, struct error *error)
{
	struct subscriber subscriber;
	struct arena arena = {0};
	int result = subscriber_from_json(&subscriber, context, &arena);
	arena_free(&arena);
	return result < 0 ? error_memory(error) : 0;
}

/* A string so long that it takes memory of its own. */
static json_t *long_string(void)
{
	static char bytes[100000];
	memset(bytes, 'x', sizeof bytes);
	return json_stringn(bytes, sizeof bytes);
}

static json_t *long_side(void)
{
	json_t *history = json_array(), *many = json_array();
	json_array_append_new(history, long_string());
	for (int i = 0; i < 20000; i++)
		json_array_append_new(many, json_integer(i));
	json_array_extend(history, many);
	json_decref(many);
	return json_pack("{s:{s:o,s:o},s:{s:o,s:o,s:o}}", "client", "id", long_string(), "name", long_string(),
			 "property", "id", long_string(), "address", long_string(), "history", history);
}

static void without_memory(void **state)
{
	json_t *side = long_side(), *subscriber = json_pack("{s:o,s:o,s:o}", "code", long_string(), "name",
							    long_string(), "street", long_string());
	(void)state;
	chaos_exhaust(grow_plant, NULL, true);
	chaos_exhaust(read_whole_side, side, true);
	chaos_exhaust(read_subscriber, subscriber, true);
	json_decref(side);
	json_decref(subscriber);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_of_values),		 cmocka_unit_test(numbers_of_values),
	    cmocka_unit_test(sameness_of_values),	 cmocka_unit_test(names_of_what_is_none),
	    cmocka_unit_test(sides_that_are_none),	 cmocka_unit_test(subscribers_that_are_none),
	    cmocka_unit_test(addresses_start_at_a_word), cmocka_unit_test(without_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
