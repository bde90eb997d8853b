/* Tests of JSON: hostile text is rejected with the place, values have one form. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/base/json.h"

static void check_number(double number, const char *wanted)
{
	struct text text = {0};

	json_add_number(&text, number);
	assert_string_equal(text_string(&text), wanted);
	if (isfinite(number))
		assert_true(strtod(text_string(&text), NULL) == number);
	text_free(&text);
}

static void check_string(const char *string, const char *wanted)
{
	struct text text = {0};

	json_add_string(&text, string);
	assert_string_equal(text_string(&text), wanted);
	if (string != NULL && text_is_utf8(string, strlen(string))) {
		json_t *back = json_parse(text_string(&text), text.length, "test", NULL);

		assert_string_equal(json_string_value(back), string);
		json_decref(back);
	}
	text_free(&text);
}

static void rejects_hostile_text(void **state)
{
	static const char *const cases[] = {"",
					    "{",
					    "[1,]",
					    "{\"a\":1,\"a\":2}",
					    "1e999",
					    "[9223372036854775808]",
					    "\"\\u0000\"",
					    "\"\xFF\"",
					    "\"\xED\xA0\x80\"",
					    "{} {}",
					    "NaN",
					    "<html>",
					    "{\"a\":1}x"};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error = {0};

		assert_null(json_parse(cases[i], strlen(cases[i]), "clients page 3", &error));
		assert_memory_equal(error.text, "clients page 3: ", 16);
		assert_non_null(strstr(error.text, "line"));
	}
}

/* What a hostile server repeats to us comes into no log. */
static void quotes_nothing(void **state)
{
	static const char *const cases[] = {"{\"a\":s3cret}",	    "{\"s3cret",
					    "{\"a\":\"s3cret\" 1}", "{\"s3cret\":1,\"s3cret\":2}",
					    "\"s3cret\\x\"",	    "\"s3cret\n\""};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error = {0};

		assert_null(json_parse(cases[i], strlen(cases[i]), "login", &error));
		assert_null(strstr(error.text, "s3"));
		assert_non_null(strstr(error.text, ", at line "));
	}
}

static void tells_scalars(void **state)
{
	static const char *const good[] = {"null", "true", "false",    "0",	     "-20.5",
					   "1e3",  "\"\"", "\"José\"", "\"a\\\"b\"", " 1 "};
	static const char *const bad[] = {
	    "",	  "\"",	 "\"a",	      "a\"", "\"a\"b\"", "\"a\",\"b\"", "\"a\\\"", "\"\n\"",	  "\"\xFF\"", "{}",
	    "[]", "[1]", "{\"a\":1}", "01",  "nul",	 "1 2",		"1e999",   "\"\\u0000\"", "-"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!json_is_scalar(good[i]))
			fail_msg("%s is one", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (json_is_scalar(bad[i]))
			fail_msg("%s is none", bad[i]);
}

static void rejects_nul_and_depth(void **state)
{
	struct error error = {0};
	char deep[20001];
	json_t *value;

	(void)state;
	assert_null(json_parse("[1]\0", 4, "x", &error));
	memset(deep, '[', 20000);
	error_clear(&error);
	assert_null(json_parse(deep, 20000, "x", &error));
	assert_non_null(strstr(error.text, "nested"));
	/* brackets inside a string are no nesting */
	memset(deep, '[', 1000);
	deep[0] = deep[999] = '"';
	value = json_parse(deep, 1000, "x", &error);
	assert_non_null(value);
	json_decref(value);
}

static void writes_numbers(void **state)
{
	(void)state;
	check_number(0, "0");
	check_number(-0.0, "0");
	check_number(-20, "-20");
	check_number(-20.3, "-20.3");
	check_number(0.1 + 0.2, "0.30000000000000004");
	check_number(1e300, "1e+300");
	check_number(123456789012345.0, "123456789012345");
	check_number(INFINITY, "null");
	check_number(NAN, "null");
}

static void writes_strings(void **state)
{
	(void)state;
	check_string(NULL, "null");
	check_string("", "\"\"");
	check_string("São \"João\" \\", "\"São \\\"João\\\" \\\\\"");
	check_string("a\nb\tc\x01", "\"a\\nb\\tc\\u0001\"");
	check_string("\x7F\xC2\x9B", "\"\\u007f\\u009b\"");
	check_string("\xE2\x80\xAE", "\"\\u202e\"");
	check_string("\xF3\xA0\x81\x81\xEF\xB8\x8F", "\"\\udb40\\udc41\\ufe0f\"");
	check_string("\xFF", "\"\\ufffd\"");
}

static void writes_values_sorted(void **state)
{
	static const char in[] = "{\"b\": [1, 2.50, -20.3, true, false, null], \"a\": {\"z\": \"x\", \"c\": 20.0}}";
	struct text text = {0};
	json_t *value = json_parse(in, strlen(in), "x", NULL);

	(void)state;
	json_add_value(&text, value);
	assert_string_equal(text_string(&text), "{\"a\":{\"c\":20,\"z\":\"x\"},\"b\":[1,2.5,-20.3,true,false,null]}");
	assert_null(json_member_string(value, "a"));
	assert_null(json_member_string(value, "none"));
	assert_string_equal(json_member_string(json_object_get(value, "a"), "z"), "x");
	json_decref(value);
	text_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rejects_hostile_text), cmocka_unit_test(rejects_nul_and_depth),
	    cmocka_unit_test(tells_scalars),	    cmocka_unit_test(quotes_nothing),
	    cmocka_unit_test(writes_numbers),	    cmocka_unit_test(writes_strings),
	    cmocka_unit_test(writes_values_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
