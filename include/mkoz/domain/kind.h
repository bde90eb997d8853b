/* The names of the field: kinds of change and finding, their states, their fields; in the exact words of spec §4 and
 * §5. */
#ifndef MKOZ_DOMAIN_KIND_H
#define MKOZ_DOMAIN_KIND_H

#include <stdbool.h>

/* The order of execution: all cancellations go before the first activation (spec §8). Findings stand last. */
enum kind {
	KIND_CANCEL_REMOVE,
	KIND_CANCEL_DETACH,
	KIND_RECODE,
	KIND_ACTIVATE,
	KIND_NAME,
	KIND_ADDRESS,
	KIND_STATUS,
	KIND_POWER,
	KIND_REVERT_CANCEL_REMOVE,
	KIND_REVERT_CANCEL_DETACH,
	KIND_REVERT_RECODE,
	KIND_REVERT_ACTIVATE,
	KIND_REVERT_NAME,
	KIND_REVERT_ADDRESS,
	KIND_REVERT_STATUS,
	KIND_REVERT_POWER,
	KIND_CHANGES, /* how many kinds of change */
	KIND_NO_CODE = KIND_CHANGES,
	KIND_CONFLICT,
	KIND_MISSING_IN_OZMAP,
	KIND_MISSING_IN_MK,
	KIND_REASON_NOT_LISTED,
	KIND_TRANSFER,
	KIND_COUNT,
	KIND_NONE = -1,
};

enum state {
	STATE_PENDING,
	STATE_REQUESTED,
	STATE_APPROVED,
	STATE_RELEASED,
	STATE_APPLYING,
	STATE_APPLIED,
	STATE_FAILED,
	STATE_STALE,
	STATE_REJECTED,
	STATE_DEFERRED,
	STATE_WITHDRAWN,
	STATE_OPEN, /* of a finding about which nothing was decided */
	STATE_COUNT,
	STATE_NONE = -1,
};

enum field {
	FIELD_NONE,
	FIELD_IMPLANTED,
	FIELD_CLIENT,
	FIELD_NAME,
	FIELD_ADDRESS,
	FIELD_STATUS,
	FIELD_POWER,
	FIELD_CODE,
	FIELD_COUNT,
};

/* `cancel-remove`, `revert-activate`, `missing-in-ozmap` …; KIND_NONE for an unknown word. */
const char *kind_name(enum kind kind);
enum kind kind_parse(const char *name);
bool kind_is_finding(enum kind kind);
/* cancel-remove and cancel-detach. */
bool kind_is_cancellation(enum kind kind);
/* status, power and their reverts. */
bool kind_is_telemetry(enum kind kind);
bool kind_is_revert(enum kind kind);
/* The revert of a kind, and the kind that a revert undoes; KIND_NONE when there is none. */
enum kind kind_revert(enum kind kind);
enum kind kind_undone(enum kind kind);
/* The field that a kind writes. */
enum field kind_field(enum kind kind);

const char *state_name(enum state state);
enum state state_parse(const char *name);
/* requested, approved, released, rejected or deferred: a person's word, kept while a plan finds the change again. */
bool state_is_decided(enum state state);
/* No worker has claimed it, and it is still there: it can be rejected, deferred or undone. */
bool state_is_open(enum state state);

/* `implanted`, `client`, …; "" for FIELD_NONE; FIELD_NONE for an unknown word. */
const char *field_name(enum field field);
enum field field_parse(const char *name);

#endif
