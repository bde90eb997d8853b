/* The rows of one tab. */
#include "view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define SLICE 512

void view_free(struct view *view)
{
	filter_free(view->filter);
	free(view->order);
	free(view->rows);
	free(view->source);
	*view = (struct view){0};
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

	if (view->room >= count && view->order != NULL)
		return 0;
	view->room = 0;
	for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
		free(*arrays[i]);
		*arrays[i] = calloc(count + 1, sizeof **arrays[i]);
		if (*arrays[i] == NULL)
			return error_memory(error);
	}
	view->room = count;
	return 0;
}

/* States change under the hands: the order is sorted by them when it is made. Equal ones keep their order. */
static void sort_by_state(struct view *view, const struct model *model)
{
	size_t starts[SORT_RANKS + 1] = {0};

	for (size_t i = 0; i < view->order_count; i++)
		starts[sort_state_rank(model_state(model, view->order[i])) + 1]++;
	for (int i = 1; i < SORT_RANKS; i++)
		starts[i] += starts[i - 1];
	memcpy(view->source, view->order, view->order_count * sizeof *view->source);
	for (size_t i = 0; i < view->order_count; i++)
		view->order[starts[sort_state_rank(model_state(model, view->source[i]))]++] = view->source[i];
}

static int code_width(const struct model *model, enum tab tab)
{
	int widest = 0;

	for (enum kind kind = 0; model->now != NULL && kind < KIND_COUNT; kind++) {
		int width = model->now->code_width[kind];

		if (width > widest && (tab == TAB_BASKET ? !kind_is_finding(kind) : model_tab(kind) == tab))
			widest = width;
	}
	return widest;
}

static bool asks_for(const struct view *view, const char *key)
{
	return strstr(view->expression, key) != NULL;
}

int view_build(struct view *view, const struct model *model, enum tab tab, enum sort sort, struct error *error)
{
	bool states = asks_for(view, "state:") || asks_for(view, "reason:") || asks_for(view, "by:");
	bool cosmetic = model->show_cosmetic || asks_for(view, "cosmetic:");
	const uint32_t *order = model->now == NULL ? NULL : model->now->orders[sort];
	size_t size = model_size(model);

	view->tab = tab;
	view->sort = sort;
	view->order_count = view->source_count = view->at = view->count = 0;
	view->code_width = code_width(model, tab);
	if (make_room(view, size, error) != 0)
		return -1;
	for (size_t i = 0; i < size; i++) {
		size_t item = order == NULL ? i : order[i];

		if (model_in_tab(model, item, tab, states, cosmetic))
			view->order[view->order_count++] = (uint32_t)item;
	}
	if (sort == SORT_STATE)
		sort_by_state(view, model);
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
