/* A row as the API answers it, in the forms the options ask for. */
#ifndef SIM_RENDER_H
#define SIM_RENDER_H

#include "options.h"
#include "state.h"

/* Adds the row's JSON. select: NULL, or names of fields divided by blanks or commas. */
void render_row(struct text *out, const struct state *state, const struct options *options, const struct row *row,
		const char *select);

#endif
