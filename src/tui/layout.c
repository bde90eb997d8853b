/* Where the parts of the screen are. */
#include "layout.h"

#define PANEL_LEAST 4
#define PANEL_MOST 16

static struct area take_row(int *next, int rows, int columns, int keep)
{
	struct area area = {.row = *next, .columns = columns};

	if (rows - *next > keep) {
		area.rows = 1;
		(*next)++;
	}
	return area;
}

void layout_place(struct layout *out, int rows, int columns)
{
	int next = 0, body;

	*out = (struct layout){.wide = columns >= LAYOUT_WIDE};
	out->footer = (struct area){.row = rows - 1, .rows = rows > 1, .columns = columns};
	rows -= out->footer.rows;
	out->header = take_row(&next, rows, columns, 2);
	out->tabs = take_row(&next, rows, columns, 2);
	out->status = take_row(&next, rows, columns, 2);
	body = rows - next;
	out->list = (struct area){.row = next, .rows = body > 0 ? body : 0, .columns = columns};
	if (out->wide && body > PANEL_LEAST) {
		out->list.columns = columns / 2;
		out->panel = (struct area){.row = next,
					   .column = out->list.columns + 1,
					   .rows = body,
					   .columns = columns - out->list.columns - 1};
	} else if (body >= 3 * PANEL_LEAST) {
		int panel = body * 9 / 20;

		panel = panel > PANEL_MOST ? PANEL_MOST : panel;
		out->list.rows = body - panel;
		out->panel = (struct area){.row = next + body - panel, .rows = panel, .columns = columns};
	}
}
