/* Fuzzes what is said of an answer: a first line with status and type, a redirect, the key; then the body. No word for
 * a person holds a control character or the key. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ozmap/address.h"
#include "ozmap/answer.h"
#include "ozmap/policy.h"

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
	int wait = policy_retry_after(string, 1700000000);
	if (wait < 1 || wait > POLICY_WAIT_MAX)
		abort();
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
	check_addresses(line);
	exchange_free(exchange);
	free(copy);
	return 0;
}
