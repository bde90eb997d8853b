/* Matching: both sides sorted by code and walked together; properties find their client by a table of ids. */
#include "mkoz/plan/match.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plan/sort.h"

#define NOBODY UINT32_MAX
#define MOST (UINT32_MAX / 4)
/* Rows are looked at in an order that memory does not know: it is told this many rows ahead. */
#define AHEAD 16

/* Codes in order: entries[i] stands for codes[entries[i].index], which is the item number items[…]. */
struct side {
	const char **codes;
	uint32_t *items;
	struct sort_entry *entries;
	size_t count;
};

/* What the properties say of each client. */
struct placing {
	const struct property **first;
	unsigned *count;
};

struct slot {
	uint32_t tag, index;
};

/* Clients by id: open addressing, the table at most half full. */
struct ids {
	struct slot *slots;
	size_t mask;
	const struct client *clients;
};

static void free_side(struct side *side)
{
	free(side->codes);
	free(side->items);
	free(side->entries);
}

/* -1 when memory ran out. */
static int new_side(struct side *side, size_t count)
{
	side->codes = malloc((count + 1) * sizeof *side->codes);
	side->items = malloc((count + 1) * sizeof *side->items);
	side->entries = malloc((count + 1) * sizeof *side->entries);
	return side->codes && side->items && side->entries ? 0 : -1;
}

static void add_code(struct side *side, const char *code, size_t item)
{
	side->codes[side->count] = code;
	side->items[side->count++] = (uint32_t)item;
}

static int sort_subscribers(struct side *side, const struct subscribers *subscribers, struct error *error)
{
	if (new_side(side, subscribers->count) < 0)
		return error_memory(error);
	for (size_t i = 0; i < subscribers->count; i++)
		add_code(side, subscribers->items[i].code, i);
	return sort_strings(side->entries, side->codes, side->count, error);
}

static int sort_clients(struct side *side, const struct plant *plant, struct error *error)
{
	if (new_side(side, plant->client_count) < 0)
		return error_memory(error);
	for (size_t i = 0; i < plant->client_count; i++)
		if (plant->clients[i].code && *plant->clients[i].code)
			add_code(side, plant->clients[i].code, i);
	return sort_strings(side->entries, side->codes, side->count, error);
}

static uint64_t hash_id(const char *id)
{
	uint64_t hash = 0x9e3779b97f4a7c15;
	for (size_t left = strlen(id); left > 0;) {
		uint64_t chunk = 0;
		size_t length = left < sizeof chunk ? left : sizeof chunk;
		memcpy(&chunk, id, length);
		hash = (hash ^ chunk) * 0xff51afd7ed558ccd;
		hash ^= hash >> 32;
		id += length;
		left -= length;
	}
	return hash;
}

static struct slot *find_slot(const struct ids *ids, const char *id, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32);
	for (size_t at = hash & ids->mask;; at = (at + 1) & ids->mask) {
		struct slot *slot = &ids->slots[at];
		if (slot->index == NOBODY) {
			slot->tag = tag;
			return slot;
		}
		if (slot->tag == tag && strcmp(ids->clients[slot->index].id, id) == 0)
			return slot;
	}
}

static int make_ids(struct ids *ids, const struct plant *plant, struct error *error)
{
	size_t size = 16;
	while (size < plant->client_count * 2)
		size *= 2;
	ids->slots = malloc(size * sizeof *ids->slots);
	if (!ids->slots)
		return error_memory(error);
	memset(ids->slots, 0xff, size * sizeof *ids->slots);
	ids->mask = size - 1;
	ids->clients = plant->clients;
	for (size_t i = 0; i < plant->client_count; i++) {
		const char *id = plant->clients[i].id;
		struct slot *slot = find_slot(ids, id, hash_id(id));
		if (slot->index == NOBODY)
			slot->index = (uint32_t)i;
	}
	return 0;
}

static void place(struct placing *placing, uint32_t client, const struct property *property)
{
	const struct property *first = placing->first[client];
	placing->count[client]++;
	if (!first || strcmp(property->id, first->id) < 0)
		placing->first[client] = property;
}

/* Looks up to AHEAD properties up at once: first where, then who. */
static void place_some(struct placing *placing, const struct ids *ids, const struct property *properties, size_t count)
{
	uint64_t hashes[AHEAD];
	for (size_t i = 0; i < count; i++) {
		hashes[i] = properties[i].client_id ? hash_id(properties[i].client_id) : 0;
		__builtin_prefetch(&ids->slots[hashes[i] & ids->mask]);
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t client = ids->slots[hashes[i] & ids->mask].index;
		if (client != NOBODY)
			__builtin_prefetch(ids->clients[client].id);
	}
	for (size_t i = 0; i < count; i++) {
		const char *id = properties[i].client_id;
		uint32_t client = id ? find_slot(ids, id, hashes[i])->index : NOBODY;
		if (client != NOBODY)
			place(placing, client, &properties[i]);
	}
}

static int place_properties(struct placing *placing, const struct plant *plant, struct error *error)
{
	struct ids ids = {0};
	placing->first = calloc(plant->client_count + 1, sizeof *placing->first);
	placing->count = calloc(plant->client_count + 1, sizeof *placing->count);
	if (!placing->first || !placing->count)
		return error_memory(error);
	if (make_ids(&ids, plant, error) < 0)
		return -1;
	for (size_t i = 0; i < plant->property_count; i += AHEAD) {
		size_t left = plant->property_count - i;
		place_some(placing, &ids, &plant->properties[i], left < AHEAD ? left : AHEAD);
	}
	free(ids.slots);
	return 0;
}

static void free_placing(struct placing *placing)
{
	free(placing->first);
	free(placing->count);
}

static const char *code_at(const struct side *side, size_t at)
{
	return side->codes[side->entries[at].index];
}

static uint32_t item_at(const struct side *side, size_t at)
{
	return side->items[side->entries[at].index];
}

static bool goes_on(const struct side *side, size_t at)
{
	return at + 1 < side->count &&
	       sort_compare(&side->entries[at], code_at(side, at), &side->entries[at + 1], code_at(side, at + 1)) == 0;
}

/* The rows of the code at *at; *at moves behind them. */
static void take_subscribers(struct match *match, const struct side *side, size_t *at,
			     const struct subscribers *subscribers)
{
	match->code = code_at(side, *at);
	match->subscriber = &subscribers->items[item_at(side, *at)];
	match->subscribers = 1;
	for (; goes_on(side, *at); ++*at)
		match->subscribers++;
	++*at;
}

static void take_client(struct match *match, const struct plant *plant, const struct placing *placing, uint32_t item)
{
	const struct client *client = &plant->clients[item];
	match->clients++;
	match->properties += placing->count[item];
	if (match->client && strcmp(match->client->id, client->id) <= 0)
		return;
	match->client = client;
	match->property = placing->first[item];
}

static void prefetch_client(const struct side *side, size_t at, const struct plant *plant,
			    const struct placing *placing)
{
	if (at >= side->count)
		return;
	uint32_t item = item_at(side, at);
	__builtin_prefetch(&plant->clients[item]);
	__builtin_prefetch(&placing->count[item]);
	__builtin_prefetch(&placing->first[item]);
}

static void take_clients(struct match *match, const struct side *side, size_t *at, const struct plant *plant,
			 const struct placing *placing)
{
	match->code = code_at(side, *at);
	prefetch_client(side, *at + AHEAD, plant, placing);
	for (; goes_on(side, *at); ++*at)
		take_client(match, plant, placing, item_at(side, *at));
	take_client(match, plant, placing, item_at(side, *at));
	++*at;
}

/* Below zero: the next code is MK's only; above: OZmap's only. */
static int compare_next(const struct side *mk, size_t in_mk, const struct side *ozmap, size_t in_ozmap)
{
	if (in_mk == mk->count || in_ozmap == ozmap->count)
		return in_mk < mk->count ? -1 : 1;
	return sort_compare(&mk->entries[in_mk], code_at(mk, in_mk), &ozmap->entries[in_ozmap],
			    code_at(ozmap, in_ozmap));
}

static int walk(struct matches *out, const struct side *mk, const struct side *ozmap,
		const struct subscribers *subscribers, const struct plant *plant, const struct placing *placing,
		struct error *error)
{
	out->items = malloc((mk->count + ozmap->count + 1) * sizeof *out->items);
	if (!out->items)
		return error_memory(error);
	for (size_t in_mk = 0, in_ozmap = 0; in_mk < mk->count || in_ozmap < ozmap->count;) {
		int order = compare_next(mk, in_mk, ozmap, in_ozmap);
		struct match *match = &out->items[out->count++];
		*match = (struct match){0};
		if (order <= 0)
			take_subscribers(match, mk, &in_mk, subscribers);
		if (order >= 0)
			take_clients(match, ozmap, &in_ozmap, plant, placing);
	}
	return 0;
}

static int compare_client_ids(const void *one, const void *other)
{
	return strcmp(((const struct match *)one)->client->id, ((const struct match *)other)->client->id);
}

static int collect_no_code(struct matches *out, size_t count, const struct plant *plant, const struct placing *placing,
			   struct error *error)
{
	out->no_code = malloc((count + 1) * sizeof *out->no_code);
	if (!out->no_code)
		return error_memory(error);
	for (size_t i = 0; i < plant->client_count; i++) {
		if (plant->clients[i].code && *plant->clients[i].code)
			continue;
		struct match *match = &out->no_code[out->no_code_count++];
		*match = (struct match){0};
		take_client(match, plant, placing, (uint32_t)i);
	}
	qsort(out->no_code, out->no_code_count, sizeof *out->no_code, compare_client_ids);
	return 0;
}

int match_sides(struct matches *out, const struct subscribers *subscribers, const struct plant *plant,
		struct error *error)
{
	struct side mk = {0};
	struct side ozmap = {0};
	struct placing placing = {0};
	int result = -1;
	*out = (struct matches){0};
	if (subscribers->count > MOST || plant->client_count > MOST) {
		error_memory(error);
		goto out;
	}
	if (sort_subscribers(&mk, subscribers, error) < 0 || sort_clients(&ozmap, plant, error) < 0 ||
	    place_properties(&placing, plant, error) < 0)
		goto out;
	if (walk(out, &mk, &ozmap, subscribers, plant, &placing, error) < 0 ||
	    collect_no_code(out, plant->client_count - ozmap.count, plant, &placing, error) < 0)
		goto out;
	result = 0;
out:
	if (result < 0)
		matches_free(out);
	free_side(&mk);
	free_side(&ozmap);
	free_placing(&placing);
	return result;
}

void matches_free(struct matches *matches)
{
	free(matches->items);
	free(matches->no_code);
	*matches = (struct matches){0};
}
