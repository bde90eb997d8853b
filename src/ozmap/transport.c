/* The transport: a queue in front of libcurl's multi interface, one thread. */
#include "ozmap/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mkoz/base/digest.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/secret.h"
#include "mkoz/base/signals.h"
#include "ozmap/address.h"
#include "ozmap/login.h"

#define POLL_MAX 250 /* ms, so that a wish to end is soon seen */
#define CONCURRENCY_MAX 64
#define PATIENCE 5000 /* ms that a begun change may still wait when somebody asked us to end */

static void put(struct exchange_list *list, struct exchange *exchange)
{
	exchange->next = NULL;
	if (list->last == NULL)
		list->first = exchange;
	else
		list->last->next = exchange;
	list->last = exchange;
	list->count++;
}

static void drop(struct exchange_list *list, struct exchange *exchange)
{
	struct exchange *before = NULL;

	for (struct exchange *at = list->first; at != exchange; at = at->next)
		before = at;
	if (before == NULL)
		list->first = exchange->next;
	else
		before->next = exchange->next;
	if (list->last == exchange)
		list->last = before;
	list->count--;
}

int transport_open(struct transport *transport, const struct config_ozmap *config, char *key, char *login,
		   char *password, struct error *error)
{
	struct text origin = {0};

	*transport = (struct transport){.base = config->url, .key = key, .login = login, .password = password};
	transport->limits = (struct exchange_limits){config->ca_file, config->connect_timeout, config->timeout};
	transport->concurrency = config->concurrency < 1		 ? 1
				 : config->concurrency > CONCURRENCY_MAX ? CONCURRENCY_MAX
									 : (size_t)config->concurrency;
	if (digest_ready(error) < 0)
		return -1;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_fail(error, _("OZmap: libcurl could not be started: try again"));
	transport->multi = curl_multi_init();
	if (transport->multi == NULL)
		return error_memory(error);
	curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS, (long)transport->concurrency + 2);
	if (pace_start(&transport->pace, config->max_requests_per_second, error) != 0 ||
	    address_add_origin(&origin, config->url, error) != 0)
		return -1;
	transport->origin = text_steal(&origin);
	return transport->origin == NULL ? error_memory(error) : 0;
}

void transport_close(struct transport *transport)
{
	transport_cancel(transport);
	if (transport->multi != NULL)
		curl_multi_cleanup(transport->multi);
	curl_global_cleanup();
	pace_free(&transport->pace);
	free(transport->origin);
	secret_free(transport->key);
	secret_free(transport->login);
	secret_free(transport->password);
	*transport = (struct transport){0};
}

void transport_submit(struct transport *transport, struct exchange *exchange)
{
	exchange->end = EXCHANGE_OPEN;
	put(&transport->queued, exchange);
}

static void end_with(struct transport *transport, struct exchange *exchange, enum exchange_end end, const char *problem)
{
	exchange->end = end;
	snprintf(exchange->problem, sizeof exchange->problem, "%s", problem);
	put(&transport->ended, exchange);
}

/* The key leaves only for the configured origin, whoever built the URL. */
static bool is_ours(const struct transport *transport, const char *url)
{
	struct text origin = {0};
	bool ours = address_add_origin(&origin, url, NULL) == 0 && text_check(&origin, NULL) == 0 &&
		    strcasecmp(text_string(&origin), transport->origin) == 0;

	text_free(&origin);
	return ours;
}

static void start(struct transport *transport, struct exchange *exchange)
{
	const char *key = exchange->login ? NULL : transport->key;

	drop(&transport->queued, exchange);
	exchange->key_number = transport->key_number;
	exchange->until = exchange->write ? transport->write_until : 0;
	if (exchange_is_late(exchange)) {
		end_with(transport, exchange, EXCHANGE_WITHDRAWN, "");
		return;
	}
	if (!is_ours(transport, exchange->url)) {
		end_with(transport, exchange, EXCHANGE_BROKEN, _("the address is not on the configured host"));
		return;
	}
	if (exchange_prepare(exchange, &transport->limits, key) != 0 ||
	    curl_multi_add_handle(transport->multi, exchange->easy) != CURLM_OK) {
		end_with(transport, exchange, EXCHANGE_BROKEN, _("the request could not be prepared"));
		return;
	}
	pace_note(&transport->pace, moment_ticks());
	put(&transport->flying, exchange);
}

/* The login goes out alone, before anything that needs its key. */
static bool may_start(const struct transport *transport, const struct exchange *exchange, int64_t now)
{
	if (exchange->not_before > now || (!exchange->write && transport->resume_at > now))
		return false;
	return exchange->login || (transport->logging_in == NULL && transport->key != NULL);
}

static void queue_login(struct transport *transport)
{
	transport->logging_in = login_exchange(transport);
	if (transport->logging_in != NULL) {
		put(&transport->queued, transport->logging_in);
		return;
	}
	while (transport->queued.first != NULL) {
		struct exchange *exchange = transport->queued.first;

		drop(&transport->queued, exchange);
		end_with(transport, exchange, EXCHANGE_BROKEN, _("out of memory"));
	}
}

static void start_ready(struct transport *transport)
{
	int64_t now = moment_ticks();
	struct exchange *exchange, *next;

	if (transport->queued.count > 0 && transport->key == NULL && transport->logging_in == NULL)
		queue_login(transport);
	for (exchange = transport->queued.first; exchange != NULL; exchange = next) {
		next = exchange->next;
		if (transport->flying.count >= transport->concurrency || pace_wait(&transport->pace, now) > 0)
			return;
		if (may_start(transport, exchange, now))
			start(transport, exchange);
	}
}

static void send_again(struct transport *transport, struct exchange *exchange, int64_t wait)
{
	exchange->not_before = moment_ticks() + wait;
	exchange->end = EXCHANGE_OPEN;
	put(&transport->queued, exchange);
}

/* A 401 proves that nothing was done: with another key it may be sent once more, a write too (spec §8). */
static bool renew_key(struct transport *transport, struct exchange *exchange)
{
	if (exchange->status != 401 || exchange->renewed || transport->login == NULL || exchange->login)
		return false;
	exchange->renewed = true;
	if (exchange->key_number == transport->key_number && transport->logging_in == NULL) {
		secret_free(transport->key);
		transport->key = NULL;
	}
	send_again(transport, exchange, 0);
	return true;
}

/* What a read may do that a write may not. */
static bool read_again(struct transport *transport, struct exchange *exchange)
{
	if (exchange->write || exchange->final || exchange->end == EXCHANGE_INTERRUPTED)
		return false;
	if (exchange->end == EXCHANGE_ANSWERED && exchange->status == 429 && exchange->waits < POLICY_WAITS_MAX) {
		exchange->waits++;
		exchange->sends--;
		transport->resume_at = moment_ticks() + (int64_t)exchange->wait * 1000;
		send_again(transport, exchange, 0);
		return true;
	}
	if (exchange->end == EXCHANGE_ANSWERED && !policy_is_passing(exchange->status))
		return false;
	if (exchange->sends >= POLICY_SENDS_MAX)
		return false;
	send_again(transport, exchange, policy_backoff(exchange->sends));
	return true;
}

/* The login ended: its key is taken, or nobody who waits for it can be sent. */
static void take_login(struct transport *transport, struct exchange *exchange)
{
	char problem[CURL_ERROR_SIZE];
	enum exchange_end end = exchange->end == EXCHANGE_INTERRUPTED ? EXCHANGE_INTERRUPTED : EXCHANGE_NO_LOGIN;
	char *key = login_key(exchange, transport->password, problem, sizeof problem);

	if (exchange->end == EXCHANGE_BROKEN || exchange->status >= 500)
		end = EXCHANGE_BROKEN;
	transport->logging_in = NULL;
	exchange_free(exchange);
	if (key != NULL) {
		transport->key = key;
		transport->key_number++;
		return;
	}
	while (transport->queued.first != NULL) {
		exchange = transport->queued.first;
		drop(&transport->queued, exchange);
		end_with(transport, exchange, end, problem);
	}
}

static void settle(struct transport *transport, struct exchange *exchange)
{
	bool answered = exchange->end == EXCHANGE_ANSWERED;

	if ((answered && renew_key(transport, exchange)) || read_again(transport, exchange))
		return;
	if (exchange->login)
		take_login(transport, exchange);
	else
		put(&transport->ended, exchange);
}

static void collect(struct transport *transport)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(transport->multi, &left)) != NULL) {
		struct exchange *exchange = NULL;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		curl_multi_remove_handle(transport->multi, message->easy_handle);
		drop(&transport->flying, exchange);
		exchange_finish(exchange, code);
		settle(transport, exchange);
	}
}

void transport_push(struct transport *transport)
{
	int running;

	start_ready(transport);
	curl_multi_perform(transport->multi, &running);
}

/* Milliseconds until the exchange may be sent, as far as it alone is concerned. */
static int64_t waits_for(const struct transport *transport, const struct exchange *exchange, int64_t now)
{
	int64_t until = exchange->not_before;

	if (!exchange->write && transport->resume_at > until)
		until = transport->resume_at;
	return until > now ? until - now : 0;
}

/* When somebody asked us to end, a list is given up, and whatever would wait long. */
static void end_waiting(struct transport *transport)
{
	int64_t now = moment_ticks();
	struct exchange *next;

	for (struct exchange *exchange = transport->queued.first; exchange != NULL; exchange = next) {
		next = exchange->next;
		if (exchange->login || (!exchange->interruptible && waits_for(transport, exchange, now) < PATIENCE))
			continue;
		drop(&transport->queued, exchange);
		end_with(transport, exchange, EXCHANGE_INTERRUPTED, "");
	}
}

static int poll_time(const struct transport *transport)
{
	int64_t now = moment_ticks(), wait = POLL_MAX;
	int64_t paced = pace_wait(&transport->pace, now);

	if (transport->flying.count >= transport->concurrency)
		return POLL_MAX;
	for (const struct exchange *at = transport->queued.first; at != NULL; at = at->next) {
		int64_t until = waits_for(transport, at, now);

		if (until < wait && (at->login || transport->logging_in == NULL))
			wait = until;
	}
	if (paced > wait)
		wait = paced;
	return wait > POLL_MAX ? POLL_MAX : (int)wait;
}

struct exchange *transport_next(struct transport *transport)
{
	while (transport->ended.first == NULL) {
		if (signals_asked())
			end_waiting(transport);
		transport_push(transport);
		collect(transport);
		if (transport->ended.first != NULL)
			break;
		if (transport->queued.count == 0 && transport->flying.count == 0)
			return NULL;
		curl_multi_poll(transport->multi, NULL, 0, poll_time(transport), NULL);
	}
	struct exchange *exchange = transport->ended.first;

	drop(&transport->ended, exchange);
	return exchange;
}

void transport_withdraw(struct transport *transport)
{
	while (transport->queued.first != NULL) {
		struct exchange *exchange = transport->queued.first;

		drop(&transport->queued, exchange);
		if (exchange->login) {
			transport->logging_in = NULL;
			exchange_free(exchange);
		} else {
			end_with(transport, exchange, EXCHANGE_WITHDRAWN, "");
		}
	}
}

static void free_all(struct exchange_list *list)
{
	while (list->first != NULL) {
		struct exchange *exchange = list->first;

		drop(list, exchange);
		exchange_free(exchange);
	}
}

void transport_cancel(struct transport *transport)
{
	for (struct exchange *at = transport->flying.first; at != NULL; at = at->next)
		curl_multi_remove_handle(transport->multi, at->easy);
	free_all(&transport->queued);
	free_all(&transport->flying);
	free_all(&transport->ended);
	transport->logging_in = NULL;
}
