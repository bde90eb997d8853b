/* Personal data shortened, for [ui] mask_personal_data. */
#ifndef MKOZ_BASE_MASK_H
#define MKOZ_BASE_MASK_H

#include "mkoz/base/text.h"

/* Appends the initials of the words and what parts them: `Ana Lúcia Prado` becomes `A. L. P.`, `Rua Um, 12` `R. U., …`.
 */
void mask_words(struct text *out, const char *string);
/* Appends the link without what it would fill in. */
void mask_link(struct text *out, const char *link);

#endif
