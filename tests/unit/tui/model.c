/* Plan, tabs, marks, views, bulk review, blast radius: on plans made by hand. */
#include "cmocka_all.h"

#include "tui/bulk.h"
#include "tui/model.h"
#include "tui/radius.h"
#include "tui/tally.h"
#include "tui/view.h"

static struct change *add(struct snapshot *snapshot, enum kind kind, const char *code, const char *name)
{
	struct change *change = plan_add(&snapshot->plan, NULL);

	change->kind = kind;
	change->field = kind_field(kind);
	change->state = kind_is_finding(kind) ? STATE_OPEN : STATE_PENDING;
	change->code = code;
	change->name = name;
	change->first_seen = 1000;
	snprintf(change->id, sizeof change->id, "%012d%s", (int)kind, code);
	return change;
}

static struct snapshot *new_snapshot(long long id)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);

	snapshot->plan.id = id;
	snapshot->has_plan = true;
	return snapshot;
}

static struct snapshot *small(long long id)
{
	struct snapshot *snapshot = new_snapshot(id);

	add(snapshot, KIND_CANCEL_REMOVE, "1001", "Zoé");
	add(snapshot, KIND_ACTIVATE, "1002", "Ana Prado");
	add(snapshot, KIND_STATUS, "1010", "Érica");
	add(snapshot, KIND_STATUS, "109", "ana lima");
	add(snapshot, KIND_NAME, "1005", "Bia");
	add(snapshot, KIND_ADDRESS, "1006", "Caio")->cosmetic = true;
	add(snapshot, KIND_TRANSFER, "1007", "Davi");
	assert_int_equal(snapshot_index(snapshot, NULL), 0);
	return snapshot;
}

static void take(struct model *model, struct snapshot *snapshot)
{
	struct snapshot *before;
	size_t lost;

	assert_int_equal(model_replace(model, snapshot, &before, &lost, NULL), 0);
	assert_null(before);
}

static void run(struct view *view, const struct model *model)
{
	while (!view_step(view, model, 1000))
		;
}

static void tabs_are_counted(void **state)
{
	struct model model = {0};

	(void)state;
	take(&model, small(1));
	assert_int_equal(model.todo[TAB_ACTIVATE], 1);
	assert_int_equal(model.todo[TAB_CANCEL], 1);
	assert_int_equal(model.todo[TAB_STATUS], 2);
	assert_int_equal(model.todo[TAB_DATA], 1);
	assert_int_equal(model.cosmetic, 1);
	assert_int_equal(model.todo[TAB_FINDINGS], 1);
	assert_int_equal(model.todo[TAB_BASKET], 0);
	model_item(&model, 1)->state = STATE_APPROVED;
	model_item(&model, 2)->state = STATE_REJECTED;
	model_changed(&model, 1);
	model_changed(&model, 2);
	assert_int_equal(model.todo[TAB_ACTIVATE], 0);
	assert_int_equal(model.todo[TAB_STATUS], 1);
	assert_int_equal(model.todo[TAB_BASKET], 1);
	assert_true(model_in_tab(&model, 1, TAB_ACTIVATE, false, false));
	assert_false(model_in_tab(&model, 2, TAB_STATUS, false, false));
	assert_true(model_in_tab(&model, 2, TAB_STATUS, true, false));
	model_free(&model);
}

static void marks_go_with_their_ids(void **state)
{
	struct model model = {0};
	struct snapshot *next = new_snapshot(2), *before;
	size_t lost;

	(void)state;
	take(&model, small(1));
	model_flag(&model, 2, ITEM_MARKED);
	model_flag(&model, 3, ITEM_MARKED | ITEM_KEPT);
	model_flag(&model, 4, ITEM_KEPT);
	assert_int_equal(model.marks[TAB_STATUS], 2);
	add(next, KIND_NAME, "1005", "Bia");
	add(next, KIND_STATUS, "109", "ana lima");
	assert_int_equal(snapshot_index(next, NULL), 0);
	assert_int_equal(model_replace(&model, next, &before, &lost, NULL), 0);
	snapshot_free(before);
	assert_int_equal(lost, 1);
	assert_int_equal(model.marks[TAB_STATUS], 1);
	assert_int_equal(model.flags[0], 0);
	assert_int_equal(model.flags[1], ITEM_MARKED);
	model_free(&model);
}

static void views_sort(void **state)
{
	struct model model = {0};
	struct view view = {0};

	(void)state;
	take(&model, small(1));
	assert_int_equal(view_build(&view, &model, TAB_STATUS, SORT_CODE, NULL), 0);
	run(&view, &model);
	assert_int_equal(view.count, 2);
	assert_string_equal(model_item(&model, view_item(&view, 0))->code, "109");
	assert_int_equal(view_build(&view, &model, TAB_STATUS, SORT_NAME, NULL), 0);
	run(&view, &model);
	assert_string_equal(model_item(&model, view_item(&view, 1))->name, "Érica");
	assert_int_equal(view_row(&view, view.rows[1]), 1);
	assert_int_equal(view_row(&view, 0), VIEW_NOT_FOUND);
	assert_int_equal(view_item(&view, 2), VIEW_NOT_FOUND);
	view_free(&view);
	model_free(&model);
}

/* All names, in every order there is to them, come out in one order. */
static void sorting_is_total(void **state)
{
	struct model model = {0};
	struct view view = {0};
	struct snapshot *snapshot = new_snapshot(1);
	static char codes[3000][16], names[3000][32];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		snprintf(codes[i], sizeof codes[i], "%d", (i * 7919) % 3001);
		snprintf(names[i], sizeof names[i], "Conceição %d", (i * 7919) % 3001);
		add(snapshot, KIND_STATUS, codes[i], names[i]);
	}
	assert_int_equal(snapshot_index(snapshot, NULL), 0);
	take(&model, snapshot);
	for (int sort = SORT_CODE; sort <= SORT_NAME; sort++) {
		assert_int_equal(view_build(&view, &model, TAB_STATUS, (enum sort)sort, NULL), 0);
		run(&view, &model);
		assert_int_equal(view.count, 3000);
		for (size_t i = 1; i < view.count; i++) {
			const struct change *one = model_item(&model, view.rows[i - 1]);
			const struct change *other = model_item(&model, view.rows[i]);

			if (sort == SORT_CODE)
				assert_true(atoi(one->code) < atoi(other->code));
			else
				assert_true(strcmp(one->name, other->name) < 0);
		}
	}
	view_free(&view);
	model_free(&model);
}

/* States change under the hands; among equal ones the plan's order stays. */
static void sorting_by_state_follows_decisions(void **state)
{
	static const char *const orders[][3] = {{"1", "2", "3"}, {"2", "3", "1"}, {"3", "2", "1"}};
	static const enum state states[] = {STATE_PENDING, STATE_APPROVED, STATE_FAILED};
	static const size_t items[] = {0, 0, 2};
	struct snapshot *snapshot = new_snapshot(1);
	struct model model = {0};
	struct view view = {0};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		add(snapshot, KIND_STATUS, orders[0][i], "x");
	assert_int_equal(snapshot_index(snapshot, NULL), 0);
	take(&model, snapshot);
	for (size_t i = 0; i < 3; i++) {
		model_item(&model, items[i])->state = states[i];
		model_changed(&model, items[i]);
		assert_int_equal(view_build(&view, &model, TAB_STATUS, SORT_STATE, NULL), 0);
		run(&view, &model);
		assert_int_equal(view.count, 3);
		for (size_t row = 0; row < 3; row++)
			assert_string_equal(model_item(&model, view.rows[row])->code, orders[i][row]);
	}
	view_free(&view);
	model_free(&model);
}

/* Every change is found by its id, and by nothing else. */
static void ids_are_found(void **state)
{
	struct snapshot *snapshot = new_snapshot(1);

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		snprintf(add(snapshot, KIND_STATUS, "1", "x")->id, CHANGE_ID_MAX, "%08x%08x", i * 2654435761U % 7,
			 i * 40503U);
	assert_int_equal(snapshot_index(snapshot, NULL), 0);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(snapshot_find(snapshot, snapshot->plan.items[i].id), i);
	assert_int_equal(snapshot_find(snapshot, "0000000000000001"), SNAPSHOT_NOT_FOUND);
	assert_int_equal(snapshot_find(snapshot, ""), SNAPSHOT_NOT_FOUND);
	snapshot_free(snapshot);
}

static void the_most_frequent_come_first(void **state)
{
	static char texts[100][8];
	struct tally tally = {0};

	(void)state;
	for (int i = 0; i < 100; i++) {
		int number = i * 37 % 100;

		snprintf(texts[number], sizeof texts[number], "t%02d", number);
		for (int times = 0; times < number / 2 + 1; times++)
			assert_int_equal(tally_add(&tally, texts[number], TAB_CANCEL), 0);
	}
	assert_int_equal(tally.used, 100);
	tally_top(&tally, 3);
	assert_int_equal(tally.used, 100);
	/* 98 and 99 are there as often: by their text */
	assert_string_equal(tally.places[0].text, "t98");
	assert_string_equal(tally.places[1].text, "t99");
	assert_int_equal(tally.places[0].count, 50);
	assert_int_equal(tally.places[1].tabs[TAB_CANCEL], 50);
	assert_string_equal(tally.places[2].text, "t96");
	tally_free(&tally);
}

static void filters_narrow_and_widen(void **state)
{
	struct model model = {0};
	struct view view = {0};
	struct error error = {0};
	size_t at;

	(void)state;
	take(&model, small(1));
	assert_int_equal(view_build(&view, &model, TAB_STATUS, SORT_PLAN, NULL), 0);
	for (const char *const *word = (const char *const[]){"", "a", "an", "ana", "ana l", NULL}; *word; word++) {
		assert_int_equal(view_filter(&view, &model, *word, NULL, &error), 0);
		run(&view, &model);
	}
	assert_int_equal(view.count, 1);
	assert_int_equal(view_filter(&view, &model, "erica", NULL, &error), 0);
	run(&view, &model);
	assert_int_equal(view.count, 1);
	assert_string_equal(model_item(&model, view.rows[0])->code, "1010");
	assert_int_equal(view_filter(&view, &model, "kind:", &at, &error), -1);
	assert_string_equal(view.expression, "erica");
	view_free(&view);
	model_free(&model);
}

static void only_what_surely_narrows_goes_on_from_there(void **state)
{
	(void)state;
	assert_true(view_narrows("", "a"));
	assert_true(view_narrows("an", "ana"));
	assert_true(view_narrows("ana", "ana li"));
	assert_true(view_narrows("city:flor an", "city:flor ana"));
	assert_false(view_narrows("ana", "an"));
	assert_false(view_narrows("kind:status", "kind:status | kind:power"));
	assert_false(view_narrows("!a", "!ab"));
	assert_false(view_narrows("kind", "kind:status"));
	assert_false(view_narrows("kind:a", "kind:ab"));
	assert_false(view_narrows("power<-2", "power<-27"));
	assert_false(view_narrows("a", "a state:rejected"));
}

/* However the filter was typed, what is seen is what the whole expression finds. */
static void typing_finds_what_the_whole_finds(void **state)
{
	static const char *const expressions[] = {
	    "ana",  "ana l",	     "kind:status ana",	 "1", "10 e", "code:10*", "city:x | ana",
	    "!ana", "cosmetic:true", "state:pending ana"};
	struct model model = {0};
	struct view typed = {0}, whole = {0};

	(void)state;
	take(&model, small(1));
	for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++) {
		for (int tab = TAB_ACTIVATE; tab <= TAB_BASKET; tab++) {
			char part[64];

			assert_int_equal(view_build(&typed, &model, (enum tab)tab, SORT_PLAN, NULL), 0);
			for (size_t length = 0; length <= strlen(expressions[i]); length++) {
				snprintf(part, sizeof part, "%.*s", (int)length, expressions[i]);
				if (view_filter(&typed, &model, part, NULL, NULL) == 0)
					run(&typed, &model);
			}
			assert_int_equal(view_build(&whole, &model, (enum tab)tab, SORT_PLAN, NULL), 0);
			assert_int_equal(view_filter(&whole, &model, expressions[i], NULL, NULL), 0);
			run(&whole, &model);
			assert_int_equal(typed.count, whole.count);
			assert_memory_equal(typed.rows, whole.rows, whole.count * sizeof *whole.rows);
		}
	}
	view_free(&typed);
	view_free(&whole);
	model_free(&model);
}

static void bulk_shows_every_cancellation_the_outliers_and_a_sample(void **state)
{
	struct model model = {0};
	struct snapshot *snapshot = new_snapshot(1);
	static char codes[200][8];
	const char *ids[200];
	struct bulk bulk;
	struct text detail = {0};

	(void)state;
	for (int i = 0; i < 200; i++) {
		struct change *change;

		snprintf(codes[i], sizeof codes[i], "%d", i);
		change = add(snapshot, i < 30 ? KIND_CANCEL_REMOVE : KIND_POWER, codes[i], "x");
		change->has_power_delta = i >= 30;
		change->power_delta = i == 100 ? 9.5 : 0.6;
		change->after = "-19";
	}
	assert_int_equal(snapshot_index(snapshot, NULL), 0);
	take(&model, snapshot);
	for (size_t i = 0; i < 200; i++)
		ids[i] = model_item(&model, i)->id;
	assert_int_equal(bulk_choose(&bulk, &model, ids, 200, 42, NULL), 0);
	assert_int_equal(bulk.cancel_count, 30);
	assert_int_equal(bulk.outlier_count, BULK_OUTLIERS);
	assert_int_equal(bulk.outliers[0], 100);
	assert_int_equal(bulk.sample_count, BULK_SAMPLE);
	for (size_t i = 0; i < BULK_SAMPLE; i++)
		for (size_t j = 0; j < BULK_OUTLIERS; j++)
			assert_int_not_equal(bulk.sample[i], bulk.outliers[j]);
	bulk_detail(&bulk, &model, &detail);
	assert_non_null(strstr(text_string(&detail), "\"bulk\":200"));
	text_free(&detail);
	bulk_free(&bulk);
	model_free(&model);
}

static void the_basket_is_counted_by_place(void **state)
{
	static const struct change items[5] = {
	    {.kind = KIND_CANCEL_REMOVE, .state = STATE_APPROVED, .box = "B", .city = "X"},
	    {.kind = KIND_CANCEL_DETACH, .state = STATE_APPROVED, .box = "B", .city = "Y"},
	    {.kind = KIND_STATUS, .state = STATE_REQUESTED, .box = "A", .city = "X", .guard = "status-storm"},
	    {.kind = KIND_STATUS, .state = STATE_PENDING, .box = "A", .city = "X"},
	    {.kind = KIND_POWER, .state = STATE_RELEASED},
	};
	struct snapshot *snapshot = new_snapshot(1);
	struct model model = {0};
	struct radius radius;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		*plan_add(&snapshot->plan, NULL) = items[i];
	take(&model, snapshot);
	assert_int_equal(radius_count(&radius, &model, NULL), 0);
	assert_int_equal(radius.total, 4);
	assert_int_equal(radius.approved, 2);
	assert_int_equal(radius.requested, 1);
	assert_int_equal(radius.released, 1);
	assert_int_equal(radius.held, 1);
	assert_int_equal(radius.cancellations, 2);
	assert_int_equal(radius.boxes.used, 3);
	assert_string_equal(radius.boxes.places[0].text, "B");
	assert_int_equal(radius.boxes.places[0].tabs[TAB_CANCEL], 2);
	assert_int_equal(radius.shared_boxes, 1);
	assert_int_equal(radius.cities.used, 3);
	assert_string_equal(radius.cities.places[0].text, "X");
	radius_free(&radius);
	model_free(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tabs_are_counted),
	    cmocka_unit_test(marks_go_with_their_ids),
	    cmocka_unit_test(views_sort),
	    cmocka_unit_test(sorting_is_total),
	    cmocka_unit_test(sorting_by_state_follows_decisions),
	    cmocka_unit_test(ids_are_found),
	    cmocka_unit_test(the_most_frequent_come_first),
	    cmocka_unit_test(filters_narrow_and_widen),
	    cmocka_unit_test(only_what_surely_narrows_goes_on_from_there),
	    cmocka_unit_test(typing_finds_what_the_whole_finds),
	    cmocka_unit_test(bulk_shows_every_cancellation_the_outliers_and_a_sample),
	    cmocka_unit_test(the_basket_is_counted_by_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
