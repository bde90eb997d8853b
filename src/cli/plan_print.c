/* The plan on standard output. */
#include "plan_print.h"

#include <string.h>

#include "mkoz/base/i18n.h"

static bool is_shown(const struct plan_output *output, const struct change *change, bool finding)
{
	return kind_is_finding(change->kind) == finding && filter_matches(output->filter, change, output->now);
}

static void print_held_kinds(FILE *out, const struct guard *guard, const char *before, const char *after)
{
	const char *separator = "";

	for (int i = 0; i < KIND_CHANGES; i++)
		if (guard_covers(guard->kind, (enum kind)i)) {
			fprintf(out, "%s%s%s%s", separator, before, kind_name((enum kind)i), after);
			separator = ", ";
		}
}

static void print_guards(FILE *out, const struct plan_output *output)
{
	const char *separator = "";

	fputs(" \"guards\": [", out);
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &output->guards[i];

		if (!guard->holds)
			continue;
		fprintf(out, "%s{\"name\": \"%s\", \"limit\": %lld, \"count\": %lld, \"holds\": [", separator,
			guard_name(guard->kind), guard->limit, guard->count);
		print_held_kinds(out, guard, "\"", "\"");
		fputs("]}", out);
		separator = ", ";
	}
	fputs("],\n", out);
}

static void print_summary(FILE *out, const struct plan *plan)
{
	size_t counts[KIND_COUNT] = {0};

	for (size_t i = 0; i < plan->count; i++)
		counts[plan->items[i].kind]++;
	fputs(" \"summary\": {", out);
	for (int i = 0; i < KIND_COUNT; i++)
		fprintf(out, "%s\"%s\": %zu", i > 0 ? ", " : "", kind_name((enum kind)i), counts[i]);
	fputs("},\n", out);
}

/* `"name": [records]` of the changes or of the findings that match. */
static int print_records(FILE *out, const struct plan_output *output, bool finding, struct error *error)
{
	const struct field_writer *fields = finding ? finding_fields : change_fields;
	size_t count = finding ? finding_field_count : change_field_count;
	const char *separator = "\n  ";

	fprintf(out, " \"%s\": [", finding ? "findings" : "changes");
	for (size_t i = 0; i < output->plan->count; i++) {
		const struct change *change = &output->plan->items[i];

		if (!is_shown(output, change, finding))
			continue;
		fputs(separator, out);
		if (record_json(out, fields, count, change, &output->view, error) < 0)
			return -1;
		separator = ",\n  ";
	}
	fputs(finding ? "]" : "],\n", out);
	return 0;
}

int plan_print_json(FILE *out, const struct plan_output *output, struct error *error)
{
	const struct plan *plan = output->plan;
	const struct plan_counts *counts = &plan->counts;
	char at[MOMENT_TEXT_MAX];

	fprintf(out, "{\"plan\": {\"id\": %lld, \"created_at\": \"%s\",\n", plan->id,
		moment_format(plan->created_at, at));
	fprintf(out, "  \"mk\": {\"clients\": %zu, \"active\": %zu, \"cancelled\": %zu},\n", counts->mk_clients,
		counts->mk_active, counts->mk_cancelled);
	fprintf(out, "  \"ozmap\": {\"properties\": %zu, \"clients\": %zu}},\n", counts->ozmap_properties,
		counts->ozmap_clients);
	print_guards(out, output);
	print_summary(out, plan);
	if (print_records(out, output, false, error) < 0 || print_records(out, output, true, error) < 0)
		return -1;
	fputs("}\n", out);
	return 0;
}

int plan_print_csv(FILE *out, const struct plan_output *output, struct error *error)
{
	if (record_csv_header(out, change_fields, change_field_count, error) < 0)
		return -1;
	for (size_t i = 0; i < output->plan->count; i++)
		if (is_shown(output, &output->plan->items[i], false) &&
		    record_csv(out, change_fields, change_field_count, &output->plan->items[i], &output->view, error) <
			0)
			return -1;
	return 0;
}

/* Green what is on its way or done, red what went wrong, yellow what waits for somebody. */
static const char *state_color(size_t column, const char *cell)
{
	static const struct {
		const char *state, *sgr;
	} colors[] = {{"approved", "32"}, {"released", "32"}, {"applied", "32"},  {"applying", "36"}, {"failed", "31"},
		      {"stale", "31"},	  {"rejected", "2"},  {"deferred", "33"}, {"requested", "33"}};

	for (size_t i = 0; column == 2 && i < sizeof colors / sizeof *colors; i++)
		if (strcmp(colors[i].state, cell) == 0)
			return colors[i].sgr;
	return NULL;
}

static int add_row(struct table *table, const struct plan_output *output, const struct change *change,
		   struct error *error)
{
	struct text name = {0}, difference = {0};
	const char *cells[6];
	int result;

	plan_add_name(&name, change, &output->view);
	plan_add_difference(&difference, change, &output->view);
	if (change->guard != NULL)
		text_format(&difference, _(" (held: %s)"), change->guard);
	if (change->moved)
		text_add(&difference, _(" (moved)"));
	cells[0] = change->id;
	cells[1] = kind_name(change->kind);
	cells[2] = state_name(change->state);
	cells[3] = change->code;
	cells[4] = text_string(&name);
	cells[5] = text_string(&difference);
	result =
	    text_check(&name, error) < 0 || text_check(&difference, error) < 0 ? -1 : table_add(table, cells, error);
	text_free(&name);
	text_free(&difference);
	return result;
}

/* Changes, or findings; `shown` is how many. */
static int print_part(FILE *out, const struct plan_output *output, bool finding, size_t *shown, struct error *error)
{
	struct table table = {.titles = {N_("id"), N_("kind"), N_("state"), N_("code"), N_("name"),
					 finding ? N_("why") : N_("change"), NULL},
			      .whole = 1U << 0 | 1U << 1 | 1U << 2,
			      .color = state_color};
	int result = 0;

	*shown = 0;
	for (size_t i = 0; result == 0 && i < output->plan->count; i++)
		if (is_shown(output, &output->plan->items[i], finding)) {
			(*shown)++;
			result = add_row(&table, output, &output->plan->items[i], error);
		}
	if (result == 0 && *shown > 0) {
		table_print(&table, out, &output->style);
		fputc('\n', out);
	}
	table_free(&table);
	return result;
}

int plan_print_table(FILE *out, const struct plan_output *output, struct error *error)
{
	size_t changes, findings;
	char at[MOMENT_TEXT_MAX];

	fprintf(out, _("plan %lld of %s"), output->plan->id,
		moment_local(output->plan->created_at, output->timezone, at));
	fputs("\n\n", out);
	if (print_part(out, output, false, &changes, error) < 0 || print_part(out, output, true, &findings, error) < 0)
		return -1;
	for (size_t i = 0; i < GUARD_COUNT; i++) {
		const struct guard *guard = &output->guards[i];

		if (!guard->holds)
			continue;
		fprintf(out, _("guard %s: %lld, the limit is %lld: holds "), guard_name(guard->kind), guard->count,
			guard->limit);
		print_held_kinds(out, guard, "", "");
		fputc('\n', out);
	}
	fprintf(out, _("changes: %zu, findings: %zu"), changes, findings);
	fputc('\n', out);
	return 0;
}
