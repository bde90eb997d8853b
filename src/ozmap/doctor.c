/* What mkoz doctor asks OZmap: whether it answers, what the key may read, how it pages, what its clock says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/ozmap/ozmap.h"
#include "ozmap/address.h"
#include "ozmap/answer.h"
#include "ozmap/internal.h"
#include "ozmap/page.h"
#include "ozmap/rows.h"

#define CLOCK_TOLERANCE 60 /* seconds */

struct examination {
	struct ozmap *ozmap;
	ozmap_check_report report;
	void *context;
	moment server; /* its clock, by the last answer */
	moment asked; /* ours then */
	char id[80]; /* a client's, for the filter */
	struct arena arena; /* what is said */
};

/* The detail is made by arena_format, and so may be NULL when memory ran out. */
static void say(struct examination *examination, enum ozmap_check_level level, const char *what, const char *detail)
{
	examination->report(examination->context, level, what, detail == NULL ? "" : detail);
}

static json_t *ask(struct examination *examination, const char *path, const char *what)
{
	struct error error = {0};
	struct exchange *exchange = ozmap_get_now(examination->ozmap, path, &error);
	json_t *answer = NULL;

	if (exchange != NULL) {
		examination->server = exchange->date;
		examination->asked = moment_now();
	}
	if (exchange != NULL && answer_check(exchange, examination->ozmap->transport.key, path, &error) == 0)
		answer = json_parse(text_string(&exchange->bytes), exchange->bytes.length, path, &error);
	if (answer == NULL)
		say(examination, OZMAP_CHECK_FAILURE, what, error.text);
	exchange_free(exchange);
	return answer;
}

static void judge_page(struct examination *examination, const struct page *page, const char *what)
{
	size_t asked = (size_t)examination->ozmap->config->page_size;
	size_t granted = page_granted(page, asked);

	if (page->total == 0)
		say(examination, OZMAP_CHECK_FAILURE, what,
		    _("it may be read, and holds nothing: check [ozmap] url, and what the key's user may see"));
	else if (granted < asked && granted < page->total)
		say(examination, OZMAP_CHECK_WARNING, what,
		    arena_format(&examination->arena,
				 _("%zu rows; pages of %zu asked for, %zu granted: set page_size = %zu"), page->total,
				 asked, granted, granted));
	else
		say(examination, OZMAP_CHECK_OK, what,
		    arena_format(&examination->arena, _("%zu rows, in pages of %zu, %s"), page->total, asked,
				 page->paging == PAGING_NUMBER ? _("asked for by number")
							       : _("each with the address of the next")));
}

static int examine_list(struct examination *examination, const char *route, const char *what)
{
	char path[128];
	struct error error = {0};
	json_t *answer;
	struct page page;
	const char *id;

	snprintf(path, sizeof path, "%s?page=1&limit=%lld", route, (long long)examination->ozmap->config->page_size);
	answer = ask(examination, path, what);
	if (answer == NULL)
		return -1;
	if (page_read(&page, answer, route, &error) != 0) {
		say(examination, OZMAP_CHECK_FAILURE, what, error.text);
		json_decref(answer);
		return -1;
	}
	judge_page(examination, &page, what);
	id = row_id(json_array_get(page.rows, 0));
	snprintf(examination->id, sizeof examination->id, "%s", id == NULL ? "" : id);
	json_decref(answer);
	return 0;
}

static void examine_filter(struct examination *examination)
{
	const char *ids[] = {examination->id};
	struct text path = {0}, filter = {0};
	json_t *answer = NULL;
	const json_t *rows;

	if (examination->id[0] == '\0')
		return;
	ozmap_add_id_filter(&filter, ids, 1);
	text_add(&path, "/ftth-clients?page=1&limit=2&filter=");
	address_add_encoded(&path, text_string(&filter));
	if (!filter.failed && !path.failed)
		answer = ask(examination, text_string(&path), _("filter"));
	rows = json_object_get(answer, "rows");
	if (answer != NULL && json_array_size(rows) == 1 && row_id(json_array_get(rows, 0)) != NULL &&
	    strcmp(row_id(json_array_get(rows, 0)), examination->id) == 0)
		say(examination, OZMAP_CHECK_OK, _("filter"), _("lists obey a filter by id"));
	else if (answer != NULL)
		say(examination, OZMAP_CHECK_WARNING, _("filter"),
		    _("lists do not obey a filter by id: batches are read back one by one, which is slower"));
	json_decref(answer);
	text_free(&filter);
	text_free(&path);
}

static void examine_clock(struct examination *examination)
{
	long long ahead = (long long)(examination->server - examination->asked);

	if (examination->server == MOMENT_NONE)
		say(examination, OZMAP_CHECK_WARNING, _("clock"), _("OZmap does not tell its time"));
	else if (llabs(ahead) > CLOCK_TOLERANCE)
		say(examination, OZMAP_CHECK_WARNING, _("clock"),
		    arena_format(&examination->arena,
				 _("OZmap's clock and this machine's are %lld s apart: set this one by NTP"),
				 llabs(ahead)));
	else
		say(examination, OZMAP_CHECK_OK, _("clock"),
		    arena_format(&examination->arena, _("within %d s of OZmap's"), CLOCK_TOLERANCE));
}

static void examine_address(struct examination *examination)
{
	const char *url = examination->ozmap->config->url;

	if (config_is_clear(url))
		say(examination, OZMAP_CHECK_WARNING, _("address"),
		    arena_format(&examination->arena, _("%s: http does not protect the key: use https"), url));
	else
		say(examination, OZMAP_CHECK_OK, _("address"), url);
}

static int examine(struct examination *examination)
{
	examine_address(examination);
	if (examine_list(examination, "/properties", _("key, properties")) != 0 ||
	    examine_list(examination, "/ftth-clients", _("key, clients")) != 0)
		return -1;
	examine_filter(examination);
	examine_clock(examination);
	say(examination, OZMAP_CHECK_OK, _("writing"),
	    _("whether the key may write shows only with the first approved change: nothing is written to find out"));
	return 0;
}

int ozmap_doctor(struct ozmap *ozmap, ozmap_check_report report, void *context, struct error *error)
{
	struct examination examination = {.ozmap = ozmap, .report = report, .context = context};
	int failed = examine(&examination);

	arena_free(&examination.arena);
	if (failed != 0)
		return error_fail(error, _("OZmap cannot be read: see the failures: put them right first"));
	return 0;
}
