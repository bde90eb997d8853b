/* What `mkoz doctor` asks of MK: each check in a transaction of its own, so that one that fails spoils no other. */
#include <stdlib.h>
#include <string.h>

#include "mk/own.h"
#include "mk/session.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define CLOCK_LIMIT 60 /* s that the clocks may differ */

static const char server_sql[] =
#include "mk/sql/doctor-server.sql.h"
    ;
static const char role_sql[] =
#include "mk/sql/doctor-role.sql.h"
    ;
static const char columns_sql[] =
#include "mk/sql/doctor-columns.sql.h"
    ;
static const char contracts_sql[] =
#include "mk/sql/doctor-contracts.sql.h"
    ;
static const char reasons_sql[] =
#include "mk/sql/doctor-reasons.sql.h"
    ;
static const char login_sql[] =
#include "mk/sql/doctor-login.sql.h"
    ;
static const char radacct_sql[] =
#include "mk/sql/doctor-radacct.sql.h"
    ;

/* Where the lines go. */
struct examination {
	struct mk *mk;
	mk_check_report report;
	void *context;
	struct arena arena; /* of what is said */
};

static void say(struct examination *it, enum mk_check_level level, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void say(struct examination *it, enum mk_check_level level, const char *what, const char *format, ...)
{
	char detail[ERROR_TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(detail, sizeof detail, format, arguments);
	va_end(arguments);
	it->report(it->context, level, what, detail);
}

/* A value of the result, decoded; "" where memory ran out. */
static const char *value(struct examination *it, const PGresult *result, int row, int column)
{
	const char *decoded =
	    text_decode(&it->arena, PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column));

	return decoded == NULL ? "" : decoded;
}

static long long number(const PGresult *result, int row, int column)
{
	return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static void check_server(struct examination *it, const PGresult *result)
{
	PGconn *connection = it->mk->connection;
	long long apart = number(result, 0, 2) - (long long)moment_now();
	const char *address = PQgetvalue(result, 0, 0), *encoding = PQgetvalue(result, 0, 1);
	bool local = *address == '\0' || strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;

	say(it, MK_CHECK_OK, _("MK"), _("PostgreSQL %s answers"), value(it, result, 0, 3));
	say(it, MK_CHECK_OK, _("our address"), _("MK sees us come from %s"),
	    *address == '\0' ? _("its own host, by a unix socket") : address);
	if (PQsslInUse(connection) != 0)
		say(it, MK_CHECK_OK, _("TLS to MK"), "%s, %s", PQsslAttribute(connection, "protocol"),
		    PQsslAttribute(connection, "cipher"));
	else
		say(it, local ? MK_CHECK_OK : MK_CHECK_WARNING, _("TLS to MK"),
		    local ? _("none, and none is needed on this host")
			  : _("none: names travel in the clear: set sslmode to verify-full"));
	say(it, MK_CHECK_OK, _("encoding of MK"),
	    strcmp(encoding, "UTF8") == 0 ? _("%s") : _("%s: what is not UTF-8 is read as Windows-1252"), encoding);
	if (llabs(apart) <= CLOCK_LIMIT)
		say(it, MK_CHECK_OK, _("clock of MK"), _("%lld s apart from ours"), apart);
	else
		say(it, MK_CHECK_WARNING, _("clock of MK"),
		    _("%lld s apart from ours: ages of sessions and readings will be wrong: set the clocks by NTP"),
		    apart);
}

static void check_role(struct examination *it, const PGresult *result)
{
	const char *role = value(it, result, 0, 0);
	long long tables = number(result, 0, 2);

	if (strcmp(PQgetvalue(result, 0, 1), "t") == 0)
		say(it, MK_CHECK_WARNING, _("role in MK"),
		    _("%s is a superuser and can write everything: use a role that may only SELECT"), role);
	else if (tables > 0)
		say(it, MK_CHECK_WARNING, _("role in MK"),
		    _("%s can write %lld tables, %s for one: use a role that may only SELECT"), role, tables,
		    value(it, result, 0, 3));
	else
		say(it, MK_CHECK_OK, _("role in MK"), _("%s can only read"), role);
}

static void check_columns(struct examination *it, const PGresult *result)
{
	for (int row = 0; row < PQntuples(result); row++)
		say(it, MK_CHECK_FAILURE, _("columns of MK"),
		    strcmp(PQgetvalue(result, row, 1), "missing") == 0
			? _("%s is not there: use clients_sql for an MK of another shape")
			: _("%s may not be read: grant SELECT on it to the role"),
		    value(it, result, row, 0));
	if (PQntuples(result) == 0)
		say(it, MK_CHECK_OK, _("columns of MK"), _("all are there and can be read"));
}

static void check_contracts(struct examination *it, const PGresult *result)
{
	long long all = number(result, 0, 0);

	say(it, all > 0 ? MK_CHECK_OK : MK_CHECK_FAILURE, _("contracts"),
	    all > 0 ? _("%lld: %lld active, %lld with a reason of cancellation")
		    : _("%lld: %lld active, %lld with a reason: see whether this is the right database"),
	    all, number(result, 0, 1), number(result, 0, 2));
}

static bool is_listed(const struct config_mk *config, const char *reason)
{
	for (size_t i = 0; config->cancel_reasons[i] != NULL; i++)
		if (strcmp(config->cancel_reasons[i], reason) == 0)
			return true;
	return false;
}

static void check_reasons(struct examination *it, const PGresult *result)
{
	const struct config_mk *config = &it->mk->config->mk;
	long long listed = 0;

	for (int row = 0; row < PQntuples(result); row++) {
		const char *reason = value(it, result, row, 0), *words = value(it, result, row, 1);
		long long count = number(result, row, 2);

		if (is_listed(config, reason))
			listed += count;
		say(it, MK_CHECK_OK, _("cancel reason"),
		    is_listed(config, reason) ? _("%s %s: %lld contracts, cancelled")
					      : _("%s %s: %lld contracts, not in cancel_reasons"),
		    reason, words, count);
	}
	if (listed == 0 && config->cancelled_sql == NULL && config->clients_sql == NULL)
		say(it, MK_CHECK_WARNING, _("cancel reasons"),
		    _("no contract has one of cancel_reasons: set it to the reasons that mean cancelled"));
}

static void check_sessions(struct examination *it, const PGresult *result)
{
	long long up = number(result, 0, 0), down = number(result, 0, 1), all = number(result, 0, 2);
	long long share = up + down == 0 ? 0 : 100 * up / (up + down);
	bool fine = all == 0 || (up >= down && (up + down) * 2 >= all);

	say(it, fine ? MK_CHECK_OK : MK_CHECK_WARNING, _("sessions"),
	    fine
		? _("%lld up, %lld down (%lld %% up), of %lld connections")
		: _("%lld up, %lld down (%lld %% up), of %lld connections: see whether status_source is the right one"),
	    up, down, share, all);
}

/* One question and what to say about its answer. */
static void ask(struct examination *it, const char *what, const char *sql,
		void (*check)(struct examination *it, const PGresult *result))
{
	struct error error = {0};
	PGresult *result = NULL;

	if (mk_begin(it->mk, &error) == 0)
		result = mk_query(it->mk, sql, 0, NULL, PGRES_TUPLES_OK, &error);
	if (result != NULL)
		check(it, result);
	else
		say(it, MK_CHECK_FAILURE, what, "%s", error.text);
	PQclear(result);
	mk_rollback(it->mk);
}

static void check_own(struct examination *it)
{
	const struct config_mk *config = &it->mk->config->mk;
	struct error error = {0};

	if (config->clients_sql == NULL && config->active_sql == NULL && config->cancelled_sql == NULL)
		return;
	if (mk_begin(it->mk, &error) == 0 && mk_own_check(it->mk, &error) == 0)
		say(it, MK_CHECK_OK, _("queries of one's own"), _("each is one statement with the columns that count"));
	else
		say(it, MK_CHECK_FAILURE, _("queries of one's own"), "%s", error.text);
	mk_rollback(it->mk);
}

int mk_doctor(struct mk *mk, mk_check_report report, void *context, struct error *error)
{
	struct examination it = {.mk = mk, .report = report, .context = context};
	const struct config_mk *config = &mk->config->mk;

	if (mk_begin(mk, error) < 0)
		return -1;
	mk_rollback(mk);
	ask(&it, _("MK"), server_sql, check_server);
	ask(&it, _("role in MK"), role_sql, check_role);
	check_own(&it);
	if (config->clients_sql == NULL) {
		ask(&it, _("columns of MK"), columns_sql, check_columns);
		ask(&it, _("contracts"), contracts_sql, check_contracts);
		ask(&it, _("cancel reasons"), reasons_sql, check_reasons);
	}
	if (config->clients_sql == NULL && config->status_source != CONFIG_STATUS_NONE)
		ask(&it, _("sessions"), config->status_source == CONFIG_STATUS_LOGIN ? login_sql : radacct_sql,
		    check_sessions);
	arena_free(&it.arena);
	return 0;
}
