/* Roles: who may decide (spec §7). */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"
#include "review/decide.h"

static const char *const names[] = {
    [ROLE_VIEWER] = N_("viewer"),
    [ROLE_TECHNICIAN] = N_("technician"),
    [ROLE_SUPERVISOR] = N_("supervisor"),
};

const char *role_name(enum role role)
{
	return names[role];
}

/* The person is the store's owner; sudo's caller is not. */
static bool is_owner(const struct actor *actor, uid_t owner)
{
	struct passwd entry;
	struct passwd *found = NULL;
	char buffer[4096];
	if (getpwuid_r(owner, &entry, buffer, sizeof buffer, &found) == 0 && found)
		return strcmp(actor->name, found->pw_name) == 0;
	const char *caller = getenv("SUDO_USER");
	return getuid() == owner && (!caller || !*caller);
}

static enum role find_role(const struct actor *actor, const struct config_roles *roles, uid_t owner)
{
	if (!roles->configured)
		return is_owner(actor, owner) ? ROLE_SUPERVISOR : ROLE_VIEWER;
	if (actor_is_listed(actor->name, roles->supervisors))
		return ROLE_SUPERVISOR;
	return actor_is_listed(actor->name, roles->technicians) ? ROLE_TECHNICIAN : ROLE_VIEWER;
}

int review_find(struct reviewer *out, const struct config *config, struct store *store, struct error *error)
{
	uid_t owner = store_owner(store);
	*out = (struct reviewer){0};
	if (actor_find(&out->actor, owner, error) < 0)
		return -1;
	out->role = find_role(&out->actor, &config->roles, owner);
	return 0;
}

int review_may_decide(const struct reviewer *reviewer, struct error *error)
{
	if (reviewer->read_only)
		return error_set(error, ERROR_REFUSED, "%s",
				 _("read-only: nothing can be decided: start without --read-only"));
	if (reviewer->role == ROLE_VIEWER)
		return error_set(error, ERROR_REFUSED,
				 _("%s is a viewer: viewers only read: ask to be listed in [roles] technicians"),
				 reviewer->actor.name);
	return 0;
}
