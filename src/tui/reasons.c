/* Why a command cannot be given now. */
#include "reasons.h"

#include "app.h"
#include "mkoz/base/i18n.h"
#include "paper.h"

const char *no_open(const struct app *app)
{
	const struct screen *top = &app->screens[app->depth - 1];
	const struct paper *paper = top->ops->draw == paper_draw ? top->state : NULL;

	return paper != NULL && paper->ops->enter == NULL ? _("there is nothing to open here") : NULL;
}

const char *no_approval(const struct app *app)
{
	const struct change *subject = app_subject(app);

	return subject != NULL && kind_is_finding(subject->kind) ? _("a finding can only be rejected or let wait")
								 : NULL;
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

const char *no_offer(const struct app *app)
{
	const struct change *subject = app_subject(app);

	if (subject != NULL && subject->link != NULL)
		return NULL;
	if (app->reviewer.read_only || app->reviewer.role == ROLE_VIEWER)
		return _("it would be a decision, and this console only reads");
	if (app->tab == TAB_LOG && app->depth == 1)
		return NULL;
	return subject == NULL ||
		       (subject->link == NULL && subject->kind != KIND_TRANSFER && subject->state != STATE_APPLIED)
		   ? _("nothing is offered here")
		   : NULL;
}

const char *no_run(const struct app *app)
{
	return app->pulse.has_run && app->pulse.run.ended_at == MOMENT_NONE ? NULL : _("no worker is at work");
}
