/* One request from its arrival to its answer: latency, fault, key, call, log. */
#include "sim.h"

#include <string.h>
#include <time.h>

static const struct route api_routes[] = {
    {"POST", "users/login", login_post, true},
    {"GET", "properties", read_properties, false},
    {"GET", "properties/client/*", read_properties_of_code, false},
    {"GET", "properties/*", read_property, false},
    {"GET", "ftth-clients", read_clients, false},
    {"GET", "ftth-clients/*", read_client, false},
    {"GET", "ftth-viability/radius", read_viability, false},
    {"POST", "properties/batch-update", batch_properties, false},
    {"POST", "properties", write_new_property, false},
    {"PATCH", "properties/*", write_property, false},
    {"DELETE", "properties/*", write_delete_property, false},
    {"POST", "ftth-clients/batch-update", batch_clients, false},
    {"PATCH", "ftth-clients/*", write_client, false},
    {"DELETE", "ftth-clients/*", write_delete_client, false},
    {NULL, NULL, NULL, false},
};

static bool pattern_fits(const char *pattern, const struct request *request)
{
	for (size_t i = 0; i < request->segment_count; i++) {
		size_t length = strcspn(pattern, "/");
		bool any = length == 1 && pattern[0] == '*';
		if (length == 0 || (!any && (strlen(request->segments[i]) != length ||
					     strncmp(request->segments[i], pattern, length) != 0)))
			return false;
		pattern += length;
		pattern += *pattern == '/';
	}
	return *pattern == '\0' && request->segment_count > 0;
}

const struct route *route_find(const struct route *routes, const struct request *request)
{
	for (; routes->method != NULL; routes++)
		if (strcmp(routes->method, request->method) == 0 && pattern_fits(routes->pattern, request))
			return routes;
	return NULL;
}

void sim_sleep(struct sim *sim, long milliseconds)
{
	while (milliseconds > 0 && !atomic_load(&sim->stopping)) {
		long part = milliseconds < 50 ? milliseconds : 50;
		struct timespec pause = {.tv_nsec = part * 1000000};
		nanosleep(&pause, NULL);
		milliseconds -= part;
	}
}

static void carry_out(struct sim *sim, const struct route *routes, struct request *request, struct answer *answer)
{
	const struct route *route = route_find(routes, request);
	request->key_ok = login_key_ok(sim, request->authorization);
	if (request->fault.kind != FAULT_NONE && !fault_lets_apply(&request->fault))
		return;
	if (route == NULL)
		answer_error(answer, 404, "No such call");
	else if (!route->open && !request->key_ok)
		answer_error(answer, 401, "Unauthorized");
	else
		route->handler(sim, request, answer);
}

static void answer_control(struct sim *sim, struct request *request, struct answer *answer)
{
	pthread_mutex_lock(&sim->lock);
	carry_out(sim, control_routes, request, answer);
	pthread_mutex_unlock(&sim->lock);
}

/* Counts the request, and gives how long it has to wait. */
static long arrive(struct sim *sim, struct request *request)
{
	pthread_mutex_lock(&sim->lock);
	request->n = ++sim->record.numbered;
	sim->record.requests++;
	faults_strike(&sim->faults, request);
	long wait = sim->options.latency + (long)fault_number(&request->fault, "wait_before", 0);
	pthread_mutex_unlock(&sim->lock);
	return wait;
}

void sim_answer(struct sim *sim, struct request *request, struct answer *answer)
{
	if (request->is_control) {
		answer_control(sim, request, answer);
		return;
	}
	sim_sleep(sim, arrive(sim, request));
	pthread_mutex_lock(&sim->lock);
	static const struct route nothing[] = {{NULL, NULL, NULL, false}};
	carry_out(sim, request->is_api ? api_routes : nothing, request, answer);
	fault_spoil(&request->fault, answer);
	answer->clock_skew = sim->options.clock_skew;
	record_request(&sim->record, request, answer);
	pthread_mutex_unlock(&sim->lock);
	sim_sleep(sim, (long)fault_number(&request->fault, "wait_after", 0));
}
