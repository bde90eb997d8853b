/* OZmap's side: its lists and its JSON. */
#include "mkoz/domain/plant.h"

#include <stdlib.h>

#include "mkoz/base/array.h"
#include "record.h"

static const char *const statuses[] = {"unknown", "OK", "ERROR", NULL};

_Static_assert(sizeof(enum client_status) == sizeof(int), "records hold words as int");

#define STRING(of, member)                                                                                             \
	{                                                                                                              \
#member, RECORD_STRING, offsetof(struct of, member), 0, NULL, 0                                        \
	}
#define NUMBER(of, member, has)                                                                                        \
	{                                                                                                              \
#member, RECORD_NUMBER, offsetof(struct of, member), offsetof(struct of, has), NULL, 0                 \
	}
static const struct record_member client_members[] = {
    STRING(client, id),
    STRING(client, code),
    STRING(client, name),
    STRING(client, observation),
    STRING(client, login),
    STRING(client, onu),
    {"status", RECORD_WORD, offsetof(struct client, status), 0, statuses, CLIENT_STATUS_UNKNOWN},
    {"implanted", RECORD_BOOL, offsetof(struct client, implanted), 0, NULL, 0},
};
static const struct record_member property_members[] = {
    STRING(property, id),
    STRING(property, address),
    STRING(property, observation),
    STRING(property, box),
    STRING(property, box_id),
    STRING(property, port),
    STRING(property, drop),
    STRING(property, project),
    STRING(property, client_id),
    {"history", RECORD_STRINGS, offsetof(struct property, history), 0, NULL, 0},
    NUMBER(property, power, has_power),
    NUMBER(property, lat, has_place),
    NUMBER(property, lng, has_place),
};
#undef STRING
#undef NUMBER
#define COUNT(array) (sizeof(array) / sizeof *(array))

void plant_free(struct plant *plant)
{
	free(plant->clients);
	free(plant->properties);
	arena_free(&plant->arena);
	*plant = (struct plant){0};
}

struct client *plant_add_client(struct plant *plant, struct error *error)
{
	struct client *added;

	if (array_grow(&plant->clients, &plant->client_capacity, plant->client_count, sizeof *added, error) < 0)
		return NULL;
	added = &plant->clients[plant->client_count++];
	*added = (struct client){.status = CLIENT_STATUS_UNKNOWN};
	return added;
}

struct property *plant_add_property(struct plant *plant, struct error *error)
{
	struct property *added;

	if (array_grow(&plant->properties, &plant->property_capacity, plant->property_count, sizeof *added, error) < 0)
		return NULL;
	added = &plant->properties[plant->property_count++];
	*added = (struct property){0};
	return added;
}

int plant_side_to_json(struct text *out, const struct client *client, const struct property *property)
{
	text_add(out, "{\"client\":");
	if (client != NULL)
		record_to_json(out, client, client_members, COUNT(client_members));
	else
		text_add(out, "null");
	text_add(out, ",\"property\":");
	if (property != NULL)
		record_to_json(out, property, property_members, COUNT(property_members));
	else
		text_add(out, "null");
	text_add_char(out, '}');
	return out->failed ? -1 : 0;
}

int plant_side_from_json(const json_t *json, struct arena *arena, struct client *client, bool *has_client,
			 struct property *property, bool *has_property)
{
	const json_t *client_json = json_object_get(json, "client");
	const json_t *property_json = json_object_get(json, "property");

	*client = (struct client){.status = CLIENT_STATUS_UNKNOWN};
	*property = (struct property){0};
	*has_client = json_is_object(client_json);
	*has_property = json_is_object(property_json);
	if (!json_is_object(json))
		return -1;
	if (*has_client && (record_from_json(client, client_json, client_members, COUNT(client_members), arena) < 0 ||
			    client->id == NULL))
		return -1;
	if (*has_property &&
	    (record_from_json(property, property_json, property_members, COUNT(property_members), arena) < 0 ||
	     property->id == NULL))
		return -1;
	return 0;
}

const char *client_status_name(enum client_status status)
{
	return status == CLIENT_STATUS_UNKNOWN ? NULL : statuses[status - CLIENT_STATUS_UNKNOWN];
}
