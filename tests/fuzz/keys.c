/* Fuzzes [keys]: "command keys" lines; a key's name and the press it stands for lead to one another. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tui/commands.h"
#include "tui/keymap.h"
#include "tui/press.h"

#define KEYS_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check_name(const char *name)
{
	char again[PRESS_NAME_MAX], utf8[5];
	int press = press_parse(name);
	if (press <= 0)
		return;
	if (press_parse(press_name(press, again)) != press)
		abort();
	(void)press_is_text(press);
	(void)press_utf8(press, utf8);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct config_key keys[KEYS_MAX];
	struct config_ui ui = {.keys = keys};
	struct keymap keymap = {0};
	struct error error = {0};
	char *text = strndup((const char *)bytes, length), *rest = text;
	for (char *line; ui.key_count < KEYS_MAX && (line = strsep(&rest, "\n")) != NULL;) {
		char *values = strchr(line, ' ');
		if (values)
			*values++ = '\0';
		keys[ui.key_count] = (struct config_key){line, values ? values : "", (int)ui.key_count + 1};
		ui.key_count++;
		check_name(values ? values : line);
	}
	if (keymap_make(&keymap, &ui, &error) != 0) {
		if (error.status == ERROR_NONE || keymap.items)
			abort();
	} else {
		(void)keymap_find(&keymap, 'a', 1);
	}
	keymap_free(&keymap);
	free(text);
	return 0;
}
