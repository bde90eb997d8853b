/* The orders in which a plan's items can be shown: by the first eight letters as a number, by the whole only where
 * those are alike. */
#include "sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define TIES_FEW 64 /* as many are sorted by comparing */
#define TIES_DEEP 64 /* letters; what is alike so far is compared */

static const char *const names[SORT_COUNT] = {
    [SORT_PLAN] = N_("order of execution"),
    [SORT_CODE] = N_("code"),
    [SORT_NAME] = N_("name"),
    [SORT_CITY] = N_("city"),
    [SORT_BOX] = N_("box"),
    [SORT_DELTA] = N_("largest difference"),
    [SORT_AGE] = N_("oldest"),
    [SORT_STATE] = N_("state"),
};

const char *sort_name(enum sort sort)
{
	return _(names[sort]);
}

bool sort_is_lasting(enum sort sort)
{
	return sort != SORT_PLAN && sort != SORT_STATE;
}

unsigned sort_state_rank(enum state state)
{
	static const unsigned char ranks[STATE_COUNT] = {
	    [STATE_FAILED] = 0,	   [STATE_STALE] = 1,	 [STATE_PENDING] = 2,  [STATE_OPEN] = 2,
	    [STATE_REQUESTED] = 3, [STATE_APPROVED] = 4, [STATE_RELEASED] = 5, [STATE_APPLYING] = 6,
	    [STATE_DEFERRED] = 7,  [STATE_REJECTED] = 8, [STATE_APPLIED] = 9,  [STATE_WITHDRAWN] = 10,
	};

	return ranks[state];
}

/* --- keys -----------------------------------------------------------------------------------------------------------
 */

struct keyed {
	uint64_t key;
	const char *text; /* decides among equal keys; NULL: none does */
	uint32_t item;
};

/* Letters without case and without the accents of Latin-1; other characters by their code. */
static unsigned char plain_letter(int code)
{
	static const char latin[] = "aaaaaaaceeeeiiiidnooooo/ouuuuyts"
				    "aaaaaaaceeeeiiiidnooooo/ouuuuyty";

	if (code >= 'A' && code <= 'Z')
		return (unsigned char)(code + 32);
	if (code >= 0xC0 && code <= 0xFF)
		return (unsigned char)latin[code - 0xC0];
	return code < 0x80 ? (unsigned char)code : 0xFF;
}

/* Of the eight letters after the first `skip`. */
static uint64_t text_key_after(const char *text, int skip)
{
	uint64_t key = 0;
	const char *at = text;

	if (text == NULL)
		return UINT64_MAX;
	while (skip-- > 0)
		text_next(&at);
	for (int i = 0; i < 8; i++)
		key = key << 8 | plain_letter(text_next(&at));
	return key;
}

static uint64_t text_key(const char *text)
{
	return text_key_after(text, 0);
}

/* Numbers by value, before anything else. */
static uint64_t code_key(const char *code)
{
	size_t digits = code == NULL ? 0 : strspn(code, "0123456789");

	if (digits > 0 && digits < 18 && code[digits] == '\0')
		return strtoull(code, NULL, 10);
	return UINT64_MAX / 2 + text_key(code) / 2;
}

static uint64_t delta_key(const struct change *change)
{
	return change->has_power_delta ? (uint64_t)(1e6 - fmin(fabs(change->power_delta), 999) * 1000) : UINT64_MAX;
}

static struct keyed key_of(const struct change *change, enum sort sort, uint32_t item)
{
	switch (sort) {
	case SORT_CODE:
		return (struct keyed){code_key(change->code), change->code, item};
	case SORT_NAME:
		return (struct keyed){text_key(change->name), change->name, item};
	case SORT_CITY:
		return (struct keyed){text_key(change->city), change->city, item};
	case SORT_BOX:
		return (struct keyed){text_key(change->box), change->box, item};
	case SORT_DELTA:
		return (struct keyed){delta_key(change), NULL, item};
	case SORT_AGE:
		return (struct keyed){(uint64_t)change->first_seen, NULL, item};
	default:
		return (struct keyed){0, NULL, item};
	}
}

/* --- sorting ---------------------------------------------------------------------------------------------------------
 */

static int by_text(const void *one, const void *other)
{
	const struct keyed *a = one, *b = other;
	int order = strcmp(a->text, b->text);

	return order != 0 ? order : (a->item > b->item) - (a->item < b->item);
}

/* Sorts by the keys alone, byte by byte from the last; equal ones keep their order. `other` has as much room. */
static void sort_by_keys(struct keyed *keyed, struct keyed *other, size_t count)
{
	struct keyed *from = keyed, *to = other;

	for (int shift = 0; shift < 64; shift += 8) {
		size_t starts[257] = {0};
		struct keyed *swap;

		for (size_t i = 0; i < count; i++)
			starts[(from[i].key >> shift & 0xFF) + 1]++;
		if (starts[(from[0].key >> shift & 0xFF) + 1] == count)
			continue;
		for (int i = 1; i < 256; i++)
			starts[i] += starts[i - 1];
		for (size_t i = 0; i < count; i++)
			to[starts[from[i].key >> shift & 0xFF]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != keyed)
		memcpy(keyed, from, count * sizeof *keyed);
}

static bool all_alike(const struct keyed *keyed, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(keyed[i].text, keyed[0].text) != 0)
			return false;
	return true;
}

/* Among equal keys, that of the letters before `depth`, the whole text decides: of many, eight letters more at a time;
 * a city's many are in order already. */
static void sort_ties(struct keyed *keyed, struct keyed *other, size_t count, int depth)
{
	for (size_t first = 0, end; first < count; first = end) {
		struct keyed *same = keyed + first;

		for (end = first + 1; end < count && keyed[end].key == same->key; end++)
			;
		if (end - first == 1 || same->text == NULL || all_alike(same, end - first))
			continue;
		if (end - first < TIES_FEW || depth >= TIES_DEEP) {
			qsort(same, end - first, sizeof *same, by_text);
			continue;
		}
		for (size_t i = 0; i < end - first; i++)
			same[i].key = text_key_after(same[i].text, depth);
		sort_by_keys(same, other, end - first);
		sort_ties(same, other, end - first, depth + 8);
	}
}

/* Sorts the keys, of which there is room for twice as many, and writes their items. */
static void sort_keyed(struct keyed *keyed, size_t count, int depth, uint32_t *out)
{
	if (count > 0)
		sort_by_keys(keyed, keyed + count, count);
	sort_ties(keyed, keyed + count, count, depth);
	for (size_t i = 0; i < count; i++)
		out[i] = keyed[i].item;
}

static struct keyed *new_keys(const struct plan *plan, struct error *error)
{
	struct keyed *keyed = malloc((2 * plan->count + 1) * sizeof *keyed);

	if (keyed == NULL)
		error_memory(error);
	return keyed;
}

int sort_items(const struct plan *plan, enum sort sort, uint32_t *out, struct error *error)
{
	struct keyed *keyed = new_keys(plan, error);

	if (keyed == NULL)
		return -1;
	for (size_t i = 0; i < plan->count; i++)
		keyed[i] = key_of(&plan->items[i], sort, (uint32_t)i);
	sort_keyed(keyed, plan->count, 8, out);
	free(keyed);
	return 0;
}

static uint64_t id_key(const char id[CHANGE_ID_MAX])
{
	uint64_t key = 0;

	for (int i = 0; i < 8; i++)
		key = key << 8 | (unsigned char)id[i];
	return key;
}

int sort_ids(const struct plan *plan, uint32_t *out, struct error *error)
{
	struct keyed *keyed = new_keys(plan, error);

	if (keyed == NULL)
		return -1;
	for (size_t i = 0; i < plan->count; i++)
		keyed[i] = (struct keyed){id_key(plan->items[i].id), plan->items[i].id, (uint32_t)i};
	sort_keyed(keyed, plan->count, TIES_DEEP, out);
	free(keyed);
	return 0;
}
