/* The transport: exchanges are queued, sent within concurrency and rate, and come back when they ended for good. */
#ifndef MKOZ_OZMAP_TRANSPORT_H
#define MKOZ_OZMAP_TRANSPORT_H

#include <stddef.h>

#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "ozmap/exchange.h"
#include "ozmap/policy.h"

struct exchange_list {
	struct exchange *first, *last;
	size_t count;
};

struct transport {
	CURLM *multi;
	struct exchange_limits limits;
	struct pace pace;
	size_t concurrency;
	const char *base; /* borrowed from the configuration */
	char *origin; /* scheme://host:port */
	char *key; /* NULL until logged in */
	char *login, *password; /* or NULL */
	unsigned key_number; /* counts the keys that logins gave */
	struct exchange *logging_in; /* everything else waits for it */
	struct exchange_list queued, flying, ended;
	int64_t resume_at; /* ticks: no read is sent before, after a 429 */
	int64_t write_until; /* ticks: no write leaves after it; 0: no such moment */
};

/* Takes key, or login and password (malloc'ed; wiped and freed by transport_close). Nothing is sent yet. */
int transport_open(struct transport *transport, const struct config_ozmap *config, char *key, char *login,
		   char *password, struct error *error);
void transport_close(struct transport *transport);

/* Hands over the exchange. */
void transport_submit(struct transport *transport, struct exchange *exchange);
/* Sends what may be sent now, without waiting: to be called before long work on an answer. */
void transport_push(struct transport *transport);
/* Waits for the next exchange that ended for good (reads were sent again as spec §8 says, writes never), and hands it
 * back; NULL when none is left. */
struct exchange *transport_next(struct transport *transport);
/* Takes back what was not sent: it comes out of transport_next as EXCHANGE_WITHDRAWN. */
void transport_withdraw(struct transport *transport);
/* Breaks off and frees everything. */
void transport_cancel(struct transport *transport);

#endif
