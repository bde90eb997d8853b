/* What an answer says, in words for a person. */
#include "ozmap/answer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/base/secret.h"

#define SNIPPET 80

/* The key that this very request carried, which may be another one than the newest; or NULL. */
static const char *key_sent(const struct exchange *exchange)
{
	return exchange->authorization == NULL ? NULL : exchange->authorization + strlen(EXCHANGE_KEY_HEADER);
}

/* The string without our secrets, whoever echoes them. */
static void add_scrubbed(struct text *out, const char *string, const struct exchange *exchange, const char *secret)
{
	const char *const secrets[2] = {secret, key_sent(exchange)};

	secret_add_scrubbed(out, string, secrets, 2);
}

/* Cuts at a character's beginning. */
static void copy_cut(char *out, size_t size, const char *string)
{
	size_t length = strlen(string);

	if (length >= size) {
		length = size - 1;
		while (length > 0 && ((unsigned char)string[length] & 0xC0) == 0x80)
			length--;
	}
	memcpy(out, string, length);
	out[length] = '\0';
}

static void copy_harmless(char *out, size_t size, const char *string, const struct exchange *exchange,
			  const char *secret)
{
	struct text scrubbed = {0}, harmless = {0};

	add_scrubbed(&scrubbed, string, exchange, secret);
	text_add_harmless(&harmless, text_string(&scrubbed));
	copy_cut(out, size, text_string(&harmless));
	text_free(&scrubbed);
	text_free(&harmless);
}

bool answer_is_json(const struct exchange *exchange)
{
	const char *type = exchange->type;
	size_t length = strcspn(type, "; \t");

	if (length == 0)
		return true;
	if (length == 16 && strncasecmp(type, "application/json", 16) == 0)
		return true;
	return length > 17 && strncasecmp(type, "application/", 12) == 0 &&
	       strncasecmp(type + length - 5, "+json", 5) == 0;
}

/* The words in an error's JSON: `message`, else `error`, which may hold a message of its own. */
static void add_json_words(struct text *out, const json_t *answer)
{
	static const char *const keys[] = {"message", "error"};
	const json_t *said = NULL;

	for (size_t i = 0; i < 2 && (said == NULL || json_is_null(said)); i++)
		said = json_object_get(answer, keys[i]);
	if (json_is_object(said) && json_object_get(said, "message") != NULL)
		said = json_object_get(said, "message");
	if (json_is_string(said))
		text_add(out, json_string_value(said));
	else if (said != NULL && !json_is_null(said))
		json_add_value(out, said);
}

/* What came where JSON belongs: its type and its beginning; of a login the type alone, for the rest may hold a key. */
static void add_snippet(struct text *out, const struct exchange *exchange, const char *secret)
{
	struct text scrubbed = {0};
	char snippet[SNIPPET];

	text_add(out, exchange->type);
	if (exchange->login)
		return;
	add_scrubbed(&scrubbed, text_string(&exchange->bytes), exchange, secret);
	copy_cut(snippet, sizeof snippet, text_string(&scrubbed));
	text_format(out, " \"%s\"", snippet);
	text_free(&scrubbed);
}

void answer_words(char *out, size_t size, const struct exchange *exchange, const char *secret)
{
	struct text words = {0};
	json_t *answer = NULL;

	if (answer_is_json(exchange))
		answer = json_parse(text_string(&exchange->bytes), exchange->bytes.length, "", NULL);
	add_json_words(&words, answer);
	json_decref(answer);
	if (words.length == 0 && exchange->bytes.length > 0)
		add_snippet(&words, exchange, secret);
	copy_harmless(out, size, text_string(&words), exchange, secret);
	text_free(&words);
}

void answer_redirect(char *out, size_t size, const struct exchange *exchange, const char *secret)
{
	struct text words = {0};
	size_t length = strcspn(exchange->url, "?");

	text_format(&words, _("a redirect from %.*s to %s, which is never followed"), (int)length, exchange->url,
		    exchange->location[0] == '\0' ? "?" : exchange->location);
	copy_harmless(out, size, text_string(&words), exchange, secret);
	text_free(&words);
}

/* What a person can do about a status. */
static const char *advice(int status)
{
	static const struct {
		int status;
		const char *words;
	} advices[] = {
	    {401, N_("give a valid key of a user with the module \"API\" in token_file")},
	    {403, N_("the key's user may not do this: give the user the right in OZmap")},
	    {404, N_("check [ozmap] url, it ends in /api/v2")},
	    {429, N_("OZmap wants fewer requests: lower max_requests_per_second")},
	};

	for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
		if (advices[i].status == status)
			return _(advices[i].words);
	return status >= 500 ? _("OZmap has trouble of its own: try again later") : _("check [ozmap] url");
}

static int fail_status(const struct exchange *exchange, const char *secret, const char *doing, struct error *error)
{
	char words[300];

	if (exchange->status >= 300 && exchange->status < 400) {
		answer_redirect(words, sizeof words, exchange, secret);
		return error_fail(error, _("OZmap, %s: HTTP %d: %s: set [ozmap] url to where OZmap is"), doing,
				  exchange->status, words);
	}
	answer_words(words, sizeof words, exchange, secret);
	return error_fail(error, words[0] == '\0' ? _("OZmap, %s: HTTP %d%s: %s") : _("OZmap, %s: HTTP %d, %s: %s"),
			  doing, exchange->status, words, advice(exchange->status));
}

int answer_check(const struct exchange *exchange, const char *secret, const char *doing, struct error *error)
{
	char words[300];

	switch (exchange->end) {
	case EXCHANGE_ANSWERED:
		break;
	case EXCHANGE_INTERRUPTED:
		return error_fail(error, _("OZmap, %s: interrupted: run it again"), doing);
	case EXCHANGE_NO_LOGIN:
		return error_fail(error, "%s", exchange->problem);
	default:
		return error_fail(error, _("OZmap, %s: no usable answer, %s: check [ozmap] url and the network"), doing,
				  exchange->problem);
	}
	if (exchange->status >= 300)
		return fail_status(exchange, secret, doing, error);
	if (exchange->bytes.length > 0 && answer_is_json(exchange))
		return 0;
	answer_words(words, sizeof words, exchange, secret);
	return error_fail(error,
			  _("OZmap, %s: the answer is not JSON, what came is %s: check [ozmap] url, and whether a "
			    "proxy stands between"),
			  doing, words[0] == '\0' ? _("empty") : words);
}
