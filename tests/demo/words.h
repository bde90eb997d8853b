/* Believable Brazilian names, companies, places and streets, and the awkward texts that real databases hold. */
#ifndef MKOZ_DEMO_WORDS_H
#define MKOZ_DEMO_WORDS_H

#include <stddef.h>
#include <stdint.h>

enum { WORDS_CITIES = 12, WORDS_DISTRICTS = 8, WORDS_STREETS = 25, WORDS_STATES = 5 };
/* Room for MK's 100 characters of up to 4 bytes each. */
enum { WORDS_NAME_SIZE = 404 };

struct city {
	const char *name, *ibge, *box; /* box: how its boxes' names begin */
	int state; /* code of mk_estados */
	int zip; /* the first five digits */
	double lat, lng;
};
struct state {
	const char *code, *name;
	int ibge;
};

extern const struct city words_cities[WORDS_CITIES];
extern const struct state words_states[WORDS_STATES];

/* The name of a person or, for one in twelve, of a company; a third in capitals without accents, as old entries are. */
void words_name(char *out, size_t size, uint64_t seed, uint64_t index);
/* Another name than that of the index. */
void words_other_name(char *out, size_t size, uint64_t seed, uint64_t index);
/* Names by number: districts of a city, streets of a district (both numbered over all cities). */
const char *words_district(uint64_t district);
void words_street(char *out, size_t size, uint64_t street);
/* Turns letters into capitals and takes their accents away, in place (it never grows). */
void words_plain_capitals(char *text);
/* Awkward names: controls, bidi, zero width, formulas, quotes, combining marks, other scripts, the longest. */
extern const char *const words_awkward[];
extern const size_t words_awkward_count;

#endif
