/* Writes the demo's clients, properties and boxes in the shape of OZmap's API. */
#include <inttypes.h>

#include "output.h"

/* Ids are 24 hex digits: what it is, then its number. */
#define ID_BOX "64f0a1b2c"
#define ID_PROPERTY "65a0c1e2b"
#define ID_SECOND_PROPERTY "65a0c1e2d"
#define ID_CLIENT "65a0c1e3c"
#define ID_SECOND_CLIENT "65a0c1e3d"
#define ID_CONNECTION "65a0c1e4f"
#define ID_PROJECT "64e0000000000000000000"

static const char *json_escape(unsigned char byte)
{
	static const char escapes[32][7] = {"\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006",
					    "\\u0007", "\\u0008", "\\u0009", "\\u000a", "\\u000b", "\\u000c", "\\u000d",
					    "\\u000e", "\\u000f", "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014",
					    "\\u0015", "\\u0016", "\\u0017", "\\u0018", "\\u0019", "\\u001a", "\\u001b",
					    "\\u001c", "\\u001d", "\\u001e", "\\u001f"};

	if (byte == '"')
		return "\\\"";
	if (byte == '\\')
		return "\\\\";
	return byte < 32 ? escapes[byte] : NULL;
}

static void string(FILE *file, const char *text)
{
	static const struct world utf8 = {.encoding = ENCODING_UTF8};

	putc_unlocked('"', file);
	output_text(file, &utf8, text, json_escape);
	putc_unlocked('"', file);
}

static void member(FILE *file, const char *key, const char *text)
{
	fprintf(file, ",\"%s\":", key);
	string(file, text);
}

/* createdAt and updatedAt. */
static void stamps(FILE *file, const struct world *world, uint64_t index)
{
	char created[40], updated[40];
	int64_t age = (int64_t)(index % 1500) * WORLD_DAY + 40 * (int64_t)WORLD_DAY;

	output_time(created, sizeof created, world, age, TIME_ISO);
	output_time(updated, sizeof updated, world, age / 2, TIME_ISO);
	fprintf(file, ",\"createdAt\":\"%s\",\"updatedAt\":\"%s\"", created, updated);
}

static void write_client(FILE *file, const struct world *world, const struct subject *s, bool second)
{
	fprintf(file, "{\"id\":\"%s%015" PRIx64 "\"", second ? ID_SECOND_CLIENT : ID_CLIENT, s->index);
	if (s->client_code[0])
		member(file, "code", s->client_code);
	else
		fputs(",\"code\":null", file);
	member(file, "name", s->client_name);
	fputs(",\"observation\":\"\",\"certified\":false", file);
	if (s->implanted >= 0)
		fprintf(file, ",\"implanted\":%s", s->implanted ? "true" : "false");
	if (s->status_words)
		fprintf(file, ",\"status\":\"%s\"", s->status ? "ERROR" : "OK");
	else
		fprintf(file, ",\"status\":%d", s->status);
	fprintf(file,
		",\"onu\":{\"user_PPPoE\":\"cliente%" PRIu64 "\",\"serial_number\":\"FHTT%08" PRIX64
		"\",\"mac_address\":null},\"tags\":[]",
		s->contract, s->onu);
	stamps(file, world, s->index);
	putc_unlocked('}', file);
}

static void write_connection(FILE *file, const struct subject *s)
{
	fprintf(file,
		",\"connections\":[{\"id\":\"%s%015" PRIx64
		"\",\"kind\":\"Splitter\",\"name\":\"1x16\",\"port\":%u,\"implanted\":%s,\"fiber\":%u}]",
		ID_CONNECTION, s->index, subject_port(s->index), s->implanted > 0 ? "true" : "false",
		subject_port(s->index));
}

static void write_history(FILE *file, const struct subject *s)
{
	if (s->history == 0) {
		fputs(",\"history\":{\"clients\":[]}", file);
		return;
	}
	fprintf(file,
		",\"history\":{\"clients\":[{\"id\":\"%s%015" PRIx64 "\",\"code\":\"%" PRIu64
		"\",\"enter_date\":\"2024-02-01T12:00:00.000Z\",\"exit_date\":\"2026-03-01T12:00:00.000Z\"}]}",
		ID_CLIENT, s->index, s->history);
}

static void write_property(FILE *file, const struct world *world, const struct subject *s, bool second)
{
	uint64_t box = subject_box(s->index);
	char name[32];
	double lat, lng;

	box_name(name, sizeof name, world, box);
	box_spot(world, box, s->index + 1, &lat, &lng);
	fprintf(file, "{\"id\":\"%s%015" PRIx64 "\",\"kind\":\"Property\"", second ? ID_SECOND_PROPERTY : ID_PROPERTY,
		s->index);
	member(file, "address", s->address);
	fprintf(file, ",\"box\":{\"id\":\"%s%015" PRIx64 "\",\"name\":\"%s\"},\"pole\":null", ID_BOX, box, name);
	if (s->implanted > 0)
		fprintf(file, ",\"drop\":\"65a0c1e5d%015" PRIx64 "\"", s->index);
	else
		fputs(",\"drop\":null", file);
	fprintf(file, ",\"project\":\"" ID_PROJECT "%02x\",\"coords\":[%.6f,%.6f],\"lat\":%.6f,\"lng\":%.6f",
		box_city(world, box) + 1, lng, lat, lat, lng);
	member(file, "observation", s->index % 40 == 0 ? "Portão azul, cuidado com o cão" : "");
	if (s->has_client_power)
		fprintf(file, ",\"potencyRead\":%.2f", s->client_power);
	fputs(",\"tags\":[]", file);
	stamps(file, world, s->index);
	write_connection(file, s);
	write_history(file, s);
	if (s->has_client)
		fprintf(file, ",\"client\":\"%s%015" PRIx64 "\"}",
			second && s->two_clients ? ID_SECOND_CLIENT : ID_CLIENT, s->index);
	else
		fputs(",\"client\":null}", file);
}

typedef void (*ozmap_write)(FILE *file, const struct world *world, const struct subject *s, bool second);

/* An array of what `wanted` says each subscriber has: 0, 1 or 2. */
static void write_array(FILE *file, const struct world *world, int (*wanted)(const struct subject *s),
			ozmap_write write)
{
	struct subject subject;
	bool begun = false;

	for (uint64_t index = 0; index < world->cases.size; index++) {
		subject_make(&subject, world, index);
		for (int i = 0; i < wanted(&subject); i++) {
			fputs(begun ? ",\n" : "\n", file);
			begun = true;
			write(file, world, &subject, i > 0);
		}
	}
}

static int clients_wanted(const struct subject *s)
{
	return s->has_client + (s->has_client && s->two_clients);
}

static int properties_wanted(const struct subject *s)
{
	return s->has_property + (s->has_property && (s->two_clients || s->two_properties));
}

static void write_boxes(FILE *file, const struct world *world)
{
	char name[32];
	double lat, lng;

	for (uint64_t box = 0; box < box_count(world); box++) {
		box_name(name, sizeof name, world, box);
		box_spot(world, box, 0, &lat, &lng);
		fprintf(file,
			"%s\n{\"id\":\"%s%015" PRIx64
			"\",\"name\":\"%s\",\"coords\":[%.6f,%.6f],\"project\":\"" ID_PROJECT "%02x\"}",
			box > 0 ? "," : "", ID_BOX, box, name, lng, lat, box_city(world, box) + 1);
	}
}

void output_ozmap(FILE *file, const struct world *world)
{
	fputs("{\"properties\":[", file);
	write_array(file, world, properties_wanted, write_property);
	fputs("],\n\"clients\":[", file);
	write_array(file, world, clients_wanted, write_client);
	fputs("],\n\"boxes\":[", file);
	write_boxes(file, world);
	fputs("]}\n", file);
}

void output_cases(FILE *file, const struct world *world)
{
	struct subject subject;

	for (int kind = 0; kind < CASE_IN_SYNC; kind++) {
		for (uint64_t i = 0; i < cases_count(&world->cases, (enum demo_case)kind); i++) {
			uint64_t index = cases_index(&world->cases, (enum demo_case)kind, i);

			subject_make(&subject, world, index);
			fprintf(file, "%s\t%" PRIu64 "\t%s\n", cases_name((enum demo_case)kind), subject.contract,
				cases_note((enum demo_case)kind));
		}
	}
}
