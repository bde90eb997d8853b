/* Bulk review: what to look at before many changes are approved at once. No curses, no I/O. */
#ifndef MKOZ_TUI_BULK_H
#define MKOZ_TUI_BULK_H

#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/text.h"
#include "model.h"

#define BULK_OUTLIERS 10
#define BULK_SAMPLE 10

/* items: of the model. All cancellations are shown, each of them; of the rest the outliers, and a random sample. */
struct bulk {
	size_t total, kinds[KIND_COUNT];
	size_t *cancels;
	size_t cancel_count;
	size_t outliers[BULK_OUTLIERS], outlier_count;
	size_t sample[BULK_SAMPLE], sample_count;
};

/* Chooses for the ids; `seed` makes the sample. Frees with bulk_free. */
int bulk_choose(struct bulk *out, const struct model *model, const char *const *ids, size_t count, uint64_t seed,
		struct error *error);
void bulk_free(struct bulk *bulk);
/* How unusual a change is, 0 for the usual: a large step in power, a text that has little in common, a value that was
 * there before and goes away. */
double bulk_unusual(const struct change *change);
/* What was shown, as the JSON kept in the journal with each decision. */
void bulk_detail(const struct bulk *bulk, const struct model *model, struct text *out);

#endif
