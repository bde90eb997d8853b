/* MK's side: its list, its addresses, its JSON. */
#include "mkoz/domain/subscriber.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/array.h"
#include "record.h"

static const char *const lives[] = {[LIFE_NEITHER] = "neither",
				    [LIFE_ACTIVE] = "active",
				    [LIFE_CANCELLED] = "cancelled",
				    [LIFE_BOTH] = "active-and-cancelled",
				    NULL};
static const char *const sessions[] = {
    [SESSION_UNKNOWN] = "unknown", [SESSION_UP] = "up", [SESSION_DOWN] = "down", NULL};

_Static_assert(sizeof(enum life) == sizeof(int) && sizeof(enum session) == sizeof(int), "records hold words as int");

#define STRING(member)                                                                                                 \
	{                                                                                                              \
#member, RECORD_STRING, offsetof(struct subscriber, member), 0, NULL, 0                                \
	}
#define MOMENT(member)                                                                                                 \
	{                                                                                                              \
#member, RECORD_MOMENT, offsetof(struct subscriber, member), 0, NULL, 0                                \
	}
static const struct record_member members[] = {
    STRING(code),
    STRING(name),
    STRING(street),
    STRING(number),
    STRING(complement),
    STRING(district),
    STRING(city),
    STRING(state),
    STRING(zip),
    STRING(address),
    STRING(login),
    STRING(onu),
    STRING(port),
    STRING(reason),
    STRING(contract),
    STRING(linked),
    {"power", RECORD_NUMBER, offsetof(struct subscriber, power), offsetof(struct subscriber, has_power), NULL, 0},
    MOMENT(power_at),
    MOMENT(session_since),
    MOMENT(activated_at),
    MOMENT(cancelled_at),
    {"life", RECORD_WORD, offsetof(struct subscriber, life), 0, lives, 0},
    {"session", RECORD_WORD, offsetof(struct subscriber, session), 0, sessions, 0},
    {"fiber", RECORD_BOOL, offsetof(struct subscriber, fiber), 0, NULL, 0},
};
#undef STRING
#undef MOMENT
#define MEMBER_COUNT (sizeof members / sizeof *members)

void subscribers_free(struct subscribers *subscribers)
{
	free(subscribers->items);
	arena_free(&subscribers->arena);
	*subscribers = (struct subscribers){0};
}

struct subscriber *subscribers_add(struct subscribers *subscribers, struct error *error)
{
	struct subscriber *added;

	if (array_grow(&subscribers->items, &subscribers->capacity, subscribers->count, sizeof *added, error) < 0)
		return NULL;
	added = &subscribers->items[subscribers->count++];
	*added = (struct subscriber){.power_at = MOMENT_NONE,
				     .session_since = MOMENT_NONE,
				     .activated_at = MOMENT_NONE,
				     .cancelled_at = MOMENT_NONE};
	return added;
}

/* The part of the address that `{word}` stands for, "" when it is empty; NULL for an unknown word. */
static const char *part_value(const struct subscriber *subscriber, const char *word, size_t length)
{
	const struct {
		const char *word, *value;
	} parts[] = {
	    {"street", subscriber->street},	{"number", subscriber->number}, {"complement", subscriber->complement},
	    {"district", subscriber->district}, {"city", subscriber->city},	{"state", subscriber->state},
	    {"zip", subscriber->zip},
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const char *value = parts[i].value;

		if (strlen(parts[i].word) != length || strncmp(parts[i].word, word, length) != 0)
			continue;
		if (value == NULL || (i == 1 && strcmp(value, "0") == 0))
			return "";
		return value;
	}
	return NULL;
}

/* What parts an address: in ASCII neither a letter, a digit nor what opens a bracket; beyond it dashes and dots. */
static bool is_separator(int code)
{
	if (code < 0x80)
		return code != 0 && !isalnum(code) && strchr("([\"'#", code) == NULL;
	return code == 0xA0 || code == 0xB7 || (code >= 0x2010 && code <= 0x2015) || code == 0x2022 || code == 0x2027 ||
	       code == 0x2219;
}

static const char *skip_separators(const char *string)
{
	const char *next = string;

	while (is_separator(text_next(&next)))
		string = next;
	return string;
}

/* Fills the format in: a literal waits until the part after it turns out not to be empty. */
static void fill(struct text *out, const struct subscriber *subscriber, const char *format)
{
	const char *literal = format, *at = format;
	const char *word, *end, *value;

	while ((at = strchr(at, '{')) != NULL) {
		word = at + 1;
		end = strchr(word, '}');
		if (end == NULL)
			break;
		value = part_value(subscriber, word, (size_t)(end - word));
		if (value == NULL) { /* not a part: literal text */
			at = word;
			continue;
		}
		if (*value != '\0') {
			text_add_bytes(out, literal, (size_t)(at - literal));
			text_add(out, value);
		}
		at = literal = end + 1;
	}
	text_add(out, literal);
}

const char *subscriber_address(struct arena *arena, const struct subscriber *subscriber, const char *format)
{
	struct subscriber written = *subscriber;
	struct text text = {0};
	const char *start, *normal, *kept = NULL;

	if (subscriber->street == NULL || *subscriber->street == '\0')
		return NULL;
	if (subscriber->zip != NULL && (written.zip = subscriber_zip(arena, subscriber->zip)) == NULL)
		return NULL;
	fill(&text, &written, format);
	if (!text.failed) {
		start = skip_separators(text_string(&text));
		normal = text_normalise(arena, start);
		kept = normal == start ? arena_string(arena, start) : normal;
	}
	text_free(&text);
	return kept;
}

const char *subscriber_zip(struct arena *arena, const char *zip)
{
	char digits[9];
	size_t count = 0;

	for (const char *at = zip; *at != '\0'; at++) {
		if (!isdigit((unsigned char)*at))
			continue;
		if (count == 8)
			return zip;
		digits[count++] = *at;
	}
	return count == 8 ? arena_format(arena, "%.5s-%.3s", digits, digits + 5) : zip;
}

int subscriber_to_json(struct text *out, const struct subscriber *subscriber)
{
	record_to_json(out, subscriber, members, MEMBER_COUNT);
	return out->failed ? -1 : 0;
}

int subscriber_from_json(struct subscriber *subscriber, const json_t *json, struct arena *arena)
{
	*subscriber = (struct subscriber){0};
	if (record_from_json(subscriber, json, members, MEMBER_COUNT, arena) < 0 || subscriber->code == NULL)
		return -1;
	return 0;
}

const char *life_name(enum life life)
{
	return lives[life];
}

const char *session_name(enum session session)
{
	return sessions[session];
}
