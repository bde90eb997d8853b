/* One request as it came, and the answer that is made for it. */
#ifndef SIM_REQUEST_H
#define SIM_REQUEST_H

#include <jansson.h>
#include <stdbool.h>

#include "fault.h"
#include "text.h"

enum { SEGMENTS = 6 };

struct request {
	char *uri; /* as sent */
	char *method, *path, *query_text; /* still percent-encoded, query_text without the question mark */
	char *segments[SEGMENTS]; /* of the path, decoded; what stands after /api/v2 or /_sim */
	size_t segment_count;
	bool is_api, is_control;
	json_t *query; /* its fields, decoded */
	struct text body;
	json_t *json; /* the body, NULL where it is none */
	char *authorization, *content_type;
	bool key_ok;
	long n; /* counts requests of the API from 1 */
	long long at; /* ms since 1970 */
	struct fault_hit fault; /* what is to go wrong with it */
};

/* How the answer leaves. */
enum sending { SEND_WHOLE, SEND_DROP, SEND_CUT, SEND_SLOWLY, SEND_ENDLESS };
enum framing { FRAME_CLOSE, FRAME_LENGTH, FRAME_CHUNKED };

struct answer {
	unsigned status;
	struct text body;
	const char *type; /* of the content, NULL for none */
	json_t *headers; /* more of them, or NULL */
	bool applied;
	json_t *changes; /* what was changed, an array */
	enum sending sending;
	enum framing framing; /* of SEND_CUT */
	size_t keep; /* of SEND_CUT: bytes that still leave */
	long rate; /* of SEND_SLOWLY: bytes a second */
	int clock_skew; /* seconds by which the Date header is wrong */
};

/* Takes the URI as sent apart; the body and the headers are filled in by the server. */
struct request *request_new(const char *uri);
/* Reads the body once it is whole. */
void request_finish(struct request *request);
void request_free(struct request *request);
/* A decoded field of the query, or NULL. */
const char *request_query(const struct request *request, const char *name);
/* A JSON argument of a list, `filter` or `sort`: from the query, else from the body (the SDK sends it there). A new
 * reference, NULL where there is none; *bad where it is not JSON. */
json_t *request_argument(const struct request *request, const char *name, bool *bad);

void answer_open(struct answer *answer);
void answer_free(struct answer *answer);
/* Replaces status and body. */
void answer_json(struct answer *answer, unsigned status, const json_t *json);
__attribute__((format(printf, 3, 4))) void answer_error(struct answer *answer, unsigned status, const char *format,
							...);
/* 204, without a body. */
void answer_done(struct answer *answer);
void answer_text(struct answer *answer, unsigned status, const char *type, const char *body);
/* Notes a changed field: what is "client" or "property". Steals before and after; NULL stands for null. */
void answer_change(struct answer *answer, const char *what, const char *id, const char *field, json_t *before,
		   json_t *after);

#endif
