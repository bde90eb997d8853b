/* What is one person's, as JSON in their own state folder. */
#include "session.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"

#define FILE_MAX (1024 * 1024)

void session_free(struct personal *session)
{
	for (size_t i = 0; i < session->filter_count; i++)
		free(session->filters[i]);
	*session = (struct personal){0};
}

void session_save_filter(struct personal *session, const char *expression)
{
	char *copy = strdup(expression);
	size_t at;

	if (copy == NULL)
		return;
	for (at = 0; at < session->filter_count && strcmp(session->filters[at], expression) != 0; at++)
		;
	if (at == SESSION_FILTERS_MAX)
		at--;
	if (at < session->filter_count)
		free(session->filters[at]);
	else
		session->filter_count++;
	memmove(session->filters + 1, session->filters, at * sizeof session->filters[0]);
	session->filters[0] = copy;
}

static bool make_folder(const char *folder)
{
	return mkdir(folder, 0700) == 0 || access(folder, W_OK | X_OK) == 0;
}

/* The state folder itself, made where it is missing. */
static bool state_folder(char *out, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char local[PATH_MAX];

	if (state != NULL && *state == '/')
		return snprintf(out, size, "%s", state) < (int)size && make_folder(out);
	if (home == NULL || *home != '/' || snprintf(local, sizeof local, "%s/.local", home) >= (int)sizeof local)
		return false;
	return make_folder(local) && snprintf(out, size, "%s/state", local) < (int)size && make_folder(out);
}

bool session_path(char *out, size_t size)
{
	char state[PATH_MAX], folder[PATH_MAX];

	return state_folder(state, sizeof state) &&
	       snprintf(folder, sizeof folder, "%s/mkoz", state) < (int)sizeof folder && make_folder(folder) &&
	       snprintf(out, size, "%s/console.json", folder) < (int)size;
}

static json_t *read_file(const char *path)
{
	json_error_t ignored;
	struct stat status;
	json_t *json = NULL;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return NULL;
	if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) && status.st_size < FILE_MAX)
		json = json_loadf(file, JSON_REJECT_DUPLICATES, &ignored);
	fclose(file);
	if (json != NULL && !json_is_object(json)) {
		json_decref(json);
		json = NULL;
	}
	return json;
}

static int small_number(const json_t *json, int limit)
{
	json_int_t value = json_integer_value(json);

	return value >= 0 && value < limit ? (int)value : 0;
}

static void copy_string(char *out, size_t size, const json_t *object, const char *key)
{
	const char *value = json_member_string(object, key);

	if (value != NULL && strlen(value) < size)
		copy_text(out, size, value);
}

static void from_json(struct personal *session, const json_t *json)
{
	const json_t *sorts = json_object_get(json, "sorts"), *filters = json_object_get(json, "filters");

	session->tab = (enum tab)small_number(json_object_get(json, "tab"), TAB_COUNT);
	for (size_t i = 0; i < TAB_COUNT; i++)
		session->sorts[i] = (enum sort)small_number(json_array_get(sorts, i), SORT_COUNT);
	copy_string(session->filter, sizeof session->filter, json, "filter");
	copy_string(session->cursor, sizeof session->cursor, json, "cursor");
	session->show_cosmetic = json_is_true(json_object_get(json, "cosmetic"));
	session->seen_seq = json_integer_value(json_object_get(json, "seen_seq"));
	session->seen_at = json_integer_value(json_object_get(json, "seen_at"));
	for (size_t i = json_array_size(filters); i > 0; i--) {
		const char *expression = json_string_value(json_array_get(filters, i - 1));

		if (expression != NULL && strlen(expression) < VIEW_EXPRESSION_MAX)
			session_save_filter(session, expression);
	}
}

void session_read(struct personal *session, const char *path, const char *profile)
{
	json_t *json = read_file(path);

	*session = (struct personal){0};
	if (json != NULL)
		from_json(session, json_object_get(json, profile == NULL ? "" : profile));
	json_decref(json);
}

static json_t *to_json(const struct personal *session)
{
	json_t *sorts = json_array(), *filters = json_array();

	for (size_t i = 0; i < TAB_COUNT; i++)
		json_array_append_new(sorts, json_integer(session->sorts[i]));
	for (size_t i = 0; i < session->filter_count; i++)
		json_array_append_new(filters, json_string(session->filters[i]));
	return json_pack("{s:i,s:o,s:s,s:s,s:b,s:I,s:I,s:o}", "tab", (int)session->tab, "sorts", sorts, "filter",
			 session->filter, "cursor", session->cursor, "cosmetic", (int)session->show_cosmetic,
			 "seen_seq", (json_int_t)(session->seen_next > 0 ? session->seen_next : session->seen_seq),
			 "seen_at", (json_int_t)session->seen_at, "filters", filters);
}

int session_write(const struct personal *session, const char *path, const char *profile, struct error *error)
{
	json_t *json = read_file(path), *part = to_json(session);
	char fresh[PATH_MAX];
	int file, result = -1;

	if (json == NULL)
		json = json_object();
	if (part == NULL || json_object_set_new(json, profile == NULL ? "" : profile, part) != 0) {
		error_memory(error);
		goto out;
	}
	if (snprintf(fresh, sizeof fresh, "%s.%ld", path, (long)getpid()) >= (int)sizeof fresh)
		goto out;
	file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0) {
		error_system(error, fresh);
		goto out;
	}
	result = json_dumpfd(json, file, JSON_INDENT(1) | JSON_SORT_KEYS);
	close(file);
	if (result == 0)
		result = rename(fresh, path);
	if (result != 0) {
		unlink(fresh);
		error_system(error, path);
	}
out:
	json_decref(json);
	return result;
}
