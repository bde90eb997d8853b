/* Translation: every string that a person reads goes through _(), in English in the source. */
#ifndef MKOZ_BASE_I18N_H
#define MKOZ_BASE_I18N_H

#include <libintl.h>

#define _(string) gettext(string)
/* Marks a string in a table; the reader of the table calls _() on it. */
#define N_(string) (string)
/* Likewise where one English word is several in other languages: the context tells the translator which is meant. */
#define C_(context, string) i18n_in_context(context, string)
#define NC_(context, string) (string)

/* Sets the locale from the environment, or `language` (pt_BR, es, en; NULL: the locale's) when given, and binds the
 * catalogue: from $MKOZ_LOCALE_DIR, else beside the program's own folder when built there, else the installed one. */
void i18n_start(const char *language);
/* The string as it is translated in that context, borrowed. */
const char *i18n_in_context(const char *context, const char *string);
/* The character set is UTF-8. */
int i18n_is_utf8(void);

#endif
