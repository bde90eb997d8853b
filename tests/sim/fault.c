/* What is to go wrong and when: the faults that are set, and which request each strikes. */
#include "fault.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "request.h"

/* `applies`: the request is carried out all the same, unless the fault says "apply": false (or true). */
static const struct {
	const char *name;
	bool applies;
} kinds[FAULT_KINDS] = {
    [FAULT_NONE] = {"none", true},
    [FAULT_WAIT] = {"wait", true},
    [FAULT_STATUS] = {"status", false},
    [FAULT_STATUS_AFTER] = {"status-after", true},
    [FAULT_REDIRECT] = {"redirect", false},
    [FAULT_HTML] = {"html", false},
    [FAULT_RAW] = {"raw", false},
    [FAULT_ARRAY] = {"array-instead-of-object", true},
    [FAULT_DROP_BEFORE] = {"drop-before", false},
    [FAULT_DROP_AFTER] = {"drop-after", true},
    [FAULT_WRONG_VALUE] = {"wrong-value", false},
    [FAULT_HALF_BATCH] = {"half-batch", true},
    [FAULT_WRONG_TOTAL] = {"wrong-total", true},
    [FAULT_REPEAT_PAGE] = {"repeat-page", true},
    [FAULT_NEXT_WITHOUT_URL] = {"has-next-without-url", true},
    [FAULT_NEXT_LOOP] = {"next-loop", true},
    [FAULT_IGNORE_FILTER] = {"ignore-filter", true},
    [FAULT_SMALLER_LIMIT] = {"smaller-limit", true},
    [FAULT_SHUFFLE] = {"shuffle", true},
    [FAULT_EMPTY] = {"empty", true},
    [FAULT_DUPLICATE_KEYS] = {"duplicate-keys", true},
    [FAULT_DEEP_NESTING] = {"deep-nesting", true},
    [FAULT_INVALID_UTF8] = {"invalid-utf8", true},
    [FAULT_BIG_NUMBER] = {"big-number", true},
    [FAULT_TRUNCATE] = {"truncate", true},
    [FAULT_SLOW] = {"slow", true},
    [FAULT_ENDLESS] = {"endless", true},
    [FAULT_GZIP_BOMB] = {"gzip-bomb", true},
};

const char *fault_name(enum fault_kind kind)
{
	return kinds[kind].name;
}

static enum fault_kind kind_named(const char *name)
{
	for (int kind = FAULT_NONE + 1; name != NULL && kind < FAULT_KINDS; kind++)
		if (strcmp(kinds[kind].name, name) == 0)
			return (enum fault_kind)kind;
	return FAULT_NONE;
}

/* "do" is a name, with parameters beside it; or an object that holds them and the name as "fault". */
static json_t *flatten(const json_t *spec)
{
	json_t *flat = json_copy((json_t *)spec);
	json_t *what = json_object_get(spec, "do");
	if (json_is_object(what)) {
		json_object_update(flat, what);
		json_object_set(flat, "do", json_object_get(what, "fault"));
	}
	return flat;
}

/* A word in the wrong place would make a fault that strikes otherwise than its writer means. NULL: none is. */
static const char *misplaced(const json_t *flat, const json_t *match)
{
	static const char *const words[] = {"method", "path", "query", "nth", "times"};
	size_t known = 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (json_object_get(flat, words[i]) != NULL)
			return words[i];
		known += json_object_get(match, words[i]) != NULL;
	}
	known += json_object_get(match, "body") != NULL;
	return known == json_object_size(match) ? NULL : "match";
}

int faults_add(struct faults *faults, const json_t *spec, struct text *why)
{
	json_t *flat = flatten(spec);
	const json_t *match = json_object_get(flat, "match");
	struct fault fault = {
	    .kind = kind_named(json_string_value(json_object_get(flat, "do"))),
	    .spec = flat,
	    .method = json_string_value(json_object_get(match, "method")),
	    .path = json_string_value(json_object_get(match, "path")),
	    .query = json_string_value(json_object_get(match, "query")),
	    .body = json_string_value(json_object_get(match, "body")),
	    .nth = 1,
	    .times = 1,
	};
	if (fault.kind == FAULT_NONE) {
		text_puts(why, "unknown fault in \"do\"; known are:");
		for (int kind = FAULT_NONE + 1; kind < FAULT_KINDS; kind++)
			text_printf(why, " %s", kinds[kind].name);
		json_decref(flat);
		return -1;
	}
	if (misplaced(flat, match) != NULL) {
		text_printf(why,
			    "\"%s\": method, path, query, nth and times stand in \"match\", and only they and body",
			    misplaced(flat, match));
		json_decref(flat);
		return -1;
	}
	if (json_is_integer(json_object_get(match, "nth")))
		fault.nth = (long)json_integer_value(json_object_get(match, "nth"));
	if (json_is_integer(json_object_get(match, "times")))
		fault.times = (long)json_integer_value(json_object_get(match, "times"));
	faults->items = sim_resize(faults->items, (faults->count + 1) * sizeof(struct fault));
	faults->items[faults->count++] = fault;
	return 0;
}

static bool glob_matches(const char *pattern, const char *text)
{
	return pattern == NULL || fnmatch(pattern, text, 0) == 0;
}

/* A path is matched as sent, with or without /api/v2 before it. */
static bool path_matches(const char *pattern, const char *path)
{
	const char *base = "/api/v2";
	if (glob_matches(pattern, path))
		return true;
	return strncmp(path, base, strlen(base)) == 0 && glob_matches(pattern, path + strlen(base));
}

static bool fault_matches(const struct fault *fault, const struct request *request)
{
	return glob_matches(fault->method, request->method) && path_matches(fault->path, request->path) &&
	       glob_matches(fault->query, request->query_text) &&
	       glob_matches(fault->body, request->body.data != NULL ? request->body.data : "");
}

void faults_strike(struct faults *faults, struct request *request)
{
	for (size_t i = 0; i < faults->count; i++) {
		struct fault *fault = &faults->items[i];
		if (!fault_matches(fault, request))
			continue;
		fault->matched++;
		if (fault->matched < fault->nth || (fault->times > 0 && fault->struck >= fault->times))
			continue;
		if (request->fault.kind != FAULT_NONE)
			continue;
		fault->struck++;
		request->fault = (struct fault_hit){fault->kind, json_incref(fault->spec)};
	}
}

void faults_reset(struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		json_decref(faults->items[i].spec);
	free(faults->items);
	*faults = (struct faults){0};
}

json_t *faults_list(const struct faults *faults)
{
	json_t *list = json_array();
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->items[i];
		json_t *entry = json_copy(fault->spec);
		json_object_set_new(entry, "matched", json_integer(fault->matched));
		json_object_set_new(entry, "struck", json_integer(fault->struck));
		json_array_append_new(list, entry);
	}
	return list;
}

bool fault_lets_apply(const struct fault_hit *hit)
{
	const json_t *apply = json_object_get(hit->spec, "apply");
	return json_is_boolean(apply) ? json_is_true(apply) : kinds[hit->kind].applies;
}

double fault_number(const struct fault_hit *hit, const char *name, double otherwise)
{
	const json_t *value = json_object_get(hit->spec, name);
	return json_is_number(value) ? json_number_value(value) : otherwise;
}

const char *fault_string(const struct fault_hit *hit, const char *name, const char *otherwise)
{
	const char *value = json_string_value(json_object_get(hit->spec, name));
	return value != NULL ? value : otherwise;
}

void fault_hit_free(struct fault_hit *hit)
{
	json_decref(hit->spec);
	*hit = (struct fault_hit){0};
}
