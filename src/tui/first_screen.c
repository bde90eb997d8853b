/* The plan at a glance, before any list. */
#include "first_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "ask.h"
#include "mkoz/base/i18n.h"
#include "paper.h"
#include "tally.h"
#include "words.h"

#define CITIES_SHOWN 50
#define CITY_WIDTH 26
#define COUNT_WIDTH 10
#define LABEL 16

static int is_decision(void *context, const struct journal_entry *entry)
{
	static const char *const decisions[] = {"approved", "rejected", "deferred", "requested", "applied"};
	bool *decided = context;

	for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++)
		*decided |= strcmp(decisions[i], entry->event) == 0;
	return *decided;
}

bool first_screen_is_due(struct app *app)
{
	struct journal_query query = {.since = MOMENT_NONE, .limit = 1000};
	bool decided = false;

	for (size_t i = 0; i < model_size(&app->model) && !decided; i++)
		decided = model_item(&app->model, i)->decided_by != NULL;
	if (!decided)
		journal_visit(app->store, &query, is_decision, &decided, NULL);
	return !decided && model_size(&app->model) > 0;
}

/* --- the page
 * -------------------------------------------------------------------------------------------------------------------
 */

/* As the tabs count it. */
static bool is_counted(const struct app *app, const struct change *change)
{
	return model_is_todo(change) && (!change->cosmetic || app->model.show_cosmetic);
}

static void add_sides(const struct app *app, struct page *page, int width)
{
	const struct plan_counts *counts = &app->model.now->plan.counts;
	char text[160];

	snprintf(text, sizeof text, _("clients %zu, active %zu, cancelled %zu"), counts->mk_clients, counts->mk_active,
		 counts->mk_cancelled);
	page_field(page, LABEL, width, LOOK_TEXT, "MK", text);
	snprintf(text, sizeof text, _("properties %zu, clients %zu"), counts->ozmap_properties, counts->ozmap_clients);
	page_field(page, LABEL, width, LOOK_TEXT, "OZmap", text);
}

/* --- by kind
 * ---------------------------------------------------------------------------------------------------------------- */

/* "status 21, power 9" */
static void add_kinds(const size_t kinds[KIND_COUNT], enum tab tab, struct text *out)
{
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (kinds[kind] > 0 && model_tab((enum kind)kind) == tab)
			text_format(out, "%s%s\u00a0%zu", out->length > 0 ? ", " : "", words_kind((enum kind)kind),
				    kinds[kind]);
}

static void add_tab(struct app *app, struct page *page, enum tab tab, const size_t kinds[KIND_COUNT], int width)
{
	struct text said = {0};

	add_kinds(kinds, tab, &said);
	if (tab == TAB_DATA && app->model.cosmetic > 0 && !app->model.show_cosmetic)
		text_format(&said,
			    ngettext("%s%zu cosmetic, hidden (t shows it)", "%s%zu cosmetic, hidden (t shows them)",
				     app->model.cosmetic),
			    said.length > 0 ? "; " : "", app->model.cosmetic);
	page_line(page);
	page_format(page, 2, LOOK_KEY, "%d", tab + 1);
	page_span(page, 4, LABEL - 5, LOOK_TEXT, frame_tab_name(tab));
	page_format(page, LABEL, LOOK_TEXT, "%5zu", app->model.todo[tab]);
	page_wrap_on(page, LABEL + 7, width, tab == TAB_CANCEL ? LOOK_WARNING : LOOK_TEXT, text_string(&said));
	text_free(&said);
}

static void add_counts(struct app *app, struct page *page, int width)
{
	size_t kinds[KIND_COUNT] = {0};

	for (size_t i = 0; i < model_size(&app->model); i++)
		if (is_counted(app, model_item(&app->model, i)))
			kinds[model_item(&app->model, i)->kind]++;
	page_heading(page, _("What waits for a decision"));
	for (int tab = 0; tab < TAB_BASKET; tab++)
		add_tab(app, page, (enum tab)tab, kinds, width);
}

/* --- by city
 * ---------------------------------------------------------------------------------------------------------------- */

static void add_city(struct page *page, const struct tally_place *city)
{
	page_line(page);
	page_span(page, 2, CITY_WIDTH, LOOK_TEXT, city->text[0] == '\0' ? _("not known") : city->text);
	for (int tab = 0; tab < TAB_BASKET; tab++)
		page_format(page, 2 + CITY_WIDTH + tab * COUNT_WIDTH, city->tabs[tab] > 0 ? LOOK_TEXT : LOOK_DIM,
			    "%*zu", COUNT_WIDTH, city->tabs[tab]);
}

static void add_city_heading(struct page *page)
{
	page_heading(page, _("By city"));
	for (int tab = 0; tab < TAB_BASKET; tab++) {
		const char *name = frame_tab_name((enum tab)tab);
		int width = (int)text_width(name), most = COUNT_WIDTH - 1;

		page_span(page, 2 + CITY_WIDTH + (tab + 1) * COUNT_WIDTH - (width < most ? width : most), most,
			  LOOK_LABEL, name);
	}
}

static void add_cities(struct app *app, struct page *page)
{
	struct tally cities = {0};

	for (size_t i = 0; i < model_size(&app->model); i++) {
		const struct change *change = model_item(&app->model, i);

		if (is_counted(app, change) &&
		    tally_add(&cities, change->city == NULL ? "" : change->city, model_tab(change->kind)) != 0)
			break;
	}
	tally_top(&cities, CITIES_SHOWN);
	add_city_heading(page);
	for (size_t i = 0; i < cities.used && i < CITIES_SHOWN; i++)
		add_city(page, &cities.places[i]);
	if (cities.used > CITIES_SHOWN) {
		page_line(page);
		page_format(page, 2, LOOK_DIM, ngettext("and %zu more", "and %zu more", cities.used - CITIES_SHOWN),
			    cities.used - CITIES_SHOWN);
	}
	tally_free(&cities);
}

/* A supervisor can set aside what was found at the first plan. */
static void add_advice(const struct app *app, struct page *page, int width)
{
	page_line(page);
	page_wrap(page, 1, width, LOOK_HINT,
		  _("Enter shows them tab by tab. Nothing is written to OZmap before somebody has approved and "
		    "released it."));
	if (app->reviewer.role == ROLE_SUPERVISOR && !app->reviewer.read_only)
		page_wrap(
		    page, 1, width, LOOK_HINT,
		    _("S sets all of them aside: rejected with the reason \"as found\", they come back only when a "
		      "value changes, so that the old differences don't bury today's."));
	else
		page_wrap(
		    page, 1, width, LOOK_HINT,
		    _("A supervisor can set all of them aside (S), so that the old differences don't bury today's."));
}

static void build(struct app *app, struct paper *paper)
{
	int width = paper->width - 2;

	if (app->pulse.refreshing == 0 && app->pulse.refresh_failure[0] != '\0') {
		char text[ERROR_TEXT_MAX + 160];

		snprintf(text, sizeof text, _("The last refresh failed; the plan before it stays. %s"),
			 app->pulse.refresh_failure);
		page_wrap(&paper->page, 1, width, LOOK_ERROR, text);
		page_line(&paper->page);
	}
	add_sides(app, &paper->page, width);
	add_counts(app, &paper->page, width);
	add_cities(app, &paper->page);
	add_advice(app, &paper->page, width);
}

static void enter(struct app *app, struct paper *paper)
{
	(void)paper;
	app_pop(app);
}

static const struct paper_ops first_paper = {
    .screen = PAPER_SCREEN(CONTEXT_FIRST),
    .title = N_("The plan at a glance"),
    .build = build,
    .enter = enter,
};

void first_screen_open(struct app *app)
{
	if (app->model.now != NULL && app->model.now->has_plan)
		paper_open(app, &first_paper, NULL);
}

/* --- setting aside
 * ---------------------------------------------------------------------------------------------------------------- */

static void free_ids(void *context)
{
	free(context);
}

static const char **undecided(const struct app *app, size_t *count)
{
	const char **ids = calloc(model_size(&app->model) + 1, sizeof *ids);

	*count = 0;
	for (size_t i = 0; ids != NULL && i < model_size(&app->model); i++) {
		const struct change *change = model_item(&app->model, i);

		if (change->state == STATE_PENDING || change->state == STATE_OPEN)
			ids[(*count)++] = change->id;
	}
	return ids;
}

static void set_aside(struct app *app, void *context, const char *text)
{
	size_t count;
	const char **ids = undecided(app, &count);
	struct review_order order = {.action = REVIEW_REJECT,
				     .ids = ids,
				     .count = count,
				     .reason = "as found",
				     .has_expect = true,
				     .expect = strtoull(text, NULL, 10)};
	struct review_result result = {0};
	struct error error = {0};

	(void)context;
	if (ids == NULL)
		return;
	app_say(app, LOOK_DIM, _("writing: %zu…"), count);
	app_draw(app);
	if (review_do(app->store, app->config, &app->reviewer, &order, &result, &error) != 0) {
		app_say_error(app, &error);
	} else {
		app_say(
		    app, LOOK_GOOD,
		    ngettext("%zu difference set aside as found", "%zu differences set aside as found", result.done),
		    result.done);
		if (app_context(app) == CONTEXT_FIRST)
			app_pop(app);
	}
	loader_hurry(app->loader);
	free(ids);
}

void first_set_aside(struct app *app)
{
	size_t count;
	const char **ids = undecided(app, &count);
	char text[256];

	free(ids);
	if (count == 0) {
		app_say(app, LOOK_WARNING, "%s", _("nothing waits for a decision"));
		return;
	}
	snprintf(text, sizeof text,
		 ngettext("%zu difference will be rejected as found. Type the number.",
			  "%zu differences will be rejected as found. Type the number.", count),
		 count);
	ask_count(app, &(struct question){.text = text,
					  .label = _("number of differences"),
					  .count = count,
					  .answer = set_aside,
					  .forget = free_ids});
}
