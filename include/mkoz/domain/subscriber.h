/* A subscriber as MK knows it: the one shape in which MK's side reaches matching, whatever query read it (spec §3). */
#ifndef MKOZ_DOMAIN_SUBSCRIBER_H
#define MKOZ_DOMAIN_SUBSCRIBER_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/error.h"
#include "mkoz/base/json.h"
#include "mkoz/base/moment.h"

enum life { LIFE_NEITHER, LIFE_ACTIVE, LIFE_CANCELLED, LIFE_BOTH };
enum session { SESSION_UNKNOWN, SESSION_UP, SESSION_DOWN };

/* All strings are valid UTF-8, normalised (text_normalise), or NULL where MK has nothing; the code is never NULL, and
 * only trimmed. They live as long as the arena of the list. */
struct subscriber {
	const char *code;
	const char *name;
	const char *street, *number, *complement, *district, *city, *state, *zip;
	const char *address; /* by address_format; NULL without a street: unknown */
	const char *login, *onu, *port; /* port: the splitter port's code */
	const char *reason; /* the reason code of a cancellation; "S" where only `cancelado` says so; NULL none */
	const char *contract; /* contract number, for transfers */
	const char *linked; /* cd_contrato_vinculado: the other contract's number */
	double power; /* dBm; only with has_power */
	moment power_at;
	moment session_since; /* up or down since then; MOMENT_NONE unknown */
	moment activated_at, cancelled_at;
	enum life life;
	enum session session;
	bool has_power; /* a usable reading: not NULL, not 0, not older than power_max_age */
	bool fiber;
};

/* MK's side of one reading. Zeroed it is empty; subscribers_free frees it. */
struct subscribers {
	struct subscriber *items;
	size_t count, capacity;
	moment read_at; /* of the database's clock */
	struct arena arena;
};

void subscribers_free(struct subscribers *subscribers);
/* A zeroed subscriber more at the end, or NULL when memory ran out. Valid until the next call. */
struct subscriber *subscribers_add(struct subscribers *subscribers, struct error *error);

/* The address written by address_format (spec §3): empty parts go together with the literal text right before them,
 * runs of blanks become one. NULL without a street. In the arena. */
const char *subscriber_address(struct arena *arena, const struct subscriber *subscriber, const char *format);
/* NNNNN-NNN where zip holds 8 digits, else as it is. In the arena. */
const char *subscriber_zip(struct arena *arena, const char *zip);

/* The subscriber as a JSON object, for the console's side by side and for evidence; and back, strings in the arena. */
int subscriber_to_json(struct text *out, const struct subscriber *subscriber);
int subscriber_from_json(struct subscriber *subscriber, const json_t *json, struct arena *arena);

const char *life_name(enum life life);
const char *session_name(enum session session);

#endif
