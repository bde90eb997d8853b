/* Which SQL reads what, composed of the files in sql/; inside the room only. */
#ifndef MK_QUERY_H
#define MK_QUERY_H

#include "mkoz/base/config.h"
#include "mkoz/base/text.h"

/* The rows of all subscribers, with the columns of enum mk_column, by code and codconexao; with `one`, of the code $1
 * alone, and then without RADIUS. The caller checks the text. */
void mk_query_rows(struct text *out, const struct config_mk *config, bool one);

#endif
