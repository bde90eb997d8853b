/* The tabs: list and panel; what everything else is drawn over. */
#include "app.h"
#include "basket.h"
#include "detail_screen.h"
#include "log_screen.h"
#include "panel.h"
#include "rows_draw.h"

/* How a tab is drawn. */
static const struct {
	void (*status)(struct app *app, struct area area);
	void (*list)(struct app *app, struct area area);
	void (*panel)(struct app *app, struct area area);
} drawing[TAB_COUNT] = {
    [TAB_ACTIVATE] = {rows_draw_status, rows_draw, panel_draw_sides},
    [TAB_CANCEL] = {rows_draw_status, rows_draw, panel_draw_sides},
    [TAB_STATUS] = {rows_draw_status, rows_draw, panel_draw_sides},
    [TAB_DATA] = {rows_draw_status, rows_draw, panel_draw_sides},
    [TAB_FINDINGS] = {rows_draw_status, rows_draw, panel_draw_sides},
    [TAB_BASKET] = {rows_draw_status, rows_draw, basket_draw_panel},
    [TAB_LOG] = {log_draw_status, log_draw, log_draw_panel},
};

static void draw(struct app *app, void *state)
{
	const struct layout *layout = &app->layout;

	(void)state;
	frame_draw(app);
	drawing[app->tab].status(app, layout->status);
	drawing[app->tab].list(app, layout->list);
	if (layout->panel.rows == 0)
		return;
	if (layout->wide)
		for (int i = 0; i < layout->panel.rows; i++)
			draw_text(app->draw, layout->panel.row + i, layout->panel.column - 1, 1, LOOK_BORDER,
				  draw_sign(app->draw, SIGN_BAR));
	drawing[app->tab].panel(app, layout->panel);
	frame_footer(app);
}

static void click(struct app *app, const struct input *input)
{
	const struct area *area = &app->layout.list;
	int heading = area->rows > 3;
	int row = input->row - area->row - heading;
	struct list *list = app_list(app);

	if (input->row == app->layout.tabs.row && app->layout.tabs.rows > 0) {
		int tab = frame_tab_at(app, input->column);

		if (tab >= 0)
			app_show_tab(app, (enum tab)tab);
		return;
	}
	if (row < 0 || input->row >= area->row + area->rows || input->column >= area->column + area->columns)
		return;
	if (list->top + (size_t)row < list->count)
		list_to(list, list->top + (size_t)row);
	if (input->mouse == MOUSE_DOUBLE && app->tab != TAB_LOG)
		detail_open(app);
}

static bool take_input(struct app *app, void *state, const struct input *input)
{
	(void)state;
	if (input->type == INPUT_PRESS)
		return false;
	if (input->type != INPUT_MOUSE)
		return true; /* a paste here would give commands by accident */
	if (input->mouse == MOUSE_WHEEL_UP)
		list_scroll(app_list(app), -3);
	else if (input->mouse == MOUSE_WHEEL_DOWN)
		list_scroll(app_list(app), 3);
	else
		click(app, input);
	return true;
}

const struct screen_ops tabs_screen = {.context = CONTEXT_TABS, .draw = draw, .input = take_input};
