/* Asking a filter's tree of one change: no allocation where the change is folded already. */
#include <math.h>
#include <string.h>

#include "filter_tree.h"
#include "mkoz/base/text.h"

/* The folded fields, each after CHANGE_FOLD_MARK, hold the needle. */
static bool holds_word(const char *folded, const struct filter_node *node)
{
	const char *at = folded;

	if (!node->prefix)
		return strstr(folded, node->needle) != NULL;
	while ((at = strchr(at, CHANGE_FOLD_MARK)) != NULL)
		if (strncmp(++at, node->needle, node->length) == 0)
			return true;
	return false;
}

static bool matches_word(const struct filter_node *node, const struct change *change)
{
	struct text folded = {0};
	bool holds;

	if (change->folded != NULL)
		return holds_word(change->folded, node);
	change_fold(&folded, change);
	holds = !folded.failed && holds_word(text_string(&folded), node);
	text_free(&folded);
	return holds;
}

static bool matches_within(const struct filter_node *node, const char *value)
{
	struct text folded = {0};
	bool holds = false;

	if (value == NULL)
		return false;
	text_add_folded(&folded, value);
	if (!folded.failed && node->prefix)
		holds = strncmp(text_string(&folded), node->needle, node->length) == 0;
	else if (!folded.failed)
		holds = strstr(text_string(&folded), node->needle) != NULL;
	text_free(&folded);
	return holds;
}

static bool matches_exactly(const struct filter_node *node, const char *value)
{
	if (value == NULL)
		return false;
	return node->prefix ? strncmp(value, node->needle, node->length) == 0 : strcmp(value, node->needle) == 0;
}

static bool compares(const struct filter_node *node, double number)
{
	return ((node->signs & FILTER_LESS) != 0 && number < node->number) ||
	       ((node->signs & FILTER_MORE) != 0 && number > node->number) ||
	       ((node->signs & FILTER_EQUAL) != 0 && fabs(number - node->number) < 1e-9);
}

/* The text member that the key looks at; the id is an array, the others are pointers. */
static const char *member(const struct change *change, const struct filter_key *key)
{
	const char *at = (const char *)change + key->offset;

	return key->offset == offsetof(struct change, id) ? at : *(const char *const *)(const void *)at;
}

static bool matches_key(const struct filter_node *node, const struct change *change, moment now)
{
	switch (node->key->test) {
	case FILTER_EXACT:
		return matches_exactly(node, member(change, node->key));
	case FILTER_WITHIN:
		return matches_within(node, member(change, node->key));
	case FILTER_KIND:
		return matches_exactly(node, kind_name(change->kind));
	case FILTER_STATE:
		return matches_exactly(node, state_name(change->state));
	case FILTER_FIELD:
		return matches_exactly(node, field_name(change->field));
	case FILTER_BOOL:
		return node->truth == *((const bool *)change + node->key->offset);
	case FILTER_POWER:
		return change->has_mk_power && compares(node, change->mk_power);
	case FILTER_DELTA:
		return change->has_power_delta && compares(node, change->power_delta);
	case FILTER_AGE:
		return change->first_seen != MOMENT_NONE && compares(node, (double)(now - change->first_seen));
	}
	return false;
}

static bool matches(const struct filter_node *node, const struct change *change, moment now)
{
	const struct filter_node *child = node->child;

	switch (node->type) {
	case FILTER_AND:
		while (child != NULL && matches(child, change, now))
			child = child->next;
		return child == NULL;
	case FILTER_OR:
		while (child != NULL && !matches(child, change, now))
			child = child->next;
		return child != NULL;
	case FILTER_NOT:
		return !matches(child, change, now);
	case FILTER_WORD:
		return matches_word(node, change);
	case FILTER_KEY:
		return matches_key(node, change, now);
	}
	return false;
}

bool filter_matches(const struct filter *filter, const struct change *change, moment now)
{
	return filter_is_empty(filter) || matches(filter->root, change, now);
}
