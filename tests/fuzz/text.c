/* Fuzzes what is done to text from outside: decoding, normal form, folding, making it harmless, width. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/moment.h"
#include "mkoz/base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What is harmless holds no control character, and making it harmless again changes nothing. */
static void check_harmless(const char *string)
{
	struct text once = {0}, twice = {0};
	text_add_harmless(&once, string);
	for (const char *at = text_string(&once); *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena arena = {0};
	struct error error = {0};
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
	moment at;
	int64_t seconds;
	(void)moment_parse(text, "America/Sao_Paulo", &at, &error);
	(void)duration_parse(text, &seconds, &error);
	arena_free(&arena);
	return 0;
}
