/* The inside of a filter: its keys as data, and the tree that an expression becomes. */
#ifndef MKOZ_DOMAIN_FILTER_TREE_H
#define MKOZ_DOMAIN_FILTER_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/base/arena.h"
#include "mkoz/domain/filter.h"

/* How a key is asked. */
enum filter_test {
	FILTER_EXACT, /* text, as it is written */
	FILTER_WITHIN, /* text, found within without regard to case or accents */
	FILTER_KIND,
	FILTER_STATE,
	FILTER_FIELD,
	FILTER_BOOL,
	FILTER_POWER,
	FILTER_DELTA,
	FILTER_AGE,
};

struct filter_key {
	const char *name; /* with the sign that follows it, for completion */
	enum filter_test test;
	size_t offset; /* in struct change */
};

extern const struct filter_key filter_keys[];
extern const size_t filter_key_count;

/* The key of that name; NULL. */
const struct filter_key *filter_key_find(const char *name, size_t length);
/* Compared with < > <= >= =, not with a colon. */
bool filter_key_is_number(const struct filter_key *key);
/* The words that the key knows, by number from 0; NULL after the last, or when it knows none. */
const char *filter_key_word(const struct filter_key *key, int number);

enum filter_type { FILTER_AND, FILTER_OR, FILTER_NOT, FILTER_WORD, FILTER_KEY };
enum filter_sign { FILTER_LESS = 1, FILTER_EQUAL = 2, FILTER_MORE = 4 }; /* bits: <= is both */

struct filter_node {
	enum filter_type type;
	struct filter_node *child, *next; /* of AND, OR, NOT; siblings */
	const struct filter_key *key;
	const char *needle; /* folded where the test wants it so */
	size_t length;
	bool prefix; /* a trailing * */
	bool truth; /* of FILTER_BOOL */
	unsigned signs; /* enum filter_sign */
	double number;
};

struct filter {
	const struct filter_node *root; /* NULL: everything matches */
	struct arena arena;
};

#endif
