/* What the journal tells of a change, in words. */
#include <string.h>

#include "mkoz/base/json.h"
#include "mkoz/store/journal.h"

/* Hashes of snapshots say nothing to people. */
static bool is_hash(const char *value)
{
	return strlen(value) == 64 && strspn(value, "0123456789abcdef") == 64;
}

const char *journal_detail_words(struct arena *arena, const char *detail)
{
	struct error ignored = {0};
	json_t *json = detail == NULL ? NULL : json_parse(detail, strlen(detail), "journal", &ignored);
	struct text out = {0};
	const char *key, *kept;
	json_t *value;

	json_object_foreach(json, key, value)
	{
		const char *string = json_string_value(value);

		if (json_is_array(value) || json_is_object(value) || json_is_null(value) ||
		    (string != NULL && is_hash(string)) || strcmp(key, "from") == 0)
			continue;
		text_add(&out, out.length > 0 ? ", " : "");
		if (string != NULL && strcmp(key, "reason") == 0) {
			text_add(&out, string);
			continue;
		}
		text_format(&out, "%s ", key);
		if (string != NULL)
			text_add(&out, string);
		else
			json_add_value(&out, value);
	}
	kept = arena_string(arena, text_string(&out));
	text_free(&out);
	json_decref(json);
	return kept == NULL ? "" : kept;
}
