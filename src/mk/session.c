/* The connection to MK and its one read-only transaction: everything fixed, everything bounded in time. */
#include "mk/session.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mkoz/base/digest.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/secret.h"
#include "mkoz/base/text.h"

#define WAIT_STEP 250 /* ms between two questions whether to go on */
#define SILENCE_GRACE 15 /* s that the server may need beyond statement_timeout to say so */

extern char **environ;

/* What to do about it, by the SQLSTATE's beginning; the first that fits. */
static const struct {
	const char *state, *advice;
} advices[] = {
    {"57014", N_("raise statement_timeout of [mk], or see what keeps MK busy")},
    {"55P03", N_("somebody locks a table of MK: try again later")},
    {"42P01", N_("this MK lacks it: run mkoz doctor, and use clients_sql if its shape differs")},
    {"42703", N_("this MK lacks it: run mkoz doctor, and use clients_sql if its shape differs")},
    {"42501", N_("grant SELECT on it to the role of [mk] user")},
    {"25006", N_("a query of one's own may only read")},
    {"42", N_("correct the query")},
    {"22", N_("correct the query, or run mkoz doctor")},
    {"0A", N_("correct the query")},
    {"28", N_("check user and password of [mk], and that MK lets this address in")},
    {"57", N_("try again later")},
    {"", N_("run mkoz doctor")},
};

static const char *advice_for(const char *state)
{
	size_t i = 0;

	while (strncmp(state, advices[i].state, strlen(advices[i].state)) != 0)
		i++;
	return _(advices[i].advice);
}

/* The first line of PostgreSQL's words, decoded and harmless, without `ERROR:`, and without our password, should a
 * server repeat it. */
static int add_words(struct text *out, const char *message, const char *password)
{
	struct arena arena = {0};
	struct text scrubbed = {0};
	const char *decoded;
	size_t length;

	if (strncmp(message, "ERROR:", 6) == 0 || strncmp(message, "FATAL:", 6) == 0)
		message += 6;
	message += strspn(message, " ");
	length = strcspn(message, "\n");
	decoded = text_decode(&arena, message, length);
	if (decoded != NULL)
		secret_add_scrubbed(&scrubbed, decoded, &password, 1);
	if (decoded != NULL && !scrubbed.failed)
		text_add_harmless(out, text_string(&scrubbed));
	else
		decoded = NULL;
	text_free(&scrubbed);
	arena_free(&arena);
	return decoded == NULL ? -1 : 0;
}

static int complain(struct mk *mk, const PGresult *result, const char *advice, struct error *error)
{
	const char *primary = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	struct text words = {0};

	if (primary == NULL && result != NULL)
		primary = PQresultErrorMessage(result);
	if (primary == NULL || *primary == '\0')
		primary = PQerrorMessage(mk->connection);
	if (add_words(&words, primary, PQpass(mk->connection)) < 0)
		error_memory(error);
	else if (words.length == 0)
		error_fail(error, _("MK: it gave no answer: %s"), _("run mkoz doctor"));
	else
		error_fail(error, "MK: %s: %s", text_string(&words), advice);
	text_free(&words);
	return -1;
}

int mk_complain(struct mk *mk, const PGresult *result, struct error *error)
{
	const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);

	return complain(mk, result, advice_for(state == NULL ? "" : state), error);
}

static int complain_of_connecting(struct mk *mk, struct error *error)
{
	return complain(mk, NULL,
			_("check host, port, user, password and sslmode of [mk], and that MK lets this address in"),
			error);
}

/* libpq would take anything that its keywords leave open from these (spec §2: the configuration says it all). The
 * password file stays, as libpq finds it. */
static void forget_environment(void)
{
	char name[64];

	for (size_t i = 0; environ != NULL && environ[i] != NULL;) {
		size_t length = strcspn(environ[i], "=");

		if (strncmp(environ[i], "PG", 2) != 0 || length >= sizeof name ||
		    strncmp(environ[i], "PGPASSFILE=", 11) == 0) {
			i++;
			continue;
		}
		snprintf(name, sizeof name, "%.*s", (int)length, environ[i]);
		unsetenv(name);
	}
}

static int connect_to(struct mk *mk, const char *password, struct error *error)
{
	const struct config_mk *config = &mk->config->mk;
	const char *const pairs[][2] = {
	    {"host", config->host},
	    {"port", config->port},
	    {"user", config->user},
	    {"dbname", config->database},
	    {"password", password},
	    {"sslmode", config->sslmode},
	    {"sslrootcert", config->sslrootcert},
	    {"gssencmode", "disable"},
	    {"application_name", "mkoz"},
	    {"connect_timeout", "10"},
	    {"keepalives", "1"},
	    {"keepalives_idle", "30"},
	    {"keepalives_interval", "10"},
	    {"keepalives_count", "3"},
	    {"tcp_user_timeout", "30000"},
	};
	const char *keywords[sizeof pairs / sizeof *pairs + 1] = {0}, *values[sizeof pairs / sizeof *pairs + 1] = {0};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		keywords[i] = pairs[i][0];
		values[i] = pairs[i][1];
	}
	if (digest_ready(error) < 0)
		return -1;
	forget_environment();
	mk->connection = PQconnectdbParams(keywords, values, 0);
	if (mk->connection == NULL)
		return error_memory(error);
	return PQstatus(mk->connection) == CONNECTION_OK ? 0 : complain_of_connecting(mk, error);
}

static void ignore_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

/* The password of the file, else of the environment, where it is put back: a process may open MK again and again, and
 * starts no other. */
static int read_password(const struct config_mk *config, char **password, struct error *error)
{
	if (secret_read(config->password_file, SECRET_MK_VARIABLE, "[mk] password_file", password, error) < 0)
		return -1;
	if (config->password_file == NULL && *password != NULL && setenv(SECRET_MK_VARIABLE, *password, 1) != 0)
		return error_memory(error);
	return 0;
}

int mk_open(struct mk **out, const struct config *config, struct error *error)
{
	struct mk *mk = calloc(1, sizeof *mk);
	char *password = NULL;
	int result = -1;

	*out = NULL;
	if (mk == NULL)
		return error_memory(error);
	mk->config = config;
	if (config_require(config, "mk", error) < 0 || read_password(&config->mk, &password, error) < 0 ||
	    connect_to(mk, password, error) < 0)
		goto out;
	PQsetNoticeReceiver(mk->connection, ignore_notice, NULL);
	*out = mk;
	result = 0;
out:
	secret_free(password);
	if (result < 0)
		mk_close(mk);
	return result;
}

void mk_close(struct mk *mk)
{
	if (mk == NULL)
		return;
	PQfinish(mk->connection);
	free(mk);
}

void mk_address(const struct config *config, char *out, size_t size)
{
	snprintf(out, size, "%s:%s/%s", config->mk.host, config->mk.port, config->mk.database);
}

int mk_wait(struct mk *mk, struct error *error)
{
	struct pollfd socket = {.fd = PQsocket(mk->connection), .events = POLLIN};
	int64_t until = moment_ticks() + (mk->config->mk.statement_timeout + SILENCE_GRACE) * 1000;

	while (poll(&socket, 1, WAIT_STEP) <= 0) {
		if (mk->progress != NULL && mk->progress(mk->context, mk->rows) != 0)
			return error_fail(error, _("MK: the reading was ended: nothing of it is kept"));
		if (moment_ticks() >= until)
			return error_fail(error,
					  _("MK: it said nothing for %lld s: nothing of it is kept: see whether "
					    "the server or the network hangs"),
					  (long long)mk->config->mk.statement_timeout + SILENCE_GRACE);
	}
	return PQconsumeInput(mk->connection) == 1 ? 0 : mk_complain(mk, NULL, error);
}

int mk_next_result(struct mk *mk, PGresult **result, struct error *error)
{
	*result = NULL;
	while (PQisBusy(mk->connection) != 0)
		if (mk_wait(mk, error) < 0)
			return -1;
	*result = PQgetResult(mk->connection);
	return 0;
}

/* The first of the results that came; the others, of which a single statement has none, are dropped. */
static PGresult *only_result(struct mk *mk, ExecStatusType wanted, struct error *error)
{
	PGresult *first = NULL, *next = NULL;

	while (mk_next_result(mk, &next, error) == 0 && next != NULL) {
		if (first == NULL)
			first = next;
		else
			PQclear(next);
	}
	if (first == NULL || PQresultStatus(first) != wanted) {
		mk_complain(mk, first, error);
		PQclear(first);
		return NULL;
	}
	return first;
}

PGresult *mk_query(struct mk *mk, const char *sql, int count, const char *const *values, ExecStatusType wanted,
		   struct error *error)
{
	if (PQsendQueryParams(mk->connection, sql, count, NULL, values, NULL, NULL, 0) != 1) {
		mk_complain(mk, NULL, error);
		return NULL;
	}
	return only_result(mk, wanted, error);
}

/* The bytes as the server has them, so that no conversion can fail; of encodings whose every byte means something in
 * UTF-8, that is what is asked for. */
static const char *choose_encoding(PGconn *connection)
{
	static const char *const safe[] = {"LATIN2", "LATIN3", "LATIN4", "LATIN5", "LATIN9", "LATIN10", NULL};
	const char *server = PQparameterStatus(connection, "server_encoding");

	if (server == NULL)
		return "SQL_ASCII";
	for (size_t i = 0; safe[i] != NULL; i++)
		if (strcmp(server, safe[i]) == 0)
			return "UTF8";
	return server;
}

struct setting {
	const char *name, *value;
	int since; /* the version that knows it, as libpq numbers it */
};

/* Everything is set for this transaction only: nothing stays behind where a pool keeps the connection. */
static int apply_settings(struct mk *mk, const struct setting *settings, size_t count, struct error *error)
{
	struct text sql = {0};
	const char *values[32];
	int used = 0;
	PGresult *result = NULL;

	text_add(&sql, "SELECT floor(date_part('epoch', now()))::bigint");
	for (size_t i = 0; i < count && used + 2 <= 32; i++) {
		if (PQserverVersion(mk->connection) < settings[i].since)
			continue;
		text_format(&sql, ", set_config($%d, $%d, true)", used + 1, used + 2);
		values[used++] = settings[i].name;
		values[used++] = settings[i].value;
	}
	if (text_check(&sql, error) == 0)
		result = mk_query(mk, text_string(&sql), used, values, PGRES_TUPLES_OK, error);
	if (result != NULL)
		mk->now = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	text_free(&sql);
	return result == NULL ? -1 : 0;
}

static int fix_settings(struct mk *mk, struct error *error)
{
	char timeout[32];
	const struct setting settings[] = {
	    {"statement_timeout", timeout, 0},
	    {"lock_timeout", "10s", 90300},
	    {"idle_in_transaction_session_timeout", "120s", 90600},
	    {"search_path", "pg_catalog, public, pg_temp", 0},
	    {"TimeZone", mk->config->mk.timezone, 0},
	    {"DateStyle", "ISO, YMD", 0},
	    {"standard_conforming_strings", "on", 0},
	    {"client_encoding", mk->encoding, 0},
	    {"jit", "off", 110000},
	};

	snprintf(timeout, sizeof timeout, "%llds", (long long)mk->config->mk.statement_timeout);
	return apply_settings(mk, settings, sizeof settings / sizeof *settings, error);
}

int mk_begin(struct mk *mk, struct error *error)
{
	PGresult *result;

	if (PQtransactionStatus(mk->connection) != PQTRANS_IDLE) {
		forget_environment();
		PQreset(mk->connection);
	}
	if (PQstatus(mk->connection) != CONNECTION_OK)
		return complain_of_connecting(mk, error);
	mk->rows = 0;
	mk->encoding = choose_encoding(mk->connection);
	result = mk_query(mk, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", 0, NULL, PGRES_COMMAND_OK, error);
	PQclear(result);
	if (result == NULL || fix_settings(mk, error) < 0) {
		mk_rollback(mk);
		return -1;
	}
	return 0;
}

int mk_commit(struct mk *mk, struct error *error)
{
	PGresult *result = mk_query(mk, "COMMIT", 0, NULL, PGRES_COMMAND_OK, error);
	int status = -1;

	if (result != NULL && strcmp(PQcmdStatus(result), "COMMIT") == 0)
		status = 0;
	else if (result != NULL)
		error_fail(error, _("MK: the transaction did not last: nothing of it is kept: try again"));
	PQclear(result);
	return status;
}

void mk_rollback(struct mk *mk)
{
	PGTransactionStatusType status = PQtransactionStatus(mk->connection);

	if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
		PQclear(mk_query(mk, "ROLLBACK", 0, NULL, PGRES_COMMAND_OK, NULL));
	else if (status != PQTRANS_IDLE && PQsocket(mk->connection) >= 0)
		shutdown(PQsocket(mk->connection), SHUT_RDWR);
}

static int set_encoding(struct mk *mk, const char *encoding, struct error *error)
{
	PGresult *result =
	    mk_query(mk, "SELECT set_config('client_encoding', $1, true)", 1, &encoding, PGRES_TUPLES_OK, error);

	PQclear(result);
	return result == NULL ? -1 : 0;
}

int mk_prepare(struct mk *mk, const char *sql, struct error *error)
{
	bool translate = strcmp(mk->encoding, "UTF8") != 0 && text_is_utf8(sql, strlen(sql));
	PGresult *result = mk_query(mk, "DEALLOCATE ALL", 0, NULL, PGRES_COMMAND_OK, error);

	PQclear(result);
	if (result == NULL || (translate && set_encoding(mk, "UTF8", error) < 0))
		return -1;
	result = NULL;
	if (PQsendPrepare(mk->connection, MK_STATEMENT, sql, 0, NULL) == 1)
		result = only_result(mk, PGRES_COMMAND_OK, error);
	else
		mk_complain(mk, NULL, error);
	PQclear(result);
	if (result == NULL)
		return -1;
	return translate ? set_encoding(mk, mk->encoding, error) : 0;
}
