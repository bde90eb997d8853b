/* OZmap's JSON rows as client and property. What is inferred about their forms is kept here. */
#include "ozmap/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mkoz/base/i18n.h"
#include "ozmap/address.h"

/* Where strings go, and whether memory ran out on the way. */
struct keeper {
	struct arena *arena;
	bool failed;
};

static const char *keep(struct keeper *keeper, const char *bytes, size_t length)
{
	const char *kept = arena_bytes(keeper->arena, bytes, length);

	keeper->failed = keeper->failed || kept == NULL;
	return kept;
}

/* Exactly as read; NULL when it is no string. */
static const char *keep_string(struct keeper *keeper, const json_t *value)
{
	if (!json_is_string(value))
		return NULL;
	return keep(keeper, json_string_value(value), json_string_length(value));
}

/* Trimmed; NULL when blank. A number is taken as its digits. */
static const char *keep_word(struct keeper *keeper, const json_t *value)
{
	static const char blanks[] = " \t\r\n\v\f";
	const char *string;
	size_t length;

	if (json_is_integer(value)) {
		string = arena_format(keeper->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		keeper->failed = keeper->failed || string == NULL;
		return string;
	}
	if (!json_is_string(value))
		return NULL;
	string = json_string_value(value);
	string += strspn(string, blanks);
	length = strlen(string);
	while (length > 0 && strchr(blanks, string[length - 1]) != NULL)
		length--;
	return length == 0 ? NULL : keep(keeper, string, length);
}

const char *row_id(const json_t *row)
{
	const char *id = json_member_string(row, "id");

	if (id == NULL)
		id = json_member_string(row, "_id");
	return address_is_id(id) ? id : NULL;
}

/* Something referred to: an object, or its id alone. NULL when it is neither. */
static const char *keep_reference(struct keeper *keeper, const json_t *value)
{
	const char *id = json_is_object(value) ? row_id(value) : json_string_value(value);

	return id != NULL && address_is_id(id) ? keep(keeper, id, strlen(id)) : NULL;
}

/* The first of the members that holds a word. */
static const char *keep_first(struct keeper *keeper, const json_t *object, const char *const *keys)
{
	const char *word = NULL;

	for (; *keys != NULL && word == NULL; keys++)
		word = keep_word(keeper, json_object_get(object, *keys));
	return word;
}

static bool read_number(const json_t *value, double *number)
{
	const char *string = json_string_value(value);
	char *end;

	if (json_is_number(value)) {
		*number = json_number_value(value);
		return true;
	}
	if (string == NULL || *string == '\0' || strspn(string, "+-.0123456789eE") != strlen(string))
		return false;
	*number = strtod(string, &end);
	return *end == '\0' && isfinite(*number);
}

static bool read_true(const json_t *value)
{
	return json_is_true(value) || json_integer_value(value) == 1 ||
	       (json_is_string(value) && strcasecmp(json_string_value(value), "true") == 0);
}

/* 0 and 1, or the words OK and ERROR. */
static enum client_status read_status(const json_t *value)
{
	static const struct {
		const char *word;
		enum client_status status;
	} words[] = {{"OK", CLIENT_STATUS_OK},
		     {"ERROR", CLIENT_STATUS_ERROR},
		     {"0", CLIENT_STATUS_OK},
		     {"1", CLIENT_STATUS_ERROR}};

	if (json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) <= 1)
		return json_integer_value(value) == 0 ? CLIENT_STATUS_OK : CLIENT_STATUS_ERROR;
	for (size_t i = 0; json_is_string(value) && i < sizeof words / sizeof *words; i++)
		if (strcasecmp(json_string_value(value), words[i].word) == 0)
			return words[i].status;
	return CLIENT_STATUS_UNKNOWN;
}

int row_client(const json_t *row, struct arena *arena, struct client *out, struct error *error)
{
	struct keeper keeper = {arena, false};
	const json_t *onu = json_object_get(row, "onu");
	const char *id = row_id(row);

	*out = (struct client){0};
	if (id == NULL)
		return error_fail(error, _("it is not a client with an id: nothing is made of it"));
	out->id = keep(&keeper, id, strlen(id));
	out->code = keep_word(&keeper, json_object_get(row, "code"));
	out->name = keep_string(&keeper, json_object_get(row, "name"));
	out->observation = keep_string(&keeper, json_object_get(row, "observation"));
	out->login = keep_word(&keeper, json_object_get(onu, "user_PPPoE"));
	out->onu = keep_word(&keeper, json_object_get(onu, "serial_number"));
	out->status = read_status(json_object_get(row, "status"));
	out->implanted = read_true(json_object_get(row, "implanted"));
	return keeper.failed ? error_memory(error) : 0;
}

/* The splitter port: of the first connection that tells it. */
static const char *keep_port(struct keeper *keeper, const json_t *connections)
{
	static const char *const direct[] = {"port", NULL}, *const inside[] = {"name", "number", "id", "_id", NULL},
				 *const named[] = {"name", NULL};
	const char *port = NULL;

	for (size_t i = 0; i < json_array_size(connections) && port == NULL; i++) {
		const json_t *connection = json_array_get(connections, i);

		port = keep_first(keeper, connection, direct);
		if (port == NULL)
			port = keep_first(keeper, json_object_get(connection, "port"), inside);
		if (port == NULL)
			port = keep_first(keeper, connection, named);
	}
	return port;
}

/* A client is named in a form that gives no id: taking the property for free would be wrong. */
static bool is_unreadable(const json_t *client, const char *client_id)
{
	if (client_id != NULL || client == NULL || json_is_null(client))
		return false;
	return !json_is_string(client) || json_string_length(client) > 0;
}

static const char **keep_history(struct keeper *keeper, const json_t *clients)
{
	size_t count = json_array_size(clients), used = 0;
	const char **codes;

	if (count == 0)
		return NULL;
	codes = arena_take(keeper->arena, (count + 1) * sizeof *codes);
	if (codes == NULL) {
		keeper->failed = true;
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		const char *code = keep_word(keeper, json_object_get(json_array_get(clients, i), "code"));

		if (code != NULL)
			codes[used++] = code;
	}
	return used == 0 ? NULL : codes;
}

static bool read_place(const json_t *row, double *lat, double *lng)
{
	const json_t *coords = json_object_get(row, "coords");

	if (json_array_size(coords) == 2)
		return read_number(json_array_get(coords, 0), lng) && read_number(json_array_get(coords, 1), lat);
	return read_number(json_object_get(row, "lat"), lat) && read_number(json_object_get(row, "lng"), lng);
}

int row_property(const json_t *row, struct arena *arena, struct property *out, struct error *error)
{
	static const char *const names[] = {"name", NULL};
	struct keeper keeper = {arena, false};
	const json_t *box = json_object_get(row, "box"), *history = json_object_get(row, "history");
	const char *id = row_id(row);

	*out = (struct property){0};
	if (id == NULL)
		return error_fail(error, _("it is not a property with an id: nothing is made of it"));
	out->id = keep(&keeper, id, strlen(id));
	out->address = keep_string(&keeper, json_object_get(row, "address"));
	out->observation = keep_string(&keeper, json_object_get(row, "observation"));
	out->box = keep_first(&keeper, box, names);
	out->box_id = keep_reference(&keeper, box);
	out->port = keep_port(&keeper, json_object_get(row, "connections"));
	out->drop = keep_reference(&keeper, json_object_get(row, "drop"));
	if (out->drop == NULL)
		out->drop = keep_first(&keeper, json_object_get(row, "drop"), names);
	out->project = keep_reference(&keeper, json_object_get(row, "project"));
	out->client_id = keep_reference(&keeper, json_object_get(row, "client"));
	out->history = keep_history(&keeper, json_object_get(history, "clients"));
	out->has_power = read_number(json_object_get(row, "potencyRead"), &out->power);
	out->has_extras = json_is_string(json_object_get(row, "pole")) ||
			  json_is_object(json_object_get(row, "pole")) ||
			  json_array_size(json_object_get(row, "tags")) > 0;
	out->has_place = read_place(row, &out->lat, &out->lng);
	if (!keeper.failed && is_unreadable(json_object_get(row, "client"), out->client_id))
		return error_fail(error, _("it names its client without an id: nothing is made of it"));
	return keeper.failed ? error_memory(error) : 0;
}

const json_t *row_embedded_client(const json_t *property)
{
	const json_t *client = json_object_get(property, "client");

	if (row_id(client) == NULL || json_object_get(client, "code") == NULL ||
	    json_object_get(client, "implanted") == NULL || json_object_get(client, "status") == NULL)
		return NULL;
	return client;
}
