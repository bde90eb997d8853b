/* One subscriber of the demo as MK and as OZmap know it: a pure function of seed, index and case. */
#ifndef MKOZ_DEMO_SUBJECT_H
#define MKOZ_DEMO_SUBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "cases.h"
#include "words.h"

enum encoding { ENCODING_UTF8, ENCODING_LATIN1, ENCODING_MIXED };

enum {
	WORLD_FIRST_CODE = 10001,
	WORLD_PER_BOX = 12,
	WORLD_PORTS = 16,
	WORLD_TRIAL_STATUS = 5,
	WORLD_MINUTE = 60,
	WORLD_HOUR = 3600,
	WORLD_DAY = 86400
};

/* What is generated. */
struct world {
	struct cases cases;
	uint64_t trial[WORLD_TRIAL_STATUS]; /* the boxes of the city of the trial */
	unsigned trial_boxes;
	uint64_t seed;
	int64_t now; /* seconds since 1970 */
	enum encoding encoding;
};

/* An address in MK's codes; a street of 0 is none. */
struct place {
	uint64_t street, district;
	unsigned city;
	int number; /* -1: NULL */
	char complement[64];
	char zip[12];
};

enum demo_session { DEMO_UNKNOWN, DEMO_UP, DEMO_DOWN };

struct subject {
	uint64_t index, number; /* number: within its case */
	enum demo_case kind;
	/* MK */
	uint64_t contract, person, connection, linked; /* linked: 0 none */
	bool in_mk, has_contract, has_person; /* has_person: its row is this subject's to write */
	bool activated, cancelled; /* cancelled: `cancelado` S */
	int reason; /* 0: NULL */
	char name[WORDS_NAME_SIZE];
	struct place home, install; /* of the person, of the connection */
	bool same_address;
	bool street_without_row;
	enum demo_session session;
	int64_t since; /* seconds ago */
	bool blocked, suspended, fiber;
	bool has_power;
	double power;
	int64_t power_age; /* seconds; < 0: NULL */
	uint64_t onu; /* number of its serial */
	bool second_connection;
	/* OZmap */
	bool has_client, has_property, two_clients, two_properties;
	char client_code[32]; /* empty: none */
	char client_name[WORDS_NAME_SIZE];
	char address[512];
	int implanted; /* -1: not said */
	int status; /* 0 OK, 1 ERROR */
	bool status_words;
	bool has_client_power;
	double client_power;
	uint64_t history; /* a code, 0 none */
};

void subject_make(struct subject *out, const struct world *world, uint64_t index);
/* The box of a subscriber and where it stands; the number on the box of its port. */
uint64_t subject_box(uint64_t index);
unsigned subject_port(uint64_t index);
void box_name(char *out, size_t size, const struct world *world, uint64_t box);
unsigned box_city(const struct world *world, uint64_t box);
uint64_t box_count(const struct world *world);
/* Gives one city, Biguaçu, boxes that together have exactly WORLD_TRIAL_STATUS differences in status and none in power,
 * so that somebody who tries the console can be asked for them. Before anything else is made. */
void world_choose_trial(struct world *world);
/* Latitude and longitude of anything that belongs to a box. */
void box_spot(const struct world *world, uint64_t box, uint64_t index, double *lat, double *lng);
/* This text is written as LATIN1 bytes (some are, where encodings are mixed). */
bool text_is_latin1(const struct world *world, const char *text);
/* Makes a name fit into the world's database, in place: in LATIN1 what it cannot hold becomes `?`, as an import leaves
 * it; SQL_ASCII counts bytes, so the text ends at 100 of them. */
void text_fit(char *text, const struct world *world);
void place_make(struct place *out, const struct world *world, uint64_t index);
/* The address as spec §3 formats it by default. */
void place_address(char *out, size_t size, const struct place *place);

#endif
