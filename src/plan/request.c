/* What each kind of change sends to OZmap, one builder for each sort (ozmap-api.md, Writing). */
#include "mkoz/plan/request.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "plan/removed.h"

#define ID_LONGEST 64

/* What a builder works from. client and property are OZmap's now; old_… are what the plan saw, or was removed. */
struct build {
	struct requests *out;
	struct arena *arena;
	const struct change *change;
	const struct client *client;
	const struct property *property;
	struct client old_client;
	struct property old_property;
	bool has_old_client, has_old_property;
	json_t *whole; /* what was removed, as OZmap showed it; NULL where that is not known */
	const struct config_sync *sync;
	const char *today;
};

/* An id goes into a path: nothing but letters and digits (faults 27). */
static bool is_id(const char *id)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t length = id ? strlen(id) : 0;
	return length > 0 && length <= ID_LONGEST && strspn(id, allowed) == length;
}

static int missing_side(const struct build *build, struct error *error)
{
	(void)error_fail(error, _("change %s: what stood in OZmap is not known: refresh, and decide again"),
			 build->change->id);
	return 1;
}

/* Adds the request; the body's text is taken over and freed. */
static int add_request(struct build *build, const char *method, const char *folder, const char *id, struct text *body,
		       struct error *error)
{
	int result = -1;
	struct request request = {.method = method};
	if (id && !is_id(id)) {
		error_fail(error, _("change %s: OZmap's id has an unexpected form: nothing is sent"),
			   build->change->id);
		result = 1;
		goto out;
	}
	if (body && text_check(body, error) < 0)
		goto out;
	request.path =
	    id ? arena_format(build->arena, "/%s/%s", folder, id) : arena_format(build->arena, "/%s", folder);
	request.body = body ? arena_string(build->arena, text_string(body)) : NULL;
	if (!request.path || (body && !request.body)) {
		error_memory(error);
		goto out;
	}
	build->out->items[build->out->count++] = request;
	result = 0;
out:
	if (body)
		text_free(body);
	return result;
}

/* `{"key":` in an empty body, `,"key":` behind another member. */
static void add_key(struct text *body, const char *key)
{
	if (!body->length)
		text_add_char(body, '{');
	else if (body->data[body->length - 1] != '{')
		text_add_char(body, ',');
	text_format(body, "\"%s\":", key);
}

static void add_member(struct text *body, const char *key, const char *string)
{
	if (!string)
		return;
	add_key(body, key);
	json_add_string(body, string);
}

/* --- one field ---------------------------------------------------------------------------------------------------- */

static const struct target {
	const char *folder, *member;
} targets[FIELD_COUNT] = {
    [FIELD_IMPLANTED] = {"ftth-clients", "implanted"}, [FIELD_NAME] = {"ftth-clients", "name"},
    [FIELD_STATUS] = {"ftth-clients", "status"},       [FIELD_ADDRESS] = {"properties", "address"},
    [FIELD_POWER] = {"properties", "potencyRead"},
};

/* OZmap reads words and numbers, and is written numbers. */
static const char *status_number(const char *value)
{
	if (strcmp(value, "\"OK\"") == 0)
		return "0";
	return strcmp(value, "\"ERROR\"") == 0 ? "1" : value;
}

static int build_field(struct build *build, struct error *error)
{
	const struct change *change = build->change;
	const struct target *target = &targets[change->field];
	bool of_property = change->field == FIELD_ADDRESS || change->field == FIELD_POWER;
	const char *id = of_property ? change->property_id : change->client_id;
	const char *value = change->after ? change->after : "null";
	struct text body = {0};
	if (!id)
		return missing_side(build, error);
	add_key(&body, target->member);
	text_add(&body, change->field == FIELD_STATUS ? status_number(value) : value);
	text_add_char(&body, '}');
	return add_request(build, "PATCH", target->folder, id, &body, error);
}

/* The client keeps its place; code and name are one request. */
static int build_recode(struct build *build, struct error *error)
{
	struct text body = {0};
	if (!build->change->client_id || !build->change->after)
		return missing_side(build, error);
	add_key(&body, "code");
	text_add(&body, build->change->after);
	add_member(&body, "name", build->change->name);
	text_add_char(&body, '}');
	return add_request(build, "PATCH", "ftth-clients", build->change->client_id, &body, error);
}

/* --- cancellations ------------------------------------------------------------------------------------------------ */

/* A property takes its client along; the second request is for one that outlives it. */
static int build_removal(struct build *build, struct error *error)
{
	const struct change *change = build->change;
	int result = 0;
	if (!change->client_id)
		return missing_side(build, error);
	if (change->property_id)
		result = add_request(build, "DELETE", "properties", change->property_id, NULL, error);
	return result ? result : add_request(build, "DELETE", "ftth-clients", change->client_id, NULL, error);
}

static const struct property *known_property(const struct build *build)
{
	if (build->property)
		return build->property;
	return build->has_old_property ? &build->old_property : NULL;
}

static int build_detachment(struct build *build, struct error *error)
{
	const struct change *change = build->change;
	const struct property *property = known_property(build);
	struct text body = {0};
	if (!property || !change->property_id || !change->client_id)
		return missing_side(build, error);
	const char *observation =
	    request_observation(build->arena, property->observation, build->sync->observation_format, change->code,
				change->name, build->today);
	if (!observation)
		return error_memory(error);
	text_add(&body, "{\"client\":null");
	if (observation != property->observation)
		add_member(&body, "observation", observation);
	text_add_char(&body, '}');
	int result = add_request(build, "PATCH", "properties", change->property_id, &body, error);
	if (result == 0 && build->sync->delete_client)
		result = add_request(build, "DELETE", "ftth-clients", change->client_id, NULL, error);
	return result;
}

/* --- their reverts ------------------------------------------------------------------------------------------------ */

static void add_onu(struct text *body, const struct client *client, const json_t *whole)
{
	if (removed_add_onu(body, whole))
		return;
	if (!client->login && !client->onu)
		return;
	add_key(body, "onu");
	text_add_char(body, '{');
	add_member(body, "user_PPPoE", client->login);
	add_member(body, "serial_number", client->onu);
	text_add_char(body, '}');
}

/* The client as it was before it was removed. */
static void add_client(struct text *body, const struct build *build)
{
	const struct client *client = &build->old_client;
	add_key(body, "client");
	text_add_char(body, '{');
	add_member(body, "code", client->code);
	add_member(body, "name", client->name);
	add_key(body, "implanted");
	text_add(body, client->implanted ? "true" : "false");
	add_member(body, "observation", client->observation);
	if (client->status != CLIENT_STATUS_UNKNOWN) {
		add_key(body, "status");
		text_format(body, "%d", (int)client->status);
	}
	removed_add_client(body, build->whole);
	add_onu(body, client, build->whole);
	text_add_char(body, '}');
}

/* The observation as it was, where nothing but our one line has come to it since. */
static const char *old_observation(const struct build *build)
{
	const char *old = build->old_property.observation ? build->old_property.observation : "";
	const char *now = build->property ? build->property->observation : NULL;
	size_t length = strlen(old);
	if (!build->has_old_property || !now || strncmp(now, old, length) != 0 || !now[length])
		return NULL;
	const char *line = now + length + (now[length] == '\n');
	return *line && !strchr(line, '\n') ? old : NULL;
}

static int build_attachment(struct build *build, struct error *error)
{
	struct text body = {0};
	if (!build->change->property_id || (!build->client && !build->has_old_client))
		return missing_side(build, error);
	if (build->client) /* it was only taken off */
		add_member(&body, "client", build->client->id);
	else
		add_client(&body, build);
	add_member(&body, "observation", old_observation(build));
	text_add_char(&body, '}');
	return add_request(build, "PATCH", "properties", build->change->property_id, &body, error);
}

static void add_coords(struct text *body, const struct property *property)
{
	if (!property->has_place)
		return;
	add_key(body, "coords");
	text_add_char(body, '[');
	json_add_number(body, property->lng);
	text_add_char(body, ',');
	json_add_number(body, property->lat);
	text_add_char(body, ']');
}

/* OZmap takes no power, pole or tags with a new property: what lacks of them follows, once `property` is the one
 * created. */
static int add_old_extras(struct build *build, struct error *error)
{
	struct text body = {0};
	if (!build->property)
		return 0;
	text_add_char(&body, '{');
	if (build->old_property.has_power && !build->property->has_power) {
		add_key(&body, "potencyRead");
		json_add_number(&body, build->old_property.power);
	}
	if (!build->property->has_extras)
		removed_add_extras(&body, build->whole);
	if (body.length == 1 && !body.failed) { /* nothing lacks */
		text_free(&body);
		return 0;
	}
	text_add_char(&body, '}');
	return add_request(build, "PATCH", "properties", build->property->id, &body, error);
}

static int build_creation(struct build *build, struct error *error)
{
	const struct property *property = &build->old_property;
	struct text body = {0};
	if (!build->has_old_client || !build->has_old_property)
		return missing_side(build, error);
	add_member(&body, "project", property->project);
	add_coords(&body, property);
	add_member(&body, "address", property->address);
	add_member(&body, "box", property->box_id);
	add_member(&body, "observation", property->observation);
	add_client(&body, build);
	text_add_char(&body, '}');
	int result = add_request(build, "POST", "properties", NULL, &body, error);
	return result ? result : add_old_extras(build, error);
}

/* --- all of them -------------------------------------------------------------------------------------------------- */

static int (*const builders[KIND_CHANGES])(struct build *build, struct error *error) = {
    [KIND_CANCEL_REMOVE] = build_removal,
    [KIND_CANCEL_DETACH] = build_detachment,
    [KIND_RECODE] = build_recode,
    [KIND_ACTIVATE] = build_field,
    [KIND_NAME] = build_field,
    [KIND_ADDRESS] = build_field,
    [KIND_STATUS] = build_field,
    [KIND_POWER] = build_field,
    [KIND_REVERT_CANCEL_REMOVE] = build_creation,
    [KIND_REVERT_CANCEL_DETACH] = build_attachment,
    [KIND_REVERT_RECODE] = build_recode,
    [KIND_REVERT_ACTIVATE] = build_field,
    [KIND_REVERT_NAME] = build_field,
    [KIND_REVERT_ADDRESS] = build_field,
    [KIND_REVERT_STATUS] = build_field,
    [KIND_REVERT_POWER] = build_field,
};

/* A row of OZmap's, or none. */
static bool is_row(const json_t *row)
{
	return !json_is_object(row) || json_member_string(row, "id");
}

static int read_old_side(struct build *build, struct error *error)
{
	const char *side = build->change->ozmap_side;
	if (!side)
		return 0;
	json_t *json = json_parse(side, strlen(side), "ozmap_side", NULL);
	if (!json && errno == ENOMEM)
		return error_memory(error);
	bool known = json_is_object(json) && is_row(json_object_get(json, "client")) &&
		     is_row(json_object_get(json, "property"));
	int result = known ? plant_side_from_json(json, build->arena, &build->old_client, &build->has_old_client,
						  &build->old_property, &build->has_old_property)
			   : 0;
	build->whole = json_incref(json_object_get(json, "whole"));
	json_decref(json);
	if (!known)
		return missing_side(build, error);
	if (result < 0)
		return error_memory(error);
	if (removed_overlay(build->whole, build->arena, &build->old_client, &build->old_property) < 0)
		return error_memory(error);
	return 0;
}

int request_build(struct requests *out, struct arena *arena, const struct change *change, const struct client *client,
		  const struct property *property, const struct config_sync *sync, const char *today,
		  struct error *error)
{
	struct build build = {
	    .out = out,
	    .arena = arena,
	    .change = change,
	    .client = client,
	    .property = property,
	    .sync = sync,
	    .today = today,
	};
	*out = (struct requests){0};
	if (kind_is_finding(change->kind) || change->kind < 0) {
		(void)error_fail(error, _("%s is a finding: it sends nothing"), change->id);
		return 1;
	}
	int result = read_old_side(&build, error);
	if (result == 0)
		result = builders[change->kind](&build, error);
	json_decref(build.whole);
	return result;
}

/* --- the observation ---------------------------------------------------------------------------------------------- */

static void add_line(struct text *line, const char *format, const char *code, const char *name, const char *day)
{
	const struct {
		const char *word, *value;
	} parts[] = {{"{code}", code}, {"{name}", name}, {"{date}", day}};
	while (*format) {
		size_t part = 0;
		while (part < 3 && strncmp(format, parts[part].word, strlen(parts[part].word)) != 0)
			part++;
		if (part == 3) {
			text_add_char(line, *format++);
			continue;
		}
		text_add(line, parts[part].value ? parts[part].value : "");
		format += strlen(parts[part].word);
	}
}

static bool holds_line(const char *text, const char *line)
{
	size_t length = strlen(line);
	for (const char *at = text; at; at = *at ? at + 1 : NULL) {
		size_t here = strcspn(at, "\r\n");
		if (here == length && memcmp(at, line, length) == 0)
			return true;
		at += here;
	}
	return false;
}

const char *request_observation(struct arena *arena, const char *old, const char *format, const char *code,
				const char *name, const char *day)
{
	struct text line = {0};
	const char *out = NULL;
	size_t length = old ? strlen(old) : 0;
	add_line(&line, format, code, name, day);
	if (text_check(&line, NULL) < 0)
		goto out;
	if (old && (!line.length || holds_line(old, text_string(&line))))
		out = old;
	else if (length == 0)
		out = arena_string(arena, text_string(&line));
	else
		out = arena_format(arena, "%s%s%s", old, old[length - 1] == '\n' ? "" : "\n", text_string(&line));
out:
	text_free(&line);
	return out;
}
