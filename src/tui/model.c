/* What the console shows: the plan, its tabs and marks. */
#include "model.h"

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

bool model_is_todo(const struct change *change)
{
	return change->state == STATE_PENDING || change->state == STATE_OPEN || change->state == STATE_FAILED ||
	       change->state == STATE_STALE;
}

bool model_in_basket(const struct change *change)
{
	return change->state == STATE_REQUESTED || change->state == STATE_APPROVED || change->state == STATE_RELEASED ||
	       change->state == STATE_APPLYING;
}

size_t model_size(const struct model *model)
{
	return model->now == NULL ? 0 : model->now->plan.count;
}

struct change *model_item(const struct model *model, size_t item)
{
	return item < model_size(model) ? &model->now->plan.items[item] : NULL;
}

bool model_in_tab(const struct model *model, size_t item, enum tab tab, bool all_states, bool cosmetic)
{
	const struct change *change = &model->now->plan.items[item];

	if (tab == TAB_BASKET)
		return model_in_basket(change);
	if (model_tab(change->kind) != tab || (change->cosmetic && !cosmetic))
		return false;
	return all_states || model_is_todo(change) || change->state == STATE_REQUESTED ||
	       change->state == STATE_APPROVED || (model->flags[item] & ITEM_KEPT) != 0;
}

void model_count(struct model *model)
{
	memset(model->todo, 0, sizeof model->todo);
	model->cosmetic = 0;
	for (size_t i = 0; i < model_size(model); i++) {
		const struct change *change = &model->now->plan.items[i];

		model->todo[TAB_BASKET] += model_in_basket(change);
		if (!model_is_todo(change))
			continue;
		model->cosmetic += change->cosmetic;
		model->todo[model_tab(change->kind)] += !change->cosmetic || model->show_cosmetic;
	}
}

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

int model_replace(struct model *model, struct snapshot *snapshot, size_t *lost, struct error *error)
{
	uint8_t *flags = calloc(snapshot->plan.count + 1, sizeof *flags);
	const char **remarks = calloc(snapshot->plan.count + 1, sizeof *remarks);

	*lost = 0;
	if (flags == NULL || remarks == NULL) {
		free(flags);
		free(remarks);
		return error_memory(error);
	}
	*lost = carry_flags(model, snapshot, flags);
	snapshot_free(model->now);
	free(model->flags);
	free(model->remarks);
	model->now = snapshot;
	model->flags = flags;
	model->remarks = remarks;
	model_count(model);
	return 0;
}

void model_free(struct model *model)
{
	snapshot_free(model->now);
	free(model->flags);
	free(model->remarks);
	*model = (struct model){0};
}
