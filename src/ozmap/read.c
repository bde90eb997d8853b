/* Reading everything, and looking up clients by id or code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/ozmap/ozmap.h"
#include "mkoz/ozmap/write.h"
#include "ozmap/address.h"
#include "ozmap/answer.h"
#include "ozmap/listing.h"
#include "ozmap/rows.h"

/* A property may name a client that the list of clients did not hold: created or removed meanwhile. Those are read by
 * their ids, so that the two lists fit together; what is not there stays away. */
static int read_dangling(struct ozmap *ozmap, struct plant *plant, const struct ids *known, struct error *error)
{
	const char **ids = calloc(plant->property_count + 1, sizeof *ids);
	size_t count = 0;
	int failed = 0;

	if (ids == NULL)
		return error_memory(error);
	for (size_t i = 0; i < plant->property_count; i++) {
		const char *id = plant->properties[i].client_id;

		if (id != NULL && !ids_has(known, id))
			ids[count++] = id;
	}
	if (count > 0)
		failed = ozmap_read_clients(ozmap, ids, count, plant, error);
	free(ids);
	return failed;
}

static int check_filled(const struct plant *plant, struct error *error)
{
	if (plant->property_count > 0 && plant->client_count > 0)
		return 0;
	return error_fail(error,
			  _("OZmap has no %s: nothing can be compared, no plan is made: check [ozmap] url, and what "
			    "the key's user may see"),
			  plant->property_count == 0 ? _("properties") : _("clients"));
}

int ozmap_read(struct ozmap *ozmap, struct plant *out, ozmap_progress progress, void *context, struct error *error)
{
	size_t page_size = ozmap->config->page_size < 1 ? 1 : (size_t)ozmap->config->page_size;
	struct listing properties = {.route = "/properties", .page_size = page_size, .plant = out};
	struct listing clients = {.route = "/ftth-clients", .page_size = page_size, .plant = out, .clients = true};
	struct listing *const both[] = {&properties, &clients};
	int failed;

	*out = (struct plant){0};
	failed = listing_read(ozmap, both, 2, progress, context, error);
	if (failed == 0)
		failed = check_filled(out, error);
	if (failed == 0)
		failed = read_dangling(ozmap, out, &clients.ids, error);
	out->read_at = moment_now();
	listing_free(&properties);
	listing_free(&clients);
	if (failed != 0)
		plant_free(out);
	return failed;
}

/* Those of the ids that the filter did not bring are asked for one by one: what counts is the row itself, not whether
 * the server knows the filter. */
static int read_missing(struct ozmap *ozmap, const char *const *ids, size_t count, const struct ids *known,
			struct plant *out, struct error *error)
{
	struct read_request *requests = calloc(count, sizeof *requests);
	size_t wanted = 0;
	int failed = 0;

	if (requests == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		if (!ids_has(known, ids[i]))
			requests[wanted++].client_id = ids[i];
	if (wanted > 0)
		failed = ozmap_read_many(ozmap, requests, wanted, &out->arena, error);
	for (size_t i = 0; i < wanted && failed == 0; i++) {
		struct client *client = requests[i].has_client ? plant_add_client(out, error) : NULL;

		if (client != NULL)
			*client = requests[i].client;
		else
			failed = requests[i].has_client ? -1 : 0;
	}
	free(requests);
	return failed;
}

/* Keeps the clients from `first` on whose id was asked for. */
static void keep_asked(struct plant *plant, size_t first, const char *const *ids, size_t count)
{
	size_t used = first;

	for (size_t i = first; i < plant->client_count; i++)
		for (size_t j = 0; j < count; j++)
			if (strcmp(plant->clients[i].id, ids[j]) == 0) {
				plant->clients[used++] = plant->clients[i];
				break;
			}
	plant->client_count = used;
}

/* One page by filter, at most 100 ids; it is only a faster way to the same rows, so its failures are not fatal. */
static int read_filtered(struct ozmap *ozmap, const char *const *ids, size_t count, struct plant *out,
			 struct error *error)
{
	struct text path = {0}, filter = {0};
	struct exchange *exchange = NULL;
	json_t *answer = NULL;
	const json_t *rows;
	int failed = 0;

	ozmap_add_id_filter(&filter, ids, count);
	text_format(&path, "/ftth-clients?page=1&limit=%d&filter=", IDS_MAX);
	address_add_encoded(&path, text_string(&filter));
	if (text_check(&filter, error) == 0 && text_check(&path, error) == 0)
		exchange = ozmap_get_now(ozmap, text_string(&path), error);
	if (exchange == NULL)
		failed = -1;
	else if (answer_check(exchange, NULL, "", NULL) == 0)
		answer = json_parse(text_string(&exchange->bytes), exchange->bytes.length, "", NULL);
	rows = json_object_get(answer, "rows");
	for (size_t i = 0; i < json_array_size(rows) && i < IDS_MAX && failed == 0; i++) {
		struct client *client = plant_add_client(out, error);

		if (client == NULL)
			failed = -1;
		else if (row_client(json_array_get(rows, i), &out->arena, client, NULL) != 0)
			out->client_count--;
	}
	json_decref(answer);
	exchange_free(exchange);
	text_free(&filter);
	text_free(&path);
	return failed;
}

static int read_some(struct ozmap *ozmap, const char *const *ids, size_t count, struct plant *out, struct error *error)
{
	size_t first = out->client_count;
	struct ids known = {0};
	int failed = read_filtered(ozmap, ids, count, out, error);

	if (failed == 0)
		keep_asked(out, first, ids, count);
	for (size_t i = first; i < out->client_count && failed == 0; i++) {
		int added = ids_add(&known, out->clients[i].id, error);

		if (added == 0) /* the page repeats a row */
			out->clients[i--] = out->clients[--out->client_count];
		failed = added < 0 ? -1 : 0;
	}
	if (failed == 0)
		failed = read_missing(ozmap, ids, count, &known, out, error);
	ids_free(&known);
	return failed;
}

int ozmap_read_clients(struct ozmap *ozmap, const char *const *ids, size_t count, struct plant *out,
		       struct error *error)
{
	for (size_t i = 0; i < count; i++)
		if (!address_is_id(ids[i]))
			return error_fail(error, _("OZmap: a client's id is not one: nothing was sent"));
	for (size_t i = 0; i < count; i += IDS_MAX)
		if (read_some(ozmap, ids + i, count - i < IDS_MAX ? count - i : IDS_MAX, out, error) != 0)
			return -1;
	return 0;
}
