/* The console's small parts that know no terminal: keys, list, columns, layout, typed lines, pages, plain text. */
#include "cmocka_all.h"

#include "mkoz/base/text.h"
#include "tui/columns.h"
#include "tui/draw_plain.h"
#include "tui/layout.h"
#include "tui/line.h"
#include "tui/list.h"
#include "tui/page.h"
#include "tui/press.h"

/* --- keys -----------------------------------------------------------------------------------------------------------
 */

static void keys_have_names_both_ways(void **state)
{
	static const char *const names[] = {"a",   "?",	   "^D",     "Space", "Tab", "Enter",
					    "Esc", "PgUp", "S-Down", "F5",    "F12", "é"};
	char name[PRESS_NAME_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_string_equal(press_name(press_parse(names[i]), name), names[i]);
	assert_int_equal(press_parse("^a"), 1);
	assert_int_equal(press_parse(""), PRESS_NONE);
	assert_int_equal(press_parse("F13"), PRESS_NONE);
	assert_int_equal(press_parse("ab"), PRESS_NONE);
	assert_int_equal(press_parse("\x01"), PRESS_NONE);
}

static void presses_become_utf8(void **state)
{
	char out[5];

	(void)state;
	press_utf8(0xE9, out);
	assert_string_equal(out, "é");
	press_utf8(0x65E5, out);
	assert_string_equal(out, "日");
	press_utf8(0x1F600, out);
	assert_string_equal(out, "😀");
	assert_true(press_is_text('x') && press_is_text(0xE9));
	assert_false(press_is_text(PRESS_UP) || press_is_text(27) || press_is_text(127) || press_is_text(0x85));
}

/* --- list -----------------------------------------------------------------------------------------------------------
 */

static void cursor_stays_inside_and_in_sight(void **state)
{
	struct list list;

	(void)state;
	list_start(&list);
	list_fit(&list, 100, 10);
	list_move(&list, 5);
	assert_int_equal(list.cursor, 5);
	assert_int_equal(list.top, 0);
	list_move(&list, 10);
	assert_int_equal(list.cursor, 15);
	assert_int_equal(list.top, 6);
	list_move(&list, 1000000);
	assert_int_equal(list.cursor, 99);
	assert_int_equal(list.top, 90);
	list_move(&list, -1000000);
	assert_int_equal(list.cursor + list.top, 0);
	list_to(&list, 50);
	list_fit(&list, 20, 10);
	assert_int_equal(list.cursor, 19);
	assert_int_equal(list.top, 10);
	list_fit(&list, 0, 10);
	assert_int_equal(list.cursor + list.top, 0);
	list_move(&list, 1);
	assert_int_equal(list.cursor, 0);
}

static void scrolling_takes_the_cursor_along_only_at_the_edge(void **state)
{
	struct list list;

	(void)state;
	list_start(&list);
	list_fit(&list, 100, 10);
	list_to(&list, 5);
	list_scroll(&list, 3);
	assert_int_equal(list.top, 3);
	assert_int_equal(list.cursor, 5);
	list_scroll(&list, 10);
	assert_int_equal(list.cursor, 13);
	list_scroll(&list, 1000);
	assert_int_equal(list.top, 90);
	list_scroll(&list, -1000);
	assert_int_equal(list.cursor, 9);
}

static void ranges_go_both_ways(void **state)
{
	struct list list;
	size_t first, last;

	(void)state;
	list_start(&list);
	list_fit(&list, 10, 5);
	assert_false(list_range(&list, &first, &last));
	list_to(&list, 4);
	list.anchor = 4;
	list_move(&list, -3);
	assert_true(list_range(&list, &first, &last));
	assert_int_equal(first, 1);
	assert_int_equal(last, 4);
	list_fit(&list, 3, 5);
	assert_false(list_range(&list, &first, &last));
}

/* --- columns and layout
 * ------------------------------------------------------------------------------------------------ */

static void columns_never_exceed_the_width(void **state)
{
	static const struct column columns[] = {
	    {3, 3, 0, 0}, {5, 10, 1, 0}, {8, 30, 3, 4}, {12, 60, 4, 0}, {10, 20, 2, 5}};
	int start[5], size[5];

	(void)state;
	for (int width = 0; width <= 200; width++) {
		int end = 0;

		columns_place(columns, 5, width, 1, start, size);
		for (int i = 0; i < 5; i++) {
			assert_true(size[i] >= 0 && size[i] <= columns[i].most);
			if (size[i] == 0)
				continue;
			assert_true(start[i] >= end);
			end = start[i] + size[i];
		}
		assert_true(end <= width);
	}
	columns_place(columns, 5, 30, 1, start, size);
	assert_int_equal(size[2], 0);
	assert_int_equal(size[4], 0);
	assert_true(size[3] >= 12);
}

static void areas_lie_on_the_screen(void **state)
{
	(void)state;
	for (int rows = 1; rows <= 60; rows++) {
		for (int columns = 1; columns <= 200; columns += 7) {
			struct layout layout;

			layout_place(&layout, rows, columns);
			assert_true(layout.list.row + layout.list.rows <= rows - layout.footer.rows);
			assert_true(layout.panel.rows == 0 ||
				    layout.panel.row + layout.panel.rows <= rows - layout.footer.rows);
			assert_true(layout.panel.column + layout.panel.columns <= columns);
			if (rows >= 5)
				assert_true(layout.list.rows >= 2 && layout.footer.rows == 1);
		}
	}
}

static void sides_stand_below_when_narrow_and_right_when_wide(void **state)
{
	struct layout layout;

	(void)state;
	layout_place(&layout, 24, 80);
	assert_int_equal(layout.panel.column, 0);
	assert_true(layout.panel.row > layout.list.row);
	assert_true(layout.panel.rows >= 6);
	layout_place(&layout, 36, 100);
	assert_int_equal(layout.panel.row, layout.list.row);
	assert_true(layout.panel.column > 48);
}

/* --- typed lines
 * ----------------------------------------------------------------------------------------------------------- */

static void lines_are_edited_by_whole_characters(void **state)
{
	struct line line = {0};

	(void)state;
	line_insert(&line, "Luís e\u0301");
	assert_true(line_press(&line, PRESS_BACKSPACE));
	assert_string_equal(line.text, "Luís ");
	line_press(&line, PRESS_CONTROL('W'));
	assert_string_equal(line.text, "");
	line_insert(&line, "日本");
	line_press(&line, PRESS_LEFT);
	line_press(&line, 'x');
	assert_string_equal(line.text, "日x本");
	line_press(&line, PRESS_DELETE);
	assert_string_equal(line.text, "日x");
	line_press(&line, PRESS_HOME);
	line_press(&line, PRESS_DELETE);
	assert_string_equal(line.text, "x");
	assert_false(line_press(&line, PRESS_UP));
	line_press(&line, PRESS_END);
	line_press(&line, PRESS_CONTROL('U'));
	assert_int_equal(line.length, 0);
}

static void lines_take_no_more_than_they_hold(void **state)
{
	struct line line = {0};

	(void)state;
	for (int i = 0; i < 2000; i++)
		line_press(&line, 0xE9);
	assert_true(line.length < LINE_MAX_BYTES);
	assert_int_equal(line.text[line.length], 0);
	assert_true(text_is_utf8(line.text, line.length));
}

/* --- pages and plain text
 * --------------------------------------------------------------------------------------------------- */

static void pages_break_lines_at_blanks(void **state)
{
	struct page page = {0};

	(void)state;
	page_wrap(&page, 2, 14, LOOK_TEXT, "one two three four fiveandmorethanfits");
	assert_int_equal(page.line_count, 4);
	assert_string_equal(page.spans[0].text, "one two");
	assert_string_equal(page.spans[1].text, "three four");
	assert_string_equal(page.spans[2].text, "fiveandmoret");
	page_clear(&page);
	page_line(&page);
	page_tag(&page, 7);
	page_wrap_on(&page, 4, 20, LOOK_TEXT, "words that need more than one line");
	assert_true(page.line_count > 1);
	assert_int_equal(page_tag_at(&page, page.line_count - 1), 7);
	assert_int_equal(page_tag_at(&page, 99), PAGE_NO_TAG);
	page_free(&page);
}

static void plain_text_is_ascii(void **state)
{
	struct text text = {0};

	(void)state;
	text_add(&text, "São → ≠ 日 −27 ● e\u0301");
	draw_plain(&text);
	assert_string_equal(text_string(&text), "Sao -> ! ? -27 * e");
	text_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_have_names_both_ways),
	    cmocka_unit_test(presses_become_utf8),
	    cmocka_unit_test(cursor_stays_inside_and_in_sight),
	    cmocka_unit_test(scrolling_takes_the_cursor_along_only_at_the_edge),
	    cmocka_unit_test(ranges_go_both_ways),
	    cmocka_unit_test(columns_never_exceed_the_width),
	    cmocka_unit_test(areas_lie_on_the_screen),
	    cmocka_unit_test(sides_stand_below_when_narrow_and_right_when_wide),
	    cmocka_unit_test(lines_are_edited_by_whole_characters),
	    cmocka_unit_test(lines_take_no_more_than_they_hold),
	    cmocka_unit_test(pages_break_lines_at_blanks),
	    cmocka_unit_test(plain_text_is_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
