/* Writes a plan into a store for the console's tests: `console-seed STORE COUNT`, the same changes every time, or with
 * `status` behind it as many changes of status; `console-seed STORE day` makes a usual day of 40,000 subscribers
 * (console.md), `console-seed STORE hostile` some changes of each kind whose every text tries to get at the terminal.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/json.h"
#include "mkoz/base/text.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"
#include "mkoz/store/store.h"

static const char *const given[] = {"Ana",     "José",	    "Conceição", "João",  "Márcia",    "Luís",
				    "Antônia", "Francisco", "Íris",	 "Pedro", "日本 花子", "Zoë"};
static const char *const family[] = {"Prado", "Dias", "da Silva", "Gonçalves", "Souza", "Araújo", "Lima"};
static const char *const cities[] = {"Florianópolis", "São José", "Palhoça", "Biguaçu"};

/* What one number makes. */
static const enum kind kinds[] = {
    KIND_ACTIVATE,
    KIND_CANCEL_DETACH,
    KIND_CANCEL_REMOVE,
    KIND_STATUS,
    KIND_STATUS,
    KIND_STATUS,
    KIND_POWER,
    KIND_POWER,
    KIND_NAME,
    KIND_ADDRESS,
    KIND_ADDRESS,
    KIND_MISSING_IN_OZMAP,
    KIND_REASON_NOT_LISTED,
    KIND_STATUS,
};
#define KINDS (sizeof kinds / sizeof kinds[0])

/* Escape sequences, C1 controls, bidi, zero width, a hundred combining marks, line ends, tabs, and wide characters. */
static const char *const hostile[] = {
    "\033[2J\033[31337mPWNED",
    "\033]0;PWNED\a\033]52;c;UFdORUQ=\a",
    "\302\2332J\302\2350;PWNED\302\234",
    "a\342\200\256PWNED\342\200\254\342\201\246b\342\201\251",
    "z\342\200\213\342\200\215\342\200\217\357\273\277w",
    "one\r\ntwo\tthree\bfour\177",
    "\033[6n\033c\033P+q\033\\",
    "\346\227\245\346\234\254\350\252\236 \360\237\221\251\342\200\215\360\237\221\251",
};

/* The text of that number, with a hundred marks on every third. */
static const char *hostile_text(struct arena *arena, int number)
{
	char marks[201] = "";

	for (int i = 0; number % 3 == 0 && i < 100; i++)
		memcpy(marks + 2 * i, "\314\201", 3);
	return arena_format(arena, "%d%s %s", number, marks, hostile[(size_t)number % 8]);
}

static void spoil(struct arena *arena, struct change *change, int number)
{
	const char **texts[] = {&change->code, &change->name,  &change->address, &change->city, &change->district,
				&change->box,  &change->login, &change->onu,	 &change->why};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = hostile_text(arena, number * 7 + (int)i);
	change->property_id = hostile_text(arena, number + 3);
	change->client_id = hostile_text(arena, number + 5);
	if (change->link != NULL)
		change->link = arena_format(arena, "https://t.example/?%s", hostile_text(arena, number + 6));
}

/* All times but the plan's own are the same on every day, so that screens are. */
static void fill_sides(struct arena *arena, struct change *change, int number)
{
	const moment long_ago = 1740830400; /* 2025-03-01 12:00 */
	struct subscriber subscriber = {.code = change->code,
					.name = change->name,
					.address = change->address,
					.city = change->city,
					.district = change->district,
					.login = change->login,
					.onu = change->onu,
					.contract = change->code,
					.power = -19.2,
					.has_power = true,
					.power_at = long_ago,
					.session = number % 2 == 0 ? SESSION_UP : SESSION_DOWN,
					.session_since = long_ago - 7200,
					.activated_at = long_ago - 86400LL * 30,
					.cancelled_at = MOMENT_NONE,
					.fiber = true};
	struct client client = {.id = change->client_id,
				.code = change->code,
				.name = change->kind == KIND_NAME ? "Outro Nome" : change->name,
				.login = change->login,
				.status = number % 2 == 0 ? CLIENT_STATUS_ERROR : CLIENT_STATUS_OK,
				.implanted = change->kind != KIND_ACTIVATE};
	struct property property = {.id = change->property_id,
				    .address = change->kind == KIND_ADDRESS ? "R. das Palmeiras, 77" : change->address,
				    .box = change->box,
				    .port = arena_format(arena, "%d", number % 16 + 1),
				    .drop = arena_format(arena, "drop-%d", number),
				    .client_id = change->client_id,
				    .power = change->kind == KIND_POWER ? -27.8 : -19.3,
				    .has_power = true};
	struct text text = {0};

	subscriber.life = kind_is_cancellation(change->kind) ? LIFE_CANCELLED : LIFE_ACTIVE;
	subscriber_to_json(&text, &subscriber);
	change->mk_side = arena_string(arena, text_string(&text));
	text_reset(&text);
	if (change->kind != KIND_MISSING_IN_OZMAP)
		plant_side_to_json(&text, &client, &property);
	change->ozmap_side = text.length > 0 ? arena_string(arena, text_string(&text)) : NULL;
	text_free(&text);
}

static const char *quoted(struct arena *arena, const char *string)
{
	struct text text = {0};
	const char *out;

	json_add_string(&text, string);
	out = arena_string(arena, text_string(&text));
	text_free(&text);
	return out;
}

static void fill_values(struct arena *arena, struct change *change, int number)
{
	switch ((int)change->kind) {
	case KIND_ACTIVATE:
		change->before = "false";
		change->after = "true";
		break;
	case KIND_STATUS:
		change->before = number % 2 == 0 ? "\"ERROR\"" : "\"OK\"";
		change->after = number % 2 == 0 ? "\"OK\"" : "\"ERROR\"";
		break;
	case KIND_POWER:
		change->before = "-27.8";
		change->after = "-19.2";
		change->mk_power = -19.2;
		change->power_delta = 8.6;
		change->has_mk_power = change->has_power_delta = true;
		break;
	case KIND_NAME:
		change->before = "\"Outro Nome\"";
		change->after = quoted(arena, change->name);
		break;
	case KIND_ADDRESS:
		change->before = "\"R. das Palmeiras, 77\"";
		change->after = quoted(arena, change->address);
		change->moved = change->alone = number % 3 == 0;
		change->cosmetic = !change->moved && number % 5 == 0;
		break;
	default:
		change->before = quoted(arena, change->code);
		change->after = "null";
	}
}

/* A day: 25 activations, 20 cancellations, 1,200 status and 60 data differences. */
static enum kind kind_of_day(int number)
{
	if (number < 25)
		return KIND_ACTIVATE;
	if (number < 45)
		return number % 2 == 0 ? KIND_CANCEL_REMOVE : KIND_CANCEL_DETACH;
	return number < 1245 ? KIND_STATUS : KIND_NAME;
}
#define DAY 1305
#define HOSTILE 112

enum seed { SEED_COUNT, SEED_STATUS, SEED_DAY, SEED_HOSTILE };

static enum kind kind_of(int number, enum seed seed)
{
	if (seed == SEED_STATUS)
		return KIND_STATUS;
	return seed == SEED_DAY ? kind_of_day(number) : kinds[(size_t)number % KINDS];
}

static int fill(struct plan *plan, struct change *change, int number, enum seed seed)
{
	struct arena *arena = &plan->arena;

	change->kind = kind_of(number, seed);
	change->state = kind_is_finding(change->kind) ? STATE_OPEN : STATE_PENDING;
	change->field = kind_field(change->kind);
	change->code = arena_format(arena, "%d", 10001 + number);
	change->name = arena_format(arena, "%s %s", given[(size_t)number % 12], family[(size_t)number % 7]);
	change->address = arena_format(arena, "R. das Flores, %d", number % 900 + 1);
	change->city = cities[(size_t)number / 7 % 4];
	change->district = "Centro";
	change->box = arena_format(arena, "CTO-%04d", number / 8);
	change->login = arena_format(arena, "cliente%d", 10001 + number);
	change->onu = arena_format(arena, "FHTT%08d", number);
	change->property_id = arena_format(arena, "aaaaaaaaaaaaaaaa%08x", (unsigned)number);
	change->client_id = arena_format(arena, "bbbbbbbbbbbbbbbb%08x", (unsigned)number);
	change->row = change->kind == KIND_ACTIVATE ? 5 : kind_is_cancellation(change->kind) ? 7 : 10;
	change->decided_at = MOMENT_NONE;
	change->first_seen = plan->created_at;
	if (seed == SEED_HOSTILE)
		spoil(arena, change, number);
	if (!kind_is_finding(change->kind)) {
		fill_values(arena, change, number);
	} else {
		change->row = change->kind == KIND_MISSING_IN_OZMAP ? 4 : 9;
		change->why = change->kind == KIND_REASON_NOT_LISTED ? "3" : NULL;
		change->link = change->kind == KIND_MISSING_IN_OZMAP
				   ? arena_format(arena, "https://t.example:9443?cod_cli=%s", change->code)
				   : NULL;
		if (seed == SEED_HOSTILE)
			spoil(arena, change, number);
	}
	fill_sides(arena, change, number);
	return change_make_id(change);
}

/* Execution order, then findings; each by code, as plans are. */
static int by_kind(const void *one, const void *other)
{
	const struct change *a = one, *b = other;

	return a->kind != b->kind ? (int)a->kind - (int)b->kind : strcmp(a->code, b->code);
}

static int make_plan(struct plan *plan, int count, enum seed seed, struct error *error)
{
	plan->created_at = moment_now() - 130;
	plan->counts = (struct plan_counts){.mk_clients = 40000,
					    .mk_active = 39000,
					    .mk_cancelled = 1000,
					    .ozmap_properties = 39500,
					    .ozmap_clients = 39400,
					    .sessions_known = 38000,
					    .sessions_down = 400};
	for (int i = 0; i < count; i++) {
		struct change *change = plan_add(plan, error);

		if (change == NULL || fill(plan, change, i, seed) != 0)
			return -1;
	}
	if (plan->count > 0)
		qsort(plan->items, plan->count, sizeof *plan->items, by_kind);
	return 0;
}

static enum seed seed_asked(char **arguments)
{
	if (strcmp(arguments[2], "day") == 0)
		return SEED_DAY;
	if (strcmp(arguments[2], "hostile") == 0)
		return SEED_HOSTILE;
	return arguments[3] != NULL && strcmp(arguments[3], "status") == 0 ? SEED_STATUS : SEED_COUNT;
}

int main(int argc, char **argv)
{
	struct plan_facts facts = {.ozmap_clients = 39400, .active = 39000, .sessions_known = 38000, .newly_down = 3};
	struct actor actor = {.name = "seed", .host = "test"};
	struct plan plan = {0};
	struct store *store = NULL;
	struct error error = {0};
	char url[4200];
	int result = 1;
	enum seed seed;

	if (argc < 3)
		return 64;
	seed = seed_asked(argv);
	if (seed == SEED_HOSTILE)
		snprintf(actor.name, sizeof actor.name, "%s", hostile[0]);
	snprintf(url, sizeof url, "sqlite:%s", argv[1]);
	if (store_open(&store, url, STORE_WRITE, &error) == 0 &&
	    make_plan(&plan,
		      seed == SEED_DAY	     ? DAY
		      : seed == SEED_HOSTILE ? HOSTILE
					     : atoi(argv[2]),
		      seed, &error) == 0 &&
	    store_save_plan(store, &plan, &facts, 0, NULL, 0, &actor, &error) == 0)
		result = 0;
	else
		fprintf(stderr, "console-seed: %s\n", error.text);
	plan_free(&plan);
	store_close(store);
	return result;
}
