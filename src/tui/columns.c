/* How wide the columns of a table are. */
#include "columns.h"

#include <stdbool.h>

static int needed(const struct column *columns, const bool shown[], size_t count, int gap)
{
	int sum = -gap;

	for (size_t i = 0; i < count; i++)
		if (shown[i])
			sum += columns[i].least + gap;
	return sum;
}

static bool drop_one(const struct column *columns, bool shown[], size_t count)
{
	size_t worst = count;

	for (size_t i = 0; i < count; i++)
		if (shown[i] && columns[i].drop > 0 && (worst == count || columns[i].drop > columns[worst].drop))
			worst = i;
	if (worst == count)
		return false;
	shown[worst] = false;
	return true;
}

/* Shares what is left by weight; rounds again until nothing can be given. */
static void share(const struct column *columns, const bool shown[], size_t count, int left, int size[])
{
	bool given = true;

	while (left > 0 && given) {
		int weights = 0, pool = left;

		given = false;
		for (size_t i = 0; i < count; i++)
			if (shown[i] && size[i] < columns[i].most)
				weights += columns[i].weight;
		for (size_t i = 0; i < count && left > 0 && weights > 0; i++) {
			int room = columns[i].most - size[i], part = pool * columns[i].weight / weights;

			if (!shown[i] || room <= 0 || columns[i].weight == 0)
				continue;
			part = part < 1 ? 1 : part;
			part = part > room ? room : part;
			part = part > left ? left : part;
			size[i] += part;
			left -= part;
			given = true;
		}
	}
}

void columns_place(const struct column *columns, size_t count, int width, int gap, int start[], int size[])
{
	bool shown[COLUMNS_MAX] = {false};
	int at = 0, need;

	count = count > COLUMNS_MAX ? COLUMNS_MAX : count;
	for (size_t i = 0; i < count; i++)
		shown[i] = true;
	while ((need = needed(columns, shown, count, gap)) > width && drop_one(columns, shown, count))
		;
	for (size_t i = 0; i < count; i++)
		size[i] = shown[i] ? columns[i].least : 0;
	share(columns, shown, count, width - need, size);
	for (size_t i = 0; i < count; i++) {
		start[i] = at;
		if (!shown[i])
			continue;
		if (at + size[i] > width)
			size[i] = width > at ? width - at : 0;
		at += size[i] + gap;
	}
}
