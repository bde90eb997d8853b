/* Fuzzes the filter language: what it makes of any text, and what it then finds: the same in parentheses, the opposite
 * behind a `!`, and no matter whether the change was folded before. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/domain/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static bool matches(const char *expression, const struct change *change, bool otherwise)
{
	struct filter *filter = NULL;
	struct error error = {0};
	bool found = otherwise; /* too long, or nested too deep, with what stands around it */
	if (filter_parse(&filter, expression, NULL, &error) == 0)
		found = filter_matches(filter, change, 1700000000);
	filter_free(filter);
	return found;
}

static void check(const char *expression, const struct filter *filter, struct change *change)
{
	struct text around = {0}, folded = {0};
	bool found = filter_matches(filter, change, 1700000000);
	text_format(&around, "(%s)", expression);
	if (!filter_is_empty(filter) && matches(text_string(&around), change, found) != found)
		abort();
	text_reset(&around);
	text_format(&around, "!(%s)", expression);
	if (!filter_is_empty(filter) && matches(text_string(&around), change, !found) == found)
		abort();
	change_fold(&folded, change);
	change->folded = text_string(&folded);
	if (filter_matches(filter, change, 1700000000) != found)
		abort();
	change->folded = NULL;
	text_free(&folded);
	text_free(&around);
}

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
				.district = "Centro",
				.address = "Rua São João, 10",
				.login = "jose",
				.onu = "FHTT1",
				.why = "8",
				.reason = "later, please",
				.decided_by = "ana",
				.first_seen = 1690000000,
				.mk_power = -28,
				.power_delta = 4,
				.has_mk_power = true,
				.has_power_delta = true,
				.moved = true,
				.box = "CTO 1"},
		      empty = {.id = "0", .kind = KIND_NO_CODE, .state = STATE_OPEN};
	if (filter_parse(&filter, expression, &at, &error) == 0) {
		check(expression, filter, &change);
		check(expression, filter, &empty);
	} else if (at > end || error.status == ERROR_NONE) {
		abort();
	}
	filter_free(filter);
	for (at = 0; at <= end; at += 1 + end / 16) {
		(void)filter_complete(expression, at, words, 8, &prefix);
		if (prefix > at)
			abort();
	}
	free(expression);
	return 0;
}
