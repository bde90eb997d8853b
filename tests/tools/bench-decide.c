/* Times matching and deciding on N subscribers by N clients in memory: bench-decide N; prints match, decide (ms),
 * items. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/moment.h"
#include "mkoz/plan/decide.h"
#include "mkoz/plan/match.h"

#define DIFFERENT 20 /* one in so many differs */

/* The codes in another order than MK's, as OZmap keeps them. */
static size_t shuffled(size_t i, size_t count)
{
	return (size_t)((unsigned long long)i * 7368787ULL % count);
}

static int fill_subscriber(struct subscribers *out, size_t i)
{
	struct subscriber *added = subscribers_add(out, NULL);

	if (added == NULL)
		return -1;
	added->code = arena_format(&out->arena, "%zu", 10000 + i);
	added->name = arena_format(&out->arena, "Assinante da Conceição %zu", i);
	added->street = "Rua das Flores";
	added->number = arena_format(&out->arena, "%zu", i % 3000);
	added->address = arena_format(&out->arena, "Rua das Flores, %zu - Centro, Florianópolis - SC", i % 3000);
	added->life = LIFE_ACTIVE;
	added->session = i % 10 == 3 ? SESSION_DOWN : SESSION_UP;
	added->power = -20 - (double)(i % 50) / 10;
	added->has_power = added->fiber = true;
	return 0;
}

static int fill_client(struct plant *out, size_t i)
{
	struct client *client = plant_add_client(out, NULL);
	struct property *property = plant_add_property(out, NULL);

	if (client == NULL || property == NULL)
		return -1;
	client->id = arena_format(&out->arena, "c%023zu", i);
	client->code = arena_format(&out->arena, "%zu", 10000 + i);
	client->name = arena_format(&out->arena, "Assinante da Conceição %zu%s", i, i % DIFFERENT == 7 ? " Filho" : "");
	client->status = i % 10 == 3 ? CLIENT_STATUS_ERROR : CLIENT_STATUS_OK;
	client->implanted = true;
	property->id = arena_format(&out->arena, "b%023zu", i);
	property->client_id = client->id;
	property->address = arena_format(&out->arena, "Rua das Flores, %zu - Centro, Florianópolis - SC", i % 3000);
	property->power = -20 - (double)(i % 50) / 10;
	property->has_power = true;
	return 0;
}

static int bench(const struct subscribers *subscribers, const struct plant *plant, struct error *error)
{
	const struct decide_options options = {.fields = 15,
					       .power_tolerance = 0.5,
					       .delete_client = true,
					       .ozmap_url = "https://tenant.example:9994/api/v2"};
	struct matches matches = {0};
	struct plan plan = {0};
	int64_t began = moment_ticks(), matched;
	int result = match_sides(&matches, subscribers, plant, error);

	matched = moment_ticks();
	matches_free(&matches);
	if (result == 0)
		result = plan_decide(&plan, subscribers, plant, &options, error);
	if (result == 0)
		printf("%lld %lld %zu\n", (long long)(matched - began), (long long)(moment_ticks() - matched),
		       plan.count);
	plan_free(&plan);
	return result;
}

int main(int count, char **words)
{
	size_t size = count == 2 ? strtoul(words[1], NULL, 10) : 0;
	struct subscribers subscribers = {0};
	struct plant plant = {0};
	struct error error = {0};
	int result = size == 0 ? -1 : 0;

	for (size_t i = 0; i < size && result == 0; i++)
		if (fill_subscriber(&subscribers, i) < 0 || fill_client(&plant, shuffled(i, size)) < 0)
			result = -1;
	if (result == 0)
		result = bench(&subscribers, &plant, &error);
	if (result < 0)
		fprintf(stderr, "bench-decide: %s\n", error.text);
	subscribers_free(&subscribers);
	plant_free(&plant);
	return result < 0 ? 1 : 0;
}
