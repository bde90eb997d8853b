/* What may be typed at the cursor of a filter. */
#include "complete.h"

#include <stdlib.h>
#include <string.h>

#include "mkoz/base/text.h"
#include "mkoz/domain/filter.h"

#define VALUES_LOOKED_AT 200000

/* The keys whose values are taken from the plan. */
static const struct {
	const char *key;
	size_t offset; /* of the string in a change */
} valued[] = {
    {"city:", offsetof(struct change, city)},
    {"district:", offsetof(struct change, district)},
    {"box:", offsetof(struct change, box)},
};

/* Where the word that ends at the cursor begins. */
static size_t word_start(const struct line *line)
{
	bool quoted = false;
	size_t start = 0;

	for (size_t i = 0; i < line->cursor; i++) {
		if (line->text[i] == '"')
			quoted = !quoted;
		else if (!quoted && strchr(" \t()|!", line->text[i]) != NULL)
			start = i + 1;
	}
	return start;
}

static int by_text(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static void keep_most(struct offers *out, const char *text, size_t count)
{
	size_t at = out->count;

	if (at == OFFERS_MAX && out->items[at - 1].count >= count)
		return;
	if (at < OFFERS_MAX)
		out->count++;
	else
		at--;
	for (; at > 0 && out->items[at - 1].count < count; at--)
		out->items[at] = out->items[at - 1];
	out->items[at] = (struct offer){text, count};
}

/* Counts equal neighbours; a value with blanks is offered in quotes. */
static void count_values(struct offers *out, const char **values, size_t count)
{
	size_t first = 0;

	qsort(values, count, sizeof *values, by_text);
	for (size_t i = 1; i <= count; i++) {
		const char *value = values[first];

		if (i < count && strcmp(values[i], value) == 0)
			continue;
		if (strpbrk(value, " ()|!\t") != NULL)
			value = arena_format(&out->arena, "\"%s\"", value);
		if (value != NULL && strchr(values[first], '"') == NULL)
			keep_most(out, value, i - first);
		first = i;
	}
}

static bool begins(struct arena *arena, const char *value, const char *folded)
{
	const char *whole = text_fold(arena, value);

	return whole != NULL && strncmp(whole, folded, strlen(folded)) == 0;
}

static void offer_values(struct offers *out, const struct model *model, enum tab tab, size_t offset, const char *typed)
{
	size_t size = model_size(model) < VALUES_LOOKED_AT ? model_size(model) : VALUES_LOOKED_AT, count = 0;
	const char **values = calloc(size + 1, sizeof *values), *folded;
	struct arena arena = {0};

	out->typed = strlen(typed);
	folded = text_fold(&arena, typed + (*typed == '"'));
	for (size_t i = 0; values != NULL && folded != NULL && i < size; i++) {
		const struct change *change = model_item(model, i);
		const char *value;

		memcpy(&value, (const char *)change + offset, sizeof value);
		if (value == NULL || *value == '\0' || !model_in_tab(model, i, tab, false, model->show_cosmetic))
			continue;
		if (*folded == '\0' || begins(&arena, value, folded))
			values[count++] = value;
		if (i % 1000 == 999) {
			arena_free(&arena);
			folded = text_fold(&arena, typed + (*typed == '"'));
		}
	}
	count_values(out, values, values == NULL ? 0 : count);
	free(values);
	arena_free(&arena);
}

static void offer_words(struct offers *out, const struct line *line)
{
	const char *words[OFFERS_MAX];

	out->count = filter_complete(line->text, line->cursor, words, OFFERS_MAX, &out->typed);
	for (size_t i = 0; i < out->count; i++)
		out->items[i] = (struct offer){.text = words[i]};
}

void complete_offers(struct offers *out, const struct line *line, const struct model *model, enum tab tab)
{
	size_t start = word_start(line);

	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < sizeof valued / sizeof *valued; i++) {
		size_t length = strlen(valued[i].key);
		const char *typed;

		if (line->cursor < start + length || strncmp(line->text + start, valued[i].key, length) != 0)
			continue;
		typed = arena_format(&out->arena, "%.*s", (int)(line->cursor - start - length),
				     line->text + start + length);
		if (typed != NULL)
			offer_values(out, model, tab, valued[i].offset, typed);
		return;
	}
	offer_words(out, line);
}

/* Bytes in which all offers begin alike, whole characters. */
static size_t common_bytes(const struct offers *offers)
{
	const char *first = offers->items[0].text;
	size_t common = strlen(first);

	for (size_t i = 1; i < offers->count; i++) {
		size_t same = 0;

		while (same < common && offers->items[i].text[same] == first[same])
			same++;
		common = same;
	}
	while (common > 0 && ((unsigned char)first[common] & 0xC0) == 0x80)
		common--;
	return common;
}

bool complete_line(struct line *line, const struct offers *offers)
{
	char part[LINE_MAX_BYTES];
	size_t common = offers->count == 0 ? 0 : common_bytes(offers);

	if (common == 0 || common >= sizeof part || (offers->count > 1 && common <= offers->typed))
		return false;
	memcpy(part, offers->items[0].text, common);
	part[common] = '\0';
	line_delete_back(line, offers->typed);
	line_insert(line, part);
	return offers->count == 1;
}
