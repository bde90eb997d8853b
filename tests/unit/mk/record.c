/* Tests of what spec §3 makes of rows: life, session, power, fiber, several connections, queries of one's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mk/record.h"

#define NOW 1700000000
#define HOUR 3600
#define DAY (24 * HOUR)

static const char *const reasons[] = {"8", "12", NULL};

/* Everything a test needs: a configuration with the defaults, and rows made of words. */
struct fixture {
	struct config config;
	struct subscribers out;
	struct mk_records records;
	struct error error;
	const char *row[MK_COLUMNS];
	char times[8][32];
	size_t used;
};

static int set_up(void **state)
{
	struct fixture *it = calloc(1, sizeof *it);

	it->config.mk.cancel_reasons = (const char **)reasons;
	it->config.mk.timezone = "America/Sao_Paulo";
	it->config.sync.status_after = 30 * 60;
	it->config.sync.power_max_age = 7 * DAY;
	it->config.sync.address_format = "{street}, {number} {complement} - {district}, {city} - {state}, {zip}";
	it->records = (struct mk_records){.config = &it->config, .now = NOW, .out = &it->out, .file = "own.sql"};
	it->row[MK_CODE] = it->row[MK_CONTRACT] = "7";
	it->row[MK_ACTIVATED] = "1600000000";
	*state = it;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *it = *state;

	subscribers_free(&it->out);
	mk_intern_free(&it->records.words);
	free(it);
	return 0;
}

/* Seconds ago, as the database writes a moment. */
static const char *ago(struct fixture *it, int seconds)
{
	char *out = it->times[it->used++ % 8];

	snprintf(out, sizeof it->times[0], "%d.25", NOW - seconds);
	return out;
}

static struct mk_field field(const char *string)
{
	return string == NULL ? (struct mk_field){NULL, 0} : (struct mk_field){string, strlen(string)};
}

static const struct subscriber *add(struct fixture *it)
{
	struct mk_field row[MK_COLUMNS];

	for (int i = 0; i < MK_COLUMNS; i++)
		row[i] = field(it->row[i]);
	assert_int_equal(mk_record_add(&it->records, row, &it->error), 0);
	return &it->out.items[it->out.count - 1];
}

static void session(struct fixture *it, const char *closed, const char *begun, const char *ended)
{
	it->row[MK_CLOSED] = closed;
	it->row[MK_BEGUN_DAY] = begun;
	it->row[MK_ENDED_DAY] = ended;
}

static void judges_life(void **state)
{
	static const struct {
		const char *activated, *reason, *cancelado;
		enum life life;
		const char *kept;
	} cases[] = {
	    {"1600000000", NULL, "N", LIFE_ACTIVE, NULL}, {"1600000000", "8", "S", LIFE_CANCELLED, "8"},
	    {NULL, "12", "S", LIFE_CANCELLED, "12"},	  {"1600000000", "3", "N", LIFE_NEITHER, "3"},
	    {NULL, NULL, "N", LIFE_NEITHER, NULL},	  {NULL, NULL, "S", LIFE_NEITHER, "S"},
	    {"1600000000", NULL, "S", LIFE_ACTIVE, "S"},
	};
	struct fixture *it = *state;

	it->config.mk.link = CONFIG_LINK_CONNECTION;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct subscriber *subscriber;

		it->row[MK_ACTIVATED] = cases[i].activated;
		it->row[MK_REASON] = cases[i].reason;
		it->row[MK_CANCELADO] = cases[i].cancelado;
		subscriber = add(it);
		assert_int_equal(subscriber->life, cases[i].life);
		if (cases[i].kept == NULL)
			assert_null(subscriber->reason);
		else
			assert_string_equal(subscriber->reason, cases[i].kept);
	}
}

static void lets_queries_of_ones_own_alone_decide(void **state)
{
	struct fixture *it = *state;

	it->config.mk.active_sql = "a.sql";
	assert_int_equal(add(it)->life, LIFE_NEITHER);
	it->row[MK_CODE] = "8";
	it->row[MK_REASON] = "8";
	assert_int_equal(add(it)->life, LIFE_CANCELLED);
	it->row[MK_CODE] = "9";
	it->config.mk.cancelled_sql = "c.sql";
	assert_int_equal(add(it)->life, LIFE_NEITHER);
}

static void is_down_only_once_it_has_lasted(void **state)
{
	struct fixture *it = *state;

	it->config.mk.link = CONFIG_LINK_CONNECTION;
	session(it, "S", ago(it, 5 * DAY), ago(it, HOUR));
	assert_int_equal(add(it)->session, SESSION_DOWN);
	assert_int_equal(it->out.items[0].session_since, NOW - HOUR);
	session(it, "S", ago(it, 5 * DAY), ago(it, 29 * 60));
	assert_int_equal(add(it)->session, SESSION_UNKNOWN);
	session(it, "S", NULL, NULL);
	assert_int_equal(add(it)->session, SESSION_DOWN);
	session(it, "N", ago(it, HOUR), NULL);
	assert_int_equal(add(it)->session, SESSION_UP);
	session(it, "N", NULL, NULL);
	assert_int_equal(add(it)->session, SESSION_UNKNOWN);
	session(it, NULL, ago(it, HOUR), NULL);
	assert_int_equal(add(it)->session, SESSION_UNKNOWN);
}

static void takes_the_hour_or_midnight(void **state)
{
	struct fixture *it = *state;

	(void)it;
	assert_int_equal(mk_record_moment(field("86400"), field("10:20:30")), 86400 + 10 * HOUR + 20 * 60 + 30);
	assert_int_equal(mk_record_moment(field("86400"), field("10:20")), 86400 + 10 * HOUR + 20 * 60);
	assert_int_equal(mk_record_moment(field("86400"), field(NULL)), 86400);
	assert_int_equal(mk_record_moment(field("86400"), field("25:00:00")), 86400);
	assert_int_equal(mk_record_moment(field("86400"), field("nonsense")), 86400);
	assert_int_equal(mk_record_moment(field("86400"), field("1:2:3:4")), 86400);
	assert_int_equal(mk_record_moment(field("Infinity"), field("10:20:30")), MOMENT_NONE);
	assert_int_equal(mk_record_moment(field(NULL), field("10:20:30")), MOMENT_NONE);
	assert_int_equal(mk_record_moment(field("-10.5"), field(NULL)), -11);
}

static void is_unknown_while_down_and_blocked(void **state)
{
	struct fixture *it = *state;

	it->config.mk.link = CONFIG_LINK_CONNECTION;
	session(it, "S", NULL, ago(it, DAY));
	it->row[MK_BLOCKED] = "S";
	assert_int_equal(add(it)->session, SESSION_UNKNOWN);
	it->row[MK_BLOCKED] = "N";
	it->row[MK_SUSPENDED] = "S";
	assert_int_equal(add(it)->session, SESSION_UNKNOWN);
	session(it, "N", ago(it, DAY), NULL);
	assert_int_equal(add(it)->session, SESSION_UP);
}

static void joins_sessions_of_a_contract(void **state)
{
	struct fixture *it = *state;

	session(it, "S", NULL, ago(it, 2 * DAY));
	assert_int_equal(add(it)->session, SESSION_DOWN);
	session(it, NULL, NULL, NULL);
	assert_int_equal(add(it)->session, SESSION_DOWN);
	session(it, "S", NULL, ago(it, DAY));
	assert_int_equal(add(it)->session_since, NOW - DAY);
	session(it, "N", ago(it, HOUR), NULL);
	assert_int_equal(add(it)->session, SESSION_UP);
	assert_int_equal(it->out.items[0].session_since, NOW - HOUR);
	session(it, "S", NULL, ago(it, DAY));
	assert_int_equal(add(it)->session, SESSION_UP);
	session(it, "N", ago(it, DAY), NULL);
	assert_int_equal(add(it)->session_since, NOW - DAY);
	assert_int_equal(it->out.count, 1);
}

static void takes_the_latest_usable_power(void **state)
{
	struct fixture *it = *state;

	it->row[MK_POWER] = "-20.05";
	it->row[MK_POWER_AT] = ago(it, 2 * HOUR);
	assert_true(add(it)->has_power);
	assert_true(it->out.items[0].power == -20.05);
	it->row[MK_POWER] = "-21.00";
	assert_true(add(it)->power == -20.05); /* the same moment: the lowest codconexao stays */
	it->row[MK_POWER_AT] = ago(it, HOUR);
	assert_true(add(it)->power == -21);
	it->row[MK_POWER] = "0.00";
	it->row[MK_POWER_AT] = ago(it, 60);
	assert_true(add(it)->power == -21);
	it->row[MK_POWER] = "-22";
	it->row[MK_POWER_AT] = ago(it, 3 * HOUR);
	assert_true(add(it)->power == -21);
	assert_int_equal(it->out.items[0].power_at, NOW - HOUR);
}

static void leaves_power_unknown(void **state)
{
	static const struct {
		const char *power;
		int age; /* -1: NULL */
	} cases[] = {{NULL, 60}, {"0", 60}, {"0.00", 60}, {"-20", -1}, {"-20", 7 * DAY + 1}, {"NaN", 60}, {"", 60}};
	struct fixture *it = *state;

	it->config.mk.link = CONFIG_LINK_CONNECTION;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		it->row[MK_POWER] = cases[i].power;
		it->row[MK_POWER_AT] = cases[i].age < 0 ? NULL : ago(it, cases[i].age);
		assert_false(add(it)->has_power);
	}
	it->row[MK_POWER] = "-20";
	it->row[MK_POWER_AT] = ago(it, 7 * DAY - 60);
	assert_true(add(it)->has_power);
}

static void is_fiber_by_any_sign(void **state)
{
	static const struct {
		const char *technology, *onu, *port;
		bool fiber;
	} cases[] = {{"F", NULL, NULL, true},	{"R", NULL, NULL, false}, {NULL, "HWTC1", NULL, true},
		     {NULL, "  ", NULL, false}, {"R", NULL, "12", true},  {"R", NULL, "0", false}};
	struct fixture *it = *state;

	it->config.mk.link = CONFIG_LINK_CONNECTION;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		it->row[MK_TECHNOLOGY] = cases[i].technology;
		it->row[MK_ONU] = cases[i].onu;
		it->row[MK_PORT] = cases[i].port;
		assert_int_equal(add(it)->fiber, cases[i].fiber);
	}
}

static void takes_login_and_address_from_the_first(void **state)
{
	struct fixture *it = *state;
	const struct subscriber *subscriber;

	it->row[MK_NAME] = "  JOS\xC9  da Silva ";
	it->row[MK_LOGIN] = "first";
	it->row[MK_STREET] = "Rua A";
	it->row[MK_NUMBER] = "0";
	it->row[MK_ZIP] = "88010000";
	add(it);
	it->row[MK_LOGIN] = "second";
	it->row[MK_STREET] = "Rua B";
	it->row[MK_TECHNOLOGY] = "F";
	subscriber = add(it);
	assert_int_equal(it->out.count, 1);
	assert_string_equal(subscriber->name, "JOSÉ da Silva");
	assert_string_equal(subscriber->login, "first");
	assert_string_equal(subscriber->address, "Rua A, 88010-000");
	assert_null(subscriber->number);
	assert_true(subscriber->fiber);
	it->row[MK_CODE] = "70";
	it->row[MK_STREET] = "  ";
	subscriber = add(it);
	assert_int_equal(it->out.count, 2);
	assert_null(subscriber->address);
}

static void keeps_connections_apart_when_they_are_the_link(void **state)
{
	struct fixture *it = *state;

	it->config.mk.link = CONFIG_LINK_CONNECTION;
	add(it);
	add(it);
	assert_int_equal(it->out.count, 2);
}

/* --- clients_sql ------------------------------------------------------------------------------------------------- */

static int add_own(struct fixture *it, const char *const own[MK_OWN_COLUMNS])
{
	struct mk_field row[MK_OWN_COLUMNS];

	for (int i = 0; i < MK_OWN_COLUMNS; i++) {
		row[i] = field(own[i]);
		it->records.has[i] |= own[i] != NULL;
	}
	return mk_record_add_own(&it->records, row, &it->error);
}

static void takes_rows_of_ones_own(void **state)
{
	static const char *const own[MK_OWN_COLUMNS] = {
	    [MK_OWN_CODE] = " 123|4 ",
	    [MK_OWN_NAME] = "Ana",
	    [MK_OWN_STREET] = "Rua A",
	    [MK_OWN_NUMBER] = "S/N",
	    [MK_OWN_ONLINE] = "f",
	    [MK_OWN_POWER] = "-20,5",
	    [MK_OWN_POWER_AT] = "2023-11-14 18:00:00",
	    [MK_OWN_FIBER] = "t",
	    [MK_OWN_ACTIVATED] = "2020-01-02",
	    [MK_OWN_REASON] = NULL,
	};
	struct fixture *it = *state;
	const struct subscriber *subscriber;

	assert_int_equal(add_own(it, own), 0);
	subscriber = &it->out.items[0];
	assert_string_equal(subscriber->code, "123|4");
	assert_string_equal(subscriber->address, "Rua A, S/N");
	assert_int_equal(subscriber->session, SESSION_DOWN);
	assert_true(subscriber->has_power && subscriber->power == -20.5);
	assert_int_equal(subscriber->power_at, 1699995600); /* 18:00 in São Paulo */
	assert_true(subscriber->fiber);
	assert_int_equal(subscriber->life, LIFE_ACTIVE);
}

static void refuses_rows_of_ones_own(void **state)
{
	static const char *const bad[][MK_OWN_COLUMNS] = {
	    {[MK_OWN_CODE] = NULL, [MK_OWN_NAME] = "x"},
	    {[MK_OWN_CODE] = "  "},
	    {[MK_OWN_CODE] = "1", [MK_OWN_ONLINE] = "maybe"},
	    {[MK_OWN_CODE] = "1", [MK_OWN_POWER_AT] = "yesterday"},
	};
	struct fixture *it = *state;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		error_clear(&it->error);
		assert_int_equal(add_own(it, bad[i]), -1);
		assert_non_null(strstr(it->error.text, "own.sql"));
	}
}

static void judges_life_of_ones_own(void **state)
{
	static const struct {
		const char *activated, *cancelled, *reason;
		bool has_reason;
		enum life life;
	} cases[] = {
	    {"2020-01-02", NULL, NULL, false, LIFE_ACTIVE},
	    {"2020-01-02", "2021-01-02", NULL, false, LIFE_CANCELLED},
	    {"2020-01-02", "2021-01-02", "8", true, LIFE_CANCELLED},
	    {"2020-01-02", "2021-01-02", "3", true, LIFE_NEITHER},
	    {NULL, NULL, NULL, false, LIFE_NEITHER},
	};
	struct fixture *it = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *own[MK_OWN_COLUMNS] = {[MK_OWN_CODE] = "1",
						   [MK_OWN_ACTIVATED] = cases[i].activated,
						   [MK_OWN_CANCELLED] = cases[i].cancelled,
						   [MK_OWN_REASON] = cases[i].reason};

		it->records.has[MK_OWN_REASON] = cases[i].has_reason;
		assert_int_equal(add_own(it, own), 0);
		assert_int_equal(it->out.items[it->out.count - 1].life, cases[i].life);
	}
}

static void reads_numbers(void **state)
{
	static const struct {
		const char *string;
		bool is;
		double number;
	} cases[] = {{"-20.05", true, -20.05},
		     {"-20,5", true, -20.5},
		     {" 7 ", true, 7},
		     {"+1.5", true, 1.5},
		     {"1700000000.423043", true, 1700000000.423043},
		     {"", false, 0},
		     {"-", false, 0},
		     {".", false, 0},
		     {"1.2.3", false, 0},
		     {"NaN", false, 0},
		     {"1e5", false, 0},
		     {"0x10", false, 0},
		     {"-27.123456789012345678", true, -27.123456789012345}};
	double number;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(mk_record_number(field(cases[i].string), &number), cases[i].is);
		if (cases[i].is)
			assert_float_equal(number, cases[i].number, 1e-9);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* No code at all is a code of no letters: kept, so that who decides sees it. */
static void takes_rows_without_a_code(void **state)
{
	struct fixture *it = *state;

	it->row[MK_CODE] = NULL;
	add(it);
	assert_string_equal(add(it)->code, "");
	assert_int_equal(it->out.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(judges_life),
	    TEST(lets_queries_of_ones_own_alone_decide),
	    TEST(is_down_only_once_it_has_lasted),
	    TEST(takes_the_hour_or_midnight),
	    TEST(is_unknown_while_down_and_blocked),
	    TEST(joins_sessions_of_a_contract),
	    TEST(takes_the_latest_usable_power),
	    TEST(leaves_power_unknown),
	    TEST(is_fiber_by_any_sign),
	    TEST(takes_login_and_address_from_the_first),
	    TEST(keeps_connections_apart_when_they_are_the_link),
	    TEST(takes_rows_of_ones_own),
	    TEST(refuses_rows_of_ones_own),
	    TEST(judges_life_of_ones_own),
	    TEST(reads_numbers),
	    TEST(takes_rows_without_a_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
