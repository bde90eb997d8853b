/* Generates the demo's data, the same for the same options: MK's tables as SQL and OZmap's state as JSON. See
 * README.md. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "output.h"

struct options {
	uint64_t seed, size;
	int64_t now;
	double differences; /* < 0: as at a real provider */
	unsigned day; /* 0: everything; else that day's changes */
	enum encoding encoding;
	const char *sql, *ozmap, *cases;
};

static const char usage[] =
    "usage: generate [OPTION...]\n"
    "  --size N            subscribers (400; 60 at least)\n"
    "  --seed N            another seed, another provider (1)\n"
    "  --sql FILE          write MK's tables as SQL\n"
    "  --ozmap FILE        write OZmap's state as JSON\n"
    "  --cases FILE        write the codes of the special cases\n"
    "  --day 1|2           --sql is then that day's UPDATEs, on top of what the same options without --day made\n"
    "  --encoding E        utf8, latin1, or mixed (bytes of both, for a SQL_ASCII database)\n"
    "  --plain PERCENT     nothing special, only that many percent of simple differences\n"
    "  --now EPOCH         seconds since 1970 that session times and readings are relative to (the clock's)\n"
    "FILE may be - for the standard output.\n";

static void refuse(const char *what, const char *value)
{
	fprintf(stderr, "generate: %s: '%s'\n%s", what, value, usage);
	exit(64);
}

static uint64_t parse_number(const char *text, const char *what, uint64_t most)
{
	char *end;

	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	if (errno || end == text || *end || value > most || *text == '-')
		refuse(what, text);
	return value;
}

static enum encoding parse_encoding(const char *text)
{
	static const char *const names[] = {
	    [ENCODING_UTF8] = "utf8", [ENCODING_LATIN1] = "latin1", [ENCODING_MIXED] = "mixed"};

	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(text, names[i]) == 0)
			return (enum encoding)i;
	}
	refuse("no such encoding", text);
	return ENCODING_UTF8;
}

static void parse_options(struct options *options, int count, char **arguments)
{
	static const struct option known[] = {{"size", required_argument, NULL, 'n'},
					      {"seed", required_argument, NULL, 's'},
					      {"sql", required_argument, NULL, 'm'},
					      {"ozmap", required_argument, NULL, 'o'},
					      {"cases", required_argument, NULL, 'c'},
					      {"day", required_argument, NULL, 'd'},
					      {"encoding", required_argument, NULL, 'e'},
					      {"plain", required_argument, NULL, 'p'},
					      {"now", required_argument, NULL, 't'},
					      {"help", no_argument, NULL, 'h'},
					      {NULL, 0, NULL, 0}};
	int option;

	while ((option = getopt_long(count, arguments, "", known, NULL)) != -1) {
		if (option == 'n')
			options->size = parse_number(optarg, "not a size", 5000000);
		else if (option == 's')
			options->seed = parse_number(optarg, "not a seed", UINT32_MAX);
		else if (option == 'm')
			options->sql = optarg;
		else if (option == 'o')
			options->ozmap = optarg;
		else if (option == 'c')
			options->cases = optarg;
		else if (option == 'd')
			options->day = (unsigned)parse_number(optarg, "not a day", 2);
		else if (option == 'e')
			options->encoding = parse_encoding(optarg);
		else if (option == 'p')
			options->differences = (double)parse_number(optarg, "not a percentage", 100);
		else if (option == 't')
			options->now = (int64_t)parse_number(optarg, "not a time", INT32_MAX * UINT64_C(2));
		else {
			fputs(usage, option == 'h' ? stdout : stderr);
			exit(option == 'h' ? 0 : 64);
		}
	}
	if (optind < count)
		refuse("unexpected", arguments[optind]);
}

static FILE *open_output(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");

	if (!file) {
		fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
		exit(1);
	}
	setvbuf(file, NULL, _IOFBF, 1 << 20);
	return file;
}

static void close_output(FILE *file, const char *path)
{
	int failed = ferror(file);

	if ((file == stdout ? fflush(file) : fclose(file)) != 0 || failed) {
		fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
		exit(1);
	}
}

int main(int count, char **arguments)
{
	struct options options = {.seed = 1, .size = 400, .differences = -1, .now = time(NULL)};
	struct world world = {0};

	parse_options(&options, count, arguments);
	world.seed = options.seed;
	world.now = options.now;
	world.encoding = options.encoding;
	if (!cases_share(&world.cases, options.seed, options.size, options.differences)) {
		fprintf(stderr, "generate: %" PRIu64 " subscribers are too few: 60 at least\n", options.size);
		return 64;
	}
	world_choose_trial(&world);
	if (options.sql) {
		FILE *file = open_output(options.sql);

		if (options.day > 0)
			output_day(file, &world, options.day);
		else
			output_sql(file, &world);
		close_output(file, options.sql);
	}
	if (options.ozmap) {
		FILE *file = open_output(options.ozmap);

		output_ozmap(file, &world);
		close_output(file, options.ozmap);
	}
	if (options.cases) {
		FILE *file = open_output(options.cases);

		output_cases(file, &world);
		close_output(file, options.cases);
	}
	return 0;
}
