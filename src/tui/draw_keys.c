/* The keys that the console knows, and what sends them. */
#include "draw_keys.h"

#include <curses.h>
#include <stddef.h>

#include "press.h"

static const struct {
	int code, press;
	const char *sent[5];
} keys[] = {
    {KEY_UP, PRESS_UP, {"\033[A", "\033OA"}},
    {KEY_DOWN, PRESS_DOWN, {"\033[B", "\033OB"}},
    {KEY_RIGHT, PRESS_RIGHT, {"\033[C", "\033OC"}},
    {KEY_LEFT, PRESS_LEFT, {"\033[D", "\033OD"}},
    {KEY_PPAGE, PRESS_PAGE_UP, {"\033[5~"}},
    {KEY_NPAGE, PRESS_PAGE_DOWN, {"\033[6~"}},
    {KEY_HOME, PRESS_HOME, {"\033[H", "\033OH", "\033[1~", "\033[7~"}},
    {KEY_END, PRESS_END, {"\033[F", "\033OF", "\033[4~", "\033[8~"}},
    {KEY_FIND, PRESS_HOME, {NULL}},
    {KEY_SELECT, PRESS_END, {NULL}},
    {KEY_DC, PRESS_DELETE, {"\033[3~"}},
    {KEY_SR, PRESS_SHIFT_UP, {"\033[1;2A"}},
    {KEY_SF, PRESS_SHIFT_DOWN, {"\033[1;2B"}},
    {KEY_BTAB, PRESS_SHIFT_TAB, {"\033[Z"}},
    {KEY_ENTER, PRESS_ENTER, {"\033OM"}},
    {KEY_BACKSPACE, PRESS_BACKSPACE, {NULL}},
    {KEY_F(1), PRESS_F1, {"\033OP", "\033[11~", "\033[[A"}},
    {KEY_F(2), PRESS_F1 + 1, {"\033OQ", "\033[12~", "\033[[B"}},
    {KEY_F(3), PRESS_F1 + 2, {"\033OR", "\033[13~", "\033[[C"}},
    {KEY_F(4), PRESS_F1 + 3, {"\033OS", "\033[14~", "\033[[D"}},
    {KEY_F(5), PRESS_F1 + 4, {"\033[15~", "\033[[E"}},
    {KEY_F(6), PRESS_F1 + 5, {"\033[17~"}},
    {KEY_F(7), PRESS_F1 + 6, {"\033[18~"}},
    {KEY_F(8), PRESS_F1 + 7, {"\033[19~"}},
    {KEY_F(9), PRESS_F1 + 8, {"\033[20~"}},
    {KEY_F(10), PRESS_F1 + 9, {"\033[21~"}},
    {KEY_F(11), PRESS_F1 + 10, {"\033[23~"}},
    {KEY_F(12), PRESS_F12, {"\033[24~"}},
};

void draw_keys_define(void)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		for (const char *const *sent = keys[i].sent; *sent != NULL; sent++)
			if (key_defined(*sent) == 0)
				define_key(*sent, keys[i].code);
}

int draw_keys_press(int code)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].code == code)
			return keys[i].press;
	return PRESS_NONE;
}
