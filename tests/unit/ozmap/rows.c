/* Rows: every form in which OZmap is known to give a client and a property. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ozmap/rows.h"

#define ID "5f0c0c0c0c0c0c0c0c0c0c0c"
#define OTHER "6f0c0c0c0c0c0c0c0c0c0c0d"

static json_t *parse(const char *json)
{
	json_t *value = json_parse(json, strlen(json), "test", NULL);

	assert_non_null(value);
	return value;
}

static struct client read_client(struct arena *arena, const char *json)
{
	json_t *row = parse(json);
	struct client client;

	assert_int_equal(row_client(row, arena, &client, NULL), 0);
	json_decref(row);
	return client;
}

static struct property read_property(struct arena *arena, const char *json)
{
	json_t *row = parse(json);
	struct property property;

	assert_int_equal(row_property(row, arena, &property, NULL), 0);
	json_decref(row);
	return property;
}

static void test_client(void **state)
{
	struct arena arena = {0};
	struct client client =
	    read_client(&arena, "{\"id\":\"" ID "\",\"code\":\" 123|4 \",\"name\":\"  Ana  \",\"implanted\":true,"
				"\"status\":1,\"observation\":\"a\\nb\",\"onu\":{\"user_PPPoE\":\"ana\","
				"\"serial_number\":\"ZTEG1\",\"mac_address\":null},\"unknown\":[1,2]}");

	(void)state;
	assert_string_equal(client.id, ID);
	assert_string_equal(client.code, "123|4");
	assert_string_equal(client.name, "  Ana  ");
	assert_string_equal(client.observation, "a\nb");
	assert_string_equal(client.login, "ana");
	assert_string_equal(client.onu, "ZTEG1");
	assert_true(client.implanted);
	assert_int_equal(client.status, CLIENT_STATUS_ERROR);
	client = read_client(&arena, "{\"_id\":\"" ID "\",\"code\":77,\"onu\":null}");
	assert_string_equal(client.id, ID);
	assert_string_equal(client.code, "77");
	assert_null(client.name);
	assert_null(client.login);
	assert_false(client.implanted);
	assert_int_equal(client.status, CLIENT_STATUS_UNKNOWN);
	assert_null(read_client(&arena, "{\"id\":\"" ID "\",\"code\":\"  \"}").code);
	assert_null(read_client(&arena, "{\"id\":\"" ID "\",\"code\":null}").code);
	arena_free(&arena);
}

static void test_status(void **state)
{
	static const struct {
		const char *json;
		enum client_status wanted;
	} cases[] = {
	    {"0", CLIENT_STATUS_OK},	   {"1", CLIENT_STATUS_ERROR},	       {"\"OK\"", CLIENT_STATUS_OK},
	    {"\"ok\"", CLIENT_STATUS_OK},  {"\"ERROR\"", CLIENT_STATUS_ERROR}, {"\"1\"", CLIENT_STATUS_ERROR},
	    {"2", CLIENT_STATUS_UNKNOWN},  {"null", CLIENT_STATUS_UNKNOWN},    {"-1", CLIENT_STATUS_UNKNOWN},
	    {"{}", CLIENT_STATUS_UNKNOWN}, {"true", CLIENT_STATUS_UNKNOWN},    {"\"x\"", CLIENT_STATUS_UNKNOWN},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *json = arena_format(&arena, "{\"id\":\"" ID "\",\"status\":%s}", cases[i].json);

		assert_int_equal(read_client(&arena, json).status, cases[i].wanted);
	}
	arena_free(&arena);
}

static void test_property(void **state)
{
	struct arena arena = {0};
	struct property property = read_property(
	    &arena,
	    "{\"id\":\"" ID "\",\"_id\":\"" ID "\",\"address\":\"Rua A, 1\",\"observation\":\"\","
	    "\"box\":{\"id\":\"" OTHER "\",\"name\":\"CTO 7\"},\"drop\":\"" OTHER "\",\"project\":{\"_id\":\"p1\"},"
	    "\"client\":{\"id\":\"" OTHER "\",\"code\":\"9\"},\"potencyRead\":-20.5,\"coords\":[-49.25,-16.5],"
	    "\"connections\":[{\"id\":\"x\"},{\"id\":\"y\",\"port\":3}],"
	    "\"history\":{\"clients\":[{\"code\":\" 1 \"},{\"code\":\"\"},{\"code\":2},{}]}}");

	(void)state;
	assert_string_equal(property.id, ID);
	assert_string_equal(property.address, "Rua A, 1");
	assert_string_equal(property.observation, "");
	assert_string_equal(property.box, "CTO 7");
	assert_string_equal(property.box_id, OTHER);
	assert_string_equal(property.drop, OTHER);
	assert_string_equal(property.project, "p1");
	assert_string_equal(property.client_id, OTHER);
	assert_string_equal(property.port, "3");
	assert_true(property.has_power && property.power == -20.5);
	assert_true(property.has_place && property.lat == -16.5 && property.lng == -49.25);
	assert_string_equal(property.history[0], "1");
	assert_string_equal(property.history[1], "2");
	assert_null(property.history[2]);
	arena_free(&arena);
}

static void test_property_forms(void **state)
{
	struct arena arena = {0};
	struct property property = read_property(
	    &arena, "{\"id\":\"" ID "\",\"client\":\"" OTHER "\",\"box\":\"" OTHER "\",\"lat\":1.5,\"lng\":2,"
		    "\"potencyRead\":\"-21.25\",\"connections\":[{\"port\":{\"name\":\"P 2\"}}]}");

	(void)state;
	assert_string_equal(property.client_id, OTHER);
	assert_null(property.box);
	assert_string_equal(property.box_id, OTHER);
	assert_string_equal(property.port, "P 2");
	assert_true(property.has_power && property.power == -21.25);
	assert_true(property.has_place && property.lat == 1.5 && property.lng == 2);
	property = read_property(&arena, "{\"id\":\"" ID "\",\"client\":null,\"box\":null,\"potencyRead\":null,"
					 "\"coords\":[1],\"connections\":null,\"history\":{}}");
	assert_null(property.client_id);
	assert_null(property.box_id);
	assert_null(property.port);
	assert_null(property.history);
	assert_false(property.has_power);
	assert_false(property.has_place);
	assert_false(read_property(&arena, "{\"id\":\"" ID "\",\"potencyRead\":\"inf\"}").has_power);
	assert_false(read_property(&arena, "{\"id\":\"" ID "\",\"potencyRead\":\"-20 dBm\"}").has_power);
	assert_null(read_property(&arena, "{\"id\":\"" ID "\",\"client\":\"\"}").client_id);
	arena_free(&arena);
}

static void test_refused(void **state)
{
	static const char *const rows[] = {
	    "[]",
	    "null",
	    "\"x\"",
	    "{}",
	    "{\"id\":7}",
	    "{\"id\":\"../users\"}",
	    "{\"id\":\"\"}",
	    "{\"id\":\"" ID "\",\"client\":{\"code\":\"9\"}}",
	    "{\"id\":\"" ID "\",\"client\":7}",
	    "{\"id\":\"" ID "\",\"client\":\"a b\"}",
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		json_t *row = parse(rows[i]);
		struct property property;
		struct client client;
		struct error error = {0};

		assert_int_equal(row_property(row, &arena, &property, &error), -1);
		assert_true(error.text[0] != '\0');
		if (i < 7)
			assert_int_equal(row_client(row, &arena, &client, NULL), -1);
		json_decref(row);
	}
	arena_free(&arena);
}

static void test_embedded(void **state)
{
	json_t *whole = parse("{\"client\":{\"id\":\"" ID "\",\"code\":\"1\",\"implanted\":true,\"status\":0}}");
	json_t *part = parse("{\"client\":{\"id\":\"" ID "\",\"code\":\"1\"}}");
	json_t *name = parse("{\"client\":\"" ID "\"}");

	(void)state;
	assert_non_null(row_embedded_client(whole));
	assert_null(row_embedded_client(part));
	assert_null(row_embedded_client(name));
	assert_null(row_embedded_client(NULL));
	json_decref(whole);
	json_decref(part);
	json_decref(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_client),	   cmocka_unit_test(test_status),  cmocka_unit_test(test_property),
	    cmocka_unit_test(test_property_forms), cmocka_unit_test(test_refused), cmocka_unit_test(test_embedded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
