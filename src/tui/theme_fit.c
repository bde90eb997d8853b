/* Bringing the colours of themes down to what a terminal has, so that what is written stays legible. */
#include <math.h>
#include <stddef.h>

#include "theme.h"

#define GREY 8 /* bright black: the background's own colour in many a terminal's palette */
#define PALETTE 16
#define HUE_LEAST 40 /* colours with less of it are grey */
#define LEGIBLE_FEW 3.5 /* red on black is as good as it gets there */

static int palette_rgb(int color)
{
	static const int base[PALETTE] = {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD,
					  0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00,
					  0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF};
	static const int steps[6] = {0, 95, 135, 175, 215, 255};

	if (color >= THEME_RGB)
		return color & 0xFFFFFF;
	if (color < PALETTE)
		return base[color];
	if (color < 232)
		return steps[(color - 16) / 36] << 16 | steps[(color - 16) / 6 % 6] << 8 | steps[(color - 16) % 6];
	return (8 + (color % 256 - 232) * 10) * 0x010101;
}

static int channel(int rgb, int number)
{
	return (rgb >> (8 * number)) & 0xFF;
}

static int distance(int one, int other)
{
	int sum = 0;

	for (int i = 0; i < 3; i++) {
		int step = channel(one, i) - channel(other, i);

		sum += step * step;
	}
	return sum;
}

/* WCAG 2.1, relative luminance. */
static double luminance(int rgb)
{
	static const double weights[3] = {0.0722, 0.7152, 0.2126};
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double part = channel(rgb, i) / 255.0;

		sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
	}
	return sum;
}

double theme_contrast(int one, int other)
{
	double first = luminance(palette_rgb(one)) + 0.05, second = luminance(palette_rgb(other)) + 0.05;

	return first > second ? first / second : second / first;
}

static int nearest(int color, const int *among, int count)
{
	int rgb = palette_rgb(color), best = among[0];

	for (int i = 1; i < count; i++)
		if (distance(palette_rgb(among[i]), rgb) < distance(palette_rgb(best), rgb))
			best = among[i];
	return best;
}

static int nearest_of_many(int color)
{
	int among[256 - PALETTE];

	for (int i = PALETTE; i < 256; i++)
		among[i - PALETTE] = i;
	return nearest(color, among, 256 - PALETTE);
}

/* The colour with all white taken out of it; *hue is how much is left. */
static int saturated(int rgb, int *hue)
{
	int least = 255, most = 0, out = 0;

	for (int i = 0; i < 3; i++) {
		least = channel(rgb, i) < least ? channel(rgb, i) : least;
		most = channel(rgb, i) > most ? channel(rgb, i) : most;
	}
	*hue = most - least;
	for (int i = 0; i < 3 && *hue > 0; i++)
		out |= (channel(rgb, i) - least) * most / *hue << (8 * i);
	return out;
}

/* Among 16: by hue first, as pale green is to be green and not grey, and grey not green. */
static int nearest_of_few(int color)
{
	static const int neutral[] = {0, 7, 15}, chromatic[] = {1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14};
	int hue, pure = saturated(palette_rgb(color), &hue);

	if (color < PALETTE && color != GREY)
		return color;
	if (hue < HUE_LEAST)
		return nearest(color, neutral, 3);
	return nearest(THEME_RGB | pure, chromatic, 12);
}

/* Among 8 colours the bright ones are bold, which not every terminal shows brighter. */
static double least_contrast(int color, int background, int colors)
{
	double bright = theme_contrast(color, background);
	double plain = colors < PALETTE && color > GREY ? theme_contrast(color - GREY, background) : bright;

	return plain < bright ? plain : bright;
}

static bool is_neutral(int color)
{
	return color % GREY == 0 || color % GREY == 7;
}

/* The nearest foreground if it can be read on the background, else one as light or as dark as need be. */
static int legible(int color, int background, int colors)
{
	static const int neutral[] = {7, 0, 15};
	int near = nearest_of_few(color), other = near < GREY ? near + GREY : near - GREY;

	if (least_contrast(near, background, colors) >= (is_neutral(near) ? THEME_LEGIBLE : LEGIBLE_FEW))
		return near;
	if (!is_neutral(near) && least_contrast(other, background, colors) >= LEGIBLE_FEW)
		return other;
	for (size_t i = 0; i < sizeof neutral / sizeof *neutral; i++)
		if (least_contrast(neutral[i], background, colors) >= THEME_LEGIBLE)
			return neutral[i];
	return 0;
}

static struct theme_style fit_few(const struct theme_style *style, int colors, bool light)
{
	struct theme_style fitted = *style;
	int background = light ? 15 : 0, foreground = light ? 0 : 7;

	if (style->background >= 0)
		background = fitted.background =
		    nearest_of_few(style->background) & (colors < PALETTE ? GREY - 1 : PALETTE - 1);
	if (style->foreground >= 0)
		foreground = style->foreground;
	if (style->foreground >= 0 || least_contrast(foreground, background, colors) < LEGIBLE_FEW)
		fitted.foreground = legible(foreground, background, colors);
	if (colors < PALETTE && fitted.foreground > GREY) {
		fitted.foreground -= GREY;
		fitted.attributes |= THEME_BOLD;
	}
	return fitted;
}

/* A direct terminal takes the lowest numbers for those of its palette. */
static int direct(int color)
{
	int rgb = color < 0 ? color : palette_rgb(color);

	return rgb >= 0 && rgb < 8 ? 0x010101 : rgb;
}

struct theme_style theme_fit(const struct theme_style *style, int colors, bool light)
{
	struct theme_style fitted = *style;

	if (colors > 256) {
		fitted.foreground = direct(style->foreground);
		fitted.background = direct(style->background);
		return fitted;
	}
	if (colors < 256)
		fitted = fit_few(style, colors, light);
	if (fitted.foreground >= THEME_RGB)
		fitted.foreground = nearest_of_many(fitted.foreground);
	if (fitted.background >= THEME_RGB)
		fitted.background = nearest_of_many(fitted.background);
	/* bold black is grey in many a terminal */
	if (fitted.foreground == 0)
		fitted.attributes &= ~(unsigned)THEME_BOLD;
	return fitted;
}

bool theme_is_colored(const struct theme *theme)
{
	for (int look = 0; look < LOOK_COUNT; look++)
		if (theme->styles[look].foreground >= 0 || theme->styles[look].background >= 0)
			return true;
	return false;
}
