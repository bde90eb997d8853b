/* Small worlds for the tests of plan: MK's and OZmap's side, built row by row. */
#ifndef TESTS_UNIT_PLAN_WORLD_H
#define TESTS_UNIT_PLAN_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "mkoz/base/config.h"
#include "mkoz/plan/decide.h"

#define PLANNED_AT 1700000000

struct world {
	struct subscribers mk;
	struct plant ozmap;
	struct decide_options options;
	struct plan plan;
	struct error error;
};

static inline void world_start(struct world *world)
{
	*world = (struct world){
	    .options =
		{
		    .fields = CONFIG_NAME | CONFIG_ADDRESS | CONFIG_STATUS | CONFIG_POWER,
		    .power_tolerance = 0.5,
		    .delete_client = true,
		    .ozmap_url = "https://acme.ozmap.com.br:9994/api/v2",
		},
	};
	world->mk.read_at = PLANNED_AT;
	world->ozmap.read_at = PLANNED_AT + 5;
}

static inline void world_end(struct world *world)
{
	plan_free(&world->plan);
	subscribers_free(&world->mk);
	plant_free(&world->ozmap);
}

static inline struct subscriber *world_subscriber(struct world *world, const char *code, enum life life)
{
	struct subscriber *subscriber = subscribers_add(&world->mk, &world->error);
	assert_non_null(subscriber);
	subscriber->code = code;
	subscriber->life = life;
	return subscriber;
}

static inline struct client *world_client(struct world *world, const char *id, const char *code, bool implanted)
{
	struct client *client = plant_add_client(&world->ozmap, &world->error);
	assert_non_null(client);
	client->id = id;
	client->code = code;
	client->implanted = implanted;
	return client;
}

static inline struct property *world_property(struct world *world, const char *id, const char *client_id)
{
	struct property *property = plant_add_property(&world->ozmap, &world->error);
	assert_non_null(property);
	property->id = id;
	property->client_id = client_id;
	return property;
}

static inline void world_decide(struct world *world)
{
	plan_free(&world->plan);
	error_clear(&world->error);
	int result = plan_decide(&world->plan, &world->mk, &world->ozmap, &world->options, &world->error);
	assert_string_equal(world->error.text, "");
	assert_int_equal(result, 0);
}

static inline size_t world_count(const struct world *world, enum kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < world->plan.count; i++)
		count += world->plan.items[i].kind == kind;
	return count;
}

/* The only one of its kind. */
static inline struct change *world_only(const struct world *world, enum kind kind)
{
	assert_int_equal(world_count(world, kind), 1);
	size_t at = 0;
	while (world->plan.items[at].kind != kind)
		at++;
	return &world->plan.items[at];
}

#endif
