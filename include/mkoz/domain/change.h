/* A change that would bring OZmap true to MK, or a finding that a person must look at; and the plan that holds them. */
#ifndef MKOZ_DOMAIN_CHANGE_H
#define MKOZ_DOMAIN_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/error.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/text.h"
#include "mkoz/domain/kind.h"

#define CHANGE_ID_MAX 17 /* 16 hex digits */

/* A change or a finding (kind_is_finding tells). Strings are NULL where there is nothing, and live as long as the
 * plan's arena. before and after are JSON values as text: null, true, false, a number, a quoted string; exactly as read
 * and exactly as to be written (spec §5). */
struct change {
	char id[CHANGE_ID_MAX];
	enum kind kind;
	enum state state;
	enum field field;
	const char *code;
	const char *name; /* MK's, normalised; OZmap's where MK has none */
	const char *address, *city, *district; /* the address that is compared; of MK */
	const char *box; /* the box's name, its id where it has none */
	const char *login, *onu;
	const char *property_id, *client_id;
	const char *before, *after;
	const char *why; /* of a finding: duplicate-in-ozmap, active-and-cancelled, reactivated, a reason's code, the
			    other code of a transfer */
	const char *link; /* of missing-in-ozmap: OZloc, filled in */
	const char *other_code; /* transfer and recode: the code that the cancelled client has now is `code`'s partner;
				   see decide.h */
	const char *guard; /* the guard that holds it now, or NULL */
	const char *mk_side, *ozmap_side; /* JSON of subscriber_to_json, plant_side_to_json; NULL when not loaded */
	const char *decided_by, *reason; /* the last decision: who and why */
	const char *note; /* the newest note on it */
	const char *wait; /* deferred: "online", "changed" or YYYY-MM-DD */
	const char *outcome; /* failed, stale: OZmap's or the worker's words */
	moment decided_at;
	moment first_seen; /* since when it is proposed */
	double mk_power, power_delta; /* dBm read by MK, dB between the two; only with has_… */
	int row; /* of spec §4 */
	bool has_mk_power, has_power_delta;
	bool cosmetic, moved;
	const char *folded; /* what a bare word of a filter looks at, folded: change_fold; NULL: made when asked */
	bool alone; /* approved only by its id or on its own row: moved, or the cancellation of a transfer */
};

/* Sides, counted (spec §5). */
struct plan_counts {
	size_t mk_clients, mk_active, mk_cancelled, ozmap_properties, ozmap_clients;
	size_t sessions_known, sessions_down;
};

/* Zeroed it is empty. Changes first in order of execution, then findings; each by code. */
struct plan {
	long long id; /* the store's; 0 while not stored */
	moment created_at;
	long long read_after; /* the journal's last entry when reading began: it need not show what came later */
	const char *timezone; /* borrowed: MK's, whose days end deferrals when it is saved; NULL: the process's own */
	struct plan_counts counts;
	struct change *items;
	size_t count, capacity;
	struct arena arena;
};

void plan_free(struct plan *plan);
/* A zeroed change more at the end, or NULL when memory ran out. Valid until the next call. */
struct change *plan_add(struct plan *plan, struct error *error);

/* Makes `folded` of every change of the plan, so that filters need not: worth it wherever a plan is filtered more than
 * once. */
int plan_fold(struct plan *plan, struct error *error);
/* Appends code, name, address, city and box, folded, each after CHANGE_FOLD_MARK. */
#define CHANGE_FOLD_MARK '\n'
void change_fold(struct text *text, const struct change *change);

/* Writes the change's id (spec §4): for changes over kind, code, property, client, before and after; for findings over
 * kind, code, why, property and client. Returns 0, or -1 when the digest failed. */
int change_make_id(struct change *change);
/* The text inside a JSON string value, unescaped, in the arena; the JSON itself for other values, NULL for null. */
const char *change_value_text(struct arena *arena, const char *json);
/* The number in a JSON value; false when it is none. */
bool change_value_number(const char *json, double *number);
/* Both values are the same; numbers within 1e-6 (spec §5). */
bool change_value_same(const char *one, const char *other);

#endif
