/* The blast radius: what the basket would touch, counted. */
#include "radius.h"

static int count_place(struct tally *places, const char *name, const struct change *change)
{
	return tally_add(places, name == NULL ? "" : name,
			 kind_is_cancellation(change->kind) ? TAB_CANCEL : TAB_BASKET);
}

static int add(struct radius *radius, const struct change *change)
{
	radius->total++;
	radius->kinds[change->kind]++;
	radius->cancellations += kind_is_cancellation(change->kind);
	radius->requested += change->state == STATE_REQUESTED;
	radius->approved += change->state == STATE_APPROVED;
	radius->released += change->state == STATE_RELEASED || change->state == STATE_APPLYING;
	radius->held += change->guard != NULL;
	return count_place(&radius->boxes, change->box, change) < 0 ||
		       count_place(&radius->cities, change->city, change) < 0
		   ? -1
		   : 0;
}

int radius_count(struct radius *out, const struct model *model, struct error *error)
{
	*out = (struct radius){0};
	for (size_t i = 0; i < model_size(model); i++) {
		if (!model_in_tab(model, i, TAB_BASKET, true, true) || add(out, model_item(model, i)) == 0)
			continue;
		radius_free(out);
		return error_memory(error);
	}
	tally_top(&out->boxes, RADIUS_PLACES);
	tally_top(&out->cities, RADIUS_PLACES);
	for (size_t i = 0; i < out->boxes.used; i++)
		out->shared_boxes += out->boxes.places[i].text[0] != '\0' && out->boxes.places[i].tabs[TAB_CANCEL] > 1;
	return 0;
}

void radius_free(struct radius *radius)
{
	tally_free(&radius->boxes);
	tally_free(&radius->cities);
	*radius = (struct radius){0};
}
