/* An entry of the journal in a line. */
#ifndef MKOZ_TUI_JOURNAL_WORDS_H
#define MKOZ_TUI_JOURNAL_WORDS_H

#include "app.h"
#include "page.h"

/* Adds a line: when, who, what, why. */
void journal_words_line(struct app *app, struct page *page, const struct journal_entry *entry);
/* What the entry's detail says, with what a name or an address was and became; masked where [ui] says so. In the arena.
 */
const char *journal_words_detail(struct app *app, struct arena *arena, const struct journal_entry *entry);
/* The event in the person's language; borrowed. */
const char *journal_words_event(const char *event);
/* Likewise the kind; an unknown one as it is, "" for NULL. */
const char *journal_words_kind(const char *kind);

#endif
