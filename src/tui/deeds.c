/* What was decided in this console, to be undone and done again. */
#include "deeds.h"

#include <string.h>

#include "mkoz/base/i18n.h"

static void free_deed(struct deed *deed)
{
	arena_free(&deed->arena);
	*deed = (struct deed){0};
}

void deeds_free(struct app *app)
{
	while (app->done_count > 0)
		free_deed(&app->done[--app->done_count]);
	while (app->undone_count > 0)
		free_deed(&app->undone[--app->undone_count]);
}

static void push(struct deed *stack, size_t *count, struct deed deed)
{
	if (*count == APP_UNDO_MAX) {
		free_deed(&stack[0]);
		memmove(stack, stack + 1, (APP_UNDO_MAX - 1) * sizeof *stack);
		(*count)--;
	}
	stack[(*count)++] = deed;
}

static bool copy_deed(struct deed *deed, const struct intent *intent)
{
	*deed = (struct deed){.action = intent->action};
	deed->ids = arena_take(&deed->arena, intent->count * sizeof *deed->ids);
	if (deed->ids == NULL)
		return false;
	for (size_t i = 0; i < intent->count; i++) {
		deed->ids[i] = arena_string(&deed->arena, intent->ids[i]);
		if (deed->ids[i] == NULL) {
			free_deed(deed);
			return false;
		}
	}
	deed->count = intent->count;
	deed->reason = arena_string(&deed->arena, intent->reason);
	deed->wait = arena_string(&deed->arena, intent->wait);
	return true;
}

static bool same_ids(const struct deed *deed, const struct intent *intent)
{
	if (deed->count != intent->count)
		return false;
	for (size_t i = 0; i < deed->count; i++)
		if (strcmp(deed->ids[i], intent->ids[i]) != 0)
			return false;
	return true;
}

void deeds_add(struct app *app, const struct intent *intent)
{
	struct deed deed;

	if (intent->action == REVIEW_RELEASE || intent->override || intent->count == 0)
		return;
	if (intent->action != REVIEW_UNDO) {
		if (copy_deed(&deed, intent))
			push(app->done, &app->done_count, deed);
		return;
	}
	for (size_t i = app->done_count; i > 0; i--) {
		if (!same_ids(&app->done[i - 1], intent))
			continue;
		deed = app->done[i - 1];
		memmove(&app->done[i - 1], &app->done[i], (app->done_count - i) * sizeof deed);
		app->done_count--;
		push(app->undone, &app->undone_count, deed);
		return;
	}
}

void deeds_undo(struct app *app)
{
	const struct change *subject = app_subject(app);
	size_t marked, seen;

	app_count_marks(app, &marked, &seen);
	if (marked > 0 || (subject != NULL && review_can(REVIEW_UNDO, subject, NULL)) || app->done_count == 0) {
		intent_start(app, REVIEW_UNDO, false);
		return;
	}
	intent_repeat(app, REVIEW_UNDO, app->done[app->done_count - 1].ids, app->done[app->done_count - 1].count, NULL,
		      NULL);
}

void deeds_redo(struct app *app)
{
	struct deed deed;

	if (app->undone_count == 0) {
		app_say(app, LOOK_WARNING, "%s", _("nothing was undone here"));
		return;
	}
	deed = app->undone[--app->undone_count];
	intent_repeat(app, deed.action, deed.ids, deed.count, deed.reason, deed.wait);
	free_deed(&deed);
}
