/* The console's words: kinds, values, rules and ages in the language of the person; personal data shortened. */
#ifndef MKOZ_TUI_WORDS_H
#define MKOZ_TUI_WORDS_H

#include <stdbool.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/text.h"
#include "mkoz/domain/change.h"
#include "mkoz/plan/guards.h"

/* What the change does, for a table's row: `ERROR → OK`, `−27.80 → −19.20 dBm`, `property and client go`. `mask`
 * shortens names and addresses. */
void words_change(struct text *out, const struct change *change, bool mask);
/* The kind and the state in words, translated, borrowed. */
const char *words_kind(enum kind kind);
const char *words_kind_brief(enum kind kind);
const char *words_state(enum state state);
/* A guard by its name, and what it counts, in words, translated, borrowed; an unknown name as it is. */
const char *words_guard(const char *name);
const char *words_guard_counted(enum guard_kind guard);
/* The value of a change's before or after, in words; borrowed or in the arena. */
const char *words_value(struct arena *arena, enum field field, const char *json);
/* The row of spec §4 in a sentence, translated, borrowed; "" for an unknown one. */
const char *words_rule(int row);
/* A number with one place. In the arena. */
const char *words_rate(struct arena *arena, double rate);
/* `19.20 dBm`, with a real minus sign. */
const char *words_power(struct arena *arena, double dbm);
/* `2 min`, `3 h`, `5 d`: how long ago. */
void words_age(moment at, moment now, char *out, size_t size);
/* The whole moment, day and minute, as the language writes it; returns out. */
const char *words_moment(moment at, const char *timezone, char out[MOMENT_TEXT_MAX]);
/* A day, YYYY-MM-DD, as the language writes it. */
void words_day(struct text *out, const char *day);
/* The time of day where it is today, the day too where it is this year, else only the day. */
void words_time(moment at, moment now, const char *timezone, char *out, size_t size);

/* A name or address shortened to its initials (spec §2, mask_personal_data); NULL for NULL. In the arena. */
const char *words_masked(struct arena *arena, const char *string);
/* A link without what it would fill in. In the arena. */
const char *words_masked_link(struct arena *arena, const char *link);

/* The bytes in which two strings differ: from *start, to *one_end in one and *other_end in the other, on whole
 * characters. */
void words_difference(const char *one, const char *other, size_t *start, size_t *one_end, size_t *other_end);

#endif
