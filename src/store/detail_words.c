/* What the journal tells of a change, in words. */
#include <errno.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/base/mask.h"
#include "mkoz/store/journal.h"

/* What stands in a detail, for the translators; what is not here is told as it is. */
static const char *const known[] = {
    NC_("journal", "plan"),	NC_("journal", "changes"),   NC_("journal", "findings"), NC_("journal", "new"),
    NC_("journal", "again"),	NC_("journal", "withdrawn"), NC_("journal", "resumed"),	 NC_("journal", "was"),
    NC_("journal", "by"),	NC_("journal", "wait"),	     NC_("journal", "guard"),	 NC_("journal", "count"),
    NC_("journal", "outcome"),	NC_("journal", "undoes"),    NC_("journal", "moved"),	 NC_("journal", "accepted"),
    NC_("journal", "as found"), NC_("journal", "paused"),    NC_("journal", "stopped"),	 NC_("journal", "reverted"),
    NC_("journal", "yes"),	NC_("journal", "no"),	     NC_("journal", "nothing"),
};

static const char *said(const char *word)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], word) == 0)
			return C_("journal", known[i]);
	return word;
}

/* Hashes of snapshots say nothing to people. */
static bool is_hash(const char *value)
{
	return strlen(value) == 64 && strspn(value, "0123456789abcdef") == 64;
}

static void begin(struct text *out)
{
	text_add(out, out->length > 0 ? ", " : "");
}

static void add_value(struct text *out, const json_t *value)
{
	if (json_is_string(value))
		text_add(out, json_string_value(value));
	else if (json_is_boolean(value))
		text_add(out, said(json_is_true(value) ? "yes" : "no"));
	else if (json_is_null(value))
		text_add(out, said("nothing"));
	else
		json_add_value(out, value);
}

/* Counts of nothing, lists and hashes are left out, and so is what the event says already. */
static bool is_told(const char *key, const json_t *value)
{
	const char *string = json_string_value(value);

	return !json_is_array(value) && !json_is_object(value) && !json_is_null(value) &&
	       !(string != NULL && is_hash(string)) && !(json_is_integer(value) && json_integer_value(value) == 0) &&
	       strcmp(key, "from") != 0 && strcmp(key, "before") != 0 && strcmp(key, "after") != 0;
}

static void add_told(struct text *out, const char *key, const json_t *value)
{
	if (!is_told(key, value))
		return;
	begin(out);
	if (strcmp(key, "written") == 0) {
		text_add(out, json_is_true(value) ? _("written") : _("it was so already"));
	} else if (strcmp(key, "reason") == 0 && json_is_string(value)) {
		text_add(out, said(json_string_value(value)));
	} else {
		text_format(out, "%s ", said(key));
		add_value(out, value);
	}
}

static int keep_member(struct arena *arena, const json_t *json, const char *key, bool masked, const char **out,
		       struct error *error)
{
	const char *string = json_string_value(json_object_get(json, key));
	struct text text = {0};

	if (string == NULL)
		text_add(&text, said("nothing"));
	else if (masked)
		mask_words(&text, string);
	else
		text_add(&text, string);
	*out = text_check(&text, error) == 0 ? arena_string(arena, text_string(&text)) : NULL;
	text_free(&text);
	return *out == NULL ? error_memory(error) : 0;
}

/* NULL where it is no JSON; that is an error only where memory ran out. */
static json_t *parse(const char *string, const char *what, int *result, struct error *error)
{
	json_t *json = string == NULL ? NULL : json_parse(string, strlen(string), what, NULL);

	if (string != NULL && json == NULL && errno == ENOMEM)
		*result = error_memory(error);
	return json;
}

int journal_names(struct store *store, const struct journal_entry *entry, bool masked, struct arena *arena,
		  const char **before, const char **after, struct error *error)
{
	int result = 0;
	json_t *detail = parse(entry->detail, "journal", &result, error), *values = NULL;
	const char *hash = json_string_value(json_object_get(detail, "values")), *content = NULL;

	*before = *after = NULL;
	if (hash != NULL)
		result = journal_snapshot_read(store, hash, arena, &content, error);
	if (result == 0)
		values = parse(content, "snapshot", &result, error);
	/* an intent's values are a request */
	if (json_object_get(values, "before") != NULL) {
		result = keep_member(arena, values, "before", masked, before, error);
		if (result == 0)
			result = keep_member(arena, values, "after", masked, after, error);
	}
	json_decref(values);
	json_decref(detail);
	return result;
}

const char *journal_detail_words(struct arena *arena, const char *detail, const char *before, const char *after)
{
	struct error ignored = {0};
	json_t *json = detail == NULL ? NULL : json_parse(detail, strlen(detail), "journal", &ignored);
	const json_t *was = json_object_get(json, "before"), *is = json_object_get(json, "after");
	struct text out = {0};
	const char *key, *kept;
	json_t *value;

	if (before != NULL && after != NULL) {
		text_format(&out, "%s → %s", before, after);
	} else if (was != NULL && is != NULL) {
		add_value(&out, was);
		text_add(&out, " → ");
		add_value(&out, is);
	}
	json_object_foreach(json, key, value) add_told(&out, key, value);
	kept = arena_string(arena, text_string(&out));
	text_free(&out);
	json_decref(json);
	return kept == NULL ? "" : kept;
}
