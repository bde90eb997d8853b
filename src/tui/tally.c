/* How often each text is there. */
#include "tally.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/text.h"

#define FIRST_SIZE 64 /* a power of two, as all sizes are; at most half of it is taken */

void tally_free(struct tally *tally)
{
	free(tally->places);
	*tally = (struct tally){0};
}

/* Where the text is, or would be. */
static struct tally_place *find(struct tally_place *places, size_t size, const char *text, size_t hash)
{
	size_t at = hash & (size - 1);

	while (places[at].text != NULL && (places[at].hash != hash || strcmp(places[at].text, text) != 0))
		at = (at + 1) & (size - 1);
	return &places[at];
}

static int grow(struct tally *tally)
{
	size_t size = tally->size == 0 ? FIRST_SIZE : 2 * tally->size;
	struct tally_place *places = calloc(size, sizeof *places);

	if (places == NULL)
		return -1;
	for (size_t i = 0; i < tally->size; i++)
		if (tally->places[i].text != NULL)
			*find(places, size, tally->places[i].text, tally->places[i].hash) = tally->places[i];
	free(tally->places);
	tally->places = places;
	tally->size = size;
	return 0;
}

int tally_add(struct tally *tally, const char *text, enum tab tab)
{
	struct tally_place *place;
	size_t hash = (size_t)text_hash(text);

	if (2 * (tally->used + 1) > tally->size && grow(tally) != 0)
		return -1;
	place = find(tally->places, tally->size, text, hash);
	tally->used += place->text == NULL;
	place->text = text;
	place->hash = hash;
	place->count++;
	if (tab < TAB_BASKET)
		place->tabs[tab]++;
	return 0;
}

static bool is_before(const struct tally_place *one, const struct tally_place *other)
{
	return one->count != other->count ? one->count > other->count : strcmp(one->text, other->text) < 0;
}

/* The places in use come first. */
static void close_gaps(struct tally *tally)
{
	tally->used = 0;
	for (size_t i = 0; i < tally->size; i++)
		if (tally->places[i].text != NULL)
			tally->places[tally->used++] = tally->places[i];
}

void tally_top(struct tally *tally, size_t most)
{
	struct tally_place *places = tally->places;

	close_gaps(tally);
	for (size_t i = 0; i < tally->used; i++) {
		struct tally_place place = places[i];
		size_t at = i < most ? i : most - 1;

		if (i >= most && !is_before(&place, &places[at]))
			continue;
		places[i] = places[at];
		for (; at > 0 && is_before(&place, &places[at - 1]); at--)
			places[at] = places[at - 1];
		places[at] = place;
	}
}
