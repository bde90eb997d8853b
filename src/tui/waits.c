/* Until when a change waits, as people write it. */
#include "waits.h"

#include <ctype.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"
#include "words.h"

#define DAY_LENGTH 10 /* of YYYY-MM-DD, whatever its order */

static const char *const words[WAITS_WORDS] = {NC_("until", "online"), NC_("until", "changed")};

void waits_words(const char *out[WAITS_WORDS + 1])
{
	for (size_t i = 0; i < WAITS_WORDS; i++)
		out[i] = C_("until", words[i]);
	out[WAITS_WORDS] = NULL;
}

/* Fills `out` with the day that `typed` has in the pattern's order; false when it has another form. */
static bool read_day(const char *pattern, const char *typed, char out[DAY_LENGTH + 1])
{
	size_t year = 0, month = 5, day = 8;

	memcpy(out, "0000-00-00", DAY_LENGTH + 1);
	for (; *pattern != '\0'; pattern++) {
		size_t digits = *pattern == 'Y' ? 4 : 2, *at = *pattern == 'Y'	 ? &year
							       : *pattern == 'M' ? &month
										 : &day;

		if (strchr("YMD", *pattern) == NULL) {
			if (*typed++ != *pattern)
				return false;
			continue;
		}
		for (size_t i = 0; i < digits; i++, typed++) {
			if (!isdigit((unsigned char)*typed))
				return false;
			out[(*at)++] = *typed;
		}
	}
	return *typed == '\0';
}

const char *waits_parse(struct arena *arena, const char *typed)
{
	char day[DAY_LENGTH + 1];
	const char *folded = text_fold(arena, typed);

	for (size_t i = 0; folded != NULL && i < WAITS_WORDS; i++) {
		const char *word = text_fold(arena, C_("until", words[i]));

		if (word != NULL && strcmp(folded, word) == 0)
			return arena_string(arena, words[i]);
	}
	/* TRANSLATORS: a day: Y, M and D stand for the digits of year, month and day */
	return arena_string(arena, read_day(_("Y-M-D"), typed, day) ? day : typed);
}

const char *waits_said(struct arena *arena, const char *wait)
{
	struct text out = {0};
	const char *said;

	for (size_t i = 0; i < WAITS_WORDS; i++)
		if (strcmp(wait, words[i]) == 0)
			return arena_string(arena, C_("until", words[i]));
	if (strlen(wait) != DAY_LENGTH)
		return arena_string(arena, wait);
	words_day(&out, wait);
	said = arena_string(arena, text_string(&out));
	text_free(&out);
	return said;
}
