/* The log tab: the journal, newest first. */
#include "log_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "copy.h"
#include "detail_screen.h"
#include "journal_words.h"
#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"
#include "panel.h"
#include "words.h"

#define FIRST_LIMIT 1000
#define LEFT 4 /* columns before the first cell, as in the other tabs */

struct journal_view {
	struct journal_entry *entries;
	size_t entry_count, capacity;
	size_t *rows; /* the entries that the words are found in */
	size_t count;
	size_t limit; /* grows when the last row is reached */
	char words[VIEW_EXPRESSION_MAX];
	struct arena arena;
};

void journal_view_free(struct journal_view *view)
{
	if (view == NULL)
		return;
	free(view->entries);
	free(view->rows);
	arena_free(&view->arena);
	free(view);
}

static int copy_entry(void *context, const struct journal_entry *entry)
{
	struct journal_view *view = context;
	struct journal_entry copy = *entry;

	if (array_grow(&view->entries, &view->capacity, view->entry_count, sizeof copy, NULL) != 0)
		return 1;
	copy.actor = arena_string(&view->arena, entry->actor);
	copy.event = arena_string(&view->arena, entry->event);
	copy.change_id = arena_string(&view->arena, entry->change_id);
	copy.kind = arena_string(&view->arena, entry->kind);
	copy.code = arena_string(&view->arena, entry->code);
	copy.detail = arena_string(&view->arena, entry->detail);
	copy.prev = copy.hash = NULL;
	if (copy.actor == NULL || copy.event == NULL)
		return 1;
	view->entries[view->entry_count++] = copy;
	return 0;
}

/* --- words
 * ------------------------------------------------------------------------------------------------------------------ */

static bool holds(const char *folded, const char *words)
{
	const char *at = words;

	while (*at != '\0') {
		size_t length = strcspn(at, " ");

		if (length > 0 && memmem(folded, strlen(folded), at, length) == NULL)
			return false;
		at += length;
		at += *at == ' ';
	}
	return true;
}

static bool entry_holds(struct arena *arena, const struct journal_entry *entry, const char *words)
{
	const char *all = arena_format(
	    arena, "%s %s %s %s %s %s", entry->actor, entry->event, journal_words_event(entry->event),
	    arena_format(arena, "%s %s", entry->kind == NULL ? "" : entry->kind, journal_words_kind(entry->kind)),
	    entry->code == NULL ? "" : entry->code, entry->detail == NULL ? "" : entry->detail);
	const char *folded = all == NULL ? NULL : text_fold(arena, all);

	return folded != NULL && holds(folded, words);
}

static void choose_rows(struct app *app)
{
	struct journal_view *view = app->journal;
	struct arena arena = {0};
	const char *words = text_fold(&arena, view->words);
	size_t *rows = realloc(view->rows, (view->entry_count + 1) * sizeof *rows);

	view->count = 0;
	if (rows != NULL) {
		view->rows = rows;
		for (size_t i = 0; i < view->entry_count; i++)
			if (words == NULL || *words == '\0' || entry_holds(&arena, &view->entries[i], words))
				rows[view->count++] = i;
	}
	arena_free(&arena);
}

void journal_view_load(struct app *app)
{
	struct journal_view *view = app->journal;
	struct journal_query query = {.since = MOMENT_NONE, .newest_first = true};
	struct error error = {0};

	if (view == NULL) {
		view = app->journal = calloc(1, sizeof *view);
		if (view == NULL)
			return;
		view->limit = FIRST_LIMIT;
	}
	arena_free(&view->arena);
	view->entry_count = 0;
	query.limit = view->limit;
	if (journal_visit(app->store, &query, copy_entry, view, &error) < 0)
		app_say_error(app, &error);
	choose_rows(app);
}

void journal_view_filter(struct app *app, const char *words)
{
	if (app->journal == NULL || strlen(words) >= sizeof app->journal->words)
		return;
	copy_text(app->journal->words, sizeof app->journal->words, words);
	choose_rows(app);
}

const char *journal_view_words(const struct app *app)
{
	return app->journal == NULL ? "" : app->journal->words;
}

const struct journal_entry *journal_view_entry(const struct app *app)
{
	const struct journal_view *view = app->journal;
	size_t row = app->lists[TAB_LOG].cursor;

	return view == NULL || row >= view->count ? NULL : &view->entries[view->rows[row]];
}

/* --- drawing
 * ---------------------------------------------------------------------------------------------------------------- */

enum cell { CELL_AT, CELL_WHO, CELL_EVENT, CELL_KIND, CELL_CODE, CELL_WHY, CELL_COUNT };

static const struct column cells[CELL_COUNT] = {
    [CELL_AT] = {11, 11, 0, 0},	  [CELL_WHO] = {6, 14, 1, 3},  [CELL_EVENT] = {11, 13, 1, 0},
    [CELL_KIND] = {13, 24, 1, 2}, [CELL_CODE] = {6, 14, 1, 0}, [CELL_WHY] = {8, 90, 4, 1},
};

static const char *const headings[CELL_COUNT] = {
    [CELL_AT] = N_("time"),   [CELL_WHO] = N_("who"),	[CELL_EVENT] = NC_("journal", "event"),
    [CELL_KIND] = N_("kind"), [CELL_CODE] = N_("code"), [CELL_WHY] = N_("details"),
};

static void place_cells(int columns, int start[CELL_COUNT], int size[CELL_COUNT])
{
	columns_place(cells, CELL_COUNT, columns - LEFT, 1, start, size);
}

static void draw_heading(struct app *app, struct area area)
{
	int start[CELL_COUNT], size[CELL_COUNT];

	place_cells(area.columns, start, size);
	draw_padded(app->draw, area.row, area.column, area.columns, LOOK_LABEL, "");
	for (int i = 0; i < CELL_COUNT; i++)
		draw_text(app->draw, area.row, area.column + LEFT + start[i], size[i], LOOK_LABEL,
			  i == CELL_EVENT ? C_("journal", headings[i]) : _(headings[i]));
}

static enum look event_look(const char *event)
{
	if (strcmp(event, "applied") == 0 || strcmp(event, "approved") == 0)
		return LOOK_GOOD;
	if (strcmp(event, "failed") == 0)
		return LOOK_ERROR;
	if (strcmp(event, "stale") == 0 || strcmp(event, "overridden") == 0 || strcmp(event, "paused") == 0)
		return LOOK_WARNING;
	return LOOK_TEXT;
}

static void draw_entry(struct app *app, struct area area, int row, const struct journal_entry *entry, bool cursor)
{
	int start[CELL_COUNT], size[CELL_COUNT];
	char at[MOMENT_TEXT_MAX], who[ACTOR_NAME_MAX];
	struct arena arena = {0};
	const char *text[CELL_COUNT];

	place_cells(area.columns, start, size);
	words_time(entry->at, moment_now(), app->config->mk.timezone, at, sizeof at);
	snprintf(who, sizeof who, "%.*s", (int)strcspn(entry->actor, "@"), entry->actor);
	text[CELL_AT] = at;
	text[CELL_WHO] = who;
	text[CELL_EVENT] = journal_words_event(entry->event);
	text[CELL_KIND] = journal_words_kind(entry->kind);
	text[CELL_CODE] = entry->code == NULL ? "" : entry->code;
	text[CELL_WHY] = journal_words_detail(app, &arena, entry);
	draw_padded(app->draw, row, area.column, area.columns, cursor ? LOOK_CURSOR : LOOK_TEXT,
		    cursor ? draw_sign(app->draw, SIGN_CURSOR) : "");
	for (int i = 0; i < CELL_COUNT; i++)
		draw_text(app->draw, row, area.column + LEFT + start[i], size[i],
			  cursor	    ? LOOK_CURSOR
			  : i == CELL_EVENT ? event_look(entry->event)
					    : LOOK_TEXT,
			  text[i]);
	arena_free(&arena);
}

void log_draw(struct app *app, struct area area)
{
	struct journal_view *view = app->journal;
	struct list *list = &app->lists[TAB_LOG];

	if (view == NULL || area.rows <= 0)
		return;
	if (area.rows > 3) {
		draw_heading(app, area);
		area.row++;
		area.rows--;
	}
	list_fit(list, view->count, (size_t)area.rows);
	if (list->cursor + 1 == view->count && view->entry_count == view->limit) {
		view->limit *= 4;
		journal_view_load(app);
		list_fit(list, view->count, (size_t)area.rows);
	}
	for (int i = 0; i < area.rows && list->top + (size_t)i < view->count; i++)
		draw_entry(app, area, area.row + i, &view->entries[view->rows[list->top + (size_t)i]],
			   list->top + (size_t)i == list->cursor);
	if (view->count == 0)
		draw_text(app->draw, area.row, 3, area.columns - 4, LOOK_DIM,
			  view->entry_count == 0
			      ? _("The journal is empty.")
			      : _("The filter hides all of them: f changes it, F shows them again."));
}

void log_draw_status(struct app *app, struct area area)
{
	char counts[64];
	int room;

	if (area.rows <= 0 || app->journal == NULL)
		return;
	if (app->journal->words[0] == '\0')
		snprintf(counts, sizeof counts, ngettext("%zu entry ", "%zu entries ", app->journal->count),
			 app->journal->count);
	else
		snprintf(counts, sizeof counts,
			 ngettext("%zu of %zu entry ", "%zu of %zu entries ", app->journal->entry_count),
			 app->journal->count, app->journal->entry_count);
	room = area.columns - (int)text_width(counts);
	draw_padded(app->draw, area.row, 0, area.columns, LOOK_TEXT, "");
	if (app->journal->words[0] != '\0') {
		int used = draw_text(app->draw, area.row, 1, room, LOOK_LABEL, _("filter")) + 2;

		draw_text(app->draw, area.row, used, room - used, LOOK_WARNING, app->journal->words);
	}
	draw_text(app->draw, area.row, room, area.columns, LOOK_LABEL, counts);
}

void log_draw_panel(struct app *app, struct area area)
{
	const struct journal_entry *entry = journal_view_entry(app);
	struct page page = {0};
	char at[MOMENT_TEXT_MAX], number[32];

	if (area.rows < 2)
		return;
	panel_draw_rule(app, area.row, area.column, area.columns, _("Entry"), NULL);
	if (entry == NULL)
		return;
	snprintf(number, sizeof number, "%lld", entry->seq);
	page_field(&page, 14, area.columns - 2, LOOK_TEXT, _("number"), number);
	page_field(&page, 14, area.columns - 2, LOOK_TEXT, _("when"),
		   words_moment(entry->at, app->config->mk.timezone, at));
	page_field(&page, 14, area.columns - 2, LOOK_TEXT, _("who"), entry->actor);
	page_field(&page, 14, area.columns - 2, event_look(entry->event), _("what"), journal_words_event(entry->event));
	if (entry->change_id != NULL)
		page_field(&page, 14, area.columns - 2, LOOK_TEXT, _("change"), entry->change_id);
	page_field(&page, 14, area.columns - 2, LOOK_TEXT, _("details"), journal_words_detail(app, &page.arena, entry));
	area.row++;
	area.rows--;
	panel_draw_page(app, &page, area, 0, -1);
	page_free(&page);
}

void log_open(struct app *app)
{
	const struct journal_entry *entry = journal_view_entry(app);

	if (entry != NULL && entry->change_id != NULL)
		detail_open_id(app, entry->change_id);
}
