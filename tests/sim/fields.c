/* Which fields a body may hold, of which kind, and putting them into a row. */
#include "fields.h"

#include <string.h>

static bool is_text(const json_t *value)
{
	return json_is_string(value);
}

static bool is_text_or_null(const json_t *value)
{
	return json_is_string(value) || json_is_null(value);
}

static bool is_boolean(const json_t *value)
{
	return json_is_boolean(value);
}

static bool is_number(const json_t *value)
{
	return json_is_number(value);
}

static bool is_number_or_null(const json_t *value)
{
	return json_is_number(value) || json_is_null(value);
}

static bool is_status(const json_t *value)
{
	return json_is_integer(value) && (json_integer_value(value) == 0 || json_integer_value(value) == 1);
}

static bool is_list(const json_t *value)
{
	return json_is_array(value);
}

static bool is_object(const json_t *value)
{
	return json_is_object(value);
}

static bool is_coords(const json_t *value)
{
	double lng = json_number_value(json_array_get(value, 0)), lat = json_number_value(json_array_get(value, 1));
	return json_array_size(value) == 2 && lng >= -180 && lng <= 180 && lat >= -90 && lat <= 90;
}

static bool is_client(const json_t *value)
{
	return json_is_object(value) || is_text_or_null(value);
}

#define CLIENT_BATCH_FIELDS                                                                                            \
	{"certified", is_boolean, false}, {"implanted", is_boolean, false},                                            \
	{                                                                                                              \
		"status", is_status, false                                                                             \
	}
const struct field client_batch_fields[] = {CLIENT_BATCH_FIELDS, {NULL, NULL, false}};
const struct field client_fields[] = {
    CLIENT_BATCH_FIELDS,      {"code", is_text, false},
    {"name", is_text, false}, {"observation", is_text_or_null, false},
    {"tags", is_list, false}, {"onu", is_object, false},
    {"cpe", NULL, false},     {NULL, NULL, false},
};

#define PROPERTY_FIELDS                                                                                                \
	{"address", is_text_or_null, false}, {"coords", is_coords, false}, {"box", is_text_or_null, false},            \
	    {"pole", is_text_or_null, false}, {"potencyRead", is_number_or_null, false},                               \
	    {"observation", is_text_or_null, false}, {"tags", is_list, false}, {"client", is_client, true},            \
	    {"connector", is_text_or_null, true}, {"port", is_number, true}, {"auto_connect", is_boolean, true},       \
	    {"force", is_boolean, true},                                                                               \
	{                                                                                                              \
		"drop_poles", is_list, true                                                                            \
	}
const struct field property_fields[] = {PROPERTY_FIELDS, {NULL, NULL, false}};
const struct field property_create_fields[] = {PROPERTY_FIELDS, {"project", is_text, false}, {NULL, NULL, false}};
const struct field property_batch_fields[] = {{"potencyRead", is_number_or_null, false}, {NULL, NULL, false}};

static const struct field *field_named(const struct field *fields, const char *name)
{
	for (; fields->name != NULL; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

int fields_check(const json_t *body, const struct field *fields, struct answer *answer)
{
	const char *name = NULL;
	json_t *value = NULL;
	if (!json_is_object(body)) {
		answer_error(answer, 400, "A JSON object is needed");
		return -1;
	}
	json_object_foreach((json_t *)body, name, value)
	{
		const struct field *field = field_named(fields, name);
		if (field != NULL && (field->good == NULL || field->good(value)))
			continue;
		answer_error(answer, 400, field == NULL ? "Field %s is not allowed" : "Field %s is invalid", name);
		return -1;
	}
	return 0;
}

int fields_check_body(const struct request *request, const struct field *fields, struct answer *answer)
{
	if (request->content_type != NULL && strncmp(request->content_type, "application/json", 16) == 0)
		return fields_check(request->json, fields, answer);
	answer_error(answer, 400, "Content-Type: application/json is needed");
	return -1;
}

json_t *fields_kept(const json_t *body, const struct field *fields)
{
	const char *name = NULL;
	json_t *value = NULL, *kept = json_object();
	json_object_foreach((json_t *)body, name, value)
	{
		const struct field *field = field_named(fields, name);
		if (field != NULL && !field->passing)
			json_object_set(kept, name, value);
	}
	return kept;
}

void fields_apply(struct state *state, struct row *row, const json_t *body, const struct field *fields,
		  struct answer *answer)
{
	const char *name = NULL;
	json_t *value = NULL;
	json_t *kept = fields_kept(body, fields), *object = row_parse(row);
	json_object_foreach(kept, name, value)
	{
		json_t *before = json_incref(json_object_get(object, name));
		answer_change(answer, row_kind_name(row->kind), row->id, name, before, json_incref(value));
		json_object_set(object, name, value);
	}
	if (json_object_size(kept) > 0)
		state_replace(state, row, object, false);
	json_decref(object);
	json_decref(kept);
}
