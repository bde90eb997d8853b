/* OZmap's rows: properties and clients as JSON text, found by identifier and by code, and how they hang together. */
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DUMP = JSON_COMPACT | JSON_REAL_PRECISION(15) };

const char *row_kind_name(enum row_kind kind)
{
	return kind == ROW_PROPERTY ? "property" : "client";
}

json_t *row_parse(const struct row *row)
{
	return json_loadb(row->text, row->length, JSON_ALLOW_NUL, NULL);
}

json_t *row_whole(const struct row *row)
{
	json_t *object = row_parse(row);
	if (row->kind == ROW_PROPERTY)
		json_object_set_new(object, "client",
				    row->partner != NULL ? json_string(row->partner->id) : json_null());
	return object;
}

json_t *status_as_number(json_t *status)
{
	const char *word = json_string_value(status);
	if (word != NULL && strcmp(word, "OK") == 0)
		return json_integer(0);
	if (word != NULL && strcmp(word, "ERROR") == 0)
		return json_integer(1);
	return json_incref(status);
}

void state_open(struct state *state)
{
	*state = (struct state){.boxes = json_object()};
}

static void row_free(struct row *row)
{
	free(row->id);
	free(row->code);
	free(row->text);
	free(row);
}

void state_close(struct state *state)
{
	for (int kind = 0; kind < ROW_KINDS; kind++) {
		struct table *table = &state->tables[kind];
		for (size_t i = 0; i < table->count; i++)
			row_free(table->rows[i]);
		free(table->rows);
		index_free(&table->by_id);
	}
	index_free(&state->clients_by_code);
	json_decref(state->boxes);
}

struct row *state_find(const struct state *state, enum row_kind kind, const char *id)
{
	return id != NULL ? index_find(&state->tables[kind].by_id, id) : NULL;
}

/* A box given as an object is kept with the boxes, so that a row holds only its identifier. */
static void box_to_id(struct state *state, json_t *object)
{
	json_t *box = json_object_get(object, "box");
	const char *id = json_string_value(json_object_get(box, "id"));
	if (id == NULL)
		return;
	if (json_object_get(state->boxes, id) == NULL)
		json_object_set(state->boxes, id, box);
	json_object_set_new(object, "box", json_string(id));
}

static void coords_to_lat_lng(json_t *object)
{
	json_t *coords = json_object_get(object, "coords");
	if (json_array_size(coords) != 2)
		return;
	json_object_set(object, "lng", json_array_get(coords, 0));
	json_object_set(object, "lat", json_array_get(coords, 1));
}

static void row_set_code(struct state *state, struct row *row, const json_t *object)
{
	const char *code = row->kind == ROW_CLIENT ? json_string_value(json_object_get(object, "code")) : NULL;
	if (row->code != NULL && code != NULL && strcmp(row->code, code) == 0)
		return;
	if (row->code != NULL)
		index_remove(&state->clients_by_code, row->code, row);
	free(row->code);
	row->code = code != NULL ? sim_copy(code) : NULL;
	if (row->code != NULL)
		index_add(&state->clients_by_code, row->code, row);
}

void state_replace(struct state *state, struct row *row, const json_t *object, bool keep_time)
{
	json_t *ordered = json_pack("{s:s}", "id", row->id);
	json_object_update_missing(ordered, (json_t *)object);
	json_object_del(ordered, "_id");
	if (row->kind == ROW_PROPERTY) {
		json_object_del(ordered, "client");
		box_to_id(state, ordered);
		coords_to_lat_lng(ordered);
	} else {
		json_object_set_new(ordered, "status", status_as_number(json_object_get(ordered, "status")));
	}
	if (!keep_time) {
		char now[32];
		time_now_iso(now);
		json_object_set_new(ordered, "updatedAt", json_string(now));
	}
	free(row->text);
	row->text = json_dumps(ordered, DUMP);
	row->length = strlen(row->text);
	row_set_code(state, row, ordered);
	json_decref(ordered);
}

static void set_missing(json_t *object, const char *key, json_t *value)
{
	if (json_object_get(object, key) == NULL)
		json_object_set_new(object, key, value);
	else
		json_decref(value);
}

static void fill_missing(json_t *object, enum row_kind kind)
{
	char now[32];
	time_now_iso(now);
	set_missing(object, "kind", json_string(kind == ROW_PROPERTY ? "Property" : "FTTHClient"));
	set_missing(object, "createdAt", json_string(now));
	set_missing(object, "updatedAt", json_incref(json_object_get(object, "createdAt")));
	set_missing(object, "tags", json_array());
	if (kind == ROW_PROPERTY) {
		set_missing(object, "connections", json_array());
		set_missing(object, "history", json_pack("{s:[]}", "clients"));
	} else {
		set_missing(object, "status", json_integer(0));
	}
}

static void table_append(struct table *table, struct row *row)
{
	if (table->count == table->capacity) {
		table->capacity = table->capacity > 0 ? table->capacity * 2 : 64;
		table->rows = sim_resize(table->rows, table->capacity * sizeof(struct row *));
	}
	table->rows[table->count++] = row;
	index_add(&table->by_id, row->id, row);
}

struct row *state_add(struct state *state, enum row_kind kind, const json_t *object)
{
	char fresh[25];
	const char *id = json_string_value(json_object_get(object, "id"));
	if (id == NULL)
		id = json_string_value(json_object_get(object, "_id"));
	if (id == NULL) {
		id_make(fresh);
		id = fresh;
	}
	if (state_find(state, kind, id) != NULL)
		return NULL;
	struct row *row = sim_alloc(sizeof(*row));
	row->kind = kind;
	row->id = sim_copy(id);
	json_t *quoted = json_string(id);
	row->id_length = json_dumpb(quoted, NULL, 0, JSON_ENCODE_ANY);
	json_decref(quoted);
	json_t *whole = json_copy((json_t *)object);
	fill_missing(whole, kind);
	state_replace(state, row, whole, true);
	json_decref(whole);
	table_append(&state->tables[kind], row);
	return row;
}

void state_attach(struct row *property, struct row *client, const char *since)
{
	property->partner = client;
	snprintf(property->since, sizeof(property->since), "%s", since);
	client->holders++;
	if (client->partner == NULL)
		client->partner = property;
}

struct row **state_holders(const struct state *state, const struct row *client)
{
	struct row **out = sim_alloc((client->holders + 1) * sizeof(struct row *));
	if (client->holders == 1 && client->partner != NULL) {
		out[0] = client->partner;
		return out;
	}
	const struct table *properties = &state->tables[ROW_PROPERTY];
	size_t found = 0;
	for (size_t i = 0; i < properties->count && found < client->holders; i++)
		if (properties->rows[i]->partner == client)
			out[found++] = properties->rows[i];
	return out;
}

static void release_client(const struct state *state, struct row *property)
{
	struct row *client = property->partner;
	property->partner = NULL;
	client->holders--;
	if (client->partner != property)
		return;
	client->partner = NULL;
	struct row **others = state_holders(state, client);
	client->partner = others[0];
	free(others);
}

void state_detach(struct state *state, struct row *property)
{
	struct row *client = property->partner;
	if (client == NULL)
		return;
	char now[32];
	time_now_iso(now);
	json_t *object = row_parse(property);
	json_t *history = json_object_get(object, "history");
	if (!json_is_object(history)) {
		history = json_object();
		json_object_set_new(object, "history", history);
	}
	if (!json_is_array(json_object_get(history, "clients")))
		json_object_set_new(history, "clients", json_array());
	json_array_append_new(json_object_get(history, "clients"),
			      json_pack("{s:s, s:s?, s:s, s:s}", "id", client->id, "code", client->code, "enter_date",
					property->since, "exit_date", now));
	state_replace(state, property, object, false);
	json_decref(object);
	release_client(state, property);
}

static void table_drop(struct table *table, struct row *row)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->rows[i] != row)
			continue;
		memmove(&table->rows[i], &table->rows[i + 1], (table->count - i - 1) * sizeof(struct row *));
		table->count--;
		break;
	}
	index_remove(&table->by_id, row->id, row);
}

void state_remove(struct state *state, struct row *row, bool with_client)
{
	if (row->kind == ROW_PROPERTY) {
		struct row *client = row->partner;
		if (client != NULL)
			release_client(state, row);
		table_drop(&state->tables[ROW_PROPERTY], row);
		row_free(row);
		if (client != NULL && with_client)
			state_remove(state, client, false);
		return;
	}
	struct row **holders = state_holders(state, row);
	for (size_t i = 0; holders[i] != NULL; i++)
		state_detach(state, holders[i]);
	free(holders);
	if (row->code != NULL)
		index_remove(&state->clients_by_code, row->code, row);
	table_drop(&state->tables[ROW_CLIENT], row);
	row_free(row);
}
