/* The calls that read: lists page by page, one row, the properties of a code, and what is near a place. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "render.h"
#include "sim.h"

static const char *const list_paths[ROW_KINDS] = {
    [ROW_PROPERTY] = "/api/v2/properties",
    [ROW_CLIENT] = "/api/v2/ftth-clients",
};

/* Rows move between pages: another order for every request. */
static void shuffle(struct matches *matches, long seed)
{
	unsigned state = (unsigned)seed * 2654435761U + 1;
	for (size_t i = matches->count; i > 1; i--) {
		state = state * 1664525U + 1013904223U;
		size_t other = (state >> 8) % i;
		struct row *kept = matches->rows[i - 1];
		matches->rows[i - 1] = matches->rows[other];
		matches->rows[other] = kept;
	}
}

static void spoil_matches(const struct request *request, struct page *page, struct matches *matches)
{
	switch (request->fault.kind) {
	case FAULT_EMPTY:
		matches->count = 0;
		break;
	case FAULT_SHUFFLE:
		shuffle(matches, request->n);
		break;
	case FAULT_REPEAT_PAGE:
		page->start = page->start > page->limit ? page->start - page->limit : 0;
		break;
	default:
		break;
	}
}

static size_t write_rows(struct sim *sim, struct text *out, const struct page *page, const struct matches *matches)
{
	size_t count = 0;
	text_puts(out, "\"rows\":[");
	for (size_t i = page->start; i < matches->count && count < page->limit; i++, count++) {
		if (count > 0)
			text_add(out, ",", 1);
		render_row(out, &sim->state, &sim->options, matches->rows[i], page->select);
	}
	text_puts(out, "]");
	return count;
}

static void write_next(struct sim *sim, struct text *out, const struct request *request, const struct page *page,
		       size_t start, size_t count, size_t total)
{
	enum fault_kind fault = request->fault.kind;
	bool more = start + count < total || fault == FAULT_NEXT_WITHOUT_URL || fault == FAULT_NEXT_LOOP;
	if (sim->options.paging == PAGING_OLD && fault != FAULT_NEXT_WITHOUT_URL && fault != FAULT_NEXT_LOOP)
		return;
	text_printf(out, ",\"hasNextPage\":%s", more ? "true" : "false");
	if (!more || fault == FAULT_NEXT_WITHOUT_URL)
		return;
	size_t next = fault == FAULT_NEXT_LOOP ? start : start + count;
	text_printf(out, ",\"nextUrl\":\"%s?cursor=%s&limit=%zu\"", list_paths[page->kind],
		    cursor_make(&sim->cursors, page, next), page->limit);
}

static void answer_page(struct sim *sim, struct request *request, struct page *page, struct matches *matches,
			struct answer *answer)
{
	size_t start = page->start;
	spoil_matches(request, page, matches);
	long total = (long)matches->count;
	if (request->fault.kind == FAULT_WRONG_TOTAL)
		total = (long)fault_number(&request->fault, "total",
					   (double)total + fault_number(&request->fault, "by", 1));
	struct text rows = {0};
	size_t count = write_rows(sim, &rows, page, matches);
	answer_text(answer, 200, "application/json; charset=utf-8", "");
	text_printf(&answer->body, "{\"total\":%ld,\"count\":%zu,\"start\":%zu,\"limit\":%zu", total, count, start,
		    page->limit);
	write_next(sim, &answer->body, request, page, start, count, matches->count);
	text_add(&answer->body, ",", 1);
	text_add(&answer->body, rows.data, rows.length);
	text_add(&answer->body, "}", 1);
	text_free(&rows);
}

static void read_list(struct sim *sim, enum row_kind kind, struct request *request, struct answer *answer)
{
	struct page page;
	struct matches matches = {0};
	struct text why = {0};
	if (page_read(&page, kind, request, &sim->cursors, &sim->options, answer) != 0)
		goto out;
	const json_t *filter = request->fault.kind == FAULT_IGNORE_FILTER ? NULL : page.filter;
	if (filter_rows(&sim->state, kind, filter, page.sort, &matches, &why) != 0)
		answer_error(answer, 400, "%s", why.data);
	else
		answer_page(sim, request, &page, &matches, answer);
out:
	free(matches.rows);
	text_free(&why);
	page_free(&page);
}

void read_properties(struct sim *sim, struct request *request, struct answer *answer)
{
	read_list(sim, ROW_PROPERTY, request, answer);
}

void read_clients(struct sim *sim, struct request *request, struct answer *answer)
{
	read_list(sim, ROW_CLIENT, request, answer);
}

static void read_one(struct sim *sim, enum row_kind kind, struct request *request, struct answer *answer)
{
	const struct row *row = state_find(&sim->state, kind, request->segments[1]);
	if (row == NULL) {
		answer_error(answer, 404, "%s not found", kind == ROW_PROPERTY ? "Property" : "FTTHClient");
		return;
	}
	answer_text(answer, 200, "application/json; charset=utf-8", "");
	render_row(&answer->body, &sim->state, &sim->options, row, request_query(request, "select"));
}

void read_property(struct sim *sim, struct request *request, struct answer *answer)
{
	read_one(sim, ROW_PROPERTY, request, answer);
}

void read_client(struct sim *sim, struct request *request, struct answer *answer)
{
	read_one(sim, ROW_CLIENT, request, answer);
}

void read_properties_of_code(struct sim *sim, struct request *request, struct answer *answer)
{
	const struct index_entry *cursor = NULL;
	const struct row *client = NULL;
	const char *select = request_query(request, "select");
	bool nothing = request->fault.kind == FAULT_EMPTY;
	answer_text(answer, 200, "application/json; charset=utf-8", "[");
	while (!nothing && (client = index_next(&sim->state.clients_by_code, request->segments[2], &cursor)) != NULL) {
		struct row **holders = state_holders(&sim->state, client);
		for (size_t i = 0; holders[i] != NULL; i++) {
			if (answer->body.length > 1)
				text_add(&answer->body, ",", 1);
			render_row(&answer->body, &sim->state, &sim->options, holders[i], select);
		}
		free(holders);
	}
	text_add(&answer->body, "]", 1);
	if (answer->body.length == 2 && sim->options.unknown_code == UNKNOWN_CODE_404)
		answer_error(answer, 404, "No property with this client code");
}

/* The square of the distance in metres on a plane through the place: near enough within a town. */
static double square_metres(double lat, double lng, double other_lat, double other_lng)
{
	const double metres_a_degree = 111320, radian = lat * 0.017453292519943295;
	double shrink = 1 - radian * radian / 2 + radian * radian * radian * radian / 24; /* the cosine */
	double along = (other_lat - lat) * metres_a_degree, across = (other_lng - lng) * metres_a_degree * shrink;
	return along * along + across * across;
}

/* A box tells its place as coords [lng, lat], or as lat and lng. */
static double box_place(const json_t *box, size_t index, const char *name)
{
	const json_t *value = json_array_get(json_object_get(box, "coords"), index);
	return json_number_value(value != NULL ? value : json_object_get(box, name));
}

static int number_of(const struct request *request, const char *name, double *out)
{
	const char *text = request_query(request, name);
	char *end = NULL;
	if (text == NULL || *text == '\0')
		return -1;
	*out = strtod(text, &end);
	return *end == '\0' && isfinite(*out) ? 0 : -1;
}

void read_viability(struct sim *sim, struct request *request, struct answer *answer)
{
	double lat = 0, lng = 0, radius = 0;
	const char *id = NULL;
	json_t *box = NULL;
	if (number_of(request, "lat", &lat) != 0 || number_of(request, "lng", &lng) != 0 ||
	    number_of(request, "radius", &radius) != 0) {
		answer_error(answer, 400, "lat, lng and radius are needed");
		return;
	}
	json_t *near = json_array();
	json_object_foreach(sim->state.boxes, id, box)
	{
		double away = square_metres(lat, lng, box_place(box, 1, "lat"), box_place(box, 0, "lng"));
		if (away <= radius * radius)
			json_array_append(near, box);
	}
	answer_json(answer, 200, near);
	json_decref(near);
}
