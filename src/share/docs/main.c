/* docs FILE: prints FILE with its made parts made anew: what stands between <!-- NAME --> and <!-- /NAME -->. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "docs.h"

struct part {
	const char *name;
	void (*print)(FILE *out);
};

static const struct part parts[] = {
    {"keys", docs_keys_table},	   {"man-commands", docs_commands}, {"man-options", docs_options},
    {"man-filters", docs_filters}, {"man-keys", docs_keys},	    {"words", docs_words},
};

/* The part that begins, or with `slash` ends, on this line; NULL for none. */
static const struct part *find_part(const char *line, const char *slash)
{
	char marker[64];

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		snprintf(marker, sizeof marker, "<!-- %s%s -->", slash, parts[i].name);
		if (strstr(line, marker) != NULL)
			return &parts[i];
	}
	return NULL;
}

/* True when every part that began has ended. */
static int rewrite(FILE *in, FILE *out)
{
	const struct part *within = NULL;
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, in) > 0) {
		const struct part *begins = find_part(line, "");

		if (within != NULL && find_part(line, "/") == within)
			within = NULL;
		if (within != NULL)
			continue;
		fputs(line, out);
		if (begins != NULL) {
			within = begins;
			within->print(out);
		}
	}
	free(line);
	return within == NULL;
}

int main(int argc, char **argv)
{
	FILE *in = argc == 2 ? fopen(argv[1], "re") : NULL;
	int whole;

	if (in == NULL) {
		fprintf(stderr, "docs: %s: %s\n", argc == 2 ? argv[1] : "usage: docs FILE", strerror(errno));
		return EXIT_FAILURE;
	}
	whole = rewrite(in, stdout);
	fclose(in);
	if (!whole)
		fprintf(stderr, "docs: %s: a part does not end\n", argv[1]);
	return whole && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
