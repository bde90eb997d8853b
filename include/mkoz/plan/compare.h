/* Comparing text as people write it: equal, only cosmetically different, moved to another house (spec §4). */
#ifndef MKOZ_PLAN_COMPARE_H
#define MKOZ_PLAN_COMPARE_H

#include <stdbool.h>

#include "mkoz/base/arena.h"

enum compare_result { COMPARE_SAME, COMPARE_COSMETIC, COMPARE_DIFFERENT };

/* Compares after NFC, trimming, runs of blanks as one; then without case, accents, punctuation, and with the usual
 * street abbreviations written out. NULL is empty. -1 when memory ran out. */
int compare_text(const char *one, const char *other);
/* OZmap's address does not begin, compared as for cosmetic, with MK's street and number. */
bool compare_is_moved(const char *ozmap_address, const char *street, const char *number);
/* The string as cosmetic comparison sees it. In the arena; NULL when memory ran out. */
const char *compare_key(struct arena *arena, const char *string);

#endif
