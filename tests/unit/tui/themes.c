/* Themes: reading them, and whether what they colour can be read and told apart, on any terminal. */
#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tui/theme.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TRUE_COLOR 0x1000000
#define BLACK 16
#define WHITE 231

static const char *const shipped[] = {"dark", "light", "mono", "high-contrast", "colour-blind"};
#define ACCESSIBLE 3 /* those from here on are for who sees less */
static const int depths[] = {8, 16, 256, TRUE_COLOR};

static char *scratch_file(const char *content)
{
	static char path[] = "/tmp/mkoz-theme-XXXXXX";
	int file;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, content, strlen(content)), (ssize_t)strlen(content));
	close(file);
	return path;
}

static void themes_are_read(void **state)
{
	char *path =
	    scratch_file("; a theme\ncursor = bright-white, #0a0b0c, bold underline\ntext = 7\nterminal = light\n");
	struct theme theme;
	struct error error = {0};

	(void)state;
	assert_int_equal(theme_load(&theme, path, NULL, &error), 0);
	assert_int_equal(theme.styles[LOOK_CURSOR].foreground, 15);
	assert_int_equal(theme.styles[LOOK_CURSOR].background, THEME_RGB | 0x0a0b0c);
	assert_int_equal(theme.styles[LOOK_CURSOR].attributes, THEME_BOLD | THEME_UNDERLINE);
	assert_int_equal(theme.styles[LOOK_TEXT].foreground, 7);
	assert_int_equal(theme.styles[LOOK_TEXT].background, THEME_DEFAULT);
	assert_true(theme.light);
	unlink(path);
}

static void mistakes_in_themes_name_file_and_line_and_fall_back(void **state)
{
	static const struct {
		const char *content, *said;
	} wrong[] = {
	    {"text = 7\nheader = blurple\n", "\"blurple\" is not a style"},
	    {"text = 7\nno-role = 1\n", "unknown role no-role"},
	    {"text = 7\nheader = 1, 2, shiny\n", "\"1, 2, shiny\" is not a style"},
	    {"text = 7\nheader = 256\n", "\"256\" is not a style"},
	    {"text = 7\nheader = #12345g\n", "is not a style"},
	    {"text = 7\nheader = -1\n", "\"-1\" is not a style"},
	    {"text = 7\nterminal = bright\n", "write dark or light"},
	    {"text = 7\nnonsense\n", "not a line of the form role = colours"},
	};
	struct theme theme, builtin;

	(void)state;
	theme_builtin(&builtin, false);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		char *path = scratch_file(wrong[i].content);
		struct error error = {0};

		assert_int_equal(theme_load(&theme, path, NULL, &error), -1);
		assert_non_null(strstr(error.text, path));
		assert_non_null(strstr(error.text, "line 2"));
		assert_non_null(strstr(error.text, wrong[i].said));
		assert_memory_equal(theme.styles, builtin.styles, sizeof theme.styles);
		unlink(path);
	}
	assert_int_equal(theme_load(&theme, "no-such-theme", "themes", NULL), -1);
	assert_memory_equal(theme.styles, builtin.styles, sizeof theme.styles);
}

static void read_shipped(struct theme *theme, const char *name)
{
	struct error error = {0};

	/* a role that the file leaves out is seen */
	char path[64];

	memset(theme, 0x55, sizeof *theme);
	theme->light = false;
	snprintf(path, sizeof path, "themes/%s.ini", name);
	assert_int_equal(theme_read(theme, path, &error), 0);
	for (int look = 0; look < LOOK_COUNT; look++)
		assert_int_not_equal(theme->styles[look].foreground, 0x55555555);
}

static void the_built_in_themes_are_those_that_are_shipped(void **state)
{
	struct theme theme, builtin;

	(void)state;
	for (int is_mono = 0; is_mono <= 1; is_mono++) {
		read_shipped(&theme, is_mono ? "mono" : "dark");
		theme_builtin(&builtin, is_mono);
		assert_memory_equal(theme.styles, builtin.styles, sizeof theme.styles);
		assert_int_equal(theme.light, builtin.light);
		assert_int_equal(theme_is_colored(&theme), !is_mono);
	}
}

/* What the style looks like, the terminal's own colours being white on black, or black on white. */
static double contrast(struct theme_style style, int depth, bool light)
{
	int foreground = style.foreground >= 0 ? style.foreground : light ? BLACK : WHITE;
	int background = style.background >= 0 ? style.background : light ? WHITE : BLACK;
	bool is_direct = depth > 256;

	return theme_contrast(is_direct && style.foreground >= 0 ? THEME_RGB | foreground : foreground,
			      is_direct && style.background >= 0 ? THEME_RGB | background : background);
}

static void all_text_can_be_read_at_any_depth(void **state)
{
	struct theme theme;

	(void)state;
	for (size_t i = 0; i < COUNT(shipped); i++) {
		read_shipped(&theme, shipped[i]);
		for (size_t depth = 0; depth < COUNT(depths); depth++) {
			for (int look = 0; look < LOOK_COUNT; look++) {
				struct theme_style style = theme_fit(&theme.styles[look], depths[depth], theme.light);
				double wanted = look == LOOK_BORDER			? 3
						: i < ACCESSIBLE && depths[depth] < 256 ? 3.5
											: THEME_LEGIBLE;
				double found = contrast(style, depths[depth], theme.light);

				if (found < wanted)
					fail_msg("%s, %d colours: %s has a contrast of %.2f", shipped[i], depths[depth],
						 theme_look_name((enum look)look), found);
			}
		}
	}
}

/* What may never look the same: where the cursor is, what is asked, what differs. */
static void what_matters_looks_different_at_any_depth(void **state)
{
	static const enum look pairs[][2] = {
	    {LOOK_CURSOR, LOOK_TEXT},	   {LOOK_TAB_CURRENT, LOOK_TAB},
	    {LOOK_CHOICE, LOOK_QUESTION},  {LOOK_DIFFERENCE_TEXT, LOOK_TEXT},
	    {LOOK_DIFFERENCE, LOOK_LABEL}, {LOOK_HEADER_WARNING, LOOK_HEADER},
	    {LOOK_MARK, LOOK_TEXT},	   {LOOK_ERROR, LOOK_TEXT},
	    {LOOK_PROGRESS, LOOK_TEXT},	   {LOOK_CURSOR, LOOK_MARK},
	    {LOOK_HEADER, LOOK_TEXT},	   {LOOK_KEY, LOOK_HINT},
	    {LOOK_INPUT, LOOK_QUESTION},
	};
	struct theme theme;

	(void)state;
	for (size_t i = 0; i < COUNT(shipped); i++) {
		read_shipped(&theme, shipped[i]);
		for (size_t depth = 0; depth < COUNT(depths); depth++) {
			for (size_t at = 0; at < COUNT(pairs); at++) {
				struct theme_style one =
				    theme_fit(&theme.styles[pairs[at][0]], depths[depth], theme.light);
				struct theme_style other =
				    theme_fit(&theme.styles[pairs[at][1]], depths[depth], theme.light);

				if (one.foreground == other.foreground && one.background == other.background &&
				    one.attributes == other.attributes)
					fail_msg("%s, %d colours: %s looks like %s", shipped[i], depths[depth],
						 theme_look_name(pairs[at][0]), theme_look_name(pairs[at][1]));
			}
		}
	}
}

static void assert_fitted(struct theme_style style, int colors, struct theme_style wanted)
{
	struct theme_style got = theme_fit(&style, colors, false);

	assert_int_equal(got.foreground, wanted.foreground);
	assert_int_equal(got.background, wanted.background);
	assert_int_equal(got.attributes, wanted.attributes);
}

static void colours_come_down_to_what_there_is(void **state)
{
	const struct theme_style usual = {THEME_DEFAULT, THEME_DEFAULT, 0};

	(void)state;
	for (size_t depth = 0; depth < COUNT(depths); depth++)
		assert_fitted(usual, depths[depth], usual);
	assert_fitted((struct theme_style){12, 236, 0}, 256, (struct theme_style){12, 236, 0});
	assert_fitted((struct theme_style){THEME_RGB | 0xFF0000, THEME_RGB | 0x0000FF, 0}, 256,
		      (struct theme_style){196, 21, 0});
	assert_fitted((struct theme_style){196, THEME_RGB | 0x123456, THEME_BOLD}, TRUE_COLOR,
		      (struct theme_style){0xFF0000, 0x123456, THEME_BOLD});
	/* the lowest numbers of a direct terminal are its palette's */
	assert_fitted((struct theme_style){THEME_RGB | 0x000004, 16, 0}, TRUE_COLOR,
		      (struct theme_style){0x010101, 0x010101, 0});
	/* bright is bold among 8; grey and black are not bold, as many a terminal makes them grey */
	assert_fitted((struct theme_style){11, THEME_DEFAULT, 0}, 8,
		      (struct theme_style){3, THEME_DEFAULT, THEME_BOLD});
	assert_fitted((struct theme_style){240, THEME_DEFAULT, 0}, 8, (struct theme_style){7, THEME_DEFAULT, 0});
	assert_fitted((struct theme_style){16, 214, THEME_BOLD}, 8, (struct theme_style){0, 3, 0});
	assert_fitted((struct theme_style){0, 15, THEME_BOLD}, 256, (struct theme_style){0, 15, 0});
	/* pale green is green, not grey */
	assert_fitted((struct theme_style){114, THEME_DEFAULT, 0}, 8, (struct theme_style){2, THEME_DEFAULT, 0});
	/* blue on black cannot be read, nor white on cyan */
	assert_fitted((struct theme_style){4, THEME_DEFAULT, 0}, 8, (struct theme_style){7, THEME_DEFAULT, 0});
	assert_fitted((struct theme_style){15, 31, 0}, 16, (struct theme_style){0, 6, 0});
}

/* Any theme of anybody: where there are few colours, nothing is written in the colour that it is written on. */
static void few_colours_never_hide_anything(void **state)
{
	(void)state;
	for (int foreground = -1; foreground < 256; foreground++) {
		for (int background = -1; background < 256; background++) {
			for (int light = 0; light <= 1; light++) {
				const struct theme_style style = {foreground, background, 0};
				struct theme_style few = theme_fit(&style, 8, light),
						   more = theme_fit(&style, 16, light);

				assert_in_range(few.foreground + 1, 0, 8);
				assert_in_range(few.background + 1, 0, 8);
				assert_in_range(more.foreground + 1, 0, 16);
				assert_in_range(more.background + 1, 0, 16);
				assert_true(contrast(few, 8, light) >= 3.5);
				assert_true(contrast(more, 16, light) >= 3.5);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(themes_are_read),
	    cmocka_unit_test(mistakes_in_themes_name_file_and_line_and_fall_back),
	    cmocka_unit_test(the_built_in_themes_are_those_that_are_shipped),
	    cmocka_unit_test(all_text_can_be_read_at_any_depth),
	    cmocka_unit_test(what_matters_looks_different_at_any_depth),
	    cmocka_unit_test(colours_come_down_to_what_there_is),
	    cmocka_unit_test(few_colours_never_hide_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
