/* Tests of what is printed: tables, CSV, the JSON of spec §5, masked data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/plan_print.h"
#include "mkoz/base/json.h"

static void check_csv(const char *cell, const char *wanted)
{
	struct text line = {0};

	csv_add(&line, cell);
	assert_string_equal(text_string(&line), wanted);
	text_free(&line);
}

static void csv_is_disarmed(void **state)
{
	(void)state;
	check_csv(NULL, "");
	check_csv("", "");
	check_csv("Ana Lúcia", "Ana Lúcia");
	check_csv("=1+1", "\"'=1+1\"");
	check_csv("+5", "\"'+5\"");
	check_csv("-27.5", "\"'-27.5\"");
	check_csv("@SUM(A1)", "\"'@SUM(A1)\"");
	check_csv("\t=1", "\"'\\t=1\"");
	check_csv("\r=1", "\"'\\r=1\"");
	check_csv("\xEF\xBC\x9D"
		  "1",
		  "\"'\xEF\xBC\x9D"
		  "1\"");
	check_csv("Rua A, 5", "\"Rua A, 5\"");
	check_csv("say \"hi\"", "\"say \"\"hi\"\"\"");
	check_csv("a\nb", "a\\nb");
	check_csv("\x1B[2J", "^[[2J");
	check_csv("a\xE2\x80\xAE", "a<U+202E>");
}

static char *print_table(const struct table *table, size_t columns)
{
	const struct style style = {.columns = columns};
	char *out = NULL;
	size_t size;
	FILE *stream = open_memstream(&out, &size);

	table_print(table, stream, &style);
	fclose(stream);
	return out;
}

static void tables_are_aligned_by_width(void **state)
{
	struct table table = {.titles = {"code", "name", "x", NULL}};
	const char *rows[][3] = {{"1", "日本", "a"}, {"1002", "e\xCC\x81\x1B", "b"}, {NULL, "São", "a long last cell"}};
	char *out;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(table_add(&table, rows[i], NULL), 0);
	out = print_table(&table, 0);
	assert_string_equal(out, "code  name  x\n"
				 "1     日本  a\n"
				 "1002  e\xCC\x81^[   b\n"
				 "      São   a long last cell\n");
	free(out);
	out = print_table(&table, 24);
	assert_non_null(strstr(out, "      São   a long last"));
	assert_null(strstr(out, "cell"));
	free(out);
	table_free(&table);
}

/* The widest give way first; what people copy is never cut, and nothing trails behind a last empty cell. */
static void wide_columns_give_way(void **state)
{
	struct table table = {.titles = {"id", "name", "change", NULL}, .whole = 1U << 0};
	const char *row[] = {"0123456789abcdef", "a name of thirty columns or so",
			     "and a difference that is longer still"};
	const char *empty[] = {"1", "Ana", NULL};
	char *out;

	(void)state;
	assert_int_equal(table_add(&table, row, NULL), 0);
	assert_int_equal(table_add(&table, empty, NULL), 0);
	out = print_table(&table, 50);
	assert_string_equal(out, "id                name             change\n"
				 "0123456789abcdef  a name of thir~  and a differen~\n"
				 "1                 Ana\n");
	free(out);
	out = print_table(&table, 10);
	assert_non_null(strstr(out, "0123456789abcdef  a nam~  and a~\n"));
	free(out);
	table_free(&table);
}

static struct plan sample(void)
{
	struct plan plan = {.id = 7, .created_at = 1795464000, .counts = {3, 2, 1, 5, 4, 0, 0}};
	struct change *change = plan_add(&plan, NULL);

	*change = (struct change){.id = "0123456789abcdef",
				  .kind = KIND_NAME,
				  .state = STATE_PENDING,
				  .field = FIELD_NAME,
				  .code = "10\"01",
				  .name = "=Ana \xE2\x80\xAE Prado",
				  .property_id = "p1",
				  .client_id = "c1",
				  .before = "null",
				  .after = "\"Ana Prado\"",
				  .row = 10};
	change = plan_add(&plan, NULL);
	*change = (struct change){.id = "fedcba9876543210",
				  .kind = KIND_MISSING_IN_OZMAP,
				  .state = STATE_OPEN,
				  .code = "1002",
				  .name = "Rui Sá",
				  .link = "https://x:9443?client_name=Rui"};
	return plan;
}

static char *print_plan(int (*print)(FILE *, const struct plan_output *, struct error *), const struct plan *plan,
			bool masked, const char *expression)
{
	const struct guard guards[GUARD_COUNT] = {
	    {.kind = GUARD_CANCELLATION_LIMIT, .limit = 3, .count = 7, .holds = true},
	    {.kind = GUARD_ACTIVE_DROP},
	    {.kind = GUARD_CANARY},
	    {.kind = GUARD_STATUS_STORM}};
	struct plan_output output = {.plan = plan, .guards = guards, .view = {masked}};
	struct filter *filter;
	char *out = NULL;
	size_t size;
	FILE *stream = open_memstream(&out, &size);

	assert_int_equal(filter_parse(&filter, expression, NULL, NULL), 0);
	output.filter = filter;
	assert_int_equal(print(stream, &output, NULL), 0);
	fclose(stream);
	filter_free(filter);
	return out;
}

static void json_is_that_of_the_spec(void **state)
{
	struct plan plan = sample();
	char *out = print_plan(plan_print_json, &plan, false, NULL);
	json_t *json = json_parse(out, strlen(out), "plan", NULL), *change, *finding;

	(void)state;
	assert_non_null(json);
	assert_non_null(strstr(out, "\"created_at\": \"2026-11-23T20:00:00Z\""));
	assert_non_null(strstr(out, "{\"name\": \"cancellation-limit\", \"limit\": 3, \"count\": 7, "
				    "\"holds\": [\"cancel-remove\", \"cancel-detach\"]}"));
	assert_non_null(strstr(out, "\"mk\": {\"clients\": 3, \"active\": 2, \"cancelled\": 1}"));
	assert_non_null(strstr(out, "\"ozmap\": {\"properties\": 5, \"clients\": 4}"));
	assert_int_equal(json_array_size(json_object_get(json, "guards")), 1);
	assert_int_equal(json_object_size(json_object_get(json, "summary")), KIND_COUNT);
	change = json_array_get(json_object_get(json, "changes"), 0);
	assert_int_equal(json_object_size(change), 17);
	assert_string_equal(json_member_string(change, "name"), "=Ana \xE2\x80\xAE Prado");
	assert_true(json_is_null(json_object_get(change, "before")));
	assert_true(json_is_null(json_object_get(change, "city")));
	assert_int_equal(json_integer_value(json_object_get(change, "row")), 10);
	finding = json_array_get(json_object_get(json, "findings"), 0);
	assert_int_equal(json_object_size(finding), 7);
	assert_string_equal(json_member_string(finding, "state"), "open");
	/* no terminal obeys it */
	assert_null(strstr(out, "\xE2\x80\xAE"));
	json_decref(json);
	free(out);
	out = print_plan(plan_print_json, &plan, false, "kind:conflict");
	json = json_parse(out, strlen(out), "plan", NULL);
	assert_int_equal(json_array_size(json_object_get(json, "changes")), 0);
	assert_int_equal(json_array_size(json_object_get(json, "findings")), 0);
	/* the summary counts the whole plan all the same */
	assert_int_equal(json_integer_value(json_object_get(json_object_get(json, "summary"), "name")), 1);
	json_decref(json);
	free(out);
	plan_free(&plan);
}

static void csv_has_one_line_a_change(void **state)
{
	struct plan plan = sample();
	char *out = print_plan(plan_print_csv, &plan, false, NULL);

	(void)state;
	assert_string_equal(out,
			    "id,kind,state,code,name,city,box,property_id,client_id,field,before,after,cosmetic,moved,"
			    "row,decided_by,reason\n"
			    "0123456789abcdef,name,pending,\"10\"\"01\",\"'=Ana <U+202E> Prado\",,,p1,c1,name,,Ana "
			    "Prado,false,false,10,,\n");
	free(out);
	plan_free(&plan);
}

static void masked_data_stays_out_of_every_format(void **state)
{
	static int (*const printers[])(FILE *, const struct plan_output *,
				       struct error *) = {plan_print_table, plan_print_json, plan_print_csv};
	struct plan plan = sample();

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *out = print_plan(printers[i], &plan, true, NULL);

		assert_null(strstr(out, "Prado"));
		assert_null(strstr(out, "Rui"));
		assert_non_null(strstr(out, "A. P."));
		free(out);
	}
	plan_free(&plan);
}

static void tables_show_harmless_text(void **state)
{
	struct plan plan = sample();
	char *out = print_plan(plan_print_table, &plan, false, NULL);

	(void)state;
	assert_null(strstr(out, "\xE2\x80\xAE"));
	assert_non_null(strstr(out, "<U+202E>"));
	assert_non_null(strstr(out, "cancellation-limit"));
	assert_null(strstr(out, "\x1B"));
	free(out);
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(csv_is_disarmed),		 cmocka_unit_test(tables_are_aligned_by_width),
	    cmocka_unit_test(wide_columns_give_way),	 cmocka_unit_test(json_is_that_of_the_spec),
	    cmocka_unit_test(csv_has_one_line_a_change), cmocka_unit_test(masked_data_stays_out_of_every_format),
	    cmocka_unit_test(tables_show_harmless_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
