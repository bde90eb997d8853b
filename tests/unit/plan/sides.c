/* Requests when a side is missing or strange: nothing is sent on a guess. */
#include "mkoz/plan/request.h"

#include "plan/world.h"

static const struct config_sync sync_default = {.delete_client = true, .observation_format = "de {code}"};

struct asked {
	struct requests requests;
	struct arena arena;
	struct error error;
};

static int ask(struct asked *asked, const struct change *change, const struct property *property)
{
	arena_free(&asked->arena);
	error_clear(&asked->error);
	return request_build(&asked->requests, &asked->arena, change, NULL, property, &sync_default, "2026-11-23",
			     &asked->error);
}

static void expect_body(struct asked *asked, const struct change *change, const struct property *property, size_t at,
			const char *body)
{
	int result = ask(asked, change, property);
	assert_string_equal(asked->error.text, "");
	assert_int_equal(result, 0);
	assert_true(at < asked->requests.count);
	if (body)
		assert_string_equal(asked->requests.items[at].body, body);
	else
		assert_null(asked->requests.items[at].body);
}

static void without_an_id_or_a_side(void **state)
{
	static const struct change changes[] = {
	    {.kind = KIND_NAME, .field = FIELD_NAME, .after = "\"A\""},
	    {.kind = KIND_ADDRESS, .field = FIELD_ADDRESS, .client_id = "c1", .after = "\"A\""},
	    {.kind = KIND_RECODE, .field = FIELD_CODE, .after = "\"2\""},
	    {.kind = KIND_RECODE, .field = FIELD_CODE, .client_id = "c1"},
	    {.kind = KIND_CANCEL_REMOVE, .property_id = "p1"},
	    {.kind = KIND_CANCEL_DETACH, .property_id = "p1", .client_id = "c1"},
	    {.kind = KIND_CANCEL_DETACH, .property_id = "p1", .ozmap_side = "{\"property\":{\"id\":\"p1\"}}"},
	    {.kind = KIND_CANCEL_DETACH, .client_id = "c1", .ozmap_side = "{\"property\":{\"id\":\"p1\"}}"},
	    {.kind = KIND_REVERT_CANCEL_DETACH, .ozmap_side = "{\"client\":{\"id\":\"c1\"}}"},
	    {.kind = KIND_REVERT_CANCEL_DETACH, .property_id = "p1"},
	    {.kind = KIND_REVERT_CANCEL_REMOVE, .ozmap_side = "{\"client\":{\"id\":\"c1\"}}"},
	    {.kind = KIND_REVERT_CANCEL_REMOVE, .ozmap_side = "{\"property\":{\"id\":\"p1\"}}"},
	    {.kind = KIND_REVERT_CANCEL_REMOVE, .ozmap_side = "[]"},
	    {.kind = KIND_REVERT_CANCEL_REMOVE, .ozmap_side = "{"},
	    {.kind = KIND_NAME, .field = FIELD_NAME, .client_id = "", .after = "\"A\""},
	    {.kind = KIND_CANCEL_REMOVE, .property_id = "p/1", .client_id = "c1"},
	    {.kind = KIND_TRANSFER},
	    {.kind = KIND_NONE},
	};
	struct asked asked = {0};
	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		if (ask(&asked, &changes[i], NULL) != 1)
			fail_msg("%zu was asked for", i);
		assert_string_not_equal(asked.error.text, "");
	}
	arena_free(&asked.arena);
}

static void an_unknown_after_is_null(void **state)
{
	static const struct change name = {.kind = KIND_NAME, .field = FIELD_NAME, .client_id = "c1"};
	static const struct change status = {
	    .kind = KIND_STATUS, .field = FIELD_STATUS, .client_id = "c1", .after = "null"};
	struct asked asked = {0};
	(void)state;
	expect_body(&asked, &name, NULL, 0, "{\"name\":null}");
	expect_body(&asked, &status, NULL, 0, "{\"status\":null}");
	arena_free(&asked.arena);
}

/* The observation goes back only where our line alone has come to it. */
static void observations_of_a_revert(void **state)
{
	static const struct change change = {
	    .kind = KIND_REVERT_CANCEL_DETACH,
	    .property_id = "p1",
	    .ozmap_side =
		"{\"client\":{\"id\":\"c1\",\"code\":\"1\"},\"property\":{\"id\":\"p1\",\"observation\":\"azul\"}}"};
	static const struct change blank = {
	    .kind = KIND_REVERT_CANCEL_DETACH,
	    .property_id = "p1",
	    .ozmap_side = "{\"client\":{\"id\":\"c1\",\"code\":\"1\"},\"property\":{\"id\":\"p1\"}}"};
	static const struct change unknown = {.kind = KIND_REVERT_CANCEL_DETACH,
					      .property_id = "p1",
					      .ozmap_side = "{\"client\":{\"id\":\"c1\",\"code\":\"1\"}}"};
	static const struct {
		const struct change *change;
		const char *now, *back;
	} cases[] = {
	    {&change, "azul\nde 1", "azul"},
	    {&change, "azul", NULL},
	    {&change, "verde\nde 1", NULL},
	    {&change, NULL, NULL},
	    {&change, "azul\n", NULL},
	    {&change, "azul\nde 1\nmais", NULL},
	    {&blank, "de 1", ""},
	    {&unknown, "azul\nde 1", NULL},
	};
	struct asked asked = {0};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct property now = {.id = "p1", .observation = cases[i].now};
		char body[200];
		(void)snprintf(body, sizeof body, "{\"client\":{\"code\":\"1\",\"implanted\":false}%s%s%s}",
			       cases[i].back ? ",\"observation\":\"" : "", cases[i].back ? cases[i].back : "",
			       cases[i].back ? "\"" : "");
		expect_body(&asked, cases[i].change, &now, 0, body);
	}
	arena_free(&asked.arena);
}

#define SIDE(whole)                                                                                                    \
	"{\"client\":{\"id\":\"c1\",\"code\":\"1\"},\"property\":{\"id\":\"p1\",\"power\":-20},\"whole\":" whole "}"

/* What was removed, in forms that OZmap gives and in such that it never should. */
static void wholes(void **state)
{
	static const struct {
		const char *side, *body;
	} cases[] = {
	    {SIDE("null"), "{\"client\":{\"code\":\"1\",\"implanted\":false}}"},
	    {SIDE("{\"client\":7,\"property\":7}"), "{\"client\":{\"code\":\"1\",\"implanted\":false}}"},
	    {SIDE("{\"client\":{\"status\":1,\"certified\":null,\"cpe\":\"x\",\"tags\":[{\"id\":\"t\"}],\"onu\":{}},"
		  "\"property\":{\"coords\":[\"a\",2]}}"),
	     "{\"client\":{\"code\":\"1\",\"implanted\":false,\"status\":1,\"cpe\":\"x\"}}"},
	    {SIDE("{\"client\":{\"status\":\"OK\",\"certified\":false,\"tags\":[]},\"property\":{\"coords\":[1,\"b\"]}"
		  "}"),
	     "{\"client\":{\"code\":\"1\",\"implanted\":false,\"status\":0,\"certified\":false}}"},
	    {SIDE("{\"client\":{\"status\":9,\"name\":7,\"observation\":\"o\"},"
		  "\"property\":{\"coords\":[1,2.5],\"potencyRead\":-19,\"address\":\"Rua\"}}"),
	     "{\"coords\":[1,2.5],\"address\":\"Rua\",\"client\":{\"code\":\"1\",\"implanted\":false,"
	     "\"observation\":\"o\"}}"},
	};
	static const struct property created = {.id = "p2"};
	struct asked asked = {0};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct change change = {.kind = KIND_REVERT_CANCEL_REMOVE, .ozmap_side = cases[i].side};
		expect_body(&asked, &change, NULL, 0, cases[i].body);
		assert_int_equal(asked.requests.count, 1);
		expect_body(&asked, &change, &created, 0, cases[i].body);
		/* the whole knows better than the plan whether there was a reading */
		assert_int_equal(asked.requests.count, i == 0 || i == 1 || i == 4 ? 2 : 1);
	}
	expect_body(&asked, &(struct change){.kind = KIND_REVERT_CANCEL_REMOVE, .ozmap_side = SIDE("null")}, &created,
		    1, "{\"potencyRead\":-20}");
	arena_free(&asked.arena);
}

static void onus_of_a_client_that_comes_back(void **state)
{
	static const struct change change = {
	    .kind = KIND_REVERT_CANCEL_DETACH,
	    .property_id = "p1",
	    .ozmap_side = "{\"client\":{\"id\":\"c1\",\"code\":\"1\",\"login\":\"ana\"},\"property\":null}"};
	struct asked asked = {0};
	(void)state;
	expect_body(&asked, &change, NULL, 0,
		    "{\"client\":{\"code\":\"1\",\"implanted\":false,\"onu\":{\"user_PPPoE\":\"ana\"}}}");
	arena_free(&asked.arena);
}

static void lines_of_an_observation(void **state)
{
	static const struct {
		const char *old, *format, *text;
	} cases[] = {
	    {NULL, "de {code}", "de 1"},
	    {"", "de {code}", "de 1"},
	    {"a", "de {code}", "a\nde 1"},
	    {"a\n", "de {code}", "a\nde 1"},
	    {"a\r\nde 1\r\nb", "de {code}", "a\r\nde 1\r\nb"},
	    {"de 12", "de {code}", "de 12\nde 1"},
	    {"xx 1", "de {code}", "xx 1\nde 1"},
	    {"a", "", "a"},
	    {"a", "{name}{", "a\n{"},
	};
	struct arena arena = {0};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(request_observation(&arena, cases[i].old, cases[i].format, "1", NULL, "2026-11-23"),
				    cases[i].text);
	arena_free(&arena);
}

static void opposites_that_are_none(void **state)
{
	static const struct change applied[] = {
	    {.kind = KIND_TRANSFER, .state = STATE_APPLIED},
	    {.kind = KIND_REVERT_NAME, .state = STATE_APPLIED},
	    {.kind = KIND_NAME, .state = STATE_FAILED},
	    {.kind = KIND_CANCEL_REMOVE, .state = STATE_APPLIED},
	    {.kind = KIND_STATUS, .state = STATE_APPLIED, .before = "null", .after = "\"OK\""},
	};
	static const struct change transfers[] = {
	    {.kind = KIND_NAME, .why = "2", .client_id = "c1"},
	    {.kind = KIND_TRANSFER, .client_id = "c1"},
	    {.kind = KIND_TRANSFER, .why = "2"},
	};
	struct plan plan = {0};
	struct change out;
	(void)state;
	for (size_t i = 0; i < sizeof applied / sizeof *applied; i++)
		assert_int_equal(plan_revert(&out, &plan.arena, &applied[i], NULL), -1);
	for (size_t i = 0; i < sizeof transfers / sizeof *transfers; i++)
		assert_int_equal(plan_recode(&out, &plan, &transfers[i], NULL), -1);
	plan_free(&plan);
}

static void opposites_of_what_is_not_known(void **state)
{
	static const struct change recode = {.kind = KIND_RECODE,
					     .state = STATE_APPLIED,
					     .code = "2",
					     .name = "New",
					     .client_id = "c1",
					     .ozmap_side = "{}"};
	struct arena arena = {0};
	struct change out;
	(void)state;
	assert_int_equal(plan_revert(&out, &arena, &recode, NULL), 0);
	assert_string_equal(out.before, "null");
	assert_string_equal(out.after, "null");
	assert_null(out.name); /* the new one is not put back as if it were the old one */
	arena_free(&arena);
}

/* What keep_personal_data let be erased cannot be put back, and must not be taken for an empty value. */
static void opposites_of_what_was_erased(void **state)
{
	static const struct change erased[] = {
	    {.kind = KIND_NAME, .state = STATE_APPLIED, .client_id = "c1"},
	    {.kind = KIND_ADDRESS, .state = STATE_APPLIED, .property_id = "p1"},
	    {.kind = KIND_RECODE, .state = STATE_APPLIED, .before = "\"1\"", .after = "\"2\"", .client_id = "c1"},
	    {.kind = KIND_CANCEL_DETACH, .state = STATE_APPLIED, .client_id = "c1", .property_id = "p1"},
	    {.kind = KIND_CANCEL_REMOVE, .state = STATE_APPLIED, .client_id = "c1", .property_id = "p1"},
	};
	struct arena arena = {0};
	struct change out;
	(void)state;
	for (size_t i = 0; i < sizeof erased / sizeof *erased; i++)
		assert_int_equal(plan_revert(&out, &arena, &erased[i], NULL), -1);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(opposites_of_what_was_erased),
	    cmocka_unit_test(without_an_id_or_a_side),
	    cmocka_unit_test(an_unknown_after_is_null),
	    cmocka_unit_test(observations_of_a_revert),
	    cmocka_unit_test(wholes),
	    cmocka_unit_test(onus_of_a_client_that_comes_back),
	    cmocka_unit_test(lines_of_an_observation),
	    cmocka_unit_test(opposites_that_are_none),
	    cmocka_unit_test(opposites_of_what_is_not_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
