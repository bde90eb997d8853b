/* OZmap's rows: properties and clients as JSON text, found by identifier and by code, and how they hang together. */
#ifndef SIM_STATE_H
#define SIM_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "index.h"
#include "text.h"

enum row_kind { ROW_PROPERTY, ROW_CLIENT, ROW_KINDS };

struct row {
	enum row_kind kind;
	char *id, *code; /* code: of a client, NULL where it has none */
	char *text; /* its JSON; `id` stands first, a property is without its client */
	size_t length;
	size_t id_length; /* of the identifier in JSON, with its quotes */
	struct row *partner; /* the client of a property; a property that holds the client */
	size_t holders; /* how many properties hold the client */
	char since[32]; /* when the property's client came */
};

struct table {
	struct row **rows; /* in the order in which they came */
	size_t count, capacity;
	struct index by_id;
};

struct state {
	struct table tables[ROW_KINDS];
	struct index clients_by_code;
	json_t *boxes; /* by identifier */
};

/* "property", "client". */
const char *row_kind_name(enum row_kind kind);
/* The row as a new JSON object, a property without its client; row_whole: with its client's id. */
json_t *row_parse(const struct row *row);
json_t *row_whole(const struct row *row);
/* 0 for "OK" and 1 for "ERROR" where a status came as a word; other values are given back. A new reference. */
json_t *status_as_number(json_t *status);

void state_open(struct state *state);
void state_close(struct state *state);

struct row *state_find(const struct state *state, enum row_kind kind, const char *id);
/* A new row from an object, which is borrowed: identifier, times and kind are filled in where they are missing; a
 * property's client is not looked at. NULL when the identifier is taken. */
struct row *state_add(struct state *state, enum row_kind kind, const json_t *object);
/* Takes the changed object as the row's; borrowed. Renews updatedAt unless keep_time. */
void state_replace(struct state *state, struct row *row, const json_t *object, bool keep_time);
/* Puts the client on the property; the one before must be off. */
void state_attach(struct row *property, struct row *client, const char *since);
/* Takes the client off the property and keeps it in the property's history. */
void state_detach(struct state *state, struct row *property);
/* The properties that hold the client, in a new array ended by NULL. */
struct row **state_holders(const struct state *state, const struct row *client);
/* Removes one row. A removed client leaves its properties' history behind; a removed property takes its client along
 * only where with_client. */
void state_remove(struct state *state, struct row *row, bool with_client);

/* Reads and writes a file {"properties": […], "clients": […], "boxes": […]}. 0, or -1 with the reason in *why. */
int state_load(struct state *state, const char *file, struct text *why);
int state_save(const struct state *state, const char *file, struct text *why);
/* The same as text. */
void state_write(const struct state *state, struct text *out);
/* Adds a property whose client is null, an identifier or an object; -1 when that is not there or an id is taken. */
int state_add_property(struct state *state, const json_t *object, struct row **out, struct text *why);

#endif
