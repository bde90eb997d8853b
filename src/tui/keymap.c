/* Which key gives which command. */
#include "keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/array.h"
#include "mkoz/base/i18n.h"
#include "mkoz/tui/tui.h"
#include "press.h"

/* Where a binding comes from: line 0 is the table itself. */
struct origin {
	const char *file;
	int line;
};

static int bind(struct keymap *keymap, const struct command *command, const char *key, struct origin origin,
		struct error *error)
{
	int press = press_parse(key);
	const struct command *other;

	if (press == PRESS_NONE)
		return error_fail(error,
				  _("%s: line %d: [keys] %s: unknown key \"%s\": write a character, ^D, F5, "
				    "Space, Tab, Enter, PgUp and so on"),
				  origin.file, origin.line, command->name, key);
	other = keymap_find(keymap, press, command->contexts);
	if (other == command)
		return 0;
	if (other != NULL)
		return error_fail(error,
				  _("%s: line %d: [keys]: the key %s is both %s and %s: give one of them "
				    "another key"),
				  origin.file, origin.line, key, other->name, command->name);
	if (array_grow(&keymap->items, &keymap->capacity, keymap->count, sizeof *keymap->items, error) != 0)
		return -1;
	keymap->items[keymap->count++] = (struct binding){.press = press, .command = command};
	return 0;
}

static int bind_all(struct keymap *keymap, const struct command *command, const char *keys, struct origin origin,
		    struct error *error)
{
	char *copy = strdup(keys), *rest = copy;
	const char *key;
	int result = 0;

	if (copy == NULL)
		return error_memory(error);
	while (result == 0 && (key = strsep(&rest, " \t")) != NULL)
		if (*key != '\0')
			result = bind(keymap, command, key, origin, error);
	free(copy);
	return result;
}

static const struct config_key * override(const struct config_ui *ui, const struct command *command)
{
	const struct config_key *found = NULL;

	for (size_t i = 0; i < ui->key_count; i++)
		if (strcmp(ui->keys[i].command, command->name) == 0)
			found = &ui->keys[i];
	return found;
}

static int check_names(const struct config_ui *ui, const char *file, struct error *error)
{
	for (size_t i = 0; i < ui->key_count; i++)
		if (tui_command_find(ui->keys[i].command) == NULL)
			return error_fail(error, _("%s: line %d: [keys] %s: unknown command: see ? in the console"),
					  file, ui->keys[i].line, ui->keys[i].command);
	return 0;
}

int keymap_make(struct keymap *keymap, const struct config_ui *ui, struct error *error)
{
	struct origin origin = {.file = ui->file != NULL ? ui->file : _("configuration")};
	size_t count;
	const struct command *table = tui_commands(&count);

	*keymap = (struct keymap){0};
	if (check_names(ui, origin.file, error) != 0)
		return -1;
	/* the table first: a clash is then told at the line that brought it about */
	for (int changed = 0; changed <= 1; changed++) {
		for (size_t i = 0; i < count; i++) {
			const struct config_key *key = override(ui, &table[i]);

			if ((key != NULL) != (changed == 1))
				continue;
			origin.line = key == NULL ? 0 : key->line;
			if (bind_all(keymap, &table[i], key == NULL ? table[i].keys : key->keys, origin, error) != 0) {
				keymap_free(keymap);
				return -1;
			}
		}
	}
	return 0;
}

int tui_check_keys(const struct config *config, struct error *error)
{
	struct keymap keymap;
	int result = keymap_make(&keymap, &config->ui, error);

	if (result == 0)
		keymap_free(&keymap);
	return result;
}

void keymap_free(struct keymap *keymap)
{
	free(keymap->items);
	*keymap = (struct keymap){0};
}

const struct command *keymap_find(const struct keymap *keymap, int press, unsigned context)
{
	for (size_t i = 0; i < keymap->count; i++)
		if (keymap->items[i].press == press && (keymap->items[i].command->contexts & context) != 0)
			return keymap->items[i].command;
	return NULL;
}

void keymap_keys(const struct keymap *keymap, const struct command *command, struct text *out)
{
	char name[PRESS_NAME_MAX];
	size_t start = out->length;

	for (size_t i = 0; i < keymap->count; i++) {
		if (keymap->items[i].command != command)
			continue;
		if (out->length > start)
			text_add_char(out, ' ');
		text_add(out, press_said(keymap->items[i].press, name));
	}
}

int keymap_first(const struct keymap *keymap, const struct command *command)
{
	for (size_t i = 0; i < keymap->count; i++)
		if (keymap->items[i].command == command)
			return keymap->items[i].press;
	return PRESS_NONE;
}
