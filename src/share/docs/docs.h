/* Documentation made from the tables that the program itself works with, so that it cannot say anything else. */
#ifndef MKOZ_SHARE_DOCS_H
#define MKOZ_SHARE_DOCS_H

#include <stdio.h>

/* Each prints one part; a document says where it belongs, by the part's name. */

/* The man page: every command with its usage and options; the options of every command; the filter language. */
void docs_commands(FILE *out);
void docs_options(FILE *out);
void docs_filters(FILE *out);
/* The console's keys, for the man page and as a Markdown table. */
void docs_keys(FILE *out);
void docs_keys_table(FILE *out);
/* The words that the completion knows, as bash variables. */
void docs_words(FILE *out);

/* Prints text for roff: hyphens stay hyphens, and nothing is taken for a request. */
void docs_roff(FILE *out, const char *text);

#endif
