/* Fuzzes the filter language: what it makes of any text, and what it then finds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/domain/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *expression = strndup((const char *)bytes, length);
	const char *words[8];
	size_t at = 0, prefix = 0, end = strlen(expression);
	struct error error = {0};
	struct filter *filter = NULL;
	struct change change = {.id = "0123456789abcdef",
				.kind = KIND_POWER,
				.code = "1001",
				.name = "José Ávila",
				.city = "Florianópolis",
				.box = "CTO 1"};
	if (filter_parse(&filter, expression, &at, &error) == 0)
		(void)filter_matches(filter, &change, 1700000000);
	else if (at > end || error.status == ERROR_NONE)
		abort();
	filter_free(filter);
	(void)filter_complete(expression, end, words, 8, &prefix);
	if (prefix > end)
		abort();
	free(expression);
	return 0;
}
