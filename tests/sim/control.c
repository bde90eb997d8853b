/* The calls under /_sim: faults, what another person did meanwhile, and looking at everything from outside. */
#include <stdlib.h>
#include <string.h>

#include "sim.h"

static void control_ok(struct answer *answer)
{
	answer_text(answer, 200, "application/json", "{}");
}

static void get_state(struct sim *sim, struct request *request, struct answer *answer)
{
	(void)request;
	answer_text(answer, 200, "application/json", "");
	state_write(&sim->state, &answer->body);
}

static void get_writes(struct sim *sim, struct request *request, struct answer *answer)
{
	(void)request;
	answer_json(answer, 200, sim->record.writes);
}

static void get_stats(struct sim *sim, struct request *request, struct answer *answer)
{
	json_t *stats = record_stats(&sim->record);
	(void)request;
	answer_json(answer, 200, stats);
	json_decref(stats);
}

static void get_faults(struct sim *sim, struct request *request, struct answer *answer)
{
	json_t *list = faults_list(&sim->faults);
	(void)request;
	answer_json(answer, 200, list);
	json_decref(list);
}

static void post_fault(struct sim *sim, struct request *request, struct answer *answer)
{
	struct text why = {0};
	const json_t *body = request->json;
	size_t count = json_is_array(body) ? json_array_size(body) : 1;
	control_ok(answer);
	for (size_t i = 0; i < count; i++) {
		const json_t *spec = json_is_array(body) ? json_array_get(body, i) : body;
		if (faults_add(&sim->faults, spec, &why) == 0)
			continue;
		answer_error(answer, 400, "%s", why.data);
		break;
	}
	text_free(&why);
}

static void post_reset_faults(struct sim *sim, struct request *request, struct answer *answer)
{
	(void)request;
	faults_reset(&sim->faults);
	control_ok(answer);
}

static void post_reset_stats(struct sim *sim, struct request *request, struct answer *answer)
{
	(void)request;
	record_reset(&sim->record);
	control_ok(answer);
}

static void post_options(struct sim *sim, struct request *request, struct answer *answer)
{
	const char *bad = NULL;
	if (options_change(&sim->options, request->json, &bad) == 0)
		control_ok(answer);
	else
		answer_error(answer, 400, "option not understood: %s", bad);
}

static void post_latency(struct sim *sim, struct request *request, struct answer *answer)
{
	const json_t *ms = json_object_get(request->json, "ms");
	if (json_is_integer(ms)) {
		sim->options.latency = (int)json_integer_value(ms);
		control_ok(answer);
	} else {
		answer_error(answer, 400, "\"ms\" is needed");
	}
}

static void post_save(struct sim *sim, struct request *request, struct answer *answer)
{
	struct text why = {0};
	const char *file = json_string_value(json_object_get(request->json, "file"));
	if (file == NULL)
		file = sim->options.save_file;
	if (file == NULL)
		answer_error(answer, 400, "\"file\" is needed");
	else if (state_save(&sim->state, file, &why) != 0)
		answer_error(answer, 500, "%s", why.data);
	else
		control_ok(answer);
	text_free(&why);
}

/* Adds a key, or with {"revoke": true} makes all of them worthless first. */
static void post_keys(struct sim *sim, struct request *request, struct answer *answer)
{
	const char *key = json_string_value(json_object_get(request->json, "key"));
	if (json_is_true(json_object_get(request->json, "revoke")))
		json_object_clear(sim->keys);
	if (key != NULL)
		json_object_set_new(sim->keys, key, json_true());
	control_ok(answer);
}

static void delete_all(struct state *state, enum row_kind kind)
{
	struct table *table = &state->tables[kind];
	while (table->count > 0)
		state_remove(state, table->rows[table->count - 1], false);
}

static void post_delete_all(struct sim *sim, struct request *request, struct answer *answer)
{
	const char *what = json_string_value(json_object_get(request->json, "what"));
	if (what == NULL || strcmp(what, "property") == 0)
		delete_all(&sim->state, ROW_PROPERTY);
	if (what == NULL || strcmp(what, "client") == 0)
		delete_all(&sim->state, ROW_CLIENT);
	control_ok(answer);
}

static int mutate_add(struct sim *sim, enum row_kind kind, const json_t *object, json_t *ids, struct text *why)
{
	struct row *row = NULL;
	if (kind == ROW_PROPERTY) {
		if (state_add_property(&sim->state, object, &row, why) != 0)
			return -1;
	} else {
		row = state_add(&sim->state, ROW_CLIENT, object);
	}
	if (row == NULL) {
		text_puts(why, "the identifier is taken");
		return -1;
	}
	json_array_append_new(ids, json_string(row->id));
	return 0;
}

/* By "id", or by the "code" of the client (of a property: the one that holds it). */
static struct row *mutate_find(const struct sim *sim, enum row_kind kind, const json_t *what)
{
	const char *code = json_string_value(json_object_get(what, "code"));
	if (code == NULL)
		return state_find(&sim->state, kind, json_string_value(json_object_get(what, "id")));
	struct row *client = index_find(&sim->state.clients_by_code, code);
	return client != NULL && kind == ROW_PROPERTY ? client->partner : client;
}

static void mutate_set(struct sim *sim, struct row *row, const json_t *what, struct answer *answer)
{
	const json_t *set = json_object_get(what, "set"), *unset = json_object_get(what, "unset");
	json_t *object = row_parse(row);
	json_object_update(object, (json_t *)set);
	for (size_t i = 0; i < json_array_size(unset); i++)
		json_object_del(object, json_string_value(json_array_get(unset, i)));
	state_replace(&sim->state, row, object, json_object_get(set, "updatedAt") != NULL);
	json_decref(object);
	if (row->kind == ROW_PROPERTY)
		write_apply_client(sim, row, set, answer);
}

static int mutate_one(struct sim *sim, const json_t *what, json_t *ids, struct answer *answer, struct text *why)
{
	const char *name = json_string_value(json_object_get(what, "what"));
	const json_t *add = json_object_get(what, "add");
	enum row_kind kind = name != NULL && strcmp(name, "client") == 0 ? ROW_CLIENT : ROW_PROPERTY;
	if (name == NULL || strcmp(name, row_kind_name(kind)) != 0) {
		text_puts(why, "\"what\" must be client or property");
		return -1;
	}
	if (add != NULL)
		return mutate_add(sim, kind, add, ids, why);
	struct row *row = mutate_find(sim, kind, what);
	if (row == NULL) {
		text_printf(why, "no such %s", name);
		return -1;
	}
	json_array_append_new(ids, json_string(row->id));
	if (json_is_true(json_object_get(what, "delete")))
		state_remove(&sim->state, row, !json_is_false(json_object_get(what, "with_client")));
	else
		mutate_set(sim, row, what, answer);
	return 0;
}

static void post_mutate(struct sim *sim, struct request *request, struct answer *answer)
{
	const json_t *body = request->json;
	size_t count = json_is_array(body) ? json_array_size(body) : 1;
	struct text why = {0};
	json_t *ids = json_array();
	int result = 0;
	for (size_t i = 0; i < count && result == 0; i++)
		result = mutate_one(sim, json_is_array(body) ? json_array_get(body, i) : body, ids, answer, &why);
	json_t *whole = json_pack("{s:O}", "ids", ids);
	if (result == 0)
		answer_json(answer, 200, whole);
	else
		answer_error(answer, 400, "%s", why.data);
	json_decref(whole);
	json_decref(ids);
	text_free(&why);
}

const struct route control_routes[] = {
    {"GET", "state", get_state, true},
    {"GET", "writes", get_writes, true},
    {"GET", "stats", get_stats, true},
    {"GET", "faults", get_faults, true},
    {"POST", "fault", post_fault, true},
    {"POST", "reset-faults", post_reset_faults, true},
    {"POST", "reset-stats", post_reset_stats, true},
    {"POST", "options", post_options, true},
    {"POST", "latency", post_latency, true},
    {"POST", "save", post_save, true},
    {"POST", "keys", post_keys, true},
    {"POST", "delete-all", post_delete_all, true},
    {"POST", "mutate", post_mutate, true},
    {NULL, NULL, NULL, false},
};
