/* Changes that a person proposes: the recode of a transfer, and the opposite of an applied change. */
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/plan/decide.h"

/* Every string of the change, copied into the arena. */
static int keep_strings(struct change *change, struct arena *arena, struct error *error)
{
	const char **strings[] = {
	    &change->code,   &change->name,  &change->address, &change->city,	     &change->district,
	    &change->box,    &change->login, &change->onu,     &change->property_id, &change->client_id,
	    &change->before, &change->after, &change->mk_side, &change->ozmap_side,  &change->other_code,
	};
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		const char *string = *strings[i];
		*strings[i] = arena_string(arena, string);
		if (string && !*strings[i])
			return error_memory(error);
	}
	return 0;
}

/* What the two proposals share: `from` as it was found, with nothing decided yet. */
static struct change proposal(const struct change *from, enum kind kind)
{
	struct change change = *from;
	change.kind = kind;
	change.field = kind_field(kind);
	change.state = STATE_PENDING;
	change.why = change.link = change.guard = change.folded = NULL;
	change.decided_by = change.reason = change.note = change.wait = change.outcome = NULL;
	change.decided_at = change.first_seen = MOMENT_NONE;
	change.cosmetic = change.moved = change.alone = false;
	return change;
}

static const char *json_of(struct arena *arena, const char *string)
{
	struct text text = {0};
	json_add_string(&text, string);
	const char *kept = text_check(&text, NULL) == 0 ? arena_string(arena, text_string(&text)) : NULL;
	text_free(&text);
	return kept;
}

static int finish(struct change *change, struct arena *arena, struct error *error)
{
	if (keep_strings(change, arena, error) < 0)
		return -1;
	return change_make_id(change) < 0 ? error_memory(error) : 0;
}

int plan_recode(struct change *out, struct plan *plan, const struct change *transfer, struct error *error)
{
	const char *old_code = transfer->other_code ? transfer->other_code : transfer->why;
	if (transfer->kind != KIND_TRANSFER || !old_code || !transfer->client_id)
		return error_fail(error, _("recode: %s is not a transfer: give the id of a finding of kind transfer"),
				  transfer->id);
	*out = proposal(transfer, KIND_RECODE);
	out->row = 4;
	out->other_code = old_code;
	out->before = json_of(&plan->arena, old_code);
	out->after = json_of(&plan->arena, transfer->code);
	if (!out->before || !out->after)
		return error_memory(error);
	return finish(out, &plan->arena, error);
}

/* The client's name before a recode, where OZmap's side still holds it; NULL where it is not known, and stays as it is.
 */
static int take_old_name(struct change *change, struct arena *arena, struct error *error)
{
	struct error ignored = {0};
	const char *side = change->ozmap_side ? change->ozmap_side : "null";
	json_t *json = json_parse(side, strlen(side), "ozmap_side", &ignored);
	const char *name = json_member_string(json_object_get(json, "client"), "name");
	change->name = arena_string(arena, name);
	int result = name && !change->name ? error_memory(error) : 0;
	json_decref(json);
	return result;
}

/* The side with the value that was applied in it: a review shows what is there now. NULL when memory ran out. */
static const char *side_as_applied(struct arena *arena, const struct change *change)
{
	const char *row = change->field == FIELD_ADDRESS || change->field == FIELD_POWER ? "property" : "client";
	json_t *json = json_parse(change->ozmap_side, strlen(change->ozmap_side), "ozmap_side", NULL);
	json_t *value = json_parse(change->before, strlen(change->before), "before", NULL);
	struct text text = {0};
	const char *side = NULL;
	if (json && value && !json_object_get(json, row))
		side = change->ozmap_side;
	else if (json && value && json_object_set(json_object_get(json, row), field_name(change->field), value) == 0) {
		json_add_value(&text, json);
		side = text_check(&text, NULL) == 0 ? arena_string(arena, text_string(&text)) : NULL;
	}
	text_free(&text);
	json_decref(json);
	json_decref(value);
	return side;
}

static bool has_own_value(const struct change *change)
{
	return change->ozmap_side && change->field != FIELD_CLIENT && change->field != FIELD_CODE;
}

/* Names and addresses, and what was removed, are forgotten after keep_personal_data. */
static bool is_forgotten(const struct change *applied)
{
	if (applied->kind == KIND_NAME || applied->kind == KIND_ADDRESS)
		return change_value_same(applied->after, NULL);
	return (kind_is_cancellation(applied->kind) || applied->kind == KIND_RECODE) && !applied->ozmap_side;
}

/* Why OZmap's API gives no way back; NULL where there is one. */
static const char *no_way_back(const struct change *applied)
{
	if (kind_revert(applied->kind) == KIND_NONE)
		return _("changes of this kind cannot be reverted: correct it in OZmap");
	if (applied->state != STATE_APPLIED)
		return _("only what was applied can be reverted: mkoz history tells what was");
	if (applied->kind == KIND_CANCEL_REMOVE && !applied->property_id)
		return _("a client that had no property cannot be put back through OZmap's API: create it there");
	if (is_forgotten(applied))
		return _("what stood there before was erased, as keep_personal_data says: correct it in OZmap");
	if (applied->kind == KIND_STATUS && change_value_same(applied->before, NULL))
		return _("OZmap had no status before, and cannot be given none: correct it in OZmap");
	return NULL;
}

int plan_revert(struct change *out, struct arena *arena, const struct change *applied, struct error *error)
{
	const char *why = no_way_back(applied);
	if (why)
		return error_fail(error, _("revert %s: %s"), applied->id, why);
	*out = proposal(applied, kind_revert(applied->kind));
	out->before = applied->after ? applied->after : "null";
	out->after = applied->before ? applied->before : "null";
	if (has_own_value(out) && !(out->ozmap_side = side_as_applied(arena, out)))
		return error_memory(error);
	if (applied->kind == KIND_RECODE && take_old_name(out, arena, error) < 0)
		return -1;
	return finish(out, arena, error);
}
