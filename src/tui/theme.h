/* Themes: which colours and attributes each role on the screen has; plain INI files (console.md). */
#ifndef MKOZ_TUI_THEME_H
#define MKOZ_TUI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "mkoz/base/error.h"

/* What a piece of the screen is, whatever it looks like. */
enum look {
	LOOK_TEXT,
	LOOK_DIM,
	LOOK_HEADER,
	LOOK_HEADER_WARNING,
	LOOK_TAB,
	LOOK_TAB_CURRENT,
	LOOK_LABEL,
	LOOK_HEADING,
	LOOK_BORDER,
	LOOK_CURSOR,
	LOOK_MARK,
	LOOK_DECIDED,
	LOOK_REFUSED,
	LOOK_DIFFERENCE,
	LOOK_DIFFERENCE_TEXT,
	LOOK_GOOD,
	LOOK_WARNING,
	LOOK_ERROR,
	LOOK_KEY,
	LOOK_HINT,
	LOOK_INPUT,
	LOOK_QUESTION,
	LOOK_CHOICE,
	LOOK_PROGRESS,
	LOOK_COUNT,
};

enum theme_attribute {
	THEME_BOLD = 1,
	THEME_DIM = 2,
	THEME_ITALIC = 4,
	THEME_UNDERLINE = 8,
	THEME_REVERSE = 16,
};

/* A colour: THEME_DEFAULT, 0 to 255 of the usual palette, or THEME_RGB | 0xRRGGBB. */
#define THEME_DEFAULT (-1)
#define THEME_RGB 0x1000000
struct theme_style {
	int foreground, background;
	unsigned attributes;
};
struct theme {
	struct theme_style styles[LOOK_COUNT];
	bool light; /* for terminals whose own background is light */
};
#define THEME_LEGIBLE 4.5 /* the least contrast of text (WCAG 2.1, AA) */

const char *theme_look_name(enum look look);
/* The theme that needs no file: `dark`, or `mono` when colours are unwanted. */
void theme_builtin(struct theme *theme, bool mono);
/* Reads the file over what is in `theme`. An error names file and line; the theme is then half read. */
int theme_read(struct theme *theme, const char *path, struct error *error);
/* Finds `name` (a file's path when it holds a slash) in `folder`, in the user's, the built and the installed folders,
 * and reads it. On an error the theme is the built-in one. name NULL: the built-in one. */
int theme_load(struct theme *theme, const char *name, const char *folder, struct error *error);
/* The style in the colours that a terminal has: 8, 16, 256; more are direct ones, 0xRRGGBB. Where there are fewer than
 * 256, hue counts first, and the foreground can be read on the background (the terminal's where that is the default).
 */
struct theme_style theme_fit(const struct theme_style *style, int colors, bool light);
/* The contrast of two colours, 1 to 21, neither of them THEME_DEFAULT. */
double theme_contrast(int one, int other);
/* Some style has a colour. */
bool theme_is_colored(const struct theme *theme);

#endif
