/* The worker's run as it goes on; it goes on when this screen or the console is closed. */
#include "run_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "journal_words.h"
#include "mkoz/base/i18n.h"
#include "mkoz/store/journal.h"
#include "paper.h"
#include "words.h"

#define BAR_MOST 60
#define SETTLED_SHOWN 200

static size_t settled(const struct store_run *run)
{
	return run->applied + run->failed + run->stale + run->held;
}

/* One part of the bar, drawn with one sign. */
static void add_part(struct app *app, struct page *page, int column, int columns, enum look look, enum sign sign)
{
	struct text part = {0};

	for (int i = 0; i < columns; i++)
		text_add(&part, draw_sign(app->draw, sign));
	page_span(page, column, 0, look, text_string(&part));
	text_free(&part);
}

static void add_bar(struct app *app, struct page *page, int width)
{
	const struct store_run *run = &app->pulse.run;
	int columns = width - 12 < BAR_MOST ? width - 12 : BAR_MOST, full;

	if (columns < 4 || run->total == 0)
		return;
	full = (int)((size_t)columns * (settled(run) < run->total ? settled(run) : run->total) / run->total);
	page_line(page);
	add_part(app, page, 2, full, LOOK_PROGRESS, SIGN_FULL);
	add_part(app, page, 2 + full, columns - full, LOOK_DIM, SIGN_EMPTY);
	page_format(page, columns + 4, LOOK_TEXT, "%3zu %%", settled(run) * 100 / run->total);
}

static void add_pace(struct page *page, const struct store_run *run)
{
	moment end = run->ended_at == MOMENT_NONE ? moment_now() : run->ended_at;
	int64_t seconds = end > run->started_at ? end - run->started_at : 1;
	double rate = (double)settled(run) / (double)seconds;
	size_t left = run->total > settled(run) ? run->total - settled(run) : 0;
	char spent[32], rest[32];

	words_age(0, seconds, spent, sizeof spent);
	page_line(page);
	page_format(page, 2, LOOK_LABEL, _("%s changes a second, for %s"), words_rate(&page->arena, rate), spent);
	if (run->ended_at != MOMENT_NONE || left == 0 || rate <= 0 || strcmp(run->phase, "paused") == 0)
		return;
	words_age(0, (moment)((double)left / rate), rest, sizeof rest);
	page_line(page);
	page_format(page, 2, LOOK_LABEL, _("about %s left"), rest);
}

static void add_outcomes(struct page *page, const struct store_run *run)
{
	struct text out = {0};

	text_format(&out, ngettext("done %zu of %zu", "done %zu of %zu", run->applied), run->applied, run->total);
	text_format(&out, ngettext(", %zu failed", ", %zu failed", run->failed), run->failed);
	text_format(&out, ngettext(", %zu stale", ", %zu stale", run->stale), run->stale);
	text_format(&out, ngettext(", %zu held", ", %zu held", run->held), run->held);
	page_line(page);
	page_span(page, 2, 0, run->failed + run->stale + run->held > 0 ? LOOK_WARNING : LOOK_TEXT, text_string(&out));
	text_free(&out);
}

#define TRIAL "trial " /* before the kind, while the first few are read back */

static void add_phase(struct page *page, const struct store_run *run)
{
	bool trial = strncmp(run->phase, TRIAL, strlen(TRIAL)) == 0;
	const char *kind = run->phase + (trial ? strlen(TRIAL) : 0);

	page_line(page);
	if (run->ended_at != MOMENT_NONE)
		page_span(page, 1, 0, LOOK_TEXT, _("The run has ended."));
	else if (strcmp(kind, "paused") == 0)
		page_span(page, 1, 0, LOOK_WARNING, _("Paused: c goes on, s stops."));
	else if (trial)
		page_format(page, 1, LOOK_HEADING, _("Trial, before the rest: %s"), journal_words_kind(kind));
	else if (*kind != '\0')
		page_format(page, 1, LOOK_HEADING, _("Writing: %s"), journal_words_kind(kind));
	else
		page_span(page, 1, 0, LOOK_HEADING, _("Starting"));
}

struct settling {
	struct page *page;
	moment since;
	size_t count;
};

static int add_settled(void *context, const struct journal_entry *entry)
{
	static const struct {
		const char *event;
		enum look look;
	} shown[] = {{"applied", LOOK_GOOD}, {"failed", LOOK_ERROR}, {"stale", LOOK_WARNING}, {"paused", LOOK_WARNING}};
	struct settling *settling = context;

	if (entry->at < settling->since || settling->count >= SETTLED_SHOWN)
		return 1;
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
		if (strcmp(shown[i].event, entry->event) != 0)
			continue;
		settling->count++;
		page_line(settling->page);
		page_span(settling->page, 2, 10, shown[i].look, journal_words_event(entry->event));
		page_span(settling->page, 13, 14, LOOK_TEXT, entry->code == NULL ? "" : entry->code);
		page_span(settling->page, 28, 0, LOOK_LABEL, journal_words_kind(entry->kind));
	}
	return 0;
}

static void build(struct app *app, struct paper *paper)
{
	const struct store_run *run = &app->pulse.run;
	struct page *page = &paper->page;
	struct settling settling = {.page = page, .since = run->started_at};
	struct journal_query query = {.since = MOMENT_NONE, .newest_first = true, .limit = 2000};
	bool ended = run->ended_at != MOMENT_NONE;

	if (!app->pulse.has_run) {
		page_say(page, LOOK_DIM, _("No worker has run yet. The basket (b) releases what is approved."));
		return;
	}
	add_phase(page, run);
	add_bar(app, page, paper->width);
	add_outcomes(page, run);
	add_pace(page, run);
	if (run->message[0] != '\0')
		page_wrap(page, 2, paper->width - 2, LOOK_WARNING, run->message);
	page_wrap(page, 1, paper->width - 2, LOOK_HINT,
		  ended ? _("Esc goes back; 7 is the journal, with each change and who decided on it.")
			: _("p pauses, s stops after the current change. It goes on when this screen or the console is "
			    "closed; P shows it again."));
	page_heading(page, _("Settled, newest first"));
	journal_visit(app->store, &query, add_settled, &settling, NULL);
	if (settling.count == 0)
		page_say(page, LOOK_DIM, _("nothing yet"));
}

static const struct paper_ops run_paper = {
    .screen = PAPER_SCREEN(CONTEXT_APPLY),
    .title = N_("Applying"),
    .build = build,
};

void run_screen_open(struct app *app)
{
	paper_open(app, &run_paper, NULL);
}

/* Who interrupts a run stands in the journal. */
static void wish(struct app *app, enum store_wish wanted, const char *said)
{
	const char *detail = wanted == WISH_STOP ? "{\"reason\":\"stopped\"}" : "{\"reason\":\"paused\"}";
	struct error error = {0};

	if (store_wish_set(app->store, wanted, &error) != 0 ||
	    (wanted != WISH_NONE &&
	     journal_append(app->store, &app->reviewer.actor, "paused", NULL, detail, &error) != 0))
		app_say_error(app, &error);
	else
		app_say(app, LOOK_GOOD, "%s", said);
}

void run_pause(struct app *app)
{
	wish(app, WISH_PAUSE, _("pausing after the current change"));
}

void run_resume(struct app *app)
{
	wish(app, WISH_NONE, _("going on"));
}

void run_stop(struct app *app)
{
	wish(app, WISH_STOP, _("stopping after the current change; the rest stays released"));
}
