/* Where the demo's subscribers and boxes stand, and how their texts are encoded. */
#include "subject.h"

#include <stdio.h>
#include <string.h>

#include "random.h"

#define TRIAL_CITY 3 /* of words_cities: Biguaçu */

enum purpose { CITY = 1, DISTRICT, STREET, NUMBER, COMPLEMENT, ZIP, SPOT };

static unsigned draw(const struct world *world, uint64_t index, uint64_t purpose, unsigned limit)
{
	return random_below(world->seed, index, purpose, limit);
}

uint64_t subject_box(uint64_t index)
{
	return index / WORLD_PER_BOX;
}

unsigned subject_port(uint64_t index)
{
	return (unsigned)(index % WORLD_PER_BOX) + 1;
}

uint64_t box_count(const struct world *world)
{
	return (world->cases.size + WORLD_PER_BOX - 1) / WORLD_PER_BOX;
}

/* Differences in status among the subscribers of a box; *power: those in power. */
static unsigned box_status(const struct world *world, uint64_t box, unsigned *power)
{
	unsigned status = 0;

	*power = 0;
	for (uint64_t index = box * WORLD_PER_BOX; index < (box + 1) * WORLD_PER_BOX && index < world->cases.size;
	     index++) {
		uint64_t number;
		enum demo_case kind = cases_of(&world->cases, index, &number);

		status += kind == CASE_STATUS_DOWN || kind == CASE_STATUS_UP || kind == CASE_AWKWARD_DOWN;
		*power += kind == CASE_POWER || kind == CASE_POWER_MISSING;
	}
	return status;
}

void world_choose_trial(struct world *world)
{
	unsigned found = 0;

	world->trial_boxes = 0;
	for (uint64_t box = 0; box < box_count(world) && found < WORLD_TRIAL_STATUS; box++) {
		unsigned power, status = box_status(world, box, &power);

		if (power > 0 || status == 0 || found + status > WORLD_TRIAL_STATUS)
			continue;
		found += status;
		world->trial[world->trial_boxes++] = box;
	}
}

/* The first city has a third of all; the trial's has the boxes that were chosen for it. */
unsigned box_city(const struct world *world, uint64_t box)
{
	unsigned drawn = draw(world, box, CITY, WORDS_CITIES + 5);

	for (unsigned i = 0; i < world->trial_boxes; i++)
		if (world->trial[i] == box)
			return TRIAL_CITY;
	return drawn < WORDS_CITIES && drawn != TRIAL_CITY ? drawn : 0;
}

static uint64_t box_district(const struct world *world, uint64_t box)
{
	return box_city(world, box) * (uint64_t)WORDS_DISTRICTS + draw(world, box, DISTRICT, WORDS_DISTRICTS);
}

void box_name(char *out, size_t size, const struct world *world, uint64_t box)
{
	snprintf(out, size, "CTO-%s-%04u", words_cities[box_city(world, box)].box, (unsigned)box + 1);
}

void box_spot(const struct world *world, uint64_t box, uint64_t index, double *lat, double *lng)
{
	const struct city *city = &words_cities[box_city(world, box)];
	uint64_t bits = random_bits(world->seed, box, SPOT), near = random_bits(world->seed, index, SPOT + 100);

	*lat = city->lat + (double)(bits % 40001) / 1e6 - 0.02 + (double)(near % 1001) / 1e6;
	*lng = city->lng + (double)(bits / 65536 % 40001) / 1e6 - 0.02 + (double)(near / 65536 % 1001) / 1e6;
}

void place_make(struct place *out, const struct world *world, uint64_t index)
{
	static const char *const complements[] = {"Casa 2", "Apto 301", "Fundos", "Bloco B Apto 12", "Sala 4"};
	uint64_t box = subject_box(index), district = box_district(world, box);
	unsigned drawn = draw(world, index, COMPLEMENT, 20);

	memset(out, 0, sizeof *out);
	out->city = box_city(world, box);
	out->district = district + 1;
	out->street = district * WORDS_STREETS + draw(world, index, STREET, WORDS_STREETS) + 1;
	out->number = (int)draw(world, index, NUMBER, 2400) + 1;
	if (drawn < 5)
		snprintf(out->complement, sizeof out->complement, "%s", complements[drawn]);
	snprintf(out->zip, sizeof out->zip, "%05d%03u", words_cities[out->city].zip, draw(world, index, ZIP, 1000));
}

static void append(char *out, size_t size, const char *before, const char *part)
{
	size_t used = strlen(out);

	if (*part)
		snprintf(out + used, size - used, "%s%s", used > 0 ? before : "", part);
}

void place_address(char *out, size_t size, const struct place *place)
{
	const struct city *city = &words_cities[place->city];
	char street[128] = "", number[16] = "", zip[16];

	*out = '\0';
	if (place->street == 0)
		return;
	words_street(street, sizeof street, place->street - 1);
	if (place->number > 0)
		snprintf(number, sizeof number, "%d", place->number);
	if (strlen(place->zip) == 8)
		snprintf(zip, sizeof zip, "%.5s-%.3s", place->zip, place->zip + 5);
	else
		snprintf(zip, sizeof zip, "%s", place->zip);
	append(out, size, "", street);
	append(out, size, ", ", number);
	append(out, size, " ", place->complement);
	append(out, size, " - ", words_district(place->district - 1));
	append(out, size, ", ", city->name);
	append(out, size, " - ", words_states[city->state - 1].code);
	append(out, size, ", ", zip);
}

/* A character that a LATIN1 database holds and that comes back as it was: not the C1 controls, whose bytes are letters
 * in Windows-1252. */
static bool fits_latin1(const char *at)
{
	unsigned char first = (unsigned char)at[0], second = (unsigned char)at[1];

	return first < 0xc2 || first == 0xc3 || (first == 0xc2 && second >= 0xa0);
}

bool text_is_latin1(const struct world *world, const char *text)
{
	uint64_t hash = 0;

	if (world->encoding != ENCODING_MIXED)
		return world->encoding == ENCODING_LATIN1;
	for (const char *at = text; *at; at++) {
		if (!fits_latin1(at))
			return false;
		hash = hash * 31 + (unsigned char)*at;
	}
	return hash % 2 == 0;
}

/* What LATIN1 cannot hold becomes `?`. In place. */
static void text_keep_latin1(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		bool fits = fits_latin1(in);

		*out++ = (char)(fits ? *in : '?');
		while (!fits && ((unsigned char)in[1] & 0xc0) == 0x80)
			in++;
	}
	*out = '\0';
}

void text_fit(char *text, const struct world *world)
{
	size_t most = 100;

	if (world->encoding == ENCODING_LATIN1) {
		text_keep_latin1(text);
	} else if (world->encoding == ENCODING_MIXED && strlen(text) > most) {
		while (((unsigned char)text[most] & 0xc0) == 0x80)
			most--;
		text[most] = '\0';
	}
}
