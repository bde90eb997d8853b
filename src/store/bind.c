/* Whose plan the store holds: one OZmap and one MK, never another's (faults 11). */
#include <string.h>

#include "connection.h"
#include "meta.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/store/journal.h"

/* Both keys at once: the address that the store knows, "" when none, in the arena. */
static int known_address(struct store *store, const char *key, struct arena *arena, const char **value,
			 struct error *error)
{
	if (meta_get(store, key, arena, value, error) < 0)
		return -1;
	if (*value == NULL)
		*value = "";
	return 0;
}

static int note_move(struct store *store, const char *ozmap_url, const char *mk_address, const struct actor *actor,
		     struct error *error)
{
	struct text detail = {0};
	int result;

	text_add(&detail, "{\"moved\":true,\"ozmap\":");
	json_add_string(&detail, ozmap_url);
	text_add(&detail, ",\"mk\":");
	json_add_string(&detail, mk_address);
	text_add(&detail, "}");
	result = text_check(&detail, error);
	if (result == 0)
		result = journal_append(store, actor, "overridden", NULL, text_string(&detail), error);
	text_free(&detail);
	return result;
}

static int refuse(const char *which, const char *known, const char *asked, struct error *error)
{
	return error_set(error, ERROR_REFUSED,
			 _("store: it holds the plan of the %s at %s, not at %s: use a store of its own ([store] url), "
			   "or, where the same one only moved, have a supervisor run `mkoz refresh --moved`"),
			 which, known, asked);
}

/* Refuses what is another's, unless it `moved`. *bound: both are known; *same: and none is another's. */
static int compare(struct store *store, const char *ozmap_url, const char *mk_address, bool moved, bool *bound,
		   bool *same, struct arena *arena, struct error *error)
{
	const char *ozmap, *mk;
	bool ozmap_same, mk_same;

	if (known_address(store, "ozmap", arena, &ozmap, error) < 0 ||
	    known_address(store, "mk", arena, &mk, error) < 0)
		return -1;
	ozmap_same = *ozmap == '\0' || strcmp(ozmap, ozmap_url) == 0;
	mk_same = *mk == '\0' || strcmp(mk, mk_address) == 0;
	*bound = *ozmap != '\0' && *mk != '\0';
	*same = ozmap_same && mk_same;
	if (!ozmap_same && !moved)
		return refuse("OZmap", ozmap, ozmap_url, error);
	if (!mk_same && !moved)
		return refuse("MK", mk, mk_address, error);
	return 0;
}

int store_check_bound(struct store *store, const char *ozmap_url, const char *mk_address, struct error *error)
{
	struct arena arena = {0};
	bool bound, same;
	int result = compare(store, ozmap_url, mk_address, false, &bound, &same, &arena, error);

	arena_free(&arena);
	return result;
}

static int bind_in_step(struct store *store, const char *ozmap_url, const char *mk_address, bool moved,
			const struct actor *actor, struct arena *arena, struct error *error)
{
	bool bound, same;

	if (compare(store, ozmap_url, mk_address, moved, &bound, &same, arena, error) < 0)
		return -1;
	if (bound && same)
		return 1; /* nothing to write */
	if (!same && note_move(store, ozmap_url, mk_address, actor, error) < 0)
		return -1;
	if (meta_set(store, "ozmap", ozmap_url, error) < 0)
		return -1;
	return meta_set(store, "mk", mk_address, error);
}

int store_bind(struct store *store, const char *ozmap_url, const char *mk_address, bool moved,
	       const struct actor *actor, struct error *error)
{
	struct arena arena = {0};
	struct store_step step;
	int result;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	result = bind_in_step(store, ozmap_url, mk_address, moved, actor, &arena, error);
	result = store_step_end(store, &step, result, error);
	arena_free(&arena);
	return result < 0 ? -1 : 0;
}
