/* Bulk review: what to look at before many changes are approved at once. */
#include "bulk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/json.h"
#include "words.h"

void bulk_free(struct bulk *bulk)
{
	free(bulk->cancels);
	*bulk = (struct bulk){0};
}

/* The share of both texts that differs, 0 to 1. */
static double unlike(const char *one, const char *other)
{
	size_t start, one_end, other_end, longest;

	if (one == NULL || other == NULL)
		return 0;
	words_difference(one, other, &start, &one_end, &other_end);
	longest = strlen(one) > strlen(other) ? strlen(one) : strlen(other);
	return longest == 0 ? 0 : (double)((one_end > other_end ? one_end : other_end) - start) / (double)longest;
}

double bulk_unusual(const struct change *change)
{
	double number;

	if (change->moved || change->alone)
		return 20;
	if (change->field == FIELD_POWER) {
		double step = change->has_power_delta ? fabs(change->power_delta) : 0;
		double weak = change_value_number(change->after, &number) && number < -27 ? 5 : 0;

		return step + weak;
	}
	if (change->field == FIELD_NAME || change->field == FIELD_ADDRESS)
		return change->cosmetic ? 0 : 10 * unlike(change->before, change->after);
	/* a status that turns to ERROR says more than one that comes back */
	if (change->field == FIELD_STATUS)
		return change->after != NULL && strcmp(change->after, "\"ERROR\"") == 0 ? 1 : 0;
	return kind_is_revert(change->kind) || change->kind == KIND_RECODE ? 15 : 0;
}

/* A small generator of its own: the sample must only not be guessable beforehand. */
static uint64_t next_random(uint64_t *seed)
{
	uint64_t mixed = (*seed += 0x9E3779B97F4A7C15ULL);

	mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
	mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
	return mixed ^ (mixed >> 31);
}

static void add_outlier(struct bulk *bulk, double scores[], size_t item, double score)
{
	size_t at = bulk->outlier_count;

	if (at == BULK_OUTLIERS && score <= scores[at - 1])
		return;
	if (at < BULK_OUTLIERS)
		bulk->outlier_count++;
	else
		at--;
	for (; at > 0 && scores[at - 1] < score; at--) {
		scores[at] = scores[at - 1];
		bulk->outliers[at] = bulk->outliers[at - 1];
	}
	scores[at] = score;
	bulk->outliers[at] = item;
}

static bool is_outlier(const struct bulk *bulk, size_t item)
{
	for (size_t i = 0; i < bulk->outlier_count; i++)
		if (bulk->outliers[i] == item)
			return true;
	return false;
}

/* Each of the rest has the same chance, however many they are (a reservoir). */
static void choose_sample(struct bulk *bulk, const size_t *items, size_t count, uint64_t seed)
{
	size_t seen = 0;

	for (size_t i = 0; i < count; i++) {
		if (is_outlier(bulk, items[i]))
			continue;
		seen++;
		if (bulk->sample_count < BULK_SAMPLE) {
			bulk->sample[bulk->sample_count++] = items[i];
		} else {
			uint64_t at = next_random(&seed) % seen;

			if (at < BULK_SAMPLE)
				bulk->sample[at] = items[i];
		}
	}
}

int bulk_choose(struct bulk *out, const struct model *model, const char *const *ids, size_t count, uint64_t seed,
		struct error *error)
{
	double scores[BULK_OUTLIERS] = {0};
	size_t *rest = calloc(count + 1, sizeof *rest), rest_count = 0;

	*out = (struct bulk){.cancels = calloc(count + 1, sizeof *out->cancels)};
	if (rest == NULL || out->cancels == NULL) {
		free(rest);
		bulk_free(out);
		return error_memory(error);
	}
	for (size_t i = 0; i < count; i++) {
		size_t item = snapshot_find(model->now, ids[i]);
		const struct change *change = model_item(model, item);

		if (change == NULL)
			continue;
		out->total++;
		out->kinds[change->kind]++;
		if (kind_is_cancellation(change->kind)) {
			out->cancels[out->cancel_count++] = item;
		} else {
			double score = bulk_unusual(change);

			rest[rest_count++] = item;
			if (score > 0)
				add_outlier(out, scores, item, score);
		}
	}
	choose_sample(out, rest, rest_count, seed);
	free(rest);
	return 0;
}

static void add_codes(struct text *out, const char *name, const struct model *model, const size_t *items, size_t count)
{
	text_format(out, ",\"%s\":[", name);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_add_char(out, ',');
		json_add_string(out, model_item(model, items[i])->id);
	}
	text_add_char(out, ']');
}

void bulk_detail(const struct bulk *bulk, const struct model *model, struct text *out)
{
	text_format(out, "{\"bulk\":%zu,\"cancellations_shown\":%zu", bulk->total, bulk->cancel_count);
	add_codes(out, "outliers", model, bulk->outliers, bulk->outlier_count);
	add_codes(out, "sample", model, bulk->sample, bulk->sample_count);
	text_add_char(out, '}');
}
