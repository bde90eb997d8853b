/* A row as the API answers it: the stored text with the client, the box and the identifier put in. */
#include "render.h"

#include <stdlib.h>
#include <string.h>

/* `{"id":"…"` in the form asked for. */
static void render_id(struct text *out, const struct options *options, const struct row *row)
{
	const char *quoted = row->text + strlen("{\"id\":");
	int length = (int)row->id_length;
	if (options->id != ID_UNDERSCORE)
		text_printf(out, "{\"id\":%.*s", length, quoted);
	if (options->id != ID_PLAIN)
		text_printf(out, "%s\"_id\":%.*s", options->id == ID_BOTH ? "," : "{", length, quoted);
}

/* In a string every quote has a backslash before it, so a key with its quotes is only ever a key. */
static const char *find_key(const struct row *row, const char *key)
{
	return memmem(row->text, row->length, key, strlen(key));
}

static size_t id_part(const struct row *row)
{
	return strlen("{\"id\":") + row->id_length;
}

static void render_client(struct text *out, const struct options *options, const struct row *client)
{
	const char *rest = client->text + id_part(client);
	const char *key = "\"status\":";
	const char *status = options->status == STATUS_AS_WORD ? find_key(client, key) : NULL;
	render_id(out, options, client);
	if (status != NULL && (status[strlen(key)] == '0' || status[strlen(key)] == '1')) {
		const char *value = status + strlen(key);
		text_add(out, rest, (size_t)(value - rest));
		text_puts(out, *value == '0' ? "\"OK\"" : "\"ERROR\"");
		rest = value + 1;
	}
	text_add(out, rest, (size_t)(client->text + client->length - rest));
}

static bool client_as_object(const struct options *options, const struct row *property)
{
	if (options->client == CLIENT_MIXED)
		return property->id[strlen(property->id) - 1] % 2 == 0;
	return options->client == CLIENT_AS_OBJECT;
}

/* Puts the box in as an object where one of that identifier is known; gives where to go on. */
static const char *render_box(struct text *out, const struct state *state, const struct row *row, const char *rest)
{
	const char *key = "\"box\":\"";
	const char *box = find_key(row, key);
	const char *end = box != NULL ? strchr(box + strlen(key), '"') : NULL;
	char id[64];
	size_t length = end != NULL ? (size_t)(end - box) - strlen(key) : sizeof(id);
	if (length >= sizeof(id))
		return rest;
	memcpy(id, box + strlen(key), length);
	id[length] = '\0';
	json_t *known = json_object_get(state->boxes, id);
	if (known == NULL)
		return rest;
	char *dumped = json_dumps(known, JSON_COMPACT | JSON_REAL_PRECISION(15));
	text_add(out, rest, (size_t)(box + strlen("\"box\":") - rest));
	text_puts(out, dumped);
	free(dumped);
	return end + 1;
}

static void render_property(struct text *out, const struct state *state, const struct options *options,
			    const struct row *property)
{
	const char *rest = property->text + id_part(property);
	render_id(out, options, property);
	if (options->box == BOX_AS_OBJECT)
		rest = render_box(out, state, property, rest);
	text_add(out, rest, (size_t)(property->text + property->length - 1 - rest));
	text_puts(out, ",\"client\":");
	const struct row *client = property->partner;
	if (client == NULL)
		text_puts(out, "null");
	else if (client_as_object(options, property))
		render_client(out, options, client);
	else
		text_add(out, client->text + strlen("{\"id\":"), client->id_length);
	text_puts(out, "}");
}

static void keep_selected(struct text *out, size_t from, const char *select)
{
	json_t *whole = json_loadb(out->data + from, out->length - from, JSON_ALLOW_NUL, NULL);
	json_t *kept = json_object();
	char *names = sim_copy(select), *rest = NULL;
	json_object_set(kept, "id", json_object_get(whole, "id"));
	json_object_set(kept, "_id", json_object_get(whole, "_id"));
	for (char *name = strtok_r(names, " ,", &rest); name != NULL; name = strtok_r(NULL, " ,", &rest))
		json_object_set(kept, name, json_object_get(whole, name));
	char *dumped = json_dumps(kept, JSON_COMPACT | JSON_REAL_PRECISION(15));
	out->length = from;
	text_puts(out, dumped);
	free(dumped);
	free(names);
	json_decref(kept);
	json_decref(whole);
}

void render_row(struct text *out, const struct state *state, const struct options *options, const struct row *row,
		const char *select)
{
	size_t from = out->length;
	if (row->kind == ROW_CLIENT)
		render_client(out, options, row);
	else
		render_property(out, state, options, row);
	if (select != NULL && *select != '\0')
		keep_selected(out, from, select);
}
