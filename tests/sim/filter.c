/* The API's filters and orders: which rows match, and in which order. */
#include "filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef bool (*operator_test)(const json_t *have, const json_t *want);

/* -1, 0, 1, or 2 where the two cannot be compared. */
static int compare(const json_t *a, const json_t *b)
{
	if (json_is_number(a) && json_is_number(b)) {
		double x = json_number_value(a), y = json_number_value(b);
		return (x > y) - (x < y);
	}
	if (json_is_string(a) && json_is_string(b)) {
		int order = strcmp(json_string_value(a), json_string_value(b));
		return (order > 0) - (order < 0);
	}
	return 2;
}

static bool is_nothing(const json_t *value)
{
	return value == NULL || json_is_null(value);
}

static bool same(const json_t *have, const json_t *want)
{
	if (is_nothing(have) || is_nothing(want))
		return is_nothing(have) && is_nothing(want);
	if (json_is_object(have) && json_is_string(want))
		have = json_object_get(have, "id");
	return compare(have, want) == 0 || (json_is_boolean(have) && json_equal((json_t *)have, (json_t *)want));
}

static bool test_like(const json_t *have, const json_t *want)
{
	return json_is_string(have) && json_is_string(want) &&
	       strcasestr(json_string_value(have), json_string_value(want)) != NULL;
}

static bool test_in(const json_t *have, const json_t *want)
{
	for (size_t i = 0; i < json_array_size(want); i++)
		if (same(have, json_array_get(want, i)))
			return true;
	return false;
}

static bool test_less(const json_t *have, const json_t *want)
{
	return compare(have, want) == -1;
}

static bool test_less_or_same(const json_t *have, const json_t *want)
{
	return compare(have, want) == -1 || compare(have, want) == 0;
}

static bool test_more(const json_t *have, const json_t *want)
{
	return compare(have, want) == 1;
}

static bool test_more_or_same(const json_t *have, const json_t *want)
{
	return compare(have, want) == 1 || compare(have, want) == 0;
}

static bool test_exists(const json_t *have, const json_t *want)
{
	return !is_nothing(have) == !json_is_false(want);
}

struct operator
{
	const char *name;
	operator_test test;
	bool negated;
};
static const struct operator operators[] = {
    {.name = "=", .test = same},
    {.name = "!=", .test = same, .negated = true},
    {.name = "like", .test = test_like},
    {.name = "in", .test = test_in},
    {.name = "notin", .test = test_in, .negated = true},
    {.name = "<", .test = test_less},
    {.name = "<=", .test = test_less_or_same},
    {.name = ">", .test = test_more},
    {.name = ">=", .test = test_more_or_same},
    {.name = "exists", .test = test_exists},
};

static const struct operator* operator_named(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof(operators) / sizeof(operators[0]); i++)
		if (strcmp(operators[i].name, name) == 0)
			return &operators[i];
	return NULL;
}

/* Follows a.b.c; in an array any item will do. */
static bool path_holds(const json_t *at, const char *path, operator_test test, const json_t *want)
{
	if (json_is_array(at)) {
		for (size_t i = 0; i < json_array_size(at); i++)
			if (path_holds(json_array_get(at, i), path, test, want))
				return true;
		return false;
	}
	if (path == NULL)
		return test(at, want);
	const char *dot = strchr(path, '.');
	size_t length = dot != NULL ? (size_t)(dot - path) : strlen(path);
	char key[64];
	snprintf(key, sizeof(key), "%.*s", (int)length, path);
	return path_holds(json_object_get(at, key), dot != NULL ? dot + 1 : NULL, test, want);
}

static bool term_holds(const json_t *row, const json_t *term)
{
	if (json_is_array(term)) {
		for (size_t i = 0; i < json_array_size(term); i++)
			if (term_holds(row, json_array_get(term, i)))
				return true;
		return false;
	}
	const struct operator* operator= operator_named(json_string_value(json_object_get(term, "operator")));
	const char *property = json_string_value(json_object_get(term, "property"));
	const json_t *want = json_object_get(term, "value");
	if (strcmp(property, "_id") == 0)
		property = "id";
	return path_holds(row, property, operator->test, want) != operator->negated;
}

static int check_term(const json_t *term, struct text *why)
{
	if (json_is_array(term)) {
		for (size_t i = 0; i < json_array_size(term); i++)
			if (check_term(json_array_get(term, i), why) != 0)
				return -1;
		return 0;
	}
	const char *name = json_string_value(json_object_get(term, "operator"));
	const char *property = json_string_value(json_object_get(term, "property"));
	if (property != NULL && operator_named(name) != NULL && json_object_get(term, "value") != NULL)
		return 0;
	text_printf(why, "Invalid filter: property %s, operator %s", property != NULL ? property : "(none)",
		    name != NULL ? name : "(none)");
	return -1;
}

static void matches_add(struct matches *matches, size_t *capacity, struct row *row)
{
	if (matches->count == *capacity) {
		*capacity = *capacity > 0 ? *capacity * 2 : 64;
		matches->rows = sim_resize(matches->rows, *capacity * sizeof(struct row *));
	}
	matches->rows[matches->count++] = row;
}

static json_t *row_with_client(const struct row *row)
{
	json_t *object = row_parse(row);
	if (row->kind == ROW_PROPERTY)
		json_object_set_new(object, "client", row->partner != NULL ? row_parse(row->partner) : json_null());
	return object;
}

static bool row_holds(const struct row *row, const json_t *filter)
{
	json_t *object = row_with_client(row);
	bool holds = true;
	for (size_t i = 0; i < json_array_size(filter) && holds; i++)
		holds = term_holds(object, json_array_get(filter, i));
	json_decref(object);
	return holds;
}

/* The values that a term `id =` or `id in` (or `code`) names, as an array to be freed; NULL for any other term. */
static json_t *named_values(const json_t *term, const char *property)
{
	const char *name = json_string_value(json_object_get(term, "operator"));
	const char *of = json_string_value(json_object_get(term, "property"));
	json_t *value = json_object_get(term, "value");
	if (of == NULL || name == NULL)
		return NULL;
	if (strcmp(of, property) != 0 && !(strcmp(property, "id") == 0 && strcmp(of, "_id") == 0))
		return NULL;
	if (strcmp(name, "=") == 0 && json_is_string(value))
		return json_pack("[O]", value);
	return strcmp(name, "in") == 0 && json_is_array(value) ? json_incref(value) : NULL;
}

/* Rows that a term finds without looking at them all; false where no term can. The candidates are still tested. */
static bool find_named(const struct state *state, enum row_kind kind, const json_t *filter, struct matches *out)
{
	const struct index *index = NULL;
	json_t *values = NULL;
	for (size_t i = 0; i < json_array_size(filter) && values == NULL; i++) {
		const json_t *term = json_array_get(filter, i);
		index = &state->tables[kind].by_id;
		values = named_values(term, "id");
		if (values == NULL && kind == ROW_CLIENT) {
			index = &state->clients_by_code;
			values = named_values(term, "code");
		}
	}
	if (values == NULL)
		return false;
	size_t capacity = 0;
	json_t *seen = json_object();
	for (size_t i = 0; i < json_array_size(values); i++) {
		const char *key = json_string_value(json_array_get(values, i));
		const struct index_entry *cursor = NULL;
		struct row *row = NULL;
		while (key != NULL && (row = index_next(index, key, &cursor)) != NULL) {
			if (json_object_get(seen, row->id) == NULL)
				matches_add(out, &capacity, row);
			json_object_set_new(seen, row->id, json_true());
		}
	}
	json_decref(seen);
	json_decref(values);
	return true;
}

struct sortable {
	json_t *value;
	struct row *row;
	size_t place;
};

static int sort_order(const void *left, const void *right, void *direction)
{
	const struct sortable *a = left, *b = right;
	int order = compare(a->value, b->value);
	if (order == 2)
		order = (a->value != NULL) - (b->value != NULL);
	if (order == 0)
		return (a->place > b->place) - (a->place < b->place);
	return *(const int *)direction < 0 ? -order : order;
}

static void sort_matches(struct matches *matches, const json_t *sort)
{
	if (json_is_array(sort))
		sort = json_array_get(sort, 0);
	const char *property = json_string_value(json_object_get(sort, "property"));
	int direction = json_number_value(json_object_get(sort, "direction")) < 0 ? -1 : 1;
	if (property == NULL || matches->count == 0)
		return;
	struct sortable *items = sim_alloc(matches->count * sizeof(*items));
	for (size_t i = 0; i < matches->count; i++) {
		json_t *object = row_with_client(matches->rows[i]);
		json_t *value = json_object_get(object, property);
		items[i] = (struct sortable){json_incref(value), matches->rows[i], i};
		json_decref(object);
	}
	qsort_r(items, matches->count, sizeof(*items), sort_order, &direction);
	for (size_t i = 0; i < matches->count; i++) {
		matches->rows[i] = items[i].row;
		json_decref(items[i].value);
	}
	free(items);
}

int filter_rows(const struct state *state, enum row_kind kind, const json_t *filter, const json_t *sort,
		struct matches *out, struct text *why)
{
	const struct table *table = &state->tables[kind];
	struct matches among = {table->rows, table->count};
	struct matches named = {0};
	size_t kept = 0;
	if (filter != NULL && !json_is_null(filter) && !json_is_array(filter)) {
		text_puts(why, "Invalid filter: an array is needed");
		return -1;
	}
	if (json_is_array(filter) && check_term(filter, why) != 0)
		return -1;
	if (find_named(state, kind, filter, &named))
		among = named;
	out->rows = sim_alloc((among.count + 1) * sizeof(struct row *));
	for (size_t i = 0; i < among.count; i++)
		if (json_array_size(filter) == 0 || row_holds(among.rows[i], filter))
			out->rows[kept++] = among.rows[i];
	out->count = kept;
	free(named.rows);
	sort_matches(out, sort);
	return 0;
}
