/* Fuzzes MK's rows: lines of COPY's text form taken apart, and what spec §3 makes of them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mk/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char *reasons[] = {"8", NULL};

/* Any number of tabs: the line is filled up, so that most have the right one. */
static size_t fill_up(char *to, const char *line, size_t length, size_t count)
{
	size_t tabs = 0, used = 0;
	for (size_t i = 0; i < length && tabs + 1 < count; i++) {
		tabs += line[i] == '\t';
		to[used++] = line[i];
	}
	for (; tabs + 1 < count; tabs++)
		to[used++] = '\t';
	to[used++] = '\n';
	to[used] = '\0';
	return used;
}

static void add(struct mk_records *records, char *line, size_t length, bool own)
{
	struct mk_field row[MK_COLUMNS > MK_OWN_COLUMNS ? MK_COLUMNS : MK_OWN_COLUMNS];
	size_t count = own ? MK_OWN_COLUMNS : MK_COLUMNS;
	struct error error = {0};
	if (mk_rows_split(line, length, row, count) != 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (row[i].bytes && row[i].bytes[row[i].length] != '\0')
			abort();
	int result = own ? mk_record_add_own(records, row, &error) : mk_record_add(records, row, &error);
	if (result != 0 && error.status == ERROR_NONE)
		abort();
	if (result == 0)
		return;
	/* a reading ends there, and nothing of it is kept */
	subscribers_free(records->out);
	mk_intern_free(&records->words);
}

static void check(const struct subscribers *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct subscriber *subscriber = &list->items[i];
		struct text text = {0};
		if (!subscriber->code)
			abort();
		if (!text_is_utf8(subscriber->code, strlen(subscriber->code)) ||
		    (subscriber->name && !text_is_utf8(subscriber->name, strlen(subscriber->name))))
			abort();
		if (subscriber_to_json(&text, subscriber) != 0)
			abort();
		text_free(&text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct config config = {
	    .mk = {.cancel_reasons = reasons,
		   .timezone = "America/Sao_Paulo",
		   .link = length % 2 ? CONFIG_LINK_CONTRACT : CONFIG_LINK_CONNECTION},
	    .sync = {.status_after = 1800,
		     .power_max_age = 604800,
		     .address_format = "{street}, {number} {complement} - {district}, {city}, {zip}"}};
	struct subscribers out = {0};
	struct mk_records records = {.config = &config, .now = 1700000000, .out = &out, .file = "own.sql"};
	bool own = length % 4 < 2;
	memset(records.has, 1, sizeof records.has);
	char *text = strndup((const char *)bytes, length), *rest = text;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		char *filled = malloc(strlen(line) + MK_COLUMNS + 2);
		add(&records, filled, fill_up(filled, line, strlen(line), own ? MK_OWN_COLUMNS : MK_COLUMNS), own);
		free(filled);
		char *raw = strdup(line);
		add(&records, raw, strlen(raw), own);
		free(raw);
	}
	check(&out);
	subscribers_free(&out);
	mk_intern_free(&records.words);
	free(text);
	return 0;
}
