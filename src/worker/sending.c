/* Sendings: units with one wish for many clients are brought together, the others go alone. */
#include "worker/sending.h"

#include <stdlib.h>
#include <string.h>

static bool goes_by_batch(const struct unit *unit)
{
	return unit->flock && !unit->alone;
}

/* The same field gets the same value. */
static int by_wish(const void *one, const void *other)
{
	const struct unit *const *a = one, *const *b = other;
	int batch = goes_by_batch(*b) - goes_by_batch(*a);
	if (batch != 0)
		return batch;
	if (!goes_by_batch(*a))
		return (*a > *b) - (*a < *b);
	int field = (int)(*a)->changes[0]->field - (int)(*b)->changes[0]->field;
	int value = field ? field : strcmp((*a)->changes[0]->after, (*b)->changes[0]->after);
	return value ? value : (*a > *b) - (*a < *b);
}

static bool same_wish(const struct unit *one, const struct unit *other)
{
	return goes_by_batch(one) && goes_by_batch(other) && one->changes[0]->field == other->changes[0]->field &&
	       strcmp(one->changes[0]->after, other->changes[0]->after) == 0;
}

/* OZmap takes the number of a status (ozmap-api.md). */
static const char *batch_value(const struct change *change)
{
	if (change->field != FIELD_STATUS)
		return change->after;
	return strcmp(change->after, "\"OK\"") == 0 ? "0" : "1";
}

static int fill_batch(struct units *units, struct sending *sending, struct error *error)
{
	const char *ids[BATCH_MAX];
	for (size_t i = 0; i < sending->count; i++) {
		ids[i] = sending->units[i]->changes[0]->client_id;
		sending->units[i]->asked[0] = true;
	}
	const struct change *change = sending->units[0]->changes[0];
	sending->request = (struct write_request){.method = "POST", .path = "/ftth-clients/batch-update"};
	sending->wish = arena_format(&units->arena, "{\"%s\":%s}", field_name(change->field), batch_value(change));
	if (!sending->wish)
		return error_memory(error);
	sending->request.body =
	    ozmap_batch_body(&units->arena, field_name(change->field), batch_value(change), ids, sending->count, error);
	return sending->request.body ? 0 : -1;
}

static int fill_single(struct job *job, struct units *units, struct sending *sending, struct error *error)
{
	struct request request;
	int result = unit_request(job, units, sending->units[0], &request, error);
	if (result != 0)
		return result;
	sending->request = (struct write_request){.method = request.method, .path = request.path, .body = request.body};
	return 0;
}

static size_t wish_length(struct unit *const *units, size_t left)
{
	size_t length = 1;
	while (length < left && length < BATCH_MAX && same_wish(units[0], units[length]))
		length++;
	return length;
}

static size_t collect_open(struct units *units, struct unit **open)
{
	size_t count = 0;
	for (size_t i = 0; i < units->count; i++)
		if (unit_is_open(&units->items[i]))
			open[count++] = &units->items[i];
	qsort(open, count, sizeof *open, by_wish);
	return count;
}

int sendings_make(struct job *job, struct units *units, struct sendings *out, struct error *error)
{
	*out = (struct sendings){0};
	out->units = calloc(units->count + 1, sizeof *out->units);
	out->items = calloc(units->count + 1, sizeof *out->items);
	if (!out->units || !out->items)
		return error_memory(error);
	size_t open = collect_open(units, out->units);
	for (size_t at = 0; at < open;) {
		struct sending *sending = &out->items[out->count];
		sending->units = out->units + at;
		sending->count = wish_length(sending->units, open - at);
		at += sending->count;
		int result =
		    sending->count > 1 ? fill_batch(units, sending, error) : fill_single(job, units, sending, error);
		if (result < 0)
			return -1;
		if (result == 0)
			out->count++;
		else
			*sending = (struct sending){0};
	}
	return 0;
}

void sendings_free(struct sendings *sendings)
{
	free(sendings->items);
	free(sendings->units);
	*sendings = (struct sendings){0};
}
