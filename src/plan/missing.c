/* Missing in OZmap: where such a subscriber was once, and OZloc's page filled in. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/json.h"
#include "plan/link.h"

/* What is known of one missing code. */
struct trace {
	const char *code;
	const struct property *property; /* NULL: none that is still there */
	bool is_known;
};

/* A property that the journal remembers, and whose trace it is on. */
struct memory {
	const char *property_id;
	struct trace *trace;
};

struct traces {
	struct trace *items;
	size_t count;
	struct memory *memories;
	size_t memory_count;
};

static int compare_traces(const void *one, const void *other)
{
	return strcmp(((const struct trace *)one)->code, ((const struct trace *)other)->code);
}

static int compare_known(const void *one, const void *other)
{
	return strcmp(((const struct decide_known *)one)->code, ((const struct decide_known *)other)->code);
}

static int compare_memories(const void *one, const void *other)
{
	return strcmp(((const struct memory *)one)->property_id, ((const struct memory *)other)->property_id);
}

/* What the journal knows of the missing codes. */
static void remember(struct traces *traces, const struct decide_options *options)
{
	for (size_t i = 0; i < traces->count && options->known_count; i++) {
		struct decide_known wanted = {.code = traces->items[i].code};
		const struct decide_known *found =
		    bsearch(&wanted, options->known, options->known_count, sizeof wanted, compare_known);
		if (!found)
			continue;
		traces->items[i].is_known = true;
		if (found->property_id)
			traces->memories[traces->memory_count++] =
			    (struct memory){found->property_id, &traces->items[i]};
	}
	if (traces->memory_count)
		qsort(traces->memories, traces->memory_count, sizeof *traces->memories, compare_memories);
}

static void take_place(struct trace *trace, const struct property *property)
{
	trace->is_known = true;
	if (!trace->property || strcmp(property->id, trace->property->id) < 0)
		trace->property = property;
}

static void follow_history(struct traces *traces, const struct property *property)
{
	for (const char **code = property->history; code && *code; code++) {
		struct trace wanted = {.code = *code};
		struct trace *found = bsearch(&wanted, traces->items, traces->count, sizeof wanted, compare_traces);
		if (found)
			take_place(found, property);
	}
}

static void follow_memories(struct traces *traces, const struct property *property)
{
	struct memory wanted = {.property_id = property->id};
	struct memory *found = traces->memory_count ? bsearch(&wanted, traces->memories, traces->memory_count,
							      sizeof wanted, compare_memories)
						    : NULL;
	if (!found)
		return;
	while (found > traces->memories && strcmp(found[-1].property_id, property->id) == 0)
		found--;
	for (; found < traces->memories + traces->memory_count && strcmp(found->property_id, property->id) == 0;
	     found++)
		take_place(found->trace, property);
}

static int make_traces(struct traces *traces, const struct linked_list *missing, const struct plant *plant,
		       const struct decide_options *options, struct error *error)
{
	traces->items = calloc(missing->count + 1, sizeof *traces->items);
	traces->memories = calloc(missing->count + 1, sizeof *traces->memories);
	if (!traces->items || !traces->memories)
		return error_memory(error);
	for (size_t i = 0; i < missing->count; i++)
		traces->items[traces->count++].code = missing->items[i].match->code;
	remember(traces, options);
	for (size_t i = 0; i < plant->property_count; i++) {
		follow_history(traces, &plant->properties[i]);
		follow_memories(traces, &plant->properties[i]);
	}
	return 0;
}

static void add_encoded(struct text *out, const char *string)
{
	for (; string && *string; string++) {
		if (isascii((unsigned char)*string) && (isalnum((unsigned char)*string) || strchr("-._~", *string)))
			text_add_char(out, *string);
		else
			text_format(out, "%%%02X", (unsigned char)*string);
	}
}

/* ozloc_url, else OZmap's host at port 9443; false where neither is known. */
static bool add_base(struct text *out, const struct decide_options *options)
{
	if (options->ozloc_url) {
		text_add(out, options->ozloc_url);
		return true;
	}
	const char *host = options->ozmap_url ? strstr(options->ozmap_url, "://") : NULL;
	if (!host)
		return false;
	host += 3;
	size_t length = strcspn(host, "/?#");
	const char *user = memchr(host, '@', length);
	if (user) {
		length -= (size_t)(user + 1 - host);
		host = user + 1;
	}
	const char *bracket = *host == '[' ? memchr(host, ']', length) : NULL;
	length = bracket ? (size_t)(bracket + 1 - host) : strcspn(host, ":/?#");
	text_add(out, "https://");
	text_add_bytes(out, host, length);
	text_add(out, ":9443");
	return true;
}

/* Into *out, in the plan's arena; NULL where no address of OZloc is known. */
static int make_link(struct draft *draft, const struct subscriber *subscriber, const struct property *property,
		     const char **out, struct error *error)
{
	struct text link = {0};
	int result = 0;
	*out = NULL;
	if (!add_base(&link, draft->options))
		return 0;
	text_add(&link, strchr(text_string(&link), '?') ? "&cod_cli=" : "?cod_cli=");
	add_encoded(&link, subscriber->code);
	text_add(&link, "&client_name=");
	add_encoded(&link, subscriber->name);
	text_add(&link, "&address=");
	add_encoded(&link, subscriber->address);
	if (property && property->has_place) {
		text_add(&link, "&lat=");
		json_add_number(&link, property->lat);
		text_add(&link, "&lng=");
		json_add_number(&link, property->lng);
	}
	if (text_check(&link, error) < 0 || !(*out = arena_string(&draft->plan->arena, text_string(&link))))
		result = error_memory(error);
	text_free(&link);
	return result;
}

static int report(struct draft *draft, const struct match *match, const struct trace *trace, struct error *error)
{
	struct match found = *match;
	found.property = trace->property;
	struct change *finding = draft_add(draft, &found, KIND_MISSING_IN_OZMAP, 4, error);
	if (!finding)
		return -1;
	finding->why = trace->is_known ? "reactivated" : NULL;
	return make_link(draft, match->subscriber, trace->property, &finding->link, error);
}

int missing_report(struct draft *draft, const struct linked_list *missing, const struct plant *plant,
		   struct error *error)
{
	struct traces traces = {0};
	int result = -1;
	if (!missing->count)
		return 0;
	if (make_traces(&traces, missing, plant, draft->options, error) < 0)
		goto out;
	for (size_t i = 0; i < missing->count; i++)
		if (missing->items[i].match->subscriber->fiber &&
		    report(draft, missing->items[i].match, &traces.items[i], error) < 0)
			goto out;
	result = 0;
out:
	free(traces.items);
	free(traces.memories);
	return result;
}
