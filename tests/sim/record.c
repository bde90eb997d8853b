/* Counts of requests, the log of all of them, and the writes that took effect. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"

int record_open(struct record *record, const char *log_file)
{
	*record = (struct record){.writes = json_array(), .by_call = json_object()};
	if (log_file == NULL)
		return 0;
	record->log = fopen(log_file, "ae");
	if (record->log != NULL)
		return 0;
	fprintf(stderr, "ozmap-sim: %s: %s\n", log_file, strerror(errno));
	return -1;
}

void record_close(struct record *record)
{
	if (record->log != NULL)
		fclose(record->log);
	json_decref(record->writes);
	json_decref(record->by_call);
}

void record_begin(struct record *record)
{
	if (++record->in_flight > record->max_in_flight)
		record->max_in_flight = record->in_flight;
}

void record_end(struct record *record)
{
	record->in_flight--;
}

/* The body as JSON where it is JSON, else as text. */
static json_t *body_of(const struct request *request)
{
	if (request->body.length == 0)
		return json_null();
	if (request->json != NULL)
		return json_incref(request->json);
	json_t *text = json_stringn(request->body.data, request->body.length);
	return text != NULL ? text : json_string("(not UTF-8)");
}

/* NULL becomes null; what is not UTF-8 is only told so. */
static json_t *text_of(const char *text)
{
	json_t *value = text != NULL ? json_string(text) : json_null();
	return value != NULL ? value : json_string("(not UTF-8)");
}

static json_t *entry_of(const struct request *request, const struct answer *answer)
{
	json_t *entry = json_object();
	bool dropped = answer->sending == SEND_DROP;
	const char *fault = request->fault.kind != FAULT_NONE ? fault_name(request->fault.kind) : NULL;
	json_object_set_new(entry, "n", json_integer(request->n));
	json_object_set_new(entry, "at", json_integer(request->at));
	json_object_set_new(entry, "method", text_of(request->method));
	json_object_set_new(entry, "path", text_of(request->path));
	json_object_set_new(entry, "query", text_of(request->query_text));
	json_object_set_new(entry, "body", body_of(request));
	json_object_set_new(entry, "status", json_integer(dropped ? 0 : (json_int_t)answer->status));
	json_object_set_new(entry, "key_ok", json_boolean(request->key_ok));
	json_object_set_new(entry, "applied", json_boolean(answer->applied));
	json_object_set_new(entry, "fault", text_of(fault));
	if (answer->applied)
		json_object_set(entry, "changes", answer->changes);
	return entry;
}

static void count_call(struct record *record, const struct request *request)
{
	struct text name = {0};
	text_printf(&name, "%s %s", request->method,
		    request->segment_count > 0 && request->is_api ? request->segments[0] : "(other)");
	json_int_t before = json_integer_value(json_object_get(record->by_call, name.data));
	json_object_set_new(record->by_call, name.data, json_integer(before + 1));
	text_free(&name);
}

void record_request(struct record *record, const struct request *request, const struct answer *answer)
{
	json_t *entry = entry_of(request, answer);
	count_call(record, request);
	record->applied += answer->applied;
	record->dropped += answer->sending == SEND_DROP;
	record->unauthorised += answer->status == 401;
	if (record->log != NULL) {
		json_dumpf(entry, record->log, JSON_COMPACT | JSON_REAL_PRECISION(15));
		fputc('\n', record->log);
		fflush(record->log);
	}
	if (answer->applied)
		json_array_append(record->writes, entry);
	json_decref(entry);
}

json_t *record_stats(const struct record *record)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:i, s:i, s:O}", "requests", (json_int_t)record->requests, "applied",
			 (json_int_t)record->applied, "dropped", (json_int_t)record->dropped, "unauthorised",
			 (json_int_t)record->unauthorised, "in_flight", record->in_flight, "max_in_flight",
			 record->max_in_flight, "calls", record->by_call);
}

void record_reset(struct record *record)
{
	json_array_clear(record->writes);
	json_object_clear(record->by_call);
	record->requests = record->applied = record->dropped = record->unauthorised = 0;
	record->max_in_flight = record->in_flight;
}
