/* Pages: read, refused, and how the next ones are asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ozmap/page.h"

static json_t *parse(const char *json)
{
	json_t *value = json_parse(json, strlen(json), "test", NULL);

	assert_non_null(value);
	return value;
}

static void check_paging(const char *json, enum paging paging, const char *next)
{
	json_t *answer = parse(json);
	struct page page;

	assert_int_equal(page_read(&page, answer, "test", NULL), 0);
	assert_int_equal(page.paging, paging);
	if (next != NULL)
		assert_string_equal(page.next_url, next);
	json_decref(answer);
}

static void test_paging(void **state)
{
	(void)state;
	check_paging("{\"total\":2,\"rows\":[]}", PAGING_NUMBER, NULL);
	check_paging("{\"total\":2,\"rows\":[],\"hasNextPage\":false}", PAGING_END, NULL);
	check_paging("{\"total\":2,\"rows\":[],\"hasNextPage\":false,\"nextUrl\":\"/x\"}", PAGING_END, NULL);
	check_paging("{\"total\":2,\"rows\":[],\"hasNextPage\":true,\"nextUrl\":\"/x\"}", PAGING_FOLLOW, "/x");
	check_paging("{\"total\":2,\"rows\":[],\"nextUrl\":\"/x\"}", PAGING_FOLLOW, "/x");
	check_paging("{\"total\":2,\"rows\":[],\"hasNextPage\":true}", PAGING_NUMBER, NULL);
	check_paging("{\"total\":2,\"rows\":[],\"hasNextPage\":true,\"nextUrl\":null}", PAGING_NUMBER, NULL);
	check_paging("{\"total\":2,\"rows\":[],\"hasNextPage\":true,\"nextUrl\":\"\"}", PAGING_NUMBER, NULL);
}

static void check_refused(const char *json, const char *words)
{
	json_t *answer = parse(json);
	struct page page;
	struct error error = {0};

	assert_int_equal(page_read(&page, answer, "list, page 3", &error), -1);
	assert_non_null(strstr(error.text, "list, page 3"));
	assert_non_null(strstr(error.text, words));
	json_decref(answer);
}

static void test_refused(void **state)
{
	(void)state;
	check_refused("[]", "a list");
	check_refused("7", "a bare value");
	check_refused("{\"total\":2}", "no rows");
	check_refused("{\"total\":2,\"rows\":{}}", "no rows");
	check_refused("{\"rows\":[]}", "total");
	check_refused("{\"rows\":[],\"total\":-1}", "total");
	check_refused("{\"rows\":[],\"total\":\"7\"}", "total");
	check_refused("{\"rows\":[],\"total\":1e15}", "total");
	check_refused("{\"rows\":[],\"total\":9000000000000}", "total");
}

static void test_granted(void **state)
{
	static const struct {
		size_t total, limit, rows, asked, wanted, pages;
	} cases[] = {
	    {1000, 500, 500, 500, 500, 2}, /* as asked */
	    {1001, 500, 500, 500, 500, 3}, {1000, 100, 100, 500, 100, 10}, /* less granted */
	    {1000, 0, 500, 500, 500, 2}, /* it does not say */
	    {1000, 0, 50, 500, 50, 20}, /* it does not say, and gives less */
	    {1000, 500, 50, 500, 50, 20}, /* it says one thing, and does another */
	    {30, 500, 30, 500, 500, 1}, /* all in one */
	    {1000, 500, 0, 500, 0, 0}, /* nothing, where there is something */
	    {0, 500, 0, 500, 500, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct page page = {.total = cases[i].total, .limit = cases[i].limit, .row_count = cases[i].rows};
		size_t granted = page_granted(&page, cases[i].asked);

		assert_int_equal(granted, cases[i].wanted);
		assert_int_equal(page_count(page.total, granted), cases[i].pages);
	}
}

static void check_peek(const char *json, const char *wanted)
{
	char *next = page_peek(json, strlen(json));

	if (wanted == NULL)
		assert_null(next);
	else
		assert_string_equal(next, wanted);
	free(next);
}

static void test_peek(void **state)
{
	(void)state;
	check_peek("{\"rows\":[{\"a\":\"}]\\\\\"}],\"hasNextPage\":true,\"nextUrl\":\"/x?y=1\"}", "/x?y=1");
	check_peek("{\"nextUrl\" : \"/x\", \"rows\":[], \"hasNextPage\" : true }", "/x");
	check_peek("{\"rows\":[{\"hasNextPage\":true,\"nextUrl\":\"/x\"}]}", NULL); /* a row's, not the page's */
	check_peek("{\"rows\":[\"a\\\"\"],\"hasNextPage\":false,\"nextUrl\":\"/x\"}", NULL);
	check_peek("{\"hasNextPage\":true,\"nextUrl\":\"\\/x\"}", NULL); /* escapes are left to the parser */
	check_peek("{\"hasNextPage\":true,\"nextUrl\":null}", NULL);
	check_peek("{\"hasNextPage\":true}", NULL);
	check_peek("{\"hasNextPage\":true,\"nextUrl\":\"/x", NULL);
	check_peek("{\"hasNextPage\":true,\"nextUrl\"", NULL);
	check_peek("]]}{\"", NULL);
	check_peek("\"", NULL);
	check_peek("", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_paging),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_granted),
	    cmocka_unit_test(test_peek),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
