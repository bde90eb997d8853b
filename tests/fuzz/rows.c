/* Fuzzes OZmap's answers: pages, rows in every form, and the look for the next page before a page is parsed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ozmap/address.h"
#include "ozmap/ids.h"
#include "ozmap/page.h"
#include "ozmap/rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void read_row(const json_t *row, struct ids *ids)
{
	struct arena arena = {0};
	struct client client = {0};
	struct property property = {0};
	const char *id = row_id(row);
	struct error error = {0};
	if (row_client(row, &arena, &client, &error) == 0 && (!id || !client.id))
		abort();
	error_clear(&error);
	if (row_property(row, &arena, &property, &error) == 0) {
		if (!id || !property.id)
			abort();
		const json_t *embedded = row_embedded_client(row);
		if (embedded)
			(void)row_client(embedded, &arena, &client, &error);
	} else if (error.status == ERROR_NONE) {
		abort();
	}
	if (id && ids_add(ids, id, &error) < 0)
		abort();
	if (id && !ids_has(ids, id))
		abort();
	arena_free(&arena);
}

static void read_page(const json_t *answer)
{
	struct page page;
	struct error error = {0};
	struct text next = {0};
	struct ids ids = {0};
	if (page_read(&page, answer, "page", &error) != 0) {
		if (error.status == ERROR_NONE)
			abort();
		return;
	}
	for (size_t i = 0; i < page.row_count; i++)
		read_row(json_array_get(page.rows, i), &ids);
	size_t granted = page_granted(&page, 500);
	if (granted)
		(void)page_count(page.total, granted);
	if (page.paging == PAGING_FOLLOW && address_add_next(&next, "https://oz:443", page.next_url, &error) == 0 &&
	    strncmp(text_string(&next), "https://oz:443/", 15) != 0)
		abort();
	text_free(&next);
	ids_free(&ids);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct error error = {0};
	struct ids ids = {0};
	char *copy = malloc(length + 1);
	memcpy(copy, bytes, length);
	copy[length] = '\0';
	free(page_peek(copy, length));
	json_t *json = json_parse(copy, length, "answer", &error);
	free(copy);
	if (!json)
		return 0;
	read_page(json);
	read_row(json, &ids);
	ids_free(&ids);
	json_decref(json);
	return 0;
}
