/* Tests of subscribers and plant: addresses by format, and their JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

static const char standard[] = "{street}, {number} {complement} - {district}, {city} - {state}, {zip}";

static void addresses_follow_the_format(void **state)
{
	static const struct {
		struct subscriber subscriber;
		const char *format, *wanted;
	} cases[] = {
	    {{.street = "Rua das Flores",
	      .number = "12",
	      .complement = "ap 3",
	      .district = "Centro",
	      .city = "Sorriso",
	      .state = "MT",
	      .zip = "78890000"},
	     standard,
	     "Rua das Flores, 12 ap 3 - Centro, Sorriso - MT, 78890-000"},
	    /* an empty part goes together with the literal right before it */
	    {{.street = "Rua A", .city = "Sorriso"}, standard, "Rua A, Sorriso"},
	    {{.street = "Rua A", .number = "0", .zip = "7889"}, standard, "Rua A, 7889"},
	    {{.street = "Rua A", .number = "", .complement = "fundos"}, standard, "Rua A fundos"},
	    {{.street = "Rua A", .district = "Centro", .state = "MT"}, standard, "Rua A - Centro - MT"},
	    /* separators left at the start are dropped */
	    {{.street = "Rua A", .number = NULL}, "{number}, {street}", "Rua A"},
	    {{.street = "Rua A"}, "{zip} - {city}; {street}!", "Rua A!"},
	    {{.street = "Rua A", .number = "5"}, "({number}) {street}", "(5) Rua A"},
	    {{.street = "Rua A"}, "{district} – {street}", "Rua A"},
	    {{.street = "Ângela", .zip = ""}, "{zip} · {district} • {street}", "Ângela"},
	    /* runs of blanks become one */
	    {{.street = "Rua  A", .number = " 7 "}, "{street} ,  {number}", "Rua A , 7"},
	    {{.street = "Rua A"}, "{street} {unknown} {", "Rua A {unknown} {"},
	    {{.number = "5", .city = "Sorriso"}, standard, NULL},
	    {{.street = "", .city = "Sorriso"}, standard, NULL},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *address = subscriber_address(&arena, &cases[i].subscriber, cases[i].format);

		if (cases[i].wanted == NULL)
			assert_null(address);
		else
			assert_string_equal(address, cases[i].wanted);
	}
	arena_free(&arena);
}

static void zips(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(subscriber_zip(&arena, "78890000"), "78890-000");
	assert_string_equal(subscriber_zip(&arena, "78.890-000"), "78890-000");
	assert_string_equal(subscriber_zip(&arena, "7889000"), "7889000");
	assert_string_equal(subscriber_zip(&arena, "788900001"), "788900001");
	assert_string_equal(subscriber_zip(&arena, "none"), "none");
	arena_free(&arena);
}

static void subscribers_survive_json(void **state)
{
	struct subscribers list = {0};
	struct subscriber *subscriber = subscribers_add(&list, NULL), back;
	struct text text = {0};
	json_t *json;

	(void)state;
	assert_int_equal(subscriber->power_at, MOMENT_NONE);
	subscriber->code = "1001";
	subscriber->name = "Ana \"Lú\"";
	subscriber->power = -19.2;
	subscriber->has_power = true;
	subscriber->power_at = 1700000000;
	subscriber->life = LIFE_CANCELLED;
	subscriber->session = SESSION_DOWN;
	subscriber->fiber = true;
	assert_int_equal(subscriber_to_json(&text, subscriber), 0);
	json = json_parse(text_string(&text), text.length, "side", NULL);
	assert_non_null(json);
	assert_int_equal(subscriber_from_json(&back, json, &list.arena), 0);
	assert_string_equal(back.name, subscriber->name);
	assert_true(back.has_power && back.power == -19.2);
	assert_int_equal(back.power_at, 1700000000);
	assert_int_equal(back.session_since, MOMENT_NONE);
	assert_int_equal(back.life, LIFE_CANCELLED);
	assert_int_equal(back.session, SESSION_DOWN);
	assert_true(back.fiber);
	assert_null(back.city);
	json_decref(json);
	json = json_pack("{}");
	assert_int_equal(subscriber_from_json(&back, json, &list.arena), -1);
	json_decref(json);
	assert_int_equal(subscriber_from_json(&back, NULL, &list.arena), -1);
	text_free(&text);
	subscribers_free(&list);
	assert_null(list.items);
}

static void plant_survives_json(void **state)
{
	struct plant plant = {0};
	struct client *client = plant_add_client(&plant, NULL), client_back;
	struct property *property = plant_add_property(&plant, NULL), property_back;
	const char *history[] = {"1", "2", NULL};
	struct text text = {0};
	bool has_client, has_property;
	json_t *json;

	(void)state;
	assert_int_equal(client->status, CLIENT_STATUS_UNKNOWN);
	client->id = "c1";
	client->status = CLIENT_STATUS_ERROR;
	client->implanted = true;
	property->id = "p1";
	property->history = history;
	property->lat = -12.5;
	property->lng = 0;
	property->has_place = true;
	assert_int_equal(plant_side_to_json(&text, client, property), 0);
	json = json_parse(text_string(&text), text.length, "side", NULL);
	assert_int_equal(
	    plant_side_from_json(json, &plant.arena, &client_back, &has_client, &property_back, &has_property), 0);
	assert_true(has_client && has_property);
	assert_int_equal(client_back.status, CLIENT_STATUS_ERROR);
	assert_true(client_back.implanted);
	assert_null(client_back.code);
	assert_string_equal(property_back.history[1], "2");
	assert_null(property_back.history[2]);
	assert_true(property_back.has_place && property_back.lat == -12.5 && property_back.lng == 0);
	assert_false(property_back.has_power);
	json_decref(json);
	text_reset(&text);
	assert_int_equal(plant_side_to_json(&text, NULL, NULL), 0);
	assert_string_equal(text_string(&text), "{\"client\":null,\"property\":null}");
	json = json_parse(text_string(&text), text.length, "side", NULL);
	assert_int_equal(
	    plant_side_from_json(json, &plant.arena, &client_back, &has_client, &property_back, &has_property), 0);
	assert_false(has_client || has_property);
	json_decref(json);
	text_free(&text);
	plant_free(&plant);
	assert_string_equal(client_status_name(CLIENT_STATUS_OK), "OK");
	assert_string_equal(client_status_name(CLIENT_STATUS_ERROR), "ERROR");
	assert_null(client_status_name(CLIENT_STATUS_UNKNOWN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_follow_the_format),
	    cmocka_unit_test(zips),
	    cmocka_unit_test(subscribers_survive_json),
	    cmocka_unit_test(plant_survives_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
