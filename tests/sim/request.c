/* One request as it came, and the answer that is made for it. */
#include "request.h"

#include <stdlib.h>
#include <string.h>

static void read_query(struct request *request)
{
	char *copy = sim_copy(request->query_text), *rest = NULL;
	for (char *pair = strtok_r(copy, "&", &rest); pair != NULL; pair = strtok_r(NULL, "&", &rest)) {
		char *value = strchr(pair, '=');
		if (value != NULL)
			*value++ = '\0';
		text_decode(pair, true);
		if (value != NULL)
			text_decode(value, true);
		json_object_set_new(request->query, pair, json_string(value != NULL ? value : ""));
	}
	free(copy);
}

/* Splits at the slashes first and decodes then, so that an encoded slash stays within its segment. */
static void read_path(struct request *request)
{
	const char *at = request->path;
	request->is_api = strncmp(at, "/api/v2/", 8) == 0;
	request->is_control = strncmp(at, "/_sim/", 6) == 0;
	at += request->is_api ? 8 : request->is_control ? 6 : strlen(at);
	char *copy = sim_copy(at), *rest = NULL;
	for (char *part = strtok_r(copy, "/", &rest); part != NULL; part = strtok_r(NULL, "/", &rest)) {
		if (request->segment_count == SEGMENTS) {
			request->is_api = request->is_control = false;
			break;
		}
		text_decode(part, false);
		request->segments[request->segment_count++] = sim_copy(part);
	}
	free(copy);
}

struct request *request_new(const char *uri)
{
	struct request *request = sim_alloc(sizeof(*request));
	const char *mark = strchr(uri, '?');
	request->at = time_now_ms();
	request->uri = sim_copy(uri);
	request->path = sim_copy(uri);
	if (mark != NULL)
		request->path[mark - uri] = '\0';
	request->query_text = sim_copy(mark != NULL ? mark + 1 : "");
	request->query = json_object();
	read_query(request);
	read_path(request);
	return request;
}

void request_finish(struct request *request)
{
	if (request->body.length > 0)
		request->json = json_loadb(request->body.data, request->body.length,
					   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

void request_free(struct request *request)
{
	for (size_t i = 0; i < request->segment_count; i++)
		free(request->segments[i]);
	free(request->uri);
	free(request->method);
	free(request->path);
	free(request->query_text);
	free(request->authorization);
	free(request->content_type);
	json_decref(request->query);
	json_decref(request->json);
	text_free(&request->body);
	fault_hit_free(&request->fault);
	free(request);
}

const char *request_query(const struct request *request, const char *name)
{
	return json_string_value(json_object_get(request->query, name));
}

json_t *request_argument(const struct request *request, const char *name, bool *bad)
{
	const char *text = request_query(request, name);
	*bad = false;
	if (text == NULL)
		return json_incref(json_object_get(request->json, name));
	json_t *value = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	*bad = value == NULL;
	return value;
}

void answer_open(struct answer *answer)
{
	*answer = (struct answer){.status = 500, .changes = json_array()};
}

void answer_free(struct answer *answer)
{
	text_free(&answer->body);
	json_decref(answer->headers);
	json_decref(answer->changes);
}

void answer_text(struct answer *answer, unsigned status, const char *type, const char *body)
{
	answer->status = status;
	answer->type = type;
	text_clear(&answer->body);
	text_puts(&answer->body, body);
}

void answer_json(struct answer *answer, unsigned status, const json_t *json)
{
	char *dumped = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
	answer_text(answer, status, "application/json; charset=utf-8", dumped);
	free(dumped);
}

void answer_error(struct answer *answer, unsigned status, const char *format, ...)
{
	struct text message = {0};
	va_list arguments;
	va_start(arguments, format);
	text_vprintf(&message, format, arguments);
	va_end(arguments);
	json_t *whole = json_pack("{s:s}", "message", message.data);
	if (whole == NULL)
		whole = json_pack("{s:s}", "message", "Invalid request");
	answer_json(answer, status, whole);
	json_decref(whole);
	text_free(&message);
}

void answer_done(struct answer *answer)
{
	answer_text(answer, 204, NULL, "");
}

void answer_change(struct answer *answer, const char *what, const char *id, const char *field, json_t *before,
		   json_t *after)
{
	json_t *change = json_pack("{s:s, s:s, s:s}", "what", what, "id", id, "field", field);
	json_object_set_new(change, "before", before != NULL ? before : json_null());
	json_object_set_new(change, "after", after != NULL ? after : json_null());
	json_array_append_new(answer->changes, change);
}
