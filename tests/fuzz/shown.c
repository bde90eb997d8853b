/* Fuzzes what people and programs are shown of a plan: a change whose strings are the input's lines, as table, JSON and
 * CSV, and in the console's words. Nothing that moves a cursor or lies about its order comes out; JSON and CSV hold the
 * fields that they should, and no cell is a formula. The first byte chooses kind, state and manner. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plan_print.h"
#include "mkoz/base/json.h"
#include "tui/sides.h"
#include "tui/words.h"

#define FORMULA "=+-@"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* --- the plan ----------------------------------------------------------------------------------------------------- */

static const char *json_of(struct arena *arena, const char *string)
{
	struct text text = {0};

	json_add_string(&text, string);
	const char *kept = arena_string(arena, text_string(&text));
	text_free(&text);
	return kept;
}

/* One line after another, the last ones NULL. */
static void fill(struct plan *plan, char *lines)
{
	struct change *change = &plan->items[0];
	const char **const strings[] = {&change->code,	  &change->name,  &change->address,	&change->city,
					&change->box,	  &change->login, &change->property_id, &change->client_id,
					&change->why,	  &change->link,  &change->decided_by,	&change->reason,
					&change->outcome, &change->guard, &change->mk_side,	&change->ozmap_side};
	char *line;

	for (size_t i = 0; i < sizeof strings / sizeof *strings && (line = strsep(&lines, "\n")); i++)
		*strings[i] = line;
	change->before = json_of(&plan->arena, change->reason);
	change->after = json_of(&plan->arena, change->name);
}

/* --- what came out -------------------------------------------------------------------------------------------------
 */

/* Colours are ours: they begin with the only control character there may be beside the line's end. */
static void check_shown(const char *shown, bool color)
{
	int code;

	if (!text_is_utf8(shown, strlen(shown)))
		abort();
	while ((code = text_next(&shown)) != 0) {
		if (code == '\033' && color && *shown == '[') {
			shown += 1 + strspn(shown + 1, "0123456789;");
			if (*shown++ != 'm')
				abort();
		} else if (code != '\n' && text_is_harmful(code)) {
			abort();
		}
	}
}

/* The fields of one line of CSV, from `at` on; *at moves behind it. */
static size_t count_cells(const char **at)
{
	size_t cells = 1;
	bool quoted = false;

	for (bool first = true; **at && (quoted || **at != '\n'); (*at)++) {
		if (first && (strchr(FORMULA, **at) || (**at == '"' && strchr(FORMULA, (*at)[1]))))
			abort();
		first = !quoted && **at == ',';
		cells += first;
		quoted ^= **at == '"';
	}
	if (quoted || *(*at)++ != '\n')
		abort();
	return cells;
}

static void check_csv(const char *csv)
{
	size_t cells = count_cells(&csv);

	while (*csv)
		if (count_cells(&csv) != cells)
			abort();
}

/* What was a name stands there as it was; bytes that are no UTF-8 cannot. */
static void check_json(const char *shown, size_t length, const struct change *change, bool masked)
{
	struct error error = {0};
	json_t *json = json_parse(shown, length, "plan", &error);
	const json_t *list = json_object_get(json, kind_is_finding(change->kind) ? "findings" : "changes");
	const char *name = json_member_string(json_array_get(list, 0), "name");

	if (!json || json_array_size(list) != 1)
		abort();
	if (!masked && change->name && text_is_utf8(change->name, strlen(change->name)) &&
	    (!name || strcmp(name, change->name) != 0))
		abort();
	json_decref(json);
}

static void print_all(const struct plan_output *output)
{
	int (*const prints[])(FILE * out, const struct plan_output *output,
			      struct error *error) = {plan_print_table, plan_print_csv, plan_print_json};

	for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
		char *shown = NULL;
		size_t length = 0;
		struct error error = {0};
		FILE *out = open_memstream(&shown, &length);

		if (prints[i](out, output, &error) != 0 || fclose(out) != 0 || strlen(shown) != length)
			abort();
		check_shown(shown, output->style.color && prints[i] == plan_print_table);
		if (prints[i] == plan_print_csv)
			check_csv(shown);
		if (prints[i] == plan_print_json)
			check_json(shown, length, &output->plan->items[0], output->view.masked);
		free(shown);
	}
}

/* --- in the console's words ----------------------------------------------------------------------------------------
 */

static void compare(const char *left, const char *right)
{
	size_t from, left_to, right_to;

	words_difference(left, right, &from, &left_to, &right_to);
	if (from > left_to || from > right_to || left_to > strlen(left) || right_to > strlen(right))
		abort();
	if (strncmp(left, right, from) != 0 || strcmp(left + left_to, right + right_to) != 0)
		abort();
}

static void say_all(const struct change *change, bool mask)
{
	static const struct config config = {.mk = {.timezone = "America/Sao_Paulo"}, .sync = {.power_tolerance = 1}};
	struct arena arena = {0};
	struct text text = {0};
	struct sides sides;
	struct error error = {0};

	words_change(&text, change, mask);
	(void)words_masked(&arena, change->name);
	(void)words_masked_link(&arena, change->link);
	if (sides_build(&sides, &arena, change, &config, mask, 1700000000, &error) != 0 && error.status == ERROR_NONE)
		abort();
	for (size_t i = 0; error.status == ERROR_NONE && i < sides.count; i++)
		if (sides.pairs[i].left && sides.pairs[i].right)
			compare(sides.pairs[i].left, sides.pairs[i].right);
	if (change->name && change->address)
		compare(change->name, change->address);
	text_free(&text);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct guard guards[GUARD_COUNT] = {{.kind = GUARD_CANARY, .holds = true, .count = 1}};
	struct plan plan = {.id = 1};
	struct error error = {0};

	if (length == 0)
		return 0;
	char *text = strndup((const char *)bytes + 1, length - 1);
	struct change *change = plan_add(&plan, &error);
	change->kind = (enum kind)(bytes[0] % KIND_COUNT);
	change->field = kind_field(change->kind);
	change->state = (enum state)(bytes[0] % STATE_COUNT);
	memcpy(change->id, "0123456789abcdef", CHANGE_ID_MAX);
	fill(&plan, text);
	const struct plan_output output = {.plan = &plan,
					   .guards = guards,
					   .view = {.masked = bytes[0] % 2},
					   .style = {.color = bytes[0] % 4 > 1, .columns = bytes[0] % 8 > 3 ? 60 : 0},
					   .timezone = "America/Sao_Paulo",
					   .now = 1700000000};
	print_all(&output);
	say_all(change, output.view.masked);
	plan_free(&plan);
	free(text);
	return 0;
}
