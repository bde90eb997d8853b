/* Who acts, and which of the lists of [roles] name them. */
#include "mkoz/base/actor.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define GROUPS_MAX 1024

/* A name that can stand in the journal and on a screen as it is. */
static bool is_plain(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length >= ACTOR_NAME_MAX || !text_is_utf8(name, length))
		return false;
	for (const char *at = name; *at != '\0'; at++)
		if ((unsigned char)*at <= ' ' || *at == 0x7F || *at == ',' || *at == '@')
			return false;
	return true;
}

/* The address is all that is kept of `address port port`. */
static void find_client(struct actor *actor)
{
	static const char allowed[] = "0123456789abcdefABCDEF.:%";
	const char *client = getenv("SSH_CLIENT");
	size_t length;

	if (client == NULL)
		client = getenv("SSH_CONNECTION");
	if (client == NULL)
		return;
	length = strspn(client, allowed);
	if (client[length] == ' ' || client[length] == '\0')
		snprintf(actor->client, sizeof actor->client, "%.*s", (int)(length < 64 ? length : 64), client);
}

int actor_find(struct actor *actor, uid_t store_owner, struct error *error)
{
	const char *caller = getenv("SUDO_USER");
	const struct passwd *user;

	*actor = (struct actor){0};
	errno = 0;
	user = getpwuid(getuid());
	if (user == NULL && errno == ENOMEM) /* a made-up name would stand in the journal for ever */
		return error_memory(error);
	if (gethostname(actor->host, sizeof actor->host - 1) < 0 || !is_plain(actor->host))
		snprintf(actor->host, sizeof actor->host, "localhost");
	find_client(actor);
	if (caller != NULL && *caller != '\0' && getuid() == store_owner) {
		if (!is_plain(caller))
			return error_fail(error, "%s", _("SUDO_USER: not a user's name: call mkoz through sudo"));
		snprintf(actor->name, sizeof actor->name, "%s", caller);
	} else if (user != NULL && is_plain(user->pw_name)) {
		snprintf(actor->name, sizeof actor->name, "%s", user->pw_name);
	} else {
		snprintf(actor->name, sizeof actor->name, "uid-%lu", (unsigned long)getuid());
	}
	return 0;
}

/* The next word of a comma list, in `word`; false at its end. */
static bool next_word(const char **list, char word[ACTOR_NAME_MAX])
{
	while (**list != '\0') {
		size_t length, kept;

		*list += strspn(*list, ", \t");
		length = strcspn(*list, ",");
		kept = length;
		while (kept > 0 && ((*list)[kept - 1] == ' ' || (*list)[kept - 1] == '\t'))
			kept--;
		snprintf(word, ACTOR_NAME_MAX, "%.*s", (int)(kept < ACTOR_NAME_MAX ? kept : 0), *list);
		*list += length;
		if (word[0] != '\0')
			return true;
	}
	return false;
}

static bool is_in_group(const char *name, const char *group_name)
{
	const struct passwd *user = getpwnam(name);
	const struct group *group = getgrnam(group_name);
	gid_t groups[GROUPS_MAX], wanted;
	int count = GROUPS_MAX;

	if (user == NULL || group == NULL)
		return false;
	wanted = group->gr_gid;
	if (getgrouplist(name, user->pw_gid, groups, &count) < 0)
		return false;
	for (int i = 0; i < count; i++)
		if (groups[i] == wanted)
			return true;
	return false;
}

bool actor_is_listed(const char *name, const char *list)
{
	char word[ACTOR_NAME_MAX];

	while (next_word(&list, word))
		if (word[0] == '@' ? is_in_group(name, word + 1) : strcmp(name, word) == 0)
			return true;
	return false;
}

/* Names found so far, each once. */
struct names {
	const char **items;
	size_t count, capacity;
	struct arena arena;
};

static void add_name(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return;
	if (array_grow(&names->items, &names->capacity, names->count, sizeof *names->items, NULL) < 0)
		return;
	names->items[names->count] = arena_string(&names->arena, name);
	if (names->items[names->count] != NULL)
		names->count++;
}

static void add_group(struct names *names, const char *group_name)
{
	const struct group *group = getgrnam(group_name);
	const struct passwd *user;
	gid_t wanted;

	if (group == NULL)
		return;
	wanted = group->gr_gid;
	for (char **member = group->gr_mem; *member != NULL; member++)
		add_name(names, *member);
	setpwent();
	while ((user = getpwent()) != NULL)
		if (user->pw_gid == wanted)
			add_name(names, user->pw_name);
	endpwent();
}

int actor_count_listed(const char *list)
{
	struct names names = {0};
	char word[ACTOR_NAME_MAX];
	int count;

	while (next_word(&list, word)) {
		if (word[0] == '@')
			add_group(&names, word + 1);
		else
			add_name(&names, word);
	}
	count = (int)names.count;
	free(names.items);
	arena_free(&names.arena);
	return count;
}
