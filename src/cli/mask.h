/* Personal data shortened, for [ui] mask_personal_data. */
#ifndef MKOZ_CLI_MASK_H
#define MKOZ_CLI_MASK_H

#include "mkoz/base/text.h"

/* Appends the initials of the words: `Ana Lúcia Prado` becomes `A. L. P.`. */
void mask_words(struct text *out, const char *string);
/* Appends the link without what it would fill in. */
void mask_link(struct text *out, const char *link);

#endif
