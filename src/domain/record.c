/* Structs written to JSON objects and read back, by a table of their members. */
#include "record.h"

#include <math.h>
#include <string.h>

#include "mkoz/base/moment.h"

static const void *member_at(const void *record, size_t offset)
{
	return (const char *)record + offset;
}

static bool is_absent(const void *record, const struct record_member *member)
{
	const void *at = member_at(record, member->offset);

	if (member->presence != 0)
		return !*(const bool *)member_at(record, member->presence);
	if (member->type == RECORD_STRING || member->type == RECORD_STRINGS)
		return *(const void *const *)at == NULL;
	return member->type == RECORD_MOMENT && *(const moment *)at == MOMENT_NONE;
}

static void add_strings(struct text *out, const char *const *strings)
{
	text_add_char(out, '[');
	for (size_t i = 0; strings[i] != NULL; i++) {
		if (i > 0)
			text_add_char(out, ',');
		json_add_string(out, strings[i]);
	}
	text_add_char(out, ']');
}

static void add_member(struct text *out, const void *at, const struct record_member *member)
{
	switch (member->type) {
	case RECORD_STRING:
		json_add_string(out, *(const char *const *)at);
		break;
	case RECORD_STRINGS:
		add_strings(out, *(const char *const *const *)at);
		break;
	case RECORD_NUMBER:
		json_add_number(out, *(const double *)at);
		break;
	case RECORD_MOMENT:
		text_format(out, "%lld", (long long)*(const moment *)at);
		break;
	case RECORD_BOOL:
		text_add(out, *(const bool *)at ? "true" : "false");
		break;
	case RECORD_WORD:
		json_add_string(out, member->words[*(const int *)at - member->first]);
		break;
	}
}

void record_to_json(struct text *out, const void *record, const struct record_member *members, size_t count)
{
	bool first = true;

	text_add_char(out, '{');
	for (size_t i = 0; i < count; i++) {
		if (is_absent(record, &members[i]))
			continue;
		if (!first)
			text_add_char(out, ',');
		first = false;
		json_add_string(out, members[i].key);
		text_add_char(out, ':');
		add_member(out, member_at(record, members[i].offset), &members[i]);
	}
	text_add_char(out, '}');
}

static int take_string(const char **at, const json_t *value, struct arena *arena)
{
	*at = NULL;
	if (!json_is_string(value))
		return 0;
	*at = arena_string(arena, json_string_value(value));
	return *at == NULL ? -1 : 0;
}

static int take_strings(const char ***at, const json_t *value, struct arena *arena)
{
	size_t count = json_array_size(value), used = 0;
	const char **strings;

	*at = NULL;
	if (!json_is_array(value))
		return 0;
	strings = arena_take(arena, (count + 1) * sizeof *strings);
	if (strings == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_array_get(value, i);

		if (json_is_string(item) && take_string(&strings[used++], item, arena) < 0)
			return -1;
	}
	*at = strings;
	return 0;
}

static int word_number(const struct record_member *member, const char *word)
{
	for (int i = 0; word != NULL && member->words[i] != NULL; i++)
		if (strcmp(member->words[i], word) == 0)
			return i + member->first;
	return member->first;
}

static int take_member(void *record, const json_t *value, const struct record_member *member, struct arena *arena)
{
	void *at = (char *)record + member->offset;

	if (member->presence != 0)
		*(bool *)((char *)record + member->presence) = json_is_number(value);
	switch (member->type) {
	case RECORD_STRING:
		return take_string(at, value, arena);
	case RECORD_STRINGS:
		return take_strings(at, value, arena);
	case RECORD_NUMBER:
		*(double *)at = json_number_value(value);
		break;
	case RECORD_MOMENT:
		*(moment *)at = json_is_integer(value) ? json_integer_value(value) : MOMENT_NONE;
		break;
	case RECORD_BOOL:
		*(bool *)at = json_is_true(value);
		break;
	case RECORD_WORD:
		*(int *)at = word_number(member, json_string_value(value));
		break;
	}
	return 0;
}

int record_from_json(void *record, const json_t *json, const struct record_member *members, size_t count,
		     struct arena *arena)
{
	if (!json_is_object(json))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (take_member(record, json_object_get(json, members[i].key), &members[i], arena) < 0)
			return -1;
	return 0;
}
