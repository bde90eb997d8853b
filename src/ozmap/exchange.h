/* One request and its answer: what libcurl is told, and what it may bring in. */
#ifndef MKOZ_OZMAP_EXCHANGE_H
#define MKOZ_OZMAP_EXCHANGE_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mkoz/base/error.h"
#include "mkoz/base/moment.h"
#include "mkoz/base/text.h"

#define EXCHANGE_PAGE_MAX ((size_t)64 << 20) /* bytes of a page, after unpacking */
#define EXCHANGE_ROW_MAX ((size_t)8 << 20) /* bytes of one row */
#define EXCHANGE_HEADERS 5
#define EXCHANGE_KEY_HEADER "Authorization: " /* and the key alone */

/* How an exchange ended. */
enum exchange_end {
	EXCHANGE_OPEN, /* not ended */
	EXCHANGE_ANSWERED, /* a whole answer came: status and the rest are filled */
	EXCHANGE_BROKEN, /* none came: problem tells why */
	EXCHANGE_INTERRUPTED, /* somebody asked us to end */
	EXCHANGE_WITHDRAWN, /* taken back before it was sent */
	EXCHANGE_NO_LOGIN, /* the login was refused, so it was not sent: problem tells OZmap's words */
};

/* Who limits what; borrowed from the transport. */
struct exchange_limits {
	const char *ca_file; /* or NULL */
	int64_t connect_timeout, timeout; /* seconds */
};

struct exchange {
	/* asked */
	const char *method;
	char *url;
	char *body; /* or NULL; wiped when freed */
	bool write; /* sent once, on a connection of its own (faults 15) */
	bool interruptible; /* a wish to end breaks it off; else only a long wait */
	size_t limit; /* bytes of the answer's body */
	void *owner; /* the asker's */
	size_t number; /* the asker's */
	/* came */
	enum exchange_end end;
	int status;
	struct text bytes;
	char type[96]; /* content type, "" when none */
	char location[256];
	char problem[CURL_ERROR_SIZE];
	int wait; /* seconds, of a 429 */
	moment date; /* of the server's clock; MOMENT_NONE when none */
	/* the transport's own */
	CURL *easy;
	char *authorization; /* the header with the key, or NULL; wiped when freed, for answers that repeat it */
	struct curl_slist headers[EXCHANGE_HEADERS];
	unsigned key_number; /* which key it was sent with */
	int sends, waits;
	bool renewed; /* sent again with a new key already */
	bool login; /* carries the login itself */
	bool too_much, too_slow; /* why we broke it off */
	bool final; /* no other send can help: a certificate, too much */
	int64_t not_before, first_byte; /* ticks */
	int64_t until; /* ticks: it must not leave later; 0: no such moment */
	bool too_late; /* stopped by that */
	struct exchange *next;
};

/* A new exchange for method and absolute URL (copied); NULL when memory ran out. */
struct exchange *exchange_new(const char *method, const char *url, const char *body, struct error *error);
void exchange_free(struct exchange *exchange);
/* The moment after which it must not leave is over. */
bool exchange_is_late(const struct exchange *exchange);
/* Prepares the libcurl handle for one send with the key (NULL: without); 0, or -1 when libcurl refused. */
int exchange_prepare(struct exchange *exchange, const struct exchange_limits *limits, const char *key);
/* Takes in what libcurl says at the end of a send, and frees the handle. */
void exchange_finish(struct exchange *exchange, CURLcode code);

#endif
