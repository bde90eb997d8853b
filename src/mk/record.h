/* One row about a subscriber, and what spec §3 makes of it and of several of them; pure; inside the room only. */
#ifndef MK_RECORD_H
#define MK_RECORD_H

#include "mk/intern.h"
#include "mk/rows.h"
#include "mkoz/base/config.h"
#include "mkoz/domain/subscriber.h"

/* The columns of the queries in sql/, in their order. */
enum mk_column {
	MK_CODE,
	MK_CONTRACT,
	MK_LINKED,
	MK_ACTIVATED,
	MK_CANCELLED,
	MK_REASON,
	MK_CANCELADO,
	MK_SUSPENDED,
	MK_NAME,
	MK_LOGIN,
	MK_ONU,
	MK_PORT,
	MK_TECHNOLOGY,
	MK_BLOCKED,
	MK_POWER,
	MK_POWER_AT,
	MK_STREET,
	MK_NUMBER,
	MK_COMPLEMENT,
	MK_DISTRICT,
	MK_CITY,
	MK_STATE,
	MK_ZIP,
	MK_CLOSED,
	MK_BEGUN_DAY,
	MK_BEGUN_HOUR,
	MK_ENDED_DAY,
	MK_ENDED_HOUR,
	MK_COLUMNS
};

/* The columns of clients_sql, by name; MK_OWN_NAMES is their table. */
enum mk_own_column {
	MK_OWN_CODE,
	MK_OWN_NAME,
	MK_OWN_STREET,
	MK_OWN_NUMBER,
	MK_OWN_COMPLEMENT,
	MK_OWN_DISTRICT,
	MK_OWN_CITY,
	MK_OWN_STATE,
	MK_OWN_ZIP,
	MK_OWN_ONLINE,
	MK_OWN_POWER,
	MK_OWN_POWER_AT,
	MK_OWN_LOGIN,
	MK_OWN_ONU,
	MK_OWN_PORT,
	MK_OWN_FIBER,
	MK_OWN_ACTIVATED,
	MK_OWN_CANCELLED,
	MK_OWN_REASON,
	MK_OWN_COLUMNS
};

/* What rows are judged by, and where they go. */
struct mk_records {
	const struct config *config;
	moment now; /* the database's */
	struct subscribers *out;
	struct mk_intern words; /* streets, districts, … that many rows share */
	const char *file; /* of clients_sql, for errors */
	bool has[MK_OWN_COLUMNS]; /* columns that clients_sql has */
};

/* Takes a row of the queries in sql/: one more connection of the subscriber before it, where it has its code and
 * link = contract; else a new one. */
int mk_record_add(struct mk_records *records, const struct mk_field row[MK_COLUMNS], struct error *error);
/* Takes a row of clients_sql; columns that it lacks are SQL's NULL. */
int mk_record_add_own(struct mk_records *records, const struct mk_field row[MK_OWN_COLUMNS], struct error *error);
/* What of a code counts: without the blanks around it (spec §3). */
struct mk_field mk_record_trim(struct mk_field field);
/* The decimal number in the field; false when it is none. */
bool mk_record_number(struct mk_field field, double *number);
/* The moment that begins on `day` (seconds since 1970, fraction allowed) at `hour` (HH:MM[:SS], else midnight). */
moment mk_record_moment(struct mk_field day, struct mk_field hour);

#endif
