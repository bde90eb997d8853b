/* Why a command cannot be given now. */
#include "reasons.h"

#include <string.h>

#include "app.h"
#include "log_screen.h"
#include "mkoz/base/i18n.h"
#include "paper.h"

const char *no_open(const struct app *app)
{
	const struct screen *top = &app->screens[app->depth - 1];
	const struct paper *paper = top->ops->draw == paper_draw ? top->state : NULL;

	if (paper != NULL)
		return paper->ops->enter == NULL ? _("there is nothing to open here") : NULL;
	if (app->tab != TAB_LOG)
		return app_row(app) == NULL ? _("there is nothing under the cursor") : NULL;
	return journal_view_entry(app) == NULL || journal_view_entry(app)->change_id == NULL
		   ? _("this entry is not about a single change")
		   : NULL;
}

/* Of one change alone; with marks it is seen when they are gathered. */
static const char *no_action(const struct app *app, enum review_action action)
{
	const struct change *subject = app_subject(app);
	const char *why = NULL;
	size_t marked = 0, seen;

	if (app_context(app) != CONTEXT_DETAIL)
		app_count_marks(app, &marked, &seen);
	if (marked > 0 || subject == NULL || review_can(action, subject, &why))
		return NULL;
	return kind_is_finding(subject->kind) && action == REVIEW_APPROVE
		   ? _("a finding can only be rejected or let wait")
		   : why;
}

const char *no_override(const struct app *app)
{
	return no_action(app, REVIEW_APPROVE);
}

const char *no_approval(const struct app *app)
{
	const struct change *subject = app_subject(app);
	const char *why = no_action(app, REVIEW_APPROVE);
	size_t marked = 0, seen;

	if (why != NULL || subject == NULL || subject->state != STATE_APPROVED)
		return why;
	if (app_context(app) != CONTEXT_DETAIL)
		app_count_marks(app, &marked, &seen);
	return marked > 0 ? NULL : _("it is approved already");
}

const char *no_rejection(const struct app *app)
{
	return no_action(app, REVIEW_REJECT);
}

const char *no_wait(const struct app *app)
{
	return no_action(app, REVIEW_DEFER);
}

const char *no_undo(const struct app *app)
{
	const struct change *subject = app_subject(app);
	size_t marked, seen;

	app_count_marks(app, &marked, &seen);
	return app->done_count == 0 && marked == 0 && (subject == NULL || !review_can(REVIEW_UNDO, subject, NULL))
		   ? _("nothing was decided here")
		   : NULL;
}

const char *no_redo(const struct app *app)
{
	return app->undone_count == 0 ? _("nothing was undone here") : NULL;
}

static bool is_applied(const struct journal_entry *entry)
{
	return entry != NULL && entry->change_id != NULL && strcmp(entry->event, "applied") == 0;
}

const char *no_offer(const struct app *app)
{
	const struct change *subject = app_subject(app);

	if (subject != NULL && subject->link != NULL)
		return NULL;
	if (app->reviewer.read_only || app->reviewer.role == ROLE_VIEWER)
		return _("it would be a decision, and this console only reads");
	if (app->tab == TAB_LOG && app->depth == 1)
		return is_applied(journal_view_entry(app)) ? NULL : _("only an applied change can be reverted");
	return subject == NULL ||
		       (subject->link == NULL && subject->kind != KIND_TRANSFER && subject->state != STATE_APPLIED)
		   ? _("nothing is offered here")
		   : NULL;
}

const char *no_run(const struct app *app)
{
	return app->pulse.has_run && app->pulse.run.ended_at == MOMENT_NONE ? NULL : _("no worker is at work");
}
