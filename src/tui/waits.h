/* Until when a change waits, as people write it: a day as the language has it, or a word. */
#ifndef MKOZ_TUI_WAITS_H
#define MKOZ_TUI_WAITS_H

#include "mkoz/base/arena.h"

#define WAITS_WORDS 2

/* Fills in what may be typed besides a day, translated, borrowed; then a NULL. */
void waits_words(const char *out[WAITS_WORDS + 1]);
/* What was typed as the store has it (spec §2): `2026-12-31`, `online` or `changed`; what is neither, as it is. In the
 * arena. */
const char *waits_parse(struct arena *arena, const char *typed);
/* The store's as people read it; in the arena. */
const char *waits_said(struct arena *arena, const char *wait);

#endif
