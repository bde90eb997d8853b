/* How often each text is there. */
#include "tally.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 64 /* a power of two, as all sizes are; at most half of it is taken */

void tally_free(struct tally *tally)
{
	free(tally->places);
	*tally = (struct tally){0};
}

static size_t hash(const char *text)
{
	uint64_t mixed = 14695981039346656037ULL; /* FNV-1a */

	for (; *text != '\0'; text++)
		mixed = (mixed ^ (unsigned char)*text) * 1099511628211ULL;
	return (size_t)(mixed ^ (mixed >> 32));
}

/* Where the text is, or would be. */
static struct tally_place *find(struct tally_place *places, size_t size, const char *text)
{
	size_t at = hash(text) & (size - 1);

	while (places[at].text != NULL && strcmp(places[at].text, text) != 0)
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
			*find(places, size, tally->places[i].text) = tally->places[i];
	free(tally->places);
	tally->places = places;
	tally->size = size;
	return 0;
}

int tally_add(struct tally *tally, const char *text, enum tab tab)
{
	struct tally_place *place;

	if (2 * (tally->used + 1) > tally->size && grow(tally) != 0)
		return -1;
	place = find(tally->places, tally->size, text);
	tally->used += place->text == NULL;
	place->text = text;
	place->count++;
	if (tab < TAB_BASKET)
		place->tabs[tab]++;
	return 0;
}

static int by_count(const void *one, const void *other)
{
	const struct tally_place *a = one, *b = other;

	return a->count != b->count ? (a->count < b->count) - (a->count > b->count) : strcmp(a->text, b->text);
}

void tally_sort(struct tally *tally)
{
	size_t kept = 0;

	for (size_t i = 0; i < tally->size; i++)
		if (tally->places[i].text != NULL)
			tally->places[kept++] = tally->places[i];
	if (kept > 0)
		qsort(tally->places, kept, sizeof *tally->places, by_count);
}
