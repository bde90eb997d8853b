/* OZmap's side: clients and the properties where they are installed, as read in one reading. */
#ifndef MKOZ_DOMAIN_PLANT_H
#define MKOZ_DOMAIN_PLANT_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/error.h"
#include "mkoz/base/json.h"
#include "mkoz/base/moment.h"

enum client_status { CLIENT_STATUS_UNKNOWN = -1, CLIENT_STATUS_OK = 0, CLIENT_STATUS_ERROR = 1 };

/* Strings live as long as the plant's arena. name, address, … are exactly as read (comparison normalises). */
struct client {
	const char *id; /* 24 hex digits, never NULL */
	const char *code; /* trimmed; NULL when blank or absent */
	const char *name, *observation;
	const char *login, *onu; /* onu.user_PPPoE, onu.serial_number */
	enum client_status status;
	bool implanted; /* false where OZmap does not say (spec §4) */
};

struct property {
	const char *id; /* never NULL */
	const char *address, *observation;
	const char *box, *box_id; /* box: its name; NULL where only the id is known */
	const char *port, *drop; /* the splitter port's name or number; the drop's id or name */
	const char *project;
	const char *client_id; /* NULL: free */
	const char **history; /* codes of earlier clients (history.clients), NULL-terminated, or NULL */
	double power; /* dBm, potencyRead; only with has_power */
	double lat, lng; /* only with has_place */
	bool has_power, has_place;
	bool has_extras; /* a pole or tags; not kept with the plan */
};

/* Zeroed it is empty; plant_free frees it. */
struct plant {
	struct client *clients;
	size_t client_count, client_capacity;
	struct property *properties;
	size_t property_count, property_capacity;
	moment read_at;
	struct arena arena;
};

void plant_free(struct plant *plant);
/* A zeroed client or property more at the end, or NULL when memory ran out. Valid until the next call. */
struct client *plant_add_client(struct plant *plant, struct error *error);
struct property *plant_add_property(struct plant *plant, struct error *error);

/* The pair as one JSON object {"client": {…}|null, "property": {…}|null} for the console's side by side; either may be
 * NULL. And back, strings in the arena; *has_client and *has_property tell what was there. */
int plant_side_to_json(struct text *out, const struct client *client, const struct property *property);
int plant_side_from_json(const json_t *json, struct arena *arena, struct client *client, bool *has_client,
			 struct property *property, bool *has_property);

/* "OK", "ERROR"; NULL for unknown. */
const char *client_status_name(enum client_status status);

#endif
