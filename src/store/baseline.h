/* What guards compare with, and the names of guards as bits. For this room only. */
#ifndef MKOZ_STORE_BASELINE_H
#define MKOZ_STORE_BASELINE_H

#include "connection.h"
#include "mkoz/base/text.h"

/* The guards of spec §7 as plan/guards.h numbers them, which this room must not include. */
enum { BASELINE_LIMIT, BASELINE_ACTIVE, BASELINE_CANARY, BASELINE_DOWN, BASELINE_GUARDS };

/* The bits of a comma list of guards' names; -1 for an unknown name. */
int baseline_parse_names(const char *names, unsigned *bits, struct error *error);
/* Appends the names, comma separated; quoted for JSON. */
void baseline_add_names(struct text *text, unsigned bits, bool quoted);
/* The codes sorted, each ended by NUL. */
int baseline_pack(struct text *out, const char *const *codes, size_t count, struct error *error);
/* What a supervisor accepted becomes the baseline, and then the newest plan that of each guard that did not hold. */
int baseline_move(struct store *store, unsigned held, struct error *error);
/* What the newest plan was compared with; store_baseline gives what the next one will be. */
int baseline_read(struct store *store, struct arena *arena, bool next, const char *const **down_codes,
		  size_t *down_count, bool *has_down, size_t *active, bool *has_active, struct error *error);

#endif
