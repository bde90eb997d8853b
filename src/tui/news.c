/* What changed in the store, brought onto the screen. */
#include "news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "first_screen.h"
#include "log_screen.h"
#include "mkoz/base/i18n.h"
#include "since.h"

static void tell_screens(struct app *app)
{
	for (size_t i = 0; i < app->depth; i++)
		if (app->screens[i].ops->news != NULL)
			app->screens[i].ops->news(app, app->screens[i].state);
	app->dirty = true;
}

static bool same_pulse(const struct pulse *one, const struct pulse *other)
{
	const struct store_run *a = &one->run, *b = &other->run;

	return one->has_run == other->has_run && one->refreshing == other->refreshing &&
	       one->refresh_at == other->refresh_at && strcmp(one->refresh_failure, other->refresh_failure) == 0 &&
	       strcmp(one->trouble, other->trouble) == 0 && a->fence == b->fence && a->ended_at == b->ended_at &&
	       a->total == b->total && a->applied == b->applied && a->failed == b->failed && a->stale == b->stale &&
	       a->held == b->held && strcmp(a->phase, b->phase) == 0 && strcmp(a->message, b->message) == 0;
}

static void take_pulse(struct app *app)
{
	struct pulse before = app->pulse;

	loader_pulse(app->loader, &app->pulse);
	if (app->pulse.refreshing == 0 && app->pulse.refresh_failure[0] != '\0' &&
	    (before.refresh_at != app->pulse.refresh_at ||
	     strcmp(before.refresh_failure, app->pulse.refresh_failure) != 0))
		app_say(app, LOOK_ERROR, _("The last refresh failed; the plan before it stays. %s"),
			app->pulse.refresh_failure);
	if (!same_pulse(&before, &app->pulse))
		tell_screens(app);
}

/* The first look at this plan: what is there to be said about it before any list. */
static void welcome(struct app *app)
{
	if (app->welcomed || !app->model.now->has_plan)
		return;
	app->welcomed = true;
	if (first_screen_is_due(app))
		first_screen_open(app);
	else
		since_say(app);
}

static void take_snapshot(struct app *app, struct snapshot *snapshot)
{
	bool first = app->model.now == NULL;
	long long before = first ? 0 : app->model.now->plan.id;
	struct error error = {0};
	struct snapshot *old;
	size_t lost;

	app_keep_cursor(app);
	if (model_replace(&app->model, snapshot, &old, &lost, &error) != 0) {
		loader_give_back(app->loader, snapshot);
		app_say_error(app, &error);
		return;
	}
	loader_give_back(app->loader, old);
	app_closeup_forget(app);
	if (app->tab == TAB_LOG)
		journal_view_load(app);
	else if (view_build(&app->view, &app->model, app->tab, app->session.sorts[app->tab], &error) != 0)
		app_say_error(app, &error);
	app->settled = false;
	if (lost > 0)
		app_say(
		    app, LOOK_WARNING,
		    ngettext("%zu mark dropped: its change is gone", "%zu marks dropped: their changes are gone", lost),
		    lost);
	else if (!first && before != snapshot->plan.id)
		app_say(app, LOOK_GOOD, _("plan %lld is here"), snapshot->plan.id);
	welcome(app);
	tell_screens(app);
}

void news_take(struct app *app)
{
	struct snapshot *snapshot = loader_take(app->loader);

	if (snapshot != NULL)
		take_snapshot(app, snapshot);
	take_pulse(app);
}
