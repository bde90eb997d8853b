/* What the console shows: the plan, its tabs and marks. */
#include "model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const enum tab tabs[KIND_COUNT] = {
    [KIND_CANCEL_REMOVE] = TAB_CANCEL,
    [KIND_CANCEL_DETACH] = TAB_CANCEL,
    [KIND_RECODE] = TAB_DATA,
    [KIND_ACTIVATE] = TAB_ACTIVATE,
    [KIND_NAME] = TAB_DATA,
    [KIND_ADDRESS] = TAB_DATA,
    [KIND_STATUS] = TAB_STATUS,
    [KIND_POWER] = TAB_STATUS,
    [KIND_REVERT_CANCEL_REMOVE] = TAB_CANCEL,
    [KIND_REVERT_CANCEL_DETACH] = TAB_CANCEL,
    [KIND_REVERT_RECODE] = TAB_DATA,
    [KIND_REVERT_ACTIVATE] = TAB_ACTIVATE,
    [KIND_REVERT_NAME] = TAB_DATA,
    [KIND_REVERT_ADDRESS] = TAB_DATA,
    [KIND_REVERT_STATUS] = TAB_STATUS,
    [KIND_REVERT_POWER] = TAB_STATUS,
    [KIND_NO_CODE] = TAB_FINDINGS,
    [KIND_CONFLICT] = TAB_FINDINGS,
    [KIND_MISSING_IN_OZMAP] = TAB_FINDINGS,
    [KIND_MISSING_IN_MK] = TAB_FINDINGS,
    [KIND_REASON_NOT_LISTED] = TAB_FINDINGS,
    [KIND_TRANSFER] = TAB_FINDINGS,
};

enum tab model_tab(enum kind kind)
{
	return kind >= 0 && kind < KIND_COUNT ? tabs[kind] : TAB_FINDINGS;
}

/* --- a place: tab, cosmetic or not, and state in one byte --------------------------------------------------------- */

#define PLACE_COSMETIC 8U
#define PLACE_STATE 4 /* bits below the state */

static_assert(TAB_COUNT <= PLACE_COSMETIC && STATE_COUNT <= 1 << (8 - PLACE_STATE), "a place is one byte");

#define STATES(name) (1U << STATE_##name)
#define STATES_TODO (STATES(PENDING) | STATES(OPEN) | STATES(FAILED) | STATES(STALE))
#define STATES_BASKET (STATES(REQUESTED) | STATES(APPROVED) | STATES(RELEASED) | STATES(APPLYING))
#define STATES_LISTED (STATES_TODO | STATES(REQUESTED) | STATES(APPROVED)) /* in a tab without being asked for */

static uint8_t place_of(const struct change *change)
{
	return (uint8_t)(model_tab(change->kind) | (change->cosmetic ? PLACE_COSMETIC : 0) |
			 (unsigned)change->state << PLACE_STATE);
}

static enum tab place_tab(unsigned place)
{
	return (enum tab)(place & (PLACE_COSMETIC - 1));
}

static bool place_is(unsigned place, unsigned states)
{
	return (states >> (place >> PLACE_STATE) & 1) != 0;
}

bool model_is_todo(const struct change *change)
{
	return place_is(place_of(change), STATES_TODO);
}

bool model_in_basket(const struct change *change)
{
	return place_is(place_of(change), STATES_BASKET);
}

bool model_in_tab(const struct model *model, size_t item, enum tab tab, bool all_states, bool cosmetic)
{
	unsigned place = model->places[item];

	if (tab == TAB_BASKET)
		return place_is(place, STATES_BASKET);
	if (place_tab(place) != tab || ((place & PLACE_COSMETIC) != 0 && !cosmetic))
		return false;
	return all_states || place_is(place, STATES_LISTED) || (model->flags[item] & ITEM_KEPT) != 0;
}

enum state model_state(const struct model *model, size_t item)
{
	return (enum state)(model->places[item] >> PLACE_STATE);
}

size_t model_size(const struct model *model)
{
	return model->now == NULL ? 0 : model->now->plan.count;
}

struct change *model_item(const struct model *model, size_t item)
{
	return item < model_size(model) ? &model->now->plan.items[item] : NULL;
}

/* --- counts --------------------------------------------------------------------------------------------------------
 */

/* Counts an item in (by: 1) or out (-1). */
static void count_item(struct model *model, size_t item, int by)
{
	unsigned place = model->places[item];
	size_t one = (size_t)by;
	enum tab tab = place_tab(place);

	if ((model->flags[item] & ITEM_MARKED) != 0) {
		model->marks[tab] += one;
		model->marks[TAB_BASKET] += place_is(place, STATES_BASKET) ? one : 0;
	}
	if (place_is(place, STATES_BASKET))
		model->todo[TAB_BASKET] += one;
	if (!place_is(place, STATES_TODO))
		return;
	if ((place & PLACE_COSMETIC) != 0)
		model->cosmetic += one;
	if ((place & PLACE_COSMETIC) == 0 || model->show_cosmetic)
		model->todo[tab] += one;
}

void model_count(struct model *model)
{
	memset(model->todo, 0, sizeof model->todo);
	memset(model->marks, 0, sizeof model->marks);
	model->cosmetic = 0;
	for (size_t i = 0; i < model_size(model); i++)
		count_item(model, i, 1);
}

void model_changed(struct model *model, size_t item)
{
	if (item >= model_size(model))
		return;
	count_item(model, item, -1);
	model->places[item] = place_of(&model->now->plan.items[item]);
	model->revision++;
	count_item(model, item, 1);
}

void model_flag(struct model *model, size_t item, unsigned flags)
{
	count_item(model, item, -1);
	model->flags[item] = (uint8_t)flags;
	count_item(model, item, 1);
}

/* --- another plan ------------------------------------------------------------------------------------------------ */

static size_t carry_flags(const struct model *model, const struct snapshot *next, uint8_t *flags)
{
	bool same_plan = model->now != NULL && model->now->plan.id == next->plan.id;
	size_t lost = 0;

	for (size_t i = 0; i < model_size(model); i++) {
		size_t item;

		if (model->flags[i] == 0)
			continue;
		item = snapshot_find(next, model->now->plan.items[i].id);
		if (item != SNAPSHOT_NOT_FOUND && next->plan.items[item].state != STATE_WITHDRAWN)
			flags[item] = model->flags[i] & (same_plan ? ITEM_MARKED | ITEM_KEPT : ITEM_MARKED);
		else
			lost += (model->flags[i] & ITEM_MARKED) != 0;
	}
	return lost;
}

static void forget(struct model *model)
{
	free(model->flags);
	free(model->places);
	free(model->remarks);
}

int model_replace(struct model *model, struct snapshot *snapshot, struct snapshot **before, size_t *lost,
		  struct error *error)
{
	size_t count = snapshot->plan.count;
	struct model next = {.now = snapshot,
			     .flags = calloc(count + 1, sizeof *next.flags),
			     .places = malloc(count + 1),
			     .remarks = calloc(count + 1, sizeof *next.remarks),
			     .show_cosmetic = model->show_cosmetic,
			     .revision = model->revision + 1};

	*before = NULL;
	*lost = 0;
	if (next.flags == NULL || next.places == NULL || next.remarks == NULL) {
		forget(&next);
		return error_memory(error);
	}
	*lost = carry_flags(model, snapshot, next.flags);
	for (size_t i = 0; i < count; i++)
		next.places[i] = place_of(&snapshot->plan.items[i]);
	struct model old = *model;
	*model = next;
	model_count(model);
	*before = old.now;
	forget(&old);
	return 0;
}

void model_free(struct model *model)
{
	snapshot_free(model->now);
	forget(model);
	*model = (struct model){0};
}
