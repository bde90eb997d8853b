/* The blast radius: what the basket would touch, counted. */
#include "radius.h"

#include <stdlib.h>
#include <string.h>

static int compare_names(const char *one, const char *other)
{
	if (one == NULL || other == NULL)
		return (one == NULL) - (other == NULL);
	return strcmp(one, other);
}

static int by_name(const void *one, const void *other)
{
	const struct radius_place *a = one, *b = other;

	return compare_names(a->name, b->name);
}

static int by_count(const void *one, const void *other)
{
	const struct radius_place *a = one, *b = other;

	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return compare_names(a->name, b->name);
}

/* Makes one place of all that have the same name; the most frequent first. */
static size_t gather(struct radius_place *places, size_t count)
{
	size_t kept = 0;

	if (count == 0)
		return 0;
	qsort(places, count, sizeof *places, by_name);
	for (size_t i = 1; i < count; i++) {
		if (compare_names(places[kept].name, places[i].name) == 0) {
			places[kept].count += places[i].count;
			places[kept].cancellations += places[i].cancellations;
		} else {
			places[++kept] = places[i];
		}
	}
	kept++;
	qsort(places, kept, sizeof *places, by_count);
	return kept;
}

static bool is_in(const struct change *change)
{
	return change->state == STATE_REQUESTED || change->state == STATE_APPROVED || change->state == STATE_RELEASED ||
	       change->state == STATE_APPLYING;
}

static void add(struct radius *radius, const struct change *change)
{
	size_t cancels = kind_is_cancellation(change->kind), at = radius->total++;

	radius->kinds[change->kind]++;
	radius->cancellations += cancels;
	radius->requested += change->state == STATE_REQUESTED;
	radius->approved += change->state == STATE_APPROVED;
	radius->released += change->state == STATE_RELEASED || change->state == STATE_APPLYING;
	radius->held += change->guard != NULL;
	radius->boxes[at] = (struct radius_place){change->box, 1, cancels};
	radius->cities[at] = (struct radius_place){change->city, 1, cancels};
}

int radius_count(struct radius *out, const struct change *items, size_t count, struct error *error)
{
	size_t size = 0;

	*out = (struct radius){0};
	for (size_t i = 0; i < count; i++)
		size += is_in(&items[i]);
	out->boxes = calloc(size + 1, sizeof *out->boxes);
	out->cities = calloc(size + 1, sizeof *out->cities);
	if (out->boxes == NULL || out->cities == NULL) {
		radius_free(out);
		return error_memory(error);
	}
	for (size_t i = 0; i < count; i++)
		if (is_in(&items[i]))
			add(out, &items[i]);
	out->box_count = gather(out->boxes, size);
	out->city_count = gather(out->cities, size);
	for (size_t i = 0; i < out->box_count; i++)
		out->shared_boxes += out->boxes[i].name != NULL && out->boxes[i].cancellations > 1;
	return 0;
}

void radius_free(struct radius *radius)
{
	free(radius->boxes);
	free(radius->cities);
	*radius = (struct radius){0};
}
