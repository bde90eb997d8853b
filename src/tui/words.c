/* The console's words for kinds, values, rules and ages. */
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/mask.h"

/* What is counted of each kind; shorter where a column is narrow. */
static const struct {
	const char *name, *brief;
} kinds[KIND_COUNT] = {
    [KIND_CANCEL_REMOVE] = {N_("cancellation (property and client)"), N_("removal")},
    [KIND_CANCEL_DETACH] = {N_("cancellation (client only)"), N_("detachment")},
    [KIND_RECODE] = {N_("new code"), NULL},
    [KIND_ACTIVATE] = {N_("activation"), NULL},
    [KIND_NAME] = {N_("name"), NULL},
    [KIND_ADDRESS] = {N_("address"), NULL},
    [KIND_STATUS] = {N_("status"), NULL},
    [KIND_POWER] = {N_("power"), NULL},
    [KIND_REVERT_CANCEL_REMOVE] = {N_("return of property and client"), N_("undo: removal")},
    [KIND_REVERT_CANCEL_DETACH] = {N_("return of the client"), N_("undo: detachment")},
    [KIND_REVERT_RECODE] = {N_("undo: new code"), NULL},
    [KIND_REVERT_ACTIVATE] = {N_("undo: activation"), NULL},
    [KIND_REVERT_NAME] = {N_("undo: name"), NULL},
    [KIND_REVERT_ADDRESS] = {N_("undo: address"), NULL},
    [KIND_REVERT_STATUS] = {N_("undo: status"), NULL},
    [KIND_REVERT_POWER] = {N_("undo: power"), NULL},
    [KIND_NO_CODE] = {N_("client without a code"), NULL},
    [KIND_CONFLICT] = {N_("conflict"), NULL},
    [KIND_MISSING_IN_OZMAP] = {N_("missing in OZmap"), NULL},
    [KIND_MISSING_IN_MK] = {N_("missing in MK"), NULL},
    [KIND_REASON_NOT_LISTED] = {N_("cancel reason not listed"), NULL},
    [KIND_TRANSFER] = {N_("transfer"), NULL},
};

static const char *const states[STATE_COUNT] = {
    [STATE_PENDING] = NC_("state", "pending"),	   [STATE_REQUESTED] = NC_("state", "requested"),
    [STATE_APPROVED] = NC_("state", "approved"),   [STATE_RELEASED] = NC_("state", "released"),
    [STATE_APPLYING] = NC_("state", "applying"),   [STATE_APPLIED] = NC_("state", "applied"),
    [STATE_FAILED] = NC_("state", "failed"),	   [STATE_STALE] = NC_("state", "stale"),
    [STATE_REJECTED] = NC_("state", "rejected"),   [STATE_DEFERRED] = NC_("state", "waiting"),
    [STATE_WITHDRAWN] = NC_("state", "withdrawn"), [STATE_OPEN] = NC_("state", "open"),
};

/* What a guard is called, and what it counts. */
static const struct {
	const char *name, *counted;
} guards[GUARD_COUNT] = {
    [GUARD_CANCELLATION_LIMIT] = {N_("cancellation limit"), N_("cancellations within 24 hours, undecided ones too")},
    [GUARD_ACTIVE_DROP] = {N_("drop in active subscribers"), N_("fewer active subscribers in MK than before")},
    [GUARD_CANARY] = {N_("canary codes"), N_("canary codes missing")},
    [GUARD_STATUS_STORM] = {N_("mass outage"), N_("sessions newly down")},
};

static const char *const rules[] = {
    [1] = N_("row 1: a client in OZmap that has no code"),
    [2] = N_("row 2: two or more clients or properties in OZmap with this code"),
    [3] = N_("row 3: active and cancelled in MK at once"),
    [4] = N_("row 4: active in MK, no client in OZmap"),
    [5] = N_("row 5: active in MK, not implanted in OZmap"),
    [6] = N_("row 6: cancelled in MK, not implanted in OZmap or without a property: property and client go"),
    [7] = N_("row 7: cancelled in MK, implanted in OZmap: the client goes, the property stays"),
    [8] = N_("row 8: in OZmap, not in MK"),
    [9] = N_("row 9: in MK neither active nor cancelled, with a reason that is not listed"),
    [10] = N_("row 10: not cancelled in MK, and this field differs in OZmap"),
};

/* Why a conflict is one, or what is known of a client that is missing. */
static const struct {
	enum kind kind;
	const char *why, *said;
} whys[] = {
    {KIND_CONFLICT, "duplicate-in-ozmap", N_("code twice in OZmap")},
    {KIND_CONFLICT, "active-and-cancelled", N_("active and cancelled in MK")},
    {KIND_MISSING_IN_OZMAP, "reactivated", N_("missing in OZmap, known before")},
    {KIND_REASON_NOT_LISTED, "S", N_("cancelled without a reason")},
};

const char *words_kind(enum kind kind)
{
	return kind >= 0 && kind < KIND_COUNT ? _(kinds[kind].name) : "";
}

const char *words_kind_brief(enum kind kind)
{
	return kind >= 0 && kind < KIND_COUNT && kinds[kind].brief != NULL ? _(kinds[kind].brief) : words_kind(kind);
}

const char *words_state(enum state state)
{
	return state >= 0 && state < STATE_COUNT ? C_("state", states[state]) : "";
}

const char *words_guard(const char *name)
{
	int guard = guard_parse(name);

	return guard < 0 ? name : _(guards[guard].name);
}

const char *words_guard_counted(enum guard_kind guard)
{
	return _(guards[guard].counted);
}

const char *words_rule(int row)
{
	return row >= 1 && row < (int)(sizeof rules / sizeof rules[0]) ? _(rules[row]) : "";
}

/* So many places, with the mark between whole and fraction that the language has: the second character of "0.0". */
static void write_number(double number, int places, char out[32])
{
	char *mark;

	snprintf(out, 32, "%s%.*f", number < 0 ? "−" : "", places, fabs(number));
	mark = strchr(out, '.');
	/* TRANSLATORS: the sign between whole and fraction is what counts: 0,0 or 0.0 */
	if (mark != NULL && strlen(_("0.0")) == 3)
		*mark = _("0.0")[1];
}

const char *words_rate(struct arena *arena, double rate)
{
	char number[32];

	write_number(rate, 1, number);
	return arena_string(arena, number);
}

const char *words_power(struct arena *arena, double dbm)
{
	char number[32];

	write_number(dbm, 2, number);
	return arena_format(arena, "%s dBm", number);
}

const char *words_value(struct arena *arena, enum field field, const char *json)
{
	double number;

	if (json == NULL || strcmp(json, "null") == 0)
		return field == FIELD_CLIENT ? _("no client") : _("nothing");
	if (field == FIELD_POWER && change_value_number(json, &number))
		return words_power(arena, number);
	if (field == FIELD_IMPLANTED)
		return strcmp(json, "true") == 0 ? _("yes") : _("no");
	return change_value_text(arena, json);
}

static void add_both(struct text *out, struct arena *arena, const struct change *change, bool mask)
{
	const char *before = words_value(arena, change->field, change->before);
	const char *after = words_value(arena, change->field, change->after);
	double number;

	if (mask && (change->field == FIELD_NAME || change->field == FIELD_ADDRESS)) {
		before = words_masked(arena, before);
		after = words_masked(arena, after);
	}
	if (before == NULL || after == NULL)
		return;
	if (change->field == FIELD_POWER && change_value_number(change->before, &number)) {
		char written[32];

		write_number(number, 2, written);
		text_add(out, written);
	} else
		text_add(out, before);
	text_format(out, " → %s", after);
}

static const char *cancellation(const struct change *change)
{
	if (change->kind == KIND_CANCEL_DETACH)
		return _("client goes, property stays");
	return change->property_id != NULL ? _("property and client go") : _("client goes");
}

static void add_finding(struct text *out, const struct change *change)
{
	for (size_t i = 0; change->why != NULL && i < sizeof whys / sizeof *whys; i++) {
		if (change->kind != whys[i].kind || strcmp(change->why, whys[i].why) != 0)
			continue;
		text_add(out, _(whys[i].said));
		return;
	}
	if (change->kind == KIND_TRANSFER && change->why != NULL) {
		text_format(out, _("transfer from %s"), change->why);
		return;
	}
	text_add(out, words_kind(change->kind));
	if (change->why != NULL)
		text_format(out, ": %s", change->why);
}

void words_change(struct text *out, const struct change *change, bool mask)
{
	struct arena arena = {0};

	if (kind_is_finding(change->kind)) {
		add_finding(out, change);
	} else if (kind_is_cancellation(change->kind)) {
		text_add(out, cancellation(change));
	} else {
		if (kind_is_revert(change->kind))
			text_format(out, "%s: ", _("undo"));
		if (change->field == FIELD_CODE || change->field == FIELD_IMPLANTED)
			text_format(out, "%s: ", change->field == FIELD_CODE ? _("code") : _("implanted"));
		add_both(out, &arena, change, mask);
	}
	arena_free(&arena);
}

void words_age(moment at, moment now, char *out, size_t size)
{
	int64_t seconds = at == MOMENT_NONE || now < at ? 0 : now - at;

	if (seconds < 60)
		snprintf(out, size, "%lld s", (long long)seconds);
	else if (seconds < 3600)
		snprintf(out, size, "%lld min", (long long)seconds / 60);
	else if (seconds < 48 * 3600LL)
		snprintf(out, size, "%lld h", (long long)seconds / 3600);
	else
		snprintf(out, size, "%lld d", (long long)seconds / 86400);
}

/* Writes the day of `then` (YYYY-MM-DD…) by the pattern: Y, M and D stand for their digits. */
static void write_day(struct text *out, const char *then, const char *pattern)
{
	for (; *pattern != '\0'; pattern++) {
		if (*pattern == 'Y')
			text_add_bytes(out, then, 4);
		else if (*pattern == 'M')
			text_add_bytes(out, then + 5, 2);
		else if (*pattern == 'D')
			text_add_bytes(out, then + 8, 2);
		else
			text_add_char(out, *pattern);
	}
}

/* The day by the pattern, where there is one, and the time of day, where it is wanted. */
static void write_moment(const char *then, const char *pattern, bool time, char *out, size_t size)
{
	struct text text = {0};

	write_day(&text, then, pattern);
	if (time)
		text_format(&text, "%s%s", text.length > 0 ? " " : "", then + 11);
	snprintf(out, size, "%s", text_string(&text));
	text_free(&text);
}

/* Today: 20:14; this year: 11-29 20:14; before: 2025-11-29; as the language writes them. */
void words_time(moment at, moment now, const char *timezone, char *out, size_t size)
{
	char then[MOMENT_TEXT_MAX], today[MOMENT_TEXT_MAX];

	if (at == MOMENT_NONE || strlen(moment_local(at, timezone, then)) < 16) {
		snprintf(out, size, "%s", "");
		return;
	}
	moment_local(now, timezone, today);
	if (strncmp(then, today, 10) == 0)
		write_moment(then, "", true, out, size);
	else if (strncmp(then, today, 4) == 0)
		write_moment(then, _("M-D"), true, out, size);
	else
		write_moment(then, _("Y-M-D"), false, out, size);
}

void words_day(struct text *out, const char *day)
{
	write_day(out, day, _("Y-M-D"));
}

const char *words_moment(moment at, const char *timezone, char out[MOMENT_TEXT_MAX])
{
	char then[MOMENT_TEXT_MAX];

	if (strlen(moment_local(at, timezone, then)) < 16)
		out[0] = '\0';
	else
		write_moment(then, _("Y-M-D"), true, out, MOMENT_TEXT_MAX);
	return out;
}

const char *words_masked(struct arena *arena, const char *string)
{
	struct text out = {0};
	const char *kept;

	if (string == NULL)
		return NULL;
	mask_words(&out, string);
	kept = arena_string(arena, text_string(&out));
	text_free(&out);
	return kept;
}

const char *words_masked_link(struct arena *arena, const char *link)
{
	struct text out = {0};
	const char *kept;

	if (link == NULL)
		return NULL;
	mask_link(&out, link);
	kept = arena_string(arena, text_string(&out));
	text_free(&out);
	return kept;
}

static bool starts_character(const char *string, size_t at)
{
	const char *next = string + at;
	char one[8] = "";
	size_t length;

	if (((unsigned char)string[at] & 0xC0) == 0x80)
		return false;
	if (string[at] == '\0' || (unsigned char)string[at] < 0x80)
		return true;
	text_next(&next);
	length = (size_t)(next - (string + at));
	memcpy(one, string + at, length < sizeof one ? length : 0);
	return text_width(one) > 0;
}

void words_difference(const char *one, const char *other, size_t *start, size_t *one_end, size_t *other_end)
{
	size_t from = 0, one_length = strlen(one), other_length = strlen(other);

	while (one[from] != '\0' && one[from] == other[from])
		from++;
	while (from > 0 && !(starts_character(one, from) && starts_character(other, from)))
		from--;
	while (one_length > from && other_length > from && one[one_length - 1] == other[other_length - 1]) {
		one_length--;
		other_length--;
	}
	while (!starts_character(one, one_length) || !starts_character(other, other_length)) {
		one_length++;
		other_length++;
	}
	*start = from;
	*one_end = one_length;
	*other_end = other_length;
}
