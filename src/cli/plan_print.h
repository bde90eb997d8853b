/* The plan on standard output: as a table, as the JSON of spec §5, as CSV. */
#ifndef MKOZ_CLI_PLAN_PRINT_H
#define MKOZ_CLI_PLAN_PRINT_H

#include "mkoz/domain/filter.h"
#include "mkoz/plan/guards.h"
#include "plan_fields.h"
#include "table.h"

struct plan_output {
	const struct plan *plan;
	const struct guard *guards; /* GUARD_COUNT; holds: it holds something of the plan now */
	const struct filter *filter;
	struct view view;
	struct style style;
	const char *timezone; /* of times that people read */
	moment now;
};

int plan_print_table(FILE *out, const struct plan_output *output, struct error *error);
int plan_print_json(FILE *out, const struct plan_output *output, struct error *error);
int plan_print_csv(FILE *out, const struct plan_output *output, struct error *error);

#endif
