/* Single rows as they stand now: by id, one or many at once, and by code. */
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

#define PATH_MAX_BYTES 128
#define LOOKUP_ROWS 1000 /* that may be gone through for one code */

/* Writes `/route/id`; refuses what is no id (faults 27). */
static int row_path(char path[PATH_MAX_BYTES], const char *route, const char *id, struct error *error)
{
	if (!address_is_id(id))
		return error_fail(error, _("OZmap: an identifier of %s is not one: nothing was sent"), route);
	snprintf(path, PATH_MAX_BYTES, "%s/%s", route, id);
	return 0;
}

/* The row in the answer, a new reference; *gone instead when it is not there. It must be the one asked for. */
static json_t *take_row(const struct ozmap *ozmap, const struct exchange *exchange, const char *route, const char *id,
			bool *gone, struct error *error)
{
	json_t *row;

	*gone = exchange->end == EXCHANGE_ANSWERED && exchange->status == 404;
	if (*gone || answer_check(exchange, ozmap->transport.key, route, error) != 0)
		return NULL;
	row = json_parse(text_string(&exchange->bytes), exchange->bytes.length, route, error);
	if (row == NULL)
		return NULL;
	if (row_id(row) != NULL && strcmp(row_id(row), id) == 0)
		return row;
	error_fail(error, _("OZmap, %s/%s: %s came where that row belongs: check [ozmap] url"), route, id,
		   json_is_object(row) ? _("another row") : _("something else"));
	json_decref(row);
	return NULL;
}

static int keep_whole(const struct exchange *exchange, struct arena *arena, const char **whole, struct error *error)
{
	if (whole == NULL)
		return 0;
	*whole = arena_bytes(arena, text_string(&exchange->bytes), exchange->bytes.length);
	return *whole == NULL ? error_memory(error) : 0;
}

/* 0 found, 1 gone, -1 error. */
static int take_client(const struct ozmap *ozmap, const struct exchange *exchange, const char *id, struct arena *arena,
		       struct client *out, const char **whole, struct error *error)
{
	bool gone;
	json_t *row = take_row(ozmap, exchange, "/ftth-clients", id, &gone, error);
	int result = gone ? 1 : -1;

	if (row != NULL && row_client(row, arena, out, error) == 0)
		result = keep_whole(exchange, arena, whole, error);
	json_decref(row);
	return result;
}

/* The same for a property; `client` is filled where the row holds it whole (client may be NULL). */
static int take_property(const struct ozmap *ozmap, const struct exchange *exchange, const char *id,
			 struct arena *arena, struct property *out, struct client *client, bool *has_client,
			 const char **whole, struct error *error)
{
	bool gone;
	json_t *row = take_row(ozmap, exchange, "/properties", id, &gone, error);
	const json_t *inside = client == NULL ? NULL : row_embedded_client(row);
	int result = gone ? 1 : -1;

	if (row != NULL && row_property(row, arena, out, error) == 0)
		result = keep_whole(exchange, arena, whole, error);
	if (result == 0 && inside != NULL) {
		result = row_client(inside, arena, client, error);
		*has_client = result == 0;
	}
	json_decref(row);
	return result;
}

int ozmap_read_client(struct ozmap *ozmap, const char *id, struct arena *arena, struct client *out, const char **whole,
		      struct error *error)
{
	char path[PATH_MAX_BYTES];
	struct exchange *exchange;
	int result;

	if (row_path(path, "/ftth-clients", id, error) != 0)
		return -1;
	exchange = ozmap_get_now(ozmap, path, error);
	if (exchange == NULL)
		return -1;
	result = take_client(ozmap, exchange, id, arena, out, whole, error);
	exchange_free(exchange);
	return result;
}

int ozmap_read_property(struct ozmap *ozmap, const char *id, struct arena *arena, struct property *out,
			struct client *client, bool *has_client, const char **whole, struct error *error)
{
	char path[PATH_MAX_BYTES];
	struct exchange *exchange;
	int result;

	*has_client = false;
	if (row_path(path, "/properties", id, error) != 0)
		return -1;
	exchange = ozmap_get_now(ozmap, path, error);
	if (exchange == NULL)
		return -1;
	result = take_property(ozmap, exchange, id, arena, out, client, has_client, whole, error);
	exchange_free(exchange);
	if (result != 0 || *has_client || out->client_id == NULL)
		return result;
	result = ozmap_read_client(ozmap, out->client_id, arena, client, NULL, error);
	*has_client = result == 0;
	return result < 0 ? -1 : 0;
}

/* Queues what one request asks for; a row is numbered twice its request's place, plus one for the property. */
static int ask_request(struct ozmap *ozmap, const struct read_request *request, size_t number, struct error *error)
{
	char path[PATH_MAX_BYTES];

	if (request->client_id != NULL && (row_path(path, "/ftth-clients", request->client_id, error) != 0 ||
					   ozmap_get(ozmap, path, NULL, number * 2, error) != 0))
		return -1;
	if (request->property_id != NULL && (row_path(path, "/properties", request->property_id, error) != 0 ||
					     ozmap_get(ozmap, path, NULL, number * 2 + 1, error) != 0))
		return -1;
	return 0;
}

static int take_request(const struct ozmap *ozmap, struct read_request *request, const struct exchange *exchange,
			struct arena *arena, struct error *error)
{
	int result;

	if (exchange->number % 2 == 0) {
		result = take_client(ozmap, exchange, request->client_id, arena, &request->client,
				     &request->client_whole, error);
		request->has_client = result == 0;
	} else {
		result = take_property(ozmap, exchange, request->property_id, arena, &request->property, NULL, NULL,
				       &request->property_whole, error);
		request->has_property = result == 0;
	}
	request->failed = request->failed || result < 0;
	return result < 0 ? -1 : 0;
}

int ozmap_read_many(struct ozmap *ozmap, struct read_request *requests, size_t count, struct arena *arena,
		    struct error *error)
{
	struct exchange *exchange;
	int failed = 0;

	for (size_t i = 0; i < count; i++) {
		requests[i].has_client = requests[i].has_property = requests[i].failed = false;
		requests[i].client_whole = requests[i].property_whole = NULL;
	}
	for (size_t i = 0; i < count; i++)
		if (ask_request(ozmap, &requests[i], i, error) != 0) {
			requests[i].failed = true;
			failed = -1;
		}
	while ((exchange = transport_next(&ozmap->transport)) != NULL) {
		if (take_request(ozmap, &requests[exchange->number / 2], exchange, arena, error) != 0)
			failed = -1;
		exchange_free(exchange);
	}
	return failed;
}

/* --- by code --- */

/* Only dots: such a segment would climb out of the route, whoever decodes it. */
static bool is_dots(const char *code)
{
	return strspn(code, ".") == strlen(code);
}

/* A property that its answer names for the code, unless its client has another code. */
static int add_property(struct plant *out, const json_t *row, const char *code, struct error *error)
{
	const json_t *inside = row_embedded_client(row);
	struct property *property = plant_add_property(out, error);
	struct client client;

	if (property == NULL || row_property(row, &out->arena, property, error) != 0)
		return -1;
	if (inside == NULL || property->client_id == NULL)
		return 0;
	if (row_client(inside, &out->arena, &client, error) != 0)
		return -1;
	if (client.code == NULL || strcmp(client.code, code) != 0)
		out->property_count--;
	return 0;
}

static int take_properties(const struct ozmap *ozmap, const struct exchange *exchange, const char *code,
			   struct plant *out, struct error *error)
{
	const char *what = _("looking up a code");
	json_t *rows;
	int failed = 0;

	if (exchange->end == EXCHANGE_ANSWERED && exchange->status == 404)
		return 0;
	if (answer_check(exchange, ozmap->transport.key, what, error) != 0)
		return -1;
	rows = json_parse(text_string(&exchange->bytes), exchange->bytes.length, what, error);
	if (rows == NULL)
		return -1;
	if (!json_is_array(rows))
		failed = error_fail(
		    error,
		    _("OZmap, looking up a code: no list came where one belongs: see whether [ozmap] url is right"));
	for (size_t i = 0; i < json_array_size(rows) && failed == 0; i++)
		failed = add_property(out, json_array_get(rows, i), code, error);
	json_decref(rows);
	return failed;
}

static int find_properties(struct ozmap *ozmap, const char *code, struct plant *out, struct error *error)
{
	struct text path = {0};
	struct exchange *exchange = NULL;
	int failed = -1;

	text_add(&path, "/properties/client/");
	address_add_encoded(&path, code);
	if (text_check(&path, error) == 0)
		exchange = ozmap_get_now(ozmap, text_string(&path), error);
	if (exchange != NULL)
		failed = take_properties(ozmap, exchange, code, out, error);
	exchange_free(exchange);
	text_free(&path);
	return failed;
}

/* Keeps the clients from `first` on that have the code. */
static void keep_code(struct plant *plant, size_t first, const char *code)
{
	size_t used = first;

	for (size_t i = first; i < plant->client_count; i++)
		if (plant->clients[i].code != NULL && strcmp(plant->clients[i].code, code) == 0)
			plant->clients[used++] = plant->clients[i];
	plant->client_count = used;
}

/* Told of the first page: more rows than one code can have mean that the filter is not obeyed. */
static int watch_total(void *context, size_t done, size_t total)
{
	(void)context, (void)done;
	return total > LOOKUP_ROWS;
}

static int find_clients(struct ozmap *ozmap, const char *code, struct plant *out, struct error *error)
{
	struct text filter = {0};
	size_t first = out->client_count;
	struct listing listing = {.route = "/ftth-clients", .page_size = IDS_MAX, .plant = out, .clients = true};
	struct listing *const list[] = {&listing};
	int failed;

	text_add(&filter, "[{\"property\":\"code\",\"operator\":\"=\",\"value\":");
	json_add_string(&filter, code);
	text_add(&filter, "}]");
	failed = text_check(&filter, error);
	listing.filter = text_string(&filter);
	if (failed == 0)
		failed = listing_read(ozmap, list, 1, watch_total, NULL, error);
	if (failed == 0)
		keep_code(out, first, code);
	if (failed != 0 && listing.total > LOOKUP_ROWS && error != NULL) {
		error_clear(error);
		error_fail(error,
			   _("OZmap, looking up a code: %zu clients came for one code, so the filter is not "
			     "obeyed: nothing can be told from that"),
			   listing.total);
	}
	listing_free(&listing);
	text_free(&filter);
	return failed;
}

int ozmap_find_code(struct ozmap *ozmap, const char *code, struct plant *out, struct error *error)
{
	if (code == NULL || *code == '\0' || strlen(code) > 512)
		return error_fail(error, _("OZmap: looking up a code: there is no usable code: nothing was sent"));
	if (!is_dots(code) && find_properties(ozmap, code, out, error) != 0)
		return -1;
	return find_clients(ozmap, code, out, error);
}
