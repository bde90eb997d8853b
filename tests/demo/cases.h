/* Which subscriber shows which case: every row of spec §4's table and the traps of real databases, in believable
 * numbers. */
#ifndef MKOZ_DEMO_CASES_H
#define MKOZ_DEMO_CASES_H

#include <stdbool.h>
#include <stdint.h>

enum demo_case {
	/* findings */
	CASE_NO_CODE,
	CASE_TWO_CLIENTS,
	CASE_TWO_PROPERTIES,
	CASE_ACTIVE_AND_CANCELLED,
	CASE_MISSING_IN_OZMAP,
	CASE_REACTIVATED,
	CASE_MISSING_IN_MK,
	CASE_REASON_NOT_LISTED,
	CASE_CANCELLED_WITHOUT_REASON,
	/* changes */
	CASE_ACTIVATE,
	CASE_CANCEL_REMOVE,
	CASE_CANCEL_REMOVE_CLIENT,
	CASE_CANCEL_DETACH,
	CASE_TRANSFER_OLD,
	CASE_TRANSFER_NEW,
	CASE_NAME,
	CASE_NAME_COSMETIC,
	CASE_ADDRESS,
	CASE_ADDRESS_COSMETIC,
	CASE_ADDRESS_MOVED,
	CASE_STATUS_DOWN,
	CASE_STATUS_UP,
	CASE_AWKWARD_DOWN,
	CASE_POWER,
	CASE_POWER_MISSING,
	/* in sync, each with a trap */
	CASE_DOWN_SINCE_LONG,
	CASE_DOWN_SINCE_MINUTES,
	CASE_BLOCKED,
	CASE_SUSPENDED,
	CASE_SESSION_UNKNOWN,
	CASE_POWER_WITHIN,
	CASE_POWER_OLD,
	CASE_POWER_NULL,
	CASE_POWER_ZERO,
	CASE_TWO_CONNECTIONS,
	CASE_SAME_PERSON,
	CASE_LONE_CONNECTION,
	CASE_NOT_FIBER,
	CASE_WAITING,
	CASE_WAITING_ELSEWHERE,
	CASE_STREET_WITHOUT_ROW,
	CASE_STREET_NONE,
	CASE_SAME_ADDRESS,
	CASE_ZIP_ODD,
	CASE_NUMBER_ZERO,
	CASE_AWKWARD,
	CASE_CODE_BLANKS,
	CASE_NAME_BLANKS,
	CASE_STATUS_WORDS,
	CASE_IN_SYNC,
	CASE_COUNT
};

/* How many of each case there are, and where they stand: the subscribers' order is a shuffle of the cases in a row. */
struct cases {
	uint64_t size;
	uint64_t first[CASE_COUNT + 1]; /* the first place of each case in the row */
	uint64_t step, step_back, offset; /* the shuffle, and its inverse */
};

/* Shares `size` subscribers out. differences < 0: as at a real provider; else that many percent of differences (in
 * status, name, address and power alike) and nothing special beside them. False when size is under 60. */
bool cases_share(struct cases *cases, uint64_t seed, uint64_t size, double differences);
/* The case of a subscriber, and its number among those of that case. */
enum demo_case cases_of(const struct cases *cases, uint64_t index, uint64_t *number);
/* The subscriber that is number `number` of a case. */
uint64_t cases_index(const struct cases *cases, enum demo_case kind, uint64_t number);
uint64_t cases_count(const struct cases *cases, enum demo_case kind);
/* The case's name, and what to look for. */
const char *cases_name(enum demo_case kind);
const char *cases_note(enum demo_case kind);

#endif
