/* Fuzzes what a revert makes of the JSON that was kept: a request whose body is JSON and whose path is one, or an
 * error. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/json.h"
#include "mkoz/plan/compare.h"
#include "mkoz/plan/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check(const struct requests *requests)
{
	for (size_t i = 0; i < requests->count; i++) {
		const struct request *request = &requests->items[i];
		struct error error = {0};
		if (request->path[0] != '/' || strpbrk(request->path, "?#%. \\"))
			abort();
		if (!request->body)
			continue;
		json_t *body = json_parse(request->body, strlen(request->body), "body", &error);
		if (!json_is_object(body))
			abort();
		json_decref(body);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const enum kind kinds[] = {KIND_CANCEL_DETACH, KIND_CANCEL_REMOVE, KIND_REVERT_CANCEL_REMOVE,
					  KIND_REVERT_CANCEL_DETACH, KIND_REVERT_RECODE};
	const struct config_sync sync = {.delete_client = true, .observation_format = "{code} {name} {date}"};
	char *text = strndup((const char *)bytes, length);
	struct property created = {.id = "p2", .observation = text};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (int with = 0; with < 2; with++) {
			struct change change = {.kind = kinds[i],
						.field = kind_field(kinds[i]),
						.code = "1",
						.name = text,
						.client_id = "c1",
						.property_id = length % 5 ? "p1" : text,
						.before = "\"1\"",
						.after = "\"2\"",
						.ozmap_side = text};
			struct requests requests;
			struct error error = {0};
			if (request_build(&requests, &arena, &change, NULL, with ? &created : NULL, &sync, "2026-11-23",
					  &error) == 0)
				check(&requests);
			else if (error.status == ERROR_NONE)
				abort();
		}
	(void)compare_text(text, "Rua São João, 10");
	(void)compare_is_moved(text, "R. S. Joao", "10");
	arena_free(&arena);
	free(text);
	return 0;
}
