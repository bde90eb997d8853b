/* The fields of changes and findings as spec §5 prints them. */
#ifndef MKOZ_CLI_PLAN_FIELDS_H
#define MKOZ_CLI_PLAN_FIELDS_H

#include "mkoz/domain/change.h"
#include "record.h"

extern const struct field_writer change_fields[];
extern const size_t change_field_count;
extern const struct field_writer finding_fields[];
extern const size_t finding_field_count;

/* Appends the name as it may be shown, as plain text; nothing where there is none. */
void plan_add_name(struct text *out, const struct change *change, const struct view *view);
/* Appends `before → after` as plain text; of a finding its why. */
void plan_add_difference(struct text *out, const struct change *change, const struct view *view);

#endif
