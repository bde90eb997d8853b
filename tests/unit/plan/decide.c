/* The decision table of spec §4, row by row, and its footnotes. */
#include "plan/world.h"

static void start(struct world *world, enum life life, bool implanted, bool with_property)
{
	world_start(world);
	world_subscriber(world, "1001", life);
	world_client(world, "c1", "1001", implanted);
	if (with_property)
		world_property(world, "p1", "c1");
}

#define MK(world) ((world)->mk.items[0])
#define CLIENT(world) ((world)->ozmap.clients[0])
#define PROPERTY(world) ((world)->ozmap.properties[0])

static void test_row_1(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	world_client(&world, "c3", NULL, true)->name = "  Sem   código ";
	world_client(&world, "c2", NULL, false);
	world_decide(&world);
	assert_int_equal(world.plan.count, 2);
	const struct change *finding = &world.plan.items[0];
	assert_int_equal(finding->kind, KIND_NO_CODE);
	assert_int_equal(finding->row, 1);
	assert_int_equal(finding->state, STATE_OPEN);
	assert_null(finding->code);
	assert_string_equal(finding->client_id, "c2");
	assert_string_equal(world.plan.items[1].name, "Sem código");
	assert_string_not_equal(world.plan.items[0].id, world.plan.items[1].id);
	world_end(&world);
}

static void test_row_2(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_CANCELLED, true, true);
	world_client(&world, "c2", "1001", false);
	world_decide(&world);
	assert_int_equal(world.plan.count, 1);
	assert_string_equal(world_only(&world, KIND_CONFLICT)->why, "duplicate-in-ozmap");
	assert_int_equal(world_only(&world, KIND_CONFLICT)->row, 2);
	world_end(&world);

	start(&world, LIFE_ACTIVE, false, true);
	world_property(&world, "p2", "c1");
	world_decide(&world);
	assert_int_equal(world.plan.count, 1);
	assert_string_equal(world_only(&world, KIND_CONFLICT)->why, "duplicate-in-ozmap");
	world_end(&world);

	/* before row 8: not in MK either */
	world_start(&world);
	world_client(&world, "c1", "7", true);
	world_client(&world, "c2", "7", true);
	world_decide(&world);
	assert_int_equal(world.plan.count, 1);
	world_only(&world, KIND_CONFLICT);
	world_end(&world);
}

static void test_twice_or_blank_in_mk(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, false, true);
	world_subscriber(&world, "1001", LIFE_CANCELLED);
	world_subscriber(&world, "", LIFE_ACTIVE)->fiber = true;
	world_decide(&world);
	assert_int_equal(world.plan.count, 2);
	assert_string_equal(world.plan.items[0].why, "blank-in-mk");
	assert_string_equal(world.plan.items[1].why, "duplicate-in-mk");
	world_end(&world);
}

static void test_row_3(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_BOTH, true, true);
	MK(&world).name = "Other";
	world_subscriber(&world, "1002", LIFE_BOTH)->fiber = true;
	world_decide(&world);
	assert_int_equal(world.plan.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(world.plan.items[i].kind, KIND_CONFLICT);
		assert_string_equal(world.plan.items[i].why, "active-and-cancelled");
		assert_int_equal(world.plan.items[i].row, 3);
	}
	assert_int_equal(world.plan.counts.mk_active, 2);
	assert_int_equal(world.plan.counts.mk_cancelled, 2);
	world_end(&world);
}

static void test_row_4(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	struct subscriber *fiber = world_subscriber(&world, "12|3", LIFE_ACTIVE);
	fiber->fiber = true;
	fiber->name = "José & Cia";
	fiber->address = "R. A, 1";
	world_subscriber(&world, "1003", LIFE_ACTIVE)->fiber = false;
	world_subscriber(&world, "1004", LIFE_NEITHER)->fiber = true;
	world_subscriber(&world, "1005", LIFE_CANCELLED)->fiber = true;
	world_decide(&world);
	assert_int_equal(world.plan.count, 1);
	const struct change *finding = world_only(&world, KIND_MISSING_IN_OZMAP);
	assert_string_equal(finding->code, "12|3");
	assert_null(finding->why);
	assert_null(finding->property_id);
	assert_int_equal(finding->row, 4);
	assert_string_equal(finding->link,
			    "https://acme.ozmap.com.br:9443?cod_cli=12%7C3&client_name=Jos%C3%A9%20%26%20Cia"
			    "&address=R.%20A%2C%201");
	world.options.ozloc_url = "https://loja.example/x?y=1";
	world_decide(&world);
	assert_string_equal(
	    world_only(&world, KIND_MISSING_IN_OZMAP)->link,
	    "https://loja.example/x?y=1&cod_cli=12%7C3&client_name=Jos%C3%A9%20%26%20Cia&address=R.%20A%2C%201");
	world.options.ozloc_url = NULL;
	world.options.ozmap_url = "http://[::1]:9994/api/v2";
	world_decide(&world);
	assert_memory_equal(world_only(&world, KIND_MISSING_IN_OZMAP)->link, "https://[::1]:9443?cod_cli=", 27);
	world.options.ozmap_url = NULL;
	world_decide(&world);
	assert_null(world_only(&world, KIND_MISSING_IN_OZMAP)->link);
	world_end(&world);
}

static void test_reactivated(void **state)
{
	(void)state;
	static const char *history[] = {"9", "1002", NULL};
	static const struct decide_known known[] = {{"1003", "p9"}, {"1004", "gone"}, {"1006", NULL}};
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	for (int i = 0; i < 4; i++) {
		static const char *const codes[] = {"1002", "1003", "1004", "1005"};
		world_subscriber(&world, codes[i], LIFE_ACTIVE)->fiber = true;
	}
	struct property *kept = world_property(&world, "p9", NULL);
	kept->history = history;
	kept->has_place = true;
	kept->lat = -27.5;
	kept->lng = -48.25;
	world.options.known = known;
	world.options.known_count = 3;
	world_decide(&world);
	assert_int_equal(world.plan.count, 4);
	const struct change *items = world.plan.items;
	assert_string_equal(items[0].why, "reactivated");
	assert_string_equal(items[0].property_id, "p9");
	assert_non_null(strstr(items[0].link, "&lat=-27.5&lng=-48.25"));
	assert_string_equal(items[1].why, "reactivated");
	assert_string_equal(items[1].property_id, "p9");
	assert_string_equal(items[2].why, "reactivated");
	assert_null(items[2].property_id);
	assert_null(items[3].why);
	world_end(&world);
}

static void test_row_5(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, false, true);
	MK(&world).name = "Ana";
	MK(&world).city = "Florianópolis";
	MK(&world).session = SESSION_UP;
	PROPERTY(&world).box_id = "b1";
	world_decide(&world);
	assert_int_equal(world.plan.count, 3); /* and row 10 */
	const struct change *change = world_only(&world, KIND_ACTIVATE);
	assert_int_equal(change->row, 5);
	assert_int_equal(change->state, STATE_PENDING);
	assert_int_equal(change->field, FIELD_IMPLANTED);
	assert_string_equal(change->before, "false");
	assert_string_equal(change->after, "true");
	assert_string_equal(change->code, "1001");
	assert_string_equal(change->name, "Ana");
	assert_string_equal(change->city, "Florianópolis");
	assert_string_equal(change->box, "b1");
	assert_string_equal(change->client_id, "c1");
	assert_string_equal(change->property_id, "p1");
	assert_non_null(strstr(change->mk_side, "\"1001\""));
	assert_non_null(strstr(change->ozmap_side, "\"p1\""));
	assert_int_equal(world_only(&world, KIND_NAME)->row, 10);
	assert_int_equal(world_only(&world, KIND_STATUS)->row, 10);
	world_end(&world);

	start(&world, LIFE_ACTIVE, false, false);
	world_decide(&world);
	assert_null(world_only(&world, KIND_ACTIVATE)->property_id);
	world_end(&world);

	start(&world, LIFE_NEITHER, false, true);
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	world_end(&world);
}

static void expect_cancellation(struct world *world, enum kind kind, int row)
{
	MK(world).name = "Somebody else"; /* row 10 is not for the cancelled */
	world_decide(world);
	assert_int_equal(world->plan.count, 1);
	const struct change *change = world_only(world, kind);
	assert_int_equal(change->row, row);
	assert_int_equal(change->field, FIELD_CLIENT);
	assert_string_equal(change->before, "\"1001\"");
	assert_string_equal(change->after, "null");
	assert_false(change->alone);
	world_end(world);
}

static void test_row_6(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_CANCELLED, false, true);
	world.options.delete_client = false;
	expect_cancellation(&world, KIND_CANCEL_REMOVE, 6);
	start(&world, LIFE_CANCELLED, true, false);
	expect_cancellation(&world, KIND_CANCEL_REMOVE, 6);
	start(&world, LIFE_CANCELLED, true, false);
	world.options.delete_client = false;
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	world_end(&world);
}

static void test_row_7(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_CANCELLED, true, true);
	expect_cancellation(&world, KIND_CANCEL_DETACH, 7);
	start(&world, LIFE_CANCELLED, true, true);
	world.options.remove_property = true;
	expect_cancellation(&world, KIND_CANCEL_REMOVE, 7);
}

static void test_row_8(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	struct client *client = world_client(&world, "c2", "1002", true);
	client->name = "Old One";
	client->login = "old@isp";
	world_property(&world, "p2", "c2")->address = "Rua A, 1";
	world_decide(&world);
	assert_int_equal(world.plan.count, 1);
	const struct change *finding = world_only(&world, KIND_MISSING_IN_MK);
	assert_int_equal(finding->row, 8);
	assert_string_equal(finding->name, "Old One");
	assert_string_equal(finding->address, "Rua A, 1");
	assert_string_equal(finding->login, "old@isp");
	world_end(&world);
}

static void test_row_9(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_NEITHER, true, true);
	MK(&world).reason = "12";
	MK(&world).name = "Ana";
	MK(&world).session = SESSION_DOWN; /* not for who is not active */
	MK(&world).has_power = true;
	MK(&world).power = -20;
	world_subscriber(&world, "1002", LIFE_NEITHER)->reason = "S";
	world_decide(&world);
	assert_int_equal(world.plan.count, 2);
	const struct change *finding = world_only(&world, KIND_REASON_NOT_LISTED);
	assert_string_equal(finding->why, "12");
	assert_int_equal(finding->row, 9);
	assert_int_equal(world_only(&world, KIND_NAME)->row, 10);
	world_end(&world);
}

static void test_row_10(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).name = "Ana Lúcia";
	MK(&world).street = "Rua das Flores";
	MK(&world).number = "12";
	MK(&world).address = "Rua das Flores, 12 - Centro";
	MK(&world).session = SESSION_DOWN;
	MK(&world).has_power = true;
	MK(&world).power = -27.5;
	CLIENT(&world).name = "  Bia ";
	CLIENT(&world).status = CLIENT_STATUS_OK;
	PROPERTY(&world).address = "Rua das Flores, 12 - Trindade";
	PROPERTY(&world).has_power = true;
	PROPERTY(&world).power = -20;
	world_decide(&world);
	assert_int_equal(world.plan.count, 4);
	const struct change *name = world_only(&world, KIND_NAME);
	assert_string_equal(name->before, "\"  Bia \"");
	assert_string_equal(name->after, "\"Ana Lúcia\"");
	assert_int_equal(name->field, FIELD_NAME);
	const struct change *address = world_only(&world, KIND_ADDRESS);
	assert_false(address->moved);
	assert_false(address->cosmetic);
	assert_false(address->alone);
	const struct change *status = world_only(&world, KIND_STATUS);
	assert_string_equal(status->before, "\"OK\"");
	assert_string_equal(status->after, "\"ERROR\"");
	const struct change *power = world_only(&world, KIND_POWER);
	assert_string_equal(power->before, "-20");
	assert_string_equal(power->after, "-27.5");
	assert_true(power->has_mk_power);
	assert_true(power->power_delta > 7.49 && power->power_delta < 7.51);

	for (unsigned field = 1; field <= CONFIG_POWER; field *= 2) {
		world.options.fields = field;
		world_decide(&world);
		assert_int_equal(world.plan.count, 1);
	}
	world_end(&world);

	start(&world, LIFE_NEITHER, true, true);
	MK(&world).name = "Ana";
	MK(&world).session = SESSION_DOWN;
	MK(&world).has_power = true;
	MK(&world).power = -27.5;
	world_decide(&world);
	assert_int_equal(world.plan.count, 1);
	assert_string_equal(world_only(&world, KIND_NAME)->before, "null");
	world_end(&world);
}

static void test_nothing_from_empty(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	CLIENT(&world).name = "Ana";
	PROPERTY(&world).address = "Rua A, 1";
	PROPERTY(&world).has_power = true;
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	MK(&world).name = MK(&world).address = "";
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	world_end(&world);
}

static void test_no_property_no_place(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, false);
	MK(&world).address = "Rua A, 1";
	MK(&world).has_power = true;
	MK(&world).power = -20;
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	world_end(&world);
}

static void test_normalised(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).name = "José";
	MK(&world).address = "Rua A, 1";
	CLIENT(&world).name = " Jose\xCC\x81 ";
	PROPERTY(&world).address = "Rua  A,\xC2\xA0\x31";
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	world_end(&world);
}

static void test_cosmetic(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).name = "JOSE DA SILVA";
	MK(&world).street = "R. DAS FLORES";
	MK(&world).number = "12";
	MK(&world).address = "R. DAS FLORES, 12";
	CLIENT(&world).name = "José da Silva";
	PROPERTY(&world).address = "Rua das Flores, 12";
	world_decide(&world);
	assert_int_equal(world.plan.count, 2);
	assert_true(world_only(&world, KIND_NAME)->cosmetic);
	assert_true(world_only(&world, KIND_ADDRESS)->cosmetic);
	assert_false(world_only(&world, KIND_ADDRESS)->moved);
	world.options.ignore_cosmetic = true;
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	CLIENT(&world).name = "José de Souza";
	world_decide(&world);
	assert_false(world_only(&world, KIND_NAME)->cosmetic);
	world_end(&world);
}

static void test_moved(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).street = "Rua das Flores";
	MK(&world).number = "12";
	MK(&world).address = "Rua das Flores, 12 - Centro";
	PROPERTY(&world).address = "Rua das Flores, 120 - Centro";
	world_decide(&world);
	assert_true(world_only(&world, KIND_ADDRESS)->moved);
	assert_true(world_only(&world, KIND_ADDRESS)->alone);
	PROPERTY(&world).address = NULL; /* nothing was there: nobody moved */
	world_decide(&world);
	assert_false(world_only(&world, KIND_ADDRESS)->moved);
	assert_false(world_only(&world, KIND_ADDRESS)->alone);
	world_end(&world);
}

static void test_status(void **state)
{
	(void)state;
	static const struct {
		enum session session;
		enum client_status status;
		const char *before, *after; /* after NULL: nothing */
	} cases[] = {
	    {SESSION_UP, CLIENT_STATUS_OK, NULL, NULL},
	    {SESSION_UP, CLIENT_STATUS_ERROR, "\"ERROR\"", "\"OK\""},
	    {SESSION_UP, CLIENT_STATUS_UNKNOWN, "null", "\"OK\""},
	    {SESSION_DOWN, CLIENT_STATUS_ERROR, NULL, NULL},
	    {SESSION_DOWN, CLIENT_STATUS_UNKNOWN, "null", "\"ERROR\""},
	    {SESSION_UNKNOWN, CLIENT_STATUS_OK, NULL, NULL},
	    {SESSION_UNKNOWN, CLIENT_STATUS_UNKNOWN, NULL, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world;
		start(&world, LIFE_ACTIVE, true, true);
		MK(&world).session = cases[i].session;
		CLIENT(&world).status = cases[i].status;
		world_decide(&world);
		assert_int_equal(world.plan.count, cases[i].after ? 1 : 0);
		if (cases[i].after) {
			assert_string_equal(world.plan.items[0].before, cases[i].before);
			assert_string_equal(world.plan.items[0].after, cases[i].after);
		}
		world_end(&world);
	}
}

static void test_power_tolerance(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).has_power = true;
	MK(&world).power = -27.8;
	PROPERTY(&world).has_power = true;
	PROPERTY(&world).power = -27.3; /* just the tolerance, whatever binary makes of it */
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	PROPERTY(&world).power = -27.29;
	world_decide(&world);
	world_only(&world, KIND_POWER);
	PROPERTY(&world).has_power = false;
	world_decide(&world);
	assert_string_equal(world_only(&world, KIND_POWER)->before, "null");
	world_end(&world);
}

static void test_power_stands(void **state)
{
	(void)state;
	struct decide_standing standing[] = {{"p0", "null", "-10"}, {"p1", "-20", "-25"}, {"p2", "-20", "-25"}};
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).has_power = true;
	MK(&world).power = -25;
	PROPERTY(&world).has_power = true;
	PROPERTY(&world).power = -20;
	world_decide(&world);
	char id[CHANGE_ID_MAX];
	strcpy(id, world_only(&world, KIND_POWER)->id);

	world.options.standing = standing;
	world.options.standing_count = 3;
	MK(&world).power = -25.5;
	world_decide(&world);
	assert_string_equal(world_only(&world, KIND_POWER)->id, id);
	assert_string_equal(world_only(&world, KIND_POWER)->after, "-25");
	MK(&world).power = -25.6;
	world_decide(&world);
	assert_string_not_equal(world_only(&world, KIND_POWER)->id, id);
	assert_string_equal(world_only(&world, KIND_POWER)->after, "-25.6");
	MK(&world).power = -25.2;
	PROPERTY(&world).power = -21; /* OZmap changed: another difference */
	world_decide(&world);
	assert_string_equal(world_only(&world, KIND_POWER)->after, "-25.2");
	PROPERTY(&world).power = -25; /* in sync: nothing stands */
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	world_end(&world);
}

/* An old contract that is cancelled and in OZmap, a new one that is active and not. */
static void start_transfer(struct world *world)
{
	start(world, LIFE_CANCELLED, true, true);
	MK(world).contract = "1001";
	CLIENT(world).name = "Ana";
	struct subscriber *new_one = world_subscriber(world, "2002", LIFE_ACTIVE);
	new_one->contract = "2002";
	new_one->name = "Ana Prado";
}

static void expect_transfer(struct world *world, bool linked)
{
	world_decide(world);
	assert_int_equal(world_count(world, KIND_TRANSFER), linked ? 1 : 0);
	assert_int_equal(world_only(world, KIND_CANCEL_DETACH)->alone, linked);
	if (linked) {
		const struct change *transfer = world_only(world, KIND_TRANSFER);
		assert_string_equal(transfer->code, "2002");
		assert_string_equal(transfer->why, "1001");
		assert_string_equal(transfer->other_code, "1001");
		assert_string_equal(transfer->name, "Ana Prado");
		assert_string_equal(transfer->client_id, "c1");
		assert_string_equal(transfer->property_id, "p1");
	}
	world_end(world);
}

static void test_transfer(void **state)
{
	(void)state;
	static const struct {
		const char *old_linked, *new_linked, *old_onu, *new_onu, *old_login, *new_login, *old_port, *new_port;
		bool linked;
	} cases[] = {
	    {.linked = false},
	    {.new_linked = "1001", .linked = true},
	    {.old_linked = "2002", .linked = true},
	    {.old_linked = "3", .new_linked = "3", .linked = true},
	    {.old_linked = "3", .new_linked = "4", .linked = false},
	    {.old_onu = "ZTEG1", .new_onu = "ZTEG1", .linked = true},
	    {.old_onu = "ZTEG1", .new_onu = "ZTEG2", .linked = false},
	    {.old_onu = "", .new_onu = "", .linked = false},
	    {.old_login = "ana", .new_login = "ana", .linked = true},
	    {.old_login = "ana", .new_onu = "ana", .linked = false},
	    {.old_port = "77", .new_port = "77", .linked = true},
	    {.old_port = "77", .new_port = "77", .old_onu = "Z", .new_onu = "Z", .linked = true}, /* one, not two */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world;
		start_transfer(&world);
		MK(&world).linked = cases[i].old_linked;
		MK(&world).onu = cases[i].old_onu;
		MK(&world).login = cases[i].old_login;
		MK(&world).port = cases[i].old_port;
		world.mk.items[1].linked = cases[i].new_linked;
		world.mk.items[1].onu = cases[i].new_onu;
		world.mk.items[1].login = cases[i].new_login;
		world.mk.items[1].port = cases[i].new_port;
		expect_transfer(&world, cases[i].linked);
	}
}

static void test_transfer_is_from_missing(void **state)
{
	(void)state;
	struct world world;
	start_transfer(&world);
	MK(&world).onu = world.mk.items[1].onu = "Z";
	world_client(&world, "c2", "2002", true); /* the new one is there already */
	expect_transfer(&world, false);
}

static void test_recode(void **state)
{
	(void)state;
	struct world world;
	struct change recode;
	start_transfer(&world);
	MK(&world).onu = world.mk.items[1].onu = "Z";
	world.mk.items[1].fiber = true;
	world_decide(&world);
	assert_string_equal(world_only(&world, KIND_MISSING_IN_OZMAP)->code, "2002");
	const struct change *transfer = world_only(&world, KIND_TRANSFER);
	assert_int_equal(plan_recode(&recode, &world.plan, transfer, &world.error), 0);
	assert_int_equal(recode.kind, KIND_RECODE);
	assert_int_equal(recode.field, FIELD_CODE);
	assert_string_equal(recode.before, "\"1001\"");
	assert_string_equal(recode.after, "\"2002\"");
	assert_string_equal(recode.name, "Ana Prado");
	assert_string_equal(recode.client_id, "c1");
	assert_int_equal(recode.state, STATE_PENDING);
	assert_string_not_equal(recode.id, "");
	assert_null(recode.why);
	assert_int_equal(plan_recode(&recode, &world.plan, world_only(&world, KIND_CANCEL_DETACH), &world.error), -1);
	world_end(&world);
}

static void test_revert(void **state)
{
	(void)state;
	struct world world;
	struct change revert;
	struct change again;
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).name = "Ana";
	CLIENT(&world).name = "Bia";
	world_decide(&world);
	struct change *name = world_only(&world, KIND_NAME);
	assert_int_equal(plan_revert(&revert, &world.plan.arena, name, &world.error), -1); /* not applied */
	error_clear(&world.error);
	name->state = STATE_APPLIED;
	name->decided_by = "ana";
	assert_int_equal(plan_revert(&revert, &world.plan.arena, name, &world.error), 0);
	assert_int_equal(revert.kind, KIND_REVERT_NAME);
	assert_int_equal(revert.state, STATE_PENDING);
	assert_string_equal(revert.before, "\"Ana\"");
	assert_string_equal(revert.after, "\"Bia\"");
	assert_non_null(strstr(name->ozmap_side, "\"name\":\"Bia\""));
	assert_non_null(strstr(revert.ozmap_side, "\"name\":\"Ana\"")); /* as it is now */
	assert_null(revert.decided_by);
	assert_string_not_equal(revert.id, name->id);
	revert.state = STATE_APPLIED;
	assert_int_equal(plan_revert(&again, &world.plan.arena, &revert, &world.error), -1);
	world_end(&world);
}

static void test_order(void **state)
{
	(void)state;
	struct world world;
	world_start(&world);
	static const char *const codes[] = {"3", "20", "100"};
	for (int i = 0; i < 3; i++) {
		world_subscriber(&world, codes[i], LIFE_ACTIVE)->name = "A";
		world_client(&world, codes[i], codes[i], false);
	}
	world_subscriber(&world, "9", LIFE_CANCELLED);
	world_client(&world, "9", "9", true);
	world_client(&world, "1", "1", true);
	world_decide(&world);
	static const struct {
		enum kind kind;
		const char *code;
	} wanted[] = {
	    {KIND_CANCEL_REMOVE, "9"}, {KIND_ACTIVATE, "100"}, {KIND_ACTIVATE, "20"}, {KIND_ACTIVATE, "3"},
	    {KIND_NAME, "100"},	       {KIND_NAME, "20"},      {KIND_NAME, "3"},      {KIND_MISSING_IN_MK, "1"},
	};
	assert_int_equal(world.plan.count, sizeof wanted / sizeof *wanted);
	for (size_t i = 0; i < world.plan.count; i++) {
		assert_int_equal(world.plan.items[i].kind, wanted[i].kind);
		assert_string_equal(world.plan.items[i].code, wanted[i].code);
	}
	assert_int_equal(world.plan.created_at, PLANNED_AT);
	world_end(&world);
}

static void test_ids_are_stable(void **state)
{
	(void)state;
	struct world world;
	char id[CHANGE_ID_MAX];
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).name = "Ana";
	CLIENT(&world).name = "Bia";
	world_decide(&world);
	strcpy(id, world_only(&world, KIND_NAME)->id);
	assert_int_equal(strlen(id), 16);
	assert_int_equal(strspn(id, "0123456789abcdef"), 16);

	world_client(&world, "c0", "0", false); /* others, and what the id does not stand on, change nothing */
	MK(&world).city = "Elsewhere";
	PROPERTY(&world).box = "B7";
	world.mk.read_at += 900;
	world_decide(&world);
	assert_string_equal(world_only(&world, KIND_NAME)->id, id);

	CLIENT(&world).name = "Bia ";
	world_decide(&world);
	assert_string_not_equal(world_only(&world, KIND_NAME)->id, id);
	CLIENT(&world).name = "Bia";
	PROPERTY(&world).id = "p7";
	world_decide(&world);
	assert_string_not_equal(world_only(&world, KIND_NAME)->id, id);
	world_end(&world);
}

static void test_counts(void **state)
{
	(void)state;
	struct world world;
	start(&world, LIFE_ACTIVE, true, true);
	MK(&world).session = SESSION_DOWN;
	world_subscriber(&world, "2", LIFE_CANCELLED)->session = SESSION_DOWN;
	world_subscriber(&world, "3", LIFE_NEITHER);
	world_subscriber(&world, "4", LIFE_ACTIVE)->session = SESSION_UP;
	world_decide(&world);
	const struct plan_counts *counts = &world.plan.counts;
	assert_int_equal(counts->mk_clients, 4);
	assert_int_equal(counts->mk_active, 2);
	assert_int_equal(counts->mk_cancelled, 1);
	assert_int_equal(counts->ozmap_clients, 1);
	assert_int_equal(counts->ozmap_properties, 1);
	assert_int_equal(counts->sessions_known, 2);
	assert_int_equal(counts->sessions_down, 1);
	world_end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_row_1),
	    cmocka_unit_test(test_row_2),
	    cmocka_unit_test(test_twice_or_blank_in_mk),
	    cmocka_unit_test(test_row_3),
	    cmocka_unit_test(test_row_4),
	    cmocka_unit_test(test_reactivated),
	    cmocka_unit_test(test_row_5),
	    cmocka_unit_test(test_row_6),
	    cmocka_unit_test(test_row_7),
	    cmocka_unit_test(test_row_8),
	    cmocka_unit_test(test_row_9),
	    cmocka_unit_test(test_row_10),
	    cmocka_unit_test(test_nothing_from_empty),
	    cmocka_unit_test(test_no_property_no_place),
	    cmocka_unit_test(test_normalised),
	    cmocka_unit_test(test_cosmetic),
	    cmocka_unit_test(test_moved),
	    cmocka_unit_test(test_status),
	    cmocka_unit_test(test_power_tolerance),
	    cmocka_unit_test(test_power_stands),
	    cmocka_unit_test(test_transfer),
	    cmocka_unit_test(test_transfer_is_from_missing),
	    cmocka_unit_test(test_recode),
	    cmocka_unit_test(test_revert),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_ids_are_stable),
	    cmocka_unit_test(test_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
