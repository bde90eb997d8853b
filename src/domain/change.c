/* Changes and findings: the plan that holds them, their ids, their values. */
#include "mkoz/domain/change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/array.h"
#include "mkoz/base/digest.h"
#include "mkoz/base/json.h"

#define SAME_NUMBER 1e-6

void plan_free(struct plan *plan)
{
	free(plan->items);
	arena_free(&plan->arena);
	*plan = (struct plan){0};
}

struct change *plan_add(struct plan *plan, struct error *error)
{
	struct change *added;

	if (array_grow(&plan->items, &plan->capacity, plan->count, sizeof *added, error) < 0)
		return NULL;
	added = &plan->items[plan->count++];
	*added = (struct change){.decided_at = MOMENT_NONE, .first_seen = MOMENT_NONE};
	return added;
}

void change_fold(struct text *text, const struct change *change)
{
	const char *const fields[] = {change->code, change->name, change->address, change->city, change->box};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		text_add_char(text, CHANGE_FOLD_MARK);
		if (fields[i] != NULL)
			text_add_folded(text, fields[i]);
	}
}

int plan_fold(struct plan *plan, struct error *error)
{
	struct text text = {0};
	int result = 0;

	for (size_t i = 0; result == 0 && i < plan->count; i++) {
		struct change *change = &plan->items[i];

		text_reset(&text);
		change_fold(&text, change);
		change->folded = text.failed ? NULL : arena_bytes(&plan->arena, text_string(&text), text.length);
		if (change->folded == NULL)
			result = error_memory(error);
	}
	text_free(&text);
	return result;
}

int change_make_id(struct change *change)
{
	const char *of_change[] = {kind_name(change->kind), change->code,   change->property_id,
				   change->client_id,	    change->before, change->after};
	const char *of_finding[] = {kind_name(change->kind), change->code, change->why, change->property_id,
				    change->client_id};
	char digest[DIGEST_HEX_MAX];
	int result = kind_is_finding(change->kind)
			 ? digest_parts(of_finding, sizeof of_finding / sizeof *of_finding, digest)
			 : digest_parts(of_change, sizeof of_change / sizeof *of_change, digest);

	memcpy(change->id, digest, CHANGE_ID_MAX - 1);
	change->id[CHANGE_ID_MAX - 1] = '\0';
	return result;
}

/* A quoted string without escapes, which most are: its inside, without parsing. */
static const char *plain_inside(struct arena *arena, const char *json, size_t length)
{
	if (length < 2 || json[0] != '"' || json[length - 1] != '"' || memchr(json, '\\', length) != NULL)
		return NULL;
	return arena_bytes(arena, json + 1, length - 2);
}

const char *change_value_text(struct arena *arena, const char *json)
{
	const char *inside;
	size_t length;
	json_t *value;

	if (json == NULL || strcmp(json, "null") == 0)
		return NULL;
	length = strlen(json);
	inside = plain_inside(arena, json, length);
	if (inside != NULL || json[0] != '"')
		return inside != NULL ? inside : arena_string(arena, json);
	value = json_loadb(json, length, JSON_DECODE_ANY, NULL);
	inside = arena_string(arena, json_is_string(value) ? json_string_value(value) : json);
	json_decref(value);
	return inside;
}

bool change_value_number(const char *json, double *number)
{
	char *end;

	if (json == NULL || json[0] == '\0' || strchr("-0123456789", json[0]) == NULL)
		return false;
	*number = strtod(json, &end);
	return *end == '\0' && isfinite(*number);
}

bool change_value_same(const char *one, const char *other)
{
	double first, second;

	one = one == NULL ? "null" : one;
	other = other == NULL ? "null" : other;
	if (change_value_number(one, &first) && change_value_number(other, &second))
		return fabs(first - second) <= SAME_NUMBER;
	return strcmp(one, other) == 0;
}
