/* What was removed, as OZmap showed it whole: what a revert takes from it. */
#include "plan/removed.h"

#include <string.h>

#include "mkoz/base/json.h"

/* Sets the string where the whole has the member; null is no string. -1 when memory ran out. */
static int take_string(const char **at, const json_t *row, const char *key, struct arena *arena)
{
	const char *string = json_member_string(row, key);
	if (!json_object_get(row, key))
		return 0;
	*at = string ? arena_string(arena, string) : NULL;
	return string && !*at ? -1 : 0;
}

static bool take_number(double *at, const json_t *value)
{
	if (!json_is_number(value))
		return false;
	*at = json_number_value(value);
	return true;
}

static void take_status(struct client *client, const json_t *value)
{
	for (int status = CLIENT_STATUS_OK; status <= CLIENT_STATUS_ERROR; status++) {
		const char *name = client_status_name((enum client_status)status);
		if (json_is_integer(value) ? json_integer_value(value) == status
					   : json_is_string(value) && strcmp(json_string_value(value), name) == 0)
			client->status = (enum client_status)status;
	}
}

int removed_overlay(const json_t *whole, struct arena *arena, struct client *client, struct property *property)
{
	const json_t *was = json_object_get(whole, "client");
	const json_t *place = json_object_get(whole, "property");
	if (json_is_object(was)) {
		take_status(client, json_object_get(was, "status"));
		if (take_string(&client->name, was, "name", arena) < 0 ||
		    take_string(&client->observation, was, "observation", arena) < 0)
			return -1;
	}
	if (!json_is_object(place))
		return 0;
	property->has_power = take_number(&property->power, json_object_get(place, "potencyRead"));
	const json_t *coords = json_object_get(place, "coords");
	double lng, lat;
	if (take_number(&lng, json_array_get(coords, 0)) && take_number(&lat, json_array_get(coords, 1))) {
		property->lng = lng;
		property->lat = lat;
		property->has_place = true;
	}
	if (take_string(&property->address, place, "address", arena) < 0)
		return -1;
	return take_string(&property->observation, place, "observation", arena);
}

/* Only a list of ids: tags that came as objects cannot be written like that. */
static bool is_list_of_ids(const json_t *value)
{
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!json_is_string(json_array_get(value, i)))
			return false;
	return json_array_size(value) > 0;
}

static bool is_flag(const json_t *value)
{
	return json_is_boolean(value);
}

static bool is_string(const json_t *value)
{
	return json_is_string(value);
}

void removed_add_client(struct text *body, const json_t *whole)
{
	static const struct {
		const char *key;
		bool (*fits)(const json_t *value);
	} members[] = {{"certified", is_flag}, {"cpe", is_string}, {"tags", is_list_of_ids}};
	const json_t *was = json_object_get(whole, "client");
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		const json_t *value = json_object_get(was, members[i].key);
		if (!members[i].fits(value))
			continue;
		text_format(body, ",\"%s\":", members[i].key);
		json_add_value(body, value);
	}
}

static void add_extra(struct text *body, const char *key, const json_t *value)
{
	text_format(body, "%s\"%s\":", body->length > 1 ? "," : "", key);
	json_add_value(body, value);
}

void removed_add_extras(struct text *body, const json_t *whole)
{
	const json_t *was = json_object_get(whole, "property");
	const json_t *pole = json_object_get(was, "pole"), *tags = json_object_get(was, "tags");

	if (json_is_object(pole))
		pole = json_object_get(pole, json_object_get(pole, "id") ? "id" : "_id");
	if (json_is_string(pole))
		add_extra(body, "pole", pole);
	if (is_list_of_ids(tags))
		add_extra(body, "tags", tags);
}

bool removed_add_onu(struct text *body, const json_t *whole)
{
	static const char *const keys[] = {"user_PPPoE", "serial_number", "mac_address"};
	const json_t *onu = json_object_get(json_object_get(whole, "client"), "onu");
	bool any = false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *value = json_member_string(onu, keys[i]);
		if (!value)
			continue;
		text_format(body, "%s\"%s\":", any ? "," : ",\"onu\":{", keys[i]);
		json_add_string(body, value);
		any = true;
	}
	if (any)
		text_add_char(body, '}');
	return any;
}
