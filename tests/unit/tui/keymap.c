/* The command table and its keys. */
#include "cmocka_all.h"

#include "tui/app.h"
#include "tui/keymap.h"

static void every_command_is_complete(void **state)
{
	size_t count;
	const struct command *table = tui_commands(&count);

	(void)state;
	assert_true(count > 40);
	for (size_t i = 0; i < count; i++) {
		assert_non_null(table[i].name);
		assert_non_null(table[i].keys);
		assert_non_null(table[i].help);
		assert_non_null(table[i].run);
		assert_true(table[i].contexts != 0);
		assert_ptr_equal(tui_command_find(table[i].name), &table[i]);
	}
	assert_null(tui_command_find("no-such-command"));
}

static void the_table_itself_has_no_clash(void **state)
{
	struct config_ui ui = {0};
	struct keymap keymap;
	struct error error = {0};

	(void)state;
	assert_int_equal(keymap_make(&keymap, &ui, &error), 0);
	assert_string_equal(keymap_find(&keymap, 'a', CONTEXT_LIST)->name, "approve");
	assert_string_equal(keymap_find(&keymap, '=', CONTEXT_DETAIL)->name, "wait");
	assert_string_equal(keymap_find(&keymap, 's', CONTEXT_LIST)->name, "sort");
	assert_string_equal(keymap_find(&keymap, 's', CONTEXT_APPLY)->name, "stop");
	assert_null(keymap_find(&keymap, 'a', CONTEXT_LOG));
	keymap_free(&keymap);
}

/* console.md's table, row by row. */
static void keys_are_those_that_hands_know(void **state)
{
	static const struct {
		const char *key, *command;
	} wanted[] = {
	    {"j", "down"},	   {"k", "up"},		  {"^D", "half-down"},
	    {"^U", "half-up"},	   {"<", "first"},	  {">", "last"},
	    {"Tab", "pane"},	   {"1", "tab-activate"}, {"7", "tab-log"},
	    {"[", "tab-previous"}, {"]", "tab-next"},	  {"Enter", "open"},
	    {"Esc", "back"},	   {"q", "back"},	  {"Q", "quit"},
	    {"/", "search"},	   {"n", "search-next"},  {"N", "search-previous"},
	    {"f", "filter"},	   {"F4", "filter"},	  {"s", "sort"},
	    {"Space", "mark"},	   {"v", "range"},	  {"S-Down", "range-down"},
	    {"^A", "mark-all"},	   {"U", "unmark"},	  {"T", "mark-by-filter"},
	    {"d", "difference"},   {"y", "copy"},	  {"t", "cosmetic"},
	    {"a", "approve"},	   {"r", "reject"},	  {"w", "wait"},
	    {"=", "wait"},	   {"u", "undo"},	  {"^R", "redo"},
	    {"c", "note"},	   {"b", "basket"},	  {"$", "basket"},
	    {"x", "offer"},	   {"R", "refresh"},	  {"F5", "refresh"},
	    {"%", "read-only"},	   {"m", "reveal"},	  {"?", "help"},
	    {":", "palette"},	   {"F1", "help"},	  {"PgDn", "page-down"},
	    {"Home", "first"},	   {"End", "last"},
	};
	struct config_ui ui = {0};
	struct keymap keymap;

	(void)state;
	assert_int_equal(keymap_make(&keymap, &ui, NULL), 0);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		const struct command *command = keymap_find(&keymap, press_parse(wanted[i].key), CONTEXT_LIST);

		assert_non_null(command);
		assert_string_equal(command->name, wanted[i].command);
	}
	keymap_free(&keymap);
}

static void keys_can_be_given_anew(void **state)
{
	const struct config_key keys[] = {{"approve", "F2 z", 12}, {"sort", "a", 13}};
	struct config_ui ui = {.keys = keys, .key_count = 2};
	struct keymap keymap;
	struct text text = {0};

	(void)state;
	assert_int_equal(keymap_make(&keymap, &ui, NULL), 0);
	assert_string_equal(keymap_find(&keymap, 'z', CONTEXT_LIST)->name, "approve");
	assert_string_equal(keymap_find(&keymap, 'a', CONTEXT_LIST)->name, "sort");
	assert_string_equal(keymap_find(&keymap, PRESS_F1 + 1, CONTEXT_LIST)->name, "approve");
	keymap_keys(&keymap, tui_command_find("approve"), &text);
	assert_string_equal(text_string(&text), "F2 z");
	text_free(&text);
	keymap_free(&keymap);
}

static void assert_refused(const struct config_key *key, const char *const parts[])
{
	struct config_ui ui = {.keys = key, .key_count = 1};
	struct keymap keymap;
	struct error error = {0};

	assert_int_equal(keymap_make(&keymap, &ui, &error), -1);
	for (size_t i = 0; parts[i] != NULL; i++)
		assert_non_null(strstr(error.text, parts[i]));
	assert_null(keymap.items);
}

static void mistakes_name_line_key_and_both_commands(void **state)
{
	(void)state;
	assert_refused(&(struct config_key){"approve", "r", 31},
		       (const char *[]){"31", "reject", "approve", "r", NULL});
	assert_refused(&(struct config_key){"aprove", "z", 5}, (const char *[]){"5", "aprove", NULL});
	assert_refused(&(struct config_key){"approve", "Ctrl-Z", 6}, (const char *[]){"6", "Ctrl-Z", NULL});
}

static void commands_say_why_they_cannot_be_given(void **state)
{
	struct app *app = calloc(1, sizeof *app);

	(void)state;
	app->depth = 1;
	app->screens[0].ops = &tabs_screen;
	app->reviewer.role = ROLE_VIEWER;
	assert_non_null(strstr(tui_command_unavailable(app, tui_command_find("approve")), "viewer"));
	app->reviewer.role = ROLE_SUPERVISOR;
	assert_non_null(strstr(tui_command_unavailable(app, tui_command_find("approve")), "cursor"));
	app->reviewer.read_only = true;
	assert_non_null(strstr(tui_command_unavailable(app, tui_command_find("approve")), "read-only"));
	assert_non_null(strstr(tui_command_unavailable(app, tui_command_find("refresh")), "read-only"));
	assert_null(tui_command_unavailable(app, tui_command_find("help")));
	app->reviewer.read_only = false;
	app->reviewer.role = ROLE_TECHNICIAN;
	app->view.count = 1;
	assert_non_null(strstr(tui_command_unavailable(app, tui_command_find("override")), "supervisor"));
	free(app);
}

/* Every command that writes to the store is closed by read-only, whoever asks. */
static void read_only_closes_everything_that_writes(void **state)
{
	static const char *const writing[] = {"approve", "release", "reject", "wait",	   "undo",
					      "redo",	 "refresh", "note",   "override",  "accept-plan",
					      "pause",	 "resume",  "stop",   "set-aside", "reveal"};

	(void)state;
	for (size_t i = 0; i < sizeof writing / sizeof writing[0]; i++)
		assert_true((tui_command_find(writing[i])->flags & (COMMAND_DECIDES | COMMAND_WRITES)) != 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_command_is_complete),
	    cmocka_unit_test(the_table_itself_has_no_clash),
	    cmocka_unit_test(keys_are_those_that_hands_know),
	    cmocka_unit_test(keys_can_be_given_anew),
	    cmocka_unit_test(mistakes_name_line_key_and_both_commands),
	    cmocka_unit_test(commands_say_why_they_cannot_be_given),
	    cmocka_unit_test(read_only_closes_everything_that_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
