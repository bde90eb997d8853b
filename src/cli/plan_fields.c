/* The fields of changes and findings as spec §5 prints them, in its order. */
#include "plan_fields.h"

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/base/mask.h"

#define WRITER(field, expression)                                                                                      \
	static void add_##field(struct text *out, const void *record, const struct view *view)                         \
	{                                                                                                              \
		const struct change *change = record;                                                                  \
		(void)view;                                                                                            \
		expression;                                                                                            \
	}
#define STRING_WRITER(field) WRITER(field, json_add_string(out, change->field))

static void add_truth(struct text *out, bool truth)
{
	text_add(out, truth ? "true" : "false");
}

static bool is_personal(const struct change *change)
{
	return change->field == FIELD_NAME || change->field == FIELD_ADDRESS;
}

/* A JSON value as it is; a name or an address shortened where the view says so. */
static void add_value(struct text *out, const char *json, bool masked)
{
	struct arena arena = {0};
	struct text text = {0};
	const char *inside = masked ? change_value_text(&arena, json) : NULL;

	if (inside == NULL) {
		text_add(out, json == NULL ? "null" : json);
	} else {
		mask_words(&text, inside);
		json_add_string(out, text_string(&text));
	}
	out->failed = out->failed || text.failed;
	text_free(&text);
	arena_free(&arena);
}

/* The string, or what `mask` leaves of it. */
static void add_masked(struct text *out, const char *string, bool masked, void (*mask)(struct text *, const char *))
{
	struct text text = {0};

	if (string == NULL || !masked) {
		json_add_string(out, string);
		return;
	}
	mask(&text, string);
	json_add_string(out, text_string(&text));
	out->failed = out->failed || text.failed;
	text_free(&text);
}

STRING_WRITER(id)
WRITER(kind, json_add_string(out, kind_name(change->kind)))
WRITER(state, json_add_string(out, state_name(change->state)))
STRING_WRITER(code)
WRITER(name, add_masked(out, change->name, view->masked, mask_words))
STRING_WRITER(city)
STRING_WRITER(box)
STRING_WRITER(property_id)
STRING_WRITER(client_id)
WRITER(field, json_add_string(out, change->field == FIELD_NONE ? NULL : field_name(change->field)))
WRITER(before, add_value(out, change->before, view->masked &&is_personal(change)))
WRITER(after, add_value(out, change->after, view->masked &&is_personal(change)))
WRITER(cosmetic, add_truth(out, change->cosmetic))
WRITER(moved, add_truth(out, change->moved))
WRITER(row, text_format(out, "%d", change->row))
STRING_WRITER(decided_by)
STRING_WRITER(reason)
STRING_WRITER(why)
WRITER(link, add_masked(out, change->link, view->masked, mask_link))

#define FIELD(name)                                                                                                    \
	{                                                                                                              \
#name, add_##name                                                                                      \
	}
const struct field_writer change_fields[] = {
    FIELD(id),	     FIELD(kind),	 FIELD(state),	   FIELD(code),	      FIELD(name),   FIELD(city),
    FIELD(box),	     FIELD(property_id), FIELD(client_id), FIELD(field),      FIELD(before), FIELD(after),
    FIELD(cosmetic), FIELD(moved),	 FIELD(row),	   FIELD(decided_by), FIELD(reason),
};
const size_t change_field_count = sizeof change_fields / sizeof *change_fields;

const struct field_writer finding_fields[] = {
    FIELD(id), FIELD(kind), FIELD(why), FIELD(state), FIELD(code), FIELD(name), FIELD(link),
};
const size_t finding_field_count = sizeof finding_fields / sizeof *finding_fields;

void plan_add_name(struct text *out, const struct change *change, const struct view *view)
{
	if (change->name == NULL)
		return;
	if (view->masked)
		mask_words(out, change->name);
	else
		text_add(out, change->name);
}

static void add_both_values(struct text *out, const struct change *change, const struct view *view)
{
	struct arena arena = {0};
	bool masked = view->masked && is_personal(change);
	const char *values[] = {change_value_text(&arena, change->before), change_value_text(&arena, change->after)};

	for (size_t i = 0; i < 2; i++) {
		if (i > 0)
			text_add(out, i18n_is_utf8() ? " → " : " -> ");
		if (values[i] == NULL)
			text_add_char(out, '-');
		else if (masked)
			mask_words(out, values[i]);
		else
			text_add(out, values[i]);
	}
	arena_free(&arena);
}

void plan_add_difference(struct text *out, const struct change *change, const struct view *view)
{
	if (!kind_is_finding(change->kind))
		add_both_values(out, change, view);
	else if (change->why != NULL)
		text_add(out, change->why);
}
