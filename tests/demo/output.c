/* Times and texts as all of the generator's writers write them. */
#include "output.h"

#include <time.h>

/* America/Sao_Paulo has had no daylight saving time since 2019. */
enum { ZONE = -3 * WORLD_HOUR };

void output_time(char *out, size_t size, const struct world *world, int64_t ago, enum time_style style)
{
	time_t at = (time_t)(world->now - ago + (style == TIME_ISO ? 0 : ZONE));
	struct tm parts;

	gmtime_r(&at, &parts);
	switch (style) {
	case TIME_DATE:
		strftime(out, size, "%Y-%m-%d", &parts);
		break;
	case TIME_HOUR:
		strftime(out, size, "%H:%M:%S", &parts);
		break;
	case TIME_STAMP:
		strftime(out, size, "%Y-%m-%d %H:%M:%S", &parts);
		break;
	case TIME_ZONED:
		strftime(out, size, "%Y-%m-%d %H:%M:%S-03", &parts);
		break;
	case TIME_ISO:
		strftime(out, size, "%Y-%m-%dT%H:%M:%S.000Z", &parts);
		break;
	}
}

void output_encoding(FILE *file, const struct world *world)
{
	static const char *const names[] = {
	    [ENCODING_UTF8] = "UTF8", [ENCODING_LATIN1] = "LATIN1", [ENCODING_MIXED] = "SQL_ASCII"};

	fprintf(file, "SET client_encoding = '%s';\n", names[world->encoding]);
}

void output_text(FILE *file, const struct world *world, const char *text, const char *(*escape)(unsigned char byte))
{
	bool latin1 = text_is_latin1(world, text);

	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		const char *escaped = escape(*at);

		if (escaped) {
			fputs(escaped, file);
		} else if (latin1 && (*at == 0xc2 || *at == 0xc3) && at[1]) {
			putc_unlocked((at[0] << 6 | (at[1] & 0x3f)) & 0xff, file);
			at++;
		} else {
			putc_unlocked(*at, file);
		}
	}
}
