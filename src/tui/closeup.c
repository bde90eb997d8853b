/* One change with its two sides, read from the store when it is first looked at. */
#include <string.h>

#include "app.h"
#include "mkoz/base/i18n.h"

void app_closeup_forget(struct app *app)
{
	arena_free(&app->closeup.arena);
	app->closeup = (struct closeup){0};
}

const struct closeup *app_closeup(struct app *app, const char *id)
{
	struct closeup *closeup = &app->closeup;
	int64_t version = app->model.now == NULL ? 0 : app->model.now->version;
	int loaded;

	if (strcmp(closeup->id, id) == 0 && closeup->version == version)
		return closeup;
	app_closeup_forget(app);
	memcpy(closeup->id, id, strnlen(id, sizeof closeup->id - 1));
	closeup->version = version;
	loaded = store_load_change(app->store, id, &closeup->change, &closeup->arena, &closeup->error);
	if (loaded == 1)
		error_fail(&closeup->error, _("change %s: it is no longer in the store: refresh"), id);
	if (loaded == 0)
		closeup->known = sides_build(&closeup->sides, &closeup->arena, &closeup->change, app->config,
					     app_masks(app, &closeup->change), moment_now(), &closeup->error) == 0;
	return closeup;
}

const struct change *app_subject(const struct app *app)
{
	if (app_context(app) == CONTEXT_DETAIL && app->closeup.known)
		return &app->closeup.change;
	return app_row(app);
}
