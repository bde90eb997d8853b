/* The newest plan as the console shows it, read whole from the store; whatever takes time at 100,000 changes, sorting
 * and folding them, is done here, beside the console. */
#ifndef MKOZ_TUI_SNAPSHOT_H
#define MKOZ_TUI_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/plan/guards.h"
#include "mkoz/store/store.h"
#include "sort.h"

#define SNAPSHOT_NOT_FOUND ((size_t)-1)

struct snapshot {
	struct plan plan;
	struct guard guards[GUARD_COUNT];
	uint32_t *by_id; /* indices of the plan's items, by id */
	uint32_t *orders[SORT_COUNT]; /* likewise, by every lasting sort */
	uint32_t *codes, *boxes; /* snapshot_mark of each item's code and box: a look through them all is quick */
	int code_width[KIND_COUNT]; /* of a kind's longest code, in bytes */
	size_t ports_shared; /* splitter ports that several properties of the basket stand on */
	char port_shared[STORE_PORT_MAX]; /* the first of them: "BOX PORT" */
	int64_t version; /* the store's */
	bool has_plan;
};

/* Reads it; the caller frees it with snapshot_free. NULL on an error. */
struct snapshot *snapshot_read(struct store *store, const struct config *config, struct error *error);
void snapshot_free(struct snapshot *snapshot);
/* Makes the orders and folds the items for filters; snapshot_read has done it. */
int snapshot_index(struct snapshot *snapshot, struct error *error);
/* The item with that id, or SNAPSHOT_NOT_FOUND. */
size_t snapshot_find(const struct snapshot *snapshot, const char *id);

/* Texts that are alike have the same mark; two with the same mark are to be compared. */
uint32_t snapshot_mark(const char *text);

#endif
