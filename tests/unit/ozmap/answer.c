/* Answers in words, and batch bodies that never go without ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/ozmap/write.h"
#include "ozmap/answer.h"
#include "ozmap/batch.h"

#define ID "5f0c0c0c0c0c0c0c0c0c0c0c"

static struct exchange *answer(int status, const char *type, const char *body)
{
	struct exchange *exchange = exchange_new("GET", "https://isp.example:9994/api/v2/x?y=1", NULL, NULL);

	assert_non_null(exchange);
	exchange->end = EXCHANGE_ANSWERED;
	exchange->status = status;
	snprintf(exchange->type, sizeof exchange->type, "%s", type);
	text_add(&exchange->bytes, body);
	return exchange;
}

static void check_words(const char *type, const char *body, const char *wanted)
{
	struct exchange *exchange = answer(400, type, body);
	char words[100];

	answer_words(words, sizeof words, exchange, "s3cret");
	assert_string_equal(words, wanted);
	exchange_free(exchange);
}

static void test_words(void **state)
{
	(void)state;
	check_words("application/json", "{\"message\":\"No such client\"}", "No such client");
	check_words("application/json; charset=utf-8", "{\"error\":\"bad\"}", "bad");
	check_words("application/json", "{\"message\":null,\"error\":{\"message\":\"deep\"}}", "deep");
	check_words("application/json", "{\"message\":[\"a\",\"b\"]}", "[\"a\",\"b\"]");
	check_words("application/json", "{\"message\":\"key s3cret is bad, s3cret\"}", "key *** is bad, ***");
	check_words("text/html", "<html>s3cret</html>", "text/html \"<html>***</html>\"");
	check_words("", "", "");
}

/* The key that this request carried may be another one than the newest. */
static void test_the_key_that_was_sent(void **state)
{
	struct exchange *exchange = answer(403, "application/json", "{\"message\":\"0ldkey, 0ldkey2, s3cret\"}");
	char words[100];

	(void)state;
	exchange->authorization = strdup("Authorization: 0ldkey");
	answer_words(words, sizeof words, exchange, "s3cret");
	assert_string_equal(words, "***, ***2, ***");
	answer_words(words, sizeof words, exchange, "0ldkey2");
	assert_string_equal(words, "***, ***, s3cret");
	answer_words(words, sizeof words, exchange, NULL);
	assert_string_equal(words, "***, ***2, s3cret");
	snprintf(exchange->location, sizeof exchange->location, "http://x/0ldkey/s3cret");
	answer_redirect(words, sizeof words, exchange, "s3cret");
	assert_non_null(strstr(words, "http://x/***/***"));
	exchange_free(exchange);
}

/* What a login is answered with can be a key, whatever its type says. */
static void test_a_login_is_not_quoted(void **state)
{
	struct exchange *exchange = answer(200, "text/html", "{\"authorization\":\"fresh-key\"}");
	struct error error = {0};

	(void)state;
	exchange->login = true;
	assert_int_equal(answer_check(exchange, "s3cret", "logging in", &error), -1);
	assert_non_null(strstr(error.text, "text/html"));
	assert_null(strstr(error.text, "fresh"));
	exchange_free(exchange);
}

static void test_words_harmless(void **state)
{
	struct exchange *exchange = answer(400, "application/json", "{\"message\":\"a\\u001b[2Jb\\nc\"}");
	char words[100], small[8];

	(void)state;
	answer_words(words, sizeof words, exchange, NULL);
	assert_null(strchr(words, 0x1B));
	assert_null(strchr(words, '\n'));
	exchange_free(exchange);
	exchange =
	    answer(400, "application/json", "{\"message\":\"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\"}");
	answer_words(small, sizeof small, exchange, NULL);
	assert_string_equal(small, "\xC3\xA9\xC3\xA9\xC3\xA9"); /* cut between characters */
	exchange_free(exchange);
}

static void check_refused(int status, const char *type, const char *body, const char *words)
{
	struct exchange *exchange = answer(status, type, body);
	struct error error = {0};

	snprintf(exchange->location, sizeof exchange->location, "https://other.example/y");
	assert_int_equal(answer_check(exchange, "s3cret", "reading", &error), -1);
	assert_non_null(strstr(error.text, words));
	assert_null(strstr(error.text, "s3cret"));
	exchange_free(exchange);
}

static void test_check(void **state)
{
	struct exchange *good = answer(200, "application/json", "{}");

	(void)state;
	assert_int_equal(answer_check(good, NULL, "reading", NULL), 0);
	good->type[0] = '\0';
	assert_int_equal(answer_check(good, NULL, "reading", NULL), 0);
	exchange_free(good);
	check_refused(200, "text/html", "<html>s3cret", "text/html");
	check_refused(200, "application/json", "", "not JSON");
	check_refused(401, "application/json", "{\"message\":\"who? s3cret\"}", "HTTP 401");
	check_refused(302, "text/html", "", "https://other.example/y");
	check_refused(302, "text/html", "", "from https://isp.example:9994/api/v2/x to");
	check_refused(503, "text/html", "busy", "HTTP 503");
}

static void test_batch(void **state)
{
	const char *ids[101];
	struct arena arena = {0};
	struct error error = {0};
	const char *body;

	(void)state;
	for (size_t i = 0; i < 101; i++)
		ids[i] = ID;
	body = ozmap_batch_body(&arena, "status", "1", ids, 2, &error);
	assert_string_equal(body, "{\"update\":{\"status\":1},\"filter\":[{\"property\":\"id\",\"operator\":\"in\","
				  "\"value\":[\"" ID "\",\"" ID "\"]}]}");
	assert_int_equal(batch_check(body, &error), 0);
	assert_non_null(ozmap_batch_body(&arena, "implanted", "true", ids, 100, &error));
	assert_null(ozmap_batch_body(&arena, "implanted", "true", ids, 101, &error));
	assert_non_null(strstr(error.text, "101"));
	assert_null(ozmap_batch_body(&arena, "implanted", "true", ids, 0, NULL));
	assert_null(ozmap_batch_body(&arena, "implanted", "true", NULL, 1, NULL));
	assert_null(ozmap_batch_body(&arena, "name", "\"x\"", ids, 1, NULL));
	assert_null(ozmap_batch_body(&arena, "implanted", "true}", ids, 1, NULL));
	ids[1] = "../x";
	assert_null(ozmap_batch_body(&arena, "status", "1", ids, 2, NULL));
	ids[1] = "";
	assert_null(ozmap_batch_body(&arena, "status", "1", ids, 2, NULL));
	arena_free(&arena);
}

static void test_batch_check(void **state)
{
	static const char *const bad[] = {
	    NULL,
	    "",
	    "{}",
	    "{\"update\":{\"status\":1},\"filter\":[]}",
	    "{\"update\":{\"status\":1}}",
	    "{\"update\":{\"status\":1},\"filter\":[{\"property\":\"id\",\"operator\":\"in\",\"value\":[]}]}",
	    "{\"update\":{\"status\":1},\"filter\":[{\"property\":\"id\",\"operator\":\"notin\",\"value\":[\"a\"]}]}",
	    "{\"update\":{\"status\":1},\"filter\":[{\"property\":\"code\",\"operator\":\"in\",\"value\":[\"a\"]}]}",
	    "{\"update\":{\"status\":1},\"filter\":[{\"property\":\"id\",\"operator\":\"in\",\"value\":[\"a b\"]}]}",
	    "{\"update\":{\"status\":1},\"filter\":[{\"property\":\"id\",\"operator\":\"in\",\"value\":[\"a\"]},{}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(batch_check(bad[i], NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_the_key_that_was_sent),
	    cmocka_unit_test(test_a_login_is_not_quoted),
	    cmocka_unit_test(test_words_harmless),
	    cmocka_unit_test(test_check),
	    cmocka_unit_test(test_batch),
	    cmocka_unit_test(test_batch_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
