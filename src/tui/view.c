/* The rows of one tab. */
#include "view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define SLICE 512
#define TIES_FEW 64 /* as many are sorted by comparing */
#define TIES_DEEP 64 /* letters; what is alike so far is compared */

static const char *const sort_names[SORT_COUNT] = {
    [SORT_PLAN] = N_("order of execution"),
    [SORT_CODE] = N_("code"),
    [SORT_NAME] = N_("name"),
    [SORT_CITY] = N_("city"),
    [SORT_BOX] = N_("box"),
    [SORT_DELTA] = N_("largest difference"),
    [SORT_AGE] = N_("oldest"),
    [SORT_STATE] = N_("state"),
};

const char *view_sort_name(enum view_sort sort)
{
	return _(sort_names[sort]);
}

void view_free(struct view *view)
{
	filter_free(view->filter);
	free(view->order);
	free(view->rows);
	free(view->source);
	*view = (struct view){0};
}

/* --- sorting: by the first eight letters as a number, by the whole only where those are alike ----------------------
 */

struct keyed {
	uint64_t key;
	const char *text;
	uint32_t item;
};

static int by_text(const void *one, const void *other)
{
	const struct keyed *a = one, *b = other;
	int order = a->text == NULL || b->text == NULL ? 0 : strcmp(a->text, b->text);

	return order != 0 ? order : (a->item > b->item) - (a->item < b->item);
}

/* Letters without case and without the accents of Latin-1; other characters by their code. */
static unsigned char plain_letter(int code)
{
	static const char latin[] = "aaaaaaaceeeeiiiidnooooo/ouuuuyts"
				    "aaaaaaaceeeeiiiidnooooo/ouuuuyty";

	if (code >= 'A' && code <= 'Z')
		return (unsigned char)(code + 32);
	if (code >= 0xC0 && code <= 0xFF)
		return (unsigned char)latin[code - 0xC0];
	return code < 0x80 ? (unsigned char)code : 0xFF;
}

/* Of the eight letters after the first `skip`. */
static uint64_t text_key_after(const char *text, int skip)
{
	uint64_t key = 0;
	const char *at = text;

	if (text == NULL)
		return UINT64_MAX;
	while (skip-- > 0)
		text_next(&at);
	for (int i = 0; i < 8; i++)
		key = key << 8 | plain_letter(text_next(&at));
	return key;
}

static uint64_t text_key(const char *text)
{
	return text_key_after(text, 0);
}

/* Numbers by value, before anything else. */
static uint64_t code_key(const char *code)
{
	size_t digits = code == NULL ? 0 : strspn(code, "0123456789");

	if (digits > 0 && digits < 18 && code[digits] == '\0')
		return strtoull(code, NULL, 10);
	return UINT64_MAX / 2 + text_key(code) / 2;
}

static uint64_t state_key(const struct change *change)
{
	static const unsigned char ranks[STATE_COUNT] = {
	    [STATE_FAILED] = 0,	   [STATE_STALE] = 1,	 [STATE_PENDING] = 2,  [STATE_OPEN] = 2,
	    [STATE_REQUESTED] = 3, [STATE_APPROVED] = 4, [STATE_RELEASED] = 5, [STATE_APPLYING] = 6,
	    [STATE_DEFERRED] = 7,  [STATE_REJECTED] = 8, [STATE_APPLIED] = 9,  [STATE_WITHDRAWN] = 10,
	};

	return ranks[change->state];
}

static struct keyed key_of(const struct change *change, enum view_sort sort, uint32_t item)
{
	struct keyed keyed = {.item = item};

	if (sort == SORT_CODE)
		keyed = (struct keyed){code_key(change->code), change->code, item};
	else if (sort == SORT_NAME)
		keyed = (struct keyed){text_key(change->name), change->name, item};
	else if (sort == SORT_CITY)
		keyed = (struct keyed){text_key(change->city), change->city, item};
	else if (sort == SORT_BOX)
		keyed = (struct keyed){text_key(change->box), change->box, item};
	else if (sort == SORT_DELTA)
		keyed.key = change->has_power_delta ? (uint64_t)(1e6 - fmin(fabs(change->power_delta), 999) * 1000)
						    : UINT64_MAX;
	else if (sort == SORT_AGE)
		keyed.key = (uint64_t)change->first_seen;
	else if (sort == SORT_STATE)
		keyed.key = state_key(change);
	return keyed;
}

/* Sorts by the keys alone, byte by byte from the last; equal ones keep their order. `other` has as much room. */
static void sort_by_keys(struct keyed *keyed, struct keyed *other, size_t count)
{
	struct keyed *from = keyed, *to = other;

	for (int shift = 0; shift < 64; shift += 8) {
		size_t starts[257] = {0};
		struct keyed *swap;

		for (size_t i = 0; i < count; i++)
			starts[(from[i].key >> shift & 0xFF) + 1]++;
		if (starts[(from[0].key >> shift & 0xFF) + 1] == count)
			continue;
		for (int i = 1; i < 256; i++)
			starts[i] += starts[i - 1];
		for (size_t i = 0; i < count; i++)
			to[starts[from[i].key >> shift & 0xFF]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != keyed)
		memcpy(keyed, from, count * sizeof *keyed);
}

static bool all_alike(const struct keyed *keyed, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(keyed[i].text, keyed[0].text) != 0)
			return false;
	return true;
}

/* Among equal keys, that of the letters before `depth`, the whole text decides: of many, eight letters more at a time;
 * a city's many are in order already. */
static void sort_ties(struct keyed *keyed, struct keyed *other, size_t count, int depth)
{
	for (size_t first = 0, end; first < count; first = end) {
		struct keyed *same = keyed + first;

		for (end = first + 1; end < count && keyed[end].key == same->key; end++)
			;
		if (end - first == 1 || same->text == NULL || all_alike(same, end - first))
			continue;
		if (end - first < TIES_FEW || depth >= TIES_DEEP) {
			qsort(same, end - first, sizeof *same, by_text);
			continue;
		}
		for (size_t i = 0; i < end - first; i++)
			same[i].key = text_key_after(same[i].text, depth);
		sort_by_keys(same, other, end - first);
		sort_ties(same, other, end - first, depth + 8);
	}
}

static int sort_order(struct view *view, const struct model *model, struct error *error)
{
	size_t count = view->order_count;
	struct keyed *keyed;

	if (view->sort == SORT_PLAN || count < 2)
		return 0;
	keyed = calloc(2 * count, sizeof *keyed);
	if (keyed == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		keyed[i] = key_of(model_item(model, view->order[i]), view->sort, view->order[i]);
	sort_by_keys(keyed, keyed + count, count);
	sort_ties(keyed, keyed + count, count, 8);
	for (size_t i = 0; i < count; i++)
		view->order[i] = keyed[i].item;
	free(keyed);
	return 0;
}

/* --- rows -----------------------------------------------------------------------------------------------------------
 */

static void restart(struct view *view)
{
	memcpy(view->source, view->order, view->order_count * sizeof *view->source);
	view->source_count = view->order_count;
	view->at = 0;
	view->count = 0;
	view->now = moment_now();
}

static int make_room(struct view *view, size_t count, struct error *error)
{
	uint32_t **arrays[] = {&view->order, &view->rows, &view->source};

	for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
		free(*arrays[i]);
		*arrays[i] = calloc(count + 1, sizeof **arrays[i]);
		if (*arrays[i] == NULL)
			return error_memory(error);
	}
	return 0;
}

static bool asks_for(const struct view *view, const char *key)
{
	return strstr(view->expression, key) != NULL;
}

int view_build(struct view *view, const struct model *model, enum tab tab, enum view_sort sort, struct error *error)
{
	bool states = asks_for(view, "state:") || asks_for(view, "reason:") || asks_for(view, "by:");
	bool cosmetic = model->show_cosmetic || asks_for(view, "cosmetic:");
	size_t size = model_size(model);

	view->tab = tab;
	view->sort = sort;
	view->order_count = view->source_count = view->at = view->count = 0;
	view->code_width = 0;
	if (make_room(view, size, error) != 0)
		return -1;
	for (size_t i = 0; i < size; i++)
		if (model_in_tab(model, i, tab, states, cosmetic)) {
			const char *code = model_item(model, i)->code;
			int width = code == NULL ? 0 : (int)strnlen(code, 64);

			view->order[view->order_count++] = (uint32_t)i;
			view->code_width = width > view->code_width ? width : view->code_width;
		}
	if (sort_order(view, model, error) != 0)
		return -1;
	restart(view);
	return 0;
}

bool view_narrows(const char *old, const char *next)
{
	const char *last = strrchr(old, ' ');
	size_t length = strlen(old);

	last = last == NULL ? old : last + 1;
	if (strncmp(old, next, length) != 0 || strpbrk(next, "|!()\"") != NULL)
		return false;
	if (strpbrk(next, ":") != NULL &&
	    (strstr(next, "state") || strstr(next, "cosmetic") || strstr(next, "reason") || strstr(next, "by:")))
		return false;
	/* a word that has become longer is found in fewer places; a value may have become another one, and a word may
	 * have become a key */
	return *last == '\0' || next[length] == ' ' || next[length] == '\0' ||
	       (strpbrk(last, ":<>*") == NULL && strcspn(next + length, ":<>*") >= strcspn(next + length, " "));
}

int view_filter(struct view *view, const struct model *model, const char *expression, size_t *mistake,
		struct error *error)
{
	struct filter *filter;
	bool narrows = view_is_done(view) && view->filter != NULL && view_narrows(view->expression, expression);

	if (strlen(expression) >= sizeof view->expression)
		return error_fail(error, _("filter: longer than %d bytes: shorten it"), VIEW_EXPRESSION_MAX - 1);
	if (filter_parse(&filter, expression, mistake, error) != 0)
		return -1;
	filter_free(view->filter);
	view->filter = filter;
	copy_text(view->expression, sizeof view->expression, expression);
	if (narrows) {
		uint32_t *left = view->rows;

		view->rows = view->source;
		view->source = left;
		view->source_count = view->count;
		view->at = view->count = 0;
		return 0;
	}
	return view_build(view, model, view->tab, view->sort, error);
}

bool view_step(struct view *view, const struct model *model, int milliseconds)
{
	int64_t end = moment_ticks() + milliseconds;
	bool all = view->filter == NULL || filter_is_empty(view->filter);

	while (view->at < view->source_count) {
		size_t stop = view->at + SLICE < view->source_count ? view->at + SLICE : view->source_count;

		for (; view->at < stop; view->at++) {
			uint32_t item = view->source[view->at];

			if (all || filter_matches(view->filter, model_item(model, item), view->now))
				view->rows[view->count++] = item;
		}
		if (moment_ticks() >= end)
			break;
	}
	return view_is_done(view);
}

bool view_is_done(const struct view *view)
{
	return view->at >= view->source_count;
}

size_t view_row(const struct view *view, size_t item)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->rows[i] == item)
			return i;
	return VIEW_NOT_FOUND;
}

size_t view_item(const struct view *view, size_t row)
{
	return row < view->count ? view->rows[row] : VIEW_NOT_FOUND;
}
