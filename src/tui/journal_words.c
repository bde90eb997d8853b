/* An entry of the journal in a line. */
#include "journal_words.h"

#include <stdio.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "words.h"

/* spec §9's events, for the translators. */
static const char *const events[] = {
    NC_("event", "refreshed"), NC_("event", "approved"),  NC_("event", "rejected"),   NC_("event", "deferred"),
    NC_("event", "undone"),    NC_("event", "requested"), NC_("event", "overridden"), NC_("event", "released"),
    NC_("event", "claimed"),   NC_("event", "intent"),	  NC_("event", "applied"),    NC_("event", "failed"),
    NC_("event", "stale"),     NC_("event", "withdrawn"), NC_("event", "reverted"),   NC_("event", "paused"),
    NC_("event", "revealed"),  NC_("event", "exported"),
};

const char *journal_words_event(const char *event)
{
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (strcmp(events[i], event) == 0)
			return C_("event", events[i]);
	return event;
}

const char *journal_words_kind(const char *kind)
{
	enum kind known = kind == NULL ? KIND_NONE : kind_parse(kind);

	return known != KIND_NONE ? words_kind_brief(known) : kind == NULL ? "" : kind;
}

const char *journal_words_detail(struct app *app, struct arena *arena, const struct journal_entry *entry)
{
	const char *before = NULL, *after = NULL;

	/* what cannot be read is not told here: Enter opens the change, and verify says what is wrong */
	if (journal_names(app->store, entry, app->config->ui.mask_personal_data, arena, &before, &after, NULL) < 0)
		before = after = NULL;
	return journal_detail_words(arena, entry->detail, before, after);
}

void journal_words_line(struct app *app, struct page *page, const struct journal_entry *entry)
{
	char at[MOMENT_TEXT_MAX], who[ACTOR_NAME_MAX];

	words_time(entry->at, moment_now(), app->config->mk.timezone, at, sizeof at);
	snprintf(who, sizeof who, "%.*s", (int)strcspn(entry->actor, "@"), entry->actor);
	page_line(page);
	page_span(page, 2, 11, LOOK_LABEL, at);
	page_span(page, 14, 10, LOOK_TEXT, who);
	page_span(page, 25, 12, LOOK_TEXT, journal_words_event(entry->event));
	page_span(page, 38, 15, LOOK_TEXT, journal_words_kind(entry->kind));
	page_span(page, 54, 8, LOOK_TEXT, entry->code == NULL ? "" : entry->code);
	page_span(page, 63, 0, LOOK_LABEL, journal_words_detail(app, &page->arena, entry));
}
