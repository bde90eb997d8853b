/* Fuzzes what is said of an answer: a first line with its type and a redirect; then the body. No word for a person
 * holds a control character or the key; a login gives a key that can go into a header; a batch's body names ids or is
 * none. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/json.h"
#include "mkoz/base/secret.h"
#include "ozmap/address.h"
#include "ozmap/answer.h"
#include "ozmap/batch.h"
#include "ozmap/login.h"

#define KEY "s3cret-key"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check_words(const char *words)
{
	for (const char *at = words; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7F)
			abort();
	if (strstr(words, KEY))
		abort();
}

/* Every address: a base is one or not, a path stays a path. */
static void check_addresses(const char *string)
{
	struct error error = {0};
	struct text text = {0};
	(void)address_check_base(string, false, &error);
	error_clear(&error);
	(void)address_add_origin(&text, string, &error);
	text_reset(&text);
	error_clear(&error);
	if (address_check_path(string, &error) == 0 &&
	    (strstr(string, "..") || strchr(string, '?') || strchr(string, '%')))
		abort();
	if (address_is_id(string) && strpbrk(string, "/?#%. "))
		abort();
	text_free(&text);
}

static void check_login(const struct exchange *exchange)
{
	char problem[ERROR_TEXT_MAX];
	char *key = login_key(exchange, KEY, problem, sizeof problem);
	if (key ? !*key || strpbrk(key, "\r\n \t") : !*problem)
		abort();
	check_words(problem);
	secret_free(key);
}

static void check_batch(const char *body)
{
	struct error error = {0};
	if (batch_check(body, &error) != 0)
		return;
	json_t *json = json_parse(body, strlen(body), "", &error);
	size_t ids = json_array_size(json_object_get(json_array_get(json_object_get(json, "filter"), 0), "value"));
	if (ids < 1 || ids > 100)
		abort();
	json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *copy = strndup((const char *)bytes, length), *body = copy;
	char *line = strsep(&body, "\n"), words[200];
	struct error error = {0};
	struct exchange *exchange = exchange_new("GET", "https://oz:9994/api/v2/x?y=" KEY, NULL, NULL);
	if (!exchange)
		abort();
	exchange->end = EXCHANGE_ANSWERED;
	exchange->status = 100 + (int)(length % 500);
	(void)snprintf(exchange->type, sizeof exchange->type, "%s", length % 3 ? line : "application/json");
	(void)snprintf(exchange->location, sizeof exchange->location, "%s", line);
	text_add(&exchange->bytes, body ? body : "");
	if (answer_check(exchange, KEY, "reading", &error) != 0 && error.status == ERROR_NONE)
		abort();
	check_words(error.text);
	answer_words(words, sizeof words, exchange, KEY);
	check_words(words);
	answer_redirect(words, sizeof words, exchange, KEY);
	check_words(words);
	(void)answer_is_json(exchange);
	check_login(exchange);
	check_batch(text_string(&exchange->bytes));
	check_addresses(line);
	exchange_free(exchange);
	free(copy);
	return 0;
}
