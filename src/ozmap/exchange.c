/* One request and its answer, with our own limits on time and bytes. */
#include "ozmap/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/secret.h"
#include "mkoz/base/signals.h"
#include "ozmap/policy.h"

#define REFUSAL_MAX ((size_t)256 << 10) /* bytes of an answer that is no success */
#define SLOW_AFTER 10000 /* ms after the first byte from which on speed counts */
#define SLOW_BYTES 100 /* a second */

struct exchange *exchange_new(const char *method, const char *url, const char *body, struct error *error)
{
	struct exchange *exchange = calloc(1, sizeof *exchange);

	if (exchange != NULL) {
		exchange->method = method;
		exchange->limit = EXCHANGE_ROW_MAX;
		exchange->date = MOMENT_NONE;
		exchange->url = strdup(url);
		exchange->body = body == NULL ? NULL : strdup(body);
	}
	if (exchange == NULL || exchange->url == NULL || (body != NULL && exchange->body == NULL)) {
		exchange_free(exchange);
		error_memory(error);
		return NULL;
	}
	return exchange;
}

void exchange_free(struct exchange *exchange)
{
	if (exchange == NULL)
		return;
	curl_easy_cleanup(exchange->easy);
	secret_free(exchange->authorization);
	secret_free(exchange->body);
	free(exchange->url);
	if (exchange->login && exchange->bytes.data != NULL) /* it holds the key */
		explicit_bzero(exchange->bytes.data, exchange->bytes.capacity);
	text_free(&exchange->bytes);
	free(exchange);
}

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	size_t length = size * count, limit = exchange->limit;
	long status = 0;

	if (exchange->bytes.length == 0) {
		exchange->first_byte = moment_ticks();
		curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
		exchange->status = (int)status;
	}
	if (exchange->status >= 300 && limit > REFUSAL_MAX)
		limit = REFUSAL_MAX;
	if (length > limit - exchange->bytes.length) {
		exchange->too_much = true;
		return 0;
	}
	text_add_bytes(&exchange->bytes, bytes, length);
	return exchange->bytes.failed ? 0 : length;
}

/* Asked by libcurl about once a second: a non-zero answer breaks off. What belongs to a change that was begun is
 * finished, whoever wishes us to end (spec §8). */
static int watch(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now)
{
	struct exchange *exchange = context;
	int64_t since;

	(void)total, (void)now, (void)up_total, (void)up_now;
	if (signals_asked() && exchange->interruptible)
		return 1;
	if (exchange->bytes.length == 0)
		return 0;
	since = moment_ticks() - exchange->first_byte;
	exchange->too_slow = since > SLOW_AFTER && (int64_t)exchange->bytes.length < since / 1000 * SLOW_BYTES;
	return exchange->too_slow ? 1 : 0;
}

bool exchange_is_late(const struct exchange *exchange)
{
	return exchange->until != 0 && moment_ticks() >= exchange->until;
}

/* Asked by libcurl when it is connected, right before the request leaves. */
static int check_late(void *context, char *their_address, char *our_address, int their_port, int our_port)
{
	struct exchange *exchange = context;

	(void)their_address, (void)our_address, (void)their_port, (void)our_port;
	exchange->too_late = exchange_is_late(exchange);
	return exchange->too_late ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* Keeps the options' setters short, and one failure in mind. */
#define SET(option, value) (failed = failed || curl_easy_setopt(exchange->easy, option, value) != CURLE_OK)

static int set_limits(struct exchange *exchange, const struct exchange_limits *limits)
{
	bool failed = false;

	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)limits->connect_timeout * 1000);
	SET(CURLOPT_TIMEOUT_MS, (long)limits->timeout * 1000);
	SET(CURLOPT_WRITEFUNCTION, take_bytes);
	SET(CURLOPT_WRITEDATA, (void *)exchange);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, watch);
	SET(CURLOPT_XFERINFODATA, (void *)exchange);
	SET(CURLOPT_PREREQFUNCTION, check_late);
	SET(CURLOPT_PREREQDATA, (void *)exchange);
	SET(CURLOPT_BUFFERSIZE, 256L << 10);
	SET(CURLOPT_ERRORBUFFER, exchange->problem);
	return failed ? -1 : 0;
}

/* Nothing but the one host over the one scheme: no redirect, no proxy, no netrc (faults 24, 25). */
static int set_guards(struct exchange *exchange, const struct exchange_limits *limits)
{
	bool failed = false;

	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (limits->ca_file != NULL) {
		SET(CURLOPT_CAINFO, limits->ca_file);
		SET(CURLOPT_CAPATH, NULL);
	}
	return failed ? -1 : 0;
}

/* The list is built from our own memory, so that the key can be wiped. */
static void add_header(struct exchange *exchange, size_t *count, const char *header)
{
	struct curl_slist *node = &exchange->headers[(*count)++];

	node->data = (char *)header;
	node->next = NULL;
	if (*count > 1)
		exchange->headers[*count - 2].next = node;
}

static int set_headers(struct exchange *exchange, const char *key)
{
	size_t count = 0;
	bool failed = false;

	secret_free(exchange->authorization);
	exchange->authorization = NULL;
	if (key != NULL) {
		if (asprintf(&exchange->authorization, EXCHANGE_KEY_HEADER "%s", key) < 0) {
			exchange->authorization = NULL;
			return -1;
		}
		add_header(exchange, &count, exchange->authorization);
	}
	add_header(exchange, &count, "Accept: application/json");
	add_header(exchange, &count, "Expect:"); /* after a 417 libcurl would send again */
	if (exchange->body != NULL)
		add_header(exchange, &count, "Content-Type: application/json");
	SET(CURLOPT_HTTPHEADER, exchange->headers);
	SET(CURLOPT_USERAGENT, "mkoz/" MKOZ_VERSION);
	return failed ? -1 : 0;
}

static int set_request(struct exchange *exchange)
{
	bool failed = false;

	SET(CURLOPT_URL, exchange->url);
	SET(CURLOPT_PRIVATE, (void *)exchange);
	if (exchange->body != NULL) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(exchange->body));
		SET(CURLOPT_POSTFIELDS, exchange->body);
	}
	if (strcmp(exchange->method, "GET") != 0)
		SET(CURLOPT_CUSTOMREQUEST, exchange->method);
	if (exchange->write) {
		SET(CURLOPT_FRESH_CONNECT, 1L);
		SET(CURLOPT_FORBID_REUSE, 1L);
	} else {
		SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	}
	return failed ? -1 : 0;
}

int exchange_prepare(struct exchange *exchange, const struct exchange_limits *limits, const char *key)
{
	curl_easy_cleanup(exchange->easy);
	exchange->easy = curl_easy_init();
	text_reset(&exchange->bytes);
	exchange->status = 0;
	exchange->too_much = exchange->too_slow = exchange->too_late = false;
	exchange->problem[0] = '\0';
	if (exchange->easy == NULL || set_limits(exchange, limits) != 0 || set_guards(exchange, limits) != 0)
		return -1;
	return set_headers(exchange, key) != 0 ? -1 : set_request(exchange);
}

static const char *header(struct exchange *exchange, const char *name)
{
	struct curl_header *found;

	if (curl_easy_header(exchange->easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
		return NULL;
	return found->value;
}

static void keep_header(struct exchange *exchange, const char *name, char *out, size_t size)
{
	const char *value = header(exchange, name);

	snprintf(out, size, "%s", value == NULL ? "" : value);
}

static void take_answer(struct exchange *exchange)
{
	const char *date = header(exchange, "Date");
	time_t when = date == NULL ? (time_t)-1 : curl_getdate(date, NULL);
	long status = 0;

	curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	exchange->status = (int)status;
	exchange->date = when == (time_t)-1 ? MOMENT_NONE : (moment)when;
	exchange->wait = policy_retry_after(header(exchange, "Retry-After"),
					    exchange->date == MOMENT_NONE ? moment_now() : exchange->date);
	keep_header(exchange, "Content-Type", exchange->type, sizeof exchange->type);
	keep_header(exchange, "Location", exchange->location, sizeof exchange->location);
}

static bool is_final(const struct exchange *exchange, CURLcode code)
{
	return exchange->too_much || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
	       code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_OUT_OF_MEMORY ||
	       code == CURLE_SSL_ISSUER_ERROR;
}

void exchange_finish(struct exchange *exchange, CURLcode code)
{
	exchange->sends++;
	take_answer(exchange);
	exchange->end = code == CURLE_OK && exchange->status >= 200 ? EXCHANGE_ANSWERED : EXCHANGE_BROKEN;
	exchange->final = is_final(exchange, code);
	if (exchange->end == EXCHANGE_BROKEN && signals_asked() && exchange->interruptible)
		exchange->end = EXCHANGE_INTERRUPTED;
	if (exchange->too_late)
		exchange->end = EXCHANGE_WITHDRAWN;
	if (exchange->too_much)
		snprintf(exchange->problem, sizeof exchange->problem, "%s",
			 _("the answer is longer than any such answer should be"));
	else if (exchange->too_slow)
		snprintf(exchange->problem, sizeof exchange->problem, "%s", _("the answer came too slowly"));
	else if (exchange->end != EXCHANGE_ANSWERED && exchange->problem[0] == '\0')
		snprintf(exchange->problem, sizeof exchange->problem, "%s", curl_easy_strerror(code));
	curl_easy_cleanup(exchange->easy);
	exchange->easy = NULL;
}
