/* What the files of this room share. */
#ifndef MKOZ_OZMAP_INTERNAL_H
#define MKOZ_OZMAP_INTERNAL_H

#include <stddef.h>

#include "mkoz/base/config.h"
#include "mkoz/ozmap/ozmap.h"
#include "ozmap/transport.h"

#define IDS_MAX 100 /* in one filter or batch (spec §8) */

struct ozmap {
	const struct config_ozmap *config; /* borrowed */
	struct transport transport;
};

/* Queues GET base + path (which starts with a slash and is encoded already). */
int ozmap_get(struct ozmap *ozmap, const char *path, void *owner, size_t number, struct error *error);
/* Sends GET base + path, and waits for its answer; the caller frees it. NULL when memory ran out. */
struct exchange *ozmap_get_now(struct ozmap *ozmap, const char *path, struct error *error);
/* Appends `[{"property":…,"operator":"in","value":[ids…]}]`. */
void ozmap_add_id_filter(struct text *out, const char *const *ids, size_t count);

#endif
