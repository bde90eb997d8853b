/* Makes the subscribers of the demo: first in sync on both sides, then bent to what their case shows. */
#include "subject.h"

#include <stdio.h>
#include <string.h>

#include "random.h"

enum purpose { SINCE = 20, POWER, DRIFT, SAME, FORMER };

static unsigned draw(const struct world *world, uint64_t index, uint64_t purpose, unsigned limit)
{
	return random_below(world->seed, index, purpose, limit);
}

/* --- cases --- */

static void absent_in_ozmap(struct subject *s)
{
	s->has_client = s->has_property = false;
}

static void no_code(struct subject *s)
{
	s->in_mk = false;
	snprintf(s->client_code, sizeof s->client_code, "%s", s->number % 2 ? "  " : "");
}

static void two_clients(struct subject *s)
{
	s->two_clients = true;
}

static void two_properties(struct subject *s)
{
	s->two_properties = true;
}

static void cancelled(struct subject *s)
{
	s->reason = 8;
	s->cancelled = true;
	s->session = DEMO_DOWN;
	s->status = 1;
}

static void active_and_cancelled(struct subject *s)
{
	s->reason = 8; /* and `cancelado` N */
}

static void reactivated(struct subject *s)
{
	s->has_client = false;
	s->history = s->contract;
}

static void missing_in_mk(struct subject *s)
{
	s->in_mk = false;
}

static void reason_not_listed(struct subject *s)
{
	s->reason = 3;
}

static void cancelled_without_reason(struct subject *s)
{
	s->cancelled = true;
	s->activated = false;
}

static void activate(struct subject *s)
{
	s->implanted = s->number % 2 ? -1 : 0;
}

static void cancel_remove(struct subject *s)
{
	cancelled(s);
	s->implanted = 0;
}

static void cancel_remove_client(struct subject *s)
{
	cancel_remove(s);
	s->has_property = false;
}

static void name(struct subject *s)
{
	/* the name of another person: the former owner's */
	words_other_name(s->client_name, sizeof s->client_name, FORMER, s->index);
}

static void name_cosmetic(struct subject *s)
{
	words_plain_capitals(s->client_name);
	if (strcmp(s->client_name, s->name) == 0) {
		for (char *at = s->client_name + 1; *at; at++) {
			if (*at >= 'A' && *at <= 'Z' && at[-1] != ' ')
				*at = (char)(*at - 'A' + 'a');
		}
	}
}

static void address(struct subject *s)
{
	struct place other = s->install;

	snprintf(other.complement, sizeof other.complement, "%s", other.complement[0] ? "" : "Casa 1");
	place_address(s->address, sizeof s->address, &other);
}

static void address_cosmetic(struct subject *s)
{
	if (strncmp(s->address, "Rua ", 4) == 0 && s->number % 2 == 0) {
		s->address[1] = '.';
		memmove(s->address + 2, s->address + 3, strlen(s->address + 3) + 1);
	} else {
		words_plain_capitals(s->address);
	}
}

static void address_moved(struct subject *s)
{
	struct place other = s->install;

	other.number += 200;
	other.street = other.street % WORDS_STREETS == 0 ? other.street - 1 : other.street + 1;
	place_address(s->address, sizeof s->address, &other);
}

static void status_down(struct subject *s)
{
	s->session = DEMO_DOWN;
}

static void status_up(struct subject *s)
{
	s->status = 1;
}

static void awkward(struct subject *s)
{
	size_t which = (size_t)s->number * 2 + (s->kind == CASE_AWKWARD_DOWN);

	snprintf(s->name, sizeof s->name, "%s", words_awkward[which % words_awkward_count]);
	snprintf(s->client_name, sizeof s->client_name, "%s", s->name);
	if (s->kind == CASE_AWKWARD_DOWN)
		s->session = DEMO_DOWN;
}

static void power(struct subject *s)
{
	s->client_power = s->power + (s->number % 3 == 0 ? -6.4 : s->number % 3 == 1 ? 0.8 : 3.3);
}

static void power_missing(struct subject *s)
{
	s->has_client_power = false;
}

static void power_within(struct subject *s)
{
	s->client_power = s->power + (s->number % 2 ? 0.4 : -0.4);
}

static void down_in_sync(struct subject *s)
{
	s->session = DEMO_DOWN;
	s->status = 1;
}

static void down_just_now(struct subject *s)
{
	s->session = DEMO_DOWN;
	s->since = 3 * (int64_t)WORLD_MINUTE;
}

static void blocked(struct subject *s)
{
	s->session = DEMO_DOWN;
	s->blocked = s->kind == CASE_BLOCKED;
	s->suspended = s->kind == CASE_SUSPENDED;
}

static void session_unknown(struct subject *s)
{
	s->session = DEMO_UNKNOWN;
}

static void power_old(struct subject *s)
{
	s->power_age = 20 * (int64_t)WORLD_DAY;
	s->client_power = s->power - 4;
}

static void power_null(struct subject *s)
{
	s->client_power = s->power - 4;
	if (s->number % 3 == 0)
		s->power_age = -1;
	else
		s->has_power = false;
}

static void power_zero(struct subject *s)
{
	s->power = 0;
}

static void two_connections(struct subject *s)
{
	s->second_connection = true;
}

static void lone_connection(struct subject *s)
{
	s->has_contract = false;
	absent_in_ozmap(s);
}

static void not_fiber(struct subject *s)
{
	s->fiber = false;
	absent_in_ozmap(s);
}

static void waiting(struct subject *s)
{
	s->activated = false;
	s->session = DEMO_UNKNOWN;
	s->has_power = false;
	s->implanted = 0;
	if (s->kind == CASE_WAITING_ELSEWHERE)
		absent_in_ozmap(s);
}

static void street_without_row(struct subject *s)
{
	s->street_without_row = true;
	s->same_address = false;
}

static void street_none(struct subject *s)
{
	s->home.street = s->install.street = 0; /* OZmap has an address: nothing is proposed */
}

static void same_address(struct subject *s)
{
	s->same_address = true;
	s->install.number += 1000;
	if (s->number % 2)
		s->install.street = 0;
}

static void zip_odd(struct subject *s)
{
	static const char *const zips[] = {"8801", "88010-0", ""};

	snprintf(s->home.zip, sizeof s->home.zip, "%s", zips[s->number % 3]);
	s->install = s->home;
	place_address(s->address, sizeof s->address, &s->home);
}

static void number_zero(struct subject *s)
{
	s->home.number = 0;
	s->install.number = s->number % 2 ? 0 : -1;
	place_address(s->address, sizeof s->address, &s->home);
}

static void code_blanks(struct subject *s)
{
	snprintf(s->client_code, sizeof s->client_code, "  %llu ", (unsigned long long)s->contract);
}

static void name_blanks(struct subject *s)
{
	const char *blank = strchr(s->client_name, ' ');

	if (blank)
		snprintf(s->name, sizeof s->name, "%.*s %s ", (int)(blank - s->client_name), s->client_name, blank);
}

static void status_words(struct subject *s)
{
	s->status_words = true;
	if (s->number % 2)
		down_in_sync(s);
}

static void (*const bend[CASE_COUNT])(struct subject *) = {
    [CASE_NO_CODE] = no_code,
    [CASE_TWO_CLIENTS] = two_clients,
    [CASE_TWO_PROPERTIES] = two_properties,
    [CASE_ACTIVE_AND_CANCELLED] = active_and_cancelled,
    [CASE_MISSING_IN_OZMAP] = absent_in_ozmap,
    [CASE_REACTIVATED] = reactivated,
    [CASE_MISSING_IN_MK] = missing_in_mk,
    [CASE_REASON_NOT_LISTED] = reason_not_listed,
    [CASE_CANCELLED_WITHOUT_REASON] = cancelled_without_reason,
    [CASE_ACTIVATE] = activate,
    [CASE_CANCEL_REMOVE] = cancel_remove,
    [CASE_CANCEL_REMOVE_CLIENT] = cancel_remove_client,
    [CASE_CANCEL_DETACH] = cancelled,
    [CASE_TRANSFER_OLD] = cancelled,
    [CASE_TRANSFER_NEW] = absent_in_ozmap,
    [CASE_NAME] = name,
    [CASE_NAME_COSMETIC] = name_cosmetic,
    [CASE_ADDRESS] = address,
    [CASE_ADDRESS_COSMETIC] = address_cosmetic,
    [CASE_ADDRESS_MOVED] = address_moved,
    [CASE_STATUS_DOWN] = status_down,
    [CASE_STATUS_UP] = status_up,
    [CASE_AWKWARD_DOWN] = awkward,
    [CASE_POWER] = power,
    [CASE_POWER_MISSING] = power_missing,
    [CASE_DOWN_SINCE_LONG] = down_in_sync,
    [CASE_DOWN_SINCE_MINUTES] = down_just_now,
    [CASE_BLOCKED] = blocked,
    [CASE_SUSPENDED] = blocked,
    [CASE_SESSION_UNKNOWN] = session_unknown,
    [CASE_POWER_WITHIN] = power_within,
    [CASE_POWER_OLD] = power_old,
    [CASE_POWER_NULL] = power_null,
    [CASE_POWER_ZERO] = power_zero,
    [CASE_TWO_CONNECTIONS] = two_connections,
    [CASE_LONE_CONNECTION] = lone_connection,
    [CASE_NOT_FIBER] = not_fiber,
    [CASE_WAITING] = waiting,
    [CASE_WAITING_ELSEWHERE] = waiting,
    [CASE_STREET_WITHOUT_ROW] = street_without_row,
    [CASE_STREET_NONE] = street_none,
    [CASE_SAME_ADDRESS] = same_address,
    [CASE_ZIP_ODD] = zip_odd,
    [CASE_NUMBER_ZERO] = number_zero,
    [CASE_AWKWARD] = awkward,
    [CASE_CODE_BLANKS] = code_blanks,
    [CASE_NAME_BLANKS] = name_blanks,
    [CASE_STATUS_WORDS] = status_words,
};

/* --- the whole --- */

static uint64_t code_of(uint64_t index)
{
	return WORLD_FIRST_CODE + index;
}

static void make_mk(struct subject *s, const struct world *world)
{
	s->contract = s->person = code_of(s->index);
	s->connection = 200000 + s->contract * 2;
	s->in_mk = s->has_contract = s->has_person = s->activated = s->fiber = true;
	words_name(s->name, sizeof s->name, world->seed, s->index);
	place_make(&s->home, world, s->index);
	s->install = s->home;
	s->same_address = draw(world, s->index, SAME, 5) == 0;
	s->session = DEMO_UP;
	s->since = WORLD_HOUR + draw(world, s->index, SINCE, 20 * WORLD_DAY);
	s->has_power = true;
	s->power = -15.0 - draw(world, s->index, POWER, 1200) / 100.0;
	s->power_age = 10 * WORLD_MINUTE + draw(world, s->index, SINCE + 100, 2 * WORLD_DAY);
	s->onu = s->contract;
}

static void make_ozmap(struct subject *s, const struct world *world)
{
	s->has_client = s->has_property = true;
	snprintf(s->client_code, sizeof s->client_code, "%llu", (unsigned long long)s->contract);
	snprintf(s->client_name, sizeof s->client_name, "%s", s->name);
	place_address(s->address, sizeof s->address, &s->home);
	s->implanted = 1;
	s->has_client_power = true;
	s->client_power = s->power + (draw(world, s->index, DRIFT, 61) - 30.0) / 100.0;
}

/* The second of two contracts of one person: the first that stands before it and has a person of its own. */
static void share_person(struct subject *s, const struct world *world)
{
	struct subject other;
	uint64_t index = s->index, number;

	while (index > 0 && cases_of(&world->cases, index, &number) == CASE_SAME_PERSON)
		index--;
	if (index == s->index || cases_of(&world->cases, index, &number) == CASE_SAME_PERSON)
		return;
	subject_make(&other, world, index);
	s->person = other.person;
	s->has_person = s->same_address = false;
	s->home = other.home;
	snprintf(s->name, sizeof s->name, "%s", other.name);
	snprintf(s->client_name, sizeof s->client_name, "%s", other.name);
}

static void link_transfer(struct subject *s, const struct world *world)
{
	uint64_t old = cases_index(&world->cases, CASE_TRANSFER_OLD, s->number);

	if (s->number % 2 == 0)
		s->linked = code_of(old);
	else
		s->onu = code_of(old);
}

void subject_make(struct subject *s, const struct world *world, uint64_t index)
{
	memset(s, 0, sizeof *s);
	s->index = index;
	s->kind = cases_of(&world->cases, index, &s->number);
	make_mk(s, world);
	make_ozmap(s, world);
	if (bend[s->kind])
		bend[s->kind](s);
	if (s->kind == CASE_SAME_PERSON)
		share_person(s, world);
	else if (s->kind == CASE_TRANSFER_NEW)
		link_transfer(s, world);
	if (s->kind == CASE_AWKWARD || s->kind == CASE_AWKWARD_DOWN || s->kind == CASE_SAME_PERSON) {
		text_fit(s->name, world);
		text_fit(s->client_name, world);
	}
}
