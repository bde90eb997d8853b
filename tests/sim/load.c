/* Reads the state from a file row by row, so that 100,000 rows need little memory, and writes it back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

/* One row's text within the file. */
struct slice {
	const char *start;
	size_t length;
};

struct slices {
	struct slice *items;
	size_t count, capacity;
};

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t\r\n,:");
}

/* Where the JSON value at `at` ends; only brackets and strings are looked at, jansson checks the rest. */
static const char *value_end(const char *at)
{
	int depth = 0;
	for (; *at != '\0'; at++) {
		if (*at == '"') {
			for (at++; *at != '\0' && *at != '"'; at++)
				if (*at == '\\' && at[1] != '\0')
					at++;
			if (*at == '\0')
				return at;
		} else if (*at == '{' || *at == '[') {
			depth++;
			continue;
		} else if (*at == '}' || *at == ']') {
			depth--;
		} else if (depth > 0 || strchr(" \t\r\n,:", at[1]) == NULL) {
			if (depth == 0 && (at[1] == ']' || at[1] == '}'))
				return at + 1;
			continue;
		}
		if (depth <= 0)
			return at + 1;
	}
	return at;
}

static void slices_add(struct slices *slices, const char *start, const char *end)
{
	if (slices->count == slices->capacity) {
		slices->capacity = slices->capacity > 0 ? slices->capacity * 2 : 256;
		slices->items = sim_resize(slices->items, slices->capacity * sizeof(struct slice));
	}
	slices->items[slices->count++] = (struct slice){start, (size_t)(end - start)};
}

static int split_array(const char *at, struct slices *out, struct text *why)
{
	if (*at != '[') {
		text_printf(why, "an array is needed at: %.40s", at);
		return -1;
	}
	for (at = skip_blanks(at + 1); *at != ']' && *at != '\0';) {
		const char *end = value_end(at);
		slices_add(out, at, end);
		at = skip_blanks(end);
	}
	return 0;
}

static const char *const sections[] = {"clients", "properties", "boxes"};
enum { CLIENTS, PROPERTIES, BOXES, SECTIONS };

/* Splits {"properties": […], "clients": […], "boxes": […]}; other keys are passed over. */
static int split_file(const char *at, struct slices out[SECTIONS], struct text *why)
{
	at = skip_blanks(at);
	if (*at != '{') {
		text_puts(why, "the file is not a JSON object");
		return -1;
	}
	for (at = skip_blanks(at + 1); *at == '"';) {
		const char *key_end = value_end(at);
		const char *value = skip_blanks(key_end);
		for (int i = 0; i < SECTIONS; i++) {
			size_t length = strlen(sections[i]);
			if ((size_t)(key_end - at) == length + 2 && strncmp(at + 1, sections[i], length) == 0 &&
			    split_array(value, &out[i], why) != 0)
				return -1;
		}
		at = skip_blanks(value_end(value));
	}
	if (*at == '}')
		return 0;
	text_puts(why, "the file ends early");
	return -1;
}

int state_add_property(struct state *state, const json_t *object, struct row **out, struct text *why)
{
	const json_t *client = json_object_get(object, "client");
	const char *client_id =
	    json_is_string(client) ? json_string_value(client) : json_string_value(json_object_get(client, "id"));
	struct row *holder = state_find(state, ROW_CLIENT, client_id);
	if (holder == NULL && json_is_string(client)) {
		text_printf(why, "client %s is not there", client_id);
		return -1;
	}
	struct row *property = state_add(state, ROW_PROPERTY, object);
	if (property == NULL) {
		text_puts(why, "the identifier is taken");
		return -1;
	}
	if (holder == NULL && json_is_object(client))
		holder = state_add(state, ROW_CLIENT, client);
	if (holder != NULL) {
		const char *since = json_string_value(json_object_get(object, "createdAt"));
		char now[32];
		time_now_iso(now);
		state_attach(property, holder, since != NULL ? since : now);
	}
	*out = property;
	return 0;
}

static int add_row(struct state *state, int section, const json_t *object, struct text *why)
{
	struct row *row = NULL;
	if (section == PROPERTIES)
		return state_add_property(state, object, &row, why);
	if (section == CLIENTS) {
		if (state_add(state, ROW_CLIENT, object) != NULL)
			return 0;
		text_puts(why, "the identifier is taken");
		return -1;
	}
	const char *id = json_string_value(json_object_get(object, "id"));
	if (id == NULL) {
		text_puts(why, "a box needs an id");
		return -1;
	}
	json_object_set(state->boxes, id, (json_t *)object);
	return 0;
}

static int add_rows(struct state *state, int section, const struct slices *slices, struct text *why)
{
	for (size_t i = 0; i < slices->count; i++) {
		json_error_t error;
		json_t *object = json_loadb(slices->items[i].start, slices->items[i].length, JSON_ALLOW_NUL, &error);
		if (!json_is_object(object)) {
			text_printf(why, "%s[%zu]: %s", sections[section], i,
				    object == NULL ? error.text : "not an object");
			json_decref(object);
			return -1;
		}
		int result = add_row(state, section, object, why);
		if (result != 0)
			text_printf(why, " (%s[%zu])", sections[section], i);
		json_decref(object);
		if (result != 0)
			return -1;
	}
	return 0;
}

static int file_read(const char *name, struct text *out, struct text *why)
{
	FILE *file = fopen(name, "re");
	if (file == NULL) {
		text_printf(why, "%s: %s", name, strerror(errno));
		return -1;
	}
	char *block = sim_alloc(1 << 20);
	size_t got = 0;
	while ((got = fread(block, 1, 1 << 20, file)) > 0)
		text_add(out, block, got);
	free(block);
	fclose(file);
	text_add(out, "", 0);
	return 0;
}

int state_load(struct state *state, const char *file, struct text *why)
{
	struct text whole = {0};
	struct slices slices[SECTIONS] = {{0}};
	int result = file_read(file, &whole, why);
	if (result == 0)
		result = split_file(whole.data, slices, why);
	for (int i = SECTIONS - 1; i >= 0 && result == 0; i--)
		if (i != PROPERTIES)
			result = add_rows(state, i, &slices[i], why);
	if (result == 0)
		result = add_rows(state, PROPERTIES, &slices[PROPERTIES], why);
	for (int i = 0; i < SECTIONS; i++)
		free(slices[i].items);
	text_free(&whole);
	return result;
}

static void write_table(const struct table *table, struct text *out)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct row *row = table->rows[i];
		text_puts(out, i > 0 ? ",\n" : "\n");
		text_add(out, row->text, row->length - 1);
		if (row->kind == ROW_CLIENT)
			text_puts(out, "}");
		else if (row->partner == NULL)
			text_puts(out, ",\"client\":null}");
		else
			text_printf(out, ",\"client\":%.*s}", (int)row->partner->id_length,
				    row->partner->text + strlen("{\"id\":"));
	}
}

void state_write(const struct state *state, struct text *out)
{
	text_puts(out, "{\"properties\":[");
	write_table(&state->tables[ROW_PROPERTY], out);
	text_puts(out, "],\n\"clients\":[");
	write_table(&state->tables[ROW_CLIENT], out);
	text_puts(out, "],\n\"boxes\":[");
	const char *id = NULL;
	json_t *box = NULL;
	const char *comma = "";
	json_object_foreach(state->boxes, id, box)
	{
		char *dumped = json_dumps(box, JSON_COMPACT | JSON_REAL_PRECISION(15));
		text_printf(out, "%s\n%s", comma, dumped);
		free(dumped);
		comma = ",";
	}
	text_puts(out, "]}\n");
}

int state_save(const struct state *state, const char *file, struct text *why)
{
	struct text out = {0}, beside = {0};
	state_write(state, &out);
	text_printf(&beside, "%s.new", file);
	FILE *stream = fopen(beside.data, "we");
	int result = -1;
	if (stream != NULL) {
		result = fwrite(out.data, 1, out.length, stream) == out.length ? 0 : -1;
		if (fclose(stream) != 0 || (result == 0 && rename(beside.data, file) != 0))
			result = -1;
	}
	if (result != 0)
		text_printf(why, "%s: %s", file, strerror(errno));
	text_free(&out);
	text_free(&beside);
	return result;
}
