/* Many changes are looked at before they are approved at once. */
#include "bulk_screen.h"

#include <stdlib.h>
#include <sys/random.h>

#include "bulk.h"
#include "columns.h"
#include "mkoz/base/i18n.h"
#include "paper.h"
#include "words.h"

struct bulk_look {
	struct intent *intent; /* NULL once it went on */
	struct bulk bulk;
};

static void free_look(void *data)
{
	struct bulk_look *look = data;

	intent_free(look->intent);
	bulk_free(&look->bulk);
	free(look);
}

static const struct column cells[] = {{6, 14, 1, 0}, {8, 30, 3, 2}, {12, 50, 4, 0}, {10, 30, 2, 3}};

void bulk_line(struct app *app, struct page *page, const struct change *change, int width)
{
	struct text what = {0}, where = {0};
	bool mask = app_masks(app, change);
	int start[4], size[4];

	columns_place(cells, 4, width - 4, 1, start, size);
	words_change(&what, change, mask);
	text_format(&where, "%s%s%s", change->box == NULL ? "" : change->box,
		    change->box != NULL && change->city != NULL ? ", " : "", change->city == NULL ? "" : change->city);
	page_line(page);
	page_span(page, 2 + start[0], size[0], LOOK_TEXT, change->code == NULL ? "-" : change->code);
	if (size[1] > 0)
		page_span(page, 2 + start[1], size[1], LOOK_TEXT,
			  mask ? words_masked(&page->arena, change->name) : change->name);
	page_span(page, 2 + start[2], size[2], LOOK_DIFFERENCE, text_string(&what));
	if (size[3] > 0)
		page_span(page, 2 + start[3], size[3], LOOK_LABEL, text_string(&where));
	text_free(&what);
	text_free(&where);
}

static void add_changes(struct app *app, struct paper *paper, const char *heading, const size_t *items, size_t count)
{
	if (count == 0)
		return;
	page_heading(&paper->page, heading);
	for (size_t i = 0; i < count; i++) {
		const struct change *change = model_item(&app->model, items[i]);

		if (change != NULL)
			bulk_line(app, &paper->page, change, paper->width);
	}
}

static void build(struct app *app, struct paper *paper)
{
	struct bulk_look *look = paper->data;
	struct bulk *bulk = &look->bulk;
	struct page *page = &paper->page;
	size_t rest = bulk->total - bulk->cancel_count - bulk->outlier_count;

	page_line(page);
	page_format(page, 1, LOOK_HEADING, ngettext("%zu change", "%zu changes", bulk->total), bulk->total);
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if (bulk->kinds[kind] == 0)
			continue;
		page_line(page);
		page_format(page, 3, LOOK_TEXT, "%6zu  %s", bulk->kinds[kind], words_kind((enum kind)kind));
	}
	add_changes(app, paper, _("Cancellations, every one of them"), bulk->cancels, bulk->cancel_count);
	add_changes(app, paper, _("The most unusual ones"), bulk->outliers, bulk->outlier_count);
	add_changes(app, paper, rest > bulk->sample_count ? _("A random sample of the rest") : _("All the others"),
		    bulk->sample, bulk->sample_count);
	page_line(page);
	page_say(page, LOOK_QUESTION, _(" This is the end. Enter approves all of them, after one question. "));
}

/* The end must have been on the screen: what was not looked at is not approved. */
static void enter(struct app *app, struct paper *paper)
{
	struct bulk_look *look = paper->data;
	struct intent *intent = look->intent;
	struct text detail = {0};

	if (!paper->end_seen) {
		app_say(app, LOOK_WARNING, "%s", _("read on to the end (PgDn) first"));
		return;
	}
	bulk_detail(&look->bulk, &app->model, &detail);
	intent->detail = arena_string(&intent->arena, text_string(&detail));
	text_free(&detail);
	intent->looked_at = true;
	look->intent = NULL;
	app_pop(app);
	intent_go_on(app, intent);
}

/* Its items are those of one plan: with another one it closes. */
static void news(struct app *app, void *state)
{
	struct paper *paper = state;
	struct bulk_look *look = paper->data;
	struct error error = {0};
	uint64_t seed = 0;

	bulk_free(&look->bulk);
	if (getrandom(&seed, sizeof seed, 0) < 0)
		seed = (uint64_t)moment_ticks();
	if (bulk_choose(&look->bulk, &app->model, look->intent->ids, look->intent->count, seed, &error) != 0)
		app_say_error(app, &error);
	paper->stale = true;
	paper->end_seen = false;
}

static const struct paper_ops bulk_paper = {
    .screen = {.context = CONTEXT_BULK, .draw = paper_draw, .input = paper_input, .news = news, .close = paper_close},
    .title = N_("Look before you approve"),
    .build = build,
    .enter = enter,
    .free_data = free_look,
};

void bulk_screen_open(struct app *app, struct intent *intent)
{
	struct bulk_look *look = calloc(1, sizeof *look);
	struct paper *paper;

	if (look == NULL) {
		intent_free(intent);
		return;
	}
	look->intent = intent;
	paper = paper_open(app, &bulk_paper, look);
	if (paper != NULL)
		news(app, paper);
}
