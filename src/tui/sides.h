/* MK and OZmap side by side, field by field, with what differs. No curses. */
#ifndef MKOZ_TUI_SIDES_H
#define MKOZ_TUI_SIDES_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/domain/change.h"
#include "mkoz/domain/plant.h"
#include "mkoz/domain/subscriber.h"

#define SIDES_MAX 20

/* One field of both; left or right NULL where that side has nothing. Labels are translated and borrowed. */
struct side_pair {
	const char *left_label, *left;
	const char *right_label, *right;
	bool differs; /* compared as the plan compares (spec §4), not byte by byte */
};

/* Both sides of a change. Zeroed it is empty; strings live in the arena given to sides_build. */
struct sides {
	struct subscriber subscriber;
	struct client client;
	struct property property;
	bool has_subscriber, has_client, has_property;
	struct side_pair pairs[SIDES_MAX];
	size_t count;
	size_t session; /* which pair is session and status; count when there is none */
};

/* Reads the change's two sides (where it has none: nothing) and pairs their fields. `mask` shortens names and
 * addresses; times are told in config's timezone. */
int sides_build(struct sides *out, struct arena *arena, const struct change *change, const struct config *config,
		bool mask, moment now, struct error *error);
/* The pair of session and status, or NULL. */
const struct side_pair *sides_session(const struct sides *sides);
/* The order in which a panel of `rows` rows shows the pairs: the code, then what differs, then the rest, each in its
 * order. Gives how many were written to `order`. */
size_t sides_order(const struct sides *sides, size_t rows, size_t order[SIDES_MAX]);

#endif
