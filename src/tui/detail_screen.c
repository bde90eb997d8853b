/* One change in full. */
#include "detail_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bulk_screen.h"
#include "copy.h"
#include "journal_words.h"
#include "mkoz/base/i18n.h"
#include "mkoz/plan/request.h"
#include "pair.h"
#include "paper.h"
#include "waits.h"
#include "words.h"

#define LABELS 14
#define SIDE_LABELS 12
#define OTHERS_SHOWN 8
#define DECISIONS_SHOWN 12

/* --- the two sides
 * ---------------------------------------------------------------------------------------------------------- */

static void add_sides(struct app *app, struct page *page, const struct sides *sides, int width)
{
	const char *unlike = draw_sign(app->draw, SIGN_UNLIKE);

	page_line(page);
	page_span(page, 1, width / 2 - 2, LOOK_HEADING, sides->has_subscriber ? "MK" : _("MK: not there"));
	page_span(page, width / 2 + 1, 0, LOOK_HEADING, sides->has_client ? "OZmap" : _("OZmap: no client"));
	for (size_t i = 0; i < sides->count; i++)
		pair_add(page, &sides->pairs[i], sides->has_subscriber, sides->has_client || sides->has_property,
			 (struct pair_shape){.columns = width, .labels = SIDE_LABELS, .unlike = unlike});
}

/* --- evidence
 * ------------------------------------------------------------------------------------------------------------------ */

static void add_state(struct page *page, const struct change *change, int width)
{
	char age[32], decided[512];

	page_field(page, LABELS + 2, width, LOOK_TEXT, _("state"), words_state(change->state));
	if (change->decided_by != NULL) {
		words_age(change->decided_at, moment_now(), age, sizeof age);
		snprintf(decided, sizeof decided, _("%s, %s ago%s%s"), change->decided_by, age,
			 change->reason == NULL ? "" : ": ", change->reason == NULL ? "" : change->reason);
		page_field(page, LABELS + 2, width, LOOK_DECIDED, _("decided by"), decided);
	}
	if (change->wait != NULL)
		page_field(page, LABELS + 2, width, LOOK_TEXT, _("waits until"),
			   waits_said(&page->arena, change->wait));
	if (change->guard != NULL)
		page_field(page, LABELS + 2, width, LOOK_WARNING, _("held by"), words_guard(change->guard));
	if (change->outcome != NULL)
		page_field(page, LABELS + 2, width, LOOK_ERROR, _("outcome"), change->outcome);
	if (change->note != NULL)
		page_field(page, LABELS + 2, width, LOOK_TEXT, _("note"), change->note);
	words_age(change->first_seen, moment_now(), age, sizeof age);
	snprintf(decided, sizeof decided, _("%s ago"), age);
	page_field(page, LABELS + 2, width, LOOK_TEXT, _("proposed"), decided);
	if (change->moved)
		page_field(page, LABELS + 2, width, LOOK_WARNING, _("moved"),
			   _("The text would change, the pin and the drop stay at the old house."));
}

static void add_evidence(struct app *app, struct page *page, const struct closeup *closeup, int width)
{
	char read[96], at[MOMENT_TEXT_MAX], age[32];
	struct text what = {0};

	page_heading(page, _("Why"));
	page_field(page, LABELS + 2, width, LOOK_TEXT, _("rule"), words_rule(closeup->change.row));
	words_change(&what, &closeup->change, app_masks(app, &closeup->change));
	page_field(page, LABELS + 2, width, LOOK_DIFFERENCE, _("change"), text_string(&what));
	text_free(&what);
	if (app->model.now != NULL && app->model.now->has_plan) {
		words_moment(app->model.now->plan.created_at, app->config->mk.timezone, at);
		words_age(app->model.now->plan.created_at, moment_now(), age, sizeof age);
		snprintf(read, sizeof read, _("%s, %s ago"), at, age);
		page_field(page, LABELS + 2, width, LOOK_TEXT, _("both read"), read);
	}
	add_state(page, &closeup->change, width);
	if (closeup->change.link != NULL)
		page_field(page, LABELS + 2, width, LOOK_TEXT, "OZloc",
			   app_masks(app, &closeup->change) ? words_masked_link(&page->arena, closeup->change.link)
							    : closeup->change.link);
}

static void add_request(struct app *app, struct page *page, const struct closeup *closeup, int width)
{
	const struct sides *sides = &closeup->sides;
	struct requests requests = {0};
	struct arena arena = {0};
	struct error error = {0};
	char today[MOMENT_TEXT_MAX];

	if (kind_is_finding(closeup->change.kind))
		return;
	page_heading(page, _("What would be sent to OZmap"));
	moment_day(moment_now(), app->config->mk.timezone, today);
	if (request_build(&requests, &arena, &closeup->change, sides->has_client ? &sides->client : NULL,
			  sides->has_property ? &sides->property : NULL, &app->config->sync, today, &error) != 0)
		page_wrap(page, 2, width, LOOK_WARNING, error.text);
	for (size_t i = 0; i < requests.count; i++) {
		page_line(page);
		page_format(page, 2, LOOK_KEY, "%s", requests.items[i].method);
		page_format(page, 10, LOOK_TEXT, "%s%s", app->config->ozmap.url == NULL ? "" : app->config->ozmap.url,
			    requests.items[i].path);
		page_line(page);
		page_span(page, 10, 0, LOOK_DIM, "Authorization: ***");
		if (requests.items[i].body != NULL)
			page_wrap(page, 10, width, LOOK_DIFFERENCE,
				  app_masks(app, &closeup->change) ? _("(personal data is masked; m reveals it)")
								   : requests.items[i].body);
	}
	arena_free(&arena);
}

/* --- what else hangs on it
 * -------------------------------------------------------------------------------------------------------- */

static bool same(const char *one, const char *other)
{
	return one != NULL && other != NULL && strcmp(one, other) == 0;
}

static void add_others(struct app *app, struct page *page, const struct change *change, int width)
{
	uint32_t code = snapshot_mark(change->code), box = snapshot_mark(change->box);
	size_t count = 0, cancellations = 0;

	for (size_t i = 0; i < model_size(&app->model); i++) {
		const struct change *other = model_item(&app->model, i);

		if (app->model.now->codes[i] != code && app->model.now->boxes[i] != box)
			continue;
		if (strcmp(other->id, change->id) == 0 ||
		    !(same(other->box, change->box) || same(other->code, change->code)))
			continue;
		if (count == 0)
			page_heading(page, _("Other changes of this code and in this box"));
		if (count++ < OTHERS_SHOWN)
			bulk_line(app, page, other, width);
		cancellations += kind_is_cancellation(other->kind);
	}
	if (count > OTHERS_SHOWN) {
		page_line(page);
		page_format(page, 2, LOOK_DIM, ngettext("and %zu more", "and %zu more", count - OTHERS_SHOWN),
			    count - OTHERS_SHOWN);
	}
	if (cancellations > 0 && kind_is_cancellation(change->kind)) {
		page_line(page);
		page_format(page, 2, LOOK_WARNING,
			    ngettext("%zu other client of this box is to be cancelled too",
				     "%zu other clients of this box are to be cancelled too", cancellations),
			    cancellations);
	}
}

struct history {
	struct app *app;
	struct page *page;
	size_t count;
};

static int add_decision(void *context, const struct journal_entry *entry)
{
	struct history *history = context;

	journal_words_line(history->app, history->page, entry);
	return ++history->count >= DECISIONS_SHOWN;
}

static void add_decisions(struct app *app, struct page *page, const struct change *change)
{
	struct history history = {.app = app, .page = page};
	struct journal_query query = {
	    .code = change->code, .since = MOMENT_NONE, .newest_first = true, .limit = DECISIONS_SHOWN};

	if (change->code == NULL)
		query.change_id = change->id;
	page_heading(page, _("Earlier decisions on this code"));
	journal_visit(app->store, &query, add_decision, &history, NULL);
	if (history.count == 0)
		page_say(page, LOOK_DIM, _("none"));
}

static void set_subtitle(struct app *app, struct paper *paper, const struct change *change)
{
	struct text subtitle = {0};

	text_format(&subtitle, "%s · ", change->code == NULL ? "-" : change->code);
	words_change(&subtitle, change, app_masks(app, change));
	snprintf(paper->subtitle, sizeof paper->subtitle, "%s", text_string(&subtitle));
	text_free(&subtitle);
}

static void build(struct app *app, struct paper *paper)
{
	const struct closeup *closeup = app_closeup(app, paper->id);
	int width = paper->width - 2;

	if (!closeup->known) {
		page_wrap(&paper->page, 2, width, LOOK_ERROR, closeup->error.text);
		return;
	}
	set_subtitle(app, paper, &closeup->change);
	add_sides(app, &paper->page, &closeup->sides, paper->width);
	add_evidence(app, &paper->page, closeup, width);
	add_request(app, &paper->page, closeup, width);
	add_others(app, &paper->page, &closeup->change, paper->width);
	add_decisions(app, &paper->page, &closeup->change);
}

static const struct paper_ops detail_paper = {
    .screen = PAPER_SCREEN(CONTEXT_DETAIL),
    .title = N_("Detail"),
    .build = build,
};

void detail_open_id(struct app *app, const char *id)
{
	struct paper *paper = paper_open(app, &detail_paper, NULL);

	if (paper != NULL)
		snprintf(paper->id, sizeof paper->id, "%s", id);
}

void detail_open(struct app *app)
{
	const struct change *row = app_row(app);

	if (row != NULL)
		detail_open_id(app, row->id);
}

/* --- the difference, full screen
 * ------------------------------------------------------------------------------------------------------ */

/* Both texts one above the other, with a line of carets under what differs. */
static void add_difference(struct page *page, const struct side_pair *pair, int width)
{
	const char *left = pair->left == NULL ? "" : pair->left, *right = pair->right == NULL ? "" : pair->right;
	size_t from, left_to, right_to;
	struct text carets = {0};
	char *before, *differing;

	words_difference(left, right, &from, &left_to, &right_to);
	page_heading(page, pair->left_label);
	page_line(page);
	page_span(page, 2, 6, LOOK_LABEL, "MK");
	pair_mark(page, 9, width - 9, left, from, left_to);
	page_line(page);
	page_span(page, 2, 6, LOOK_LABEL, "OZmap");
	pair_mark(page, 9, width - 9, right, from, right_to);
	before = strndup(left, from);
	differing =
	    strndup((left_to > right_to ? left : right) + from, (left_to > right_to ? left_to : right_to) - from);
	for (size_t i = 0; differing != NULL && (i == 0 || i < text_width(differing)); i++)
		text_add_char(&carets, '^');
	page_line(page);
	page_span(page, 9 + (before == NULL ? 0 : (int)text_width(before)), 0, LOOK_DIFFERENCE, text_string(&carets));
	text_free(&carets);
	free(before);
	free(differing);
}

static void build_difference(struct app *app, struct paper *paper)
{
	const struct closeup *closeup = app_closeup(app, paper->id);
	size_t count = 0;

	if (!closeup->known) {
		page_wrap(&paper->page, 2, paper->width - 2, LOOK_ERROR, closeup->error.text);
		return;
	}
	set_subtitle(app, paper, &closeup->change);
	for (size_t i = 0; i < closeup->sides.count; i++) {
		if (!closeup->sides.pairs[i].differs)
			continue;
		add_difference(&paper->page, &closeup->sides.pairs[i], paper->width);
		count++;
	}
	if (count == 0)
		page_say(&paper->page, LOOK_DIM, _("The two sides do not differ in any field."));
}

static const struct paper_ops difference_paper = {
    .screen = PAPER_SCREEN(CONTEXT_PAPER),
    .title = N_("Difference"),
    .build = build_difference,
};

void detail_difference(struct app *app)
{
	const struct change *subject = app_subject(app);
	char id[CHANGE_ID_MAX];
	struct paper *paper;

	if (subject == NULL)
		return;
	copy_text(id, sizeof id, subject->id);
	paper = paper_open(app, &difference_paper, NULL);
	if (paper != NULL)
		copy_text(paper->id, sizeof paper->id, id);
}
