/* The rows of one tab: which items, in what order, through which filter. Filtering goes in slices, so that typing stays
 * quick however large the plan is. No curses. */
#ifndef MKOZ_TUI_VIEW_H
#define MKOZ_TUI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/domain/filter.h"
#include "model.h"

#define VIEW_EXPRESSION_MAX 1024
#define VIEW_NOT_FOUND ((size_t)-1)

/* Zeroed it is empty. */
struct view {
	enum tab tab;
	enum sort sort;
	char expression[VIEW_EXPRESSION_MAX];
	struct filter *filter;
	size_t room; /* of each of the arrays below */
	uint32_t *order; /* the tab's items, sorted */
	size_t order_count;
	int code_width; /* of the longest code in the tab, in bytes */
	uint32_t *rows; /* those that are seen */
	size_t count;
	uint32_t *source; /* what is being looked through: the order, or what an earlier filter had left */
	size_t source_count, at; /* done when at == source_count */
	moment now;
};

void view_free(struct view *view);
/* Makes the rows anew for the tab and the sort; filtering starts from the beginning. */
int view_build(struct view *view, const struct model *model, enum tab tab, enum sort sort, struct error *error);
/* Another filter. On a mistake the old one stays, and *mistake is the byte it was found at. Goes on from the rows that
 * are left where the new expression can only leave fewer. */
int view_filter(struct view *view, const struct model *model, const char *expression, size_t *mistake,
		struct error *error);
/* Filters for at most `milliseconds`; true once all is looked through. */
bool view_step(struct view *view, const struct model *model, int milliseconds);
bool view_is_done(const struct view *view);
/* The row of an item, or VIEW_NOT_FOUND. */
size_t view_row(const struct view *view, size_t item);
/* The item in a row, or VIEW_NOT_FOUND. */
size_t view_item(const struct view *view, size_t row);
/* Whatever matches `next` matched `old` too, as far as can be told from their text alone. */
bool view_narrows(const char *old, const char *next);

#endif
