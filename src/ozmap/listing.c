/* A whole list, page by page. */
#include "ozmap/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "ozmap/address.h"
#include "ozmap/answer.h"
#include "ozmap/page.h"
#include "ozmap/rows.h"

#define WHAT_MAX 96

/* The lists that are being read together. */
struct reading {
	struct ozmap *ozmap;
	struct listing *const *listings;
	size_t count;
	ozmap_progress progress;
	void *context;
};

/* The attempt stands in the upper half of an exchange's number, so that late pages of an earlier one are told apart. */
#define NUMBER_OF(listing, page) ((size_t)(listing)->attempt << 40 | (page))
#define PAGE_OF(number) ((number) & (((size_t)1 << 40) - 1))
#define ATTEMPT_OF(number) ((unsigned)((number) >> 40))

static int ask_url(struct reading *reading, struct listing *listing, const char *url, size_t page, struct error *error)
{
	struct exchange *exchange = exchange_new("GET", url, NULL, error);

	if (exchange == NULL)
		return -1;
	exchange->limit = EXCHANGE_PAGE_MAX;
	exchange->interruptible = listing->filter == NULL; /* chosen rows are read for a change that was begun */
	exchange->owner = listing;
	exchange->number = NUMBER_OF(listing, page);
	listing->in_flight++;
	transport_submit(&reading->ozmap->transport, exchange);
	return 0;
}

static int ask_page(struct reading *reading, struct listing *listing, size_t page, struct error *error)
{
	struct text url = {0};
	int failed;

	text_format(&url, "%s%s?page=%zu&limit=%zu", reading->ozmap->config->url, listing->route, page, listing->asked);
	if (listing->filter != NULL) {
		text_add(&url, "&filter=");
		address_add_encoded(&url, listing->filter);
	}
	failed = text_check(&url, error);
	if (failed == 0)
		failed = ask_url(reading, listing, text_string(&url), page, error);
	text_free(&url);
	return failed;
}

/* As many pages by number as may be in flight. */
static int ask_pages(struct reading *reading, struct listing *listing, struct error *error)
{
	while (listing->next_page <= listing->pages && listing->in_flight < reading->ozmap->transport.concurrency)
		if (ask_page(reading, listing, listing->next_page++, error) != 0)
			return -1;
	return 0;
}

static int ask_next_url(struct reading *reading, struct listing *listing, const char *next_url, size_t number,
			struct error *error)
{
	struct text url = {0};
	int failed = address_add_next(&url, reading->ozmap->transport.origin, next_url, error);

	if (failed == 0)
		failed = text_check(&url, error);
	if (failed == 0)
		failed = ask_url(reading, listing, text_string(&url), number, error);
	text_free(&url);
	return failed;
}

/* An attempt begins: nothing of an earlier one counts. */
static int begin(struct reading *reading, struct listing *listing, size_t asked, struct error *error)
{
	size_t *rows = listing->clients ? &listing->plant->client_count : &listing->plant->property_count;

	if (listing->attempt++ == 0)
		listing->kept = *rows;
	*rows = listing->kept;
	ids_reset(&listing->ids);
	listing->asked = asked;
	listing->total = listing->pages = listing->in_flight = 0;
	listing->next_page = 2;
	listing->known = listing->moved = listing->followed = false;
	return ask_page(reading, listing, 1, error);
}

/* What the first page tells about all of them. */
static int take_first(struct reading *reading, struct listing *listing, const struct page *page, struct error *error)
{
	size_t granted = page_granted(page, listing->asked);

	listing->known = true;
	listing->total = page->total;
	listing->followed = page->paging != PAGING_NUMBER;
	if (listing->followed)
		return 0;
	listing->moved = granted == 0;
	listing->asked = granted;
	listing->pages = page_count(page->total, granted);
	return ask_pages(reading, listing, error);
}

/* The next page, unless it was asked for already; a guess that was wrong spoils the attempt. */
static int follow(struct reading *reading, struct listing *listing, const struct page *page, size_t number,
		  struct error *error)
{
	bool leads = page->paging == PAGING_FOLLOW;

	if (listing->peeked == NULL)
		return leads ? ask_next_url(reading, listing, page->next_url, number + 1, error) : 0;
	listing->moved = !leads || strcmp(listing->peeked, page->next_url) != 0;
	return 0;
}

/* While a page is parsed the next one comes; a bad address is told of once the page is parsed. */
static void look_ahead(struct reading *reading, struct listing *listing, const struct exchange *exchange)
{
	free(listing->peeked);
	listing->peeked = NULL;
	if (listing->known && !listing->followed)
		return;
	listing->peeked = page_peek(text_string(&exchange->bytes), exchange->bytes.length);
	if (listing->peeked != NULL &&
	    ask_next_url(reading, listing, listing->peeked, PAGE_OF(exchange->number) + 1, NULL) != 0) {
		free(listing->peeked);
		listing->peeked = NULL;
	}
	transport_push(&reading->ozmap->transport);
}

/* Where to go on is decided, and asked for, before the rows are looked at. */
static int go_on(struct reading *reading, struct listing *listing, const struct page *page, size_t number,
		 struct error *error)
{
	if (!listing->known && take_first(reading, listing, page, error) != 0)
		return -1;
	if (page->total != listing->total)
		listing->moved = true;
	if (!listing->followed && page->limit != 0 && page->limit < listing->asked) {
		listing->asked = page->limit; /* granted less than before: the pages would not meet */
		listing->moved = true;
	}
	if (listing->moved)
		return 0;
	if (!listing->followed)
		return ask_pages(reading, listing, error);
	return follow(reading, listing, page, number, error);
}

static int take_client(struct listing *listing, const json_t *row, struct error *error)
{
	struct client *client = plant_add_client(listing->plant, error);

	if (client == NULL || row_client(row, &listing->plant->arena, client, error) != 0)
		return -1;
	return ids_add(&listing->ids, client->id, error) < 0 ? -1 : 0;
}

static int take_property(struct listing *listing, const json_t *row, struct error *error)
{
	struct property *property = plant_add_property(listing->plant, error);

	if (property == NULL || row_property(row, &listing->plant->arena, property, error) != 0)
		return -1;
	return ids_add(&listing->ids, property->id, error) < 0 ? -1 : 0;
}

static int take_rows(struct listing *listing, const struct page *page, size_t number, struct error *error)
{
	size_t before = listing->ids.count;
	int failed = 0;

	for (size_t i = 0; i < page->row_count; i++) {
		const json_t *row = json_array_get(page->rows, i);
		const char *id = row_id(row);

		if (id == NULL || !ids_has(&listing->ids, id))
			failed =
			    listing->clients ? take_client(listing, row, error) : take_property(listing, row, error);
		if (failed != 0)
			return error_prefix(error, _("OZmap, %s, page %zu, row %zu"), listing->route, number, i + 1);
	}
	/* A page that brings nothing new while there is more: it repeats, or nextUrl loops. */
	if (page->paging == PAGING_FOLLOW && listing->ids.count == before)
		listing->moved = true;
	if (listing->ids.count > listing->total)
		listing->moved = true;
	return 0;
}

static int take_page(struct reading *reading, struct listing *listing, struct exchange *exchange, struct error *error)
{
	size_t number = PAGE_OF(exchange->number);
	char what[WHAT_MAX];
	json_t *answer;
	struct page page;
	int failed = -1;

	snprintf(what, sizeof what, _("reading %s, page %zu"), listing->route, number);
	if (answer_check(exchange, reading->ozmap->transport.key, what, error) != 0)
		return -1;
	look_ahead(reading, listing, exchange);
	snprintf(what, sizeof what, _("OZmap, %s, page %zu"), listing->route, number);
	answer = json_parse(text_string(&exchange->bytes), exchange->bytes.length, what, error);
	if (answer == NULL)
		return -1;
	snprintf(what, sizeof what, _("%s, page %zu"), listing->route, number);
	if (page_read(&page, answer, what, error) == 0 && go_on(reading, listing, &page, number, error) == 0) {
		transport_push(&reading->ozmap->transport);
		failed = take_rows(listing, &page, number, error);
	}
	json_decref(answer);
	return failed;
}

static int give_up(const struct listing *listing, struct error *error)
{
	return error_fail(error,
			  _("OZmap, reading %s: %zu different rows came where %zu were announced, %d times: rows move "
			    "while they are read, or OZmap answers wrongly; no plan is made from it: try again later"),
			  listing->route, listing->ids.count, listing->total, LISTING_ATTEMPTS);
}

/* Nothing of it is in flight any more, or the attempt is lost: it adds up, or it is read again. */
static int judge(struct reading *reading, struct listing *listing, struct error *error)
{
	if (!listing->moved && listing->in_flight > 0)
		return 0;
	if (!listing->moved && listing->ids.count == listing->total) {
		listing->done = true;
		return 0;
	}
	if (listing->attempt >= LISTING_ATTEMPTS)
		return give_up(listing, error);
	return begin(reading, listing, listing->asked == 0 ? listing->page_size : listing->asked, error);
}

static int tell(const struct reading *reading, struct error *error)
{
	size_t done = 0, total = 0;

	if (reading->progress == NULL)
		return 0;
	for (size_t i = 0; i < reading->count; i++) {
		done += reading->listings[i]->ids.count;
		total += reading->listings[i]->total;
	}
	if (reading->progress(reading->context, done, total) == 0)
		return 0;
	return error_fail(error, _("OZmap: reading was ended before it was complete: run it again"));
}

static int take(struct reading *reading, struct exchange *exchange, struct error *error)
{
	struct listing *listing = exchange->owner;

	if (ATTEMPT_OF(exchange->number) != listing->attempt)
		return 0;
	listing->in_flight--;
	if (take_page(reading, listing, exchange, error) != 0 || tell(reading, error) != 0)
		return -1;
	return judge(reading, listing, error);
}

int listing_read(struct ozmap *ozmap, struct listing *const *listings, size_t count, ozmap_progress progress,
		 void *context, struct error *error)
{
	struct reading reading = {ozmap, listings, count, progress, context};
	struct exchange *exchange;
	int failed = 0;

	for (size_t i = 0; i < count && failed == 0; i++)
		failed = begin(&reading, listings[i], listings[i]->page_size, error);
	while (failed == 0 && (exchange = transport_next(&ozmap->transport)) != NULL) {
		failed = take(&reading, exchange, error);
		exchange_free(exchange);
	}
	if (failed != 0)
		transport_cancel(&ozmap->transport);
	for (size_t i = 0; i < count && failed == 0; i++)
		if (!listings[i]->done)
			failed = give_up(listings[i], error);
	return failed;
}

void listing_free(struct listing *listing)
{
	ids_free(&listing->ids);
	free(listing->peeked);
}
