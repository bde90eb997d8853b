/* The newest plan as the console shows it. */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/review/review.h"

static int by_id(const void *one, const void *other, void *context)
{
	const struct change *items = context;

	return strcmp(items[*(const uint32_t *)one].id, items[*(const uint32_t *)other].id);
}

int snapshot_index(struct snapshot *snapshot, struct error *error)
{
	size_t count = snapshot->plan.count;

	if (count == 0)
		return 0;
	if (count > UINT32_MAX)
		return error_memory(error);
	snapshot->by_id = malloc(count * sizeof *snapshot->by_id);
	if (snapshot->by_id == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		snapshot->by_id[i] = (uint32_t)i;
	qsort_r(snapshot->by_id, count, sizeof *snapshot->by_id, by_id, snapshot->plan.items);
	return 0;
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
	if (snapshot_index(snapshot, error) == 0)
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
	free(snapshot->by_id);
	free(snapshot);
}
