/* The one table of commands. */
#include "commands.h"

#include <string.h>

#include "app.h"
#include "basket.h"
#include "deeds.h"
#include "detail_screen.h"
#include "doings.h"
#include "first_screen.h"
#include "intent.h"
#include "marks.h"
#include "menu.h"
#include "mkoz/base/i18n.h"
#include "moves.h"
#include "paper.h"
#include "run_screen.h"
#include "since.h"
#include "typing.h"

static const char *no_open(const struct app *app)
{
	const struct screen *top = &app->screens[app->depth - 1];
	const struct paper *paper = top->ops->draw == paper_draw ? top->state : NULL;

	return paper != NULL && paper->ops->enter == NULL ? _("there is nothing to open here") : NULL;
}

static const char *no_approval(const struct app *app)
{
	const struct change *subject = app_subject(app);

	return subject != NULL && kind_is_finding(subject->kind) ? _("a finding can only be rejected or let wait")
								 : NULL;
}

static const char *no_undo(const struct app *app)
{
	const struct change *subject = app_subject(app);
	size_t marked, seen;

	app_count_marks(app, &marked, &seen);
	return app->done_count == 0 && marked == 0 && (subject == NULL || !review_can(REVIEW_UNDO, subject, NULL))
		   ? _("nothing was decided here")
		   : NULL;
}

static const char *no_redo(const struct app *app)
{
	return app->undone_count == 0 ? _("nothing was undone here") : NULL;
}

static const char *no_offer(const struct app *app)
{
	const struct change *subject = app_subject(app);

	if (subject != NULL && subject->link != NULL)
		return NULL;
	if (app->reviewer.read_only || app->reviewer.role == ROLE_VIEWER)
		return _("it would be a decision, and this console only reads");
	if (app->tab == TAB_LOG && app->depth == 1)
		return NULL;
	return subject == NULL ||
		       (subject->link == NULL && subject->kind != KIND_TRANSFER && subject->state != STATE_APPLIED)
		   ? _("nothing is offered here")
		   : NULL;
}

static const char *no_run(const struct app *app)
{
	return app->pulse.has_run && app->pulse.run.ended_at == MOMENT_NONE ? NULL : _("no worker is at work");
}

/* The order is that of the footer, the help and the palette. */
static const struct command table[] = {
    /* deciding */
    {.name = "approve",
     .keys = "a",
     .hint = N_("approve"),
     .help = N_("approve the marks or the row: chooses, sends nothing"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_DECIDES | COMMAND_ROW,
     .run = intent_approve,
     .unavailable = no_approval},
    {.name = "release",
     .keys = "A",
     .hint = N_("release"),
     .help = N_("release what is approved and apply it, by typing the number of changes"),
     .contexts = CONTEXT_BASKET,
     .flags = COMMAND_DECIDES,
     .run = basket_release,
     .unavailable = basket_release_unavailable},
    {.name = "reject",
     .keys = "r",
     .hint = N_("reject"),
     .help = N_("reject, with a reason"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_DECIDES | COMMAND_ROW,
     .run = intent_reject},
    {.name = "wait",
     .keys = "w =",
     .hint = N_("wait"),
     .help = N_("let it wait until a date, online or changed"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_DECIDES | COMMAND_ROW,
     .run = intent_defer},
    {.name = "undo",
     .keys = "u",
     .hint = N_("undo"),
     .help = N_("undo a decision that no worker has claimed: of the marks, the row, or else the last one"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_DECIDES,
     .run = deeds_undo,
     .unavailable = no_undo},
    {.name = "redo",
     .keys = "^R",
     .help = N_("make the decision again that was undone last"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_DECIDES,
     .run = deeds_redo,
     .unavailable = no_redo},
    {.name = "mark",
     .keys = "Space",
     .hint = N_("mark"),
     .help = N_("mark the row and go on to the next"),
     .contexts = CONTEXT_ROWS,
     .flags = COMMAND_ROW,
     .run = marks_toggle},
    {.name = "filter",
     .keys = "f F4",
     .hint = N_("filter"),
     .help = N_("filter as you type; Up and Down bring saved filters"),
     .contexts = CONTEXT_TABS,
     .run = typing_filter},
    {.name = "basket",
     .keys = "b $",
     .hint = N_("basket"),
     .help = N_("the basket: what was approved, what it touches"),
     .contexts = CONTEXT_ALL & ~(unsigned)CONTEXT_BASKET,
     .run = move_tab_6},
    {.name = "help",
     .keys = "? F1",
     .hint = N_("help"),
     .help = N_("this help: search it, Enter gives the command"),
     .contexts = CONTEXT_ALL,
     .run = menu_help},
    {.name = "palette",
     .keys = ":",
     .hint = N_("palette"),
     .help = N_("every command by name, with why it is not available"),
     .contexts = CONTEXT_ALL,
     .run = menu_palette},
    {.name = "open",
     .keys = "Enter",
     .hint = N_("open"),
     .help = N_("the change in full: both sides, why, what would be sent, what hangs on it"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_open,
     .unavailable = no_open},
    {.name = "offer",
     .keys = "x",
     .hint = N_("offers"),
     .help = N_("what is offered: OZloc link of a finding, recode of a transfer, revert of an applied change"),
     .contexts = CONTEXT_CHANGE | CONTEXT_LOG,
     .run = do_offer,
     .unavailable = no_offer},
    {.name = "refresh",
     .keys = "R F5",
     .hint = N_("refresh"),
     .help = N_("read MK and OZmap and make a new plan, beside the console"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_DECIDES,
     .run = do_refresh,
     .unavailable = no_refresh},
    {.name = "note",
     .keys = "c",
     .hint = N_("note"),
     .help = N_("write a note on the change"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_DECIDES | COMMAND_ROW,
     .run = do_note},
    {.name = "difference",
     .keys = "d",
     .hint = N_("difference"),
     .help = N_("the difference, full screen"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_ROW,
     .run = detail_difference},
    {.name = "override",
     .keys = "O",
     .help = N_("approve against a guard: with a reason and the exact number"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_DECIDES | COMMAND_SUPERVISOR | COMMAND_ROW,
     .run = intent_override,
     .unavailable = no_approval},
    {.name = "accept-plan",
     .keys = "",
     .help = N_("accept what active-drop or status-storm found as it is"),
     .contexts = CONTEXT_TABS,
     .flags = COMMAND_DECIDES | COMMAND_SUPERVISOR,
     .run = do_accept,
     .unavailable = no_accept},
    /* marks */
    {.name = "range",
     .keys = "v",
     .help = N_("begin a range here; again: mark it"),
     .contexts = CONTEXT_ROWS,
     .flags = COMMAND_ROW,
     .run = marks_range},
    {.name = "range-up",
     .keys = "S-Up",
     .help = N_("mark this row and the one above"),
     .contexts = CONTEXT_ROWS,
     .flags = COMMAND_ROW,
     .run = marks_range_up},
    {.name = "range-down",
     .keys = "S-Down",
     .help = N_("mark this row and the one below"),
     .contexts = CONTEXT_ROWS,
     .flags = COMMAND_ROW,
     .run = marks_range_down},
    {.name = "mark-all",
     .keys = "^A",
     .help = N_("mark all that is seen"),
     .contexts = CONTEXT_ROWS,
     .flags = COMMAND_ROW,
     .run = marks_all},
    {.name = "unmark", .keys = "U", .help = N_("take all marks away"), .contexts = CONTEXT_ROWS, .run = marks_none},
    {.name = "mark-by-filter",
     .keys = "T",
     .help = N_("mark what a filter finds among the rows that are seen"),
     .contexts = CONTEXT_ROWS,
     .flags = COMMAND_ROW,
     .run = typing_marks},
    /* finding */
    {.name = "search",
     .keys = "/",
     .help = N_("search: the cursor goes to the next row that matches"),
     .contexts = CONTEXT_ROWS,
     .run = typing_search},
    {.name = "search-next",
     .keys = "n",
     .help = N_("the next row that the search finds"),
     .contexts = CONTEXT_ROWS,
     .run = move_search_next,
     .unavailable = no_search},
    {.name = "search-previous",
     .keys = "N",
     .help = N_("the row before that the search finds"),
     .contexts = CONTEXT_ROWS,
     .run = move_search_previous,
     .unavailable = no_search},
    {.name = "clear-filter",
     .keys = "F",
     .help = N_("show all again"),
     .contexts = CONTEXT_TABS,
     .run = do_clear_filter},
    {.name = "save-filter", .keys = "", .help = N_("save the filter"), .contexts = CONTEXT_ROWS, .run = do_save_filter},
    {.name = "sort", .keys = "s", .help = N_("sort by the next column"), .contexts = CONTEXT_ROWS, .run = do_sort},
    {.name = "cosmetic",
     .keys = "t",
     .help = N_("show or hide cosmetic differences"),
     .contexts = CONTEXT_ROWS,
     .run = do_cosmetic},
    /* looking */
    {.name = "progress",
     .keys = "P",
     .help = N_("how the worker gets on"),
     .contexts = CONTEXT_TABS,
     .run = run_screen_open},
    {.name = "pause",
     .keys = "p",
     .hint = N_("pause"),
     .help = N_("pause the worker after the current change"),
     .contexts = CONTEXT_APPLY,
     .flags = COMMAND_DECIDES,
     .run = run_pause,
     .unavailable = no_run},
    {.name = "resume",
     .keys = "c",
     .hint = N_("go on"),
     .help = N_("let a paused worker go on"),
     .contexts = CONTEXT_APPLY,
     .flags = COMMAND_DECIDES,
     .run = run_resume,
     .unavailable = no_run},
    {.name = "stop",
     .keys = "s",
     .hint = N_("stop"),
     .help = N_("stop the worker after the current change"),
     .contexts = CONTEXT_APPLY,
     .flags = COMMAND_DECIDES,
     .run = run_stop,
     .unavailable = no_run},
    {.name = "overview",
     .keys = "G",
     .help = N_("the plan at a glance: counts by kind and city"),
     .contexts = CONTEXT_TABS,
     .run = first_screen_open},
    {.name = "set-aside",
     .keys = "S",
     .hint = N_("set aside"),
     .help = N_("reject all differences of a first plan as found"),
     .contexts = CONTEXT_FIRST,
     .flags = COMMAND_DECIDES | COMMAND_SUPERVISOR,
     .run = first_set_aside},
    {.name = "since",
     .keys = "H",
     .help = N_("what happened since you last looked, for handing over"),
     .contexts = CONTEXT_TABS,
     .run = since_open},
    {.name = "copy",
     .keys = "y",
     .help = N_("copy the code, or a finding's link"),
     .contexts = CONTEXT_CHANGE | CONTEXT_LOG,
     .run = do_copy},
    {.name = "reveal",
     .keys = "m",
     .help = N_("show the masked data of this change; the journal says so"),
     .contexts = CONTEXT_CHANGE,
     .flags = COMMAND_WRITES | COMMAND_ROW,
     .run = do_reveal,
     .unavailable = no_reveal},
    {.name = "read-only",
     .keys = "%",
     .help = N_("read-only from here on"),
     .contexts = CONTEXT_ALL,
     .run = do_read_only},
    {.name = "redraw", .keys = "^L", .help = N_("draw the screen anew"), .contexts = CONTEXT_ALL, .run = do_redraw},
    /* moving */
    {.name = "down",
     .keys = "j Down",
     .help = N_("one down"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_down},
    {.name = "up",
     .keys = "k Up",
     .help = N_("one up"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_up},
    {.name = "page-down",
     .keys = "PgDn",
     .help = N_("a page down"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_page_down},
    {.name = "page-up",
     .keys = "PgUp",
     .help = N_("a page up"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_page_up},
    {.name = "half-down",
     .keys = "^D",
     .help = N_("half a page down"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_half_down},
    {.name = "half-up",
     .keys = "^U",
     .help = N_("half a page up"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_half_up},
    {.name = "first",
     .keys = "Home <",
     .help = N_("to the beginning"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_first},
    {.name = "last",
     .keys = "End >",
     .help = N_("to the end"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_last},
    {.name = "pane",
     .keys = "Tab",
     .help = N_("to the panel and back"),
     .contexts = CONTEXT_TABS,
     .flags = COMMAND_MOVE,
     .run = move_pane},
    {.name = "tab-activate",
     .keys = "1",
     .help = N_("tab: activate"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_tab_1},
    {.name = "tab-cancel",
     .keys = "2",
     .help = N_("tab: cancel"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_tab_2},
    {.name = "tab-status",
     .keys = "3",
     .help = N_("tab: status and power"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_tab_3},
    {.name = "tab-data",
     .keys = "4",
     .help = N_("tab: names and addresses"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_tab_4},
    {.name = "tab-findings",
     .keys = "5",
     .help = N_("tab: findings"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_tab_5},
    {.name = "tab-basket",
     .keys = "6",
     .help = N_("tab: basket"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_tab_6},
    {.name = "tab-log",
     .keys = "7",
     .help = N_("tab: the journal"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_tab_7},
    {.name = "tab-previous",
     .keys = "[",
     .help = N_("the tab before"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_previous_tab},
    {.name = "tab-next",
     .keys = "]",
     .help = N_("the next tab"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_next_tab},
    {.name = "back",
     .keys = "Esc q",
     .hint = N_("back"),
     .help = N_("back"),
     .contexts = CONTEXT_ALL,
     .flags = COMMAND_MOVE,
     .run = move_back},
    {.name = "quit",
     .keys = "Q",
     .hint = N_("quit"),
     .help = N_("leave the console; what was begun goes on"),
     .contexts = CONTEXT_ALL,
     .run = move_quit},
};

const struct command *tui_commands(size_t *count)
{
	*count = sizeof table / sizeof table[0];
	return table;
}

const struct command *tui_command_find(const char *name)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

const char *tui_command_unavailable(const struct app *app, const struct command *command)
{
	unsigned context = app_context(app);

	if ((command->contexts & context) == 0)
		return _("not on this screen");
	if ((command->flags & (COMMAND_DECIDES | COMMAND_WRITES)) != 0 && app->reviewer.read_only)
		return _("this console is read-only");
	if ((command->flags & COMMAND_DECIDES) != 0 && app->reviewer.role == ROLE_VIEWER)
		return _("you are a viewer, who only reads");
	if ((command->flags & COMMAND_SUPERVISOR) != 0 && app->reviewer.role != ROLE_SUPERVISOR)
		return _("only a supervisor can do this");
	if ((command->flags & COMMAND_ROW) != 0 && (context & CONTEXT_ROWS) != 0 && app->view.count == 0)
		return _("there is nothing under the cursor");
	return command->unavailable == NULL ? NULL : command->unavailable(app);
}
