/* Text for terminals that show nothing but ASCII. */
#ifndef MKOZ_TUI_DRAW_PLAIN_H
#define MKOZ_TUI_DRAW_PLAIN_H

#include "mkoz/base/text.h"

/* Replaces what is not ASCII in place: accents are taken away, the console's own signs get a plain form, the rest
 * becomes `?`. */
void draw_plain(struct text *text);

#endif
