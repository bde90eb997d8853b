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
#include "waits.h"

#define LOOK_FROM 10 /* more than these are approved only after they were looked at (bulk_screen.c) */
#define RELOAD_FROM 64 /* fewer are read again one by one; more wait for the loader */

static const struct {
	const char *verb; /* of a button: "approve" */
	const char *done; /* told afterwards: "approved: 10231" */
	enum state state; /* what the change is then */
} actions[] = {
    [REVIEW_APPROVE] = {N_("approve"), NC_("done", "approved"), STATE_APPROVED},
    [REVIEW_REJECT] = {N_("reject"), NC_("done", "rejected"), STATE_REJECTED},
    [REVIEW_DEFER] = {N_("let wait"), NC_("done", "waiting"), STATE_DEFERRED},
    [REVIEW_UNDO] = {N_("undo"), NC_("done", "undone"), STATE_PENDING},
    [REVIEW_RELEASE] = {N_("release"), NC_("done", "released"), STATE_RELEASED},
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
		app_say(app, LOOK_WARNING,
			ngettext("%zu marked, hidden: change the filter (f) or unmark it (U)",
				 "%zu marked, all hidden: change the filter (f) or unmark them (U)", marked),
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
	app_say(app, LOOK_WARNING,
		ngettext("%zu marked, and it cannot be decided like that now",
			 "%zu marked, and none of them can be decided like that now", marked),
		marked);
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
	fresh.folded = change->folded;
	*change = fresh;
}

/* What has become of many, until they are read again: who approves more than a technician may has asked for them. */
static enum state state_after(const struct intent *intent, const struct review_result *result,
			      const struct change *change)
{
	if (intent->action == REVIEW_UNDO && kind_is_finding(change->kind))
		return STATE_OPEN;
	if (intent->action == REVIEW_APPROVE && result->requested > 0)
		return change->state == STATE_PENDING ? STATE_REQUESTED : change->state;
	return actions[intent->action].state;
}

static void show_done(struct app *app, const struct intent *intent, const struct review_result *result)
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
			change->state = state_after(intent, result, change);
		model_changed(&app->model, item);
		model_flag(&app->model, item, ITEM_KEPT);
	}
	app_closeup_forget(app);
	if (app->tab == TAB_BASKET || intent->action == REVIEW_UNDO)
		app_rebuild(app);
	loader_hurry(app->loader);
}

static void say_done(struct app *app, const struct intent *intent, const struct review_result *result)
{
	const char *word = C_("done", actions[intent->action].done);
	struct text said = {0};

	if (intent->count == 1) {
		size_t item = snapshot_find(app->model.now, intent->ids[0]);
		const struct change *change = model_item(&app->model, item);
		const char *code = change == NULL || change->code == NULL ? intent->ids[0] : change->code;

		if (intent->action == REVIEW_APPROVE && result->requested > 0)
			text_format(&said, _("requested: %s, a supervisor must grant it"), code);
		else if (result->unchanged > 0)
			text_format(&said, _("%s: it was so already"), code);
		else
			text_format(&said, "%s: %s", word, code);
	} else {
		text_format(&said, "%s: %zu", word, result->done);
		if (result->requested > 0)
			text_format(&said,
				    ngettext(", %zu requested: a supervisor must grant it",
					     ", %zu requested: a supervisor must grant them", result->requested),
				    result->requested);
	}
	if (result->unchanged > 0 && intent->count > 1)
		text_format(&said, ngettext(", %zu was so already", ", %zu were so already", result->unchanged),
			    result->unchanged);
	if (result->released_guard_held > 0)
		text_format(&said,
			    ngettext(", %zu held by a guard", ", %zu held by a guard", result->released_guard_held),
			    result->released_guard_held);
	if (intent->left_out > 0)
		text_format(&said, ngettext(", %zu left out", ", %zu left out", intent->left_out), intent->left_out);
	app_say(app, result->requested > 0 || result->released_guard_held > 0 ? LOOK_WARNING : LOOK_GOOD, "%s",
		text_string(&said));
	text_free(&said);
}

/* Seen at once, however long the store takes to write it down. */
static void say_begun(struct app *app, const struct intent *intent)
{
	app_say(app, LOOK_DIM, _("writing: %zu…"), intent->count);
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
		show_done(app, intent, &result);
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
	struct text text = {0};
	char yes[128];

	text_format(&text, ngettext("%zu marked", "%zu marked", intent->marked), intent->marked);
	text_format(&text, ngettext(", %zu hidden by the filter.", ", %zu hidden by the filter.", intent->hidden),
		    intent->hidden);
	text_add(&text, _(" Only what is seen is acted on."));
	snprintf(yes, sizeof yes, ngettext("%s the %zu that is seen", "%s the %zu that are seen", intent->count),
		 _(actions[intent->action].verb), intent->count);
	ask_choice(app, &(struct question){.text = text_string(&text),
					   .yes = yes,
					   .answer = hidden_accepted,
					   .forget = intent_free,
					   .context = intent});
	text_free(&text);
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

	if (intent->override)
		snprintf(text, sizeof text,
			 ngettext("Why override the guard for %zu change? The reason stays in the journal.",
				  "Why override the guard for %zu changes? The reason stays in the journal.",
				  intent->count),
			 intent->count);
	else
		snprintf(text, sizeof text,
			 ngettext("Why reject %zu change? The reason stays in the journal.",
				  "Why reject %zu changes? The reason stays in the journal.", intent->count),
			 intent->count);
	ask_text(app, &(struct question){.text = text,
					 .label = _("reason"),
					 .needed = true,
					 .answer = reason_given,
					 .forget = intent_free,
					 .context = intent});
}

static void wait_given(struct app *app, void *context, const char *text)
{
	struct intent *intent = context;

	intent->wait = waits_parse(&intent->arena, text);
	intent_go_on(app, intent);
}

static void ask_wait(struct app *app, struct intent *intent)
{
	const char *words[WAITS_WORDS + 1];

	waits_words(words);
	ask_text(app, &(struct question){.text = _("Wait until when? A date (2026-12-31), online (the session is up "
						   "again) or changed (a value changed)."),
					 .label = _("until"),
					 .words = words,
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

/* Asked only of several. */
static void write_confirmation(const struct intent *intent, char *out, size_t size)
{
	size_t count = intent->count;

	if (intent->action == REVIEW_APPROVE)
		snprintf(out, size, ngettext("Approve %zu change?", "Approve %zu changes?", count), count);
	else if (intent->action == REVIEW_REJECT)
		snprintf(out, size, ngettext("Reject %zu change?", "Reject %zu changes?", count), count);
	else if (intent->action == REVIEW_DEFER)
		snprintf(out, size, ngettext("Let %zu change wait?", "Let %zu changes wait?", count), count);
	else
		snprintf(out, size,
			 ngettext("Undo the decision on %zu change?", "Undo the decisions on %zu changes?", count),
			 count);
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
	write_confirmation(intent, text, sizeof text);
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
