/* What the console shows: the plan, its tabs and marks. No curses, no I/O. */
#ifndef MKOZ_TUI_MODEL_H
#define MKOZ_TUI_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshot.h"

enum tab { TAB_ACTIVATE, TAB_CANCEL, TAB_STATUS, TAB_DATA, TAB_FINDINGS, TAB_BASKET, TAB_LOG, TAB_COUNT };

/* Flags of an item. */
enum item_flag {
	ITEM_MARKED = 1,
	ITEM_KEPT = 2, /* decided here a moment ago: stays in sight until the view is made anew */
};

struct model {
	struct snapshot *now; /* NULL before the first was read */
	uint8_t *flags; /* one for each item of the plan; set with model_flag */
	uint8_t *places; /* likewise: its tab and state, so that a tab is made without looking at the changes */
	const char **remarks; /* likewise: what a row says about it, in the plan's arena, or NULL */
	size_t todo[TAB_COUNT]; /* what awaits a decision; of the basket: what is in it */
	size_t marks[TAB_COUNT]; /* marked */
	size_t cosmetic; /* cosmetic ones that await a decision */
	bool show_cosmetic;
	unsigned long revision; /* another one after another plan, and after each change of a state */
};

void model_free(struct model *model);
/* Takes the snapshot over and gives back the one before (NULL: none), which the caller frees; marks go with their ids.
 * *lost is how many marks were on changes that are gone or decided elsewhere. */
int model_replace(struct model *model, struct snapshot *snapshot, struct snapshot **before, size_t *lost,
		  struct error *error);
/* Counts all again, after show_cosmetic changed. */
void model_count(struct model *model);
/* After the item's state changed. */
void model_changed(struct model *model, size_t item);
/* Gives the item these flags (enum item_flag). */
void model_flag(struct model *model, size_t item, unsigned flags);

/* The tab of a kind; the basket and the log are nobody's. */
enum tab model_tab(enum kind kind);
/* The change awaits a decision. */
bool model_is_todo(const struct change *change);
/* The change is in the basket. */
bool model_in_basket(const struct change *change);
/* The item belongs in the tab. all_states: decided ones too (a filter asks for states); cosmetic: those too. */
bool model_in_tab(const struct model *model, size_t item, enum tab tab, bool all_states, bool cosmetic);
/* The item's state. */
enum state model_state(const struct model *model, size_t item);
size_t model_size(const struct model *model);
struct change *model_item(const struct model *model, size_t item);

#endif
