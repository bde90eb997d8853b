/* An entry of the journal in a line. */
#include "journal_words.h"

#include <stdio.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "words.h"

/* spec §9's events, for the translators. */
static const char *const events[] = {
    N_("refreshed"),  N_("approved"),  N_("rejected"), N_("deferred"), N_("undone"),   N_("requested"),
    N_("overridden"), N_("released"),  N_("claimed"),  N_("intent"),   N_("applied"),  N_("failed"),
    N_("stale"),      N_("withdrawn"), N_("reverted"), N_("paused"),   N_("revealed"), N_("exported"),
};

const char *journal_words_event(const char *event)
{
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (strcmp(events[i], event) == 0)
			return _(events[i]);
	return event;
}

/* Hashes of snapshots say nothing to people. */
static bool is_hash(const char *value)
{
	return strlen(value) == 64 && strspn(value, "0123456789abcdef") == 64;
}

const char *journal_words_detail(struct arena *arena, const char *detail)
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

void journal_words_line(struct app *app, struct page *page, const struct journal_entry *entry)
{
	char at[MOMENT_TEXT_MAX], who[ACTOR_NAME_MAX];

	words_time(entry->at, moment_now(), app->config->mk.timezone, at, sizeof at);
	snprintf(who, sizeof who, "%.*s", (int)strcspn(entry->actor, "@"), entry->actor);
	page_line(page);
	page_span(page, 2, 16, LOOK_LABEL, at);
	page_span(page, 19, 12, LOOK_TEXT, who);
	page_span(page, 32, 11, LOOK_TEXT, journal_words_event(entry->event));
	page_span(page, 44, 18, LOOK_TEXT, entry->kind == NULL ? "" : entry->kind);
	page_span(page, 63, 0, LOOK_LABEL, journal_words_detail(&page->arena, entry->detail));
}
