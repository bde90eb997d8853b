/* HTTP by libmicrohttpd: requests in, answers out, each connection on a thread of its own. */
#include "server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_BODY = 64 << 20, BLOCK = 64 << 10 };

/* One request while it is read. */
struct exchange {
	struct request *request;
	bool begun;
};

/* An answer that leaves in another way than whole: the body and how much of it has left. */
struct dispatch {
	struct sim *sim;
	struct text body;
	enum sending sending;
	size_t end;
	long rate;
};

static ssize_t dispatch_read(void *context, uint64_t at, char *out, size_t room)
{
	struct dispatch *dispatch = context;
	if (atomic_load(&dispatch->sim->stopping))
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (at >= dispatch->end) {
		if (dispatch->sending != SEND_ENDLESS)
			return dispatch->sending == SEND_CUT ? MHD_CONTENT_READER_END_WITH_ERROR
							     : MHD_CONTENT_READER_END_OF_STREAM;
		memset(out, ' ', room);
		return (ssize_t)room;
	}
	size_t left = dispatch->end - (size_t)at, take = left < room ? left : room;
	if (dispatch->sending == SEND_SLOWLY) {
		sim_sleep(dispatch->sim, 1000 / dispatch->rate > 0 ? 1000 / dispatch->rate : 1);
		size_t portion = dispatch->rate > 1000 ? (size_t)dispatch->rate / 1000 : 1;
		take = take < portion ? take : portion;
	}
	memcpy(out, dispatch->body.data + at, take);
	return (ssize_t)take;
}

static void dispatch_free(void *context)
{
	struct dispatch *dispatch = context;
	text_free(&dispatch->body);
	free(dispatch);
}

/* Takes the body out of the answer. */
static struct MHD_Response *respond_otherwise(struct sim *sim, struct answer *answer)
{
	struct dispatch *dispatch = sim_alloc(sizeof(*dispatch));
	bool cut = answer->sending == SEND_CUT;
	bool sized = answer->sending == SEND_SLOWLY || (cut && answer->framing == FRAME_LENGTH);
	uint64_t size = sized ? answer->body.length : MHD_SIZE_UNKNOWN;
	*dispatch = (struct dispatch){sim, answer->body, answer->sending, answer->body.length, answer->rate};
	if (cut)
		dispatch->end = answer->keep;
	answer->body = (struct text){0};
	struct MHD_Response *response =
	    MHD_create_response_from_callback(size, BLOCK, dispatch_read, dispatch, dispatch_free);
	if (cut && answer->framing == FRAME_CLOSE)
		MHD_set_response_options(response, MHD_RF_HTTP_VERSION_1_0_ONLY, MHD_RO_END);
	return response;
}

static struct MHD_Response *respond_whole(struct answer *answer)
{
	struct MHD_Response *response =
	    MHD_create_response_from_buffer(answer->body.length, answer->body.data, MHD_RESPMEM_MUST_FREE);
	answer->body = (struct text){0};
	return response;
}

static void add_headers(struct MHD_Response *response, const struct answer *answer)
{
	const char *name = NULL;
	json_t *value = NULL;
	if (answer->type != NULL && json_object_get(answer->headers, "Content-Type") == NULL)
		MHD_add_response_header(response, "Content-Type", answer->type);
	if (answer->clock_skew != 0) {
		char date[64];
		time_t now = (time_t)(time_now_ms() / 1000 + answer->clock_skew);
		struct tm parts;
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &parts));
		MHD_add_response_header(response, "Date", date);
	}
	json_object_foreach(answer->headers, name, value)
	{
		if (json_is_string(value))
			MHD_add_response_header(response, name, json_string_value(value));
	}
}

static enum MHD_Result send_answer(struct sim *sim, struct MHD_Connection *connection, struct answer *answer)
{
	if (answer->sending == SEND_DROP)
		return MHD_NO;
	struct MHD_Response *response =
	    answer->sending == SEND_WHOLE ? respond_whole(answer) : respond_otherwise(sim, answer);
	if (response == NULL)
		return MHD_NO;
	add_headers(response, answer);
	enum MHD_Result result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}

static void *begin(void *context, const char *uri, struct MHD_Connection *connection)
{
	(void)context;
	(void)connection;
	struct exchange *exchange = sim_alloc(sizeof(*exchange));
	exchange->request = request_new(uri);
	return exchange;
}

static char *header(struct MHD_Connection *connection, const char *name)
{
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
	return value != NULL ? sim_copy(value) : NULL;
}

static void take_head(struct sim *sim, struct exchange *exchange, struct MHD_Connection *connection, const char *method)
{
	struct request *request = exchange->request;
	exchange->begun = true;
	request->method = sim_copy(method);
	request->authorization = header(connection, "Authorization");
	request->content_type = header(connection, "Content-Type");
	if (request->is_control)
		return;
	pthread_mutex_lock(&sim->lock);
	record_begin(&sim->record);
	pthread_mutex_unlock(&sim->lock);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
			      const char *version, const char *upload, size_t *upload_size, void **state)
{
	struct sim *sim = context;
	struct exchange *exchange = *state;
	(void)url;
	(void)version;
	if (!exchange->begun) {
		take_head(sim, exchange, connection, method);
		return MHD_YES;
	}
	struct text *body = &exchange->request->body;
	if (*upload_size > 0) {
		if (body->length + *upload_size > LARGEST_BODY)
			return MHD_NO;
		text_add(body, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	struct answer answer;
	answer_open(&answer);
	request_finish(exchange->request);
	sim_answer(sim, exchange->request, &answer);
	enum MHD_Result result = send_answer(sim, connection, &answer);
	answer_free(&answer);
	return result;
}

static void completed(void *context, struct MHD_Connection *connection, void **state,
		      enum MHD_RequestTerminationCode code)
{
	struct sim *sim = context;
	struct exchange *exchange = *state;
	(void)connection;
	(void)code;
	if (exchange == NULL)
		return;
	if (exchange->begun && !exchange->request->is_control) {
		pthread_mutex_lock(&sim->lock);
		record_end(&sim->record);
		pthread_mutex_unlock(&sim->lock);
	}
	request_free(exchange->request);
	free(exchange);
	*state = NULL;
}

static char *file_text(const char *name)
{
	struct text whole = {0};
	char block[4096];
	size_t got = 0;
	FILE *file = fopen(name, "re");
	if (file == NULL)
		return NULL;
	while ((got = fread(block, 1, sizeof(block), file)) > 0)
		text_add(&whole, block, got);
	fclose(file);
	return whole.data;
}

struct MHD_Daemon *server_start(struct sim *sim)
{
	const struct options *options = &sim->options;
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_port = htons((uint16_t)options->port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	bool tls = options->certificate != NULL;
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | (tls ? MHD_USE_TLS : 0);
	char *certificate = tls ? file_text(options->certificate) : NULL;
	char *key = tls ? file_text(options->certificate_key) : NULL;
	struct MHD_OptionItem more[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, certificate},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, key},
	    {MHD_OPTION_END, 0, NULL},
	};
	struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
	struct MHD_Daemon *daemon = NULL;
	if (!tls || (certificate != NULL && key != NULL))
		daemon = MHD_start_daemon(flags, 0, NULL, NULL, handle, sim, MHD_OPTION_SOCK_ADDR,
					  (struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK, begin, sim,
					  MHD_OPTION_NOTIFY_COMPLETED, completed, sim, MHD_OPTION_CONNECTION_LIMIT,
					  (unsigned)options->threads, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
					  (size_t)256 << 10, MHD_OPTION_ARRAY, tls ? more : none, MHD_OPTION_END);
	free(certificate);
	free(key);
	if (daemon == NULL)
		fputs("ozmap-sim: cannot listen: is the port free, the certificate readable?\n", stderr);
	return daemon;
}

int server_port(struct MHD_Daemon *daemon)
{
	return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void server_stop(struct MHD_Daemon *daemon)
{
	MHD_stop_daemon(daemon);
}
