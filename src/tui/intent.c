/* What a person is about to decide, step by step: each step asks one thing and comes back. */
#include "intent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "ask.h"
#include "bulk_screen.h"
#include "deeds.h"
#include "mkoz/base/i18n.h"

#define LOOK_FROM 10 /* more than these are approved only after they were looked at (bulk_screen.c) */
#define RELOAD_FROM 64 /* fewer are read again one by one; more wait for the loader */

static const struct {
	const char *verb; /* in questions: "Approve 12 changes?" */
	enum state state; /* what the change is then */
} actions[] = {
    [REVIEW_APPROVE] = {N_("approve"), STATE_APPROVED}, [REVIEW_REJECT] = {N_("reject"), STATE_REJECTED},
    [REVIEW_DEFER] = {N_("let wait"), STATE_DEFERRED},	[REVIEW_UNDO] = {N_("undo"), STATE_PENDING},
    [REVIEW_RELEASE] = {N_("release"), STATE_RELEASED},
};

void intent_free(void *context)
{
	struct intent *intent = context;

	if (intent == NULL)
		return;
	arena_free(&intent->arena);
	free(intent);
}

/* --- collecting
 * -------------------------------------------------------------------------------------------------------- */

static struct intent *new_intent(enum review_action action, size_t room)
{
	struct intent *intent = calloc(1, sizeof *intent);

	if (intent == NULL)
		return NULL;
	intent->action = action;
	intent->ids = arena_take(&intent->arena, (room + 1) * sizeof *intent->ids);
	if (intent->ids == NULL) {
		intent_free(intent);
		return NULL;
	}
	return intent;
}

static void add_id(struct intent *intent, const char *id)
{
	intent->ids[intent->count] = arena_string(&intent->arena, id);
	intent->count += intent->ids[intent->count] != NULL;
}

static void add_change(struct intent *intent, const struct change *change)
{
	add_id(intent, change->id);
	intent->cancels |= kind_is_cancellation(change->kind);
}

static struct intent *from_marks(struct app *app, enum review_action action, size_t marked, size_t seen)
{
	struct intent *intent = new_intent(action, seen);

	if (intent == NULL)
		return NULL;
	intent->marked = marked;
	intent->hidden = marked - seen;
	for (size_t row = 0; row < app->view.count; row++) {
		size_t item = app->view.rows[row];
		const struct change *change = model_item(&app->model, item);

		if ((app->model.flags[item] & ITEM_MARKED) == 0)
			continue;
		if (review_can(action, change, NULL))
			add_change(intent, change);
		else
			intent->left_out++;
	}
	return intent;
}

static struct intent *from_subject(struct app *app, enum review_action action, const struct change *change)
{
	const char *why = NULL;
	struct intent *intent;

	if (!review_can(action, change, &why)) {
		app_say(app, LOOK_WARNING, "%s: %s", change->code == NULL ? change->id : change->code,
			why == NULL ? _("not possible now") : why);
		return NULL;
	}
	intent = new_intent(action, 1);
	if (intent != NULL)
		add_change(intent, change);
	return intent;
}

void intent_start(struct app *app, enum review_action action, bool override)
{
	const struct change *subject = app_subject(app);
	struct intent *intent;
	size_t marked = 0, seen = 0;

	if (app_context(app) != CONTEXT_DETAIL)
		app_count_marks(app, &marked, &seen);
	if (marked > 0 && seen == 0) {
		app_say(app, LOOK_WARNING, _("%zu marked, all hidden: change the filter (f) or unmark them (U)"),
			marked);
		return;
	}
	if (marked == 0 && subject == NULL)
		return;
	intent = marked > 0 ? from_marks(app, action, marked, seen) : from_subject(app, action, subject);
	if (intent == NULL)
		return;
	intent->override = override;
	if (intent->count > 0) {
		intent_go_on(app, intent);
		return;
	}
	app_say(app, LOOK_WARNING, _("%zu marked, and none of them can be decided like that now"), marked);
	intent_free(intent);
}

void intent_repeat(struct app *app, enum review_action action, const char *const *ids, size_t count, const char *reason,
		   const char *wait)
{
	struct intent *intent = new_intent(action, count);

	if (intent == NULL)
		return;
	for (size_t i = 0; i < count; i++)
		add_id(intent, ids[i]);
	intent->reason = arena_string(&intent->arena, reason);
	intent->wait = arena_string(&intent->arena, wait);
	intent->hidden_accepted = intent->looked_at = intent->confirmed = true;
	intent_go_on(app, intent);
}

/* --- doing
 * ---------------------------------------------------------------------------------------------------------------- */

/* The change as the store has it now; its strings stay with the plan. */
static void reload(struct app *app, size_t item)
{
	struct change *change = model_item(&app->model, item), fresh = {0};
	struct error ignored = {0};

	if (store_load_change(app->store, change->id, &fresh, &app->model.now->plan.arena, &ignored) != 0)
		return;
	fresh.guard = change->guard;
	*change = fresh;
}

static void show_done(struct app *app, const struct intent *intent)
{
	for (size_t i = 0; i < intent->count; i++) {
		size_t item = snapshot_find(app->model.now, intent->ids[i]);
		struct change *change;

		if (item == SNAPSHOT_NOT_FOUND)
			continue;
		change = model_item(&app->model, item);
		if (intent->count < RELOAD_FROM)
			reload(app, item);
		else
			change->state = intent->action == REVIEW_UNDO && kind_is_finding(change->kind)
					    ? STATE_OPEN
					    : actions[intent->action].state;
		app->model.flags[item] = ITEM_KEPT;
	}
	model_count(&app->model);
	app_closeup_forget(app);
	if (app->tab == TAB_BASKET || intent->action == REVIEW_UNDO)
		app_rebuild(app);
	loader_hurry(app->loader);
}

static void say_done(struct app *app, const struct intent *intent, const struct review_result *result)
{
	const char *word = _(actions[intent->action].verb);
	struct text said = {0};

	if (intent->count == 1) {
		size_t item = snapshot_find(app->model.now, intent->ids[0]);
		const struct change *change = model_item(&app->model, item);
		const char *code = change == NULL || change->code == NULL ? intent->ids[0] : change->code;

		text_format(&said, "%s: %s", word, code);
		if (intent->action == REVIEW_APPROVE && result->requested > 0)
			text_add(&said, _(", requested: a supervisor must grant it"));
	} else {
		text_format(&said, "%s: %zu", word, result->done);
		if (result->requested > 0)
			text_format(&said, _(", requested: %zu; a supervisor must grant them"), result->requested);
	}
	if (result->unchanged > 0)
		text_format(&said, _(", so already: %zu"), result->unchanged);
	if (result->released_guard_held > 0)
		text_format(&said, _(", held by a guard: %zu"), result->released_guard_held);
	if (intent->left_out > 0)
		text_format(&said, _(", left out: %zu"), intent->left_out);
	app_say(app, result->requested > 0 || result->released_guard_held > 0 ? LOOK_WARNING : LOOK_GOOD, "%s",
		text_string(&said));
	text_free(&said);
}

/* Seen at once, however long the store takes to write it down. */
static void say_begun(struct app *app, const struct intent *intent)
{
	app_say(app, LOOK_DIM, "%s: %zu…", _(actions[intent->action].verb), intent->count);
	app_draw(app);
	app->message[0] = '\0';
}

static void say_refused(struct app *app, const struct intent *intent, const struct error *error)
{
	if (error->status == ERROR_REFUSED && intent->action == REVIEW_APPROVE && !intent->override &&
	    app->reviewer.role == ROLE_SUPERVISOR)
		app_say(app, LOOK_ERROR, _("%s (O overrides a guard)"), error->text);
	else
		app_say_error(app, error);
}

static void do_it(struct app *app, struct intent *intent)
{
	struct review_order order = {.action = intent->action,
				     .ids = intent->ids,
				     .count = intent->count,
				     .reason = intent->reason,
				     .wait = intent->wait,
				     .override_guard = intent->override,
				     .has_expect = intent->count > 1 || intent->override,
				     .expect = intent->count,
				     .detail = intent->detail};
	struct review_result result = {0};
	struct error error = {0};

	say_begun(app, intent);
	if (review_do(app->store, app->config, &app->reviewer, &order, &result, &error) != 0) {
		say_refused(app, intent, &error);
		loader_hurry(app->loader);
	} else {
		deeds_add(app, intent);
		show_done(app, intent);
		say_done(app, intent, &result);
	}
	intent_free(intent);
}

/* --- asking
 * ---------------------------------------------------------------------------------------------------------------- */

static void hidden_accepted(struct app *app, void *context, const char *text)
{
	struct intent *intent = context;

	(void)text;
	intent->hidden_accepted = true;
	intent_go_on(app, intent);
}

static void ask_hidden(struct app *app, struct intent *intent)
{
	char text[256], yes[128];

	snprintf(text, sizeof text, _("%zu marked, %zu hidden by the filter. Only what is seen is acted on."),
		 intent->marked, intent->hidden);
	snprintf(yes, sizeof yes, _("%s the %zu that are seen"), _(actions[intent->action].verb), intent->count);
	ask_choice(app,
		   &(struct question){
		       .text = text, .yes = yes, .answer = hidden_accepted, .forget = intent_free, .context = intent});
}

static void reason_given(struct app *app, void *context, const char *text)
{
	struct intent *intent = context;

	intent->reason = arena_string(&intent->arena, text);
	intent_go_on(app, intent);
}

static void ask_reason(struct app *app, struct intent *intent)
{
	char text[256];

	snprintf(text, sizeof text,
		 ngettext("%s %zu change: why? The reason stays in the journal.",
			  "%s %zu changes: why? The reason stays in the journal.", intent->count),
		 intent->override ? _("override a guard for") : _(actions[intent->action].verb), intent->count);
	ask_text(app, &(struct question){.text = text,
					 .label = _("reason"),
					 .needed = true,
					 .answer = reason_given,
					 .forget = intent_free,
					 .context = intent});
}

static const char *const waits[] = {"online", "changed", NULL};

static void wait_given(struct app *app, void *context, const char *text)
{
	struct intent *intent = context;

	intent->wait = arena_string(&intent->arena, text);
	intent_go_on(app, intent);
}

static void ask_wait(struct app *app, struct intent *intent)
{
	ask_text(app, &(struct question){.text = _("Wait until when? A date (2026-12-31), online (the session is up "
						   "again) or changed (a value changes). Tab offers them."),
					 .label = _("until"),
					 .words = waits,
					 .needed = true,
					 .answer = wait_given,
					 .forget = intent_free,
					 .context = intent});
}

static void confirmed(struct app *app, void *context, const char *text)
{
	struct intent *intent = context;

	(void)text;
	intent->confirmed = true;
	intent_go_on(app, intent);
}

static void ask_confirmation(struct app *app, struct intent *intent)
{
	char text[256], yes[128];
	struct question question = {.text = text,
				    .yes = yes,
				    .label = _("number of changes"),
				    .count = intent->count,
				    .answer = confirmed,
				    .forget = intent_free,
				    .context = intent};

	snprintf(yes, sizeof yes, "%s", _(actions[intent->action].verb));
	if (intent->override) {
		snprintf(text, sizeof text,
			 ngettext("The guard is overridden for exactly %zu change. Type the number.",
				  "The guard is overridden for exactly %zu changes. Type the number.", intent->count),
			 intent->count);
		ask_count(app, &question);
		return;
	}
	snprintf(text, sizeof text, ngettext("%s %zu change?", "%s %zu changes?", intent->count),
		 _(actions[intent->action].verb), intent->count);
	ask_choice(app, &question);
}

void intent_go_on(struct app *app, struct intent *intent)
{
	bool reason = intent->action == REVIEW_REJECT || intent->override;

	if (intent->hidden > 0 && !intent->hidden_accepted)
		ask_hidden(app, intent);
	else if (reason && intent->reason == NULL)
		ask_reason(app, intent);
	else if (intent->action == REVIEW_DEFER && intent->wait == NULL)
		ask_wait(app, intent);
	else if (intent->action == REVIEW_APPROVE && intent->count > LOOK_FROM && !intent->looked_at)
		bulk_screen_open(app, intent);
	else if ((intent->count > 1 || intent->override) && !intent->confirmed)
		ask_confirmation(app, intent);
	else
		do_it(app, intent);
}

void intent_approve(struct app *app)
{
	intent_start(app, REVIEW_APPROVE, false);
}

void intent_reject(struct app *app)
{
	intent_start(app, REVIEW_REJECT, false);
}

void intent_defer(struct app *app)
{
	intent_start(app, REVIEW_DEFER, false);
}

void intent_override(struct app *app)
{
	intent_start(app, REVIEW_APPROVE, true);
}
