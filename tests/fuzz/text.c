/* Fuzzes what is done to text from outside: decoding, normal form, folding, making it harmless, width, taking a secret
 * out; and reading moments and durations from it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/moment.h"
#include "mkoz/base/secret.h"
#include "mkoz/base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What is harmless holds nothing that is harmful, and making it harmless again changes nothing. */
static void check_harmless(const char *string)
{
	struct text once = {0}, twice = {0};
	text_add_harmless(&once, string);
	const char *at = text_string(&once);
	for (int code; (code = text_next(&at)) != 0;)
		if (text_is_harmful(code))
			abort();
	text_add_harmless(&twice, text_string(&once));
	if (strcmp(text_string(&once), text_string(&twice)) != 0)
		abort();
	size_t width = text_width(text_string(&once));
	if (text_fit(text_string(&once), width) != strlen(text_string(&once)))
		abort();
	text_free(&once);
	text_free(&twice);
}

/* A moment as it is written is the same when it is read. */
static void check_moment(const char *string)
{
	struct error error = {0};
	char written[MOMENT_TEXT_MAX];
	moment at, again;
	int64_t seconds;
	(void)duration_parse(string, &seconds, &error);
	error_clear(&error);
	if (moment_parse(string, "America/Sao_Paulo", &at, &error) != 0)
		return;
	if (moment_parse(moment_format(at, written), "UTC", &again, &error) != 0 || again != at)
		abort();
	(void)moment_local(at, "America/Sao_Paulo", written);
}

/* The first bytes are the secret, which may stand anywhere behind them. */
static void check_scrubbed(const char *string)
{
	char secret[8] = "";
	const char *const secrets[] = {secret};
	struct text text = {0};
	(void)snprintf(secret, sizeof secret, "%s", string);
	secret_add_scrubbed(&text, string + strlen(secret), secrets, 1);
	if (strlen(secret) > 3 && !strchr(secret, '*') && strstr(text_string(&text), secret))
		abort();
	text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena arena = {0};
	const char *text = text_decode(&arena, (const char *)bytes, length);
	if (!text || !text_is_utf8(text, strlen(text)))
		abort();
	const char *normal = text_normalise(&arena, text);
	const char *again = text_normalise(&arena, normal);
	if (!normal || !again || strcmp(normal, again) != 0)
		abort();
	if (!text_fold(&arena, text))
		abort();
	check_harmless(text);
	check_moment(text);
	check_scrubbed(text);
	arena_free(&arena);
	return 0;
}
