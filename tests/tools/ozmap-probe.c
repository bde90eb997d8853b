/* Shows from outside what the ozmap room reads and how it writes: one command, JSON lines on stdout.
 *   ozmap-probe CONFIG read|counts|doctor
 *   ozmap-probe CONFIG client ID | property ID | clients ID… | many ID… | code CODE
 *   ozmap-probe CONFIG write METHOD PATH [BODY] | late METHOD PATH [BODY] (after the moment until which it may leave) |
 * writes METHOD BODY PATH… | batch FIELD VALUE ID… */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/config.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/secret.h"
#include "mkoz/base/signals.h"
#include "mkoz/ozmap/write.h"

static void print_side(const char *what, const struct client *client, const struct property *property)
{
	struct text line = {0};

	if (plant_side_to_json(&line, client, property) == 0)
		printf("{\"%s\":%s}\n", what, text_string(&line));
	text_free(&line);
}

static void print_plant(const struct plant *plant)
{
	for (size_t i = 0; i < plant->client_count; i++)
		print_side("client", &plant->clients[i], NULL);
	for (size_t i = 0; i < plant->property_count; i++)
		print_side("property", NULL, &plant->properties[i]);
	printf("{\"clients\":%zu,\"properties\":%zu}\n", plant->client_count, plant->property_count);
}

static int show_progress(void *context, size_t done, size_t total)
{
	size_t *most = context;

	if (done > total)
		fprintf(stderr, "progress beyond the total\n");
	*most = done > *most ? done : *most;
	return 0;
}

static int read_all(struct ozmap *ozmap, bool rows, struct error *error)
{
	struct plant plant;
	size_t most = 0;

	if (ozmap_read(ozmap, &plant, show_progress, &most, error) != 0)
		return -1;
	if (rows)
		print_plant(&plant);
	else
		printf("{\"clients\":%zu,\"properties\":%zu,\"bytes\":%zu}\n", plant.client_count, plant.property_count,
		       plant.arena.used);
	plant_free(&plant);
	return 0;
}

static int read_one(struct ozmap *ozmap, bool property, const char *id, struct error *error)
{
	struct plant plant = {0};
	struct client client = {0};
	struct property found = {0};
	const char *whole = NULL;
	bool has_client = false;
	int result = property
			 ? ozmap_read_property(ozmap, id, &plant.arena, &found, &client, &has_client, &whole, error)
			 : ozmap_read_client(ozmap, id, &plant.arena, &client, &whole, error);

	if (result == 0)
		print_side("row", property && !has_client ? NULL : &client, property ? &found : NULL);
	else if (result == 1)
		printf("{\"row\":null}\n");
	if (result == 0)
		printf("{\"whole\":%s}\n", whole);
	plant_free(&plant);
	return result < 0 ? -1 : 0;
}

static int read_clients(struct ozmap *ozmap, char **ids, size_t count, struct error *error)
{
	struct plant plant = {0};
	int failed = ozmap_read_clients(ozmap, (const char *const *)ids, count, &plant, error);

	if (failed == 0)
		print_plant(&plant);
	plant_free(&plant);
	return failed;
}

static int read_many(struct ozmap *ozmap, char **ids, size_t count, struct error *error)
{
	struct read_request *requests = calloc(count + 1, sizeof *requests);
	struct arena arena = {0};
	int failed;

	if (requests == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		char *both = strchr(ids[i], ',');

		requests[i].client_id = ids[i];
		if (both != NULL) {
			*both = '\0';
			requests[i].property_id = both + 1;
		}
	}
	failed = ozmap_read_many(ozmap, requests, count, &arena, error);
	for (size_t i = 0; i < count; i++) {
		print_side("row", requests[i].has_client ? &requests[i].client : NULL,
			   requests[i].has_property ? &requests[i].property : NULL);
		if (requests[i].failed)
			printf("{\"failed\":\"%s\"}\n", ids[i]);
	}
	arena_free(&arena);
	free(requests);
	return failed;
}

static int find_code(struct ozmap *ozmap, const char *code, struct error *error)
{
	struct plant plant = {0};
	int failed = ozmap_find_code(ozmap, code, &plant, error);

	if (failed == 0)
		print_plant(&plant);
	plant_free(&plant);
	return failed;
}

static void print_result(const struct write_result *result)
{
	static const char *const names[] = {
	    [WRITE_DONE] = "done",	 [WRITE_REFUSED] = "refused",	[WRITE_GONE] = "gone",
	    [WRITE_UNKNOWN] = "unknown", [WRITE_TOO_MANY] = "too-many", [WRITE_UNAUTHORISED] = "unauthorised",
	};
	struct text line = {0};

	text_format(&line, "{\"answer\":\"%s\",\"status\":%d,\"wait\":%d,\"unsent\":%s,\"id\":\"%s\",\"message\":",
		    names[result->answer], result->status, result->wait, result->unsent ? "true" : "false", result->id);
	json_add_string(&line, result->message);
	printf("%s}\n", text_string(&line));
	text_free(&line);
}

static int write_paths(struct ozmap *ozmap, const char *method, const char *body, char **paths, size_t count,
		       struct error *error)
{
	struct write_request *requests = calloc(count + 1, sizeof *requests);
	struct write_result *results = calloc(count + 1, sizeof *results);
	int failed = -1;

	for (size_t i = 0; requests != NULL && i < count; i++)
		requests[i] = (struct write_request){method, paths[i], body};
	if (requests != NULL && results != NULL)
		failed = ozmap_write_many(ozmap, requests, count, results, error);
	for (size_t i = 0; failed == 0 && i < count; i++)
		print_result(&results[i]);
	free(requests);
	free(results);
	return failed;
}

static int write_batch(struct ozmap *ozmap, const char *field, const char *value, char **ids, size_t count,
		       struct error *error)
{
	struct arena arena = {0};
	struct write_result result;
	const char *body = ozmap_batch_body(&arena, field, value, (const char *const *)ids, count, error);
	int failed = body == NULL ? -1 : ozmap_write(ozmap, "POST", "/ftth-clients/batch-update", body, &result, error);

	if (failed == 0)
		print_result(&result);
	arena_free(&arena);
	return failed;
}

static void print_check(void *context, enum ozmap_check_level level, const char *what, const char *detail)
{
	static const char *const names[] = {
	    [OZMAP_CHECK_OK] = "ok",
	    [OZMAP_CHECK_WARNING] = "warning",
	    [OZMAP_CHECK_FAILURE] = "failure",
	};

	(void)context;
	printf("%s: %s: %s\n", names[level], what, detail);
}

/* The command's words stand from arguments[0] on. */
static int run(struct ozmap *ozmap, size_t count, char **arguments, struct error *error)
{
	const char *command = arguments[0];
	char **rest = arguments + 1;

	if (strcmp(command, "read") == 0 || strcmp(command, "counts") == 0)
		return read_all(ozmap, command[0] == 'r', error);
	if (strcmp(command, "doctor") == 0)
		return ozmap_doctor(ozmap, print_check, NULL, error);
	if (count >= 2 && (strcmp(command, "client") == 0 || strcmp(command, "property") == 0))
		return read_one(ozmap, command[0] == 'p', rest[0], error);
	if (strcmp(command, "clients") == 0)
		return read_clients(ozmap, rest, count - 1, error);
	if (strcmp(command, "many") == 0)
		return read_many(ozmap, rest, count - 1, error);
	if (count >= 2 && strcmp(command, "code") == 0)
		return find_code(ozmap, rest[0], error);
	if (count >= 3 && strcmp(command, "write") == 0)
		return write_paths(ozmap, rest[0], count > 3 ? rest[2] : NULL, rest + 1, 1, error);
	if (count >= 3 && strcmp(command, "late") == 0) {
		ozmap_write_until(ozmap, moment_ticks() - 1);
		return write_paths(ozmap, rest[0], count > 3 ? rest[2] : NULL, rest + 1, 1, error);
	}
	if (count >= 4 && strcmp(command, "writes") == 0)
		return write_paths(ozmap, rest[0], rest[1][0] == '\0' ? NULL : rest[1], rest + 2, count - 3, error);
	if (count >= 3 && strcmp(command, "batch") == 0)
		return write_batch(ozmap, rest[0], rest[1], rest + 2, count - 3, error);
	return error_set(error, ERROR_USAGE, "ozmap-probe: usage: see the top of its source");
}

int main(int count, char **arguments)
{
	struct config config;
	struct error error = {0};
	struct ozmap *ozmap = NULL;
	int failed;

	secret_harden_process();
	signals_catch();
	if (count < 3)
		return 64;
	if (config_load(&config, arguments[1], NULL, &error) != 0) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	failed = ozmap_open(&ozmap, &config, &error);
	if (failed == 0)
		failed = run(ozmap, (size_t)count - 2, arguments + 2, &error);
	if (failed != 0)
		fprintf(stderr, "%s\n", error.text);
	ozmap_close(ozmap);
	config_free(&config);
	return failed != 0 ? 1 : 0;
}
