/* Writing: each request is sent once, on a connection of its own, and its answer is classified. */
#include "mkoz/ozmap/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "ozmap/address.h"
#include "ozmap/answer.h"
#include "ozmap/batch.h"
#include "ozmap/internal.h"
#include "ozmap/rows.h"

static bool is_method(const char *method)
{
	return strcmp(method, "PATCH") == 0 || strcmp(method, "POST") == 0 || strcmp(method, "DELETE") == 0;
}

static bool is_batch(const char *path)
{
	static const char end[] = "/batch-update";
	size_t length = strlen(path);

	return length >= sizeof end - 1 && strcmp(path + length - (sizeof end - 1), end) == 0;
}

/* Refuses what must never leave (faults 8, 27), before anything does. */
static int check_request(const struct write_request *request, struct error *error)
{
	if (!is_method(request->method))
		return error_fail(error, _("OZmap: %.20s is not a way to write: nothing was sent"), request->method);
	if (address_check_path(request->path, error) != 0)
		return -1;
	if (is_batch(request->path) && batch_check(request->body, error) != 0)
		return -1;
	if (request->body != NULL && strlen(request->body) > EXCHANGE_ROW_MAX)
		return error_fail(error, _("OZmap: the request is too long: nothing was sent"));
	return 0;
}

static int submit(struct ozmap *ozmap, const struct write_request *request, size_t number, struct error *error)
{
	struct text url = {0};
	struct exchange *exchange = NULL;

	text_format(&url, "%s%s%s", ozmap->config->url, request->path[0] == '/' ? "" : "/", request->path);
	if (text_check(&url, error) == 0)
		exchange = exchange_new(request->method, text_string(&url), request->body, error);
	text_free(&url);
	if (exchange == NULL)
		return -1;
	exchange->write = true;
	exchange->number = number;
	transport_submit(&ozmap->transport, exchange);
	return 0;
}

/* A 2xx counts as done when it is empty or JSON; anything else came from somebody who is not OZmap (faults 19). */
static enum write_answer judge_success(const struct exchange *exchange, struct write_result *result)
{
	const char *id;
	json_t *row;

	if (exchange->bytes.length == 0)
		return WRITE_DONE;
	row = answer_is_json(exchange) ? json_parse(text_string(&exchange->bytes), exchange->bytes.length, "", NULL)
				       : NULL;
	if (row == NULL)
		return WRITE_UNKNOWN;
	id = row_id(row);
	snprintf(result->id, sizeof result->id, "%s", id == NULL ? "" : id);
	json_decref(row);
	return WRITE_DONE;
}

static enum write_answer judge_status(const struct exchange *exchange, struct write_result *result)
{
	switch (exchange->status) {
	case 401:
		return WRITE_UNAUTHORISED;
	case 404:
		return WRITE_GONE;
	case 408: /* a proxy gave up waiting: it may have passed the request on */
		return WRITE_UNKNOWN;
	case 429:
		return WRITE_TOO_MANY;
	default:
		break;
	}
	if (exchange->status >= 200 && exchange->status < 300)
		return judge_success(exchange, result);
	return exchange->status >= 400 && exchange->status < 500 ? WRITE_REFUSED : WRITE_UNKNOWN;
}

static void say(struct write_result *result, const struct exchange *exchange, const char *key)
{
	char words[sizeof result->message - 16];

	if (result->answer == WRITE_DONE)
		return;
	if (exchange->status >= 300 && exchange->status < 400)
		answer_redirect(words, sizeof words, exchange, key);
	else
		answer_words(words, sizeof words, exchange, key);
	snprintf(result->message, sizeof result->message, words[0] == '\0' ? "HTTP %d%s" : "HTTP %d: %s",
		 exchange->status, words);
}

/* What the answer, or the lack of one, tells. */
static void take_answer(const struct exchange *exchange, const char *key, struct write_result *result)
{
	*result = (struct write_result){.answer = WRITE_UNKNOWN};
	switch (exchange->end) {
	case EXCHANGE_ANSWERED:
		result->status = exchange->status;
		result->wait = exchange->wait;
		result->answer = judge_status(exchange, result);
		say(result, exchange, key);
		return;
	case EXCHANGE_NO_LOGIN:
		result->answer = WRITE_UNAUTHORISED;
		result->unsent = true;
		break;
	default:
		break;
	}
	snprintf(result->message, sizeof result->message, "%.*s", (int)sizeof result->message - 1, exchange->problem);
}

/* What was not sent because of an answer to another shares that answer: neither was it done, nor may it be sent now. */
static void share_answers(struct write_result *results, const bool *unsent, size_t count,
			  const struct write_result *cause)
{
	for (size_t i = 0; i < count; i++)
		if (unsent[i]) {
			results[i] = *cause;
			results[i].unsent = true;
		}
}

static void collect(struct ozmap *ozmap, struct write_result *results, bool *unsent, size_t count)
{
	struct write_result cause = {.answer = WRITE_UNKNOWN};
	struct exchange *exchange;

	while ((exchange = transport_next(&ozmap->transport)) != NULL) {
		struct write_result *result = &results[exchange->number];

		unsent[exchange->number] = exchange->end == EXCHANGE_WITHDRAWN;
		if (exchange->end != EXCHANGE_WITHDRAWN)
			take_answer(exchange, ozmap->transport.key, result);
		if (result->answer == WRITE_TOO_MANY || result->answer == WRITE_UNAUTHORISED) {
			cause = *result;
			transport_withdraw(&ozmap->transport);
		}
		exchange_free(exchange);
	}
	share_answers(results, unsent, count, &cause);
}

int ozmap_write_many(struct ozmap *ozmap, const struct write_request *requests, size_t count,
		     struct write_result *results, struct error *error)
{
	bool *unsent;
	int failed = 0;

	for (size_t i = 0; i < count; i++) {
		results[i] = (struct write_result){.answer = WRITE_UNKNOWN};
		if (check_request(&requests[i], error) != 0)
			return -1;
	}
	unsent = calloc(count + 1, sizeof *unsent);
	if (unsent == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count && failed == 0; i++)
		failed = submit(ozmap, &requests[i], i, error);
	if (failed != 0)
		transport_cancel(&ozmap->transport); /* none has left yet: only waiting for answers sends */
	else
		collect(ozmap, results, unsent, count);
	free(unsent);
	return failed;
}

int ozmap_write(struct ozmap *ozmap, const char *method, const char *path, const char *body,
		struct write_result *result, struct error *error)
{
	struct write_request request = {method, path, body};

	return ozmap_write_many(ozmap, &request, 1, result, error);
}

void ozmap_write_until(struct ozmap *ozmap, int64_t ticks)
{
	ozmap->transport.write_until = ticks;
}
