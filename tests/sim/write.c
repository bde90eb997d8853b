/* The calls that write one row: patching, creating and deleting clients and properties. */
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "render.h"
#include "sim.h"

/* The row that the path names, or NULL with a 404 in the answer. */
static struct row *named_row(struct sim *sim, enum row_kind kind, const struct request *request, struct answer *answer)
{
	struct row *row = state_find(&sim->state, kind, request->segments[1]);
	if (row == NULL)
		answer_error(answer, 404, "%s not found", kind == ROW_PROPERTY ? "Property" : "FTTHClient");
	return row;
}

void write_client(struct sim *sim, struct request *request, struct answer *answer)
{
	struct row *client = named_row(sim, ROW_CLIENT, request, answer);
	if (client == NULL || fields_check_body(request, client_fields, answer) != 0)
		return;
	fields_apply(&sim->state, client, request->json, client_fields, answer);
	answer->applied = true;
	answer_done(answer);
}

/* What a body says of a property's client must hold before anything is written. */
static int check_client(struct sim *sim, const json_t *body, struct answer *answer)
{
	const json_t *client = json_object_get(body, "client");
	if (json_is_object(client))
		return fields_check(client, client_fields, answer);
	if (!json_is_string(client) || state_find(&sim->state, ROW_CLIENT, json_string_value(client)) != NULL)
		return 0;
	answer_error(answer, 400, "Client %s not found", json_string_value(client));
	return -1;
}

static json_t *client_id_of(const struct row *property)
{
	return property->partner != NULL ? json_string(property->partner->id) : json_null();
}

static void take_off(struct sim *sim, struct row *property, struct answer *answer)
{
	if (property->partner == NULL)
		return;
	answer_change(answer, "property", property->id, "client", client_id_of(property), NULL);
	state_detach(&sim->state, property);
}

static struct row *create_client(struct sim *sim, const json_t *body, struct answer *answer)
{
	json_t *kept = fields_kept(body, client_fields);
	if (json_object_get(kept, "implanted") == NULL)
		json_object_set_new(kept, "implanted", json_false());
	struct row *client = state_add(&sim->state, ROW_CLIENT, kept);
	answer_change(answer, "client", client->id, "created", NULL, row_whole(client));
	json_decref(kept);
	return client;
}

/* Puts a client on the property: one that is there, off wherever it was before, or a new one. */
static void put_on(struct sim *sim, struct row *property, const json_t *value, struct answer *answer)
{
	char now[32];
	struct row *client = state_find(&sim->state, ROW_CLIENT, json_string_value(value));
	if (client != NULL && client == property->partner)
		return;
	take_off(sim, property, answer);
	if (client == NULL)
		client = create_client(sim, value, answer);
	while (client->partner != NULL)
		take_off(sim, client->partner, answer);
	time_now_iso(now);
	state_attach(property, client, now);
	answer_change(answer, "property", property->id, "client", NULL, json_string(client->id));
}

void write_apply_client(struct sim *sim, struct row *property, const json_t *body, struct answer *answer)
{
	const json_t *client = json_object_get(body, "client");
	if (json_is_null(client))
		take_off(sim, property, answer);
	else if (client != NULL)
		put_on(sim, property, client, answer);
}

/* A box or a connector that is null takes the property off its splitter port. */
static void apply_port(struct sim *sim, struct row *property, const json_t *body, struct answer *answer)
{
	if (!json_is_null(json_object_get(body, "connector")) && !json_is_null(json_object_get(body, "box")))
		return;
	json_t *object = row_parse(property);
	answer_change(answer, "property", property->id, "connections",
		      json_incref(json_object_get(object, "connections")), json_array());
	json_object_set_new(object, "connections", json_array());
	state_replace(&sim->state, property, object, false);
	json_decref(object);
}

void write_property(struct sim *sim, struct request *request, struct answer *answer)
{
	struct row *property = named_row(sim, ROW_PROPERTY, request, answer);
	if (property == NULL || fields_check_body(request, property_fields, answer) != 0 ||
	    check_client(sim, request->json, answer) != 0)
		return;
	fields_apply(&sim->state, property, request->json, property_fields, answer);
	apply_port(sim, property, request->json, answer);
	write_apply_client(sim, property, request->json, answer);
	answer->applied = true;
	answer_done(answer);
}

void write_new_property(struct sim *sim, struct request *request, struct answer *answer)
{
	const json_t *body = request->json;
	if (fields_check_body(request, property_create_fields, answer) != 0 || check_client(sim, body, answer) != 0)
		return;
	if (json_object_get(body, "coords") == NULL && json_object_get(body, "address") == NULL) {
		answer_error(answer, 400, "coords or address is needed");
		return;
	}
	json_t *kept = fields_kept(body, property_create_fields);
	struct row *property = state_add(&sim->state, ROW_PROPERTY, kept);
	json_decref(kept);
	answer_change(answer, "property", property->id, "created", NULL, row_parse(property));
	write_apply_client(sim, property, body, answer);
	answer->applied = true;
	answer_text(answer, 201, "application/json; charset=utf-8", "");
	render_row(&answer->body, &sim->state, &sim->options, property, NULL);
}

void write_delete_client(struct sim *sim, struct request *request, struct answer *answer)
{
	struct row *client = named_row(sim, ROW_CLIENT, request, answer);
	if (client == NULL)
		return;
	while (client->partner != NULL)
		take_off(sim, client->partner, answer);
	answer_change(answer, "client", client->id, "deleted", row_whole(client), NULL);
	state_remove(&sim->state, client, false);
	answer->applied = true;
	answer_done(answer);
}

void write_delete_property(struct sim *sim, struct request *request, struct answer *answer)
{
	struct row *property = named_row(sim, ROW_PROPERTY, request, answer);
	if (property == NULL)
		return;
	struct row *client = property->partner;
	answer_change(answer, "property", property->id, "deleted", row_whole(property), NULL);
	if (client != NULL)
		answer_change(answer, "client", client->id, "deleted", row_whole(client), NULL);
	state_remove(&sim->state, property, true);
	answer->applied = true;
	answer_done(answer);
}
