/* The commands that are neither moving nor deciding. */
#include "doings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "ask.h"
#include "copy.h"
#include "log_screen.h"
#include "mkoz/base/i18n.h"
#include "spawn.h"
#include "words.h"

void do_sort(struct app *app)
{
	enum sort *sort = &app->session.sorts[app->tab];

	*sort = (enum sort)((*sort + 1) % SORT_COUNT);
	if (*sort == SORT_DELTA && app->tab != TAB_STATUS && app->tab != TAB_BASKET)
		*sort = (enum sort)(*sort + 1);
	app_rebuild(app);
	app_say(app, LOOK_HINT, _("sorted by %s"), sort_name(*sort));
}

void do_cosmetic(struct app *app)
{
	app->model.show_cosmetic = !app->model.show_cosmetic;
	model_count(&app->model);
	app_rebuild(app);
	app_say(app, LOOK_HINT, "%s",
		app->model.show_cosmetic ? _("cosmetic differences are shown") : _("cosmetic differences are hidden"));
}

/* false where it cannot be copied: then it is said. */
static bool copy_out(struct app *app, const char *text)
{
	bool copied = draw_copy(app->draw, text);

	if (!copied)
		app_say(app, LOOK_HINT, _("this terminal has no clipboard that could be reached: %s"), text);
	return copied;
}

void do_copy(struct app *app)
{
	const struct journal_entry *entry = app->tab == TAB_LOG && app->depth == 1 ? journal_view_entry(app) : NULL;
	const struct change *subject = entry == NULL ? app_subject(app) : NULL;
	struct arena arena = {0};
	const char *text = NULL;

	if (entry != NULL)
		text = entry->code;
	else if (subject != NULL && subject->link != NULL)
		text = app_masks(app, subject) ? words_masked_link(&arena, subject->link) : subject->link;
	else if (subject != NULL)
		text = subject->code != NULL ? subject->code : subject->client_id;
	if (text != NULL && copy_out(app, text))
		app_say(app, LOOK_GOOD, _("copied: %s"), text);
	arena_free(&arena);
}

/* --- notes
 * -------------------------------------------------------------------------------------------------------------- */

static void note_given(struct app *app, void *context, const char *text)
{
	struct error error = {0};
	char *id = context;

	if (store_note(app->store, id, text, &app->reviewer.actor, &error) != 0)
		app_say_error(app, &error);
	else
		app_say(app, LOOK_GOOD, "%s", _("noted"));
	app_closeup_forget(app);
	loader_hurry(app->loader);
	free(id);
}

void do_note(struct app *app)
{
	const struct change *subject = app_subject(app);
	char *id = subject == NULL ? NULL : strdup(subject->id);

	if (id == NULL)
		return;
	ask_text(app,
		 &(struct question){.text = _("A note on this change, for whoever decides on it. Write no personal "
					      "data."),
				    .label = _("note"),
				    .start = subject->note,
				    .answer = note_given,
				    .forget = free,
				    .context = id});
}

/* --- what a finding offers
 * ------------------------------------------------------------------------------------------------ */

static void propose(struct app *app, void *context, int (*review)(struct app *app, const char *id, struct error *error))
{
	struct error error = {0};
	char *id = context;

	if (review(app, id, &error) != 0)
		app_say_error(app, &error);
	else
		app_say(app, LOOK_GOOD, "%s", _("proposed: it waits for approval like any other"));
	loader_hurry(app->loader);
	free(id);
}

static int recode(struct app *app, const char *id, struct error *error)
{
	return review_recode(app->store, app->config, &app->reviewer, id, error);
}

static int revert(struct app *app, const char *id, struct error *error)
{
	return review_revert(app->store, app->config, &app->reviewer, &id, 1, error);
}

static void recode_chosen(struct app *app, void *context, const char *text)
{
	(void)text;
	propose(app, context, recode);
}

static void revert_chosen(struct app *app, void *context, const char *text)
{
	(void)text;
	propose(app, context, revert);
}

static void ask_proposal(struct app *app, const char *id, const char *text, ask_answer *answer)
{
	ask_choice(app,
		   &(struct question){
		       .text = text, .yes = _("propose it"), .answer = answer, .forget = free, .context = strdup(id)});
}

static void offer_link(struct app *app, const struct change *finding)
{
	struct arena arena = {0};
	const char *link = app_masks(app, finding) ? words_masked_link(&arena, finding->link) : finding->link;

	if (link != NULL && copy_out(app, link))
		app_say(app, LOOK_GOOD, _("OZloc, copied: %s"), link);
	arena_free(&arena);
}

void do_offer(struct app *app)
{
	const struct journal_entry *entry = app->tab == TAB_LOG && app->depth == 1 ? journal_view_entry(app) : NULL;
	const struct change *subject = app_subject(app);
	bool applied = entry != NULL && entry->change_id != NULL && strcmp(entry->event, "applied") == 0;
	char text[256];

	if (applied || (subject != NULL && subject->state == STATE_APPLIED)) {
		ask_proposal(app, applied ? entry->change_id : subject->id,
			     _("Propose the opposite of this applied change? A removed property comes back without its "
			       "drop's geometry and its port."),
			     revert_chosen);
	} else if (subject != NULL && subject->link != NULL) {
		offer_link(app, subject);
	} else if (subject != NULL && subject->kind == KIND_TRANSFER) {
		snprintf(text, sizeof text, _("Give the client in OZmap the new code %s instead of cancelling it?"),
			 subject->code == NULL ? "" : subject->code);
		ask_proposal(app, subject->id, text, recode_chosen);
	} else {
		app_say(app, LOOK_WARNING, "%s", _("nothing is offered here"));
	}
}

/* --- refresh
 * ------------------------------------------------------------------------------------------------------------------ */

const char *no_refresh(const struct app *app)
{
	return app->pulse.refreshing != 0 ? _("a refresh runs already") : NULL;
}

void do_refresh(struct app *app)
{
	struct error error = {0};

	if (spawn_start(app->options, "refresh", &error) != 0)
		app_say_error(app, &error);
	else
		app_say(app, LOOK_GOOD, "%s", _("reading MK and OZmap; work on meanwhile"));
	loader_hurry(app->loader);
}

void do_read_only(struct app *app)
{
	app->reviewer.read_only = true;
	app_say(app, LOOK_GOOD, "%s", _("read-only from here on: nothing can be decided until mkoz is started again"));
}

/* --- masking
 * ------------------------------------------------------------------------------------------------------------------ */

const char *no_reveal(const struct app *app)
{
	return app->config->ui.mask_personal_data ? NULL : _("nothing is masked: mask_personal_data is off");
}

void do_reveal(struct app *app)
{
	const struct change *subject = app_subject(app);
	struct error error = {0};

	if (subject == NULL)
		return;
	if (strcmp(app->revealed, subject->id) == 0) {
		app->revealed[0] = '\0';
	} else if (journal_append(app->store, &app->reviewer.actor, "revealed", subject, NULL, &error) != 0) {
		/* what the journal does not know is not shown */
		app_say_error(app, &error);
		return;
	} else {
		copy_text(app->revealed, sizeof app->revealed, subject->id);
		app_say(app, LOOK_WARNING, "%s", _("shown; the journal says so"));
	}
	app_closeup_forget(app);
	if (app_top(app)->ops->news != NULL)
		app_top(app)->ops->news(app, app_top(app)->state);
}

void do_redraw(struct app *app)
{
	draw_forget(app->draw);
}

void do_suspend(struct app *app)
{
	draw_stop(app->draw);
	app_name_window(app);
}

/* --- filters
 * --------------------------------------------------------------------------------------------------------------------
 */

const char *no_search(const struct app *app)
{
	return app->search[0] == '\0' ? _("nothing was searched for yet: / does") : NULL;
}

void do_save_filter(struct app *app)
{
	if (app->view.expression[0] == '\0') {
		app_say(app, LOOK_WARNING, "%s", _("there is no filter to save: f sets one"));
		return;
	}
	session_save_filter(&app->session, app->view.expression);
	app_say(app, LOOK_GOOD, "%s", _("saved: f, then Up and Down bring it back"));
}

void do_clear_filter(struct app *app)
{
	if (app->tab == TAB_LOG) {
		journal_view_filter(app, "");
		return;
	}
	app_keep_cursor(app);
	view_filter(&app->view, &app->model, "", NULL, NULL);
	app->settled = false;
}

/* --- guards
 * ----------------------------------------------------------------------------------------------------------------------
 */

/* Guards that compare with an earlier plan: a supervisor may say that the newest one is right. */
static int held_baseline(const struct app *app)
{
	static const enum guard_kind kinds[] = {GUARD_ACTIVE_DROP, GUARD_STATUS_STORM};

	for (size_t i = 0; app->model.now != NULL && app->model.now->has_plan && i < 2; i++)
		if (app->model.now->guards[kinds[i]].holds)
			return (int)kinds[i];
	return -1;
}

const char *no_accept(const struct app *app)
{
	return held_baseline(app) < 0 ? _("no guard that compares with an earlier plan holds anything") : NULL;
}

/* What the person saw when asked. */
struct acceptance {
	long long plan_id;
	enum guard_kind guard;
};

static void accepted(struct app *app, void *context, const char *text)
{
	struct acceptance *seen = context;
	struct error error = {0};

	if (review_accept(app->store, app->config, &app->reviewer, seen->plan_id, seen->guard, text, &error) != 0)
		app_say_error(app, &error);
	else
		app_say(app, LOOK_GOOD, "%s", _("accepted: the next refresh measures against this plan"));
	free(seen);
	loader_hurry(app->loader);
}

void do_accept(struct app *app)
{
	struct acceptance *seen = malloc(sizeof *seen);
	char text[256];

	if (seen == NULL)
		return;
	*seen = (struct acceptance){app->model.now->plan.id, (enum guard_kind)held_baseline(app)};
	snprintf(text, sizeof text, _("Accept what the guard found as it is (%s)? Say why; the journal keeps it."),
		 words_guard(guard_name(seen->guard)));
	ask_text(app, &(struct question){.text = text,
					 .label = _("reason"),
					 .needed = true,
					 .answer = accepted,
					 .forget = free,
					 .context = seen});
}
