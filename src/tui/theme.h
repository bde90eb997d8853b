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
};

const char *theme_look_name(enum look look);
/* The theme that needs no file: `dark`, or `mono` when colours are unwanted. */
void theme_builtin(struct theme *theme, bool mono);
/* Reads the file over what is in `theme`. An error names file and line; the theme is then half read. */
int theme_read(struct theme *theme, const char *path, struct error *error);
/* Finds `name` (a file's path when it holds a slash) in `folder`, in the user's, the built and the installed folders,
 * and reads it. On an error the theme is the built-in one. name NULL: the built-in one. */
int theme_load(struct theme *theme, const char *name, const char *folder, struct error *error);
/* The nearest colour among `colors` (8, 16, 256; more: as it is). For 8 colours a bright one sets *bold; bold NULL: it
 * is for a background. */
int theme_reduce(int color, int colors, bool *bold);

#endif
