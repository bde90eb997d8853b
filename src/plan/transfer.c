/* Transfers: what an active code missing in OZmap shares with a cancelled code that is there. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/array.h"
#include "plan/link.h"

/* Ways in which two subscribers belong together: this of the missing one is that of the cancelled one. */
static const struct way {
	size_t missing, cancelled;
} ways[] = {
    {offsetof(struct subscriber, linked), offsetof(struct subscriber, contract)},
    {offsetof(struct subscriber, contract), offsetof(struct subscriber, linked)},
    {offsetof(struct subscriber, linked), offsetof(struct subscriber, linked)},
    {offsetof(struct subscriber, onu), offsetof(struct subscriber, onu)},
    {offsetof(struct subscriber, login), offsetof(struct subscriber, login)},
    {offsetof(struct subscriber, port), offsetof(struct subscriber, port)},
};
#define WAY_COUNT (sizeof ways / sizeof *ways)

/* A cancelled subscriber's value under one way. */
struct sign {
	size_t way;
	const char *value;
	size_t cancelled;
};
struct signs {
	struct sign *items;
	size_t count, capacity;
};
/* Places in the list of cancelled ones. */
struct partners {
	size_t *items;
	size_t count, capacity;
};

static const char *value_at(const struct subscriber *subscriber, size_t offset)
{
	const char *value;
	memcpy(&value, (const char *)subscriber + offset, sizeof value);
	return value && *value ? value : NULL;
}

static int compare_values(const struct sign *one, const struct sign *other)
{
	if (one->way != other->way)
		return one->way < other->way ? -1 : 1;
	return strcmp(one->value, other->value);
}

static int compare_signs(const void *one, const void *other)
{
	const struct sign *left = one;
	const struct sign *right = other;
	int order = compare_values(left, right);
	if (order != 0)
		return order;
	return (left->cancelled > right->cancelled) - (left->cancelled < right->cancelled);
}

static int collect_signs(struct signs *signs, const struct linked_list *cancelled, struct error *error)
{
	for (size_t i = 0; i < cancelled->count; i++) {
		for (size_t way = 0; way < WAY_COUNT; way++) {
			const char *value = value_at(cancelled->items[i].match->subscriber, ways[way].cancelled);
			if (!value)
				continue;
			if (array_grow(&signs->items, &signs->capacity, signs->count, sizeof *signs->items, error) < 0)
				return -1;
			signs->items[signs->count++] = (struct sign){way, value, i};
		}
	}
	if (signs->count)
		qsort(signs->items, signs->count, sizeof *signs->items, compare_signs);
	return 0;
}

/* The first sign that is not before `wanted`. */
static size_t find_sign(const struct signs *signs, const struct sign *wanted)
{
	size_t low = 0;
	size_t high = signs->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_values(&signs->items[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int compare_places(const void *one, const void *other)
{
	size_t left = *(const size_t *)one;
	size_t right = *(const size_t *)other;
	return (left > right) - (left < right);
}

static int find_partners(struct partners *partners, const struct signs *signs, const struct subscriber *missing,
			 struct error *error)
{
	partners->count = 0;
	for (size_t way = 0; way < WAY_COUNT; way++) {
		struct sign wanted = {.way = way, .value = value_at(missing, ways[way].missing)};
		if (!wanted.value)
			continue;
		for (size_t at = find_sign(signs, &wanted);
		     at < signs->count && compare_values(&signs->items[at], &wanted) == 0; at++) {
			if (array_grow(&partners->items, &partners->capacity, partners->count, sizeof(size_t), error) <
			    0)
				return -1;
			partners->items[partners->count++] = signs->items[at].cancelled;
		}
	}
	if (partners->count)
		qsort(partners->items, partners->count, sizeof(size_t), compare_places);
	return 0;
}

/* The finding holds the new code's subscriber and the old code's place in OZmap. */
static int add_transfer(struct draft *draft, const struct match *missing, const struct linked *cancelled,
			struct error *error)
{
	struct match both = *cancelled->match;
	both.code = missing->code;
	both.subscriber = missing->subscriber;
	struct change *transfer = draft_add(draft, &both, KIND_TRANSFER, 4, error);
	if (!transfer)
		return -1;
	transfer->other_code = arena_string(&draft->plan->arena, cancelled->match->code);
	transfer->why = transfer->other_code;
	if (!transfer->why)
		return error_memory(error);
	if (cancelled->change != NO_CHANGE)
		draft->plan->items[cancelled->change].alone = true;
	return 0;
}

int transfers_find(struct draft *draft, const struct linked_list *missing, const struct linked_list *cancelled,
		   struct error *error)
{
	struct signs signs = {0};
	struct partners partners = {0};
	int result = -1;
	if (missing->count && collect_signs(&signs, cancelled, error) < 0)
		goto out;
	for (size_t i = 0; i < missing->count; i++) {
		const struct match *match = missing->items[i].match;
		if (find_partners(&partners, &signs, match->subscriber, error) < 0)
			goto out;
		for (size_t at = 0; at < partners.count; at++) {
			if (at > 0 && partners.items[at] == partners.items[at - 1])
				continue;
			if (add_transfer(draft, match, &cancelled->items[partners.items[at]], error) < 0)
				goto out;
		}
	}
	result = 0;
out:
	free(signs.items);
	free(partners.items);
	return result;
}

int linked_add(struct linked_list *list, const struct match *match, size_t change, struct error *error)
{
	if (array_grow(&list->items, &list->capacity, list->count, sizeof *list->items, error) < 0)
		return -1;
	list->items[list->count++] = (struct linked){match, change};
	return 0;
}
