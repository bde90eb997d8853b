/* Addresses: what may be asked of which host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ozmap/address.h"

static void check_base(const char *url, bool allow, int wanted)
{
	struct error error = {0};

	assert_int_equal(address_check_base(url, allow, &error), wanted);
	assert_int_equal(error.text[0] != '\0', wanted != 0);
}

static void test_base(void **state)
{
	(void)state;
	check_base("https://isp.ozmap.com.br:9994/api/v2", false, 0);
	check_base("http://127.0.0.1:8080/api/v2", false, 0);
	check_base("http://localhost:8080/api/v2", false, 0);
	check_base("http://[::1]:8080/api/v2", false, 0);
	check_base("http://isp.example/api/v2", false, -1);
	check_base("http://isp.example/api/v2", true, 0);
	check_base("http://127.evil.example/api/v2", false, -1);
	check_base("http://localhost.evil.example/api/v2", false, -1);
	check_base("ftp://127.0.0.1/api", true, -1);
	check_base("file:///etc/passwd", true, -1);
	check_base("isp.example/api/v2", true, -1);
	check_base("https://user:word@isp.example/api/v2", true, -1);
	check_base("https://isp.example/api/v2?x=1", true, -1);
	check_base("https://isp.example/api/v2#x", true, -1);
	check_base("https://isp.example/api/v2\r\nHost: other", true, -1);
	check_base("", true, -1);
}

static void check_next(const char *next, const char *wanted)
{
	struct text out = {0};
	struct error error = {0};
	int failed = address_add_next(&out, "https://isp.example:9994", next, &error);

	assert_int_equal(failed, wanted == NULL ? -1 : 0);
	assert_string_equal(text_string(&out), wanted == NULL ? "" : wanted);
	assert_int_equal(error.text[0] != '\0', wanted == NULL);
	text_free(&out);
}

static void test_next(void **state)
{
	(void)state;
	check_next("/api/v2/properties?page=2", "https://isp.example:9994/api/v2/properties?page=2");
	check_next("/p?cursor=a..b/../c", "https://isp.example:9994/p?cursor=a..b/../c");
	check_next("/p?filter=[{\"a\": 1}]", "https://isp.example:9994/p?filter=[{%22a%22:%201}]");
	check_next("https://isp.example:9994/p?page=2", "https://isp.example:9994/p?page=2");
	check_next("https://ISP.example:9994/p", "https://ISP.example:9994/p");
	check_next("http://isp.example:9994/p", NULL);
	check_next("https://isp.example:9995/p", NULL);
	check_next("https://isp.example/p", NULL);
	check_next("https://other.example:9994/p", NULL);
	check_next("https://isp.example:9994@other.example/p", NULL);
	check_next("//other.example/p", NULL);
	check_next("/\\other.example/p", NULL);
	check_next("page=2", NULL);
	check_next("", NULL);
	check_next("/a/../../x", NULL);
	check_next("/a/..", NULL);
	check_next("/a\r\nX: y", NULL);
}

static void test_ids(void **state)
{
	char long_id[80];

	(void)state;
	memset(long_id, 'a', sizeof long_id);
	long_id[64] = '\0';
	assert_true(address_is_id("5f0c0c0c0c0c0c0c0c0c0c0c"));
	assert_true(address_is_id("a-B_9"));
	assert_true(address_is_id(long_id));
	long_id[64] = 'a';
	long_id[65] = '\0';
	assert_false(address_is_id(long_id));
	assert_false(address_is_id(NULL));
	assert_false(address_is_id(""));
	assert_false(address_is_id(".."));
	assert_false(address_is_id("a/b"));
	assert_false(address_is_id("a?b"));
	assert_false(address_is_id("a\n"));
	assert_false(address_is_id("../users"));
}

static void test_encoding(void **state)
{
	struct text out = {0};

	(void)state;
	address_add_encoded(&out, "123|123 ../a?b#c%\xC3\xA9~");
	assert_string_equal(text_string(&out), "123%7C123%20..%2Fa%3Fb%23c%25%C3%A9~");
	text_free(&out);
}

static void test_paths(void **state)
{
	static const char *const good[] = {"/ftth-clients/5f0c0c0c0c0c0c0c0c0c0c0c", "/properties/batch-update",
					   "/properties", "ftth-clients/1"};
	static const char *const bad[] = {"",	    "/",    "/a/",	  "/../a", "/a/../b",	   "//a",
					  "/a?b=c", "/a b", "/a\r\nX: y", "/a#b",  "/properties/", "/%2e%2e/a"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(address_check_path(good[i], NULL), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error error = {0};

		assert_int_equal(address_check_path(bad[i], &error), -1);
		assert_null(strchr(error.text, '\n'));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_base),     cmocka_unit_test(test_next),  cmocka_unit_test(test_ids),
	    cmocka_unit_test(test_encoding), cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
