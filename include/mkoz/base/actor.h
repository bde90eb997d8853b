/* Who acts: the person behind sudo, where they come from, and which groups they belong to. */
#ifndef MKOZ_BASE_ACTOR_H
#define MKOZ_BASE_ACTOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "mkoz/base/error.h"

#define ACTOR_NAME_MAX 128

/* name: user name; host: this machine; client: the SSH client's address, "" when none. */
struct actor {
	char name[ACTOR_NAME_MAX];
	char host[ACTOR_NAME_MAX];
	char client[ACTOR_NAME_MAX];
};

/* The acting person. $SUDO_USER is believed only while the real user is `store_owner` (spec §2, a team on one host);
 * otherwise it is the real user. */
int actor_find(struct actor *actor, uid_t store_owner, struct error *error);
/* The name is in the comma list, or belongs to one of its @groups (spec §2 [roles]). */
bool actor_is_listed(const char *name, const char *list);
/* How many different people the comma list names, members of its @groups counted. */
int actor_count_listed(const char *list);

#endif
