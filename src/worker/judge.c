/* Judging: the conditions of spec §8, one function for each sort of change. */
#include "worker/judge.h"

#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"

static struct judgement send_step(unsigned step)
{
	return (struct judgement){.verdict = VERDICT_SEND, .step = step};
}

static struct judgement done(void)
{
	return (struct judgement){.verdict = VERDICT_DONE};
}

static struct judgement stale(const char *why)
{
	return (struct judgement){.verdict = VERDICT_STALE, .why = why};
}

static struct judgement unknown(void)
{
	return (struct judgement){.verdict = VERDICT_UNKNOWN};
}

static bool same_text(const char *one, const char *other)
{
	return one && other && strcmp(one, other) == 0;
}

static const char *current_string(const struct change *change, const struct fresh *fresh)
{
	switch (change->field) {
	case FIELD_NAME:
		return fresh->client->name;
	case FIELD_CODE:
		return fresh->client->code;
	case FIELD_STATUS:
		return client_status_name(fresh->client->status);
	case FIELD_ADDRESS:
		return fresh->property->address;
	default:
		return NULL;
	}
}

/* The field's value as OZmap has it now, as the JSON that a plan would hold. */
static void current_value(struct text *out, const struct change *change, const struct fresh *fresh)
{
	if (change->field == FIELD_IMPLANTED)
		text_add(out, fresh->client->implanted ? "true" : "false");
	else if (change->field == FIELD_POWER && !fresh->property->has_power)
		text_add(out, "null");
	else if (change->field == FIELD_POWER)
		json_add_number(out, fresh->property->power);
	else
		json_add_string(out, current_string(change, fresh));
}

static bool is_of_property(enum field field)
{
	return field == FIELD_ADDRESS || field == FIELD_POWER;
}

static bool has_code(const struct client *client, const char *code)
{
	return client->code && code && strcmp(client->code, code) == 0;
}

/* name, address, status, power, implanted and their reverts. */
static struct judgement judge_field(const struct change *change, const struct fresh *fresh)
{
	if (!fresh->client)
		return stale(_("the client is no longer in OZmap"));
	if (!has_code(fresh->client, change->code))
		return stale(_("the client has another code in OZmap now"));
	if (is_of_property(change->field) && !fresh->property)
		return stale(_("the property is no longer in OZmap"));
	if (is_of_property(change->field) && !same_text(fresh->property->client_id, change->client_id))
		return stale(_("another client is on the property now"));

	struct text now = {0};
	current_value(&now, change, fresh);
	struct judgement judgement;
	if (text_check(&now, NULL) != 0)
		judgement = unknown();
	else if (change_value_same(text_string(&now), change->after))
		judgement = done();
	else if (change_value_same(text_string(&now), change->before))
		judgement = send_step(0);
	else
		judgement = stale(_("the value in OZmap is no longer the one that was approved"));
	text_free(&now);
	return judgement;
}

/* recode and its revert: the client keeps its place and gets another code and name. */
static struct judgement judge_recode(const struct change *change, const struct fresh *fresh)
{
	if (!fresh->client)
		return stale(_("the client is no longer in OZmap"));
	struct text now = {0};
	current_value(&now, change, fresh);
	struct judgement judgement;
	if (text_check(&now, NULL) != 0)
		judgement = unknown();
	else if (change_value_same(text_string(&now), change->after))
		judgement = done();
	else if (!change_value_same(text_string(&now), change->before))
		judgement = stale(_("the client has another code in OZmap now"));
	else if (fresh->looked_up && fresh->code_clients > 0)
		judgement = stale(_("another client in OZmap has the new code already"));
	else
		judgement = send_step(0);
	text_free(&now);
	return judgement;
}

/* Row 6 removes who was never implanted, row 7 who was: the two must not be mixed up between plan and write. */
static bool is_still_cancelled(const struct fresh *fresh)
{
	return fresh->asked_mk && fresh->life == LIFE_CANCELLED;
}

static bool implanted_as_approved(const struct change *change, const struct client *client)
{
	return client->implanted == (change->row == 7);
}

/* A look-up finds the very code; a client whose code has blanks around it in OZmap is not among what it finds. */
static bool is_alone_with_code(const struct fresh *fresh)
{
	if (!fresh->looked_up || fresh->code_clients > 1)
		return false;
	return fresh->code_clients == 0 || !fresh->found_client ||
	       same_text(fresh->found_client->id, fresh->client->id);
}

/* What must hold before the first request of a cancellation. */
static const char *refuse_cancellation(const struct change *change, const struct fresh *fresh)
{
	if (!fresh->client)
		return _("the client is no longer in OZmap");
	if (!has_code(fresh->client, change->code))
		return _("the client has another code in OZmap now");
	if (!is_still_cancelled(fresh))
		return _("MK does not say cancelled any more");
	if (change->property_id && !implanted_as_approved(change, fresh->client))
		return _("the client is implanted differently in OZmap now");
	if (!is_alone_with_code(fresh))
		return _("several clients in OZmap have this code now");
	if (change->property_id && fresh->code_properties > 1)
		return _("several properties in OZmap have this code now");
	if (!change->property_id && fresh->code_properties > 0)
		return _("the client has a property in OZmap now");
	return NULL;
}

/* The property and the client both go; a client without a property goes alone. */
static struct judgement judge_removal(const struct change *change, const struct fresh *fresh, bool begun)
{
	if (!fresh->client && !fresh->property)
		return done();
	if (change->property_id && !fresh->property && begun && fresh->client && !fresh->code_properties &&
	    has_code(fresh->client, change->code) && is_still_cancelled(fresh))
		return send_step(1);
	const char *why = refuse_cancellation(change, fresh);
	if (why)
		return stale(why);
	if (change->property_id && !fresh->property)
		return stale(_("the property is no longer in OZmap"));
	if (change->property_id && !same_text(fresh->property->client_id, change->client_id))
		return stale(_("another client is on the property now"));
	return send_step(0);
}

/* The client is taken off its property, then removed (step 1, which is not there without `delete_client`); the property
 * stays. */
static struct judgement judge_detach(const struct change *change, const struct fresh *fresh, bool begun)
{
	if (!fresh->property)
		return stale(_("the property is no longer in OZmap"));
	if (!fresh->client && !fresh->property->client_id)
		return done();
	if (!fresh->property->client_id && begun && has_code(fresh->client, change->code) && is_still_cancelled(fresh))
		return send_step(1);
	const char *why = refuse_cancellation(change, fresh);
	if (why)
		return stale(why);
	if (!fresh->property->client_id)
		return stale(_("the client was taken off its property by somebody else"));
	if (!same_text(fresh->property->client_id, change->client_id))
		return stale(_("another client is on the property now"));
	return send_step(0);
}

/* A client comes back to the property that it was taken off. */
static struct judgement judge_attach(const struct fresh *fresh)
{
	if (!fresh->property)
		return stale(_("the property is no longer in OZmap"));
	if (fresh->found_client && same_text(fresh->property->client_id, fresh->found_client->id))
		return done();
	if (fresh->property->client_id)
		return stale(_("another client is on the property now"));
	if (fresh->code_clients > 1 || fresh->code_properties > 0)
		return stale(_("the code is in OZmap again, at another place"));
	return send_step(0);
}

/* A removed property comes back; it is found by its code, since it gets a new id. Its power, pole and tags follow in
 * one (step 1, which is not there where nothing of them lacks). */
static struct judgement judge_creation(const struct fresh *fresh, bool begun)
{
	const struct property *found = fresh->found_property;

	if (fresh->code_properties == 1 && begun && found && (!found->has_power || !found->has_extras))
		return send_step(1);
	if (fresh->code_properties == 1 && begun)
		return done();
	if (fresh->code_properties > 0 || fresh->code_clients > 0)
		return stale(_("the code is in OZmap again"));
	return send_step(0);
}

struct judgement judge_change(const struct change *change, const struct fresh *fresh, bool begun)
{
	switch (change->kind) {
	case KIND_CANCEL_REMOVE:
		return judge_removal(change, fresh, begun);
	case KIND_CANCEL_DETACH:
		return judge_detach(change, fresh, begun);
	case KIND_RECODE:
	case KIND_REVERT_RECODE:
		return judge_recode(change, fresh);
	case KIND_REVERT_CANCEL_DETACH:
		return judge_attach(fresh);
	case KIND_REVERT_CANCEL_REMOVE:
		return judge_creation(fresh, begun);
	default:
		return judge_field(change, fresh);
	}
}
