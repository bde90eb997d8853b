/* Fuzzes the strict JSON reader and the way back to text: what was written is read as what is written again. The quick
 * look for a scalar sees one where the reader does. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/json.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What a side is written as reads as the same side. */
static void read_again(const char *written, bool of_mk)
{
	struct arena arena = {0};
	struct subscriber subscriber = {0};
	struct client client = {0};
	struct property property = {0};
	bool has_client = false, has_property = false;
	struct error error = {0};
	struct text text = {0};
	json_t *json = json_parse(written, strlen(written), "written", &error);
	if (!json)
		abort();
	if (of_mk ? subscriber_from_json(&subscriber, json, &arena) != 0 || subscriber_to_json(&text, &subscriber) != 0
		  : plant_side_from_json(json, &arena, &client, &has_client, &property, &has_property) != 0 ||
			plant_side_to_json(&text, has_client ? &client : NULL, has_property ? &property : NULL) != 0)
		abort();
	if (strcmp(text_string(&text), written) != 0)
		abort();
	json_decref(json);
	text_free(&text);
	arena_free(&arena);
}

static void read_as_sides(const json_t *json)
{
	struct arena arena = {0};
	struct subscriber subscriber = {0};
	struct client client = {0};
	struct property property = {0};
	bool has_client = false, has_property = false;
	struct text text = {0};
	if (subscriber_from_json(&subscriber, json, &arena) == 0 && subscriber_to_json(&text, &subscriber) == 0)
		read_again(text_string(&text), true);
	text_reset(&text);
	if (plant_side_from_json(json, &arena, &client, &has_client, &property, &has_property) == 0 &&
	    plant_side_to_json(&text, has_client ? &client : NULL, has_property ? &property : NULL) == 0)
		read_again(text_string(&text), false);
	text_free(&text);
	arena_free(&arena);
}

static void check_scalar(const char *bytes, size_t length, const json_t *json)
{
	char *string = strndup(bytes, length);
	bool scalar = json && !json_is_object(json) && !json_is_array(json);
	if (strlen(string) == length && json_is_scalar(string) != scalar)
		abort();
	free(string);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct error error = {0};
	struct text text = {0}, twice = {0};
	json_t *json = json_parse((const char *)bytes, length, "input", &error);
	check_scalar((const char *)bytes, length, json);
	if (!json)
		return error.status == ERROR_NONE ? abort(), 0 : 0;
	json_add_value(&text, json);
	json_t *again = json_parse(text_string(&text), text.length, "again", &error);
	json_add_value(&twice, again);
	if (!again || strcmp(text_string(&text), text_string(&twice)) != 0)
		abort();
	read_as_sides(json);
	json_decref(json);
	json_decref(again);
	text_free(&text);
	text_free(&twice);
	return 0;
}
