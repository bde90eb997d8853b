/* What may be typed at the cursor of a filter. */
#include "complete.h"

#include <string.h>

#include "mkoz/base/text.h"
#include "mkoz/domain/filter.h"
#include "tally.h"

/* The keys whose values are taken from the plan. */
static const struct {
	const char *key;
	size_t offset; /* of the string in a change */
} valued[] = {
    {"city:", offsetof(struct change, city)},
    {"district:", offsetof(struct change, district)},
    {"box:", offsetof(struct change, box)},
};

static bool begins(const char *value, const char *folded)
{
	struct arena arena = {0};
	const char *whole = text_fold(&arena, value);
	bool result = whole != NULL && strncmp(whole, folded, strlen(folded)) == 0;

	arena_free(&arena);
	return result;
}

/* The most frequent that begin like what was typed. A value with a quote in it cannot be asked for. */
static void choose(struct offers *out, struct tally *tally, const char *typed)
{
	const char *folded = text_fold(&out->arena, typed + (*typed == '"'));

	for (size_t i = 0; folded != NULL && i < tally->size; i++) {
		struct tally_place *place = &tally->places[i];

		if (place->text != NULL &&
		    (strchr(place->text, '"') != NULL || (*folded != '\0' && !begins(place->text, folded))))
			place->text = NULL;
	}
	tally_top(tally, OFFERS_MAX);
	for (size_t i = 0; folded != NULL && i < tally->used && i < OFFERS_MAX; i++)
		out->items[out->count++] = (struct offer){tally->places[i].text, tally->places[i].count};
}

/* A value with blanks is offered in quotes. */
static void quote(struct offers *out)
{
	for (size_t i = 0; i < out->count; i++) {
		const char *quoted = strpbrk(out->items[i].text, " ()|!\t") == NULL
					 ? NULL
					 : arena_format(&out->arena, "\"%s\"", out->items[i].text);

		if (quoted != NULL)
			out->items[i].text = quoted;
	}
}

static void offer_values(struct offers *out, const struct model *model, enum tab tab, size_t offset, const char *typed)
{
	struct tally tally = {0};

	out->typed = strlen(typed);
	for (size_t i = 0; i < model_size(model); i++) {
		const char *value;

		if (!model_in_tab(model, i, tab, false, model->show_cosmetic))
			continue;
		memcpy(&value, (const char *)model_item(model, i) + offset, sizeof value);
		if (value != NULL && *value != '\0' && tally_add(&tally, value, tab) != 0)
			break;
	}
	choose(out, &tally, typed);
	quote(out);
	tally_free(&tally);
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
	size_t start = filter_word_start(line->text, line->cursor);

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
