/* Random worlds, decided by the plan and by a slow, literal reading of spec §4: both must say the same. */
#include <stdlib.h>

#include "mkoz/base/text.h"
#include "plan/world.h"

#define WORLDS 3000
#define SIDE_MAX 14

/* Texts of which is known what they are to each other: same normal form, same house but for looks, which house. */
struct sample {
	const char *text;
	int normal, looks, house; /* normal 0: empty */
};

static const struct sample names[] = {
    {NULL, 0, 0, 0},	   {"", 0, 0, 0},	{"  ", 0, 0, 0},  {"Ana Sá", 1, 1, 0},
    {" Ana  Sá", 1, 1, 0}, {"ANA SA", 2, 1, 0}, {"Bia", 3, 2, 0}, {"bia.", 4, 2, 0},
};
static const struct sample addresses[] = {
    {NULL, 0, 0, 0},	       {"Rua A, 1 - X", 1, 1, 1},  {"Rua A,  1 - X", 1, 1, 1}, {"R. A, 1 - X", 2, 1, 1},
    {"Rua A, 1 - Y", 3, 2, 1}, {"Rua A, 12 - X", 4, 3, 2}, {"Rua B, 1", 5, 4, 3},
};
static const struct {
	const char *street, *number;
} houses[] = {{NULL, NULL}, {"Rua A", "1"}, {"Rua A", "12"}, {"Rua B", "1"}};

#define ANY(array) ((size_t)rand() % (sizeof(array) / sizeof *(array)))

/* Which sample each row got, by its place. */
struct drawn {
	struct world world;
	struct arena arena;
	const struct sample *mk_names[SIDE_MAX], *mk_addresses[SIDE_MAX];
	const struct sample *client_names[SIDE_MAX], *property_addresses[SIDE_MAX];
};

static const char *maybe(const char *const *pool, size_t count)
{
	size_t at = (size_t)rand() % (count + 2);
	return at < count ? pool[at] : NULL;
}

static const char *const codes[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
static const char *const signs[] = {"1", "2", "3"};
static const double powers[] = {-20, -20.5, -20.6, -27};

static void draw_subscriber(struct drawn *drawn)
{
	static const char *const reasons[] = {"8", "12", "S"};
	size_t at = drawn->world.mk.count;
	struct subscriber *one = world_subscriber(&drawn->world, codes[ANY(codes)], (enum life)(rand() % 4));
	if (one->life == LIFE_BOTH && rand() % 2)
		one->life = LIFE_ACTIVE;
	do
		drawn->mk_names[at] = &names[ANY(names)];
	while (drawn->mk_names[at]->normal == 1 && strcmp(drawn->mk_names[at]->text, "Ana Sá") != 0);
	do
		drawn->mk_addresses[at] = &addresses[ANY(addresses)];
	while (drawn->mk_addresses[at]->text && strstr(drawn->mk_addresses[at]->text, ",  "));
	one->name = drawn->mk_names[at]->normal ? drawn->mk_names[at]->text : NULL;
	one->address = drawn->mk_addresses[at]->text;
	one->street = houses[drawn->mk_addresses[at]->house].street;
	one->number = houses[drawn->mk_addresses[at]->house].number;
	one->session = (enum session)(rand() % 3);
	one->has_power = rand() % 2;
	one->power = powers[ANY(powers)];
	one->fiber = rand() % 2;
	one->reason = maybe(reasons, 3);
	one->onu = rand() % 4 ? NULL : maybe(signs, 3);
	one->login = rand() % 4 ? NULL : maybe(signs, 3);
	one->port = rand() % 4 ? NULL : maybe(signs, 3);
	one->contract = rand() % 4 ? NULL : maybe(signs, 3);
	one->linked = rand() % 4 ? NULL : maybe(signs, 3);
}

static void draw_client(struct drawn *drawn)
{
	size_t at = drawn->world.ozmap.client_count;
	const char *code = rand() % 12 ? codes[ANY(codes)] : NULL;
	struct client *one = world_client(&drawn->world, arena_format(&drawn->arena, "c%zu", at), code, rand() % 2);
	drawn->client_names[at] = &names[ANY(names)];
	one->name = drawn->client_names[at]->text;
	one->status = (enum client_status)(rand() % 3 - 1);
}

static void draw_property(struct drawn *drawn)
{
	size_t at = drawn->world.ozmap.property_count;
	const char *client = arena_format(&drawn->arena, "c%d", rand() % SIDE_MAX);
	struct property *one =
	    world_property(&drawn->world, arena_format(&drawn->arena, "p%zu", at), rand() % 6 ? client : NULL);
	drawn->property_addresses[at] = &addresses[ANY(addresses)];
	one->address = drawn->property_addresses[at]->text;
	one->has_power = rand() % 3;
	one->power = powers[ANY(powers)];
	if (rand() % 4 == 0) {
		one->history = arena_take(&drawn->arena, 2 * sizeof *one->history);
		one->history[0] = codes[ANY(codes)];
	}
}

static void draw(struct drawn *drawn)
{
	*drawn = (struct drawn){0};
	world_start(&drawn->world);
	drawn->world.options.ignore_cosmetic = rand() % 4 == 0;
	drawn->world.options.delete_client = rand() % 4;
	drawn->world.options.remove_property = rand() % 4 == 0;
	drawn->world.options.fields = rand() % 3 ? 15U : (unsigned)rand() % 16;
	for (int left = rand() % SIDE_MAX; left > 0; left--)
		draw_subscriber(drawn);
	for (int left = rand() % SIDE_MAX; left > 0; left--)
		draw_client(drawn);
	for (int left = rand() % SIDE_MAX; left > 0; left--)
		draw_property(drawn);
}

/* --- the literal reading ------------------------------------------------------------------------------------------ */

#define LINES_MAX 4000
struct lines {
	char *items[LINES_MAX];
	size_t count;
};

static void add_line(struct lines *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add_line(struct lines *lines, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	assert_true(lines->count < LINES_MAX);
	assert_true(vasprintf(&lines->items[lines->count++], format, arguments) > 0);
	va_end(arguments);
}

/* What is known of one code. */
struct seen {
	const char *code;
	size_t mk, client, property; /* places; NONE */
	int mks, clients, properties;
};
#define NONE ((size_t)-1)

static struct seen look(const struct drawn *drawn, const char *code)
{
	const struct world *world = &drawn->world;
	struct seen seen = {.code = code, .mk = NONE, .client = NONE, .property = NONE};
	for (size_t i = 0; i < world->mk.count; i++)
		if (strcmp(world->mk.items[i].code, code) == 0 && seen.mks++ == 0)
			seen.mk = i;
	for (size_t i = 0; i < world->ozmap.client_count; i++) {
		const struct client *client = &world->ozmap.clients[i];
		if (!client->code || strcmp(client->code, code) != 0)
			continue;
		if (seen.clients++ == 0 || strcmp(client->id, world->ozmap.clients[seen.client].id) < 0) {
			seen.client = i;
			seen.property = NONE;
			for (size_t p = 0; p < world->ozmap.property_count; p++) {
				const struct property *property = &world->ozmap.properties[p];
				if (property->client_id && strcmp(property->client_id, client->id) == 0 &&
				    (seen.property == NONE ||
				     strcmp(property->id, world->ozmap.properties[seen.property].id) < 0))
					seen.property = p;
			}
		}
		for (size_t p = 0; p < world->ozmap.property_count; p++)
			if (world->ozmap.properties[p].client_id &&
			    strcmp(world->ozmap.properties[p].client_id, client->id) == 0)
				seen.properties++;
	}
	return seen;
}

static const char *client_id(const struct drawn *drawn, const struct seen *seen)
{
	return seen->client == NONE ? "-" : drawn->world.ozmap.clients[seen->client].id;
}

static const char *property_id(const struct drawn *drawn, const struct seen *seen)
{
	return seen->property == NONE ? "-" : drawn->world.ozmap.properties[seen->property].id;
}

static void say(struct lines *lines, const struct drawn *drawn, const struct seen *seen, const char *kind, int row,
		const char *values, const char *flags)
{
	add_line(lines, "%s %d %s %s %s %s %s", kind, row, seen->code, client_id(drawn, seen), property_id(drawn, seen),
		 values, flags);
}

static const char *quoted(struct drawn *drawn, const char *text)
{
	return text ? arena_format(&drawn->arena, "\"%s\"", text) : "null";
}

static void read_text(struct lines *lines, struct drawn *drawn, const struct seen *seen, const char *kind,
		      const struct sample *mk, const struct sample *ozmap, bool is_place)
{
	if (mk->normal == 0 || mk->normal == ozmap->normal)
		return;
	bool cosmetic = mk->looks == ozmap->looks;
	if (cosmetic && drawn->world.options.ignore_cosmetic)
		return;
	bool moved = is_place && ozmap->normal != 0 && mk->house != ozmap->house;
	say(lines, drawn, seen, kind, 10,
	    arena_format(&drawn->arena, "%s>%s", quoted(drawn, ozmap->text), quoted(drawn, mk->text)),
	    cosmetic ? "cosmetic"
	    : moved  ? "moved"
		     : "");
}

static void read_status(struct lines *lines, const struct drawn *drawn, const struct seen *seen)
{
	enum session session = drawn->world.mk.items[seen->mk].session;
	enum client_status status = drawn->world.ozmap.clients[seen->client].status;
	static const char *const words[] = {"null", "\"OK\"", "\"ERROR\""};
	char values[40];
	if (session == SESSION_UNKNOWN || (session == SESSION_UP && status == CLIENT_STATUS_OK) ||
	    (session == SESSION_DOWN && status == CLIENT_STATUS_ERROR))
		return;
	snprintf(values, sizeof values, "%s>%s", words[status + 1], session == SESSION_UP ? "\"OK\"" : "\"ERROR\"");
	say(lines, drawn, seen, "status", 10, values, "");
}

static void read_power(struct lines *lines, const struct drawn *drawn, const struct seen *seen)
{
	const struct subscriber *subscriber = &drawn->world.mk.items[seen->mk];
	const struct property *property = &drawn->world.ozmap.properties[seen->property];
	char values[60];
	int tenths =
	    (int)(subscriber->power * 10 - property->power * 10 + (subscriber->power > property->power ? .5 : -.5));
	if (!subscriber->has_power || (property->has_power && abs(tenths) <= 5))
		return;
	if (property->has_power)
		snprintf(values, sizeof values, "%g>%g", property->power, subscriber->power);
	else
		snprintf(values, sizeof values, "null>%g", subscriber->power);
	say(lines, drawn, seen, "power", 10, values, "");
}

static void read_fields(struct lines *lines, struct drawn *drawn, const struct seen *seen)
{
	unsigned fields = drawn->world.options.fields;
	bool active = drawn->world.mk.items[seen->mk].life == LIFE_ACTIVE;
	bool placed = seen->property != NONE;
	if (fields & CONFIG_NAME)
		read_text(lines, drawn, seen, "name", drawn->mk_names[seen->mk], drawn->client_names[seen->client],
			  false);
	if (fields & CONFIG_ADDRESS && placed)
		read_text(lines, drawn, seen, "address", drawn->mk_addresses[seen->mk],
			  drawn->property_addresses[seen->property], true);
	if (fields & CONFIG_STATUS && active)
		read_status(lines, drawn, seen);
	if (fields & CONFIG_POWER && active && placed)
		read_power(lines, drawn, seen);
}

static bool decidable(const struct seen *seen)
{
	return seen->clients <= 1 && seen->properties <= 1 && seen->mks == 1;
}

static bool alike(const char *one, const char *other)
{
	return one && other && strcmp(one, other) == 0;
}

/* The new code is active and missing, the old one cancelled and there, and something links them. */
static bool transferred(const struct drawn *drawn, const struct seen *new_one, const struct seen *old_one)
{
	if (!decidable(new_one) || !decidable(old_one) || new_one->client != NONE || old_one->client == NONE)
		return false;
	const struct subscriber *a = &drawn->world.mk.items[new_one->mk];
	const struct subscriber *b = &drawn->world.mk.items[old_one->mk];
	return a->life == LIFE_ACTIVE && b->life == LIFE_CANCELLED &&
	       (alike(a->linked, b->contract) || alike(b->linked, a->contract) || alike(a->linked, b->linked) ||
		alike(a->onu, b->onu) || alike(a->login, b->login) || alike(a->port, b->port));
}

static bool is_transferred(const struct drawn *drawn, const struct seen *old_one)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct seen new_one = look(drawn, codes[i]);
		if (transferred(drawn, &new_one, old_one))
			return true;
	}
	return false;
}

static void read_cancellation(struct lines *lines, struct drawn *drawn, const struct seen *seen)
{
	const struct decide_options *options = &drawn->world.options;
	bool implanted = drawn->world.ozmap.clients[seen->client].implanted && seen->property != NONE;
	if (seen->property == NONE && !options->delete_client)
		return;
	say(lines, drawn, seen, implanted && !options->remove_property ? "cancel-detach" : "cancel-remove",
	    implanted ? 7 : 6, arena_format(&drawn->arena, "\"%s\">null", seen->code),
	    is_transferred(drawn, seen) ? "alone" : "");
}

static void read_missing(struct lines *lines, const struct drawn *drawn, const struct seen *seen)
{
	struct seen found = *seen;
	const struct plant *ozmap = &drawn->world.ozmap;
	if (!drawn->world.mk.items[seen->mk].fiber)
		return;
	for (size_t p = 0; p < ozmap->property_count; p++)
		if (ozmap->properties[p].history && strcmp(ozmap->properties[p].history[0], seen->code) == 0 &&
		    (found.property == NONE ||
		     strcmp(ozmap->properties[p].id, ozmap->properties[found.property].id) < 0))
			found.property = p;
	say(lines, drawn, &found, "missing-in-ozmap", 4, found.property == NONE ? "" : "reactivated", "");
}

static void read_code(struct lines *lines, struct drawn *drawn, const char *code)
{
	struct seen seen = look(drawn, code);
	const struct subscriber *subscriber = seen.mk == NONE ? NULL : &drawn->world.mk.items[seen.mk];
	bool there = seen.client != NONE;
	if (!subscriber && !there)
		return;
	if (seen.clients > 1 || seen.properties > 1)
		say(lines, drawn, &seen, "conflict", 2, "duplicate-in-ozmap", "");
	else if (seen.mks > 1)
		say(lines, drawn, &seen, "conflict", 2, "duplicate-in-mk", "");
	else if (!subscriber)
		say(lines, drawn, &seen, "missing-in-mk", 8, "", "");
	else if (subscriber->life == LIFE_BOTH)
		say(lines, drawn, &seen, "conflict", 3, "active-and-cancelled", "");
	else if (!there && subscriber->life == LIFE_ACTIVE)
		read_missing(lines, drawn, &seen);
	else if (!there)
		return;
	else if (subscriber->life == LIFE_CANCELLED)
		read_cancellation(lines, drawn, &seen);
	else {
		if (subscriber->life == LIFE_ACTIVE && !drawn->world.ozmap.clients[seen.client].implanted)
			say(lines, drawn, &seen, "activate", 5, "false>true", "");
		if (subscriber->life == LIFE_NEITHER && subscriber->reason)
			say(lines, drawn, &seen, "reason-not-listed", 9, subscriber->reason, "");
		read_fields(lines, drawn, &seen);
	}
}

static void read_transfers(struct lines *lines, const struct drawn *drawn)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		for (size_t j = 0; j < sizeof codes / sizeof *codes; j++) {
			struct seen new_one = look(drawn, codes[i]);
			struct seen old_one = look(drawn, codes[j]);
			if (transferred(drawn, &new_one, &old_one))
				add_line(lines, "transfer 4 %s %s %s %s ", codes[i], client_id(drawn, &old_one),
					 property_id(drawn, &old_one), codes[j]);
		}
	}
}

static void read_no_code(struct lines *lines, const struct drawn *drawn)
{
	const struct plant *ozmap = &drawn->world.ozmap;
	for (size_t i = 0; i < ozmap->client_count; i++) {
		const char *property = NULL;
		if (ozmap->clients[i].code)
			continue;
		for (size_t p = 0; p < ozmap->property_count; p++)
			if (alike(ozmap->properties[p].client_id, ozmap->clients[i].id) &&
			    (!property || strcmp(ozmap->properties[p].id, property) < 0))
				property = ozmap->properties[p].id;
		add_line(lines, "no-code 1 - %s %s  ", ozmap->clients[i].id, property ? property : "-");
	}
}

/* --- the plan, said the same way ---------------------------------------------------------------------------------- */

static const char *or_none(const char *string)
{
	return string ? string : "-";
}

static void say_change(struct lines *lines, const struct change *change)
{
	char values[400];
	if (kind_is_finding(change->kind))
		snprintf(values, sizeof values, "%s", change->why ? change->why : "");
	else
		snprintf(values, sizeof values, "%s>%s", change->before, change->after);
	assert_int_equal(change->alone, change->moved || (change->alone && kind_is_cancellation(change->kind)));
	add_line(lines, "%s %d %s %s %s %s %s", kind_name(change->kind), change->row, or_none(change->code),
		 or_none(change->client_id), or_none(change->property_id), values,
		 change->cosmetic ? "cosmetic"
		 : change->moved  ? "moved"
		 : change->alone  ? "alone"
				  : "");
}

static int compare_lines(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static void sort_lines(struct lines *lines)
{
	if (lines->count)
		qsort(lines->items, lines->count, sizeof *lines->items, compare_lines);
}

static void free_lines(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->items[i]);
	lines->count = 0;
}

static void expect_same(const struct lines *plan, const struct lines *wanted, int number)
{
	for (size_t i = 0; i < plan->count || i < wanted->count; i++) {
		const char *one = i < plan->count ? plan->items[i] : "nothing";
		const char *other = i < wanted->count ? wanted->items[i] : "nothing";
		if (strcmp(one, other) != 0)
			fail_msg("world %d: the plan says '%s', the spec '%s'", number, one, other);
	}
}

static void expect_order_and_ids(const struct plan *plan)
{
	for (size_t i = 1; i < plan->count; i++) {
		const struct change *one = &plan->items[i - 1];
		const struct change *other = &plan->items[i];
		assert_true(one->kind <= other->kind);
		if (one->kind == other->kind && one->code)
			assert_true(strcmp(one->code, other->code) <= 0);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(plan->items[j].id, other->id);
	}
}

static void test_random_worlds(void **state)
{
	(void)state;
	static struct drawn drawn;
	static struct lines plan;
	static struct lines wanted;
	size_t said = 0;
	for (int number = 0; number < WORLDS; number++) {
		srand((unsigned)number + 1);
		draw(&drawn);
		world_decide(&drawn.world);
		for (size_t i = 0; i < drawn.world.plan.count; i++)
			say_change(&plan, &drawn.world.plan.items[i]);
		for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
			read_code(&wanted, &drawn, codes[i]);
		read_transfers(&wanted, &drawn);
		read_no_code(&wanted, &drawn);
		sort_lines(&plan);
		sort_lines(&wanted);
		expect_same(&plan, &wanted, number);
		expect_order_and_ids(&drawn.world.plan);
		said += plan.count;
		free_lines(&plan);
		free_lines(&wanted);
		world_end(&drawn.world);
		arena_free(&drawn.arena);
	}
	assert_true(said > (size_t)WORLDS * 5); /* the worlds have something to say */
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_worlds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
