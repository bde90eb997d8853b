/* Drafting: strings of both sides are copied once a match, and only for matches that have something to say. */
#include "plan/draft.h"

#include <math.h>

#include "mkoz/base/json.h"

/* What was written into the scratch, in the plan's arena. */
static const char *keep_scratch(struct draft *draft, struct error *error)
{
	const char *kept = NULL;
	if (text_check(&draft->scratch, error) == 0 &&
	    !(kept = arena_string(&draft->plan->arena, text_string(&draft->scratch))))
		error_memory(error);
	return kept;
}

const char *draft_string(struct draft *draft, const char *string, struct error *error)
{
	text_reset(&draft->scratch);
	json_add_string(&draft->scratch, string);
	return keep_scratch(draft, error);
}

const char *draft_number(struct draft *draft, double number, struct error *error)
{
	text_reset(&draft->scratch);
	json_add_number(&draft->scratch, number);
	return keep_scratch(draft, error);
}

/* Copies *from into *to; an absent string stays absent. */
static int keep(struct draft *draft, const char **to, const char *from, struct error *error)
{
	*to = arena_string(&draft->plan->arena, from);
	return from && !*to ? error_memory(error) : 0;
}

static const char *first_of(const char *one, const char *other)
{
	return one && *one ? one : other;
}

static int keep_name(struct draft *draft, struct change *common, const struct match *match, struct error *error)
{
	const char *name = match->subscriber ? match->subscriber->name : NULL;
	if ((!name || !*name) && match->client && match->client->name) {
		name = text_normalise(&draft->plan->arena, match->client->name);
		if (!name)
			return error_memory(error);
	}
	return keep(draft, &common->name, name, error);
}

static int keep_mk(struct draft *draft, struct change *common, const struct subscriber *subscriber, struct error *error)
{
	if (keep(draft, &common->city, subscriber->city, error) < 0 ||
	    keep(draft, &common->district, subscriber->district, error) < 0)
		return -1;
	common->has_mk_power = subscriber->has_power;
	common->mk_power = subscriber->power;
	text_reset(&draft->scratch);
	subscriber_to_json(&draft->scratch, subscriber);
	common->mk_side = keep_scratch(draft, error);
	return common->mk_side ? 0 : -1;
}

static int keep_ozmap(struct draft *draft, struct change *common, const struct client *client,
		      const struct property *property, struct error *error)
{
	if (client && keep(draft, &common->client_id, client->id, error) < 0)
		return -1;
	if (property && (keep(draft, &common->property_id, property->id, error) < 0 ||
			 keep(draft, &common->box, first_of(property->box, property->box_id), error) < 0))
		return -1;
	text_reset(&draft->scratch);
	plant_side_to_json(&draft->scratch, client, property);
	common->ozmap_side = keep_scratch(draft, error);
	return common->ozmap_side ? 0 : -1;
}

/* What both sides may say: MK's word, OZmap's where MK has none. */
static int keep_both(struct draft *draft, struct change *common, const struct match *match, struct error *error)
{
	static const struct subscriber no_subscriber;
	static const struct client no_client;
	static const struct property no_property;
	const struct subscriber *subscriber = match->subscriber ? match->subscriber : &no_subscriber;
	const struct client *client = match->client ? match->client : &no_client;
	const struct property *property = match->property ? match->property : &no_property;

	common->has_power_delta = subscriber->has_power && property->has_power;
	common->power_delta = common->has_power_delta ? fabs(subscriber->power - property->power) : 0;
	if (keep(draft, &common->address, first_of(subscriber->address, property->address), error) < 0 ||
	    keep(draft, &common->login, first_of(subscriber->login, client->login), error) < 0)
		return -1;
	return keep(draft, &common->onu, first_of(subscriber->onu, client->onu), error);
}

static int make_common(struct draft *draft, const struct match *match, struct error *error)
{
	struct change common = {.decided_at = MOMENT_NONE, .first_seen = draft->plan->created_at};
	if (keep(draft, &common.code, match->code, error) < 0 || keep_name(draft, &common, match, error) < 0 ||
	    keep_both(draft, &common, match, error) < 0)
		return -1;
	if (match->subscriber && keep_mk(draft, &common, match->subscriber, error) < 0)
		return -1;
	if ((match->client || match->property) && keep_ozmap(draft, &common, match->client, match->property, error) < 0)
		return -1;
	draft->common = common;
	draft->match = *match;
	return 0;
}

static bool is_same(const struct match *one, const struct match *other)
{
	return one->code == other->code && one->subscriber == other->subscriber && one->client == other->client &&
	       one->property == other->property;
}

struct change *draft_add(struct draft *draft, const struct match *match, enum kind kind, int row, struct error *error)
{
	if (!draft->is_ready || !is_same(&draft->match, match)) {
		draft->is_ready = make_common(draft, match, error) == 0;
		if (!draft->is_ready)
			return NULL;
	}
	struct change *change = plan_add(draft->plan, error);
	if (!change)
		return NULL;
	*change = draft->common;
	change->kind = kind;
	change->field = kind_field(kind);
	change->state = kind_is_finding(kind) ? STATE_OPEN : STATE_PENDING;
	change->row = row;
	return change;
}

void draft_free(struct draft *draft)
{
	text_free(&draft->scratch);
}
