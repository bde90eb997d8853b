/* One list for every screen: cursor, scrolling and a range. */
#include "list.h"

void list_start(struct list *list)
{
	*list = (struct list){.height = 1, .anchor = LIST_NO_ANCHOR};
}

static void keep_in_sight(struct list *list)
{
	size_t furthest = list->count > list->height ? list->count - list->height : 0;

	if (list->cursor >= list->count)
		list->cursor = list->count > 0 ? list->count - 1 : 0;
	if (list->top > list->cursor)
		list->top = list->cursor;
	if (list->cursor - list->top >= list->height)
		list->top = list->cursor - list->height + 1;
	if (list->top > furthest)
		list->top = furthest;
	if (list->anchor != LIST_NO_ANCHOR && list->anchor >= list->count)
		list->anchor = LIST_NO_ANCHOR;
}

void list_fit(struct list *list, size_t count, size_t height)
{
	list->count = count;
	list->height = height > 0 ? height : 1;
	keep_in_sight(list);
}

static size_t shifted(size_t from, long delta, size_t limit)
{
	size_t step = delta < 0 ? 0 - (size_t)delta : (size_t)delta;

	if (delta < 0)
		return step > from ? 0 : from - step;
	return limit - from < step ? limit : from + step;
}

void list_move(struct list *list, long delta)
{
	if (list->count == 0)
		return;
	list->cursor = shifted(list->cursor, delta, list->count - 1);
	keep_in_sight(list);
}

void list_to(struct list *list, size_t row)
{
	list->cursor = row;
	keep_in_sight(list);
}

void list_scroll(struct list *list, long delta)
{
	size_t furthest = list->count > list->height ? list->count - list->height : 0;

	list->top = shifted(list->top > furthest ? furthest : list->top, delta, furthest);
	if (list->cursor < list->top)
		list->cursor = list->top;
	if (list->cursor >= list->top + list->height)
		list->cursor = list->top + list->height - 1;
}

bool list_range(const struct list *list, size_t *first, size_t *last)
{
	if (list->anchor == LIST_NO_ANCHOR || list->count == 0)
		return false;
	*first = list->anchor < list->cursor ? list->anchor : list->cursor;
	*last = list->anchor < list->cursor ? list->cursor : list->anchor;
	return true;
}
