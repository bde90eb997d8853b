/* The keys of the filter language as data (spec §6), its help and completion. */
#include <string.h>

#include "filter_tree.h"
#include "mkoz/base/i18n.h"

#define AT(member) offsetof(struct change, member)

const struct filter_key filter_keys[] = {
    {"kind:", FILTER_KIND, 0},
    {"state:", FILTER_STATE, 0},
    {"code:", FILTER_EXACT, AT(code)},
    {"id:", FILTER_EXACT, AT(id)},
    {"cosmetic:", FILTER_BOOL, AT(cosmetic)},
    {"moved:", FILTER_BOOL, AT(moved)},
    {"field:", FILTER_FIELD, 0},
    {"why:", FILTER_EXACT, AT(why)},
    {"name:", FILTER_WITHIN, AT(name)},
    {"address:", FILTER_WITHIN, AT(address)},
    {"city:", FILTER_WITHIN, AT(city)},
    {"district:", FILTER_WITHIN, AT(district)},
    {"box:", FILTER_WITHIN, AT(box)},
    {"login:", FILTER_WITHIN, AT(login)},
    {"onu:", FILTER_WITHIN, AT(onu)},
    {"reason:", FILTER_WITHIN, AT(reason)},
    {"by:", FILTER_WITHIN, AT(decided_by)},
    {"power<", FILTER_POWER, 0},
    {"delta>", FILTER_DELTA, 0},
    {"age>", FILTER_AGE, 0},
};
const size_t filter_key_count = sizeof filter_keys / sizeof *filter_keys;

static const char *const truths[] = {"true", "false"};

static size_t name_length(const struct filter_key *key)
{
	return strlen(key->name) - 1;
}

const struct filter_key *filter_key_find(const char *name, size_t length)
{
	for (size_t i = 0; i < filter_key_count; i++)
		if (name_length(&filter_keys[i]) == length && strncmp(filter_keys[i].name, name, length) == 0)
			return &filter_keys[i];
	return NULL;
}

bool filter_key_is_number(const struct filter_key *key)
{
	return key->test >= FILTER_POWER;
}

const char *filter_key_word(const struct filter_key *key, int number)
{
	if (key->test == FILTER_KIND && number < KIND_COUNT)
		return kind_name((enum kind)number);
	if (key->test == FILTER_STATE && number < STATE_COUNT)
		return state_name((enum state)number);
	if (key->test == FILTER_FIELD && number + 1 < FIELD_COUNT)
		return field_name((enum field)(number + 1));
	if (key->test == FILTER_BOOL && number < 2)
		return truths[number];
	return NULL;
}

size_t filter_word_start(const char *expression, size_t at)
{
	bool quoted = false;
	size_t start = 0;

	for (size_t i = 0; i < at; i++) {
		if (expression[i] == '"')
			quoted = !quoted;
		else if (!quoted && strchr(" \t()|!", expression[i]) != NULL)
			start = i + 1;
	}
	return start;
}

size_t filter_complete(const char *expression, size_t at, const char *out[], size_t max, size_t *prefix)
{
	size_t length = strlen(expression), start, count = 0, typed;
	const struct filter_key *key;
	const char *word, *colon, *candidate;

	at = at < length ? at : length;
	start = filter_word_start(expression, at);
	word = expression + start;
	colon = memchr(word, ':', at - start);
	typed = colon == NULL ? at - start : (size_t)(expression + at - colon - 1);
	*prefix = typed;
	if (colon == NULL) {
		for (size_t i = 0; i < filter_key_count && count < max; i++)
			if (strncmp(filter_keys[i].name, word, typed) == 0)
				out[count++] = filter_keys[i].name;
		return count;
	}
	key = filter_key_find(word, (size_t)(colon - word));
	for (int i = 0; key != NULL && count < max && (candidate = filter_key_word(key, i)) != NULL; i++)
		if (strncmp(candidate, colon + 1, typed) == 0)
			out[count++] = candidate;
	return count;
}

const char *const *filter_help(void)
{
	static const char *const help[] = {
	    N_("word"),
	    N_("found in code, name, address, city or box, without regard to case or accents"),
	    "\"…\"",
	    N_("keeps blanks together"),
	    N_("a b"),
	    N_("both must hold; a | b either; !a not; ( ) groups; a trailing * is a beginning"),
	    "kind:",
	    N_("the kind of change or finding"),
	    "state:",
	    N_("pending, approved, applied and so on; open for findings"),
	    "code: id: why: field:",
	    N_("exactly this; code:12* begins with 12"),
	    "cosmetic: moved:",
	    N_("true or false: only written differently; another house"),
	    "name: address: city: district:",
	    N_("found within, of MK's side"),
	    "box: login: onu:",
	    N_("found within"),
	    "reason: by:",
	    N_("found within the last decision: why, and who"),
	    "power<-27",
	    N_("MK's reading in dBm; also > <= >= ="),
	    "delta>3",
	    N_("dB between the two sides"),
	    "age>7d",
	    N_("since it was first proposed: s, min, h, d"),
	    NULL,
	};

	return help;
}
