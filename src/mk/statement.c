/* A query of one's own: just enough of SQL's lexical rules to know that it is one statement that only reads. */
#include "mk/statement.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mkoz/base/i18n.h"

#define STATEMENT_MAX ((size_t)256 * 1024)

/* Words that write, or that reach beyond the transaction; none is of use in a query that reads. A * ends a beginning:
 * large objects can be written even where a transaction is read only. */
static const char *const forbidden[] = {
    "insert",
    "update",
    "delete",
    "merge",
    "into",
    "truncate",
    "drop",
    "alter",
    "create",
    "grant",
    "revoke",
    "commit",
    "rollback",
    "savepoint",
    "call",
    "set_config",
    "dblink*",
    "lo_*",
    "lowrite",
    "nextval",
    "setval",
    "pg_notify",
    "pg_reload_conf",
    "pg_cancel_backend",
    "pg_terminate_backend",
    "pg_advisory_*",
    "pg_create_*",
    "pg_drop_*",
    "pg_file_*",
    "pg_logical_*",
    "pg_replication_*",
    "pg_stat_reset*",
    "pg_switch_*",
    NULL,
};

static bool is_word_char(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '$' || (unsigned char)byte >= 0x80;
}

/* Past the closing quote, which may be doubled, and escaped where `backslashes`; NULL when there is none. */
static const char *skip_quoted(const char *at, bool backslashes)
{
	char quote = *at++;

	for (; *at != '\0'; at++) {
		if (backslashes && *at == '\\' && at[1] != '\0')
			at++;
		else if (*at == quote && at[1] == quote)
			at++;
		else if (*at == quote)
			return at + 1;
	}
	return NULL;
}

/* Past a comment between slashes and stars, which nest; NULL when it does not end. */
static const char *skip_block(const char *at)
{
	int depth = 0;

	for (; *at != '\0'; at++) {
		bool opens = at[0] == '/' && at[1] == '*', closes = at[0] == '*' && at[1] == '/';

		if (!opens && !closes)
			continue;
		depth += opens ? 1 : -1;
		at++;
		if (depth == 0)
			return at + 1;
	}
	return NULL;
}

/* Past $tag$ … $tag$; `at` itself when no such quote begins here, NULL when it does not end. */
static const char *skip_dollar(const char *at)
{
	size_t tag = 1;
	const char *end;

	if (isdigit((unsigned char)at[1]))
		return at;
	while (is_word_char(at[tag]) && at[tag] != '$')
		tag++;
	if (at[tag] != '$')
		return at;
	tag++;
	end = at + tag;
	while ((end = strchr(end, '$')) != NULL && strncmp(end, at, tag) != 0)
		end++;
	return end == NULL ? NULL : end + tag;
}

/* Past blanks and comments; NULL when a comment does not end. */
static const char *skip_blanks(const char *at)
{
	while (at != NULL && *at != '\0') {
		if (isspace((unsigned char)*at))
			at++;
		else if (strncmp(at, "--", 2) == 0)
			at += strcspn(at, "\n");
		else if (strncmp(at, "/*", 2) == 0)
			at = skip_block(at);
		else
			break;
	}
	return at;
}

static bool is_word(const char *at, size_t length, const char *word)
{
	return strlen(word) == length && strncasecmp(at, word, length) == 0;
}

static bool is_forbidden(const char *at, size_t length)
{
	for (size_t i = 0; forbidden[i] != NULL; i++) {
		size_t size = strcspn(forbidden[i], "*");

		if (forbidden[i][size] == '*' ? length >= size && strncasecmp(at, forbidden[i], size) == 0
					      : is_word(at, length, forbidden[i]))
			return true;
	}
	return false;
}

/* What stands at one place of the query. */
struct place {
	const char *at, *start;
	int depth; /* of brackets */
	const char *complaint; /* or NULL */
};

static void pass_word(struct place *place)
{
	const char *at = place->at;
	size_t length = 0;

	while (is_word_char(at[length]))
		length++;
	if (at == place->start && !is_word(at, length, "select") && !is_word(at, length, "with"))
		place->complaint = N_("it does not begin with SELECT or WITH");
	if (is_forbidden(at, length))
		place->complaint = N_("it holds a word that writes or reaches beyond the reading");
	place->at = at + length;
}

/* A string or a quoted name; E'…' and U&'…' with the letter before it. A name in quotes is judged like one without. */
static void pass_quoted(struct place *place, bool backslashes)
{
	const char *start = place->at;

	place->at = skip_quoted(start, backslashes);
	if (place->at == NULL)
		place->complaint = N_("a quote in it does not end");
	else if (*start == '"' && is_forbidden(start + 1, (size_t)(place->at - start) - 2))
		place->complaint = N_("it holds a word that writes or reaches beyond the reading");
}

static void pass_dollar(struct place *place)
{
	const char *end = skip_dollar(place->at);

	if (end == NULL)
		place->complaint = N_("a quote in it does not end");
	else if (end == place->at)
		place->complaint = N_("it wants parameters");
	place->at = end;
}

static void pass_sign(struct place *place)
{
	place->depth += (*place->at == '(') - (*place->at == ')');
	if (place->depth < 0)
		place->complaint = N_("its brackets do not match");
	place->at++;
}

static void pass_one(struct place *place)
{
	const char *at = place->at;

	if (at == place->start && !isalpha((unsigned char)*at))
		place->complaint = N_("it does not begin with SELECT or WITH");
	else if ((*at == 'E' || *at == 'e') && at[1] == '\'')
		place->at++, pass_quoted(place, true);
	else if ((*at == 'U' || *at == 'u') && at[1] == '&' && at[2] == '"')
		place->complaint = N_("it holds a name written with escapes");
	else if (*at == '\'' || *at == '"')
		pass_quoted(place, false);
	else if (*at == '$')
		pass_dollar(place);
	else if (is_word_char(*at))
		pass_word(place);
	else
		pass_sign(place);
}

const char *mk_statement_check(const char *sql, size_t *length)
{
	const char *first = skip_blanks(sql), *after;
	struct place place = {.at = first, .start = first};

	while (place.at != NULL && *place.at != '\0' && *place.at != ';' && place.complaint == NULL) {
		pass_one(&place);
		if (place.complaint == NULL)
			place.at = skip_blanks(place.at);
	}
	if (place.complaint != NULL)
		return place.complaint;
	if (place.at == NULL)
		return N_("a comment in it does not end");
	if (place.at == first)
		return N_("it is empty");
	if (place.depth != 0)
		return N_("its brackets do not match");
	*length = (size_t)(place.at - sql);
	after = *place.at == ';' ? skip_blanks(place.at + 1) : place.at;
	if (after == NULL || *after != '\0')
		return N_("it is more than one statement");
	return NULL;
}

static int read_file(const char *path, const char *key, struct text *out, struct error *error)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	char bytes[4096];
	ssize_t got = -1;

	if (file < 0)
		return error_fail(error, _("%s: %s: %s: name the file that holds the query"), key, path,
				  strerror(errno));
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode))
		while ((got = read(file, bytes, sizeof bytes)) > 0 && out->length <= STATEMENT_MAX)
			text_add_bytes(out, bytes, (size_t)got);
	close(file);
	if (got < 0)
		return error_fail(error, _("%s: %s cannot be read: name the file that holds the query"), key, path);
	if (out->length > STATEMENT_MAX || strlen(text_string(out)) != out->length)
		return error_fail(error, _("%s: %s is too big, or no text: name the file that holds the query"), key,
				  path);
	return text_check(out, error);
}

int mk_statement_read(const char *path, const char *key, struct text *out, struct error *error)
{
	const char *complaint;
	size_t length = 0;

	text_reset(out);
	if (read_file(path, key, out, error) < 0)
		return -1;
	complaint = mk_statement_check(text_string(out), &length);
	if (complaint != NULL)
		return error_fail(error, _("%s: %s is refused: %s: write one SELECT"), key, path, _(complaint));
	out->length = length;
	out->data[length] = '\0';
	return 0;
}
