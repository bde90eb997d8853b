/* An entry of the journal in a line. */
#include "journal_words.h"

#include <stdio.h>
#include <string.h>

#include "mkoz/base/i18n.h"
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
	page_span(page, 63, 0, LOOK_LABEL, journal_detail_words(&page->arena, entry->detail));
}
