/* Changes and findings as rows: written, found, read. */
#include "items.h"

#include <stdio.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"

/* The columns of the list in statements.c. */
enum column {
	COLUMN_NUM,
	COLUMN_ID,
	COLUMN_KIND,
	COLUMN_STATE,
	COLUMN_CODE,
	COLUMN_NAME,
	COLUMN_ADDRESS,
	COLUMN_CITY,
	COLUMN_DISTRICT,
	COLUMN_BOX,
	COLUMN_LOGIN,
	COLUMN_ONU,
	COLUMN_PROPERTY,
	COLUMN_CLIENT,
	COLUMN_BEFORE,
	COLUMN_AFTER,
	COLUMN_WHY,
	COLUMN_LINK,
	COLUMN_OTHER_CODE,
	COLUMN_MK_POWER,
	COLUMN_POWER_DELTA,
	COLUMN_ROW,
	COLUMN_COSMETIC,
	COLUMN_MOVED,
	COLUMN_ALONE,
	COLUMN_FIRST_SEEN,
	COLUMN_DECIDED_BY,
	COLUMN_DECIDED_AT,
	COLUMN_REASON,
	COLUMN_WAIT,
	COLUMN_OUTCOME,
	COLUMN_NOTE,
	COLUMN_UNDOES,
	COLUMN_MK_SIDE,
	COLUMN_OZMAP_SIDE,
};

/* The parameters of item_insert.sql; those from code to side_content are item_describe.sql's too. */
enum { PARAMETER_CODE = 4, PARAMETER_SIDE_CONTENT = 26, PARAMETER_COUNT = 30 };
enum { DESCRIBE_COUNT = PARAMETER_SIDE_CONTENT - PARAMETER_CODE + 1 };

enum state item_fresh_state(enum kind kind)
{
	return kind_is_finding(kind) ? STATE_OPEN : STATE_PENDING;
}

/* --- fingerprints: FNV-1a, enough to see that nothing changed ------------------------------------------------------
 */

static uint64_t add_bytes(uint64_t sum, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++)
		sum = (sum ^ at[i]) * 0x100000001B3u;
	return sum;
}

/* With its end, so that neighbours don't flow together; NULL differs from "". */
static uint64_t add_string(uint64_t sum, const char *string)
{
	return string == NULL ? add_bytes(sum, "\1\1", 2) : add_bytes(sum, string, strlen(string) + 1);
}

#define FINGERPRINT_START 0xCBF29CE484222325u

static int64_t fingerprint(const struct change *change)
{
	const char *const strings[] = {change->code,	    change->name,      change->address,	  change->city,
				       change->district,    change->box,       change->login,	  change->onu,
				       change->property_id, change->client_id, change->before,	  change->after,
				       change->why,	    change->link,      change->other_code};
	const int flags[] = {change->row, change->cosmetic, change->moved, change->alone};
	const double powers[] = {change->has_mk_power ? change->mk_power : 0,
				 change->has_power_delta ? change->power_delta : 0};
	uint64_t sum = FINGERPRINT_START;

	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		sum = add_string(sum, strings[i]);
	sum = add_bytes(sum, flags, sizeof flags);
	sum = add_bytes(sum, powers, sizeof powers);
	return (int64_t)(sum >> 1) + 1; /* never 0, which stands for erased */
}

static int64_t side_fingerprint(const struct change *change)
{
	uint64_t sum = add_string(add_string(FINGERPRINT_START, change->mk_side), change->ozmap_side);

	return (int64_t)(sum >> 1) + 1;
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

static void fill_values(struct value values[PARAMETER_COUNT], const struct change *change, enum state state, moment now,
			const struct item_ties *ties)
{
	const struct value filled[PARAMETER_COUNT] = {
	    value_text(change->id),
	    value_text(kind_name(change->kind)),
	    value_integer(change->kind),
	    value_text(state_name(state)),
	    value_text(change->code),
	    value_text(change->name),
	    value_text(change->address),
	    value_text(change->city),
	    value_text(change->district),
	    value_text(change->box),
	    value_text(change->login),
	    value_text(change->onu),
	    value_text(change->property_id),
	    value_text(change->client_id),
	    value_text(change->before),
	    value_text(change->after),
	    value_text(change->why),
	    value_text(change->link),
	    value_text(change->other_code),
	    value_real(change->mk_power, change->has_mk_power),
	    value_real(change->power_delta, change->has_power_delta),
	    value_integer(change->row),
	    value_integer(change->cosmetic),
	    value_integer(change->moved),
	    value_integer(change->alone),
	    value_integer(fingerprint(change)),
	    value_integer(side_fingerprint(change)),
	    value_integer(now),
	    value_text(ties == NULL ? NULL : ties->undoes),
	    value_text(ties == NULL ? NULL : ties->stands_on),
	};

	memcpy(values, filled, sizeof filled);
}

static int write_side(struct store *store, const struct change *change, int64_t num, struct error *error)
{
	return store_execute(store, STATEMENT_SIDE_SET,
			     VALUES(value_integer(num), value_text(change->mk_side), value_text(change->ozmap_side)),
			     error);
}

int item_insert(struct store *store, const struct change *change, enum state state, moment now,
		const struct item_ties *ties, int64_t *num, struct error *error)
{
	struct value values[PARAMETER_COUNT];

	fill_values(values, change, state, now, ties);
	if (store_execute(store, STATEMENT_ITEM_INSERT, values, PARAMETER_COUNT, error) < 0)
		return -1;
	*num = sqlite3_last_insert_rowid(store->database);
	if (change->mk_side == NULL && change->ozmap_side == NULL)
		return 0;
	return write_side(store, change, *num, error);
}

int item_describe(struct store *store, const struct change *change, const struct item_found *found, struct error *error)
{
	struct value values[PARAMETER_COUNT];
	bool content = found->content != fingerprint(change);
	bool side = found->side_content != side_fingerprint(change);

	if (!content && !side)
		return 0;
	fill_values(values, change, found->state, 0, NULL);
	values[PARAMETER_SIDE_CONTENT + 1] = value_integer(found->num);
	if (store_execute(store, STATEMENT_ITEM_DESCRIBE, &values[PARAMETER_CODE], DESCRIBE_COUNT + 1, error) < 0)
		return -1;
	return side ? write_side(store, change, found->num, error) : 0;
}

int item_anew(struct store *store, int64_t num, enum kind kind, moment first_seen, struct error *error)
{
	return store_execute(
	    store, STATEMENT_ITEM_ANEW,
	    VALUES(value_text(state_name(item_fresh_state(kind))), value_moment(first_seen), value_integer(num)),
	    error);
}

int item_make_current(struct store *store, int64_t num, struct error *error)
{
	return store_execute(store, STATEMENT_CURRENT_ADD, VALUES(value_integer(num)), error);
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

int item_find(struct store *store, const char *id, struct item_found *found, struct error *error)
{
	sqlite3_stmt *row;
	int result = store_first(store, STATEMENT_ITEM_FIND, &row, VALUES(value_text(id)), error);
	const char *state;

	if (result != 0)
		return result;
	state = (const char *)sqlite3_column_text(row, 1);
	*found = (struct item_found){.num = sqlite3_column_int64(row, 0),
				     .state = state == NULL ? STATE_NONE : state_parse(state),
				     .content = sqlite3_column_int64(row, 2),
				     .side_content = sqlite3_column_int64(row, 3)};
	sqlite3_reset(row);
	if (found->state == STATE_NONE)
		return error_fail(error, "%s: %s", store->path,
				  _("it holds an unknown state: was it changed by hand?"));
	return 0;
}

static void read_numbers(sqlite3_stmt *row, struct change *change)
{
	change->mk_power = sqlite3_column_double(row, COLUMN_MK_POWER);
	change->has_mk_power = sqlite3_column_type(row, COLUMN_MK_POWER) != SQLITE_NULL;
	change->power_delta = sqlite3_column_double(row, COLUMN_POWER_DELTA);
	change->has_power_delta = sqlite3_column_type(row, COLUMN_POWER_DELTA) != SQLITE_NULL;
	change->row = sqlite3_column_int(row, COLUMN_ROW);
	change->cosmetic = sqlite3_column_int(row, COLUMN_COSMETIC) != 0;
	change->moved = sqlite3_column_int(row, COLUMN_MOVED) != 0;
	change->alone = sqlite3_column_int(row, COLUMN_ALONE) != 0;
	change->first_seen = row_moment(row, COLUMN_FIRST_SEEN);
	change->decided_at = row_moment(row, COLUMN_DECIDED_AT);
}

static void read_strings(sqlite3_stmt *row, struct arena *arena, struct change *change, bool *failed)
{
	const struct {
		enum column column;
		const char **into;
	} strings[] = {
	    {COLUMN_CODE, &change->code},
	    {COLUMN_NAME, &change->name},
	    {COLUMN_ADDRESS, &change->address},
	    {COLUMN_CITY, &change->city},
	    {COLUMN_DISTRICT, &change->district},
	    {COLUMN_BOX, &change->box},
	    {COLUMN_LOGIN, &change->login},
	    {COLUMN_ONU, &change->onu},
	    {COLUMN_PROPERTY, &change->property_id},
	    {COLUMN_CLIENT, &change->client_id},
	    {COLUMN_BEFORE, &change->before},
	    {COLUMN_AFTER, &change->after},
	    {COLUMN_WHY, &change->why},
	    {COLUMN_LINK, &change->link},
	    {COLUMN_OTHER_CODE, &change->other_code},
	    {COLUMN_DECIDED_BY, &change->decided_by},
	    {COLUMN_REASON, &change->reason},
	    {COLUMN_WAIT, &change->wait},
	    {COLUMN_OUTCOME, &change->outcome},
	    {COLUMN_NOTE, &change->note},
	};

	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		*strings[i].into = row_text(row, (int)strings[i].column, arena, failed);
}

static int refuse(const struct store *store, struct error *error)
{
	return error_fail(error, "%s: %s", store->path,
			  _("it holds a change such as mkoz never writes: was it changed by hand?"));
}

/* It goes into requests and is printed as it stands. */
static bool is_value(const char *json)
{
	return json == NULL || json_is_scalar(json);
}

int item_read(struct store *store, sqlite3_stmt *row, bool with_sides, struct arena *arena, struct change *change,
	      struct error *error)
{
	const char *id = (const char *)sqlite3_column_text(row, COLUMN_ID);
	const char *kind = (const char *)sqlite3_column_text(row, COLUMN_KIND);
	const char *state = (const char *)sqlite3_column_text(row, COLUMN_STATE);
	bool failed = false;

	if (id == NULL || kind == NULL || state == NULL)
		return error_memory(error);
	*change = (struct change){.kind = kind_parse(kind), .state = state_parse(state)};
	if (change->kind == KIND_NONE || change->state == STATE_NONE || strlen(id) != CHANGE_ID_MAX - 1)
		return refuse(store, error);
	memcpy(change->id, id, CHANGE_ID_MAX);
	change->field = kind_field(change->kind);
	read_numbers(row, change);
	read_strings(row, arena, change, &failed);
	if (with_sides) {
		change->mk_side = row_text(row, COLUMN_MK_SIDE, arena, &failed);
		change->ozmap_side = row_text(row, COLUMN_OZMAP_SIDE, arena, &failed);
	}
	if (failed)
		return error_memory(error);
	return is_value(change->before) && is_value(change->after) ? 0 : refuse(store, error);
}
