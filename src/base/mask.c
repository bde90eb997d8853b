/* Personal data shortened: initials, links without their parameters. */
#include "mkoz/base/mask.h"

#include <string.h>

static bool parts_words(int code)
{
	return code == ' ' || code == ',' || code == '-' || code == '/';
}

void mask_words(struct text *out, const char *string)
{
	const char *at = string, *start = string;
	bool inside = false;

	for (int code; (code = text_next(&at)) != 0; start = at) {
		if (parts_words(code)) {
			text_add_bytes(out, start, (size_t)(at - start));
		} else if (!inside && code >= '0' && code <= '9') {
			text_add(out, "…");
		} else if (!inside) {
			text_add_bytes(out, start, (size_t)(at - start));
			text_add_char(out, '.');
		}
		inside = !parts_words(code);
	}
}

void mask_link(struct text *out, const char *link)
{
	text_add_bytes(out, link, strcspn(link, "?#"));
}
