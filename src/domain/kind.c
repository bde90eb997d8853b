/* The names of kinds, states and fields, in the exact words of spec §4 and §5. */
#include "mkoz/domain/kind.h"

#include <stddef.h>
#include <string.h>

/* A kind: its word, what it writes, and the revert that undoes it. */
struct kind_row {
	const char *name;
	enum field field;
	enum kind revert;
};

static const struct kind_row kinds[KIND_COUNT] = {
    [KIND_CANCEL_REMOVE] = {"cancel-remove", FIELD_CLIENT, KIND_REVERT_CANCEL_REMOVE},
    [KIND_CANCEL_DETACH] = {"cancel-detach", FIELD_CLIENT, KIND_REVERT_CANCEL_DETACH},
    [KIND_RECODE] = {"recode", FIELD_CODE, KIND_REVERT_RECODE},
    [KIND_ACTIVATE] = {"activate", FIELD_IMPLANTED, KIND_REVERT_ACTIVATE},
    [KIND_NAME] = {"name", FIELD_NAME, KIND_REVERT_NAME},
    [KIND_ADDRESS] = {"address", FIELD_ADDRESS, KIND_REVERT_ADDRESS},
    [KIND_STATUS] = {"status", FIELD_STATUS, KIND_REVERT_STATUS},
    [KIND_POWER] = {"power", FIELD_POWER, KIND_REVERT_POWER},
    [KIND_REVERT_CANCEL_REMOVE] = {"revert-cancel-remove", FIELD_CLIENT, KIND_NONE},
    [KIND_REVERT_CANCEL_DETACH] = {"revert-cancel-detach", FIELD_CLIENT, KIND_NONE},
    [KIND_REVERT_RECODE] = {"revert-recode", FIELD_CODE, KIND_NONE},
    [KIND_REVERT_ACTIVATE] = {"revert-activate", FIELD_IMPLANTED, KIND_NONE},
    [KIND_REVERT_NAME] = {"revert-name", FIELD_NAME, KIND_NONE},
    [KIND_REVERT_ADDRESS] = {"revert-address", FIELD_ADDRESS, KIND_NONE},
    [KIND_REVERT_STATUS] = {"revert-status", FIELD_STATUS, KIND_NONE},
    [KIND_REVERT_POWER] = {"revert-power", FIELD_POWER, KIND_NONE},
    [KIND_NO_CODE] = {"no-code", FIELD_NONE, KIND_NONE},
    [KIND_CONFLICT] = {"conflict", FIELD_NONE, KIND_NONE},
    [KIND_MISSING_IN_OZMAP] = {"missing-in-ozmap", FIELD_NONE, KIND_NONE},
    [KIND_MISSING_IN_MK] = {"missing-in-mk", FIELD_NONE, KIND_NONE},
    [KIND_REASON_NOT_LISTED] = {"reason-not-listed", FIELD_NONE, KIND_NONE},
    [KIND_TRANSFER] = {"transfer", FIELD_NONE, KIND_NONE},
};

static const char *const states[STATE_COUNT] = {
    [STATE_PENDING] = "pending",   [STATE_REQUESTED] = "requested", [STATE_APPROVED] = "approved",
    [STATE_RELEASED] = "released", [STATE_APPLYING] = "applying",   [STATE_APPLIED] = "applied",
    [STATE_FAILED] = "failed",	   [STATE_STALE] = "stale",	    [STATE_REJECTED] = "rejected",
    [STATE_DEFERRED] = "deferred", [STATE_WITHDRAWN] = "withdrawn", [STATE_OPEN] = "open",
};

static const char *const fields[FIELD_COUNT] = {
    [FIELD_NONE] = "",		 [FIELD_IMPLANTED] = "implanted", [FIELD_CLIENT] = "client", [FIELD_NAME] = "name",
    [FIELD_ADDRESS] = "address", [FIELD_STATUS] = "status",	  [FIELD_POWER] = "power",   [FIELD_CODE] = "code",
};

static bool is_kind(enum kind kind)
{
	return kind >= 0 && kind < KIND_COUNT;
}

const char *kind_name(enum kind kind)
{
	return is_kind(kind) ? kinds[kind].name : "";
}

enum kind kind_parse(const char *name)
{
	for (int i = 0; name != NULL && i < KIND_COUNT; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (enum kind)i;
	return KIND_NONE;
}

bool kind_is_finding(enum kind kind)
{
	return kind >= KIND_CHANGES && kind < KIND_COUNT;
}

bool kind_is_cancellation(enum kind kind)
{
	return kind == KIND_CANCEL_REMOVE || kind == KIND_CANCEL_DETACH;
}

bool kind_is_telemetry(enum kind kind)
{
	enum field field = kind_field(kind);

	return field == FIELD_STATUS || field == FIELD_POWER;
}

bool kind_is_revert(enum kind kind)
{
	return kind >= KIND_REVERT_CANCEL_REMOVE && kind <= KIND_REVERT_POWER;
}

enum kind kind_revert(enum kind kind)
{
	return is_kind(kind) && !kind_is_finding(kind) ? kinds[kind].revert : KIND_NONE;
}

enum kind kind_undone(enum kind kind)
{
	for (int i = 0; kind_is_revert(kind) && i < KIND_CHANGES; i++)
		if (kinds[i].revert == kind)
			return (enum kind)i;
	return KIND_NONE;
}

enum field kind_field(enum kind kind)
{
	return is_kind(kind) ? kinds[kind].field : FIELD_NONE;
}

const char *state_name(enum state state)
{
	return state >= 0 && state < STATE_COUNT ? states[state] : "";
}

enum state state_parse(const char *name)
{
	for (int i = 0; name != NULL && i < STATE_COUNT; i++)
		if (strcmp(states[i], name) == 0)
			return (enum state)i;
	return STATE_NONE;
}

bool state_is_decided(enum state state)
{
	return state == STATE_REQUESTED || state == STATE_APPROVED || state == STATE_RELEASED ||
	       state == STATE_REJECTED || state == STATE_DEFERRED;
}

bool state_is_open(enum state state)
{
	return state != STATE_NONE && state != STATE_APPLYING && state != STATE_APPLIED && state != STATE_WITHDRAWN;
}

const char *field_name(enum field field)
{
	return field >= 0 && field < FIELD_COUNT ? fields[field] : "";
}

enum field field_parse(const char *name)
{
	for (int i = FIELD_NONE + 1; name != NULL && i < FIELD_COUNT; i++)
		if (strcmp(fields[i], name) == 0)
			return (enum field)i;
	return FIELD_NONE;
}
