/* The two batch-update calls. As with OZmap, a batch without a filter changes every row. */
#include <stdlib.h>

#include "fields.h"
#include "filter.h"
#include "sim.h"

static bool anything(const json_t *value)
{
	return value != NULL;
}

static const struct field batch_parts[] = {{"update", anything, false}, {"filter", NULL, false}, {NULL, NULL, false}};

static void batch_update(struct sim *sim, enum row_kind kind, const struct field *fields, struct request *request,
			 struct answer *answer)
{
	const json_t *update = json_object_get(request->json, "update");
	struct matches matches = {0};
	struct text why = {0};
	if (fields_check_body(request, batch_parts, answer) != 0 || fields_check(update, fields, answer) != 0)
		return;
	if (filter_rows(&sim->state, kind, json_object_get(request->json, "filter"), NULL, &matches, &why) != 0) {
		answer_error(answer, 400, "%s", why.data);
		text_free(&why);
		return;
	}
	size_t count = request->fault.kind == FAULT_HALF_BATCH ? matches.count / 2 : matches.count;
	for (size_t i = 0; i < count; i++)
		fields_apply(&sim->state, matches.rows[i], update, fields, answer);
	free(matches.rows);
	answer->applied = true;
	answer_done(answer);
}

void batch_clients(struct sim *sim, struct request *request, struct answer *answer)
{
	batch_update(sim, ROW_CLIENT, client_batch_fields, request, answer);
}

void batch_properties(struct sim *sim, struct request *request, struct answer *answer)
{
	batch_update(sim, ROW_PROPERTY, property_batch_fields, request, answer);
}
