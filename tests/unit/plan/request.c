/* What each kind of change sends, to the letter. */
#include "mkoz/plan/request.h"

#include "plan/world.h"

static const struct config_sync sync_default = {
    .delete_client = true,
    .observation_format = "Última conexão: código {code}, removido em {date}",
};

struct sent {
	struct world world;
	struct requests requests;
	struct arena arena;
};

static void start(struct sent *sent, enum life life, bool implanted)
{
	*sent = (struct sent){0};
	world_start(&sent->world);
	world_subscriber(&sent->world, "1001", life);
	struct client *client = world_client(&sent->world, "aa01", "1001", implanted);
	client->name = "Bia";
	client->status = CLIENT_STATUS_OK;
	world_property(&sent->world, "bb01", "aa01");
}

static void end(struct sent *sent)
{
	world_end(&sent->world);
	arena_free(&sent->arena);
}

static void build(struct sent *sent, const struct change *change, const struct client *client,
		  const struct property *property, const struct config_sync *sync)
{
	int result = request_build(&sent->requests, &sent->arena, change, client, property, sync, "2026-11-23",
				   &sent->world.error);
	assert_string_equal(sent->world.error.text, "");
	assert_int_equal(result, 0);
}

static void expect(const struct sent *sent, size_t at, const char *method, const char *path, const char *body)
{
	const struct request *request = &sent->requests.items[at];
	assert_true(at < sent->requests.count);
	assert_string_equal(request->method, method);
	assert_string_equal(request->path, path);
	if (body)
		assert_string_equal(request->body, body);
	else
		assert_null(request->body);
}

static void test_fields(void **state)
{
	(void)state;
	struct sent sent;
	start(&sent, LIFE_ACTIVE, false);
	struct subscriber *subscriber = &sent.world.mk.items[0];
	subscriber->name = "Ana \"A\"";
	subscriber->address = "Rua A, 1";
	subscriber->session = SESSION_DOWN;
	subscriber->has_power = true;
	subscriber->power = -20.1;
	world_decide(&sent.world);
	static const struct {
		enum kind kind;
		const char *path, *body;
	} wanted[] = {
	    {KIND_ACTIVATE, "/ftth-clients/aa01", "{\"implanted\":true}"},
	    {KIND_NAME, "/ftth-clients/aa01", "{\"name\":\"Ana \\\"A\\\"\"}"},
	    {KIND_ADDRESS, "/properties/bb01", "{\"address\":\"Rua A, 1\"}"},
	    {KIND_STATUS, "/ftth-clients/aa01", "{\"status\":1}"},
	    {KIND_POWER, "/properties/bb01", "{\"potencyRead\":-20.1}"},
	};
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		struct change *change = world_only(&sent.world, wanted[i].kind);
		build(&sent, change, NULL, NULL, &sync_default);
		assert_int_equal(sent.requests.count, 1);
		expect(&sent, 0, "PATCH", wanted[i].path, wanted[i].body);
	}

	static const struct {
		enum kind kind;
		const char *path, *body;
	} reverted[] = {
	    {KIND_ACTIVATE, "/ftth-clients/aa01", "{\"implanted\":false}"},
	    {KIND_NAME, "/ftth-clients/aa01", "{\"name\":\"Bia\"}"},
	    {KIND_ADDRESS, "/properties/bb01", "{\"address\":null}"},
	    {KIND_STATUS, "/ftth-clients/aa01", "{\"status\":0}"},
	    {KIND_POWER, "/properties/bb01", "{\"potencyRead\":null}"},
	};
	for (size_t i = 0; i < sizeof reverted / sizeof *reverted; i++) {
		struct change revert;
		struct change *applied = world_only(&sent.world, reverted[i].kind);
		applied->state = STATE_APPLIED;
		assert_int_equal(plan_revert(&revert, &sent.arena, applied, &sent.world.error), 0);
		build(&sent, &revert, NULL, NULL, &sync_default);
		expect(&sent, 0, "PATCH", reverted[i].path, reverted[i].body);
	}
	end(&sent);
}

static void test_remove(void **state)
{
	(void)state;
	struct sent sent;
	start(&sent, LIFE_CANCELLED, false);
	world_decide(&sent.world);
	build(&sent, world_only(&sent.world, KIND_CANCEL_REMOVE), NULL, NULL, &sync_default);
	assert_int_equal(sent.requests.count, 2);
	expect(&sent, 0, "DELETE", "/properties/bb01", NULL);
	expect(&sent, 1, "DELETE", "/ftth-clients/aa01", NULL);
	sent.world.ozmap.property_count = 0;
	world_decide(&sent.world);
	build(&sent, world_only(&sent.world, KIND_CANCEL_REMOVE), NULL, NULL, &sync_default);
	assert_int_equal(sent.requests.count, 1);
	expect(&sent, 0, "DELETE", "/ftth-clients/aa01", NULL);
	end(&sent);
}

static void test_detach(void **state)
{
	(void)state;
	struct sent sent;
	struct config_sync keeps = sync_default;
	keeps.delete_client = false;
	start(&sent, LIFE_CANCELLED, true);
	sent.world.ozmap.properties[0].observation = "Casa azul";
	world_decide(&sent.world);
	struct change *change = world_only(&sent.world, KIND_CANCEL_DETACH);
	build(&sent, change, NULL, NULL, &sync_default);
	assert_int_equal(sent.requests.count, 2);
	expect(&sent, 0, "PATCH", "/properties/bb01",
	       "{\"client\":null,\"observation\":\"Casa azul\\nÚltima conexão: código 1001, removido em 2026-11-23\"}");
	expect(&sent, 1, "DELETE", "/ftth-clients/aa01", NULL);

	/* what stands there now counts, not what the plan saw */
	struct property now = sent.world.ozmap.properties[0];
	now.observation = "Portão\nÚltima conexão: código 1001, removido em 2026-11-23";
	build(&sent, change, NULL, &now, &keeps);
	assert_int_equal(sent.requests.count, 1);
	expect(&sent, 0, "PATCH", "/properties/bb01", "{\"client\":null}");
	end(&sent);
}

static void test_recode(void **state)
{
	(void)state;
	struct sent sent;
	struct change recode;
	struct change revert;
	start(&sent, LIFE_CANCELLED, true);
	sent.world.mk.items[0].onu = "Z";
	struct subscriber *new_one = world_subscriber(&sent.world, "2002", LIFE_ACTIVE);
	new_one->onu = "Z";
	new_one->name = "Ana";
	world_decide(&sent.world);
	assert_int_equal(plan_recode(&recode, &sent.world.plan, world_only(&sent.world, KIND_TRANSFER), NULL), 0);
	build(&sent, &recode, NULL, NULL, &sync_default);
	expect(&sent, 0, "PATCH", "/ftth-clients/aa01", "{\"code\":\"2002\",\"name\":\"Ana\"}");
	recode.state = STATE_APPLIED;
	assert_int_equal(plan_revert(&revert, &sent.arena, &recode, NULL), 0);
	build(&sent, &revert, NULL, NULL, &sync_default);
	expect(&sent, 0, "PATCH", "/ftth-clients/aa01", "{\"code\":\"1001\",\"name\":\"Bia\"}");
	end(&sent);
}

static void start_reverted(struct sent *sent, struct change *revert, bool implanted)
{
	start(sent, LIFE_CANCELLED, implanted);
	struct property *property = &sent->world.ozmap.properties[0];
	property->observation = "Casa azul";
	property->address = "Rua A, 1";
	property->box = "CTO 1";
	property->box_id = "dd01";
	property->project = "ee01";
	property->has_place = true;
	property->lat = -27.5;
	property->lng = -48.25;
	sent->world.ozmap.clients[0].onu = "ZTEG1";
	world_decide(&sent->world);
	sent->world.plan.items[0].state = STATE_APPLIED;
	assert_int_equal(plan_revert(revert, &sent->arena, &sent->world.plan.items[0], &sent->world.error), 0);
}

static void test_revert_remove(void **state)
{
	(void)state;
	struct sent sent;
	struct change revert;
	start_reverted(&sent, &revert, false);
	build(&sent, &revert, NULL, NULL, &sync_default);
	assert_int_equal(sent.requests.count, 1);
	expect(&sent, 0, "POST", "/properties",
	       "{\"project\":\"ee01\",\"coords\":[-48.25,-27.5],\"address\":\"Rua A, 1\",\"box\":\"dd01\","
	       "\"observation\":\"Casa azul\",\"client\":{\"code\":\"1001\",\"name\":\"Bia\",\"implanted\":false,"
	       "\"status\":0,\"onu\":{\"serial_number\":\"ZTEG1\"}}}");
	sent.world.plan.items[0].property_id = NULL; /* a client alone: the API has no way back */
	assert_int_equal(plan_revert(&revert, &sent.arena, &sent.world.plan.items[0], &sent.world.error), -1);
	end(&sent);
}

static void test_revert_detach(void **state)
{
	(void)state;
	struct sent sent;
	struct change revert;
	start_reverted(&sent, &revert, true);
	struct property now = {.id = "bb01", .observation = "Casa azul\nÚltima conexão: código 1001"};
	build(&sent, &revert, NULL, &now, &sync_default);
	expect(&sent, 0, "PATCH", "/properties/bb01",
	       "{\"client\":{\"code\":\"1001\",\"name\":\"Bia\",\"implanted\":true,\"status\":0,"
	       "\"onu\":{\"serial_number\":\"ZTEG1\"}},\"observation\":\"Casa azul\"}");
	/* somebody wrote more: it stays; and the client was only taken off */
	now.observation = "Casa azul\nÚltima conexão: código 1001\nCuidado com o cão";
	build(&sent, &revert, &sent.world.ozmap.clients[0], &now, &sync_default);
	expect(&sent, 0, "PATCH", "/properties/bb01", "{\"client\":\"aa01\"}");
	end(&sent);
}

/* What stood there when it was removed comes before what the plan had seen. */
static void test_revert_of_the_whole(void **state)
{
	(void)state;
	struct sent sent;
	struct change revert;
	start_reverted(&sent, &revert, true);
	struct property now = {.id = "bb01", .observation = "Casa verde\nÚltima conexão: código 1001"};
	size_t length = strlen(revert.ozmap_side);
	revert.ozmap_side =
	    arena_format(&sent.arena, "%.*s,\"whole\":%s}", (int)length - 1, revert.ozmap_side,
			 "{\"client\":{\"id\":\"aa01\",\"code\":\" 1001 \",\"name\":\"Bia "
			 "B\",\"status\":\"ERROR\",\"certified\":true,"
			 "\"tags\":[\"ff01\"],\"cpe\":null,\"onu\":{\"user_PPPoE\":null,\"serial_number\":\"ZTEG2\","
			 "\"mac_address\":\"AA:BB\"}},"
			 "\"property\":{\"id\":\"bb01\",\"observation\":\"Casa verde\",\"address\":null}}");
	build(&sent, &revert, NULL, &now, &sync_default);
	expect(&sent, 0, "PATCH", "/properties/bb01",
	       "{\"client\":{\"code\":\"1001\",\"name\":\"Bia B\",\"implanted\":true,\"status\":1,\"certified\":true,"
	       "\"tags\":[\"ff01\"],\"onu\":{\"serial_number\":\"ZTEG2\",\"mac_address\":\"AA:BB\"}},"
	       "\"observation\":\"Casa verde\"}");
	end(&sent);
}

static void test_refused(void **state)
{
	(void)state;
	struct sent sent;
	static const char *const ids[] = {"../users", "", "aa/bb", "a b", "aa01?x", "aa01\r\n"};
	start(&sent, LIFE_ACTIVE, false);
	world_decide(&sent.world);
	struct change *change = world_only(&sent.world, KIND_ACTIVATE);
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		change->client_id = ids[i];
		error_clear(&sent.world.error);
		assert_int_equal(request_build(&sent.requests, &sent.arena, change, NULL, NULL, &sync_default,
					       "2026-11-23", &sent.world.error),
				 1);
		assert_int_equal(sent.requests.count, 0);
	}
	change->kind = KIND_TRANSFER;
	error_clear(&sent.world.error);
	assert_int_equal(request_build(&sent.requests, &sent.arena, change, NULL, NULL, &sync_default, "2026-11-23",
				       &sent.world.error),
			 1);
	end(&sent);
}

static void test_observation(void **state)
{
	(void)state;
	struct arena arena = {0};
	const char *format = "{code} {name}: {date}{x}";
	assert_string_equal(request_observation(&arena, NULL, format, "1", "Ana", "D"), "1 Ana: D{x}");
	assert_string_equal(request_observation(&arena, "", format, "1", NULL, "D"), "1 : D{x}");
	assert_string_equal(request_observation(&arena, "a\n", format, "1", "{code}", "D"), "a\n1 {code}: D{x}");
	static const char *const holding[] = {"1 Ana: D{x}", "a\r\n1 Ana: D{x}\r\nb", "\n\n1 Ana: D{x}"};
	for (size_t i = 0; i < 3; i++)
		assert_ptr_equal(request_observation(&arena, holding[i], format, "1", "Ana", "D"), holding[i]);
	assert_string_equal(request_observation(&arena, "11 Ana: D{x}", format, "1", "Ana", "D"),
			    "11 Ana: D{x}\n1 Ana: D{x}");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fields),
	    cmocka_unit_test(test_remove),
	    cmocka_unit_test(test_detach),
	    cmocka_unit_test(test_recode),
	    cmocka_unit_test(test_revert_remove),
	    cmocka_unit_test(test_revert_detach),
	    cmocka_unit_test(test_revert_of_the_whole),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_observation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
