/* The console as a whole: what every screen and every command works on. */
#ifndef MKOZ_TUI_APP_H
#define MKOZ_TUI_APP_H

#include "commands.h"
#include "draw.h"
#include "keymap.h"
#include "layout.h"
#include "line.h"
#include "list.h"
#include "loader.h"
#include "mkoz/store/journal.h"
#include "mkoz/tui/tui.h"
#include "model.h"
#include "radius.h"
#include "session.h"
#include "sides.h"
#include "view.h"

#define APP_SCREENS_MAX 8
#define APP_MESSAGE_MAX 1024
#define APP_UNDO_MAX 64
#define APP_ROWS_LEAST 5 /* below this size nothing is shown and no command given */
#define APP_COLUMNS_LEAST 20

struct app;

/* A screen: designated initialisers in its own file. */
struct screen_ops {
	unsigned context; /* enum context; 0: takes every press itself */
	void (*draw)(struct app *app, void *state);
	bool (*input)(struct app *app, void *state, const struct input *input); /* true: taken; may be NULL */
	void (*news)(struct app *app, void *state); /* something in the store changed; may be NULL */
	void (*close)(void *state); /* frees the state; may be NULL */
	bool over; /* drawn over what is below it */
};
struct screen {
	const struct screen_ops *ops;
	void *state;
};

/* The change under the cursor with its two sides, read from the store when first shown. */
struct closeup {
	char id[CHANGE_ID_MAX]; /* "" when nothing was read */
	int64_t version; /* of the store, when it was read */
	struct arena arena;
	struct change change;
	struct sides sides;
	bool known;
	struct error error; /* why it could not be read */
};

/* One decision made here, for undo and redo. */
struct deed {
	enum review_action action;
	struct arena arena; /* of the strings */
	const char **ids;
	size_t count;
	const char *reason, *wait;
};

struct log; /* log_screen.c */

struct app {
	struct store *store;
	const struct config *config;
	struct reviewer reviewer;
	const struct tui_options *options;
	struct draw *draw;
	struct theme theme;
	struct keymap keymap;
	struct loader *loader;
	struct pulse pulse;
	struct model model;
	struct view view;
	struct list lists[TAB_COUNT];
	enum tab tab;
	struct personal session;
	char session_path[4096]; /* "" where nothing can be kept */
	struct screen screens[APP_SCREENS_MAX];
	size_t depth;
	struct layout layout;
	struct closeup closeup;
	struct radius radius; /* of the basket */
	unsigned long radius_revision; /* the model's, when it was counted */
	struct journal_view *journal; /* of the log */
	struct deed done[APP_UNDO_MAX], undone[APP_UNDO_MAX];
	size_t done_count, undone_count;
	char message[APP_MESSAGE_MAX];
	enum look message_look;
	char search[LINE_MAX_BYTES];
	char anchor[CHANGE_ID_MAX]; /* the change that the cursor returns to once rows are made anew */
	char revealed[CHANGE_ID_MAX]; /* the change whose personal data is shown */
	size_t panel_top; /* the panel's first line */
	bool panel_focus, settled, quit, dirty, welcomed;
};

/* --- app.c ----------------------------------------------------------------------------------------------------------
 */
unsigned app_context(const struct app *app);
void app_push(struct app *app, const struct screen_ops *ops, void *state);
/* Closes the screen on top, never the tabs. */
void app_pop(struct app *app);
struct screen *app_top(struct app *app);
/* Draws the screen now: before something that may take a moment. */
void app_draw(struct app *app);
/* Gives the terminal's window the console's name and profile. */
void app_name_window(struct app *app);
/* What the footer says until the next press. */
void app_say(struct app *app, enum look look, const char *format, ...) __attribute__((format(printf, 3, 4)));
void app_say_error(struct app *app, const struct error *error);
/* Gives a command, or says why it cannot be given. */
void app_run(struct app *app, const struct command *command);
/* Names and addresses of this change are to be shortened. */
bool app_masks(const struct app *app, const struct change *change);

/* --- rows.c: the rows of the tab -------------------------------------------------------------------------------------
 */
struct list *app_list(struct app *app);
/* The change under the cursor, or NULL. */
struct change *app_row(const struct app *app);
/* The change that a command is about: the one of an open detail, else the one under the cursor. */
const struct change *app_subject(const struct app *app);
/* Shows a tab. */
void app_show_tab(struct app *app, enum tab tab);
/* Makes the rows anew; the cursor stays on its change. */
void app_rebuild(struct app *app);
/* Remembers the change under the cursor as the one to return to. */
void app_keep_cursor(struct app *app);
/* Filters on for some milliseconds, and puts the cursor back once the rows are there. */
void app_settle(struct app *app, int milliseconds);
/* Marked rows of the tab, and how many of them are seen. */
void app_count_marks(const struct app *app, size_t *marked, size_t *seen);
/* Moves to the next (step 1) or previous (-1) row that the search finds. */
void app_search(struct app *app, int step);

/* --- closeup.c
 * -------------------------------------------------------------------------------------------------------- */
/* The change with its sides; NULL where there is no such change any more. */
const struct closeup *app_closeup(struct app *app, const char *id);
void app_closeup_forget(struct app *app);

/* --- frame.c: header, tabs, footer
 * ------------------------------------------------------------------------------------- */
void frame_draw(struct app *app);
void frame_footer(struct app *app);
/* The tab in this column of the tabs' row, or -1. */
int frame_tab_at(struct app *app, int column);
const char *frame_tab_name(enum tab tab);

/* --- the screens
 * --------------------------------------------------------------------------------------------------------- */
extern const struct screen_ops tabs_screen;

#endif
