/* An OZmap and an MK that are made of a few structs, in place of the rooms' own, and a store with released changes: for
 * the tests of the worker's run. Whoever includes this links none of the real ones. */
#ifndef TESTS_UNIT_WORKER_FAKE_H
#define TESTS_UNIT_WORKER_FAKE_H

#include "mkoz/base/json.h"
#include "mkoz/base/signals.h"
#include "mkoz/mk/mk.h"
#include "mkoz/ozmap/write.h"
#include "mkoz/plan/decide.h"
#include "mkoz/worker/worker.h"
#include "store/scratch.h"

#define ROWS 256

/* with chaos.h the fakes themselves never lack memory */
#ifndef SPARED
#define SPARED (void)0
#endif

struct fake_client {
	char id[16], code[16], name[64];
	int status;
	bool implanted, there;
};
struct fake_property {
	char id[16], client[16], address[64], observation[160];
	double power;
	bool has_power, there;
};

/* What the fakes hold and what is to go wrong; zeroed everything goes well. */
static struct {
	struct fake_client clients[ROWS];
	struct fake_property properties[ROWS];
	size_t client_count, property_count, created;
	enum life life; /* MK's word on every code */
	bool mk_knows_none, mk_has_two;
	/* the write numbered `from` to `upto` (from 1) is answered so; `effect`: it is done all the same */
	size_t from, upto, writes, reads, opened;
	struct write_result answer;
	bool effect;
	const char *only; /* only writes whose path holds this */
	size_t fail_read, fail_lookup, fail_mk, fail_open, fail_write; /* this one in turn fails */
	size_t lookups, asked_mk, write_calls;
	bool asked_to_end; /* a signal came */
	/* the answer to the nth write of a call, or NULL: it is done */
	const struct write_result *(*script)(const struct write_request *request, size_t number);
	/* something happens elsewhere, at each such moment until it is taken away */
	void (*before_write)(void), (*before_read)(void), (*after_write)(void);
	struct scratch *scratch; /* for what happens */
} fake;

static void happen(void (*what)(void))
{
	if (what)
		what();
}

static UNUSED struct fake_client *fake_client(const char *id)
{
	for (size_t i = 0; i < fake.client_count; i++)
		if (fake.clients[i].there && strcmp(fake.clients[i].id, id) == 0)
			return &fake.clients[i];
	return NULL;
}

static UNUSED struct fake_property *fake_property(const char *id)
{
	for (size_t i = 0; i < fake.property_count; i++)
		if (fake.properties[i].there && strcmp(fake.properties[i].id, id) == 0)
			return &fake.properties[i];
	return NULL;
}

/* Client c<code> on property p<code>. */
static UNUSED struct fake_client *fake_pair(const char *code, bool implanted)
{
	struct fake_client *client = &fake.clients[fake.client_count++];
	struct fake_property *property = &fake.properties[fake.property_count++];
	*client = (struct fake_client){.there = true, .implanted = implanted, .name = "Old"};
	*property = (struct fake_property){.there = true, .address = "Old", .power = -20, .has_power = true};
	(void)snprintf(client->id, sizeof client->id, "c%s", code);
	(void)snprintf(client->code, sizeof client->code, "%s", code);
	(void)snprintf(property->id, sizeof property->id, "p%s", code);
	(void)snprintf(property->client, sizeof property->client, "c%s", code);
	return client;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

int ozmap_open(struct ozmap **out, const struct config *config, struct error *error)
{
	(void)config;
	*out = NULL;
	return ++fake.opened == fake.fail_open ? error_fail(error, "no OZmap") : 0;
}

void ozmap_close(struct ozmap *ozmap)
{
	(void)ozmap;
}

static struct client shown_client(const struct fake_client *client, struct arena *arena)
{
	return (struct client){.id = arena_string(arena, client->id),
			       .code = arena_string(arena, client->code),
			       .name = arena_string(arena, client->name),
			       .status = (enum client_status)client->status,
			       .implanted = client->implanted};
}

static struct property shown_property(const struct fake_property *property, struct arena *arena)
{
	return (struct property){.id = arena_string(arena, property->id),
				 .address = arena_string(arena, property->address),
				 .observation = arena_string(arena, property->observation),
				 .client_id = *property->client ? arena_string(arena, property->client) : NULL,
				 .power = property->power,
				 .has_power = property->has_power};
}

static const char *whole_client(const struct client *client, struct arena *arena)
{
	return arena_format(arena, "{\"id\":\"%s\",\"code\":\"%s\",\"name\":\"%s\"}", client->id, client->code,
			    client->name);
}

static const char *whole_property(const struct property *property, struct arena *arena)
{
	if (property->has_power)
		return arena_format(arena, "{\"id\":\"%s\",\"address\":\"%s\",\"potencyRead\":%g}", property->id,
				    property->address, property->power);
	return arena_format(arena, "{\"id\":\"%s\",\"address\":\"%s\"}", property->id, property->address);
}

int ozmap_read_many(struct ozmap *ozmap, struct read_request *requests, size_t count, struct arena *arena,
		    struct error *error)
{
	SPARED;
	(void)ozmap;
	happen(fake.before_read);
	if (++fake.reads == fake.fail_read)
		return error_fail(error, "OZmap: no answer");
	for (size_t i = 0; i < count; i++) {
		struct read_request *request = &requests[i];
		const struct fake_client *client = request->client_id ? fake_client(request->client_id) : NULL;
		const struct fake_property *property =
		    request->property_id ? fake_property(request->property_id) : NULL;
		request->has_client = client != NULL;
		request->has_property = property != NULL;
		if (client) {
			request->client = shown_client(client, arena);
			request->client_whole = whole_client(&request->client, arena);
		}
		if (property) {
			request->property = shown_property(property, arena);
			request->property_whole = whole_property(&request->property, arena);
		}
	}
	return 0;
}

int ozmap_read_clients(struct ozmap *ozmap, const char *const *ids, size_t count, struct plant *out,
		       struct error *error)
{
	SPARED;
	(void)ozmap;
	happen(fake.before_read);
	if (++fake.reads == fake.fail_read)
		return error_fail(error, "OZmap: no answer");
	for (size_t i = 0; i < count; i++) {
		const struct fake_client *client = fake_client(ids[i]);
		if (client)
			*plant_add_client(out, NULL) = shown_client(client, &out->arena);
	}
	return 0;
}

int ozmap_find_code(struct ozmap *ozmap, const char *code, struct plant *out, struct error *error)
{
	SPARED;
	(void)ozmap;
	if (++fake.lookups == fake.fail_lookup)
		return error_fail(error, "OZmap: no answer");
	for (size_t i = 0; i < fake.client_count; i++) {
		const struct fake_client *client = &fake.clients[i];
		if (!client->there || strcmp(client->code, code) != 0)
			continue;
		*plant_add_client(out, NULL) = shown_client(client, &out->arena);
		for (size_t at = 0; at < fake.property_count; at++)
			if (fake.properties[at].there && strcmp(fake.properties[at].client, client->id) == 0)
				*plant_add_property(out, NULL) = shown_property(&fake.properties[at], &out->arena);
	}
	return 0;
}

int mk_open(struct mk **out, const struct config *config, struct error *error)
{
	static char here;
	(void)config;
	*out = (struct mk *)(void *)&here;
	return fake.fail_mk == 1 ? error_fail(error, "MK: no connection") : 0;
}

void mk_close(struct mk *mk)
{
	(void)mk;
}

void mk_address(const struct config *config, char *out, size_t size)
{
	snprintf(out, size, "%s", config->mk.database);
}

int mk_read_code(struct mk *mk, const char *code, struct subscribers *out, struct error *error)
{
	SPARED;
	(void)mk;
	if (++fake.asked_mk + 1 == fake.fail_mk)
		return error_fail(error, "MK: no answer");
	for (int i = 0; i < (fake.mk_knows_none ? 0 : fake.mk_has_two ? 2 : 1); i++) {
		struct subscriber *subscriber = subscribers_add(out, NULL);
		subscriber->code = code;
		subscriber->life = fake.life;
	}
	return fake.mk_knows_none ? 1 : 0;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void take(char *to, size_t size, const json_t *object, const char *key)
{
	if (json_object_get(object, key))
		(void)snprintf(to, size, "%s", json_string_value(json_object_get(object, key)));
}

static void take_client(struct fake_client *client, const json_t *body)
{
	const json_t *status = json_object_get(body, "status"), *implanted = json_object_get(body, "implanted");
	take(client->code, sizeof client->code, body, "code");
	take(client->name, sizeof client->name, body, "name");
	client->status = status ? (int)json_integer_value(status) : client->status;
	client->implanted = implanted ? json_is_true(implanted) : client->implanted;
}

static const char *create_client(const json_t *body)
{
	struct fake_client *client = &fake.clients[fake.client_count++];
	*client = (struct fake_client){.there = true};
	(void)snprintf(client->id, sizeof client->id, "n%zu", ++fake.created);
	take_client(client, body);
	return client->id;
}

static void take_property(struct fake_property *property, const json_t *body)
{
	const json_t *client = json_object_get(body, "client"), *power = json_object_get(body, "potencyRead");
	take(property->address, sizeof property->address, body, "address");
	take(property->observation, sizeof property->observation, body, "observation");
	if (client)
		(void)snprintf(property->client, sizeof property->client, "%s",
			       json_is_object(client) ? create_client(client)
			       : json_is_null(client) ? ""
						      : json_string_value(client));
	property->has_power = power ? json_is_number(power) : property->has_power;
	property->power = json_is_number(power) ? json_number_value(power) : property->power;
}

static void delete_row(const char *path)
{
	const char *id = strrchr(path, '/') + 1;
	struct fake_property *property = fake_property(id);
	struct fake_client *client = fake_client(property ? property->client : id);
	if (property)
		property->there = false;
	if (client)
		client->there = false;
}

static void batch(const json_t *body)
{
	const json_t *ids = json_object_get(json_array_get(json_object_get(body, "filter"), 0), "value");
	for (size_t i = 0; i < json_array_size(ids); i++) {
		struct fake_client *client = fake_client(json_string_value(json_array_get(ids, i)));
		if (client)
			take_client(client, json_object_get(body, "update"));
	}
}

static void do_write(const struct write_request *request)
{
	const char *id = strrchr(request->path, '/') + 1;
	json_t *body = request->body ? json_loads(request->body, 0, NULL) : NULL;
	if (strcmp(request->method, "DELETE") == 0) {
		delete_row(request->path);
	} else if (strcmp(request->path, "/ftth-clients/batch-update") == 0) {
		batch(body);
	} else if (strcmp(request->path, "/properties") == 0) {
		struct fake_property *property = &fake.properties[fake.property_count++];
		*property = (struct fake_property){.there = true};
		(void)snprintf(property->id, sizeof property->id, "n%zu", ++fake.created);
		take_property(property, body);
	} else if (fake_client(id)) {
		take_client(fake_client(id), body);
	} else if (fake_property(id)) {
		take_property(fake_property(id), body);
	}
	json_decref(body);
}

int ozmap_write_many(struct ozmap *ozmap, const struct write_request *requests, size_t count,
		     struct write_result *results, struct error *error)
{
	SPARED;
	(void)ozmap;
	if (++fake.write_calls == fake.fail_write)
		return error_fail(error, "nothing was sent");
	happen(fake.before_write);
	for (size_t i = 0; i < count; i++) {
		bool matches = !fake.only || strstr(requests[i].path, fake.only);
		fake.writes += matches;
		bool spoiled = matches && fake.from && fake.writes >= fake.from && fake.writes <= fake.upto;
		const struct write_result *scripted = fake.script ? fake.script(&requests[i], fake.writes) : NULL;
		spoiled = spoiled || scripted;
		results[i] = scripted  ? *scripted
			     : spoiled ? fake.answer
				       : (struct write_result){.answer = WRITE_DONE, .status = 200};
		if (!spoiled || fake.effect)
			do_write(&requests[i]);
	}
	happen(fake.after_write);
	return 0;
}

void ozmap_write_until(struct ozmap *ozmap, int64_t ticks)
{
	(void)ozmap;
	(void)ticks;
}

const char *ozmap_batch_body(struct arena *arena, const char *field, const char *value, const char *const *ids,
			     size_t count, struct error *error)
{
	struct text body = {0};
	text_format(&body, "{\"update\":{\"%s\":%s},\"filter\":[{\"value\":[", field, value);
	for (size_t i = 0; i < count; i++)
		text_format(&body, "%s\"%s\"", i ? "," : "", ids[i]);
	text_add(&body, "]}]}");
	const char *kept = text_check(&body, error) == 0 ? arena_string(arena, text_string(&body)) : NULL;
	text_free(&body);
	return kept;
}

bool signals_asked(void)
{
	return fake.asked_to_end;
}

/* --- the run ------------------------------------------------------------------------------------------------------ */

static const char *no_codes[] = {NULL};
static UNUSED struct config run_config = {
    .ozmap = {.url = "https://a", .timeout = 1},
    .mk = {.database = "mk", .timezone = "America/Sao_Paulo"},
    .sync = {.observation_format = "de {code}", .delete_client = true},
    .guard = {.max_cancellations = 50,
	      .max_cancellations_percent = 10,
	      .max_active_drop_percent = 5,
	      .max_status_percent = 15,
	      .canary_codes = no_codes},
    .trial = 2,
};

/* A store, and a world in which everything goes well. */
static UNUSED int run_setup(void **state)
{
	memset(&fake, 0, sizeof fake);
	fake.life = LIFE_CANCELLED;
	int result = scratch_setup(state);
	fake.scratch = *state;
	return result;
}

/* Runs the worker; the run itself comes to an end without an error. */
static UNUSED struct worker_result run(struct scratch *scratch)
{
	static const struct log quiet = {.level = LOG_QUIET};
	static const struct worker_options options = {.quiet = true, .log = &quiet};
	struct worker_result result;
	assert_good(scratch, worker_run(scratch->store, &run_config, &ana, &options, &result, &scratch->error));
	return result;
}

/* The run breaks off, and says why. */
static UNUSED struct worker_result run_breaks(struct scratch *scratch)
{
	static const struct log quiet = {.level = LOG_QUIET};
	static const struct worker_options options = {.quiet = true, .log = &quiet};
	struct worker_result result;
	struct error error = {0};
	assert_int_equal(worker_run(scratch->store, &run_config, &ana, &options, &result, &error), -1);
	assert_int_not_equal(error.status, ERROR_NONE);
	return result;
}

/* Saves the plan and releases all of it. */
static UNUSED void release_all(struct scratch *scratch, struct plan *plan)
{
	scratch_save(scratch, plan);
	for (size_t i = 0; i < plan->count; i++)
		scratch_release(scratch, &plan->items[i]);
}

static UNUSED void expect_states(struct scratch *scratch, const struct plan *plan, enum state state)
{
	for (size_t i = 0; i < plan->count; i++)
		if (scratch_state(scratch, plan->items[i].id) != state)
			fail_msg("%s of %s is %s, not %s", kind_name(plan->items[i].kind), plan->items[i].code,
				 state_name(scratch_state(scratch, plan->items[i].id)), state_name(state));
}

static UNUSED struct change *plan_cancellation(struct plan *plan, enum kind kind, const char *code)
{
	struct change *change = plan_change(plan, kind, code, arena_format(&plan->arena, "\"%s\"", code), "null");
	change->row = kind == KIND_CANCEL_DETACH ? 7 : 6;
	change->ozmap_side = arena_format(&plan->arena,
					  "{\"client\":{\"id\":\"c%s\",\"code\":\"%s\",\"name\":\"Old\"},"
					  "\"property\":{\"id\":\"p%s\",\"address\":\"Old\",\"power\":-20}}",
					  code, code, code);
	return change;
}

static void die(void)
{
	_exit(7);
}

/* A worker, in a process of its own, dies at the moment of its next write. */
static UNUSED void crash(struct scratch *scratch)
{
	int status;
	scratch_close(scratch);
	if (fork() == 0) {
		fake.before_write = die;
		scratch_open(scratch);
		run(scratch);
		_exit(0);
	}
	assert_true(wait(&status) > 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	scratch_open(scratch);
}

#endif
