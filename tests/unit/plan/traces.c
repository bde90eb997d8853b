/* What a row of the table asks of each side, at its edges: memories of missing codes, standing readings, readings'
 * times. */
#include "plan/world.h"

static struct subscriber *missing(struct world *world, const char *code)
{
	struct subscriber *subscriber = world_subscriber(world, code, LIFE_ACTIVE);
	subscriber->fiber = true;
	return subscriber;
}

static const struct change *finding_of(const struct world *world, const char *code)
{
	for (size_t i = 0; i < world->plan.count; i++)
		if (world->plan.items[i].kind == KIND_MISSING_IN_OZMAP && strcmp(world->plan.items[i].code, code) == 0)
			return &world->plan.items[i];
	fail_msg("%s is not missing", code);
	return NULL;
}

/* Several codes remember one property; one remembers none. */
static void memories_share_a_property(void **state)
{
	static const struct decide_known known[] = {{"1", "p1"}, {"2", "p1"}, {"3", NULL}, {"4", "p9"}, {"5", "p1"}};
	struct world world;
	(void)state;
	world_start(&world);
	world.options.known = known;
	world.options.known_count = 5;
	world_client(&world, "c7", "7", true);
	world_subscriber(&world, "7", LIFE_ACTIVE);
	world_property(&world, "p0", NULL);
	world_property(&world, "p1", NULL);
	world_property(&world, "p2", NULL);
	static const char *const codes[] = {"1", "2", "3", "4", "5", "6"};
	for (size_t i = 0; i < 6; i++)
		missing(&world, codes[i]);
	world_decide(&world);
	for (size_t i = 0; i < 6; i++) {
		const struct change *finding = finding_of(&world, codes[i]);
		bool known_place = i < 2 || i == 4;
		assert_true((finding->why != NULL) == (i < 5));
		assert_true((finding->property_id != NULL) == known_place);
		if (known_place)
			assert_string_equal(finding->property_id, "p1");
	}
	world_end(&world);
}

/* Of several places with the code in their history the one with the lowest id. */
static void history_of_several_places(void **state)
{
	static const char *history[] = {"1", "99", NULL};
	struct world world;
	(void)state;
	world_start(&world);
	world_client(&world, "c7", "7", true);
	world_property(&world, "p2", NULL)->history = history;
	world_property(&world, "p1", NULL)->history = history;
	world_property(&world, "p3", NULL)->history = history;
	missing(&world, "1");
	world_decide(&world);
	assert_string_equal(finding_of(&world, "1")->property_id, "p1");
	world_end(&world);
}

static void addresses_of_ozloc(void **state)
{
	static const struct {
		const char *ozloc, *ozmap, *start;
	} cases[] = {
	    {NULL, "https://acme.ozmap.com.br:9994/api/v2", "https://acme.ozmap.com.br:9443?cod_cli=1&"},
	    {NULL, "https://user:secret@acme/api", "https://acme:9443?cod_cli=1&"},
	    {NULL, "https://[::1]:80/api", "https://[::1]:9443?cod_cli=1&"},
	    {NULL, "https://[::1", "https://[:9443?cod_cli=1&"},
	    {"https://oz/loc?x=1", "https://acme", "https://oz/loc?x=1&cod_cli=1&"},
	    {NULL, "acme", NULL},
	    {NULL, NULL, NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world;
		world_start(&world);
		world.options.ozloc_url = cases[i].ozloc;
		world.options.ozmap_url = cases[i].ozmap;
		missing(&world, "1");
		world_decide(&world);
		const char *link = finding_of(&world, "1")->link;
		assert_true((link != NULL) == (cases[i].start != NULL));
		if (link && strncmp(link, cases[i].start, strlen(cases[i].start)) != 0)
			fail_msg("%s, wanted %s", link, cases[i].start);
		world_end(&world);
	}
}

static void a_transfer_that_has_no_cancellation(void **state)
{
	struct world world;
	(void)state;
	world_start(&world);
	missing(&world, "2")->login = "ana";
	world_subscriber(&world, "1", LIFE_CANCELLED)->login = "ana";
	world_client(&world, "c1", "1", false);
	world.options.delete_client = false; /* a client alone stays then */
	world_decide(&world);
	for (size_t i = 0; i < world.plan.count; i++)
		assert_false(kind_is_cancellation(world.plan.items[i].kind));
	assert_int_equal(world_count(&world, KIND_TRANSFER), 1);
	world_end(&world);
}

static void partners_are_named_once(void **state)
{
	struct world world;
	(void)state;
	world_start(&world);
	struct subscriber *one = missing(&world, "2");
	one->login = one->onu = one->port = "x";
	static const char *const codes[] = {"3", "1", "4"};
	for (size_t i = 0; i < 3; i++) {
		struct subscriber *old = world_subscriber(&world, codes[i], LIFE_CANCELLED);
		old->login = old->onu = old->port = "x";
		world_client(&world, codes[i], codes[i], false);
	}
	world_decide(&world);
	assert_int_equal(world_count(&world, KIND_TRANSFER), 3);
	world_end(&world);
}

static struct property *reading(struct world *world, double mk, double ozmap)
{
	struct subscriber *subscriber = world_subscriber(world, "1", LIFE_ACTIVE);
	subscriber->has_power = true;
	subscriber->power = mk;
	world_client(world, "c1", "1", true);
	struct property *property = world_property(world, "p1", "c1");
	property->has_power = true;
	property->power = ozmap;
	return property;
}

static void standing_readings(void **state)
{
	static const struct {
		struct decide_standing standing;
		const char *after;
	} cases[] = {
	    {{"p1", "-20", "-25"}, "-25"},	 {{"p1", "-20", "-26"}, "-25.2"}, {{"p1", "-21", "-25"}, "-25.2"},
	    {{"p1", "-20", "\"odd\""}, "-25.2"}, {{"p2", "-20", "-25"}, "-25.2"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world;
		world_start(&world);
		world.options.standing = &cases[i].standing;
		world.options.standing_count = 1;
		reading(&world, -25.2, -20);
		world_decide(&world);
		assert_string_equal(world_only(&world, KIND_POWER)->after, cases[i].after);
		world_end(&world);
	}
}

static void a_standing_reading_before_which_there_was_none(void **state)
{
	static const struct decide_standing standing = {"p1", NULL, "-25"};
	struct world world;
	(void)state;
	world_start(&world);
	world.options.standing = &standing;
	world.options.standing_count = 1;
	reading(&world, -25.2, 0)->has_power = false;
	world_decide(&world);
	assert_string_equal(world_only(&world, KIND_POWER)->before, "null");
	assert_string_equal(world_only(&world, KIND_POWER)->after, "-25");
	world_end(&world);
}

static void the_older_of_both_readings(void **state)
{
	static const struct {
		moment mk, ozmap, plan;
	} cases[] = {
	    {5, 7, 5}, {7, 5, 5}, {MOMENT_NONE, 5, 5}, {5, MOMENT_NONE, 5}, {MOMENT_NONE, MOMENT_NONE, MOMENT_NONE}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world;
		world_start(&world);
		world.mk.read_at = cases[i].mk;
		world.ozmap.read_at = cases[i].ozmap;
		world_decide(&world);
		assert_int_equal(world.plan.created_at, cases[i].plan);
		world_end(&world);
	}
}

/* Of each sort one that lacks what its row asks for. */
static void what_lacks_something(void **state)
{
	struct world world;
	(void)state;
	world_start(&world);
	world_subscriber(&world, "1", LIFE_CANCELLED); /* nothing there to cancel */
	world_subscriber(&world, "2", LIFE_NEITHER);
	world_subscriber(&world, "3", LIFE_NEITHER)->reason = "5"; /* no client */
	world_subscriber(&world, "4", LIFE_NEITHER)->reason = "";
	world_client(&world, "c4", "4", true);
	world_subscriber(&world, "5", LIFE_NEITHER);
	world_client(&world, "c5", "5", false);
	world_subscriber(&world, "6", LIFE_ACTIVE)->name = "";
	world_client(&world, "c6", "6", true)->name = "Ana";
	world_decide(&world);
	assert_int_equal(world.plan.count, 0);
	world.mk.items[5].name = "Ana P";
	world_property(&world, "p6", "c6")->box_id = "b1";
	world_decide(&world);
	assert_int_equal(world.plan.count, 1);
	assert_string_equal(world_only(&world, KIND_NAME)->box, "b1");
	world_end(&world);
}

static void both_sides_are_counted(void **state)
{
	static const struct {
		enum life life;
		enum session session;
	} all[] = {{LIFE_ACTIVE, SESSION_UP},	   {LIFE_ACTIVE, SESSION_DOWN},	   {LIFE_ACTIVE, SESSION_UNKNOWN},
		   {LIFE_BOTH, SESSION_DOWN},	   {LIFE_CANCELLED, SESSION_DOWN}, {LIFE_CANCELLED, SESSION_UP},
		   {LIFE_CANCELLED, SESSION_DOWN}, {LIFE_NEITHER, SESSION_DOWN}};
	static const char *const codes[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
	struct world world;
	(void)state;
	world_start(&world);
	for (size_t i = 0; i < 8; i++)
		world_subscriber(&world, codes[i], all[i].life)->session = all[i].session;
	world_client(&world, "c1", "1", true);
	world_decide(&world);
	const struct plan_counts *counts = &world.plan.counts;
	assert_int_equal(counts->mk_clients, 8);
	assert_int_equal(counts->mk_active, 4);
	assert_int_equal(counts->mk_cancelled, 4);
	assert_int_equal(counts->sessions_known, 2);
	assert_int_equal(counts->sessions_down, 1);
	assert_int_equal(counts->ozmap_clients, 1);
	assert_int_equal(counts->ozmap_properties, 0);
	world_end(&world);
}

/* So many that memory is told ahead; each is decided as alone. */
static void many(void **state)
{
	static char ids[300][16];
	struct world world;
	(void)state;
	world_start(&world);
	for (int i = 0; i < 300; i++) {
		(void)snprintf(ids[i], sizeof ids[i], "%03d", i);
		if (i % 7 != 0)
			world_subscriber(&world, ids[i], LIFE_ACTIVE);
		if (i % 5 != 0)
			world_client(&world, ids[i], ids[i], i % 2);
		if (i % 3 != 0)
			world_property(&world, ids[i], ids[i]);
	}
	world_decide(&world);
	size_t activate = 0, unknown = 0;
	for (int i = 0; i < 300; i++) {
		activate += i % 7 != 0 && i % 5 != 0 && i % 2 == 0;
		unknown += i % 7 == 0 && i % 5 != 0;
	}
	assert_int_equal(world_count(&world, KIND_ACTIVATE), activate);
	assert_int_equal(world_count(&world, KIND_MISSING_IN_MK), unknown);
	world_end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(memories_share_a_property),
	    cmocka_unit_test(history_of_several_places),
	    cmocka_unit_test(addresses_of_ozloc),
	    cmocka_unit_test(a_transfer_that_has_no_cancellation),
	    cmocka_unit_test(partners_are_named_once),
	    cmocka_unit_test(standing_readings),
	    cmocka_unit_test(a_standing_reading_before_which_there_was_none),
	    cmocka_unit_test(the_older_of_both_readings),
	    cmocka_unit_test(what_lacks_something),
	    cmocka_unit_test(both_sides_are_counted),
	    cmocka_unit_test(many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
