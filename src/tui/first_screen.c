/* The plan at a glance, before any list. */
#include "first_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "ask.h"
#include "mkoz/base/i18n.h"
#include "paper.h"
#include "radius.h"
#include "words.h"

#define CITIES_SHOWN 12

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

static void add_counts(struct app *app, struct page *page)
{
	size_t kinds[KIND_COUNT] = {0};

	for (size_t i = 0; i < model_size(&app->model); i++)
		if (model_is_todo(model_item(&app->model, i)))
			kinds[model_item(&app->model, i)->kind]++;
	page_heading(page, _("What waits for a decision"));
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if (kinds[kind] == 0)
			continue;
		page_line(page);
		page_format(page, 2, kind_is_cancellation((enum kind)kind) ? LOOK_WARNING : LOOK_TEXT, "%7zu  %s",
			    kinds[kind], words_kind((enum kind)kind));
	}
}

static int by_city(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

struct city {
	const char *name;
	size_t count;
};

static int by_count(const void *one, const void *other)
{
	const struct city *a = one, *b = other;

	return (a->count < b->count) - (a->count > b->count);
}

static void list_cities(struct page *page, const char **names, size_t count)
{
	struct city *cities = calloc(count + 1, sizeof *cities);
	size_t different = 0;

	if (cities == NULL)
		return;
	qsort(names, count, sizeof *names, by_city);
	for (size_t i = 0; i < count; i++) {
		if (different == 0 || strcmp(cities[different - 1].name, names[i]) != 0)
			cities[different++].name = names[i];
		cities[different - 1].count++;
	}
	qsort(cities, different, sizeof *cities, by_count);
	for (size_t i = 0; i < different && i < CITIES_SHOWN; i++) {
		page_line(page);
		page_format(page, 2, LOOK_TEXT, "%7zu  %s", cities[i].count,
			    cities[i].name[0] == '\0' ? _("not known") : cities[i].name);
	}
	if (different > CITIES_SHOWN) {
		page_line(page);
		page_format(page, 11, LOOK_DIM, _("and %zu more"), different - CITIES_SHOWN);
	}
	free(cities);
}

static void add_cities(struct app *app, struct page *page)
{
	const char **names = calloc(model_size(&app->model) + 1, sizeof *names);
	size_t count = 0;

	if (names == NULL)
		return;
	for (size_t i = 0; i < model_size(&app->model); i++) {
		const struct change *change = model_item(&app->model, i);

		if (model_is_todo(change))
			names[count++] = change->city == NULL ? "" : change->city;
	}
	page_heading(page, _("By city"));
	list_cities(page, names, count);
	free(names);
}

static void build(struct app *app, struct paper *paper)
{
	struct page *page = &paper->page;
	const struct plan_counts *counts = &app->model.now->plan.counts;
	char sides[256];

	snprintf(sides, sizeof sides,
		 _("MK: %zu clients, %zu active, %zu cancelled.  OZmap: %zu properties, %zu clients."),
		 counts->mk_clients, counts->mk_active, counts->mk_cancelled, counts->ozmap_properties,
		 counts->ozmap_clients);
	page_wrap(page, 1, paper->width - 2, LOOK_TEXT, sides);
	page_wrap(page, 1, paper->width - 2, LOOK_TEXT,
		  _("Nothing is written to OZmap before somebody has approved and released it."));
	add_counts(app, page);
	add_cities(app, page);
	page_line(page);
	page_wrap(page, 1, paper->width - 2, LOOK_HINT,
		  _("Enter reviews them. A supervisor can set all of them aside as they are (S): they are rejected "
		    "with the reason \"as found\" and don't come back until a value changes, so that the old "
		    "differences don't bury today's."));
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
	app_say(app, LOOK_DIM, "%zu…", count);
	app_draw(app);
	if (review_do(app->store, app->config, &app->reviewer, &order, &result, &error) != 0) {
		app_say_error(app, &error);
	} else {
		app_say(app, LOOK_GOOD, _("set aside as found: %zu"), result.done);
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
		 ngettext("%zu difference is rejected as found. Type the number.",
			  "%zu differences are rejected as found. Type the number.", count),
		 count);
	ask_count(app, &(struct question){.text = text,
					  .label = _("number of differences"),
					  .count = count,
					  .answer = set_aside,
					  .forget = free_ids});
}
