/* The basket: what apply will do and touch, and its release. */
#include "basket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "intent.h"
#include "mkoz/base/i18n.h"
#include "panel.h"
#include "radius.h"
#include "run_screen.h"
#include "spawn.h"
#include "words.h"

#define FILTER_MOST_MS 5000

/* --- the panel
 * ------------------------------------------------------------------------------------------------------------ */

static void add_kinds(struct page *page, const struct radius *radius)
{
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if (radius->kinds[kind] == 0)
			continue;
		page_line(page);
		page_format(page, 2, kind_is_cancellation((enum kind)kind) ? LOOK_WARNING : LOOK_TEXT, "%6zu  %s",
			    radius->kinds[kind], words_kind((enum kind)kind));
	}
}

static void add_places(struct page *page, const char *heading, const struct tally *places)
{
	size_t count = places->used, shown = count < RADIUS_PLACES ? count : RADIUS_PLACES;

	if (count == 0)
		return;
	page_heading(page, heading);
	for (size_t i = 0; i < shown; i++) {
		const struct tally_place *place = &places->places[i];
		size_t cancelled = place->tabs[TAB_CANCEL];

		page_line(page);
		page_format(page, 2, cancelled > 1 ? LOOK_WARNING : LOOK_TEXT, "%6zu  %s", place->count,
			    place->text[0] == '\0' ? _("not known") : place->text);
		if (cancelled > 0)
			page_format(page, 36, LOOK_WARNING, ngettext("%zu cancelled", "%zu cancelled", cancelled),
				    cancelled);
	}
	if (count > shown) {
		page_line(page);
		page_format(page, 10, LOOK_DIM, ngettext("and %zu more", "and %zu more", count - shown), count - shown);
	}
}

static void add_guards(const struct app *app, struct page *page)
{
	page_heading(page, _("Guards"));
	for (int i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &app->model.now->guards[i];

		enum look look = guard->holds ? LOOK_ERROR : LOOK_TEXT;

		page_line(page);
		page_format(page, 2, look, _("%6lld of %lld"), guard->count, guard->limit);
		page_format(page, 18, look, "%s%s", words_guard_counted(guard->kind),
			    guard->holds ? _(": it holds") : "");
	}
}

static void add_ports(const struct snapshot *snapshot, struct page *page)
{
	if (snapshot->ports_shared == 0)
		return;
	page_line(page);
	page_format(page, 2, LOOK_WARNING,
		    ngettext("%zu port is claimed twice: %s", "%zu ports are claimed twice, %s among them",
			     snapshot->ports_shared),
		    snapshot->ports_shared, snapshot->port_shared);
}

static void add_states(struct page *page, const struct radius *radius)
{
	struct text out = {0};

	text_format(&out, ngettext("%zu approved", "%zu approved", radius->approved), radius->approved);
	text_add(&out, ", ");
	text_format(&out, ngettext("%zu requested", "%zu requested", radius->requested), radius->requested);
	text_add(&out, ", ");
	text_format(&out, ngettext("%zu released", "%zu released", radius->released), radius->released);
	page_span(page, 1, 0, LOOK_HEADING, text_string(&out));
	text_free(&out);
}

static void build(struct app *app, struct page *page, const struct radius *radius)
{
	page_line(page);
	add_states(page, radius);
	if (radius->held > 0) {
		page_line(page);
		page_format(page, 2, LOOK_ERROR, ngettext("%zu held by a guard", "%zu held by a guard", radius->held),
			    radius->held);
	}
	if (radius->shared_boxes > 0) {
		page_line(page);
		page_format(page, 2, LOOK_WARNING,
			    ngettext("%zu box loses several clients", "%zu boxes lose several clients each",
				     radius->shared_boxes),
			    radius->shared_boxes);
	}
	add_ports(app->model.now, page);
	add_kinds(page, radius);
	add_guards(app, page);
	add_places(page, _("Boxes"), &radius->boxes);
	add_places(page, _("Cities"), &radius->cities);
}

/* Counted anew only after something changed: a basket may be large. */
static const struct radius *radius_now(struct app *app)
{
	if (app->radius_revision != app->model.revision) {
		radius_free(&app->radius);
		radius_count(&app->radius, &app->model, NULL);
		app->radius_revision = app->model.revision;
	}
	return &app->radius;
}

void basket_draw_panel(struct app *app, struct area area)
{
	struct page page = {0};

	if (area.rows < 2 || app->model.now == NULL || !app->model.now->has_plan)
		return;
	panel_draw_rule(app, area.row, area.column, area.columns, _("What it affects"), NULL);
	build(app, &page, radius_now(app));
	area.row++;
	area.rows--;
	if (app->panel_top + (size_t)area.rows > page.line_count)
		app->panel_top = page.line_count > (size_t)area.rows ? page.line_count - (size_t)area.rows : 0;
	if (page.line_count > (size_t)area.rows)
		panel_draw_more(app, area);
	panel_draw_page(app, &page, area, app->panel_top, -1);
	page_free(&page);
}

/* --- the release
 * ------------------------------------------------------------------------------------------------------------ */

static bool can_release(const struct change *change)
{
	return change->state == STATE_APPROVED && change->guard == NULL;
}

const char *basket_release_unavailable(const struct app *app)
{
	bool hidden = false;

	for (size_t row = 0; row < app->view.count; row++)
		if (can_release(model_item(&app->model, app->view.rows[row])))
			return NULL;
	for (size_t i = 0; i < model_size(&app->model) && !hidden; i++)
		hidden = can_release(model_item(&app->model, i));
	return hidden ? _("what is approved is hidden by the filter: F shows it")
		      : _("nothing that is approved can be released now");
}

struct release {
	struct arena arena; /* of the ids */
	const char **ids;
	size_t count, cancellations;
	size_t hidden; /* by the filter: they stay in the basket */
};

static void free_release(void *context)
{
	struct release *release = context;

	arena_free(&release->arena);
	free(release);
}

/* Only what is seen is released. */
static struct release *gather(const struct app *app)
{
	struct release *release = calloc(1, sizeof *release);

	if (release == NULL)
		return NULL;
	release->ids = arena_take(&release->arena, (app->view.count + 1) * sizeof *release->ids);
	for (size_t row = 0; release->ids != NULL && row < app->view.count; row++) {
		const struct change *change = model_item(&app->model, app->view.rows[row]);

		if (!can_release(change))
			continue;
		release->ids[release->count++] = arena_string(&release->arena, change->id);
		release->cancellations += kind_is_cancellation(change->kind);
	}
	for (size_t i = 0; i < model_size(&app->model); i++)
		release->hidden += can_release(model_item(&app->model, i));
	release->hidden -= release->count;
	return release;
}

/* A worker that is at work takes what is released by itself. */
static void start_worker(struct app *app)
{
	struct error error = {0};
	bool at_work = app->pulse.has_run && app->pulse.run.ended_at == MOMENT_NONE;

	if (!at_work && spawn_start(app->options, "apply", &error) != 0) {
		app_say_error(app, &error);
		return;
	}
	run_screen_open(app);
}

static void say_released(struct app *app, const struct review_result *result)
{
	struct text said = {0};

	text_format(&said, ngettext("%zu change released", "%zu changes released", result->done), result->done);
	if (result->released_guard_held > 0)
		text_format(&said,
			    ngettext(", %zu held by a guard", ", %zu held by a guard", result->released_guard_held),
			    result->released_guard_held);
	app_say(app, result->released_guard_held > 0 ? LOOK_WARNING : LOOK_GOOD, "%s", text_string(&said));
	text_free(&said);
}

static void release_them(struct app *app, void *context, const char *text)
{
	struct release *release = context;
	struct review_order order = {.action = REVIEW_RELEASE,
				     .ids = release->ids,
				     .count = release->count,
				     .has_expect = true,
				     .expect = release->count};
	struct review_result result = {0};
	struct error error = {0};

	(void)text;
	app_say(app, LOOK_DIM, _("writing: %zu…"), release->count);
	app_draw(app);
	if (review_do(app->store, app->config, &app->reviewer, &order, &result, &error) != 0) {
		app_say_error(app, &error);
	} else {
		say_released(app, &result);
		start_worker(app);
	}
	loader_hurry(app->loader);
	free_release(release);
}

static void add_question(struct text *out, const struct release *release)
{
	text_format(
	    out,
	    ngettext("%zu change will be written to OZmap", "%zu changes will be written to OZmap", release->count),
	    release->count);
	if (release->cancellations == 0)
		text_add(out, _(" (no cancellation)."));
	else
		text_format(out, ngettext(" (%zu cancellation).", " (%zu cancellations).", release->cancellations),
			    release->cancellations);
	if (release->hidden > 0)
		text_format(out,
			    ngettext(" %zu more is hidden by the filter and stays in the basket.",
				     " %zu more are hidden by the filter and stay in the basket.", release->hidden),
			    release->hidden);
	text_add(out, ngettext(" Type the number of changes to release it.",
			       " Type the number of changes to release them.", release->count));
}

void basket_release(struct app *app)
{
	struct release *release;
	struct text text = {0};

	app_settle(app, FILTER_MOST_MS);
	release = gather(app);
	if (release == NULL || release->count == 0) {
		if (release != NULL)
			free_release(release);
		return;
	}
	add_question(&text, release);
	ask_count(app, &(struct question){.text = text_string(&text),
					  .label = _("number of changes"),
					  .count = release->count,
					  .answer = release_them,
					  .forget = free_release,
					  .context = release});
	text_free(&text);
}
