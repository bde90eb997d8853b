/* The simulator as a whole: what its parts share. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "fault.h"
#include "options.h"
#include "paging.h"
#include "request.h"
#include "state.h"

struct record {
	FILE *log;
	json_t *writes; /* log entries of all applied writes, in order */
	json_t *by_call; /* how many requests of each "METHOD first-segment" */
	long numbered; /* requests since the start; the others count since the last reset */
	long requests, applied, dropped, unauthorised;
	int in_flight, max_in_flight;
};

/* Everything below the lock is guarded by it; nothing sleeps while it is held. */
struct sim {
	atomic_bool stopping;
	pthread_mutex_t lock;
	struct options options;
	struct state state;
	struct faults faults;
	struct cursors cursors;
	struct record record;
	json_t *keys; /* those accepted, as the names of an object */
};

/* Answers a request of the API or of /_sim, its body read. */
void sim_answer(struct sim *sim, struct request *request, struct answer *answer);
/* Sleeps so many ms, or less where the simulator is ending. */
void sim_sleep(struct sim *sim, long milliseconds);

/* One handler for each call; all are called with the lock held. */
typedef void (*sim_handler)(struct sim *sim, struct request *request, struct answer *answer);
struct route {
	const char *method, *pattern; /* * stands for any one segment */
	sim_handler handler;
	bool open; /* needs no key */
};
/* The handler for a request, or NULL. routes ends with a NULL method. */
const struct route *route_find(const struct route *routes, const struct request *request);

/* login.c */
void login_post(struct sim *sim, struct request *request, struct answer *answer);
bool login_key_ok(const struct sim *sim, const char *key);
/* read.c */
void read_properties(struct sim *sim, struct request *request, struct answer *answer);
void read_clients(struct sim *sim, struct request *request, struct answer *answer);
void read_property(struct sim *sim, struct request *request, struct answer *answer);
void read_client(struct sim *sim, struct request *request, struct answer *answer);
void read_properties_of_code(struct sim *sim, struct request *request, struct answer *answer);
void read_viability(struct sim *sim, struct request *request, struct answer *answer);
/* write.c */
void write_client(struct sim *sim, struct request *request, struct answer *answer);
void write_property(struct sim *sim, struct request *request, struct answer *answer);
void write_new_property(struct sim *sim, struct request *request, struct answer *answer);
void write_delete_client(struct sim *sim, struct request *request, struct answer *answer);
void write_delete_property(struct sim *sim, struct request *request, struct answer *answer);
/* What a body says of the property's client: null, an identifier or an object; nothing where it does not. */
void write_apply_client(struct sim *sim, struct row *property, const json_t *body, struct answer *answer);
/* batch.c */
void batch_clients(struct sim *sim, struct request *request, struct answer *answer);
void batch_properties(struct sim *sim, struct request *request, struct answer *answer);
/* control.c */
extern const struct route control_routes[];

/* record.c: counts and the log. */
int record_open(struct record *record, const char *log_file);
void record_close(struct record *record);
void record_begin(struct record *record);
void record_end(struct record *record);
/* Writes the request and its answer to the log. */
void record_request(struct record *record, const struct request *request, const struct answer *answer);
json_t *record_stats(const struct record *record);
void record_reset(struct record *record);

#endif
