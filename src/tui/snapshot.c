/* The newest plan as the console shows it. */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/text.h"
#include "mkoz/review/review.h"

#define CODE_WIDTH_MAX 64

static void measure_codes(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->plan.count; i++) {
		const struct change *change = &snapshot->plan.items[i];
		int width = change->code == NULL ? 0 : (int)strnlen(change->code, CODE_WIDTH_MAX);

		if (width > snapshot->code_width[change->kind])
			snapshot->code_width[change->kind] = width;
	}
}

uint32_t snapshot_mark(const char *text)
{
	return text == NULL ? 0 : (uint32_t)text_hash(text);
}

static uint32_t *new_numbers(const struct snapshot *snapshot, struct error *error)
{
	uint32_t *numbers = malloc((snapshot->plan.count + 1) * sizeof *numbers);

	if (numbers == NULL)
		error_memory(error);
	return numbers;
}

static int mark(struct snapshot *snapshot, struct error *error)
{
	snapshot->codes = new_numbers(snapshot, error);
	snapshot->boxes = new_numbers(snapshot, error);
	if (snapshot->codes == NULL || snapshot->boxes == NULL)
		return -1;
	for (size_t i = 0; i < snapshot->plan.count; i++) {
		snapshot->codes[i] = snapshot_mark(snapshot->plan.items[i].code);
		snapshot->boxes[i] = snapshot_mark(snapshot->plan.items[i].box);
	}
	return 0;
}

static int order(struct snapshot *snapshot, struct error *error)
{
	snapshot->by_id = new_numbers(snapshot, error);
	if (snapshot->by_id == NULL || sort_ids(&snapshot->plan, snapshot->by_id, error) != 0)
		return -1;
	for (enum sort sort = 0; sort < SORT_COUNT; sort++) {
		if (!sort_is_lasting(sort))
			continue;
		snapshot->orders[sort] = new_numbers(snapshot, error);
		if (snapshot->orders[sort] == NULL ||
		    sort_items(&snapshot->plan, sort, snapshot->orders[sort], error) != 0)
			return -1;
	}
	return 0;
}

int snapshot_index(struct snapshot *snapshot, struct error *error)
{
	if (snapshot->plan.count > UINT32_MAX)
		return error_memory(error);
	measure_codes(snapshot);
	if (mark(snapshot, error) != 0 || order(snapshot, error) != 0)
		return -1;
	return plan_fold(&snapshot->plan, error);
}

size_t snapshot_find(const struct snapshot *snapshot, const char *id)
{
	size_t low = 0, high = snapshot->by_id == NULL ? 0 : snapshot->plan.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(snapshot->plan.items[snapshot->by_id[middle]].id, id);

		if (order == 0)
			return snapshot->by_id[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SNAPSHOT_NOT_FOUND;
}

struct snapshot *snapshot_read(struct store *store, const struct config *config, struct error *error)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	int loaded;

	if (snapshot == NULL) {
		error_memory(error);
		return NULL;
	}
	/* the version first: what changes while we read is read again */
	if (store_version(store, &snapshot->version, error) != 0)
		goto failed;
	loaded = store_load_plan(store, &snapshot->plan, error);
	if (loaded < 0)
		goto failed;
	snapshot->has_plan = loaded == 0;
	if (snapshot->has_plan && review_guards(store, config, snapshot->guards, &snapshot->plan, error) < 0)
		goto failed;
	if (store_shared_ports(store, &snapshot->ports_shared, snapshot->port_shared, error) == 0 &&
	    snapshot_index(snapshot, error) == 0)
		return snapshot;
failed:
	snapshot_free(snapshot);
	return NULL;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	plan_free(&snapshot->plan);
	free(snapshot->codes);
	free(snapshot->boxes);
	free(snapshot->by_id);
	for (size_t i = 0; i < SORT_COUNT; i++)
		free(snapshot->orders[i]);
	free(snapshot);
}
