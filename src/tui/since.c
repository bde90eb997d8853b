/* What happened since this person last looked. */
#include "since.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "journal_words.h"
#include "mkoz/base/i18n.h"
#include "paper.h"
#include "words.h"

#define EVENTS_MAX 24
#define ENTRIES_SHOWN 300

struct since {
	struct app *app;
	struct page *page; /* of the page; NULL: only counted */
	long long after;
	size_t counts[EVENTS_MAX], shown;
};

static int event_number(const char *event)
{
	const char *const *events = journal_events();

	for (int i = 0; i < EVENTS_MAX && events[i] != NULL; i++)
		if (strcmp(events[i], event) == 0)
			return i;
	return -1;
}

static int count_entry(void *context, const struct journal_entry *entry)
{
	struct since *since = context;
	int number = event_number(entry->event);

	if (entry->seq <= since->after)
		return 1;
	if (number >= 0)
		since->counts[number]++;
	/* what a worker takes in hand is seen by what comes of it */
	if (since->page != NULL && since->shown < ENTRIES_SHOWN && strcmp(entry->event, "claimed") != 0 &&
	    strcmp(entry->event, "intent") != 0) {
		journal_words_line(since->app, since->page, entry);
		since->shown++;
	}
	return 0;
}

static void add_counts(const struct since *since, struct text *out)
{
	const char *const *events = journal_events();

	for (int i = 0; i < EVENTS_MAX && events[i] != NULL; i++)
		if (since->counts[i] > 0 && strcmp(events[i], "claimed") != 0 && strcmp(events[i], "intent") != 0)
			text_format(out, "%s%s: %zu", out->length > 0 ? ", " : "", journal_words_event(events[i]),
				    since->counts[i]);
}

void since_say(struct app *app)
{
	struct journal_query query = {.since = MOMENT_NONE, .newest_first = true, .limit = 20000};
	struct since since = {.app = app, .after = app->session.seen_seq};
	struct text said = {0};
	char hash[65], at[MOMENT_TEXT_MAX];
	long long head = 0;

	if (journal_head(app->store, &head, hash, NULL) != 0)
		return;
	if (app->session.seen_seq > 0 && head > app->session.seen_seq &&
	    journal_visit(app->store, &query, count_entry, &since, NULL) == 0) {
		add_counts(&since, &said);
		words_time(app->session.seen_at, moment_now(), app->config->mk.timezone, at, sizeof at);
		app_say(app, LOOK_HINT, _("Since %s: %s (H shows it)"), at, text_string(&said));
		text_free(&said);
	}
}

/* "to be decided  Activate 6, Cancel 9, Basket 4" */
static void add_open(const struct app *app, struct page *page, int width)
{
	struct text out = {0};

	for (int tab = 0; tab <= TAB_BASKET; tab++)
		text_format(&out, "%s%s\u00a0%zu", tab == 0 ? "" : ", ", frame_tab_name((enum tab)tab),
			    app->model.todo[tab]);
	page_field(page, 16, width, LOOK_TEXT, _("to be decided"), text_string(&out));
	text_free(&out);
}

static void build(struct app *app, struct paper *paper)
{
	struct journal_query query = {.since = MOMENT_NONE, .newest_first = true, .limit = 20000};
	struct page entries = {0};
	struct since since = {.app = app, .page = &entries, .after = app->session.seen_seq};
	struct text said = {0};
	char at[MOMENT_TEXT_MAX];

	journal_visit(app->store, &query, count_entry, &since, NULL);
	add_counts(&since, &said);
	page_line(&paper->page);
	if (app->session.seen_seq > 0)
		page_format(&paper->page, 1, LOOK_HEADING, _("Since you last looked, %s"),
			    words_moment(app->session.seen_at, app->config->mk.timezone, at));
	else
		page_span(&paper->page, 1, 0, LOOK_HEADING, _("Since the beginning"));
	page_wrap(&paper->page, 2, paper->width - 2, LOOK_TEXT,
		  said.length > 0 ? text_string(&said) : _("Nothing happened."));
	page_line(&paper->page);
	add_open(app, &paper->page, paper->width - 2);
	page_line(&paper->page);
	for (size_t i = 0; i < entries.line_count; i++) {
		page_line(&paper->page);
		for (size_t s = 0; s < entries.lines[i].count; s++) {
			const struct page_span *span = &entries.spans[entries.lines[i].first + s];

			page_span(&paper->page, span->column, span->width, span->look, span->text);
		}
	}
	page_free(&entries);
	text_free(&said);
}

static const struct paper_ops since_paper = {
    .screen = PAPER_SCREEN(CONTEXT_PAPER),
    .title = N_("Handing over"),
    .build = build,
};

void since_open(struct app *app)
{
	paper_open(app, &since_paper, NULL);
}
