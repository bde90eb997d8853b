/* What is one person's: filter, tab, sort, cursor, what they last saw, saved filters; kept in their own state folder.
 */
#ifndef MKOZ_TUI_SESSION_H
#define MKOZ_TUI_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/error.h"
#include "mkoz/base/moment.h"
#include "mkoz/domain/change.h"
#include "model.h"
#include "view.h"

#define SESSION_FILTERS_MAX 32

/* Zeroed it is that of somebody who was never here. */
struct personal {
	enum tab tab;
	enum sort sorts[TAB_COUNT];
	char filter[VIEW_EXPRESSION_MAX];
	char cursor[CHANGE_ID_MAX]; /* the change under the cursor */
	bool show_cosmetic;
	long long seen_seq; /* the journal's newest entry when last looked at; 0: never */
	long long seen_next; /* what it will be once the console is closed; 0: as it is */
	moment seen_at;
	char *filters[SESSION_FILTERS_MAX]; /* saved filters, newest first */
	size_t filter_count;
};

void session_free(struct personal *session);
/* Reads the part of the file that is about `profile` (NULL: ""). A missing or unreadable file is an empty session. */
void session_read(struct personal *session, const char *path, const char *profile);
/* Writes it, other profiles' parts kept; the file is 0600 and replaced as a whole. */
int session_write(const struct personal *session, const char *path, const char *profile, struct error *error);
/* $XDG_STATE_HOME/mkoz/console.json, or ~/.local/state/…; made folders included. false: nowhere to keep it. */
bool session_path(char *out, size_t size);
/* Puts a filter first among the saved ones; the oldest goes. */
void session_save_filter(struct personal *session, const char *expression);

#endif
