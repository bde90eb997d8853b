/* Units: made from claimed changes, read again, judged, and turned into requests. */
#include "worker/unit.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/ozmap/write.h"

#define FLOCK_MAX 100 /* explicit ids a batch holds at most, spec §8 */
#define LATE_MAX 5 /* seconds; longer for what must not arrive twice */
#define READ_SLICE 32 /* units read before the lease is looked at */

static const char *unit_key(const struct change *change)
{
	return change->client_id ? change->client_id : change->id;
}

static bool is_flock(const struct change *change)
{
	return change->field == FIELD_IMPLANTED || change->field == FIELD_STATUS;
}

static bool needs_look_up(enum kind kind)
{
	return kind_is_cancellation(kind) || kind == KIND_RECODE || kind == KIND_REVERT_RECODE ||
	       kind == KIND_REVERT_CANCEL_REMOVE || kind == KIND_REVERT_CANCEL_DETACH;
}

/* A change stands alone when it moves or removes things; the fields of one client go together. */
static bool joins(const struct unit *unit, const struct change *change)
{
	const struct change *first = unit->changes[0];
	return first && unit->count < UNIT_CHANGES_MAX && !needs_look_up(change->kind) && !needs_look_up(first->kind) &&
	       strcmp(unit_key(first), unit_key(change)) == 0;
}

static int by_key(const void *one, const void *other)
{
	const struct change *const *a = one, *const *b = other;
	int order = strcmp(unit_key(*a), unit_key(*b));
	return order ? order : (*a > *b) - (*a < *b);
}

static int by_first_change(const void *one, const void *other)
{
	const struct unit *a = one, *b = other;
	return (a->changes[0] > b->changes[0]) - (a->changes[0] < b->changes[0]);
}

int units_make(struct units *out, const struct plan *claimed, struct error *error)
{
	*out = (struct units){0};
	if (claimed->count == 0)
		return 0;
	const struct change **order = calloc(claimed->count, sizeof *order);
	out->items = calloc(claimed->count, sizeof *out->items);
	if (!order || !out->items) {
		free(order);
		return error_memory(error);
	}
	for (size_t i = 0; i < claimed->count; i++)
		order[i] = &claimed->items[i];
	qsort(order, claimed->count, sizeof *order, by_key);
	for (size_t i = 0; i < claimed->count; i++) {
		struct unit *last = out->count ? &out->items[out->count - 1] : NULL;
		if (!last || !joins(last, order[i]))
			last = &out->items[out->count++];
		last->changes[last->count++] = order[i];
	}
	free(order);
	for (size_t i = 0; i < out->count; i++)
		out->items[i].flock = out->items[i].count == 1 && is_flock(out->items[i].changes[0]);
	qsort(out->items, out->count, sizeof *out->items, by_first_change);
	return 0;
}

void units_free(struct units *units)
{
	free(units->items);
	arena_free(&units->arena);
	*units = (struct units){0};
}

bool unit_is_open(const struct unit *unit)
{
	for (size_t i = 0; i < unit->count; i++)
		if (unit->verdicts[i] == VERDICT_SEND)
			return true;
	return false;
}

bool unit_creates(const struct unit *unit)
{
	enum kind kind = unit->changes[0]->kind;
	return kind == KIND_REVERT_CANCEL_REMOVE || kind == KIND_REVERT_CANCEL_DETACH;
}

bool unit_has_steps(const struct unit *unit)
{
	return unit_creates(unit) || kind_is_cancellation(unit->changes[0]->kind);
}

/* A create waits as long as its request may take (spec §8). All else is harmless when it arrives twice, and nobody
 * waits a minute after each crash for what most likely never left. Intents are written down to the second. */
void unit_may_be_late(const struct job *job, struct unit *unit, moment intent)
{
	int64_t most = job->config->ozmap.timeout;
	if (intent == MOMENT_NONE)
		return;
	if (!unit_creates(unit) && most > LATE_MAX)
		most = LATE_MAX;
	most++;
	int64_t left = intent + most - moment_now();
	int64_t until = moment_ticks() + (left < most ? left : most) * 1000;
	if (until > unit->late_until)
		unit->late_until = until;
}

int64_t unit_late(const struct unit *unit)
{
	int64_t left = unit->late_until - moment_ticks();
	return left > 0 ? left : 0;
}

/* What only the client holds is judged by the client alone: one request less for each read. */
static bool needs_property(const struct change *change)
{
	return needs_look_up(change->kind) || change->field == FIELD_ADDRESS || change->field == FIELD_POWER;
}

/* --- reading again ------------------------------------------------------------------------------------------------ */

static int read_singles(struct job *job, struct units *units, struct unit *const *open, size_t count,
			struct error *error)
{
	struct read_request requests[READ_SLICE] = {0};
	for (size_t i = 0; i < count; i++) {
		requests[i].client_id = open[i]->changes[0]->client_id;
		for (size_t j = 0; j < open[i]->count; j++)
			if (needs_property(open[i]->changes[j]))
				requests[i].property_id = open[i]->changes[j]->property_id;
	}
	if (ozmap_read_many(job->ozmap, requests, count, &units->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct unit *unit = open[i];
		unit->client = requests[i].client;
		unit->property = requests[i].property;
		unit->has_client = requests[i].has_client;
		unit->has_property = requests[i].has_property;
		unit->client_whole = requests[i].client_whole;
		unit->property_whole = requests[i].property_whole;
	}
	return 0;
}

static const struct client *find_client(const struct plant *plant, const char *id)
{
	for (size_t i = 0; i < plant->client_count; i++)
		if (strcmp(plant->clients[i].id, id) == 0)
			return &plant->clients[i];
	return NULL;
}

static int copy_flock(struct units *units, struct unit *const *open, size_t count, const struct plant *plant,
		      struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct unit *unit = open[i];
		const struct client *client = find_client(plant, unit->changes[0]->client_id);
		unit->has_client = client != NULL;
		if (!client)
			continue;
		unit->client = *client;
		unit->client.code = arena_string(&units->arena, client->code);
		unit->client.name = unit->client.observation = unit->client.login = unit->client.onu = NULL;
		unit->client.id = unit->changes[0]->client_id;
		if (client->code && !unit->client.code)
			return error_memory(error);
	}
	return 0;
}

static int read_flock(struct job *job, struct units *units, struct unit *const *open, size_t count, struct error *error)
{
	const char *ids[FLOCK_MAX] = {0};
	for (size_t i = 0; i < count; i++)
		ids[i] = open[i]->changes[0]->client_id;
	struct plant plant = {0};
	int result = ozmap_read_clients(job->ozmap, ids, count, &plant, error);
	if (result == 0)
		result = copy_flock(units, open, count, &plant, error);
	plant_free(&plant);
	return result;
}

/* Who has the code now: the code itself for what is removed or comes back, the new one for a recode. */
static int look_up(struct job *job, struct units *units, struct unit *unit, struct error *error)
{
	const struct change *change = unit->changes[0];
	const char *code = change->code;
	if (change->field == FIELD_CODE)
		code = change_value_text(&units->arena, change->after);
	if (!code)
		return error_memory(error);
	struct plant plant = {0};
	int result = ozmap_find_code(job->ozmap, code, &plant, error);
	unit->fresh = (struct fresh){
	    .looked_up = true, .code_clients = plant.client_count, .code_properties = plant.property_count};
	if (result == 0 && plant.client_count > 0) {
		unit->found_client = (struct client){.id = arena_string(&units->arena, plant.clients[0].id)};
		unit->fresh.found_client = &unit->found_client;
		result = unit->found_client.id ? 0 : error_memory(error);
	}
	if (result == 0 && plant.property_count > 0) {
		unit->found_property = (struct property){.id = arena_string(&units->arena, plant.properties[0].id),
							 .has_power = plant.properties[0].has_power,
							 .has_extras = plant.properties[0].has_extras};
		unit->fresh.found_property = &unit->found_property;
		result = unit->found_property.id ? 0 : error_memory(error);
	}
	plant_free(&plant);
	return result;
}

static int ask_mk(struct job *job, struct unit *unit, struct error *error)
{
	if (!job->mk && mk_open(&job->mk, job->config, error) != 0)
		return -1;
	struct subscribers subscribers = {0};
	int result = mk_read_code(job->mk, unit->changes[0]->code, &subscribers, error);
	if (result == 0 && subscribers.count == 1)
		unit->fresh.life = subscribers.items[0].life;
	subscribers_free(&subscribers);
	unit->fresh.asked_mk = result >= 0;
	return result < 0 ? -1 : 0;
}

static int complete(struct job *job, struct units *units, struct unit *unit, struct error *error)
{
	enum kind kind = unit->changes[0]->kind;
	unit->fresh = (struct fresh){0};
	if (needs_look_up(kind) && look_up(job, units, unit, error) != 0)
		return -1;
	if (kind_is_cancellation(kind) && ask_mk(job, unit, error) != 0)
		return -1;
	unit->fresh.client = unit->has_client ? &unit->client : NULL;
	unit->fresh.property = unit->has_property ? &unit->property : NULL;
	return 0;
}

static int read_slice(struct job *job, struct units *units, bool flock, struct unit *const *open, size_t count,
		      struct error *error)
{
	if (count == 0)
		return 0;
	if (job_tick(job, error) != 0)
		return -1;
	if (flock)
		return read_flock(job, units, open, count, error);
	return read_singles(job, units, open, count, error);
}

static int read_sort(struct job *job, struct units *units, bool flock, struct error *error)
{
	struct unit *open[FLOCK_MAX];
	size_t count = 0, most = flock ? FLOCK_MAX : READ_SLICE;
	for (size_t i = 0; i < units->count; i++) {
		struct unit *unit = &units->items[i];
		if (unit->flock != flock || !unit_is_open(unit))
			continue;
		open[count++] = unit;
		if (count < most)
			continue;
		if (read_slice(job, units, flock, open, count, error) != 0)
			return -1;
		count = 0;
	}
	return read_slice(job, units, flock, open, count, error);
}

int units_read(struct job *job, struct units *units, struct error *error)
{
	if (read_sort(job, units, true, error) != 0 || read_sort(job, units, false, error) != 0)
		return -1;
	for (size_t i = 0; i < units->count; i++)
		if (unit_is_open(&units->items[i]) && complete(job, units, &units->items[i], error) != 0)
			return -1;
	return 0;
}

/* --- judging and asking ----------------------------------------------------------------------------------------------
 */

static int build(struct job *job, struct units *units, struct unit *unit, const struct change *change,
		 struct requests *out, struct error *error)
{
	char today[MOMENT_TEXT_MAX];
	bool created = change->kind == KIND_REVERT_CANCEL_REMOVE;
	const struct property *property = created ? unit->fresh.found_property : unit->fresh.property;
	return request_build(out, &units->arena, change, unit->fresh.client, property, &job->config->sync,
			     moment_day(moment_now(), job->config->mk.timezone, today), error);
}

/* A change for which there is no request fails, and the others go on: 1 then. */
static int build_or_fail(struct job *job, struct units *units, struct unit *unit, size_t at, struct requests *out,
			 struct error *error)
{
	const struct change *change = unit->changes[at];
	struct error why = {0};
	int result = build(job, units, unit, change, out, &why);
	if (result < 0)
		return error_set(error, why.status, "%s", why.text);
	if (result > 0) {
		unit->verdicts[at] = VERDICT_DONE;
		return job_settle(job, change, STATE_FAILED, why.text, error) == 0 ? 1 : -1;
	}
	return 0;
}

/* What a revert could not bring back is said in words, with its outcome. */
static const char *words_of_done(const struct change *change, bool begun)
{
	if (!begun)
		return _("it was so already");
	if (change->kind == KIND_REVERT_CANCEL_REMOVE)
		return _("put back under a new id; the drop and the port cannot be restored through OZmap's API: draw "
			 "them there");
	if (change->kind == KIND_REVERT_RECODE && !change->name)
		return _("the code is put back; the name before is not known, and the new one stays: correct it in "
			 "OZmap");
	return NULL;
}

/* A revert that created something knows it by its new ids. */
static struct change with_new_ids(const struct unit *unit, const struct change *change)
{
	struct change created = *change;
	if (unit_creates(unit) && unit->fresh.found_client)
		created.client_id = unit->fresh.found_client->id;
	if (change->kind == KIND_REVERT_CANCEL_REMOVE && unit->fresh.found_property)
		created.property_id = unit->fresh.found_property->id;
	return created;
}

static int settle_judged(struct job *job, struct unit *unit, size_t at, const struct judgement *judgement,
			 struct error *error)
{
	const struct change *change = unit->changes[at];
	if (judgement->verdict == VERDICT_DONE) {
		struct change applied = with_new_ids(unit, change);
		job->tried[change->kind] += unit->begun;
		return job_settle(job, &applied, STATE_APPLIED, words_of_done(change, unit->begun), error);
	}
	return job_settle(job, change, STATE_STALE, judgement->why, error);
}

int unit_judge(struct job *job, struct units *units, struct unit *unit, struct error *error)
{
	for (size_t i = 0; i < unit->count; i++) {
		if (unit->verdicts[i] != VERDICT_SEND)
			continue;
		struct judgement judgement = judge_change(unit->changes[i], &unit->fresh, unit->begun);
		if (judgement.verdict == VERDICT_UNKNOWN)
			return error_memory(error);
		if (judgement.verdict != VERDICT_DONE && unit_late(unit) > 0)
			continue;
		if (judgement.verdict == VERDICT_SEND && judgement.step > 0) {
			struct requests requests = {0};
			int failed = build_or_fail(job, units, unit, i, &requests, error);
			if (failed < 0)
				return -1;
			if (failed > 0)
				continue;
			if (judgement.step >= requests.count)
				judgement.verdict = VERDICT_DONE;
		}
		unit->steps[i] = judgement.step;
		bool held = judgement.verdict == VERDICT_SEND && judgement.step == 0 && unit->held[i];
		unit->verdicts[i] = held ? VERDICT_STALE : judgement.verdict;
		if (held && job_settle(job, unit->changes[i], STATE_APPROVED, unit->held[i], error) != 0)
			return -1;
		if (judgement.verdict != VERDICT_SEND && settle_judged(job, unit, i, &judgement, error) != 0)
			return -1;
	}
	return 0;
}

/* Two bodies of one row become one; the later value wins where both have a key. */
static const char *merge_bodies(struct arena *arena, const char *one, const char *other, struct error *error)
{
	json_t *first = json_parse(one, strlen(one), "request", error);
	json_t *second = json_parse(other, strlen(other), "request", error);
	const char *merged = NULL;
	if (first && second && json_object_update(first, second) == 0) {
		struct text text = {0};
		json_add_value(&text, first);
		merged = text_check(&text, error) == 0 ? arena_string(arena, text_string(&text)) : NULL;
		text_free(&text);
	}
	json_decref(first);
	json_decref(second);
	if (!merged)
		(void)error_memory(error);
	return merged;
}

/* Another path is another request, with sends of its own. */
static void start_request(struct unit *unit, struct request *out, const struct request *next)
{
	*out = *next;
	if (!unit->path || strcmp(unit->path, next->path) != 0)
		unit->sends = 0;
	unit->path = next->path;
}

static int join_request(struct units *units, struct unit *unit, size_t at, struct request *out,
			const struct request *next, struct error *error)
{
	if (!out->method) {
		start_request(unit, out, next);
		unit->sent_step = unit->steps[at];
	} else if (strcmp(out->path, next->path) == 0 && strcmp(out->method, next->method) == 0 && out->body &&
		   next->body) {
		out->body = merge_bodies(&units->arena, out->body, next->body, error);
		if (!out->body)
			return -1;
	} else {
		return 0;
	}
	unit->asked[at] = true;
	return 0;
}

/* The unit's next request is that of its first open change, with what others want of the same row. */
int unit_request(struct job *job, struct units *units, struct unit *unit, struct request *out, struct error *error)
{
	*out = (struct request){0};
	for (size_t i = 0; i < unit->count; i++) {
		struct requests requests = {0};
		unit->asked[i] = false;
		if (unit->verdicts[i] != VERDICT_SEND)
			continue;
		int failed = build_or_fail(job, units, unit, i, &requests, error);
		if (failed < 0)
			return -1;
		if (failed > 0)
			continue;
		if (unit->steps[i] >= requests.count)
			return error_fail(error, _("change %s: there is no request number %u: undo it and report it"),
					  unit->changes[i]->id, unit->steps[i]);
		if (join_request(units, unit, i, out, &requests.items[unit->steps[i]], error) != 0)
			return -1;
	}
	return out->method ? 0 : 1;
}
