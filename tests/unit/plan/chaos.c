/* Tests that every allocation may fail once in plan: a clean error, nothing leaked, no half a plan (faults 23). */
#include "chaos.h"

#include "mkoz/plan/compare.h"
#include "mkoz/plan/request.h"
#include "plan/world.h"

static void same_place(struct subscriber *subscriber)
{
	subscriber->name = "José da Silva";
	subscriber->street = "Rua São João";
	subscriber->number = "10";
	subscriber->city = "Florianópolis";
	subscriber->address = "Rua São João, 10 - Centro, Florianópolis";
}

/* Rows 1 to 10 of the table, a transfer, a reactivated code, a standing power change. */
static void fill(struct world *world)
{
	static const struct decide_known known[] = {{"20", "p20"}};
	static const struct decide_standing standing[] = {{"p1", "-20", "-25"}};
	world_start(world);
	world->options.known = known;
	world->options.known_count = 1;
	world->options.standing = standing;
	world->options.standing_count = 1;
	struct subscriber *changed = world_subscriber(world, "1", LIFE_ACTIVE);
	same_place(changed);
	changed->session = SESSION_DOWN;
	changed->has_power = true;
	changed->power = -25.2;
	struct client *client = world_client(world, "c1", "1", false);
	client->name = "JOSE DA SILVA";
	client->status = CLIENT_STATUS_OK;
	struct property *property = world_property(world, "p1", "c1");
	property->address = "R. Sao Joao 10";
	property->has_power = true;
	property->power = -20;
	static const char *history[] = {"21", NULL};
	property->history = history;
	world_subscriber(world, "2", LIFE_CANCELLED)->login = "ana";
	world_client(world, "c2", "2", true)->name = "Ana";
	world_property(world, "p2", "c2");
	world_subscriber(world, "3", LIFE_CANCELLED);
	world_client(world, "c3", "3", false);
	world_client(world, "c4", NULL, true);
	world_client(world, "c5", "5", true);
	world_client(world, "c6", "5", true);
	world_client(world, "c7", "7", true);
	world_subscriber(world, "8", LIFE_BOTH);
	struct subscriber *neither = world_subscriber(world, "9", LIFE_NEITHER);
	neither->reason = "12";
	world_client(world, "c9", "9", true);
	for (size_t i = 0; i < 2; i++) {
		struct subscriber *missing = world_subscriber(world, i ? "21" : "20", LIFE_ACTIVE);
		missing->fiber = true;
		same_place(missing);
		missing->login = "ana";
	}
}

static int decide(void *context, struct error *error)
{
	struct world *world = context;
	struct plan plan = {0};
	int result = plan_decide(&plan, &world->mk, &world->ozmap, &world->options, error);
	assert_int_equal(plan.count, result < 0 ? 0 : world->plan.count);
	/* what came of it in spite of a failure is all of it */
	for (size_t i = 0; i < plan.count; i++) {
		const struct change *one = &plan.items[i], *other = &world->plan.items[i];
		assert_string_equal(one->id, other->id);
		assert_true((one->before != NULL) == (other->before != NULL));
		assert_true((one->after != NULL) == (other->after != NULL));
		assert_true((one->why != NULL) == (other->why != NULL));
		assert_true((one->link != NULL) == (other->link != NULL));
		assert_true((one->name != NULL) == (other->name != NULL));
	}
	plan_free(&plan);
	return result;
}

static void deciding(void **state)
{
	(void)state;
	struct world world;
	fill(&world);
	world_decide(&world);
	assert_int_equal(world_count(&world, KIND_TRANSFER), 2);
	assert_int_equal(world_count(&world, KIND_CANCEL_DETACH), 1);
	assert_int_equal(world_count(&world, KIND_CANCEL_REMOVE), 1);
	chaos_exhaust(decide, &world, true);
	world_end(&world);
}

static char *long_text(void)
{
	static char bytes[20000];
	memset(bytes, 'x', sizeof bytes - 1);
	return bytes;
}

/* Strings so long that each takes memory of its own. */
static void deciding_on_long_strings(void **state)
{
	(void)state;
	struct world world;
	fill(&world);
	for (size_t i = 0; i < world.mk.count; i++) {
		struct subscriber *subscriber = &world.mk.items[i];
		subscriber->name = subscriber->city = subscriber->district = subscriber->address = long_text();
		subscriber->login = subscriber->onu = long_text();
	}
	for (size_t i = 0; i < world.ozmap.property_count; i++)
		world.ozmap.properties[i].box = world.ozmap.properties[i].address = "x";
	world.mk.items[5].reason = long_text();
	world.options.ozloc_url = long_text();
	world_decide(&world);
	chaos_exhaust(decide, &world, true);
	world_end(&world);
}

/* The ids and the codes are what is long. */
static void deciding_on_long_ids(void **state)
{
	(void)state;
	struct world world;
	fill(&world);
	char *id = long_text();
	world.ozmap.clients[1].id = world.ozmap.properties[1].client_id = id + 10;
	world.ozmap.properties[1].id = id + 20;
	world.ozmap.properties[1].box = id + 30;
	world.mk.items[1].code = world.ozmap.clients[1].code = id + 100;
	world_decide(&world);
	assert_int_equal(world_count(&world, KIND_CANCEL_DETACH), 1);
	chaos_exhaust(decide, &world, true);
	world_end(&world);
}

static const struct config_sync sync_options = {.delete_client = true, .observation_format = "de {code} em {date}"};

static int ask(void *context, struct error *error)
{
	struct requests requests;
	struct arena arena = {0};
	int result = request_build(&requests, &arena, context, NULL, NULL, &sync_options, "2026-11-23", error);
	arena_free(&arena);
	return result;
}

/* The change and its opposite. What fails for another reason than memory says so each time. */
static int ask_both(void *context, struct error *error)
{
	struct change opposite;
	struct arena arena = {0};
	int result = plan_revert(&opposite, &arena, context, error);
	if (result == 0)
		result = ask(&opposite, error);
	arena_free(&arena);
	return result < 0 ? -1 : ask(context, error);
}

static void requests(void **state)
{
	(void)state;
	struct world world;
	fill(&world);
	struct property *property = &world.ozmap.properties[1];
	property->observation = "portão azul";
	property->has_place = property->has_power = true;
	property->box_id = "b1";
	world.ozmap.clients[1].login = "ana";
	world.ozmap.clients[1].onu = "ABCD";
	world.ozmap.clients[1].status = CLIENT_STATUS_OK;
	world_decide(&world);
	for (size_t i = 0; i < world.plan.count; i++) {
		struct change *change = &world.plan.items[i];
		change->state = STATE_APPLIED;
		if (!kind_is_finding(change->kind) && change->property_id)
			chaos_exhaust(ask_both, change, true);
	}
	world.options.remove_property = true;
	world_decide(&world);
	world.plan.items[0].state = STATE_APPLIED;
	chaos_exhaust(ask_both, &world.plan.items[0], true);
	world_end(&world);
}

/* A plan of its own each time, since a recode's strings live in the plan's arena. */
static int recode(void *context, struct error *error)
{
	const struct world *world = context;
	struct plan plan = {0};
	struct change made;
	const struct change *transfer = world_only(world, KIND_TRANSFER);
	int result = plan_recode(&made, &plan, transfer, error);
	if (result == 0)
		result = ask(&made, error);
	made.state = STATE_APPLIED;
	if (result == 0)
		result = ask_both(&made, error);
	plan_free(&plan);
	return result;
}

static void recoding(void **state)
{
	(void)state;
	struct world world;
	fill(&world);
	world.mk.count--;
	world_decide(&world);
	chaos_exhaust(recode, &world, true);
	world_end(&world);
}

static int compare(void *context, struct error *error)
{
	(void)context;
	int same = compare_text("Avenida São João, 10", "Av. Sao Joao 10");
	if (same < 0)
		return error_memory(error);
	assert_int_equal(same, COMPARE_COSMETIC);
	return compare_is_moved("Rua São João, 1 - X", "R. Sao Joao", "1") ? error_memory(error) : 0;
}

static void comparing(void **state)
{
	(void)state;
	chaos_exhaust(compare, NULL, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(deciding),
	    cmocka_unit_test(deciding_on_long_strings),
	    cmocka_unit_test(deciding_on_long_ids),
	    cmocka_unit_test(requests),
	    cmocka_unit_test(recoding),
	    cmocka_unit_test(comparing),
	};
	chaos_spare_jansson();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
