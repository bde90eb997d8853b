/* What spec §3 makes of one row about a subscriber, and of several rows about the same one. */
#include "mk/record.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

/* A column whose text goes into a member of the subscriber; shared: many rows have the same. */
struct copied {
	int column;
	size_t member;
	bool shared;
};

#define MEMBER(name) offsetof(struct subscriber, name)
static const struct copied copied[] = {
    {MK_CONTRACT, MEMBER(contract), false}, {MK_LINKED, MEMBER(linked), false},
    {MK_REASON, MEMBER(reason), true},	    {MK_NAME, MEMBER(name), false},
    {MK_LOGIN, MEMBER(login), false},	    {MK_ONU, MEMBER(onu), false},
    {MK_PORT, MEMBER(port), false},	    {MK_STREET, MEMBER(street), true},
    {MK_NUMBER, MEMBER(number), true},	    {MK_COMPLEMENT, MEMBER(complement), true},
    {MK_DISTRICT, MEMBER(district), true},  {MK_CITY, MEMBER(city), true},
    {MK_STATE, MEMBER(state), true},	    {MK_ZIP, MEMBER(zip), true},
};
static const struct copied own_copied[] = {
    {MK_OWN_NAME, MEMBER(name), false},	       {MK_OWN_STREET, MEMBER(street), true},
    {MK_OWN_NUMBER, MEMBER(number), true},     {MK_OWN_COMPLEMENT, MEMBER(complement), true},
    {MK_OWN_DISTRICT, MEMBER(district), true}, {MK_OWN_CITY, MEMBER(city), true},
    {MK_OWN_STATE, MEMBER(state), true},       {MK_OWN_ZIP, MEMBER(zip), true},
    {MK_OWN_LOGIN, MEMBER(login), false},      {MK_OWN_ONU, MEMBER(onu), false},
    {MK_OWN_PORT, MEMBER(port), false},	       {MK_OWN_REASON, MEMBER(reason), true},
};
#undef MEMBER
#define COUNT(array) (sizeof(array) / sizeof *(array))

struct mk_field mk_record_trim(struct mk_field field)
{
	while (field.length > 0 && isspace((unsigned char)field.bytes[field.length - 1]))
		field.length--;
	while (field.length > 0 && isspace((unsigned char)*field.bytes)) {
		field.bytes++;
		field.length--;
	}
	return field;
}

bool mk_record_number(struct mk_field field, double *number)
{
	double value = 0, scale = 1;
	bool negative, digits = false, fraction = false;
	size_t at = 0;

	field = mk_record_trim(field);
	if (field.length == 0 || field.length > 40)
		return false;
	negative = field.bytes[0] == '-';
	at = negative || field.bytes[0] == '+';
	for (; at < field.length; at++) {
		char byte = field.bytes[at];

		if ((byte == '.' || byte == ',') && !fraction) {
			fraction = true;
		} else if (isdigit((unsigned char)byte)) {
			digits = true;
			if (fraction && scale >= 1e15)
				continue;
			value = value * 10 + (byte - '0');
			scale = fraction ? scale * 10 : scale;
		} else {
			return false;
		}
	}
	*number = (negative ? -value : value) / scale;
	return digits;
}

/* Seconds since midnight; 0 when it is no hour. */
static int seconds_of_day(struct mk_field hour)
{
	static const int most[] = {23, 59, 59};
	int parts[3] = {0}, part = 0;

	hour = mk_record_trim(hour);
	if (hour.length < 4 || hour.length > 8)
		return 0;
	for (size_t i = 0; i < hour.length; i++) {
		if (hour.bytes[i] == ':' && part < 2)
			part++;
		else if (isdigit((unsigned char)hour.bytes[i]))
			parts[part] = parts[part] * 10 + (hour.bytes[i] - '0');
		else
			return 0;
	}
	for (int i = 0; i < 3; i++)
		if (parts[i] > most[i])
			return 0;
	return part == 0 ? 0 : parts[0] * 3600 + parts[1] * 60 + parts[2];
}

moment mk_record_moment(struct mk_field day, struct mk_field hour)
{
	double seconds;

	if (!mk_record_number(day, &seconds) || fabs(seconds) > 1e12)
		return MOMENT_NONE;
	return (moment)floor(seconds) + seconds_of_day(hour);
}

static bool is_letter(struct mk_field field, char letter)
{
	field = mk_record_trim(field);
	return field.length == 1 && *field.bytes == letter;
}

/* The member's text; NULL where there is none, or only blanks. */
static int copy_text(struct mk_records *records, struct mk_field field, bool shared, const char **out,
		     struct error *error)
{
	struct arena *arena = &records->out->arena;
	const char *string;

	*out = NULL;
	if (field.bytes == NULL || field.length == 0)
		return 0;
	string = shared ? mk_intern(&records->words, arena, field.bytes, field.length)
			: mk_text(arena, field.bytes, field.length);
	if (string == NULL)
		return error_memory(error);
	*out = *string == '\0' ? NULL : string;
	return 0;
}

static int copy_texts(struct mk_records *records, struct subscriber *subscriber, const struct mk_field *row,
		      const struct copied *table, size_t count, struct error *error)
{
	struct arena *arena = &records->out->arena;

	for (size_t i = 0; i < count; i++) {
		const char **member = (const char **)((char *)subscriber + table[i].member);

		if (copy_text(records, row[table[i].column], table[i].shared, member, error) < 0)
			return -1;
	}
	if (subscriber->number != NULL && strcmp(subscriber->number, "0") == 0)
		subscriber->number = NULL;
	if (subscriber->street == NULL)
		return 0;
	subscriber->address = subscriber_address(arena, subscriber, records->config->sync.address_format);
	return subscriber->address == NULL ? error_memory(error) : 0;
}

static int copy_code(struct mk_records *records, struct mk_field field, const char **out, struct error *error)
{
	field = mk_record_trim(field);
	*out = text_decode(&records->out->arena, field.bytes == NULL ? "" : field.bytes, field.length);
	return *out == NULL ? error_memory(error) : 0;
}

static bool is_given(const char *code)
{
	return code != NULL && strcmp(code, "0") != 0;
}

/* Active and cancelled as bits: LIFE_BOTH is both. What a query of one's own decides is left out. */
static enum life judge_life(const struct config_mk *config, bool activated, const char *reason)
{
	unsigned life = activated && reason == NULL ? LIFE_ACTIVE : LIFE_NEITHER;

	for (size_t i = 0; reason != NULL && config->cancel_reasons[i] != NULL; i++)
		if (strcmp(config->cancel_reasons[i], reason) == 0)
			life = LIFE_CANCELLED;
	if (config->active_sql != NULL)
		life &= ~(unsigned)LIFE_ACTIVE;
	if (config->cancelled_sql != NULL)
		life &= ~(unsigned)LIFE_CANCELLED;
	return (enum life)life;
}

static enum session judge_session(const struct mk_records *records, const struct mk_field *row, moment *since)
{
	*since = MOMENT_NONE;
	if (is_letter(row[MK_CLOSED], 'N') && row[MK_BEGUN_DAY].bytes != NULL) {
		*since = mk_record_moment(row[MK_BEGUN_DAY], row[MK_BEGUN_HOUR]);
		return SESSION_UP;
	}
	if (!is_letter(row[MK_CLOSED], 'S') || is_letter(row[MK_BLOCKED], 'S') || is_letter(row[MK_SUSPENDED], 'S'))
		return SESSION_UNKNOWN;
	*since = mk_record_moment(row[MK_ENDED_DAY], row[MK_ENDED_HOUR]);
	if (*since != MOMENT_NONE && records->now - *since < records->config->sync.status_after)
		return SESSION_UNKNOWN;
	return SESSION_DOWN;
}

/* Up if any is up, down if all that are known are down; up since the first, down since the last. */
static void join_session(struct subscriber *subscriber, enum session session, moment since)
{
	if (session == SESSION_UNKNOWN || (session == SESSION_DOWN && subscriber->session == SESSION_UP))
		return;
	if (session == subscriber->session && subscriber->session_since != MOMENT_NONE && since != MOMENT_NONE) {
		if ((since < subscriber->session_since) == (session == SESSION_UP))
			subscriber->session_since = since;
		return;
	}
	if (session != subscriber->session)
		subscriber->session_since = since;
	subscriber->session = session;
}

/* The latest usable reading; rows come by codconexao, so that the first of equal ones stays. */
static void join_power(const struct mk_records *records, struct subscriber *subscriber, struct mk_field field,
		       moment at, bool ageless)
{
	double power;

	if (!mk_record_number(field, &power) || power == 0)
		return;
	if (!ageless && (at == MOMENT_NONE || records->now - at > records->config->sync.power_max_age))
		return;
	if (subscriber->has_power && at <= subscriber->power_at)
		return;
	subscriber->power = power;
	subscriber->power_at = at;
	subscriber->has_power = true;
}

/* What each connection of a subscriber adds to it. */
static void join(const struct mk_records *records, struct subscriber *subscriber, const struct mk_field *row)
{
	const struct mk_field none = {0};
	moment since, read_at = mk_record_moment(row[MK_POWER_AT], none);
	enum session session = judge_session(records, row, &since);
	struct mk_field port = mk_record_trim(row[MK_PORT]);

	join_session(subscriber, session, since);
	join_power(records, subscriber, row[MK_POWER], read_at, false);
	subscriber->fiber |= is_letter(row[MK_TECHNOLOGY], 'F') || mk_record_trim(row[MK_ONU]).length > 0 ||
			     (port.length > 0 && !is_letter(port, '0'));
}

static bool is_same(const struct mk_records *records, const struct subscriber *subscriber, struct mk_field code)
{
	return records->config->mk.link == CONFIG_LINK_CONTRACT && strlen(subscriber->code) == code.length &&
	       (code.length == 0 || memcmp(subscriber->code, code.bytes, code.length) == 0);
}

int mk_record_add(struct mk_records *records, const struct mk_field row[MK_COLUMNS], struct error *error)
{
	const struct mk_field none = {0};
	struct subscribers *out = records->out;
	struct subscriber *subscriber = out->count == 0 ? NULL : &out->items[out->count - 1];

	if (subscriber != NULL && is_same(records, subscriber, row[MK_CODE])) {
		join(records, subscriber, row);
		return 0;
	}
	subscriber = subscribers_add(out, error);
	if (subscriber == NULL || copy_code(records, row[MK_CODE], &subscriber->code, error) < 0 ||
	    copy_texts(records, subscriber, row, copied, COUNT(copied), error) < 0)
		return -1;
	if (!is_given(subscriber->port))
		subscriber->port = NULL;
	subscriber->life = judge_life(&records->config->mk, row[MK_ACTIVATED].bytes != NULL, subscriber->reason);
	subscriber->activated_at = mk_record_moment(row[MK_ACTIVATED], none);
	subscriber->cancelled_at = mk_record_moment(row[MK_CANCELLED], none);
	if (subscriber->reason == NULL && is_letter(row[MK_CANCELADO], 'S'))
		subscriber->reason = "S";
	join(records, subscriber, row);
	return 0;
}

/* A boolean, as PostgreSQL or people write it: 1, 0, or -1 for NULL and -2 for anything else. */
static int own_bool(struct mk_field field)
{
	static const char *const words[2][6] = {{"f", "false", "0", "n", "no", "off"},
						{"t", "true", "1", "s", "y", "yes"}};

	field = mk_record_trim(field);
	if (field.length == 0)
		return -1;
	for (int value = 0; value < 2; value++)
		for (size_t i = 0; i < 6; i++)
			if (strlen(words[value][i]) == field.length &&
			    strncasecmp(words[value][i], field.bytes, field.length) == 0)
				return value;
	return -2;
}

/* A time as PostgreSQL writes it; without a zone it is MK's. */
static int own_moment(const struct mk_records *records, struct mk_field field, const char *column, moment *out,
		      struct error *error)
{
	struct mk_field trimmed = mk_record_trim(field);
	struct error cause = {0};

	*out = MOMENT_NONE;
	if (trimmed.length == 0 || memcmp(trimmed.bytes, "infinity", trimmed.length < 8 ? trimmed.length : 8) == 0)
		return 0;
	if (moment_parse(trimmed.bytes, records->config->mk.timezone, out, &cause) < 0)
		return error_fail(error, _("MK: %s: column %s: %s"), records->file, column, cause.text);
	return 0;
}

static int own_flags(const struct mk_records *records, struct subscriber *subscriber, const struct mk_field *row,
		     struct error *error)
{
	int online = own_bool(row[MK_OWN_ONLINE]), fiber = own_bool(row[MK_OWN_FIBER]);

	if (online == -2 || fiber == -2)
		return error_fail(error,
				  _("MK: %s: column %s is neither true nor false for code %s: correct the query"),
				  records->file, online == -2 ? "online" : "fiber", subscriber->code);
	if (online >= 0)
		subscriber->session = online == 1 ? SESSION_UP : SESSION_DOWN;
	subscriber->fiber = fiber >= 0 ? fiber == 1 : subscriber->onu != NULL || is_given(subscriber->port);
	return 0;
}

/* Without a reason column the time of cancelling is all there is to go by. */
static enum life own_life(const struct mk_records *records, const struct subscriber *subscriber,
			  const struct mk_field *row)
{
	const struct config_mk *config = &records->config->mk;
	bool activated = row[MK_OWN_ACTIVATED].bytes != NULL;

	if (records->has[MK_OWN_REASON] || row[MK_OWN_CANCELLED].bytes == NULL)
		return judge_life(config, activated, subscriber->reason);
	return config->cancelled_sql == NULL ? LIFE_CANCELLED : LIFE_NEITHER;
}

int mk_record_add_own(struct mk_records *records, const struct mk_field row[MK_OWN_COLUMNS], struct error *error)
{
	struct subscriber *subscriber;
	moment read_at;

	if (mk_record_trim(row[MK_OWN_CODE]).length == 0)
		return error_fail(error, _("MK: %s: a row without a code: nothing of it is kept: leave such rows out"),
				  records->file);
	subscriber = subscribers_add(records->out, error);
	if (subscriber == NULL || copy_code(records, row[MK_OWN_CODE], &subscriber->code, error) < 0 ||
	    copy_texts(records, subscriber, row, own_copied, COUNT(own_copied), error) < 0 ||
	    own_flags(records, subscriber, row, error) < 0 ||
	    own_moment(records, row[MK_OWN_POWER_AT], "power_at", &read_at, error) < 0 ||
	    own_moment(records, row[MK_OWN_ACTIVATED], "activated_at", &subscriber->activated_at, error) < 0 ||
	    own_moment(records, row[MK_OWN_CANCELLED], "cancelled_at", &subscriber->cancelled_at, error) < 0)
		return -1;
	join_power(records, subscriber, row[MK_OWN_POWER], read_at, !records->has[MK_OWN_POWER_AT]);
	subscriber->life = own_life(records, subscriber, row);
	return 0;
}
