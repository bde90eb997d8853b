/* Personal data shortened: initials, links without their parameters. */
#include "mask.h"

#include <string.h>

void mask_words(struct text *out, const char *string)
{
	size_t before = out->length;
	bool starts = true;
	const char *at = string, *start = string;
	int code;

	while ((code = text_next(&at)) != 0) {
		bool blank = code == ' ';

		if (starts && !blank) {
			if (out->length > before)
				text_add_char(out, ' ');
			text_add_bytes(out, start, (size_t)(at - start));
			text_add_char(out, '.');
		}
		starts = blank;
		start = at;
	}
}

void mask_link(struct text *out, const char *link)
{
	text_add_bytes(out, link, strcspn(link, "?#"));
}
