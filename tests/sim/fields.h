/* Which fields a body may hold, of which kind, and putting them into a row. */
#ifndef SIM_FIELDS_H
#define SIM_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

#include "request.h"
#include "state.h"

struct field {
	const char *name;
	bool (*good)(const json_t *value); /* NULL: anything */
	bool passing; /* taken, but not kept in the row */
};

/* Each ends with a NULL name. */
extern const struct field client_fields[], client_batch_fields[], property_fields[], property_batch_fields[],
    property_create_fields[];

/* 0, or -1 with a 400 already in the answer: not an object, an unknown field, a wrong kind of value. */
int fields_check(const json_t *body, const struct field *fields, struct answer *answer);
/* The same for the body of a request, which must say that it is JSON. */
int fields_check_body(const struct request *request, const struct field *fields, struct answer *answer);
/* The fields of a body that are kept, as a new object. */
json_t *fields_kept(const json_t *body, const struct field *fields);
/* Puts the fields of the body into the row and notes what was changed. */
void fields_apply(struct state *state, struct row *row, const json_t *body, const struct field *fields,
		  struct answer *answer);

#endif
